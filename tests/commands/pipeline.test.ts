import { afterEach, beforeEach, expect, test } from 'vitest';
import { pipeline } from '../../commands/pipeline.ts';
import { type SalesWorld, salesWorld } from '../slack/listeners/sales-world.ts';
import { pressable } from '../slack/views/looks.ts';
import { otherRep, rep } from '../support/people.ts';
import { type } from './type.ts';

let world: SalesWorld;
beforeEach(async () => {
  world = await salesWorld();
});
afterEach(() => world.close());

test('it draws the team’s funnel, or one’s own', async () => {
  await world.addMany(3, rep);
  const team = await type(pipeline, '', { ...world, member: otherRep });
  const mine = await type(pipeline, 'mine', { ...world, member: otherRep });
  expect(team.dmFile?.file.bytes.length).toBeGreaterThan(0);
  expect(team.dmFile?.file.altText).not.toBe(mine.dmFile?.file.altText);
});

test('the report is said to come later, with what there is now', async () => {
  const reply = await type(pipeline, 'pdf', world);
  expect(reply.dmFile).toBeUndefined();
  expect(pressable(reply.say?.blocks)).toEqual(['pipeline.draw']);
  await expect(type(pipeline, 'xls', world)).rejects.toThrow('/pipeline mine');
});
