import { type Db, inTransaction } from '../../db/index.ts';
import { type Clock, DAY_MS, type Instant, MINUTE_MS } from '../../kernel/clock.ts';
import { AppError, InvalidInput, NotConnected, RateLimited, Unavailable } from '../../kernel/errors.ts';
import type { Logger } from '../../kernel/logger.ts';
import { mixedDown, readWav, secondsOf, type Wav } from '../../kernel/wav.ts';
import type { Interactions } from '../interactions/index.ts';
import type { Leads } from '../leads/index.ts';
import type { Settings } from '../settings/index.ts';
import type { Threads } from '../threads/index.ts';
import type { RecordingOfCall } from './index.ts';
import type { CallRecordings, Transcriber, Transcript, TranscriptBudget } from './ports.ts';
import { createRecordingStore, type RecordingRecord } from './recording-store.ts';
import { pauseAfter, transcriptUsd, wordsOf } from './rules.ts';
import { type CallRecord, createCallStore } from './store.ts';

/** Longer than fetching and writing down an hour may take; who crashes meanwhile leaves it to the next one after that. */
const LEASE_MS = 20 * MINUTE_MS;
/** Within a provider's 25 MB, at 16 bits and 8 kHz. */
const PIECE_SECONDS = 20 * 60;
/** What passes by itself is not told: these many tries are half an hour. */
const TOLD_AFTER_TRIES = 6;
const ASK_AFTER_MS = 5 * MINUTE_MS;
const ASK_AGAIN_MS = 6 * 60 * MINUTE_MS;
const ASK_UNTIL_MS = DAY_MS;
const AT_ONCE = 20;
const WAITS_MS = 6 * 60 * MINUTE_MS;

const NO_MODEL = 'No model is connected that writes down what is said (OPENAI_API_KEY).';
const SPENT = 'The month’s budget for the model is spent; an admin can raise it in `/sales admin`.';
const NOT_THERE = 'The provider does not have the recording.';
const SILENT = 'No words were understood in it.';

export interface RecordingDeps {
  db: Db;
  clock: Clock;
  logger: Logger;
  leads: Pick<Leads, 'getMany'>;
  interactions: Pick<Interactions, 'keepTranscript'>;
  settings: Pick<Settings, 'get'>;
  threads: Pick<Threads, 'append'>;
  recordings?: CallRecordings;
  transcriber?: Transcriber;
  budget: TranscriptBudget;
}

interface Words {
  text: string;
  isByVoice: boolean;
}

/** What keeps a recording from being written down now. */
class Waits extends AppError {
  constructor(forUser: string) {
    super('waits', forUser);
  }
}

