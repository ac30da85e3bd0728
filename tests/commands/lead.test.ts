import { afterEach, beforeEach, expect, test } from 'vitest';
import { lead } from '../../commands/lead.ts';
import { viewOf } from '../slack/listeners/hands.ts';
import { adaInput, type SalesWorld, salesWorld } from '../slack/listeners/sales-world.ts';
import { read } from '../slack/views/looks.ts';
import { admin, manager, otherRep, rep, teamLead } from '../support/people.ts';
import { type } from './type.ts';

let world: SalesWorld;
beforeEach(async () => {
  world = await salesWorld();
});
afterEach(() => world.close());

const say = (text: string) => type(lead, text, world);

test('alone or with “add” it opens the form, with a name that was typed', async () => {
  expect(viewOf(await say('')).callback_id).toBe('lead.add');
  const form = viewOf(await say('add Ada King Byron'));
  expect(JSON.stringify(form.blocks)).toContain('"initial_value":"Ada King"');
  expect(JSON.stringify(form.blocks)).toContain('"initial_value":"Byron"');
});

test('a name shows the lead, with or without “find”', async () => {
  await world.addAda();
  for (const text of ['Ada Byron', 'find byron', 'show fernline', 'ada.byron@fernline.example'])
    expect((await say(text)).say?.text).toContain('Ada Byron, Head of Billing, Fernline');
});

test('several that fit are a choice, none says where to look', async () => {
  await world.addAda();
  await world.addLead({ ...adaInput, firstName: 'Anna', email: 'anna@fernline.example', phone: '', linkedin: '' });
  expect((await say('byron')).say?.text).toContain('2 leads fit');
  expect((await say('nobody at all')).say?.text).toContain('No lead is found');
});

test('a call is logged and a lead is edited by name', async () => {
  await world.addAda();
  expect(viewOf(await say('log Ada Byron')).callback_id).toBe('lead.log');
  expect(viewOf(await say('edit byron')).callback_id).toBe('lead.edit');
  await expect(say('log')).rejects.toThrow(/Which lead/);
  await expect(type(lead, 'edit byron', { ...world, member: otherRep })).rejects.toThrow(/belongs to/);
});

test('a file is imported, and all leads of a person are handed over, by a form', async () => {
  expect(viewOf(await say('import')).callback_id).toBe('import.start');
  expect(viewOf(await say('handover')).callback_id).toBe('lead.hand_over_all');
});

test('a hostile name that was typed shows nothing live', async () => {
  const reply = await say('<!channel> <https://evil.example|x>');
  expect(read(reply.say?.blocks)).toContain('&lt;!channel&gt;');
  await say('constructor');
  await say('__proto__ x');
});

/** Verb, what it opens or says, and who may: the owner, another rep, the team lead, a manager, an admin. */
const TABLE: [verb: string, opens: string, may: string][] = [
  ['show', 'card', 'yes yes yes yes yes'],
  ['log', 'lead.log', 'yes no yes yes yes'],
  ['edit', 'lead.edit', 'yes no yes yes yes'],
  ['stage', 'lead.stage', 'yes no yes yes yes'],
  ['won', 'lead.stage', 'yes no yes yes yes'],
  ['lost', 'lead.stage', 'yes no yes yes yes'],
  ['archive', 'lead.archive', 'yes no yes yes yes'],
  ['hand over', 'lead.hand_over', 'yes no yes yes yes'],
  ['handover', 'lead.hand_over', 'yes no yes yes yes'],
  ['pause', 'card', 'yes no yes yes yes'],
  ['resume', 'card', 'yes no yes yes yes'],
];
const PEOPLE = [rep, otherRep, teamLead, manager, admin];

test.each(TABLE)('/lead %s and a name gives %s to who may', async (verb, opens, may) => {
  await world.addAda();
  for (const [at, verdict] of may.split(' ').entries()) {
    const asked = () => type(lead, `${verb} Ada Byron`, { ...world, member: PEOPLE[at] });
    if (verdict === 'no') {
      await expect(asked(), `${verb} by ${PEOPLE[at]?.role}`).rejects.toThrow(/belongs to/);
      continue;
    }
    const reply = await asked();
    if (opens === 'card') expect(reply.say?.text).toContain('Ada Byron');
    else expect(viewOf(reply).callback_id).toBe(opens);
  }
});

test('a pause by name holds at once and says so, and the same word undone resumes', async () => {
  const ada = await world.addAda();
  expect(read((await say('pause byron')).say?.blocks)).toContain('Paused. Nothing is sent until it is resumed.');
  expect((await world.features.leads.get(ada.id)).pausedAt).toBeDefined();
  expect(read((await say('Resume Ada Byron')).say?.blocks)).toContain('Resumed.');
  expect((await world.features.leads.get(ada.id)).pausedAt).toBeUndefined();
});

test('an outcome by name is chosen already; an archive is asked about before it is done', async () => {
  const ada = await world.addAda();
  expect(JSON.stringify(viewOf(await say('lost Ada Byron')).blocks)).toContain(
    '"initial_option":{"text":{"type":"plain_text","text":"Closed: lost"}',
  );
  await say('archive Ada Byron');
  expect((await world.features.leads.get(ada.id)).archivedAt).toBeUndefined();
});

test('a verb without a name asks for one, in its own words; a lead that is called as a verb is found', async () => {
  await expect(say('won')).rejects.toThrow('/lead won Ada Byron');
  await expect(say('hand over')).resolves.toMatchObject({ openModal: { callback_id: 'lead.hand_over_all' } });
  await world.addLead({
    ...adaInput,
    firstName: 'Won',
    lastName: 'Byron',
    email: 'won@x.example',
    phone: '',
    linkedin: '',
  });
  expect((await say('won byron')).say?.text).toContain('Won Byron');
  expect((await say('pause nobody at all')).say?.text).toContain('No lead is found for “nobody at all”');
});
