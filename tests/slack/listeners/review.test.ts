import { afterEach, beforeEach, expect, test } from 'vitest';
import { MINUTE_MS } from '../../../src/kernel/clock.ts';
import { approvalCard } from '../../../src/slack/views/review.ts';
import { otherRep, rep, teamLead } from '../../support/people.ts';
import { pressable, read } from '../views/looks.ts';
import { hands, valueOn, viewOf } from './hands.ts';
import { type SalesWorld, salesWorld } from './sales-world.ts';

let world: SalesWorld;
beforeEach(async () => {
  world = await salesWorld();
});
afterEach(() => world.close());

const statuses = async (leadId: string) =>
  (await world.features.sequences.review(rep, leadId)).touches.map((one) => one.status);

test('approving goes lead by lead in one modal and ends with what was done and how long it took', async () => {
  const leads = await world.addMany(3);
  await world.enrolled(leads.map((one) => one.id));
  const { press, submit } = hands(world.features);

  let view = viewOf(await press('touch.review'));
  for (const position of [1, 2, 3]) {
    expect(view.title?.text).toBe(`Review drafts · ${position} of 3`);
    expect(view.submit?.text).toBe('Approve all 5');
    expect(view.close?.text).toBe('Stop reviewing');
    world.clock.set(world.clock.now() + 2 * MINUTE_MS);
    view = viewOf(await submit(view));
  }
  expect(read(view.blocks)).toContain('15 touches about 3 leads approved');
  expect(read(view.blocks)).toContain('in 6 min');
  expect(read(view.blocks)).toContain('Nothing else waits for you.');
  for (const one of leads) expect(await statuses(one.id)).toEqual(Array(5).fill('approved'));
  const trail = await world.features.access.auditTrail({ actorId: rep.id });
  expect(trail.find((one) => one.gesture === 'review.finished')?.details).toMatchObject({
    leads: 3,
    touches: 15,
    tookMs: 6 * MINUTE_MS,
  });
});

test('the words are shown exactly as they will go out, each with what it rests on under it', async () => {
  const ada = await world.addAda();
  await world.enrolled([ada.id]);
  const view = viewOf(await hands(world.features).press('touch.review', ada.id));
  const { touches } = await world.features.sequences.review(rep, ada.id);
  const said = view.blocks.filter((one) => one.type === 'rich_text').map((one) => read([one]));
  expect(said).toEqual(touches.map((one) => one.draft?.body));
  expect(read(view.blocks)).toContain('Invoices go out nine days after delivery');
  expect(read(view.blocks)).toMatch(/Rests on: /);
  expect(view.close?.text).toBe('Close');
});

test('a lead that is skipped keeps its drafts and is named at the end', async () => {
  const leads = await world.addMany(2);
  await world.enrolled(leads.map((one) => one.id));
  const { press, submit } = hands(world.features);
  const first = viewOf(await press('touch.review'));
  const second = viewOf(await press('review.skip_lead', valueOn(first, 'review.skip_lead'), { view: first }));
  expect(second.title?.text).toBe('Review drafts · 2 of 2');
  const end = viewOf(await submit(second));
  expect(read(end.blocks)).toContain('1 lead still waits');
  expect(read(end.blocks)).toContain('5 touches about 1 lead approved');
  const again = await press('touch.review', '', { view: end });
  expect(typeof again.updateView).toBe('object');
});

test('an answer while one reads is told, and nothing is approved', async () => {
  const ada = await world.addAda();
  await world.enrolled([ada.id]);
  const { press, submit } = hands(world.features);
  const view = viewOf(await press('touch.review', ada.id));
  world.clock.set(world.clock.now() + 2 * MINUTE_MS);
  await world.answer(ada.id);
  const after = viewOf(await submit(view));
  expect(read(after.blocks)).toContain(
    '*Changed since you looked:* Ada answered, today 9:02. Nothing of this goes out.',
  );
  expect(after.submit).toBeUndefined();
  expect(await statuses(ada.id)).not.toContain('approved');
});

