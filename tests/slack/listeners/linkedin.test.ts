import { afterEach, beforeEach, expect, test } from 'vitest';
import { sales } from '../../../commands/sales.ts';
import type { Member } from '../../../src/features/access/index.ts';
import { MINUTE_MS } from '../../../src/kernel/clock.ts';
import { createFakeLinkedin } from '../../support/fake-linkedin.ts';
import { admin, rep, teamLead } from '../../support/people.ts';
import { pressable, read } from '../views/looks.ts';
import { hands, valueOn, viewOf } from './hands.ts';
import { adaInput, type SalesWorld, salesWorld } from './sales-world.ts';

let world: SalesWorld;
let linkedin: ReturnType<typeof createFakeLinkedin>;
let leadId: string;
let touchId: string;
beforeEach(async () => {
  linkedin = createFakeLinkedin();
  world = await salesWorld({ linkedin: linkedin.ports });
  leadId = (await world.addLead({ ...adaInput, linkedin: 'URN:li:person:Ada-1' })).id;
  await world.features.settings.set(admin, 'sequencePlan', [{ day: 0, channel: 'linkedin' }]);
  await world.enrolled([leadId]);
  const { press, submit } = hands(world.features);
  await submit(viewOf(await press('touch.review', leadId)));
  const [step] = (await world.features.sequences.review(rep, leadId)).touches;
  touchId = step?.id ?? '';
  world.clock.set((step?.dueAt ?? 0) + MINUTE_MS);
  await world.features.sequences.sendDue();
});
afterEach(() => world.close());

const typed = (text: string, member: Member = rep) =>
  sales.run({ member, text, onceKey: text, channelId: 'D0' }, world.features);

async function connected(): Promise<void> {
  await world.features.settings.set(admin, 'linkedinApi', true);
  const { say } = await typed('connect linkedin');
  const link = /<(http[^|]+)\|/.exec(read(say?.blocks))?.[1] ?? '';
  const state = new URL(link).searchParams.get('state') ?? '';
  await world.features.channels.finishLinkedin({ state, code: 'a token' });
}

const card = async (member: Member = rep) => (await hands(world.features, member).press('task.show', touchId)).say;

test('as it comes there is no button, and a forged one is refused in words', async () => {
  expect(pressable((await card())?.blocks)).not.toContain('linkedin.compose');
  const { press, submit } = hands(world.features);
  await expect(press('linkedin.compose', touchId)).rejects.toThrow('is off');
  expect(read((await press('linkedin.connect')).say?.blocks)).toContain('is off');
  expect((await typed('connect linkedin')).say?.text).toContain('is off');
  const state = JSON.stringify({ touchId, draftId: 'd', fingerprint: 'f' });
  const body = { type: 'plain_text_input', action_id: 'body', initial_value: 'Hello.' };
  const forged = { type: 'input', block_id: 'body', element: body };
  const view = { type: 'modal' as const, callback_id: 'linkedin.send', private_metadata: state, blocks: [forged] };
  await expect(submit(view)).rejects.toThrow('is off');
  expect(linkedin.sent).toEqual([]);
});

test('switched on it asks for the grant first, then offers to send', async () => {
  await world.features.settings.set(admin, 'linkedinApi', true);
  expect(pressable((await card())?.blocks)).toContain('linkedin.connect');
  await connected();
  expect((await typed('connect linkedin')).say?.text).toBe('Your LinkedIn is connected');
  const offered = await card();
  expect(pressable(offered?.blocks)).toEqual([
    'lead.show',
    'linkedin.compose',
    'task.copy',
    'task.done',
    'task.answered',
  ]);
  expect(valueOn(offered, 'linkedin.compose')).toBe(touchId);
  expect((await typed('disconnect linkedin')).say?.text).toContain('given back');
  expect(pressable((await card())?.blocks)).toContain('linkedin.connect');
});

test('somebody else who may act on the lead sees why it is not theirs to send', async () => {
  await connected();
  const theirs = await card(teamLead);
  expect(pressable(theirs?.blocks)).not.toContain('linkedin.compose');
  expect(read(theirs?.blocks)).toContain('Only Rosa Quint can send it');
  await expect(hands(world.features, teamLead).press('linkedin.compose', touchId)).rejects.toThrow('owner alone');
});

test('the form shows the very words, and one press sends them as they stand there', async () => {
  await connected();
  const { press, submit } = hands(world.features);
  const [touch] = await world.features.sequences.tasks(rep);
  const form = viewOf(await press('linkedin.compose', touchId));
  expect(JSON.stringify(form.blocks)).toContain(JSON.stringify(touch?.draft?.body).slice(1, -1));
  expect(form.submit?.text).toBe('Send now');
  const after = await submit(form);
  expect(read(viewOf(after).blocks)).toContain('Sent to Ada Byron through LinkedIn');
  expect(linkedin.sent.map((one) => [one.to, one.text])).toEqual([['urn:li:person:Ada-1', touch?.draft?.body]]);
  expect(read(viewOf(await submit(form)).blocks)).toContain('by an earlier press');
  expect(linkedin.sent).toHaveLength(1);
});

test('a claim without a source comes back with its reason and what was typed, and goes when it is vouched for', async () => {
  await connected();
  const { press, submit } = hands(world.features);
  const form = viewOf(await press('linkedin.compose', touchId));
  const body =
    'Hi Ada, we cut 37 % of the time that invoices take at Westbrook in March. Would a look at how they did it be of use to you?';
  const again = viewOf(await submit(form, { body }));
  expect(read(again.blocks)).toContain('37');
  expect(JSON.stringify(again.blocks)).toContain(body);
  expect(linkedin.sent).toEqual([]);
  expect(pressable(again.blocks)).toContain('vouch');
  expect(read(viewOf(await submit(again, { vouch: ['yes'] })).blocks)).toContain('Sent to Ada Byron');
  expect(linkedin.sent.map((one) => one.text)).toEqual([body]);
});

test('what LinkedIn refuses is told, and the same form can be pressed again', async () => {
  await connected();
  const { press, submit } = hands(world.features);
  linkedin.fail('not_allowed');
  const again = viewOf(await submit(viewOf(await press('linkedin.compose', touchId))));
  expect(read(again.blocks)).toContain('LinkedIn does not let this message through. Nothing was sent.');
  expect(read((await card())?.blocks)).toContain('Nothing was sent.');
  expect(read(viewOf(await submit(again)).blocks)).toContain('Sent to Ada Byron');
});

test('a permission that ended on the way leaves the task and the way to connect again', async () => {
  await connected();
  const { press, submit } = hands(world.features);
  linkedin.fail('revoked');
  const told = viewOf(await submit(viewOf(await press('linkedin.compose', touchId))));
  expect(pressable(told.blocks)).toContain('linkedin.connect');
  expect(read(told.blocks)).toContain('no longer accepts your permission');
});

test('an outcome that nobody knows asks its owner to look, and takes the answer', async () => {
  await connected();
  const { press, submit } = hands(world.features);
  linkedin.fail('lost_after');
  const told = viewOf(await submit(viewOf(await press('linkedin.compose', touchId))));
  expect(read(told.blocks)).toContain('look into your conversation');
  const settled = await press('touch.went_out', touchId);
  expect(settled.replaceCard?.text).toBe('LinkedIn message 1 to Ada Byron is recorded as sent.');
  expect(linkedin.sent).toHaveLength(1);
});
