import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY_MS } from '../../../src/kernel/clock.ts';
import { touchesWaiting } from '../../../src/slack/listeners/touch.ts';
import { otherRep, rep } from '../../support/people.ts';
import { expectGoodCard, pressable, read } from '../views/looks.ts';
import { hands, valueOn, viewOf } from './hands.ts';
import { type SalesWorld, salesWorld } from './sales-world.ts';

let world: SalesWorld;
let leadId: string;
let touchId: string;
beforeEach(async () => {
  world = await salesWorld();
  leadId = (await world.addAda()).id;
  await world.enrolled([leadId]);
  const { press, submit } = hands(world.features);
  const view = viewOf(await press('touch.review', leadId));
  await submit(view);
  const linkedin = (await world.features.sequences.review(rep, leadId)).touches[1];
  touchId = linkedin?.id ?? '';
  world.clock.set((linkedin?.dueAt ?? 0) + 60_000);
  await world.features.settings.set({ ...rep, role: 'admin' }, 'sendingPaused', true);
  await world.features.sequences.sendDue();
});
afterEach(() => world.close());

test('a task that is due has the words to copy and the way to the profile', async () => {
  const card = (await hands(world.features).press('task.show', touchId)).say;
  const [touch] = (await world.features.sequences.tasks(rep)).filter((one) => one.id === touchId);
  expect(card?.text).toContain('LinkedIn message to Ada Byron');
  expect(read(card?.blocks)).toContain(touch?.draft?.body);
  expect(JSON.stringify(card?.blocks)).toContain('"url":"https://www.linkedin.com/in/sample-ada-byron-fernline"');
  const list = await touchesWaiting(rep, world.features);
  expectGoodCard(list);
  expect(valueOn(list, 'task.show')).toBe(touchId);
});

test('its words can be copied whole out of a field, with the profile beside it, and are attested from there', async () => {
  const { press, submit } = hands(world.features);
  const [touch] = await world.features.sequences.tasks(rep);
  const form = viewOf(await press('task.copy', touchId));
  expect(JSON.stringify(form.blocks)).toContain(JSON.stringify(touch?.draft?.body).slice(1, -1));
  expect(pressable(form.blocks)).toEqual(['words', 'task.open']);
  expect(form.submit?.text).toBe('I sent it');
  expect(read(viewOf(await submit(form)).blocks)).toContain('sent, says Rosa Quint');
  await submit(form);
  const done = await world.features.threads.of(leadId, { kinds: ['touch.done'] });
  expect(done.map((one) => one.text)).toEqual([undefined]);
});

test('other words than the drafted ones are kept with the thread', async () => {
  const { press, submit } = hands(world.features);
  await submit(viewOf(await press('task.copy', touchId)), { words: 'Hi Ada, shorter.' });
  const done = await world.features.threads.of(leadId, { kinds: ['touch.done'] });
  expect(done.map((one) => one.text)).toEqual(['Hi Ada, shorter.']);
});

test('the card says how many a day, and why a person does it; nothing on it sends', async () => {
  const card = (await hands(world.features).press('task.show', touchId)).say;
  expect(pressable(card?.blocks)).toEqual(['lead.show', 'task.copy', 'task.open', 'task.done', 'task.answered']);
  const text = read(card?.blocks);
  expect(text).toContain('0 of 20 LinkedIn messages are sent in 24 hours');
  expect(text).toContain('LinkedIn forbids programs to act in a member’s account');
  expect(text).toContain('I sent it');
});

test('what was done is attested once and leaves a line of record', async () => {
  const { press } = hands(world.features);
  const done = await press('task.done', touchId);
  expect(done.replaceCard?.text).toBe('LinkedIn message to Ada Byron: sent, says Rosa Quint.');
  await press('task.done', touchId);
  expect(await world.features.threads.of(leadId, { kinds: ['touch.done'] })).toHaveLength(1);
});

test('an answer outside of email stops everything that was still to come', async () => {
  const { press, submit } = hands(world.features);
  const form = viewOf(await press('task.answered', touchId));
  const after = viewOf(await submit(form, { text: 'She wants to talk on Thursday.' }));
  expect(read(after.blocks)).toContain('*Sequence stopped:* The lead has answered.');
  const review = await world.features.sequences.review(rep, leadId);
  expect(review.status).toBe('stopped');
  expect(review.touches.some((one) => ['approved', 'drafted', 'task'].includes(one.status))).toBe(false);
  expect((await world.features.leads.get(leadId)).stage).toBe('replied');
  const [said] = await world.features.threads.of(leadId, { kinds: ['lead.replied'] });
  expect(said?.text).toBe('She wants to talk on Thursday.');
});

test('a task of somebody else’s lead can’t be taken', async () => {
  await expect(hands(world.features, otherRep).press('task.done', touchId)).rejects.toThrow(/belongs to/);
});

test('a task that is none any more says so', async () => {
  await world.features.sequences.dismiss(rep, leadId, 'enough');
  world.clock.set(world.clock.now() + DAY_MS);
  const card = (await hands(world.features).press('task.show', touchId)).say;
  expect(card?.text).toContain('cancelled by now');
  expect(pressable(card?.blocks)).toEqual(['lead.show']);
});