test('words that changed under the reader are asked about again', async () => {
  const ada = await world.addAda();
  await world.enrolled([ada.id]);
  const { press, submit } = hands(world.features);
  const view = viewOf(await press('touch.review', ada.id));
  const [first] = (await world.features.sequences.review(rep, ada.id)).touches;
  await world.features.sequences.regenerate(teamLead, first?.id ?? '');
  const after = viewOf(await submit(view));
  expect(read(after.blocks)).toContain('4 of 5 approved.');
  expect(read(after.blocks)).toContain('*Changed since you looked:* the words are now “');
  expect(after.submit?.text).toBe('Approve this one');
  await submit(after);
  expect(await statuses(ada.id)).toEqual(Array(5).fill('approved'));
});

test('what somebody else approved meanwhile counts, with their name and time', async () => {
  const leads = await world.addMany(2);
  await world.enrolled(leads.map((one) => one.id));
  const mine = hands(world.features);
  const theirs = hands(world.features, teamLead);
  const view = viewOf(await mine.press('touch.review'));
  const leadId = JSON.parse(view.private_metadata ?? '').leadId;
  await theirs.submit(viewOf(await theirs.press('touch.review', leadId)));
  const next = viewOf(await mine.submit(view));
  expect(next.title?.text).toBe('Review drafts · 2 of 2');
  expect(read(next.blocks)).toContain('approved by Tomas Leal already, today 9:00');
});

test('a second submit of the same view approves nothing twice', async () => {
  const ada = await world.addAda();
  await world.enrolled([ada.id]);
  const { press, submit } = hands(world.features);
  const view = viewOf(await press('touch.review', ada.id));
  await submit(view);
  await submit(view);
  const entries = await world.features.threads.of(ada.id, { kinds: ['touch.approved'] });
  expect(entries).toHaveLength(5);
});

test('nobody approves for a lead that they may not act on', async () => {
  const ada = await world.addAda();
  await world.enrolled([ada.id]);
  const stranger = hands(world.features, otherRep);
  const view = viewOf(await stranger.press('touch.review', ada.id));
  await expect(stranger.submit(view)).rejects.toThrow(/belongs to/);
  expect(await statuses(ada.id)).not.toContain('approved');
});

test('with nothing waiting it says why and what fills it', async () => {
  const view = viewOf(await hands(world.features).press('touch.review'));
  expect(read(view.blocks)).toContain('No drafts wait for you.');
  expect(pressable(view.blocks)).toContain('leads.open');
});

test('a card that shows one lead whole approves exactly what it shows, once, and can be pulled back', async () => {
  const ada = await world.addAda();
  await world.enrolled([ada.id]);
  const { press } = hands(world.features);
  const review = await world.features.sequences.review(rep, ada.id);
  const card = approvalCard(review, { reader: rep, now: world.clock.now() });
  expect(card?.text).toBe('Ada Byron: 5 drafts wait for your approval');
  const value = valueOn(card, 'touch.approve_all');
  const done = await press('touch.approve_all', value);
  expect(done.replaceCard?.text).toBe('Ada Byron: 5 touches approved by Rosa Quint, today 9:00');
  const again = await press('touch.approve_all', value);
  expect(again.replaceCard?.text).toContain('approved by you already');
  const back = await press('touch.pull_back_lead', valueOn(done.replaceCard, 'touch.pull_back_lead'));
  expect(back.replaceCard?.text).toBe('5 pulled back.');
  expect(await statuses(ada.id)).toEqual(Array(5).fill('drafted'));
});

test('the state of the longest round fits what Slack keeps', async () => {
  const ada = await world.addAda();
  await world.enrolled([ada.id]);
  const view = viewOf(await hands(world.features).press('touch.review'));
  const state = JSON.parse(view.private_metadata ?? '');
  const long = {
    ...view,
    private_metadata: JSON.stringify({ ...state, passed: 'x'.repeat(1_400), position: 200, total: 999 }),
  };
  expect((long.private_metadata ?? '').length).toBeLessThanOrEqual(3_000);
  await hands(world.features).submit(long);
});
