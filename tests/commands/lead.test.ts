import { afterEach, beforeEach, expect, test } from 'vitest';
import { lead } from '../../commands/lead.ts';
import { viewOf } from '../slack/listeners/hands.ts';
import { adaInput, type SalesWorld, salesWorld } from '../slack/listeners/sales-world.ts';
import { read } from '../slack/views/looks.ts';
import { otherRep } from '../support/people.ts';
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
