import type { Db, Scope } from '../../db/index.ts';
import { fromLocal, toLocal } from '../../kernel/calendar.ts';
import { DAY_MS, type Instant } from '../../kernel/clock.ts';
import type { Channel } from '../channels/index.ts';
import type { WaitingLead } from './index.ts';
import { createSequenceStore, type SendRecord, type TouchRecord, toTouch, UNSETTLED } from './store.ts';

interface WaitingRow {
  lead_id: string;
  enrollment_id: string;
  owner_id: string;
  first_name: string;
  last_name: string;
  first_due_at: number;
  drafts: number;
}

/** Named one by one, so that an index finds them: "not email" reads through all the email. */
const OTHER_CHANNELS: Channel[] = ['linkedin', 'whatsapp', 'sms', 'call'];
const TASK_CHANNELS: Channel[] = ['linkedin', 'call'];
const TEXT_CHANNELS: Channel[] = ['whatsapp', 'sms'];

/** What several tables say together, for the gates and the lists. */
export function createSequenceQueries(db: Db | Scope) {
  async function dueOn(channels: Channel[], now: Instant, limit: number): Promise<TouchRecord[]> {
    const rows = await db('touches')
      .where('status', 'approved')
      .whereIn('channel', channels)
      .andWhere('next_try_at', '<=', now)
      .orderBy('next_try_at')
      .limit(limit);
    return rows.map(toTouch);
  }

  return {
    /** Owners with approved email that has come due, so that one mailbox's gap holds up nobody else's. */
    async ownersWithDueEmail(now: Instant): Promise<string[]> {
      const rows = await db('touches')
        .where({ status: 'approved', channel: 'email' })
        .andWhere('next_try_at', '<=', now)
        .whereNotNull('owner_id')
        .distinct('owner_id');
      return rows.map((row) => String(row.owner_id)).sort();
    },

    /** Follow-ups before first touches, then by due time. Two questions, each of which the index answers in its order. */
    async dueEmails(ownerId: string, now: Instant, limit: number): Promise<TouchRecord[]> {
      const due = () =>
        db('touches')
          .where({ status: 'approved', channel: 'email', owner_id: ownerId })
          .andWhere('next_try_at', '<=', now)
          .orderBy('next_try_at');
      const followUps = await due().andWhere('step', '>', 1).limit(limit);
      const left = limit - followUps.length;
      const firsts = left > 0 ? await due().andWhere('step', 1).limit(left) : [];
      return [...followUps, ...firsts].map(toTouch);
    },

    /** Approved messages on WhatsApp and SMS that have come due. */
    dueTexts: (now: Instant, limit: number) => dueOn(TEXT_CHANNELS, now, limit),
    /** Approved steps that a person does. */
    dueTasks: (now: Instant, limit: number) => dueOn(TASK_CHANNELS, now, limit),

    async leadsToDraft(limit: number, leadIds?: string[]): Promise<{ enrollmentId: string; leadId: string }[]> {
      const query = db('touches as t')
        .join('enrollments as e', 'e.id', 't.enrollment_id')
        .where('t.status', 'planned')
        .andWhere('e.status', 'active')
        .groupBy('t.enrollment_id', 't.lead_id')
        .orderByRaw('min(t.due_at)')
        .limit(limit)
        .select('t.enrollment_id', 't.lead_id');
      if (leadIds) query.whereIn('t.lead_id', leadIds);
      return (await query).map((row) => ({ enrollmentId: String(row.enrollment_id), leadId: String(row.lead_id) }));
    },

    async countToDraft(ownerId?: string): Promise<number> {
      const query = db('touches as t')
        .join('enrollments as e', 'e.id', 't.enrollment_id')
        .where('t.status', 'planned')
        .andWhere('e.status', 'active')
        .countDistinct({ n: 't.enrollment_id' });
      if (ownerId) query.where('t.owner_id', ownerId);
      const row = await query.first();
      return Number(row?.n ?? 0);
    },

    /** What this person approved and has not left yet, the next one first. */
    async approvedBy(memberId: string, limit: number, offset: number): Promise<{ ids: string[]; total: number }> {
      const mine = () =>
        db('touches as t')
          .join('approvals as a', 'a.id', 't.approval_id')
          .where({ 't.status': 'approved', 'a.approver_id': memberId });
      const counted = await mine().count({ n: '*' }).first();
      const rows = await mine().orderBy('t.due_at').orderBy('t.id').limit(limit).offset(offset).select('t.id');
      return { ids: rows.map((row) => String(row.id)), total: Number(counted?.n ?? 0) };
    },

    /** Leads with drafts that wait for a yes, of these owners; undefined means everybody's. */
    async waiting(ownerIds: string[] | undefined): Promise<WaitingLead[]> {
      const query = db('touches as t')
        .join('enrollments as e', 'e.id', 't.enrollment_id')
        .join('leads as l', 'l.id', 't.lead_id')
        .where('t.status', 'drafted')
        .andWhere('e.status', 'active')
        .whereNull('l.archived_at')
        .whereNull('l.paused_at')
        .groupBy('t.lead_id', 't.enrollment_id', 'l.owner_id', 'l.first_name', 'l.last_name')
        .select('t.lead_id', 't.enrollment_id', 'l.owner_id', 'l.first_name', 'l.last_name')
        .min({ first_due_at: 't.due_at' })
        .count({ drafts: 't.id' })
        .orderBy('first_due_at')
        .orderBy('t.lead_id');
      if (ownerIds) query.whereIn('l.owner_id', ownerIds);
      const rows = (await query) as unknown as WaitingRow[];
      return rows.map((row) => ({
        leadId: String(row.lead_id),
        enrollmentId: String(row.enrollment_id),
        ownerId: String(row.owner_id),
        name: `${row.first_name} ${row.last_name}`.trim(),
        drafts: Number(row.drafts),
        firstDueAt: Number(row.first_due_at),
      }));
    },

    async openTasks(ownerIds: string[] | undefined): Promise<{ touch: TouchRecord; leadName: string }[]> {
      const query = db('touches as t')
        .join('leads as l', 'l.id', 't.lead_id')
        .where('t.status', 'task')
        .whereNull('l.archived_at')
        .orderBy('t.due_at')
        .select('t.*', 'l.first_name', 'l.last_name');
      if (ownerIds) query.whereIn('l.owner_id', ownerIds);
      return (await query).map((row) => ({
        touch: toTouch(row),
        leadName: `${row.first_name} ${row.last_name}`.trim(),
      }));
    },

    /** Whether this person has ever said no, whatever their address is by now. */
    async saidNo(leadId: string): Promise<boolean> {
      return (await db('log_entries').where({ lead_id: leadId, kind: 'lead.opted_out' }).first('id')) !== undefined;
    },

    async lastInboundOf(leadId: string): Promise<{ id: string; receivedAt: Instant } | undefined> {
      const row = await db('inbound_messages')
        .where({ lead_id: leadId })
        .whereIn('kind', ['reply', 'opt_out'])
        .orderBy('received_at', 'desc')
        .first('id', 'received_at');
      return row ? { id: String(row.id), receivedAt: Number(row.received_at) } : undefined;
    },

    async lastHeardOn(leadId: string, channel: 'whatsapp' | 'sms'): Promise<Instant | undefined> {
      const row = await db('inbound_messages')
        .where({ lead_id: leadId, mailbox_id: channel })
        .max({ at: 'received_at' })
        .first();
      return row?.at === null || row?.at === undefined ? undefined : Number(row.at);
    },

    /** USD of this calendar month, in UTC. */
    async spentOnMessages(now: Instant): Promise<number> {
      const { year, month } = toLocal(now, 'utc');
      const from = fromLocal({ year, month, day: 1 }, 0, 'utc');
      const row = await db('spendings')
        .where({ budget: 'messages' })
        .where('at', '>=', from)
        .sum({ usd: 'usd' })
        .first();
      return Number(row?.usd ?? 0);
    },

    /** When this person did tasks of a channel; one that waits to be done counts as done now. */
    async doneOn(ownerId: string, channel: Channel, span: { since: Instant; now: Instant }): Promise<Instant[]> {
      const rows = await db('touches')
        .where({ owner_id: ownerId, channel })
        .whereIn('status', ['done', 'task'])
        .andWhere((either) => either.where('settled_at', '>', span.since).orWhere('status', 'task'))
        .select('settled_at');
      return rows.map((row) => Number(row.settled_at ?? span.now));
    },

    /** What a mailbox has sent, as far as it counts against one touch: its own claim does not. */
    async mailboxLoad(
      mailboxId: string,
      now: Instant,
      exceptTouchId: string,
    ): Promise<{ sentLast24Hours: number; oldestAt?: Instant; lastSentAt?: Instant }> {
      // A claimed mail counts as sent: it may be on its way.
      const sent = await db('sends')
        .where({ mailbox_id: mailboxId })
        .andWhereNot('touch_id', exceptTouchId)
        .andWhere('claimed_at', '>', now - DAY_MS)
        .count({ n: '*' })
        .min({ oldest: 'claimed_at' })
        .first();
      // One that was looked up after a crash left later than it was claimed.
      const last = await db('sends')
        .where({ mailbox_id: mailboxId })
        .andWhereNot('touch_id', exceptTouchId)
        .max({ at: 'claimed_at', left: 'sent_at' })
        .first();
      const oldest = sent?.oldest as number | null | undefined;
      const lastAt = Math.max(Number(last?.at ?? 0), Number(last?.left ?? 0));
      return {
        sentLast24Hours: Number(sent?.n ?? 0),
        oldestAt: oldest === null || oldest === undefined ? undefined : Number(oldest),
        lastSentAt: lastAt === 0 ? undefined : lastAt,
      };
    },

    /** When touches of this lead went out or were attested, on any channel. */
    async leadTouchedSince(leadId: string, since: Instant, exceptTouchId: string): Promise<Instant[]> {
      const rows = await db('touches')
        .where({ lead_id: leadId })
        .andWhereNot('id', exceptTouchId)
        .whereIn('status', ['sent', 'done', 'sending', 'unclear'])
        .select('settled_at', 'next_try_at');
      return rows.map((row) => Number(row.settled_at ?? row.next_try_at)).filter((at) => at > since);
    },

    /** When first mails went to other people of the same account. */
    async companyContactedSince(accountId: string, leadId: string, since: Instant): Promise<Instant[]> {
      const rows = await db('sends as s')
        .join('touches as t', 't.id', 's.touch_id')
        .join('leads as l', 'l.id', 't.lead_id')
        .where('l.account_id', accountId)
        .andWhereNot('l.id', leadId)
        .andWhere('t.step', 1)
        .andWhere('s.claimed_at', '>', since)
        .select('s.claimed_at');
      return rows.map((row) => Number(row.claimed_at));
    },

    /** When mails of this owner's leads are planned that have not left yet. */
    async plannedMails(ownerId: string): Promise<Instant[]> {
      const rows = await db('touches as t')
        .join('leads as l', 'l.id', 't.lead_id')
        .where({ 'l.owner_id': ownerId, 't.channel': 'email' })
        .whereIn('t.status', ['planned', 'drafted', 'approved', 'sending'])
        .select('t.due_at');
      return rows.map((row) => Number(row.due_at));
    },

    /** When first touches to people of this account are planned or went. */
    async companyFirsts(accountId: string, since: Instant): Promise<Instant[]> {
      const rows = await db('touches as t')
        .join('leads as l', 'l.id', 't.lead_id')
        .where({ 'l.account_id': accountId, 't.step': 1 })
        .whereIn('t.status', ['planned', 'drafted', 'approved', 'sending', 'sent'])
        .andWhere('t.due_at', '>', since)
        .select('t.due_at');
      return rows.map((row) => Number(row.due_at));
    },

    /** For each owner (undefined for what belongs to no mailbox) the earliest instant with work. */
    async nextTries(): Promise<{ ownerId?: string; isUnsettled?: boolean; at: Instant }[]> {
      const emails: { owner_id: string; at: number }[] = await db('touches')
        .where({ status: 'approved', channel: 'email' })
        .whereNotNull('owner_id')
        .groupBy('owner_id')
        .select('owner_id')
        .min({ at: 'next_try_at' });
      const task = await db('touches')
        .where({ status: 'approved' })
        .whereIn('channel', OTHER_CHANNELS)
        .min({ at: 'next_try_at' })
        .first();
      const send = await db('sends').whereIn('state', UNSETTLED).min({ at: 'lease_until' }).first();
      const others = [
        { at: task?.at, isUnsettled: false },
        { at: send?.at, isUnsettled: true },
      ].filter((one) => one.at !== null && one.at !== undefined);
      return [
        ...emails.map((row) => ({ ownerId: String(row.owner_id), at: Number(row.at) })),
        ...others.map((one) => ({ ...one, at: Number(one.at) })),
      ];
    },

    async unsettled(now: Instant, limit: number): Promise<SendRecord[]> {
      return createSequenceStore(db).unsettledSends(now, limit);
    },
  };
}
