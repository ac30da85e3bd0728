import { afterEach, beforeEach, expect, test } from 'vitest';
import type { View } from '../../../src/slack/gesture.ts';
import { openLeads } from '../../../src/slack/listeners/leads.ts';
import { manager, otherRep, rep } from '../../support/people.ts';
import { expectGoodView, pressable, read } from '../views/looks.ts';
import { hands, valueOn, viewOf } from './hands.ts';
import { type SalesWorld, salesWorld } from './sales-world.ts';

let world: SalesWorld;
beforeEach(async () => {
  world = await salesWorld();
});
afterEach(() => world.close());

const free = (view: View): string[] => JSON.parse(view.private_metadata ?? '').free;

async function open(member = rep): Promise<View> {
  const view = await openLeads(member, world.features);
  expectGoodView(view);
  return view;
}

test('a page holds eight leads, best first, each with its points and why', async () => {
  await world.addMany(10);
  const view = await open();
  expect(free(view)).toHaveLength(8);
  expect(read(view.blocks)).toContain('1–8 of 10');
  expect(read(view.blocks)).toMatch(/\*Ada Byron A0\*, Head of Billing, Company 0 · \*\d+ points\*/);
});

test('what is ticked stays ticked over pages, and is enrolled together', async () => {
  const leads = await world.addMany(10);
  const { press, submit } = hands(world.features);
  const first = await open();
  const [a = '', b = ''] = free(first);
  const second = viewOf(
    await press('leads.page#next', 'next', { view: first, typed: { 'leads.pick#0': a, 'leads.pick#1': b } }),
  );
  expect(read(second.blocks)).toContain('9–10 of 10');
  expect(read(second.blocks)).toContain('2 selected');
  const [c = ''] = free(second);
  const back = viewOf(await press('leads.page#previous', 'previous', { view: second, typed: { 'leads.pick#0': c } }));
  expect(read(back.blocks)).toContain('3 selected');
  const done = await submit(back, { 'leads.pick#1': [] });
  expect(read(viewOf(done).blocks)).toContain('*2 enrolled*, their drafts are being written.');
  const review = (id: string) => world.features.sequences.review(rep, id);
  await expect(review(a)).resolves.toMatchObject({ status: 'active' });
  await expect(review(c)).resolves.toMatchObject({ status: 'active' });
  await expect(review(b)).rejects.toThrow();
  expect(leads).toHaveLength(10);
});

test('those that can’t be enrolled are named with the reason, the others go on', async () => {
  const [one, two] = await world.addMany(2);
  const { submit } = hands(world.features);
  const view = await open();
  await world.features.leads.pause(rep, one?.id ?? '');
  const typed = Object.fromEntries(free(view).map((id, i) => [`leads.pick#${i}`, id]));
  const done = viewOf(await submit(view, typed));
  expect(read(done.blocks)).toContain(
    '*1 enrolled*, its drafts are being written. You get a message when they wait for you. 1 not:',
  );
  expect(read(done.blocks)).toContain(`*1* is paused\n${one?.name}`);
  expect(two).toBeDefined();
});

test('nothing selected is said, and the list stays', async () => {
  await world.addMany(1);
  const again = viewOf(await hands(world.features).submit(await open()));
  expect(read(again.blocks)).toContain('Nothing is selected yet.');
  expect(again.callback_id).toBe('leads.enrol');
});

test('a page is ticked whole at once', async () => {
  await world.addMany(9);
  const { press } = hands(world.features);
  const view = viewOf(await press('leads.pick_all', '', { view: await open() }));
  expect(read(view.blocks)).toContain('8 selected');
});

test('each state has its own next step', async () => {
  const [waiting, answered] = await world.addMany(3);
  await world.enrolled([waiting?.id ?? '', answered?.id ?? '']);
  await world.answer(answered?.id ?? '');
  const view = await open();
  expect(valueOn(view, 'touch.review')).toBe(waiting?.id);
  expect(read(view.blocks)).toContain('drafts wait for your approval');
  expect(free(view)).toHaveLength(1);
  expect(pressable(view.blocks)).toContain('lead.show');
});

test('a rep sees their own first, a manager everybody’s, and either can look at the other', async () => {
  await world.addMany(2, rep);
  await world.addLead({ firstName: 'Otto', lastName: 'One', email: 'otto@one.example', country: 'DE' }, otherRep);
  const { press } = hands(world.features);
  const mine = await open(rep);
  expect(read(mine.blocks)).toContain('of 2');
  const all = viewOf(await press('leads.filter', 'all', { view: mine }));
  expect(read(all.blocks)).toContain('of 3');
  expect(read((await open(manager)).blocks)).toContain('of 3');
});

test('an empty list says why it is empty and what fills it', async () => {
  const none = await open(manager);
  expect(read(none.blocks)).toContain('No lead is here yet.');
  expect(pressable(none.blocks)).toEqual(expect.arrayContaining(['lead.open_add', 'import.open']));
  expect(none.submit).toBeUndefined();
  const [one] = await world.addMany(1);
  await world.features.leads.pause(rep, one?.id ?? '');
  expect(read((await open()).blocks)).toContain('Leads that are paused, archived or closed');
});

test('a list that became shorter while it was open shows its last page', async () => {
  const leads = await world.addMany(9);
  const { press } = hands(world.features);
  const first = await open();
  for (const one of leads.slice(0, 2)) await world.features.leads.pause(rep, one.id);
  const next = viewOf(await press('leads.page#next', 'next', { view: first }));
  expect(read(next.blocks)).toContain('1–7 of 7');
});

test('the selected ones are handed over together', async () => {
  await world.addMany(3);
  const { press, submit } = hands(world.features);
  const view = await open();
  const typed = Object.fromEntries(free(view).map((id, i) => [`leads.pick#${i}`, id]));
  const form = viewOf(await press('leads.hand_over', '', { view, typed }));
  const done = viewOf(await submit(form, { toMemberId: otherRep.id }));
  expect(read(done.blocks)).toContain('3 leads handed over to Otto Brandt.');
});
