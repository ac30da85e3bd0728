import type { Instant } from '../../kernel/clock.ts';
import { oneLine } from '../../kernel/escape.ts';
import type { Channel } from '../channels/index.ts';
import type { Entry } from '../threads/index.ts';
import { createAnswerStore, type InboundRef } from './answer-store.ts';
import type { SequenceDeps } from './index.ts';
import { ANSWER_STEP, createSequenceStore, type TouchRecord } from './store.ts';

/** Where the product itself can answer. */
export const ANSWERABLE = ['email', 'whatsapp', 'sms'] as const satisfies Channel[];
export type AnswerChannel = (typeof ANSWERABLE)[number];

/** What a lead wrote, as far as it can be answered from here. */
export interface Reply {
  entryId: number;
  leadId: string;
  channel: AnswerChannel;
  words: string;
  at: Instant;
  /** Keys of the playbook's objections that were read in it. */
  objections: string[];
  /** From where it came, where that is known. */
  fromAddress: string;
  isFromOther: boolean;
  isShared: boolean;
  inbound: InboundRef;
}

const REFERENCES_MAX = 20;
const SUBJECT_MAX = 200;
/** "Re:" in the languages of mail programs, however often. */
const ANSWER_MARK = /^(?:\s*(?:re|aw|antw|sv|vs|odp|rif|ref|res|fwd?|wg|tr)\s*(?:\[\d+\])?:)+\s*/i;

/** "Re: Nine days", of what they or we called it. */
export function answerSubject(subject: string): string {
  const bare = oneLine(subject).replace(ANSWER_MARK, '').slice(0, SUBJECT_MAX).trim();
  return `Re: ${bare || 'your message'}`;
}

/** The exchange of words that an answer belongs to. */
export function createConversation(deps: Pick<SequenceDeps, 'db' | 'threads'>) {
  const store = createSequenceStore(deps.db);
  const answers = createAnswerStore(deps.db);

  /** Undefined for what was told by a member, or came on a channel that has no exit. */
  async function replyOf(entry: Entry | undefined): Promise<Reply | undefined> {
    const channel = ANSWERABLE.find((one) => one === entry?.refs.channel);
    if (entry?.kind !== 'lead.replied' || !entry.leadId || !channel) return undefined;
    const inbound = await answers.inbound(String(entry.refs.inboundId ?? ''));
    if (!inbound) return undefined;
    return {
      entryId: entry.id,
      leadId: entry.leadId,
      channel,
      words: entry.text ?? '',
      at: entry.at,
      objections: String(entry.refs.objections ?? '')
        .split(',')
        .filter(Boolean),
      fromAddress: inbound.fromAddress,
      isFromOther: entry.refs.fromOther === true,
      isShared: entry.refs.isShared === true,
      inbound,
    };
  }

  async function latestReply(leadId: string): Promise<Reply | undefined> {
    const entries = await deps.threads.of(leadId, { kinds: ['lead.replied'], limit: 20 });
    for (const entry of entries.reverse()) {
      const reply = await replyOf(entry);
      if (reply) return reply;
    }
    return undefined;
  }

  /** Whose words they are and what they answer; undefined for a touch of a plan. */
  async function answerOf(touch: TouchRecord): Promise<{ by: string; replyEntryId: number } | undefined> {
    if (touch.step !== ANSWER_STEP) return undefined;
    const enrollment = await store.enrollment(touch.enrollmentId);
    return enrollment && { by: enrollment.by, replyEntryId: enrollment.replyEntryId ?? 0 };
  }

  /** The mail of theirs that an answer by mail stands beside: the one that it answers, else their last one before. */
  async function theirMail(reply: Reply | undefined): Promise<Reply | undefined> {
    if (!reply || reply.channel === 'email') return reply;
    const entries = await deps.threads.of(reply.leadId, { kinds: ['lead.replied'] });
    const mails = entries.filter((one) => one.id < reply.entryId && one.refs.channel === 'email');
    return replyOf(mails.at(-1));
  }

  /** By what a mail program puts the answer beside what it answers. A thread is its mailbox's own: elsewhere the Message-IDs have to do. */
  async function mailThread(touch: TouchRecord, mailboxId: string) {
    const answer = await answerOf(touch);
    const mail = await theirMail(answer && (await replyOf(await deps.threads.entry(answer.replyEntryId))));
    if (!mail) return undefined;
    const { inbound } = mail;
    const before = inbound.references.length > 0 ? inbound.references : await answers.ourMessageIds(inbound.touchId);
    const all = [...new Set([...before, ...(inbound.messageId ? [inbound.messageId] : [])])];
    const [first = '', ...rest] = all;
    const references = all.length > REFERENCES_MAX ? [first, ...rest.slice(1 - REFERENCES_MAX)] : all;
    return {
      references,
      providerThreadId: inbound.mailboxId === mailboxId ? inbound.providerThreadId : undefined,
    };
  }

  /** What the mail is called: their subject, else that of ours which they answered; no "Re:" where there was no mail of theirs. */
  async function subjectFor(reply: Reply): Promise<string> {
    const mail = await theirMail(reply);
    if (!mail) return `Your message ${reply.channel === 'sms' ? 'by SMS' : 'on WhatsApp'}`;
    return answerSubject(mail.inbound.subject ?? (await answers.ourSubject(mail.inbound.touchId)) ?? '');
  }

  return { replyOf, latestReply, answerOf, mailThread, subjectFor };
}
