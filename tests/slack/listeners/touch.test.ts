import { afterEach, beforeEach, expect, test } from 'vitest';
import type { View } from '../../../src/slack/gesture.ts';
import { approvedView, touchesWaiting } from '../../../src/slack/listeners/touch.ts';
import { manager, otherRep, rep } from '../../support/people.ts';
import { expectGoodCard, expectGoodView, pressable, read } from '../views/looks.ts';
import { hands, refused, valueOn, viewOf } from './hands.ts';
import { type SalesWorld, salesWorld } from './sales-world.ts';

let world: SalesWorld;
let leadId: string;
let view: View;
beforeEach(async () => {
  world = await salesWorld();
  leadId = (await world.addAda()).id;
  await world.enrolled([leadId]);
  view = viewOf(await hands(world.features).press('touch.review', leadId));
});
afterEach(() => world.close());

const touches = async () => (await world.features.sequences.review(rep, leadId)).touches;
const first = async () => {
  const [one] = await touches();
  if (!one) throw new Error('no touch');
  return one;
};

test('words are edited in the same modal and stand in the review afterwards', async () => {
  const { press, submit } = hands(world.features);
  const form = viewOf(await press('touch.edit', valueOn(view, 'touch.edit'), { view }));
  expect(form.title?.text).toBe('Edit email 1');
  const { draft } = await first();
  const body = `${draft?.body.replace(/^Hi /, 'Hello ')}`;
  expect(body).not.toBe(draft?.body);
  const after = viewOf(await submit(form, { body }));
  expect(after.callback_id).toBe('review.approve');
  expect(read(after.blocks)).toContain(body);
  expect((await first()).draft?.writer).toBe('person');
});

test('a form that is saved as it was opened writes nothing', async () => {
  const { press, submit } = hands(world.features);
  const before = await first();
  const form = viewOf(await press('touch.edit', before.id, { view }));
  const after = viewOf(await submit(form));
  expect(read(after.blocks)).toContain('Nothing was changed.');
  expect((await first()).draft?.id).toBe(before.draft?.id);
});

test('a statement without a source comes back with the sentence and the reason, and can be vouched for', async () => {
  const { press, submit } = hands(world.features);
  const { draft, id } = await first();
  const form = viewOf(await press('touch.edit', id, { view }));
  const body = `${draft?.body}\n\nWe cut this by 47 percent for Umbrella Logistics.`;
  const back = viewOf(await submit(form, { body }));
  expect(back.callback_id).toBe('touch.save');
  expect(read(back.blocks)).toContain('Can’t be approved yet');
  expect(read(back.blocks)).toContain('47');
  const review = viewOf(await press('review.back', '', { view: back }));
  expect(review.submit?.text).toBe('Approve 4 of 5');
  expect(read(review.blocks)).toContain('4 of 5 can be approved.');
  const vouched = viewOf(await submit(back, { vouch: 'yes' }));
  expect(read(vouched.blocks)).toContain('Saved, with your word for it.');
  expect(vouched.submit?.text).toBe('Approve all 5');
  expect((await first()).draft?.vouchedBy).toBeDefined();
});

test('a placeholder can’t be vouched for', async () => {
  const { press, submit } = hands(world.features);
  const form = viewOf(await press('touch.edit', (await first()).id, { view }));
  const back = viewOf(await submit(form, { body: 'Hi [first name], would one page help?' }));
  expect(read(back.blocks)).toContain('Can’t be approved yet');
  expect(pressable(back.blocks)).not.toContain('vouch');
});

test('an edit of words that changed meanwhile is refused in words', async () => {
  const { press, submit } = hands(world.features);
  const { id, draft } = await first();
  const form = viewOf(await press('touch.edit', id, { view }));
  await world.features.sequences.regenerate(rep, id);
  const late = await refused(submit(form, { body: `${draft?.body} And more.` }));
  expect(late.words).toContain('changed or sent this touch meanwhile');
});

