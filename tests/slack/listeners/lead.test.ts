import { afterEach, beforeEach, expect, test } from 'vitest';
import { HOUR_MS } from '../../../src/kernel/clock.ts';
import { leadOptions } from '../../../src/slack/listeners/lead.ts';
import { handOverAll } from '../../../src/slack/listeners/leads.ts';
import { addLeadModal } from '../../../src/slack/views/lead-forms.ts';
import { admin, manager, otherRep, rep } from '../../support/people.ts';
import { pressable, read } from '../views/looks.ts';
import { hands, refused, valueOn, viewOf } from './hands.ts';
import { adaInput, type SalesWorld, salesWorld } from './sales-world.ts';

let world: SalesWorld;
beforeEach(async () => {
  world = await salesWorld();
});
afterEach(() => world.close());

const typedAda = Object.fromEntries(Object.entries(adaInput).map(([key, value]) => [key, String(value)]));

test('a lead is added from the form and shown at once, with its reasons and its pain', async () => {
  const reply = await hands(world.features).submit(addLeadModal(), typedAda);
  const text = read(viewOf(reply).blocks);
  expect(text).toContain('*Ada Byron*, Head of Billing, Fernline');
  expect(text).toContain('Works with the gap every day');
  expect(text).toContain('*Pain:* Invoices go out nine days after delivery · _Call with Ada, 5 May 2026_');
  expect(text).toContain('Berlin 9:00');
  expect((await world.features.leads.find('Ada Byron'))[0]?.ownerId).toBe(rep.id);
});

test('what is wrong is named with the input that it is about', async () => {
  const { submit } = hands(world.features);
  const bad = await refused(submit(addLeadModal(), { ...typedAda, email: 'ada at fernline' }));
  expect(bad.field).toBe('email');
  const view = addLeadModal();
  expect(view.blocks.map((one) => one.block_id)).toEqual(expect.arrayContaining(['email', 'country', 'painDate']));
});

test('a duplicate is shown, nothing typed is lost, and a second yes adds it all the same', async () => {
  await world.addAda();
  const { submit } = hands(world.features);
  const typed = { ...typedAda, email: 'a.byron@fernline.example', notes: 'Another Ada, perhaps.' };
  const again = viewOf(await submit(addLeadModal(), typed));
  expect(read(again.blocks)).toContain('This person is here already');
  expect(read(again.blocks)).toContain('*Ada Byron*, Head of Billing, Fernline');
  expect(again.submit?.text).toBe('Add all the same');
  const added = viewOf(await submit(again));
  expect(read(added.blocks)).toContain('Added.');
  expect(read(added.blocks)).toContain('Another Ada, perhaps.');
  expect(await world.features.leads.find('Byron')).toHaveLength(2);
});

test('an edit keeps what was not touched, clears what was emptied, and yields to another editor', async () => {
  const ada = await world.addAda();
  const { press, submit } = hands(world.features);
  const form = viewOf(await press('lead.more', `edit:${ada.id}`));
  const stale = viewOf(await press('lead.more', `edit:${ada.id}`));
  await submit(form, { title: 'CFO', phone: '' });
  const now = await world.features.leads.get(ada.id);
  expect(now).toMatchObject({ title: 'CFO', email: ada.email, linkedin: ada.linkedin, timezone: 'Europe/Berlin' });
  expect(now.phone).toBeUndefined();
  expect(now.pains).toHaveLength(1);
  const late = await refused(submit(stale, { title: 'Controller' }));
  expect(late.words).toContain('changed this lead meanwhile');
});

test('another pain comes with its source and day', async () => {
  const ada = await world.addAda();
  const { press, submit } = hands(world.features);
  const form = viewOf(await press('lead.more', `edit:${ada.id}`));
  await submit(form, { pain: 'Month-end takes nine days', painSource: 'Talk in May', painDate: '2026-05-06' });
  const { pains } = await world.features.leads.get(ada.id);
  expect(pains.map((one) => [one.text, one.source, one.sourceDate])).toContainEqual([
    'Month-end takes nine days',
    'Talk in May',
    '2026-05-06',
  ]);
});

