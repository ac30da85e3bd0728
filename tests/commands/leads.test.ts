import { afterEach, beforeEach, expect, test } from 'vitest';
import { leads } from '../../commands/leads.ts';
import { viewOf } from '../slack/listeners/hands.ts';
import { type SalesWorld, salesWorld } from '../slack/listeners/sales-world.ts';
import { read } from '../slack/views/looks.ts';
import { manager, rep } from '../support/people.ts';
import { type } from './type.ts';

let world: SalesWorld;
beforeEach(async () => {
  world = await salesWorld();
});
afterEach(() => world.close());

test('it opens the ranked list, one’s own or the team’s', async () => {
  await world.addMany(2, rep);
  expect(read(viewOf(await type(leads, '', world)).blocks)).toContain('1–2 of 2');
  expect(read(viewOf(await type(leads, 'mine', { ...world, member: manager })).blocks)).toContain('None of your leads');
  expect(read(viewOf(await type(leads, 'ALL', { ...world, member: manager })).blocks)).toContain('1–2 of 2');
});

test('anything else is told what there is', async () => {
  await expect(type(leads, 'byron', world)).rejects.toThrow('/lead and a name');
});
