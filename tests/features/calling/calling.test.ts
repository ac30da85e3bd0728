import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../../src/features/passport/policy.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';
import { Denied, InvalidInput, NotConnected } from '../../../src/kernel/errors.ts';
import { manager, otherRep, rep } from '../../support/people.ts';
import { MONDAY_9, type World, world } from '../../support/world.ts';

const PHONE = '+442079460123';
const OWN = '+442079460555';
let w: World;
let leadId: string;

beforeEach(async () => {
  w = await world({ texting: true });
  leadId = (await w.lead({ phone: PHONE })).id;
  await w.calling.setPhone(rep, OWN);
  w.clock.set(MONDAY_9 + 2 * HOUR_MS);
});
afterEach(() => w.close());

const ring = () => w.calling.ring(rep, { leadId });

test('rings the member at their own number, then the lead; pressed twice it is one call, and nothing is recorded', async () => {
  expect(await Promise.all([ring(), ring()])).toEqual(['ringing', 'ringing']);
  expect(w.phone.placed).toMatchObject([{ memberPhone: OWN, leadPhone: PHONE }]);
});

test('what became of it is told once, in any order', async () => {
  await ring();
  const id = w.phone.placed[0]?.providerCallId ?? '';
  await w.calling.takeReport({ providerCallId: id, status: 'completed', durationSeconds: 190 });
  await w.calling.takeReport({ providerCallId: id, status: 'ringing' });
  await w.calling.takeReport({ providerCallId: id, status: 'completed', durationSeconds: 190 });
  const ended = (await w.threads.of(leadId)).filter((one) => one.kind === 'call.ended');
  expect(ended.map((one) => [one.refs.status, one.refs.seconds, one.actorId])).toEqual([['completed', 190, rep.id]]);
  await w.calling.takeReport({ providerCallId: 'CA-unknown', status: 'completed' });
});

test.each([
  [{ status: 'completed', durationSeconds: 65 }, ['completed', 65, 'lead']],
  [{ status: 'no_answer' }, ['no_answer', 0, 'lead']],
  [{ status: 'busy' }, ['busy', 0, 'lead']],
  [{ status: 'in_progress' }, ['completed', 80, '']],
] as const)('what is told is the lead’s end of the call: %o', async (leg, expected) => {
  await ring();
  const id = w.phone.placed[0]?.providerCallId ?? '';
  w.phone.leadPicksUp(id, leg);
  await w.calling.takeReport({ providerCallId: id, status: 'completed', durationSeconds: 80 });
  const [ended] = await w.threads.of(leadId, { kinds: ['call.ended'] });
  expect([ended?.refs.status, ended?.refs.seconds, ended?.refs.leg]).toEqual(expected);
});

test('a member who does not pick up is told so, not that the lead did not', async () => {
  await ring();
  await w.calling.takeReport({ providerCallId: w.phone.placed[0]?.providerCallId ?? '', status: 'no_answer' });
  expect((await w.threads.of(leadId, { kinds: ['call.ended'] }))[0]?.refs).toMatchObject({
    status: 'no_answer',
    leg: 'member',
  });
});

test('a call whose answer was lost is not placed again, and is looked up', async () => {
  w.phone.fail('place', 'lost_after');
  expect(await ring()).toBe('unknown');
  expect(await ring()).toBe('ringing');
  expect(w.phone.placed).toHaveLength(1);
  await w.calling.readReports();
  expect((await w.db('calls').first()).provider_call_id).toBe(w.phone.placed[0]?.providerCallId);
});

test('one that never was is over after ten minutes, and the next one rings', async () => {
  w.phone.fail('place', 'lost_before');
  await ring();
  w.clock.set(w.clock.now() + 11 * MINUTE_MS);
  await w.calling.readReports();
  expect((await w.db('calls').first()).status).toBe('failed');
  expect(await ring()).toBe('ringing');
  expect(w.phone.placed).toHaveLength(1);
});

test('the passport has the last word: not at night, not while all is paused, not after a no', async () => {
  w.clock.set(MONDAY_9 + 14 * HOUR_MS);
  await expect(ring()).rejects.toThrow('left alone');
  w.clock.set(MONDAY_9 + 26 * HOUR_MS);
  await w.settings.set(manager, 'sendingPaused', true);
  await expect(ring()).rejects.toThrow('paused');
  await w.settings.set(manager, 'sendingPaused', false);
  w.phone.receive({ channel: 'sms', from: PHONE, text: 'STOP' });
  await w.interactions.readTexts();
  await expect(ring()).rejects.toBeInstanceOf(InvalidInput);
  expect(w.phone.placed).toEqual([]);
});

test('who may not act on the lead rings nobody; without a number or a provider it says what to do', async () => {
  await w.calling.setPhone(otherRep, OWN);
  await expect(w.calling.ring(otherRep, { leadId })).rejects.toBeInstanceOf(Denied);
  await expect(w.calling.setPhone(rep, '0123')).rejects.toBeInstanceOf(InvalidInput);
  await w.calling.setPhone(rep, '');
  await expect(ring()).rejects.toThrow('/sales phone');
  await w.close();
  w = await world({ policy: DEFAULT_POLICY });
  const lead = await w.lead({ phone: PHONE, country: 'GB' });
  await expect(w.calling.ring(rep, { leadId: lead.id })).rejects.toBeInstanceOf(NotConnected);
});
