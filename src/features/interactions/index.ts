import { type Db, inTransaction, type Scope } from '../../db/index.ts';
import { formatDay } from '../../kernel/calendar.ts';
import { type Clock, DAY_MS, type Instant, MINUTE_MS } from '../../kernel/clock.ts';
import { AppError, InvalidInput } from '../../kernel/errors.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { Access, Member } from '../access/index.ts';
import type { Channels, Mailbox } from '../channels/index.ts';
import type { IncomingText } from '../channels/ports.ts';
import type { Deliverability } from '../deliverability/index.ts';
import type { Leads } from '../leads/index.ts';
import type { Playbooks } from '../playbook/index.ts';
import type { Sequences } from '../sequences/index.ts';
import type { NewEntry, Threads } from '../threads/index.ts';
import { lockLeads, readingRefs } from './effects.ts';
import { read } from './reading.ts';
import { createReceiving } from './receiving.ts';
import { createInteractionStore } from './store.ts';
import { successorIn } from './successor.ts';
import { createTexting } from './texting.ts';
import { type CallTranscript, createTranscripts } from './transcripts.ts';

/**
 * What an inbound mail is: a person's answer, a robot's, a report that it was not delivered, our own outgoing mail,
 * a mail that the rep wrote by hand to a lead, or one that is none of our business.
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
  | 'unrelated';

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
      /** Somebody else's words, kept by this member: coaching judges nobody by them. */
      byOther?: boolean;
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
  sequences: Pick<Sequences, 'stop' | 'hold' | 'postpone' | 'attest'>;
  channels: Channels;
  deliverability: Pick<Deliverability, 'limits' | 'mark'>;
  access: Access;
  playbook: Playbooks;
}

const MAX_LOGGED = 20_000;

type ReadReport = Awaited<ReturnType<Interactions['readMailboxes']>>;

export function createInteractions(deps: InteractionDeps): Interactions {
  const receiving = createReceiving(deps);
  const texting = createTexting(deps);
  const store = createInteractionStore(deps.db);

  const count = (report: ReadReport, kind: InboundKind) => {
    report.mails += 1;
    if (kind === 'reply' || kind === 'opt_out') report.replies += 1;
    if (kind === 'auto_reply' || kind === 'out_of_office' || kind === 'left_company') report.autoReplies += 1;
    if (kind === 'bounce') report.bounces += 1;
  };

  /** One mail that can't be taken in holds the cursor back, so that it is tried again, and keeps no other one waiting. */
  async function readMailbox(mailbox: Mailbox, ownAddresses: string[], report: ReadReport): Promise<void> {
    for (let more = true; more; ) {
      const changes = await deps.channels.changesSince(mailbox.id);
      let failed: unknown;
      for (const mail of changes.mails) {
        try {
          const kind = await receiving.takeIn(mailbox, mail, ownAddresses);
          if (kind !== undefined) count(report, kind);
        } catch (error) {
          deps.logger.error({ mailboxId: mailbox.id, providerId: mail.providerId, error }, 'a mail was not taken in');
          failed ??= error;
        }
      }
      if (failed !== undefined) throw failed;
      await deps.channels.saveCursor(mailbox.id, changes.cursor, deps.clock.now());
      more = changes.more === true;
    }
  }

  const readMailboxes: Interactions['readMailboxes'] = async () => {
    const report: ReadReport = { mails: 0, replies: 0, autoReplies: 0, bounces: 0, problems: [] };
    const mailboxes = await deps.channels.mailboxes();
    const ownAddresses = mailboxes.map((one) => one.address.toLowerCase());
    for (const mailbox of mailboxes.filter((one) => one.status !== 'reconnect')) {
      try {
        await readMailbox(mailbox, ownAddresses, report);
      } catch (error) {
        deps.logger.warn(
          { mailboxId: mailbox.id, error },
          'a mailbox could not be read to its end; its mail waits there',
        );
        const problem = error instanceof AppError ? error.forUser : 'A mail could not be read. It will be tried again.';
        report.problems.push({ mailboxId: mailbox.id, problem });
      }
    }
    return report;
  };

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
          ...(input.byOther ? { byOther: true } : {}),
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
    await lockLeads(scope, [{ id: entry.leadId }]);
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
    const reason = text === undefined ? 'do_not_contact' : 'opted_out';
    const refs = { reason, ...(channel ? { channel } : {}) };
    await deps.threads.append(scope, { at, kind: 'lead.opted_out', leadId, actorId, refs, text, onceKey });
    await deps.sequences.stop(scope, leadId, 'The lead does not want to be written to.', at);
  }

  const answered: Interactions['answered'] = async (by, { leadId, touchId, channel, text }) => {
    const lead = await deps.leads.get(leadId);
    await deps.access.assertMayActOn(by, lead);
    const words = text.replaceAll('\0', '').trim().slice(0, MAX_LOGGED);
    if (!words) throw new InvalidInput('Say in a few words what they said.', 'text');
    const at = deps.clock.now();
    const reading = read(words, (await deps.playbook.current()).content.objections);
    await inTransaction(deps.db, async (scope) => {
      await lockLeads(scope, [lead]);
      await deps.sequences.attest(scope, { leadId: lead.id, touchId, byId: by.id, at });
      if (reading.intents.includes('opt_out')) {
        const source = `said so on ${channel} on ${formatDay(at, 'utc')}`;
        await deps.channels.suppressPerson(scope, lead, { reason: 'opted_out', source, at });
        const onceKey = `answered:${touchId}`;
        await noMore(scope, { leadId: lead.id, at, actorId: by.id, text: words, channel, onceKey });
        await deps.leads.markReplied(scope, lead.id, at);
        return;
      }
      await deps.threads.append(scope, {
        at,
        kind: 'lead.replied',
        leadId: lead.id,
        actorId: by.id,
        refs: { channel, touchId, ...readingRefs(reading) },
        text: words,
        onceKey: `answered:${touchId}`,
      });
      await deps.sequences.stop(scope, lead.id, 'The lead has answered.', at);
      await deps.leads.markReplied(scope, lead.id, at);
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
      if (lead) await lockLeads(scope, [lead]);
      await deps.channels.suppress(scope, { ...why, channel: 'all', address: { hash: read.addressHash } });
      if (!lead) return;
      await deps.channels.suppressPerson(scope, lead, why);
      await deps.threads.append(scope, {
        at,
        kind: 'lead.opted_out',
        leadId: lead.id,
        refs: { reason: 'opted_out', byLink: true, touchId: read.touchId },
        onceKey: `opt-out:${read.touchId}`,
      });
      await deps.sequences.stop(scope, lead.id, 'The lead does not want to be written to.', at);
    });
    return true;
  };

  return {
    readMailboxes,
    readTexts: texting.readTexts,
    takeText: texting.takeIn,
    log,
    keepTranscript: createTranscripts(deps),
    note,
    answered,
    optOut,
    successorIn,
    read: async (text) => read(text, (await deps.playbook.current()).content.objections),
  };
}
