import { afterEach, beforeEach, expect, test } from 'vitest';
import { touches } from '../../commands/touches.ts';
import { viewOf } from '../slack/listeners/hands.ts';
import { type SalesWorld, salesWorld } from '../slack/listeners/sales-world.ts';
import { type } from './type.ts';

let world: SalesWorld;
beforeEach(async () => {
  world = await salesWorld();
});
afterEach(() => world.close());

const say = (text: string) => type(touches, text, world);

test('it counts what waits, and says what fills it when nothing does', async () => {
  expect((await say('')).say?.text).toBe('No drafts wait for your approval');
  const leads = await world.addMany(2);
  await world.enrolled(leads.map((one) => one.id));
  expect((await say('')).say?.text).toBe('2 leads wait for your approval');
});

test('the round, one lead, and what was approved are each a word away', async () => {
  const ada = await world.addAda();
  await world.enrolled([ada.id]);
  expect(viewOf(await say('review')).title?.text).toBe('Review drafts · 1 of 1');
  expect(viewOf(await say('byron')).title?.text).toBe('Drafts of a lead');
  expect(viewOf(await say('approved')).title?.text).toBe('Approved, not sent yet');
  expect((await say('nobody')).say?.text).toContain('No lead is found');
});

test('a lead that is on no sequence is told so', async () => {
  await world.addAda();
  await expect(say('byron')).rejects.toThrow(/not on a sequence yet/);
});
