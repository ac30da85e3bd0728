import { afterEach, beforeEach, expect, test } from 'vitest';
import { touchesWaiting } from '../../../src/slack/listeners/touch.ts';
import { homeView } from '../../../src/slack/views/home.ts';
import { approvalCard } from '../../../src/slack/views/review.ts';
import { manager, rep, teamLead } from '../../support/people.ts';
import { read } from '../views/looks.ts';
import { hands, valueOn, viewOf } from './hands.ts';
import { adaInput, type SalesWorld, salesWorld } from './sales-world.ts';

let world: SalesWorld;
beforeEach(async () => {
  world = await salesWorld();
});
afterEach(() => world.close());

test('a step that nobody can do is not approved: what is missing can be added without leaving the review', async () => {
  const ada = await world.addLead({ ...adaInput, phone: undefined });
  await world.enrolled([ada.id]);
  const { press, submit } = hands(world.features);
  const view = viewOf(await press('touch.review', ada.id));
  expect(view.submit?.text).toBe('Approve 4 of 5');
  const form = viewOf(await press('review.edit_lead', `phone:${ada.id}`, { view }));
  const after = viewOf(await submit(form, { phone: '+44 20 7946 0101' }));
  expect(after.callback_id).toBe('review.approve');
  expect(after.submit?.text).toBe('Approve all 5');
});

test('drafts of others are named as theirs, and gone through person by person', async () => {
  const leads = await world.addMany(3);
  await world.enrolled(leads.map((one) => one.id));
  const card = await touchesWaiting(manager, world.features);
  expect(card.text).toBe(`None of yours wait. Drafts of others do: ${rep.name}: 3 leads`);
  const value = valueOn(card, 'touch.review#0');
  const view = viewOf(await hands(world.features, manager).press('touch.review', value));
  expect(view.title?.text).toBe('Review drafts · 1 of 3');
  expect(read(view.blocks)).toContain(`${rep.name}’s`);
});

test('the Home of who looks after others counts what /touches counts, and has nothing of an empty day of their own', async () => {
  const leads = await world.addMany(2);
  await world.enrolled(leads.map((one) => one.id));
  const { analytics, clock } = world.features;
  const [today, day] = await Promise.all([analytics.today(manager.id), analytics.team(undefined)]);
  const names = new Map([rep, teamLead, manager].map((one) => [one.id, one.name]));
  const funnel = await analytics.funnel();
  const team = { day, names, funnel, toReconnect: [] };
  const view = homeView({ member: manager, today, hot: [], sendingPaused: false, ownLeads: 0, team, now: clock.now() });
  const text = read(view.blocks);
  expect(text).toContain(`*${rep.name}*: 2 leads with 10 drafts to approve`);
  expect(text).toContain('Leads 2 › Enrolled 2 › Contacted 0');
  expect(text).not.toContain('Nothing sent yet');
  expect(text).toContain('Sending is on.');
});

test('a card shows what stands below each mail, says a guessed zone once, and is remembered', async () => {
  await world.features.settings.set(manager, 'postalAddress', 'Long Lane 1, Amsterdam');
  const ada = await world.addLead({ ...adaInput, country: 'US', timezone: undefined });
  await world.enrolled([ada.id]);
  const review = await world.features.sequences.review(rep, ada.id);
  const card = approvalCard(review, { reader: rep, now: world.clock.now() });
  expect(read(card?.blocks).match(/Long Lane 1/g)).toHaveLength(3);
  expect(read(card?.blocks).match(/Time zone not known/g)).toHaveLength(1);
  expect(card?.follows).toEqual({ kind: 'approval', subjectId: ada.id });
});

test('what was approved is a list with pages', async () => {
  const leads = await world.addMany(5);
  await world.enrolled(leads.map((one) => one.id));
  const { press, submit } = hands(world.features);
  let view = viewOf(await press('touch.review'));
  for (const _ of leads) view = viewOf(await submit(view));
  const first = viewOf(await press('touch.approved'));
  expect(read(first.blocks)).toContain('1–20 of 25');
  const second = viewOf(await press('touch.approved', valueOn(first, 'touch.approved#next'), { view: first }));
  expect(read(second.blocks)).toContain('21–25 of 25');
});
