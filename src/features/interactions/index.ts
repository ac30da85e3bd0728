import { type Db, inTransaction, type Scope } from '../../db/index.ts';
import { formatDay } from '../../kernel/calendar.ts';
import { type Clock, DAY_MS, type Instant, MINUTE_MS } from '../../kernel/clock.ts';
import { InvalidInput } from '../../kernel/errors.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { Access, Member } from '../access/index.ts';
import type { Channels } from '../channels/index.ts';
import type { IncomingText } from '../channels/ports.ts';
import type { Deliverability } from '../deliverability/index.ts';
import type { Leads } from '../leads/index.ts';
import type { Playbooks } from '../playbook/index.ts';
import type { Sequences } from '../sequences/index.ts';
import type { Settings } from '../settings/index.ts';
import type { NewEntry, Threads } from '../threads/index.ts';
import { createAbsence } from './absence.ts';
import { createMailboxReading } from './mailboxes.ts';
import { read } from './reading.ts';
import { createInteractionStore } from './store.ts';
import { successorIn } from './successor.ts';
import { createTexting } from './texting.ts';
import { type CallTranscript, createTranscripts } from './transcripts.ts';

/**
 * What an inbound mail is: a person's answer, a robot's, a report that it was not delivered, our own outgoing mail,
 * a mail that the rep wrote by hand to a lead, one that is none of our business, or one that could not be taken in at all.
 */
export type InboundKind =
  | 'reply'
  | 'auto_reply'
  | 'out_of_office'
  | 'left_company'
  | 'bounce'
  | 'opt_out'
  | 'own'
  | 'by_hand'
  | 'unrelated'
  | 'unreadable';

export type Intent =
  | 'interested'
  | 'question'
  | 'objection'
  | 'not_now'
  | 'referral'
  | 'not_interested'
  | 'opt_out'
  | 'meeting'
  | 'unclear';

/** A first, rule-based reading of a prospect's words; `basis` says on what it rests. */
export interface Reading {
  intents: Intent[];
  /** Keys of the playbook's objections. */
  objections: string[];
  sentiment: 'positive' | 'neutral' | 'negative' | 'unclear';
  /** Insults, threats, or calls it spam to our face; more than a plain no. */
  isAngry?: boolean;
  /** The new words, quoted history and signature taken off. */
  words: string;
  /** One line in words: "interested, objects to the price". */
  summary: string;
  returnsAt?: Instant;
}

export interface Interactions {
  /** Reads what is new in every active mailbox; a human reply stops the lead's sequence in the same transaction. Answers counts. */
  readMailboxes(): Promise<{
    mails: number;
    replies: number;
    autoReplies: number;
    bounces: number;
    problems: { mailboxId: string; problem: string }[];
  }>;
  /** Reads what has come in on WhatsApp and SMS, and what became of what was sent there. */
  readTexts(): Promise<{ texts: number; replies: number }>;
  /** Takes one text in, once; answers what it is, or undefined for a repeat. */
  takeText(text: IncomingText): Promise<InboundKind | undefined>;
  /** A call, meeting or message that a person logged; the words go into the living thread. Answers the entry's id, or undefined for a repeat. */
  log(
    by: Member,
    input: {
      leadId: string;
      kind: 'call' | 'meeting' | 'message';
      at: Instant;
      minutes?: number;
      /** What was said; the logger's own account. */
      text: string;
      outcome?: string;
      onceKey?: string;
    },
  ): Promise<number | undefined>;
  /** What was said in a recorded call, in the transaction of who wrote it down; undefined for a repeat. */
  keepTranscript(scope: Scope, call: CallTranscript): Promise<number | undefined>;
  /** A note that a person wrote; one that asks for silence ("do not contact") closes every way to the lead at once. Undefined for a repeat. */
  note(actorId: string, leadId: string, text: string, at: Instant, onceKey?: string): Promise<number | undefined>;
  /** A lead answered outside of email, by a member's word: all that follows from an answer follows, in one transaction. */
  answered(
    by: Member,
    input: { leadId: string; touchId: string; channel: 'linkedin' | 'call' | 'whatsapp' | 'sms'; text: string },
  ): Promise<void>;
  /**
   * A member knows on which day (YYYY-MM-DD) a lead who is away is back: the sequence goes on two business days later, and never
   * before its plan. Answers both days in words; without `goesOn` no sequence was waiting. Throws InvalidInput for a day that is
   * over or too far away.
   */
  returnsOn(by: Member, leadId: string, day: string): Promise<{ back: string; goesOn?: string }>;
  /**
   * The opt-out link of a mail was used: at once, for good, on every channel. False for a token that was not made here;
   * a second time changes nothing.
   */
  optOut(token: string): Promise<boolean>;
  /** Pure: reads words by rules, with the playbook's objection signs. */
  read(text: string): Promise<Reading>;
  /** Pure: whom an automatic answer names in the place of somebody who has left, for a person to read; `known` are addresses that are nobody new. */
  successorIn(text: string, known: string[]): string | undefined;
}

export interface InteractionDeps {
  db: Db;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  threads: Threads;
  leads: Leads;
  sequences: Pick<Sequences, 'stop' | 'hold' | 'postpone' | 'returnOn' | 'attest'>;
  channels: Channels;
  deliverability: Pick<Deliverability, 'limits' | 'mark'>;
  access: Access;
  playbook: Playbooks;
  settings: Pick<Settings, 'get'>;
}

const MAX_LOGGED = 20_000;