test('writing anew asks once, then shows other words', async () => {
  const { press, submit } = hands(world.features);
  const before = await first();
  const asked = viewOf(await press('touch.more', `regenerate:${before.id}`, { view }));
  expect(read(asked.blocks)).toContain('your edits of this touch are gone');
  expect((await first()).draft?.id).toBe(before.draft?.id);
  const after = viewOf(await submit(asked));
  expect(read(after.blocks)).toContain('Touch 1 has other words now.');
  expect((await first()).draft?.body).not.toBe(before.draft?.body);
});

test('a skipped touch leaves four to approve', async () => {
  const { press, submit } = hands(world.features);
  const { id } = await first();
  const asked = viewOf(await press('touch.more', `skip:${id}`, { view }));
  const after = viewOf(await submit(asked));
  expect((await first()).status).toBe('skipped');
  expect(after.submit?.text).toBe('Approve all 4');
});

test('ending the whole sequence asks why, and nothing of it can be approved afterwards', async () => {
  const { press, submit } = hands(world.features);
  const asked = viewOf(await press('touch.more', `dismiss:${(await first()).id}`, { view }));
  expect(asked.submit?.text).toBe('End it');
  const after = viewOf(await submit(asked, { reason: 'She changed jobs' }));
  expect(after.submit).toBeUndefined();
  expect(read(after.blocks)).toContain('*Stopped*: She changed jobs');
});

test('an approved touch is pulled back from the review, and from the list of what was approved', async () => {
  const { press, submit } = hands(world.features);
  const approved = viewOf(await submit(view));
  const [one, two] = await touches();
  const back = viewOf(await press('touch.pull_back', one?.id, { view: approved }));
  expect(read(back.blocks)).toContain('Touch 1 is pulled back');
  expect(back.submit?.text).toBe('Approve this one');
  const list = await approvedView(rep, world.features);
  expectGoodView(list);
  expect(pressable(list.blocks).filter((id) => id === 'touch.pull_back')).toHaveLength(4);
  const after = viewOf(await press('touch.pull_back', two?.id, { view: list }));
  expect(pressable(after.blocks).filter((id) => id === 'touch.pull_back')).toHaveLength(3);
});

test('the list of what was approved is of that person alone, and says when there is nothing', async () => {
  await hands(world.features).submit(view);
  expect(read((await approvedView(manager, world.features)).blocks)).toContain('Nothing that you approved is waiting');
});

test('a test goes to one’s own mailbox only, or says what is missing', async () => {
  const lead = await world.addLead(
    { firstName: 'Otto', lastName: 'One', email: 'otto@one.example', country: 'DE' },
    otherRep,
  );
  await world.enrolled([lead.id], otherRep);
  const { press } = hands(world.features, otherRep);
  const theirs = viewOf(await press('touch.review', lead.id));
  const value = valueOn(theirs, 'touch.more', 'test:');
  await expect(press('touch.more', value, { view: theirs })).rejects.toThrow(/no connected mailbox/);
});

test('nobody edits, skips or pulls back for a lead that they may not act on', async () => {
  const other = hands(world.features, otherRep);
  const { id } = await first();
  await expect(other.press('touch.edit', id, { view })).rejects.toThrow(/belongs to/);
  await expect(other.press('touch.more', `skip:${id}`, { view })).rejects.toThrow(/belongs to/);
  await expect(other.press('touch.pull_back', id, { view })).rejects.toThrow(/belongs to/);
});

test('one lead alone is shown whole, several are counted, none says what fills it', async () => {
  const one = await touchesWaiting(rep, world.features);
  expectGoodCard(one);
  expect(one.text).toBe('Ada Byron: 5 drafts wait for your approval');
  const more = await world.addMany(3);
  await world.enrolled(more.map((each) => each.id));
  const several = await touchesWaiting(rep, world.features);
  expectGoodCard(several);
  expect(several.text).toBe('4 leads wait for your approval');
  expect(read(several.blocks)).toContain('20 drafts');
  const none = await touchesWaiting(otherRep, world.features);
  expectGoodCard(none);
  expect(pressable(none.blocks)).toEqual(['leads.open']);
});
