import { type Db, durably, inTransaction } from '../../db/index.ts';
import { type Clock, HOUR_MS, type Instant, MINUTE_MS } from '../../kernel/clock.ts';
import { InvalidInput, NotConnected, UnknownOutcome } from '../../kernel/errors.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { Access, Member } from '../access/index.ts';
import type { CallReport, Channels } from '../channels/index.ts';
import type { Interactions } from '../interactions/index.ts';
import type { Leads } from '../leads/index.ts';
import type { Sequences } from '../sequences/index.ts';
import type { Settings } from '../settings/index.ts';
import type { Threads } from '../threads/index.ts';
import { createBridging } from './bridging.ts';
import type { CallRecordings, Transcriber, TranscriptBudget } from './ports.ts';
import { createRecording } from './recording.ts';
import { ENDED, outcomeOf } from './rules.ts';
import { type CallRecord, createCallStore } from './store.ts';

/** A key that a member pressed after picking up; none when they pressed nothing. */
export interface Press {
  callKey: string;
  providerCallId: string;
  key?: string;
}

/** Ring this number, or say this and hang up. */
export type Bridge = { leadPhone: string; isRecorded: boolean } | { refusal: string };

/** A recording that a provider has made, by our own key of the call; without one it is none of ours. */
export interface RecordingOfCall {
  callKey: string;
  providerRecordingId: string;
  seconds: number;
}

export interface Calling {
  /** Whether calls can be placed from here at all. */
  isConnected(): boolean;
  /** Whether the member is asked to press 1 before the lead is rung. */
  asksFirst(): boolean;
  /**
   * Rings the member, then the lead; the passport has the last word. Pressed twice it is one call.
   * Throws InvalidInput (no own number, the lead may not be called now), NotConnected, Denied.
   */
  ring(by: Member, about: { leadId: string; touchId?: string }): Promise<'ringing' | 'unknown'>;
  /** The number at which a member is rung, E.164; an empty text takes it away. */
  setPhone(by: Member, phone: string): Promise<void>;
  /** What a provider says of a call; in any order. */
  takeReport(report: CallReport): Promise<void>;
  /** Asks for what nobody has brought. */
  readReports(): Promise<void>;
  /** A member has picked up and pressed a key: whether the lead may still be rung is asked once more. Twice is the same answer. */
  takePress(press: Press): Promise<Bridge>;
  /** A recording is there; twice changes nothing, and it may come before the call is known to be over. */
  takeRecording(recording: RecordingOfCall): Promise<void>;
  /** Writes down what was recorded, once each, and deletes the sound at the provider. */
  writeDownDue(): Promise<void>;
  /** When there is a recording to deal with next. */
  nextRecordingAt(): Promise<Instant | undefined>;
}

const AT_ONCE_MS = 2 * MINUTE_MS;
const WATCH_MS = 3 * HOUR_MS;
const E164 = /^\+[1-9]\d{6,14}$/;

