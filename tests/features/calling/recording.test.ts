import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';
import { manager, rep } from '../../support/people.ts';
import { MONDAY_9, type World, world } from '../../support/world.ts';

const PHONE = '+442079460123';
const TURNS = [
  { who: 'rep' as const, seconds: 60 },
  { who: 'lead' as const, seconds: 60 },
];
const SAID = {
  text: 'What happens when one slips? The price is more than we planned.',
  parts: [
    { from: 0, to: 60, text: 'What happens when one slips?' },
    { from: 60, to: 120, text: 'The price is more than we planned <!channel>.' },
  ],
};
let w: World;
let leadId: string;
let call: { callKey: string; providerCallId: string };

async function open(more: object = {}): Promise<void> {
  w = await world({ texting: true, asksFirst: true, ...more });
  leadId = (await w.lead({ phone: PHONE })).id;
  await w.calling.setPhone(rep, '+442079460555');
  await w.settings.set(manager, 'recordCalls', true);
  await w.settings.set(manager, 'monthlyModelBudgetUsd', 1);
  w.clock.set(MONDAY_9 + 2 * HOUR_MS);
  w.writer.hears(SAID);
  await w.calling.ring(rep, { leadId });
  const { callKey = '', providerCallId = '' } = w.phone.placed[0] ?? {};
  call = { callKey, providerCallId };
}

beforeEach(() => open());
afterEach(() => w.close());

const press = () => w.calling.takePress({ ...call, key: '1' });
const end = () =>
  w.calling.takeReport({ providerCallId: call.providerCallId, status: 'completed', durationSeconds: 130 });
const bring = () => {
  w.tapes.add('RE1', call.providerCallId, TURNS);
  return tell();
};
const tell = () => w.calling.takeRecording({ callKey: call.callKey, providerRecordingId: 'RE1', seconds: 120 });
async function recorded(): Promise<void> {
  await press();
  await end();
  await bring();
}
const work = async (hours = 0) => {
  w.clock.set(w.clock.now() + hours * HOUR_MS);
  await w.calling.writeDownDue();
};
const transcripts = () => w.threads.of(leadId, { kinds: ['call.transcribed'] });
const told = async () => (await w.threads.of(leadId, { kinds: ['call.unwritten'] })).map((one) => one.refs);
const row = async () => (await w.db('call_recordings').where({ id: 'RE1' }).first()) ?? {};
const spent = async () => Number((await w.db('spendings').sum({ usd: 'usd' }).first())?.usd ?? 0);

test('a recorded call comes into the thread once, with who spoke, and its sound is deleted', async () => {
  expect(await press()).toEqual({ leadPhone: PHONE, isRecorded: true });
  await end();
  await bring();
  await work();
  expect(await transcripts()).toMatchObject([
    {
      actorId: rep.id,
      refs: { callId: call.callKey, minutes: 2, isByVoice: true },
      text: 'Rep: What happens when one slips?\nLead: The price is more than we planned <!channel>.',
    },
  ]);
  expect(w.tapes.removed).toEqual(['RE1']);
  expect((await row()).status).toBe('deleted');
  expect(await spent()).toBeCloseTo(0.012);
  expect((await w.db('spendings').first()).purpose).toBe('transcription');
  // The words stand in the table that an erasure empties, not in the log.
  expect(JSON.stringify(await w.db('log_entries').select('refs'))).not.toContain('slips');
  expect(await w.calling.nextRecordingAt()).toBeUndefined();
});

test('brought twice, before the call is over, and worked on by two at once, it is written down once', async () => {
  await press();
  await Promise.all([bring(), tell()]);
  await Promise.all([w.calling.writeDownDue(), w.calling.writeDownDue()]);
  await tell();
  await end();
  await work();
  await work(1);
  expect(await transcripts()).toHaveLength(1);
  expect(w.writer.asked()).toBe(1);
});

test('a sound that is not there yet is asked for again with growing pauses', async () => {
  w.tapes.fail('audio', 'not_there', 'down', 'rate_limited');
  await recorded();
  await work();
  expect((await w.calling.nextRecordingAt()) ?? 0).toBe(w.clock.now() + MINUTE_MS);
  await work(1 / 60);
  expect((await w.calling.nextRecordingAt()) ?? 0).toBe(w.clock.now() + 2 * MINUTE_MS);
  await work(2 / 60);
  expect((await w.calling.nextRecordingAt()) ?? 0).toBe(w.clock.now() + 4 * MINUTE_MS);
  expect(await transcripts()).toEqual([]);
  await work(4 / 60);
  expect(await transcripts()).toHaveLength(1);
  expect(await told()).toEqual([]);
});

test('one that never comes is told once, with until when it is tried, and then let go', async () => {
  w.tapes.fail('audio', ...Array<'not_there'>(200).fill('not_there'));
  await recorded();
  for (let hour = 0; hour < 48; hour += 1) await work(1);
  expect(await told()).toMatchObject([{ reason: expect.stringContaining('does not have'), until: expect.any(Number) }]);
  await work(24 * 30);
  await work(1);
  expect(await told()).toHaveLength(1);
  expect((await row()).status).toBe('deleted');
  expect(w.writer.asked()).toBe(0);
});

