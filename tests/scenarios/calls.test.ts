import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type App, compose } from '../../src/compose.ts';
import { readConfig } from '../../src/config.ts';
import type { Lead } from '../../src/features/leads/index.ts';
import { createTurnableClock, HOUR_MS, MINUTE_MS } from '../../src/kernel/clock.ts';
import { silentLogger } from '../../src/kernel/logger.ts';
import { freePort } from '../../src/simulator/emulator.ts';
import { startSimulator } from '../../src/simulator/index.ts';
import { type MailStandIn, startMail } from '../../src/simulator/mail/index.ts';
import { startTwilio, type TwilioStandIn } from '../../src/simulator/twilio/index.ts';
import { sampleWorld } from '../../src/simulator/world/index.ts';
import { connected, seed } from '../../src/workspace.ts';
import { diarized, startTranscriptions, type TranscriptionStandIn } from '../adapters/openai/transcription-stand-in.ts';

/** A recorded call from the click to the coaching, over the real SDKs and signed webhooks; the world misbehaves on the way. */

const PHONE = '+442079460123';
const TURNS = [
  { who: 'rep' as const, seconds: 4 },
  { who: 'lead' as const, seconds: 5 },
  { who: 'rep' as const, seconds: 3 },
];
const SAID = diarized([
  { start: 0, end: 4, text: 'What happens when an invoice slips?', speaker: 'A' },
  { start: 4, end: 9, text: 'Two people look for it <!channel> and 400 is more than we planned.', speaker: 'B' },
  { start: 9, end: 12, text: 'We can start with one team. I will send you the page by Friday.', speaker: 'A' },
]);

let app: App;
let simulator: Awaited<ReturnType<typeof startSimulator>>;
let mail: MailStandIn;
let twilio: TwilioStandIn;
let model: TranscriptionStandIn;
let lead: Lead;
let clock: ReturnType<typeof createTurnableClock>;
let publicUrl = '';

const idOf = (role: string) => sampleWorld.members.find((one) => one.role === role)?.userId ?? '';
const rep = async () => {
  const member = await app.features.access.member(idOf('rep'));
  if (!member) throw new Error('no rep');
  return member;
};

