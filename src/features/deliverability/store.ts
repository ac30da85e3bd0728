import type { Db, Scope } from '../../db/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { Harm, MailboxFigures } from './rules.ts';

interface CaredMailbox {
  id: string;
  memberId: string;
  address: string;
  status: string;
  pausedAt?: Instant;
  countedSince?: Instant;
}

export function createDeliverabilityStore(db: Db | Scope) {
  return {
    /** False when this mail is known to have done that already. */
    async insertMark(touchId: string, kind: Harm, at: Instant): Promise<boolean> {
      const rows = await db('mail_marks')
        .insert({ touch_id: touchId, kind, at })
        .onConflict(['touch_id', 'kind'])
        .ignore()
        .returning('touch_id');
      return rows.length === 1;
    },

    async mailboxOfTouch(touchId: string): Promise<string | undefined> {
      const row = await db('sends').where({ touch_id: touchId }).first('mailbox_id');
      return row ? String(row.mailbox_id) : undefined;
    },

    /** In a transaction: as it is and stays until the end of it. */
    async lockedMailbox(id: string): Promise<CaredMailbox | undefined> {
      const row = await db('mailboxes').where({ id }).forUpdate().first();
      if (!row) return undefined;
      return {
        id,
        memberId: String(row.member_id),
        address: String(row.address),
        status: String(row.status),
        pausedAt: row.paused_at === null ? undefined : Number(row.paused_at),
        countedSince: row.counted_since === null ? undefined : Number(row.counted_since),
      };
    },

    async figures(mailboxId: string, since: Instant): Promise<MailboxFigures> {
      const left = () =>
        db('sends as s').where({ 's.mailbox_id': mailboxId, 's.state': 'sent' }).andWhere('s.sent_at', '>=', since);
      const sent = await left().count({ n: '*' }).first();
      const marks: { kind: Harm; n: number }[] = await left()
        .join('mail_marks as m', 'm.touch_id', 's.touch_id')
        .groupBy('m.kind')
        .select('m.kind')
        .count({ n: '*' });
      const of = (kind: Harm) => Number(marks.find((one) => one.kind === kind)?.n ?? 0);
      return {
        since,
        sent: Number(sent?.n ?? 0),
        bounced: of('bounced'),
        complained: of('complained'),
        angry: of('angry'),
      };
    },

    /** A mailbox that has to be connected again stays so; the pause waits behind it. */
    async pause(id: string, reason: string, at: Instant): Promise<void> {
      await db('mailboxes').where({ id }).update({ paused_at: at, paused_reason: reason });
      await db('mailboxes').where({ id, status: 'active' }).update({ status: 'paused', status_reason: reason });
    },

    /** False when it is not paused any more. */
    async resume(id: string, at: Instant): Promise<boolean> {
      const rows = await db('mailboxes')
        .where({ id })
        .andWhere((or) => or.where({ status: 'paused' }).orWhereNotNull('paused_at'))
        .update({ paused_at: null, paused_reason: null, counted_since: at });
      if (rows !== 1) return false;
      await db('mailboxes').where({ id, status: 'paused' }).update({ status: 'active', status_reason: null });
      return true;
    },
  };
}