export function createInteractions(deps: InteractionDeps): Interactions {
  const texting = createTexting(deps);
  const store = createInteractionStore(deps.db);

  const log: Interactions['log'] = async (by, input) => {
    const lead = await deps.leads.get(input.leadId);
    await deps.access.assertMayActOn(by, lead);
    const text = input.text.replaceAll('\0', '').trim().slice(0, MAX_LOGGED);
    if (!text) throw new InvalidInput('Say in a few words what was said.', 'text');
    if (!Number.isFinite(input.at)) throw new InvalidInput('Say when it was.', 'at');
    if (input.at > deps.clock.now() + 5 * MINUTE_MS) {
      throw new InvalidInput('This lies in the future. Log it once it has happened.', 'at');
    }
    if (input.at < deps.clock.now() - 730 * DAY_MS) throw new InvalidInput('This is more than two years ago.', 'at');
    const kinds = { call: 'call.logged', meeting: 'meeting.logged', message: 'message.logged' } as const;
    return inTransaction(deps.db, (scope) =>
      said(scope, {
        at: deps.clock.now(),
        kind: kinds[input.kind],
        leadId: lead.id,
        actorId: by.id,
        refs: {
          happenedAt: input.at,
          ...(input.minutes ? { minutes: input.minutes } : {}),
          ...(input.outcome ? { outcome: input.outcome.slice(0, 80) } : {}),
        },
        text,
        onceKey: input.onceKey ? `log:${input.onceKey}` : undefined,
      }),
    );
  };

  const note: Interactions['note'] = (actorId, leadId, text, at, onceKey) =>
    inTransaction(deps.db, (scope) => said(scope, { at, kind: 'note.added', leadId, actorId, text, onceKey }));

  /** What a person tells of a lead, once; where it asks for silence, the sequence ends with it. */
  async function said(scope: Scope, entry: NewEntry & { leadId: string; text: string }): Promise<number | undefined> {
    const id = await deps.threads.append(scope, entry);
    if (id === undefined || !(await deps.leads.heedNote(scope, entry.leadId, entry.text))) return id;
    await noMore(scope, { leadId: entry.leadId, at: entry.at, actorId: entry.actorId, onceKey: `silence:${id}` });
    return id;
  }

  async function noMore(
    scope: Scope,
    no: { leadId: string; at: Instant; actorId?: string; onceKey: string; text?: string; channel?: string },
  ): Promise<void> {
    const { leadId, at, actorId, onceKey, text, channel } = no;
    await deps.sequences.stop(scope, leadId, 'The lead does not want to be written to.', at);
    const reason = text === undefined ? 'do_not_contact' : 'opted_out';
    const refs = { reason, ...(channel ? { channel } : {}) };
    await deps.threads.append(scope, { at, kind: 'lead.opted_out', leadId, actorId, refs, text, onceKey });
  }

  const answered: Interactions['answered'] = async (by, { leadId, touchId, channel, text }) => {
    const lead = await deps.leads.get(leadId);
    await deps.access.assertMayActOn(by, lead);
    const words = text.replaceAll('\0', '').trim().slice(0, MAX_LOGGED);
    if (!words) throw new InvalidInput('Say in a few words what they said.', 'text');
    const at = deps.clock.now();
    const reading = read(words, (await deps.playbook.current()).content.objections);
    await inTransaction(deps.db, async (scope) => {
      await deps.sequences.attest(scope, { leadId: lead.id, touchId, byId: by.id, at });
      if (reading.intents.includes('opt_out')) {
        const source = `said so on ${channel} on ${formatDay(at, 'utc')}`;
        await deps.channels.suppressPerson(scope, lead, { reason: 'opted_out', source, at });
        await deps.leads.markReplied(scope, lead.id, at);
        const onceKey = `answered:${touchId}`;
        return noMore(scope, { leadId: lead.id, at, actorId: by.id, text: words, channel, onceKey });
      }
      await deps.sequences.stop(scope, lead.id, 'The lead has answered.', at);
      await deps.leads.markReplied(scope, lead.id, at);
      await deps.threads.append(scope, {
        at,
        kind: 'lead.replied',
        leadId: lead.id,
        actorId: by.id,
        refs: {
          channel,
          touchId,
          intents: reading.intents.join(','),
          objections: reading.objections.join(','),
          sentiment: reading.sentiment,
        },
        text: words,
        onceKey: `answered:${touchId}`,
      });
    });
  };

  const optOut: Interactions['optOut'] = async (token) => {
    const read = deps.channels.readOptOut(token);
    if (!read) return false;
    const at = deps.clock.now();
    const leadId = await store.leadOfTouch(read.touchId);
    const [lead] = leadId ? await deps.leads.getMany([leadId]) : [];
    const why = { reason: 'opted_out' as const, source: `used the opt-out link on ${formatDay(at, 'utc')}`, at };
    await inTransaction(deps.db, async (scope) => {
      await deps.channels.suppress(scope, { ...why, channel: 'all', address: { hash: read.addressHash } });
      if (!lead) return;
      await deps.channels.suppressPerson(scope, lead, why);
      await deps.sequences.stop(scope, lead.id, 'The lead does not want to be written to.', at);
      await deps.threads.append(scope, {
        at,
        kind: 'lead.opted_out',
        leadId: lead.id,
        refs: { reason: 'opted_out', byLink: true, touchId: read.touchId },
        onceKey: `opt-out:${read.touchId}`,
      });
    });
    return true;
  };

  return {
    ...createMailboxReading(deps),
    readTexts: texting.readTexts,
    takeText: texting.takeIn,
    log,
    keepTranscript: createTranscripts(deps),
    note,
    answered,
    ...createAbsence(deps),
    optOut,
    successorIn,
    read: async (text) => read(text, (await deps.playbook.current()).content.objections),
  };
}