beforeEach(async () => {
  clock = createTurnableClock(sampleWorld.startsAt);
  const logger = silentLogger;
  const port = await freePort();
  publicUrl = `http://127.0.0.1:${port}/`;
  mail = await startMail({ port: 0, clock, logger, mailboxes: sampleWorld.mailboxes });
  twilio = await startTwilio({ port: 0, clock, logger, productUrl: publicUrl });
  model = await startTranscriptions();
  model.answers(SAID);
  simulator = await startSimulator({
    port: 0,
    clock,
    logger,
    world: { ...sampleWorld, teamId: sampleWorld.team.id, teamName: sampleWorld.team.name },
    manifest: parse(readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8')),
  });
  const config = connected(readConfig({ LOG_LEVEL: 'silent', BASE_URL: publicUrl }), {
    simulator,
    mail,
    twilio,
    port,
    databaseFile: ':memory:',
  });
  if (config.twilio) config.twilio.publicUrl = publicUrl;
  config.openai = {
    apiKey: 'sk-test-0123456789',
    baseUrl: model.baseUrl,
    model: 'gpt-6-luna',
    transcribeModel: 'gpt-4o-transcribe-diarize',
  };
  app = await compose(config, { clock, logger, postGapMs: 0 });
  await seed(app.features, mail);
  await app.slack?.start();
  const { access, settings, leads, calling } = app.features;
  const manager = (await access.members()).find((one) => one.role === 'manager');
  if (!manager) throw new Error('no manager');
  await settings.set(manager, 'recordCalls', true);
  await settings.set(manager, 'monthlyModelBudgetUsd', 1);
  const added = await leads.add(await rep(), {
    firstName: 'Ada',
    lastName: 'Byron',
    company: 'Fernline',
    email: 'ada@fernline.example',
    phone: PHONE,
    country: 'GB',
    pain: 'Invoices leave nine days late.',
  });
  if (!added.added) throw new Error('not added');
  lead = added.lead;
  await calling.setPhone(await rep(), '+442079460555');
  clock.set(sampleWorld.startsAt + 3 * HOUR_MS);
});

afterEach(async () => {
  await app.stop();
  await simulator.stop();
  await twilio.stop();
  await model.stop();
  await mail.stop();
});

/** From `/why`, over the passport, by the button on it. */
async function ring(): Promise<string> {
  const hand = simulator.workspace;
  const [who, channelId] = [idOf('rep'), hand.dmOf(idOf('rep'))];
  const lastOf = () => hand.seenBy(who, channelId).at(-1);
  await hand.command(who, '/why', 'Ada Byron');
  await app.slack?.idle();
  await hand.click(who, { channelId, ts: lastOf()?.ts ?? '' }, 'passport.show');
  await app.slack?.idle();
  const open = hand.modalOf(who);
  const where = open ? { viewId: open.id } : { channelId, ts: lastOf()?.ts ?? '' };
  expect(await hand.click(who, where, 'call.ring')).toEqual({ ok: true });
  await app.slack?.idle();
  expect(
    hand
      .ephemeralsOf(who)
      .concat(hand.messages(channelId))
      .map((one) => one.text)
      .join(' '),
  ).toContain('pick up and press 1, and Ada is rung. The call is recorded, and both of you are told.');
  return twilio.placedCalls().at(-1)?.sid ?? '';
}

async function settled(): Promise<void> {
  await app.runner.idle();
  await app.settle();
  await app.slack?.follow();
}

const turn = async (minutes: number) => {
  clock.set(clock.now() + minutes * MINUTE_MS);
  await app.runner.wake('write-down-calls');
  await settled();
};
const inDm = () => {
  const hand = simulator.workspace;
  return hand.messages(hand.dmOf(idOf('rep'))).map((one) => one.text);
};
const spoken = () => app.features.threads.of(lead.id, { kinds: ['call.transcribed'] });

test('rings the rep, waits for a 1, tells both that it records, writes it down, coaches on it, and keeps no sound', async () => {
  const sid = await ring();
  const [placed] = twilio.placedCalls();
  expect(placed?.twiml).toContain('Press 1');
  expect(`${placed?.twiml} ${placed?.statusCallback}`).not.toContain(PHONE);
  const answer = await twilio.pickUp(sid, '1');
  expect(answer).toMatchObject({ dialed: PHONE, leadHears: 'This call is recorded.' });
  expect(answer.twiml).toContain('Connecting you to your lead. This call is recorded.');
  const recording = await twilio.hangUp(sid, TURNS);
  if (!recording) throw new Error('not recorded');
  await settled();
  expect(inDm().at(-1)).toBe('The call with Ada Byron is over, 1 min');
  expect(await twilio.tellRecording(recording)).toBe(200);
  await settled();
  const [entry] = await spoken();
  expect(entry?.text).toBe(
    'Rep: What happens when an invoice slips?\n' +
      'Lead: Two people look for it <!channel> and 400 is more than we planned.\n' +
      'Rep: We can start with one team. I will send you the page by Friday.',
  );
  expect(twilio.recordings()).toMatchObject([{ isDeleted: true }]);
  expect(inDm().at(-1)).toMatch(/^Call with Ada Byron, 1 min · what went well/);
  const shown = JSON.stringify(simulator.workspace.messages(sampleWorld.channelIds.threads));
  expect(shown).toContain('written down by a machine');
  // What the lead said stands in Slack as dead words.
  expect(shown).toMatch(/"rich_text_quote","elements":\[\{"type":"text","text":"[^"]*<!channel>/);
  const cards = JSON.stringify(simulator.workspace.messages(simulator.workspace.dmOf(idOf('rep'))).at(-1)?.blocks);
  expect(cards).not.toContain('<!channel>');
  expect(cards).toContain('You asked an open question.');
  expect(cards).toContain('Both of you were told of it.');
});

test('a recording before its time, twice, before the call is over, and a provider that fails: once in the thread', async () => {
  const sid = await ring();
  await twilio.pickUp(sid, '1');
  twilio.failSound(404, 503);
  twilio.failRemoval(500);
  model.answers(503, SAID);
  const recording = await twilio.hangUp(sid, TURNS);
  if (!recording) throw new Error('not recorded');
  await Promise.all([twilio.tellRecording(recording), twilio.tellRecording(recording)]);
  await settled();
  expect(await spoken()).toEqual([]);
  for (const minutes of [1, 2]) await turn(minutes);
  expect(await spoken()).toEqual([]);
  expect(model.heard).toHaveLength(1);
  await turn(4);
  expect(await spoken()).toHaveLength(1);
  expect(twilio.recordings()).toMatchObject([{ isDeleted: false }]);
  await twilio.tellRecording(recording);
  await turn(2);
  expect(twilio.recordings()).toMatchObject([{ isDeleted: true }]);
  await turn(60);
  expect(model.heard).toHaveLength(2);
  expect(await spoken()).toHaveLength(1);
  expect((await app.features.threads.of(lead.id, { kinds: ['call.ended'] })).map((one) => one.refs.status)).toEqual([
    'completed',
  ]);
});

test('out of order: the recording is told before the end of the call', async () => {
  const sid = await ring();
  await twilio.pickUp(sid, '1');
  const recording = await twilio.record(sid, TURNS);
  if (!recording) throw new Error('not recorded');
  await twilio.tellRecording(recording);
  await settled();
  expect(await spoken()).toHaveLength(1);
  await twilio.hangUp(sid);
  await settled();
  expect(inDm()).toContain('The call with Ada Byron is over, 1 min');
  expect(await spoken()).toHaveLength(1);
});

test.each([
  ['a voicemail that presses nothing', undefined],
  ['another key', '5'],
])('%s never reaches the lead', async (_, key) => {
  const sid = await ring();
  expect((await twilio.pickUp(sid, key)).dialed).toBeUndefined();
  expect(await twilio.hangUp(sid, TURNS)).toBeUndefined();
  await settled();
  expect(inDm().at(-1)).toBe('You did not pick up and press 1, so Ada Byron was not rung');
});

test('a no between the ring and the 1 is heard by the rep, and the lead’s phone stays silent', async () => {
  const sid = await ring();
  await app.features.interactions.note(idOf('rep'), lead.id, 'Do not contact.', clock.now());
  const answer = await twilio.pickUp(sid, '1');
  expect(answer.dialed).toBeUndefined();
  expect(answer.twiml).toContain('may not be called any more');
  await twilio.hangUp(sid, TURNS);
  await settled();
  expect(inDm().at(-1)).toContain('Ada Byron was not rung');
});

test('whoever has not signed rings nobody and leaves nothing', async () => {
  const sid = await ring();
  const callKey = new URL(twilio.placedCalls()[0]?.statusCallback ?? '').searchParams.get('k') ?? '';
  const body = { CallSid: sid, Digits: '1', RecordingSid: 'RE1', RecordingStatus: 'completed', RecordingDuration: '3' };
  for (const path of ['bridge', 'recording']) {
    const response = await fetch(`${publicUrl}twilio/${path}?k=${callKey}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': 'bm90IHNpZ25lZA==' },
      body: new URLSearchParams(body).toString(),
    });
    expect(response.status).toBe(403);
    expect(await response.text()).toBe('');
  }
  expect(await app.db('calls').whereNotNull('bridged_at')).toEqual([]);
  expect(await app.db('call_recordings')).toEqual([]);
});
