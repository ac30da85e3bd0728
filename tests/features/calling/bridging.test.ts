import { afterEach, beforeEach, expect, test } from 'vitest';
import { HOUR_MS } from '../../../src/kernel/clock.ts';
import { admin, manager, rep } from '../../support/people.ts';
import { MONDAY_9, type World, world } from '../../support/world.ts';

const PHONE = '+442079460123';
const OWN = '+442079460555';
let w: World;
let leadId: string;
let callKey: string;
let providerCallId: string;

/** The member's own phone rings. */
beforeEach(async () => {
  w = await world({ texting: true, asksFirst: true });
  leadId = (await w.lead({ phone: PHONE })).id;
  await w.calling.setPhone(rep, OWN);
  w.clock.set(MONDAY_9 + 2 * HOUR_MS);
  await w.calling.ring(rep, { leadId });
  callKey = w.phone.placed[0]?.callKey ?? '';
  providerCallId = w.phone.placed[0]?.providerCallId ?? '';
});
afterEach(() => w.close());

const press = (more: object = {}) => w.calling.takePress({ callKey, providerCallId, key: '1', ...more });
const end = () => w.calling.takeReport({ providerCallId, status: 'completed', durationSeconds: 90 });
const ended = async () => (await w.threads.of(leadId, { kinds: ['call.ended'] })).map((one) => one.refs);

test('a 1 rings the lead; brought twice it is the same answer', async () => {
  const first = await press();
  expect(first).toEqual({ leadPhone: PHONE, isRecorded: false });
  // What is recorded was decided with the first one: both were told of that.
  await w.settings.set(manager, 'recordCalls', true);
  expect(await Promise.all([press(), press()])).toEqual([first, first]);
  expect(w.phone.placed).toHaveLength(1);
  await end();
  expect(await ended()).toMatchObject([{ status: 'completed', seconds: 90, isRecorded: false }]);
});

test.each([[undefined], ['2'], ['11'], ['#'], ['']])('%s rings nobody, and the call was not picked up', async (key) => {
  expect(await press({ key })).toHaveProperty('refusal');
  await end();
  expect(await ended()).toMatchObject([{ status: 'no_answer', seconds: 0 }]);
});

test('a voicemail that presses nothing is not taken for a call', async () => {
  await end();
  expect(await ended()).toMatchObject([{ status: 'no_answer', seconds: 0 }]);
});

const nos: Record<string, () => Promise<unknown>> = {
  'the lead said no meanwhile': async () => {
    w.phone.receive({ channel: 'sms', from: PHONE, text: 'STOP' });
    await w.interactions.readTexts();
  },
  'everything is paused': () => w.settings.set(manager, 'sendingPaused', true),
  'it is night at the lead’s': async () => w.clock.set(MONDAY_9 + 14 * HOUR_MS),
  'the member has lost access': () => w.access.revoke(admin, rep.id),
  'the lead is another’s by now': () => w.leads.handOver(admin, [leadId], admin.id),
  'the lead has no number any more': async () =>
    w.leads.edit(rep, leadId, { phone: '' }, (await w.leads.get(leadId)).version),
};

test.each(Object.entries(nos))('%s: the lead is not rung, and it is said', async (_, happens) => {
  await happens();
  expect(await press()).toEqual({ refusal: expect.stringContaining('may not be called') });
  await end();
  expect(await ended()).toMatchObject([{ status: 'canceled', seconds: 0, isRefused: true }]);
});

test('a no that came after the first 1 holds for a repeat of it', async () => {
  await press();
  await w.settings.set(manager, 'sendingPaused', true);
  expect(await press()).toHaveProperty('refusal');
});

test('a 1 for another call, an unknown one, or one that is over rings nobody', async () => {
  expect(await press({ providerCallId: 'CA-other' })).toHaveProperty('refusal');
  expect(await press({ callKey: 'cal_none' })).toHaveProperty('refusal');
  await end();
  expect(await press()).toHaveProperty('refusal');
  expect(await w.db('calls').whereNotNull('bridged_at')).toEqual([]);
});

test('a call whose answer was lost is known by the 1', async () => {
  await end();
  w.phone.fail('place', 'lost_after');
  w.clock.set(w.clock.now() + HOUR_MS);
  expect(await w.calling.ring(rep, { leadId })).toBe('unknown');
  const lost = w.phone.placed[1];
  const id = lost?.providerCallId ?? '';
  expect(await press({ callKey: lost?.callKey, providerCallId: id })).toMatchObject({ leadPhone: PHONE });
  await w.calling.takeReport({ providerCallId: id, status: 'completed', durationSeconds: 20 });
  expect((await ended()).at(-1)).toMatchObject({ status: 'completed', seconds: 20 });
});

test('a call that did not ask first is not bridged by a 1', async () => {
  await w.close();
  w = await world({ texting: true });
  leadId = (await w.lead({ phone: PHONE })).id;
  await w.calling.setPhone(rep, OWN);
  w.clock.set(MONDAY_9 + 2 * HOUR_MS);
  await w.calling.ring(rep, { leadId });
  const { callKey: key = '', providerCallId: id = '' } = w.phone.placed[0] ?? {};
  expect(await w.calling.takePress({ callKey: key, providerCallId: id, key: '1' })).toHaveProperty('refusal');
  await w.calling.takeReport({ providerCallId: id, status: 'completed', durationSeconds: 30 });
  expect(await ended()).toMatchObject([{ status: 'completed', seconds: 30 }]);
});