test('notes that are longer than a form are left alone by an edit', async () => {
  const notes = 'A long story. '.repeat(300).trim();
  const ada = await world.addLead({ ...adaInput, notes });
  const { press, submit } = hands(world.features);
  const form = viewOf(await press('lead.more', `edit:${ada.id}`));
  expect(form.blocks.map((one) => one.block_id)).not.toContain('notes');
  await submit(form, { title: 'CFO' });
  expect((await world.features.leads.get(ada.id)).notes).toBe(notes);
});

test('handing over asks to whom, and only a member can be given leads', async () => {
  const ada = await world.addAda();
  const { press, submit } = hands(world.features);
  const form = viewOf(await press('lead.more', `hand_over:${ada.id}`));
  const bad = await refused(submit(form, { toMemberId: 'U0STRANGER' }));
  expect(bad.field).toBe('toMemberId');
  const done = viewOf(await submit(form, { toMemberId: otherRep.id }));
  expect(read(done.blocks)).toContain('1 lead handed over to Otto Brandt.');
  expect((await world.features.leads.get(ada.id)).ownerId).toBe(otherRep.id);
});

test('all leads of a person go to another in one step, by somebody who may', async () => {
  const leads = await world.addMany(4);
  const form = await handOverAll(manager, world.features);
  const offered = JSON.stringify(form);
  expect(offered).toContain(otherRep.id);
  expect(offered).not.toContain('users_select');
  const own = await handOverAll(rep, world.features);
  const [from] = own.blocks.filter((one) => one.block_id === 'fromMemberId');
  expect(from?.element).toMatchObject({ initial_option: { value: rep.id }, options: [{ value: rep.id }] });
  const typed = { fromMemberId: rep.id, toMemberId: otherRep.id };
  await expect(hands(world.features, otherRep).submit(form, typed)).rejects.toThrow(/belongs to/);
  const done = viewOf(await hands(world.features, manager).submit(form, typed));
  expect(read(done.blocks)).toContain('4 leads handed over to Otto Brandt.');
  expect((await world.features.leads.list({ ownerId: otherRep.id })).total).toBe(leads.length);
  const none = await refused(hands(world.features, admin).submit(form, typed));
  expect(none).toEqual({ field: 'fromMemberId', words: 'Rosa Quint has no leads.' });
});

test('won and lost ask for the reason; the card then says it', async () => {
  const ada = await world.addAda();
  const { press, submit } = hands(world.features);
  const form = viewOf(await press('lead.more', `stage:${ada.id}`));
  expect((await refused(submit(form, { stage: 'won' }))).field).toBe('reason');
  const done = viewOf(await submit(form, { stage: 'won', value: '12000', reason: 'Started with one team' }));
  expect(read(done.blocks)).toContain('Won, value 12,000 (Started with one team)');
  await submit(viewOf(await press('lead.more', `stage:${ada.id}`)), { stage: 'meeting' });
  expect(await world.features.leads.get(ada.id)).toMatchObject({ stage: 'meeting', outcome: undefined });
});

test('pausing, resuming, archiving and bringing back leave the card as it is then', async () => {
  const ada = await world.addAda();
  const { press, submit } = hands(world.features);
  const paused = await press('lead.more', `pause:${ada.id}`);
  expect(read(paused.replaceCard?.blocks)).toContain('paused');
  expect(valueOn(paused.replaceCard, 'lead.more', 'resume')).toBe(`resume:${ada.id}`);
  expect(pressable(paused.replaceCard?.blocks)).not.toContain('lead.enrol');
  await press('lead.more', `resume:${ada.id}`);
  const asked = viewOf(await press('lead.more', `archive:${ada.id}`));
  expect((await world.features.leads.get(ada.id)).archivedAt).toBeUndefined();
  const gone = viewOf(await submit(asked));
  expect(read(gone.blocks)).toContain('archived');
  const back = await press('lead.more', valueOn(gone, 'lead.more', 'resume'), { view: gone });
  expect(read(viewOf(back).blocks)).toContain('Brought back.');
});

