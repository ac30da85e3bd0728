import { afterEach, beforeEach, expect, test } from 'vitest';
import { disputeValue, nudgeCard, readDispute } from '../../../src/slack/views/nudge.ts';
import { otherRep, rep } from '../../support/people.ts';
import { pressable, read } from '../views/looks.ts';
import { lead, now, nudge } from '../views/samples.ts';
import { hands, valueOn, viewOf } from './hands.ts';
import { type SalesWorld, salesWorld } from './sales-world.ts';

let world: SalesWorld;
beforeEach(async () => {
  world = await salesWorld();
});
afterEach(() => world.close());

test('a reply’s card says who answered, their words, what it means, and one thing to do first', () => {
  const card = nudgeCard(nudge(), lead());
  expect(card.text).toBe('Ada Byron answered · interested, objects to the price');
  const text = read(card.blocks);
  expect(text).toContain('Ada Byron, Head of Billing, Fernline · <!date^1778569200^');
  expect(text).toContain('Looks useful, but 400 a month is more than we planned.');
  expect(text).toContain('*Means:* Timing and price, not a no.');
  expect(text).toContain('Not enough to say: Nothing about length and clarity.');
  expect(JSON.stringify(card.blocks).match(/"style":"primary"/g)).toHaveLength(1);
  expect(pressable(card.blocks)).toContain('reply.log_call');
});

test('the team lead reads an objection and can’t call it wrong: that is for the rep', () => {
  const card = nudgeCard(nudge({ kind: 'objection' }), lead());
  expect(pressable(card.blocks)).not.toContain('coaching.dispute');
});

test('a point’s key survives the way through a button, whatever is in it', () => {
  for (const key of ['plain', 'with:colon', 'ü % / ?']) {
    const value = disputeValue('nud_1', key, ['before:1']);
    expect(readDispute(value)).toEqual({ nudgeId: 'nud_1', pointKey: key, before: ['before:1'] });
  }
});

test('a point that is called wrong becomes a quiet line, and so does the next one, in place', async () => {
  const ada = await world.addAda();
  const id = await world.features.interactions.log(rep, {
    leadId: ada.id,
    kind: 'call',
    at: world.clock.now(),
    minutes: 18,
    text: 'I asked: What happens when one slips? She said it is too expensive. I told her about Northgate. She said she would think about it. We agreed nothing.',
  });
  const entry = await world.features.threads.entry(id ?? 0);
  const nudges = entry ? await world.features.coaching.consider(entry) : [];
  const mine = nudges.find((one) => one.forMemberId === rep.id && one.points.some((point) => point.kind !== 'unknown'));
  expect(mine).toBeDefined();
  if (!mine) return;
  const card = nudgeCard(mine, ada);
  const { press } = hands(world.features);
  const once = (await press('coaching.dispute', valueOn(card, 'coaching.dispute'))).replaceCard;
  expect(read(once?.blocks)).toContain('You called this wrong');
  const left = (blocks: typeof card.blocks) => pressable(blocks).filter((each) => each === 'coaching.dispute').length;
  expect(left(once?.blocks)).toBe(left(card.blocks) - 1);
  if (left(once?.blocks) === 0) return;
  const twice = (await press('coaching.dispute', valueOn(once, 'coaching.dispute'))).replaceCard;
  expect(read(twice?.blocks).match(/You called this wrong/g)).toHaveLength(2);
});

test('a call is logged straight from the card of a reply, by who may act on the lead', async () => {
  const ada = await world.addAda();
  const form = viewOf(await hands(world.features).press('reply.log_call', ada.id));
  expect(form.callback_id).toBe('lead.log');
  await expect(hands(world.features, otherRep).press('reply.log_call', ada.id)).rejects.toThrow(/belongs to/);
});
