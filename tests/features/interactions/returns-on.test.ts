import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Lead } from '../../../src/features/leads/index.ts';
import { DAY_MS } from '../../../src/kernel/clock.ts';
import { otherRep, rep } from '../../support/people.ts';
import { MONDAY_9, type World, world } from '../../support/world.ts';

let w: World;
let lead: Lead;
/** Friday, 5 June 2026; the second mail is to come in the week after. */
const FRIDAY = MONDAY_9 + 4 * DAY_MS;
beforeEach(async () => {
  w = await world();
  await w.interactions.readMailboxes();
  lead = await w.approvedLead();
  await w.turnTo(FRIDAY);
  w.mail.deliver({
    to: 'rosa@seller.example',
    from: lead.email ?? '',
    text: 'I am out of the office.',
    subject: 'Out of office',
    headers: { 'auto-submitted': 'auto-replied' },
  });
  await w.interactions.readMailboxes();
});
afterEach(() => w.close());

const dues = async () =>
  (await w.sequences.review(rep, lead.id)).touches
    .filter((one) => ['drafted', 'approved'].includes(one.status))
    .map((one) => one.dueAt);
const dayOf = (at: number | undefined) => new Date(at ?? 0).toISOString().slice(0, 10);

test('a later day than the week that it waits: two business days behind the return, the distances kept', async () => {
  const before = await dues();
  expect(dayOf(before[0])).toBe('2026-06-12');
  expect(await w.interactions.returnsOn(rep, lead.id, '2026-06-26')).toEqual({
    back: '26 Jun 2026',
    goesOn: '30 Jun 2026',
  });
  const after = await dues();
  expect(dayOf(after[0])).toBe('2026-06-30');
  expect(after.map((at) => at - (after[0] ?? 0))).toEqual(before.map((at) => at - (before[0] ?? 0)));
  const [held] = (await w.threads.of(lead.id, { kinds: ['sequence.held'] })).slice(-1);
  expect(held).toMatchObject({ actorId: rep.id, refs: { reason: expect.stringContaining('says Rosa Quint') } });
});

test('an earlier day brings it forward, and never before its own plan', async () => {
  await w.interactions.returnsOn(rep, lead.id, '2026-06-08');
  expect(dayOf((await dues())[0])).toBe('2026-06-10');
  await w.interactions.returnsOn(rep, lead.id, '2026-06-30');
  expect(dayOf((await dues())[0])).toBe('2026-07-02');
  // Corrected once more: the plan is still the one of the beginning.
  await w.interactions.returnsOn(rep, lead.id, '2026-06-05');
  expect(dayOf((await dues())[0])).toBe('2026-06-09');
});

test('a lead who waits for nothing is not pulled forward', async () => {
  const other = await w.approvedLead();
  const before = (await w.sequences.review(rep, other.id)).touches.map((one) => one.dueAt);
  await w.interactions.returnsOn(rep, other.id, '2026-06-05');
  expect((await w.sequences.review(rep, other.id)).touches.map((one) => one.dueAt).slice(1)).toEqual(before.slice(1));
});

test.each([
  ['2026-06-04', 'That day is over'],
  ['2025-06-04', 'That day is over'],
  ['2027-06-20', 'more than a year away'],
  ['2026-02-30', 'no day'],
  ['soon', 'no day'],
  ['', 'no day'],
])('%s is refused in words', async (day, words) => {
  const before = await dues();
  await expect(w.interactions.returnsOn(rep, lead.id, day)).rejects.toThrow(words);
  expect(await dues()).toEqual(before);
});

test('where no sequence waits it says so; who may not act on the lead is refused', async () => {
  await expect(w.interactions.returnsOn(otherRep, lead.id, '2026-06-26')).rejects.toThrow(/belongs to/);
  await w.sequences.dismiss(rep, lead.id, 'enough');
  expect(await w.interactions.returnsOn(rep, lead.id, '2026-06-26')).toEqual({ back: '26 Jun 2026' });
});
