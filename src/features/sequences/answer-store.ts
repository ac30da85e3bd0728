import type { Db, Scope } from '../../db/index.ts';
import { createSequenceStore, type EnrollmentRecord, type TouchRecord } from './store.ts';

/** A message that came in, as far as an answer to it needs it. */
export interface InboundRef {
  id: string;
  mailboxId: string;
  fromAddress: string;
  subject?: string;
  messageId?: string;
  /** The Message-IDs before it, oldest first. */
  references: string[];
  providerThreadId?: string;
  touchId?: string;
}

const text = (value: unknown) => (value === null || value === undefined ? undefined : String(value));

export function createAnswerStore(db: Db | Scope) {
  const store = createSequenceStore(db);

  return {
    async inbound(id: string): Promise<InboundRef | undefined> {
      const row = id ? await db('inbound_messages').where({ id }).first() : undefined;
      if (!row) return undefined;
      return {
        id,
        mailboxId: String(row.mailbox_id),
        fromAddress: String(row.from_address),
        subject: text(row.subject),
        messageId: text(row.message_id),
        references: row.reference_ids ? JSON.parse(String(row.reference_ids)) : [],
        providerThreadId: text(row.provider_thread_id),
        touchId: text(row.touch_id),
      };
    },

    /** Of what we sent in the sequence of that touch, up to it, oldest first. */
    async ourMessageIds(touchId: string | undefined): Promise<string[]> {
      const touch = touchId ? await db('touches').where({ id: touchId }).first('enrollment_id', 'step') : undefined;
      if (!touch) return [];
      return db('sends as s')
        .join('touches as t', 't.id', 's.touch_id')
        .where({ 't.enrollment_id': touch.enrollment_id })
        .andWhere('t.step', '<=', touch.step)
        .whereNotNull('s.message_id')
        .orderBy('s.sent_at')
        .pluck('s.message_id');
    },

    async ourSubject(touchId: string | undefined): Promise<string | undefined> {
      if (!touchId) return undefined;
      const row = await db('touches as t')
        .join('drafts as d', 'd.id', 't.draft_id')
        .where('t.id', touchId)
        .first('d.subject');
      return text(row?.subject);
    },

    /** The answer that was given to a reply: on its way or sent. What was stopped counts for none, unless it left all the same. */
    async answerTo(replyEntryId: number): Promise<{ enrollment: EnrollmentRecord; touch: TouchRecord } | undefined> {
      const row = await db('enrollments as e')
        .join('touches as t', 't.enrollment_id', 'e.id')
        .where({ 'e.reply_entry_id': replyEntryId, 'e.purpose': 'answer' })
        .andWhere((either) =>
          either.whereIn('e.status', ['active', 'finished']).orWhereIn('t.status', ['sending', 'sent', 'unclear']),
        )
        .first('e.id', 't.id as touch_id');
      const enrollment = row && (await store.enrollment(String(row.id)));
      const touch = row && (await store.touch(String(row.touch_id)));
      return enrollment && touch ? { enrollment, touch } : undefined;
    },

    /** The words of this lead's last answer, where it did not leave. */
    async unsentWords(leadId: string): Promise<string | undefined> {
      const row = await db('enrollments as e')
        .join('touches as t', 't.enrollment_id', 'e.id')
        .join('drafts as d', 'd.id', 't.draft_id')
        .where({ 'e.lead_id': leadId, 'e.purpose': 'answer' })
        .orderBy('d.id', 'desc')
        .first('t.status', 'd.body');
      return row && ['cancelled', 'failed'].includes(row.status) ? String(row.body) : undefined;
    },
  };
}