test('a crash between the words and their keeping is made good after the lease, and they are kept once', async () => {
  await recorded();
  // As a process leaves it that dies with the work in its hands.
  await w.db('call_recordings').update({ tries: 1, next_try_at: w.clock.now() + 20 * MINUTE_MS });
  await work();
  expect(await transcripts()).toEqual([]);
  await work(1);
  expect(await transcripts()).toHaveLength(1);
});

test('a crash between the words in the thread and the deletion only deletes', async () => {
  w.tapes.fail('remove', 'down');
  await recorded();
  await work();
  expect((await row()).status).toBe('written');
  await work(1);
  expect((await row()).status).toBe('deleted');
  expect(w.writer.asked()).toBe(1);
  expect(await transcripts()).toHaveLength(1);
});

test('a sound that can’t be deleted is told, and tried on', async () => {
  w.tapes.fail('remove', ...Array<'down'>(9).fill('down'));
  await recorded();
  for (let hour = 0; hour < 20; hour += 1) await work(1);
  expect(await w.threads.of(leadId, { kinds: ['recording.left'] })).toHaveLength(1);
  for (let day = 0; day < 4; day += 1) await work(24);
  expect((await row()).status).toBe('deleted');
});

test('what the model does not take is told at once, and its sound goes when its days are over', async () => {
  w.writer.fail('refused');
  await recorded();
  await work();
  expect(await told()).toMatchObject([{ reason: 'This sound is not taken.' }]);
  await work(48);
  expect(w.writer.asked()).toBe(1);
  await work(24 * 30);
  expect(w.tapes.removed).toEqual(['RE1']);
});

test('with the month’s budget spent it waits for the next month, and the reason is told once', async () => {
  await w.settings.set(manager, 'monthlyModelBudgetUsd', 0.01);
  await recorded();
  await work();
  await work(24);
  expect(await told()).toMatchObject([{ reason: expect.stringContaining('budget') }]);
  expect(w.writer.asked()).toBe(0);
  expect(w.tapes.fetched()).toBe(0);
  await w.settings.set(manager, 'monthlyModelBudgetUsd', 1);
  await work(24);
  expect(await transcripts()).toHaveLength(1);
});

test('what was perhaps billed without an answer counts as a guess', async () => {
  w.writer.fail('down');
  await recorded();
  await work();
  expect(await spent()).toBeCloseTo(0.006);
  await work(1);
  expect(await spent()).toBeCloseTo(0.018);
});

test('a recording that nobody was told of is deleted, and not written down', async () => {
  await w.settings.set(manager, 'recordCalls', false);
  await recorded();
  await w.calling.takeRecording({ callKey: 'cal_none', providerRecordingId: 'RE2', seconds: 3 });
  await w.calling.takeRecording({ callKey: '', providerRecordingId: 'RE3', seconds: 3 });
  await work();
  expect(w.tapes.removed.sort()).toEqual(['RE1', 'RE2']);
  expect(w.tapes.fetched()).toBe(0);
  expect(await transcripts()).toEqual([]);
  expect(await told()).toEqual([]);
});

test('nothing that was said makes no entry; that is told, and the sound is deleted', async () => {
  w.writer.hears({ text: ' \0 ', parts: [] });
  await recorded();
  await work();
  expect(await transcripts()).toEqual([]);
  expect(await told()).toMatchObject([{ until: 0 }]);
  expect((await row()).status).toBe('deleted');
});

test('a recording whose webhook met a failure of ours is asked for', async () => {
  await press();
  await end();
  w.tapes.add('RE1', call.providerCallId, TURNS);
  await work();
  expect(await transcripts()).toEqual([]);
  await work(0.2);
  expect(await transcripts()).toHaveLength(1);
});

test('without a model nothing is made up: the rep hears that it is kept, and until when', async () => {
  await w.close();
  await open({ noTranscriber: true });
  await recorded();
  await work();
  const [first] = await told();
  expect(first?.reason).toContain('OPENAI_API_KEY');
  expect(first?.until).toBe(w.clock.now() + 30 * DAY_MS);
  expect(w.tapes.fetched()).toBe(0);
  for (let day = 0; day < 31; day += 1) await work(24);
  expect(w.tapes.removed).toEqual(['RE1']);
  expect(await told()).toHaveLength(1);
});

describe('a no in the call', () => {
  beforeEach(async () => {
    await w.sequences.enrol(rep, [leadId]);
    await recorded();
  });
  const holds = async () => (await w.threads.of(leadId, { kinds: ['sequence.held'] })).length;

  test('by the lead holds the sequence until a person has read it', async () => {
    w.writer.hears({ text: 'x', parts: [{ from: 60, to: 120, text: 'Please stop calling me.' }] });
    await work();
    expect(await holds()).toBe(1);
    expect((await transcripts())[0]?.refs.mayBeNo).toBe(true);
  });

  test('in the rep’s own words does not', async () => {
    w.writer.hears({ text: 'x', parts: [{ from: 0, to: 60, text: 'I will not be asked: please stop calling me.' }] });
    await work();
    expect(await holds()).toBe(0);
  });
});