export function createCalling(deps: {
  db: Db;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  access: Access;
  channels: Channels;
  leads: Leads;
  interactions: Pick<Interactions, 'keepTranscript'>;
  sequences: Pick<Sequences, 'passport'>;
  settings: Settings;
  threads: Threads;
  /** Without them, what a provider records can't be fetched. */
  recordings?: CallRecordings;
  /** Without it, nothing is written down. */
  transcriber?: Transcriber;
  budget: TranscriptBudget;
}): Calling {
  const store = createCallStore(deps.db);
  const recording = createRecording(deps);

  async function mayBeCalled(by: Member, leadId: string): Promise<string> {
    const lead = await deps.leads.get(leadId);
    await deps.access.assertMayActOn(by, lead);
    const found = (await deps.sequences.passport(by, leadId)).find((one) => one.channel === 'call');
    const stops = (found?.gates ?? []).flatMap((one) => (one.verdict === 'pass' ? [] : [one.reason]));
    if (!found?.isOpen || !lead.phone) throw new InvalidInput(stops.join(' ') || 'This lead has no phone number.');
    return lead.phone.replace(/ ext\..*$/, '');
  }

  /** One row for each call; undefined when one is ringing already. */
  async function begin(by: Member, about: { leadId: string; touchId?: string }): Promise<CallRecord | undefined> {
    const now = deps.clock.now();
    const call: CallRecord = {
      ...about,
      id: deps.ids.next('cal'),
      memberId: by.id,
      status: 'placing',
      begunAt: now,
      asksFirst: deps.channels.callsAskFirst(),
      isRecorded: false,
    };
    return inTransaction(deps.db, async (scope) => {
      const inside = createCallStore(scope);
      await inside.lock(about.leadId);
      if (await inside.openSince(about.leadId, now - AT_ONCE_MS)) return undefined;
      await inside.insert(call);
      return call;
    });
  }

  async function leadLegOf(report: CallReport): Promise<CallReport | undefined> {
    if (report.status !== 'completed') return undefined;
    return deps.channels.leadLegOf(report.providerCallId).catch((error: unknown) => {
      deps.logger.warn({ error, callId: report.providerCallId }, 'whether the lead picked up could not be asked');
      return undefined;
    });
  }

  async function settle({ id }: CallRecord, report: CallReport): Promise<void> {
    const at = deps.clock.now();
    const leadLeg = await leadLegOf(report);
    const isOver = ENDED.has(report.status);
    await inTransaction(deps.db, async (scope) => {
      const inside = createCallStore(scope);
      // Whether a key was pressed may have been written while this was on its way.
      const call = await inside.get(id);
      if (!call) return;
      const { status, durationSeconds, leg } = outcomeOf(call, report, leadLeg);
      const { providerCallId } = report;
      const change = { status, providerCallId, durationSeconds, ...(isOver ? { settledAt: at } : {}) };
      if (!(await inside.move(id, change)) || !isOver) return;
      await deps.threads.append(scope, {
        at,
        kind: 'call.ended',
        leadId: call.leadId,
        actorId: call.memberId,
        refs: {
          callId: id,
          status,
          seconds: durationSeconds ?? 0,
          touchId: call.touchId ?? '',
          leg: leg ?? '',
          isRecorded: call.isRecorded && status === 'completed',
          isRefused: call.refusedAt !== undefined,
        },
        onceKey: `call:${id}`,
      });
    });
  }

  return {
    isConnected: () => deps.channels.callSender() !== undefined,
    asksFirst: () => deps.channels.callsAskFirst(),
    takePress: createBridging({ ...deps, mayBeCalled }),
    takeRecording: recording.take,
    writeDownDue: recording.writeDownDue,
    nextRecordingAt: recording.nextAt,

    async ring(by, about) {
      if (!deps.channels.callSender())
        throw new NotConnected(
          'Calls are not connected: an admin sets TWILIO_VOICE_FROM. Use your own phone, then “I did it”.',
        );
      const memberPhone = await store.phoneOf(by.id);
      if (!memberPhone) throw new InvalidInput('Where shall it ring you? Set your number with `/sales phone +44…`.');
      const leadPhone = await mayBeCalled(by, about.leadId);
      const call = await durably(deps.db, () => begin(by, about));
      if (!call) return 'ringing';
      try {
        const placed = await deps.channels.placeCall({ callKey: call.id, memberPhone, leadPhone });
        await settle(call, placed);
        return 'ringing';
      } catch (error) {
        if (error instanceof UnknownOutcome) return 'unknown';
        await store.move(call.id, { status: 'failed', settledAt: deps.clock.now() });
        throw error;
      }
    },

    async setPhone(by, phone) {
      const number = phone.replace(/[\s().-]/g, '');
      if (number && !E164.test(number))
        throw new InvalidInput('Write your number with the country code, such as +44 20 7946 0123.');
      await store.setPhone(by.id, number || null);
    },

    async takeReport(report) {
      const call = await store.byProvider(report.providerCallId);
      if (call) await settle(call, report);
    },

    async readReports() {
      for (const call of await store.open(deps.clock.now() - WATCH_MS)) {
        try {
          const report = call.providerCallId ? await deps.channels.callReport(call.providerCallId) : await lookUp(call);
          if (report) await settle(call, report);
        } catch (error) {
          deps.logger.warn({ error, callId: call.id }, 'what became of a call could not be asked');
        }
      }
    },
  };

  /** A call whose answer was lost: found by the member's number, or it never was. */
  async function lookUp(call: CallRecord): Promise<CallReport | undefined> {
    const memberPhone = await store.phoneOf(call.memberId);
    const found = memberPhone && (await deps.channels.lookUpCall({ memberPhone }, call.begunAt - MINUTE_MS));
    if (found) return found;
    const isOld = deps.clock.now() - call.begunAt > 10 * MINUTE_MS;
    return isOld ? { providerCallId: `none-${call.id}`, status: 'failed' } : undefined;
  }
}