/** From a recording at the provider to words in the lead's thread: written down once, and then deleted there. */
export function createRecording(deps: RecordingDeps) {
  const store = createRecordingStore(deps.db);
  const calls = createCallStore(deps.db);

  /** A recording that nobody was told of is not written down, and does not stay; one without a key of ours is none of ours. */
  async function take(one: RecordingOfCall): Promise<void> {
    if (!one.callKey) return;
    const call = await calls.get(one.callKey);
    const now = deps.clock.now();
    await store.insert({
      id: one.providerRecordingId,
      callId: call?.id,
      status: call?.isRecorded ? 'waiting' : 'kept',
      seconds: one.seconds,
      nextTryAt: now,
      heardAt: now,
    });
  }

  const endsAt = async (one: RecordingRecord): Promise<Instant> =>
    one.heardAt + (await deps.settings.get('recordingDays')) * DAY_MS;

  /** Once for each recording: what stands in the way, and until when the sound is kept. */
  async function tell(one: RecordingRecord, told: { reason: string; until: Instant }): Promise<void> {
    const call = one.callId ? await calls.get(one.callId) : undefined;
    if (!call) return;
    await inTransaction(deps.db, (scope) =>
      deps.threads.append(scope, {
        at: deps.clock.now(),
        kind: 'call.unwritten',
        leadId: call.leadId,
        actorId: call.memberId,
        refs: { callId: call.id, ...told },
        onceKey: `unwritten:${one.id}`,
      }),
    );
  }

  /** The whole of the sound in pieces that the model takes, with the times of the whole. */
  async function heard(bytes: Uint8Array, wav: Wav | undefined, transcriber: Transcriber): Promise<Words> {
    if (!wav) return wordsOf(await transcriber.transcribe(bytes), undefined);
    const pieces: Transcript[] = [];
    const length = secondsOf(wav);
    for (let from = 0; from < length; from += PIECE_SECONDS) {
      const piece = await transcriber.transcribe(mixedDown(wav, from, from + PIECE_SECONDS));
      const parts = piece.parts?.map((one) => ({ ...one, from: one.from + from, to: one.to + from }));
      pieces.push({ text: piece.text, parts });
    }
    const isTimed = pieces.every((one) => one.parts !== undefined);
    const whole: Transcript = {
      text: pieces.map((one) => one.text).join(' '),
      parts: isTimed ? pieces.flatMap((one) => one.parts ?? []) : undefined,
    };
    return wordsOf(whole, wav);
  }

  async function transcribe(one: RecordingRecord, call: CallRecord): Promise<Words> {
    const { transcriber, recordings, budget } = deps;
    if (!recordings) throw new Waits('Twilio is not connected.');
    if (!transcriber) throw new Waits(NO_MODEL);
    const { model } = transcriber;
    const assertFits = async (seconds: number) => {
      if ((await budget.remainingUsd()) < transcriptUsd(model, seconds)) throw new Waits(SPENT);
    };
    await assertFits(one.seconds);
    const bytes = await recordings.audio(one.id);
    if (!bytes) throw new Unavailable(NOT_THERE);
    const wav = readWav(bytes);
    // What is paid for is the sound, whatever was said of its length.
    const seconds = Math.round(wav ? secondsOf(wav) : one.seconds);
    await assertFits(seconds);
    const charge = (share: number, details: Record<string, boolean>) => {
      const usd = transcriptUsd(model, seconds) * share;
      return budget.charge({ usd, model, leadId: call.leadId, details: { seconds, ...details } });
    };
    try {
      const words = await heard(bytes, wav, transcriber);
      await charge(1, {});
      return words;
    } catch (error) {
      // The work may be billed though no answer came.
      if (error instanceof Unavailable) await charge(0.5, { guess: true });
      throw error;
    }
  }

  /** In one transaction: the words are in the thread, and this recording is never written down again. */
  async function keep(one: RecordingRecord, call: CallRecord, words: Words): Promise<void> {
    const now = deps.clock.now();
    await inTransaction(deps.db, async (scope) => {
      if (!(await createRecordingStore(scope).move(one, { status: 'written', nextTryAt: now }))) return;
      if (!words.text) return;
      await deps.interactions.keepTranscript(scope, {
        ...words,
        leadId: call.leadId,
        memberId: call.memberId,
        callId: call.id,
        recordingId: one.id,
        happenedAt: call.bridgedAt ?? call.begunAt,
        minutes: Math.max(1, Math.round(one.seconds / 60)),
        at: now,
      });
    });
    if (!words.text) await tell(one, { reason: SILENT, until: 0 });
  }

  async function writeDown(one: RecordingRecord): Promise<void> {
    const call = one.callId ? await calls.get(one.callId) : undefined;
    const [lead] = call ? await deps.leads.getMany([call.leadId]) : [];
    const until = await endsAt(one);
    const now = deps.clock.now();
    if (!call || !lead || until <= now) {
      await store.move(one, { status: 'kept', nextTryAt: now });
      return;
    }
    try {
      await keep(one, call, await transcribe(one, call));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      await putOff(one, error, until);
    }
  }

  /** What can't be had now is tried again until its days are over; what never will be only waits for their end. */
  async function putOff(one: RecordingRecord, error: AppError, until: Instant): Promise<void> {
    const now = deps.clock.now();
    const isForGood = error instanceof InvalidInput;
    const tries = one.tries + 1;
    const asked = error instanceof RateLimited ? error.retryAfterMs : 0;
    const pause = error instanceof Waits ? WAITS_MS : Math.max(asked, pauseAfter(tries));
    const isOurs = error instanceof Waits || error instanceof NotConnected;
    await store.move(
      one,
      isForGood ? { status: 'kept', nextTryAt: until } : { nextTryAt: Math.min(until, now + pause) },
    );
    if (isForGood || isOurs || tries >= TOLD_AFTER_TRIES) await tell(one, { reason: error.forUser, until });
  }

  async function remove(one: RecordingRecord): Promise<void> {
    const now = deps.clock.now();
    try {
      if (!deps.recordings) throw new NotConnected('Twilio is not connected.');
      await deps.recordings.remove(one.id);
      await store.move(one, { status: 'deleted', settledAt: now });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      deps.logger.warn({ error, recordingId: one.id }, 'a recording could not be deleted yet; it is tried again');
      await store.move(one, { nextTryAt: now + pauseAfter(one.tries + 1) });
      if (one.tries + 1 >= TOLD_AFTER_TRIES) await tellLeft(one);
    }
  }

  async function tellLeft(one: RecordingRecord): Promise<void> {
    const call = one.callId ? await calls.get(one.callId) : undefined;
    if (!call) return;
    await inTransaction(deps.db, (scope) =>
      deps.threads.append(scope, {
        at: deps.clock.now(),
        kind: 'recording.left',
        leadId: call.leadId,
        actorId: call.memberId,
        refs: { callId: call.id, recordingId: one.id },
        onceKey: `recording-left:${one.id}`,
      }),
    );
  }

  /** Whether a recording that nobody brought is there: a webhook that met a failure of ours does not come again. */
  async function askForSilent(): Promise<void> {
    const { recordings } = deps;
    const now = deps.clock.now();
    const span = { from: now - ASK_UNTIL_MS, to: now - ASK_AFTER_MS, askedBefore: now - ASK_AGAIN_MS };
    for (const call of recordings ? await store.silentCalls(span) : []) {
      await store.asked(call.id, now);
      for (const found of (await recordings?.ofCall(call.providerCallId)) ?? [])
        await take({ ...found, callKey: call.id });
    }
  }

  async function work(one: RecordingRecord): Promise<void> {
    if (!(await store.claim(one, deps.clock.now() + LEASE_MS))) return;
    if (one.status === 'waiting') await writeDown(one);
    else await remove(one);
  }

  return {
    take,
    nextAt: store.nextAt,

    /** One that stumbles keeps no other one waiting; its lease ends, and it is tried again. */
    async writeDownDue(): Promise<void> {
      await askForSilent().catch((error: unknown) => deps.logger.warn({ error }, 'recordings could not be asked for'));
      // What was written down in the first round is deleted in the second.
      for (let round = 0; round < 2; round += 1)
        for (const one of await store.due(deps.clock.now(), AT_ONCE))
          await work(one).catch((error: unknown) =>
            deps.logger.error({ error, recordingId: one.id }, 'a recording was not dealt with; it is tried again'),
          );
    },
  };
}