test('enrolling from the card says what happens, and why not when it can’t be', async () => {
  const ada = await world.addAda();
  const { press } = hands(world.features);
  const done = await press('lead.enrol', ada.id);
  expect(read(done.replaceCard?.blocks)).toContain('*1 enrolled*');
  expect(pressable(done.replaceCard?.blocks)).not.toContain('lead.enrol');
  const twice = await press('lead.enrol', ada.id);
  expect(read(twice.replaceCard?.blocks)).toContain('Not enrolled: Ada Byron is on a sequence already.');
});

test('a logged call is in the thread once, with when it was, and shows on the card', async () => {
  const ada = await world.addAda();
  const { press, submit } = hands(world.features);
  const form = viewOf(await press('lead.log', ada.id));
  const at = String((world.clock.now() - HOUR_MS) / 1_000);
  const typed = {
    at,
    kind: 'call',
    minutes: '18',
    text: 'She asked what happens when one slips.',
    outcome: 'Next step agreed',
  };
  const done = viewOf(await submit(form, typed));
  expect(read(done.blocks)).toContain('Call by Rosa Quint · 18 min, Next step agreed');
  const [entry] = await world.features.threads.of(ada.id, { kinds: ['call.logged'] });
  expect(entry?.refs).toMatchObject({ happenedAt: world.clock.now() - HOUR_MS, minutes: 18 });
  const future = await refused(submit(form, { ...typed, at: String((world.clock.now() + HOUR_MS) / 1_000) }));
  expect(future.field).toBe('at');
});

test('who may not act on a lead sees it, and gets no buttons that would be refused', async () => {
  const ada = await world.addAda();
  const other = hands(world.features, otherRep);
  const card = (await other.press('lead.show', ada.id)).say;
  expect(read(card?.blocks)).toContain('Owned by Rosa Quint');
  expect(pressable(card?.blocks)).toEqual(['thread.show', 'passport.show']);
  for (const verb of ['edit', 'pause', 'archive', 'hand_over', 'stage'])
    await expect(other.press('lead.more', `${verb}:${ada.id}`)).rejects.toThrow(/belongs to/);
  await expect(other.press('lead.log', ada.id)).rejects.toThrow(/belongs to/);
});

test('a card is an answer in a channel, and a modal from App Home or another modal', async () => {
  const ada = await world.addAda();
  const { press } = hands(world.features);
  expect((await press('lead.show', ada.id)).say).toBeDefined();
  expect((await press('lead.show', ada.id, { home: true })).openModal).toBeDefined();
  expect((await press('lead.show', ada.id, { view: addLeadModal() })).openModal).toBeDefined();
});

test('the next touch is told for the lead and for the reader', async () => {
  const far = await world.addLead({ ...adaInput, timezone: 'America/New_York', country: 'US' });
  await world.enrolled([far.id]);
  const { touches } = await world.features.sequences.review(rep, far.id);
  const card = (await hands(world.features).press('lead.show', far.id)).say;
  expect(touches[0]?.channel).toBe('email');
  expect(read(card?.blocks)).toMatch(
    /next email, (today|\w{3}) \d+:\d\d for Ada, (\w{3} )?\d+:\d\d for you · \*5 drafts wait for your approval\*/,
  );
});

test('the menu of leads finds by name, company and address, and shows no ids', async () => {
  await world.addAda();
  const source = leadOptions.find((one) => one.id === 'lead.find');
  for (const query of ['byron', 'fernline', 'ada.byron@fernline.example']) {
    const found = await source?.run({ member: rep, query }, world.features);
    expect(found?.map((one) => [one.text, one.description])).toEqual([
      ['Ada Byron, Head of Billing, Fernline', 'ada.byron@fernline.example'],
    ]);
  }
  expect(await source?.run({ member: rep, query: 'nobody' }, world.features)).toEqual([]);
});

test('a menu entry of an older version is answered in words', async () => {
  const ada = await world.addAda();
  expect((await refused(hands(world.features).press('lead.more', `explode:${ada.id}`))).words).toContain(
    'older version',
  );
});
