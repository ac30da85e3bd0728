import type { Db, Scope } from '../../db/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { Channel } from '../channels/index.ts';
import type { TextReport, TextStatus } from '../channels/ports.ts';
import type { Citation, Evidence, Problem, WrittenDraft } from '../drafting/index.ts';
import type { StepPlan } from '../settings/index.ts';
import type { TouchStatus } from './index.ts';
import type { PlannedStep, SeenWorld } from './rules.ts';

/** States of a send whose outcome is still to be recorded. */
export const UNSETTLED = ['claimed', 'drafted', 'calling'];

/** The step of an answer: it is none of a plan, so nothing that counts steps from 1 on takes it for one. */
export const ANSWER_STEP = 0;

export interface EnrollmentRecord {
  id: string;
  leadId: string;
  status: 'active' | 'held' | 'stopped' | 'finished';
  stopReason?: string;
  holdReason?: string;
  plan: StepPlan[];
  by: string;
  startedAt: Instant;
  /** 'answer': one message to what a lead wrote, beside any sequence. */
  purpose: 'sequence' | 'answer';
  /** For an answer: the entry of the log that it answers. */
  replyEntryId?: number;
}

export interface TouchRecord {
  id: string;
  enrollmentId: string;
  leadId: string;
  step: number;
  channel: Channel;
  status: TouchStatus;
  dueAt: Instant;
  nextTryAt: Instant;
  tries: number;
  waitReason?: string;
  draftId?: string;
  approvalId?: string;
  settledAt?: Instant;
}

export interface DraftRecord {
  id: string;
  touchId: string;
  version: number;
  subject: string;
  body: string;
  citations: Citation[];
  evidence: Evidence[];
  problems: Problem[];
  writer: 'model' | 'template' | 'person';
  vouchedBy?: string;
}

export interface ApprovalRecord {
  id: string;
  touchId: string;
  draftId: string;
  approverId: string;
  fingerprint: string;
  seen: SeenWorld;
  approvedAt: Instant;
  expiresAt: Instant;
  revokedAt?: Instant;
}

export interface SendRecord {
  touchId: string;
  approvalId: string;
  state: 'claimed' | 'drafted' | 'calling' | 'sent' | 'unclear';
  claim: string;
  claimedAt: Instant;
  leaseUntil: Instant;
  mailboxId: string;
  toAddress: string;
  providerDraftId?: string;
  providerThreadId?: string;
  messageId?: string;
  sentAt?: Instant;
}

type Row = Record<string, unknown>;
const text = (value: unknown) => (value === null || value === undefined ? undefined : String(value));
const number = (value: unknown) => (value === null || value === undefined ? undefined : Number(value));

function toEnrollment(row: Row): EnrollmentRecord {
  return {
    id: String(row.id),
    leadId: String(row.lead_id),
    status: row.status as EnrollmentRecord['status'],
    stopReason: text(row.stop_reason),
    holdReason: text(row.hold_reason),
    plan: JSON.parse(String(row.plan)),
    by: String(row.by),
    startedAt: Number(row.started_at),
    purpose: row.purpose === 'answer' ? 'answer' : 'sequence',
    replyEntryId: number(row.reply_entry_id),
  };
}

export function toTouch(row: Row): TouchRecord {
  return {
    id: String(row.id),
    enrollmentId: String(row.enrollment_id),
    leadId: String(row.lead_id),
    step: Number(row.step),
    channel: row.channel as Channel,
    status: row.status as TouchStatus,
    dueAt: Number(row.due_at),
    nextTryAt: Number(row.next_try_at),
    tries: Number(row.tries),
    waitReason: text(row.wait_reason),
    draftId: text(row.draft_id),
    approvalId: text(row.approval_id),
    settledAt: number(row.settled_at),
  };
}

function toDraft(row: Row): DraftRecord {
  const { citations, evidence } = JSON.parse(String(row.evidence));
  return {
    id: String(row.id),
    touchId: String(row.touch_id),
    version: Number(row.version),
    subject: String(row.subject),
    body: String(row.body),
    citations,
    evidence,
    problems: JSON.parse(String(row.problems)),
    writer: row.writer as DraftRecord['writer'],
    vouchedBy: text(row.vouched_by),
  };
}

function toApproval(row: Row): ApprovalRecord {
  return {
    id: String(row.id),
    touchId: String(row.touch_id),
    draftId: String(row.draft_id),
    approverId: String(row.approver_id),
    fingerprint: String(row.fingerprint),
    seen: JSON.parse(String(row.seen)),
    approvedAt: Number(row.approved_at),
    expiresAt: Number(row.expires_at),
    revokedAt: number(row.revoked_at),
  };
}

function toSend(row: Row): SendRecord {
  return {
    touchId: String(row.touch_id),
    approvalId: String(row.approval_id),
    state: row.state as SendRecord['state'],
    claim: String(row.claim),
    claimedAt: Number(row.claimed_at),
    leaseUntil: Number(row.lease_until),
    mailboxId: String(row.mailbox_id),
    toAddress: String(row.to_address),
    providerDraftId: text(row.provider_draft_id),
    providerThreadId: text(row.provider_thread_id),
    messageId: text(row.message_id),
    sentAt: number(row.sent_at),
  };
}

type SendChange = Partial<{
  state: SendRecord['state'];
  claim: string;
  leaseUntil: Instant;
  providerDraftId: string;
  providerThreadId: string;
  providerMessageId: string;
  messageId: string;
  sentAt: Instant;
  problem: string;
  report: TextStatus;
  reportCode: number;
  reportedAt: Instant;
}>;

function sendColumns(change: SendChange): Record<string, unknown> {
  const columns: Record<string, unknown> = {
    state: change.state,
    claim: change.claim,
    lease_until: change.leaseUntil,
    provider_draft_id: change.providerDraftId,
    provider_thread_id: change.providerThreadId,
    provider_message_id: change.providerMessageId,
    message_id: change.messageId,
    sent_at: change.sentAt,
    problem: change.problem,
    report: change.report,
    report_code: change.reportCode,
    reported_at: change.reportedAt,
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

const rowOfSend = (send: SendRecord) => ({
  touch_id: send.touchId,
  approval_id: send.approvalId,
  state: send.state,
  claim: send.claim,
  claimed_at: send.claimedAt,
  lease_until: send.leaseUntil,
  mailbox_id: send.mailboxId,
  to_address: send.toAddress,
});

/** What the gates' answers on a touch rest on, read before they are asked: equal texts, and nothing has moved since. */
export interface Ground {
  text: string;
  /** Under which a no of this person may stand. */
  addressHashes: readonly string[];
}

/** Of the lead `l`; with the hashes of its addresses as bindings. */
const GROUND = [
  'l.version',
  'l.owner_id',
  'l.stage',
  'coalesce(l.archived_at, 0)',
  'coalesce(l.paused_at, 0)',
  "(select count(*) || '.' || coalesce(max(c.at), 0) || '.' || coalesce(max(c.withdrawn_at), 0) from consents c where c.lead_id = l.id)",
  "(select count(*) || '.' || coalesce(max(p.updated_at), 0) from policies p)",
  '(select coalesce(max(k.version), 0) from playbooks k)',
  "(select count(*) from suppressions s where s.channel in ('all', 'email', 'linkedin', 'whatsapp', 'sms', 'call') and s.address_hash in (?, ?, ?))",
  '(select count(*) from inbound_messages i where i.lead_id = l.id)',
  "(select count(*) from log_entries o where o.lead_id = l.id and o.kind = 'lead.opted_out')",
  "coalesce((select b.id from mailboxes b where b.member_id = l.owner_id order by b.connected_at desc limit 1), '')",
].join(" || ' ' || ");

export function createSequenceStore(db: Db | Scope) {
  return {
    async insertEnrollment(
      record: Omit<EnrollmentRecord, 'status'>,
      steps: (PlannedStep & { id: string })[],
    ): Promise<void> {
      await db('enrollments').insert({
        id: record.id,
        lead_id: record.leadId,
        status: 'active',
        plan: JSON.stringify(record.plan),
        by: record.by,
        started_at: record.startedAt,
        purpose: record.purpose,
        reply_entry_id: record.replyEntryId ?? null,
      });
      const lead = await db('leads').where({ id: record.leadId }).first('owner_id');
      await db('touches').insert(
        steps.map((step) => ({
          id: step.id,
          enrollment_id: record.id,
          lead_id: record.leadId,
          owner_id: lead?.owner_id ?? null,
          step: step.step,
          channel: step.channel,
          status: 'planned',
          due_at: step.dueAt,
          next_try_at: step.dueAt,
          tries: 0,
        })),
      );
    },

    async enrollment(id: string): Promise<EnrollmentRecord | undefined> {
      const row = await db('enrollments').where({ id }).first();
      return row ? toEnrollment(row) : undefined;
    },

    /** As it is now and stays until this transaction ends. */
    async lockEnrollment(id: string): Promise<EnrollmentRecord | undefined> {
      const row = await db('enrollments').where({ id }).forUpdate().first();
      return row ? toEnrollment(row) : undefined;
    },

    /** The sequence that is going on, else the newest one; an answer is none. */
    async enrollmentOf(leadId: string): Promise<EnrollmentRecord | undefined> {
      const row = await db('enrollments')
        .where({ lead_id: leadId, purpose: 'sequence' })
        .orderByRaw("case when status in ('active','held') then 0 else 1 end")
        .orderBy('started_at', 'desc')
        .first();
      return row ? toEnrollment(row) : undefined;
    },

    /** How the sequence was last put off for an absence: until when, and for when its next step had been planned. */
    async lastPostponement(
      leadId: string,
      enrollmentId: string,
    ): Promise<{ until: Instant; from: Instant } | undefined> {
      const rows = await db('log_entries')
        .where({ lead_id: leadId, kind: 'sequence.held' })
        .orderBy('id', 'desc')
        .limit(20)
        .pluck('refs');
      const refs = rows.map((one) => JSON.parse(one));
      const found = refs.find((one) => one.enrollmentId === enrollmentId && one.until !== undefined);
      return found && { until: Number(found.until), from: Number(found.from ?? found.until) };
    },

    /** Answers of people that have not left yet. */
    async openAnswers(leadId: string): Promise<EnrollmentRecord[]> {
      return (await db('enrollments').where({ lead_id: leadId, purpose: 'answer', status: 'active' })).map(
        toEnrollment,
      );
    },

    /** Moves an enrollment on only when it is still in one of `from`; false when somebody was faster. */
    async moveEnrollment(
      id: string,
      from: string[],
      change: {
        status: EnrollmentRecord['status'];
        stopReason?: string;
        holdReason?: string | null;
        endedAt?: Instant;
      },
    ): Promise<boolean> {
      const count = await db('enrollments')
        .where({ id })
        .whereIn('status', from)
        .update({
          status: change.status,
          ...(change.stopReason === undefined ? {} : { stop_reason: change.stopReason }),
          ...(change.holdReason === undefined ? {} : { hold_reason: change.holdReason }),
          ...(change.endedAt === undefined ? {} : { ended_at: change.endedAt }),
        });
      return count === 1;
    },

    async touch(id: string): Promise<TouchRecord | undefined> {
      const row = await db('touches').where({ id }).first();
      return row ? toTouch(row) : undefined;
    },

    /** In a transaction: as it is, and as it stays until the end of it, whoever else wants to change it. */
    async lockedTouch(id: string): Promise<TouchRecord | undefined> {
      const row = await db('touches').where({ id }).forUpdate().first();
      return row ? toTouch(row) : undefined;
    },

    async touchesOf(enrollmentId: string): Promise<TouchRecord[]> {
      return (await db('touches').where({ enrollment_id: enrollmentId }).orderBy('step')).map(toTouch);
    },

    /** Compare-and-set: changes a touch only while its status is one of `from`, and its words those that were seen; false when somebody was faster. */
    async moveTouch(
      id: string,
      from: TouchStatus[],
      change: Partial<{
        status: TouchStatus;
        dueAt: Instant;
        nextTryAt: Instant;
        tries: number;
        waitReason: string | null;
        draftId: string;
        approvalId: string | null;
        settledAt: Instant;
      }>,
      seen: { draftId?: string } = {},
    ): Promise<boolean> {
      const columns: Record<string, unknown> = {
        status: change.status,
        due_at: change.dueAt,
        next_try_at: change.nextTryAt,
        tries: change.tries,
        wait_reason: change.waitReason,
        draft_id: change.draftId,
        approval_id: change.approvalId,
        settled_at: change.settledAt,
      };
      const set = Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
      const current = db('touches').where({ id }).whereIn('status', from);
      if (seen.draftId) current.andWhere({ draft_id: seen.draftId });
      return (await current.update(set)) === 1;
    },

    /** The lead has another owner now, whose mailbox its touches leave from. */
    async moveOwner(leadId: string, ownerId: string): Promise<void> {
      await db('touches').where({ lead_id: leadId }).update({ owner_id: ownerId });
    },

    async cancelOpenTouches(enrollmentId: string, at: Instant, reason: string): Promise<number> {
      return db('touches')
        .where({ enrollment_id: enrollmentId })
        .whereIn('status', ['planned', 'drafted', 'approved', 'task'])
        .update({ status: 'cancelled', settled_at: at, wait_reason: reason });
    },

    async insertDraft(
      touchId: string,
      draft: WrittenDraft & { id: string; authorId?: string; vouchedBy?: string; playbookVersion: number; at: Instant },
    ): Promise<void> {
      const last = await db('drafts').where({ touch_id: touchId }).max({ version: 'version' }).first();
      await db('drafts').insert({
        id: draft.id,
        touch_id: touchId,
        version: Number(last?.version ?? 0) + 1,
        subject: draft.subject,
        body: draft.body,
        evidence: JSON.stringify({ citations: draft.citations, evidence: draft.evidence }),
        problems: JSON.stringify(draft.problems),
        writer: draft.writer,
        author_id: draft.authorId ?? null,
        vouched_by: draft.vouchedBy ?? null,
        playbook_version: draft.playbookVersion,
        created_at: draft.at,
      });
    },

    async draft(id: string): Promise<DraftRecord | undefined> {
      const row = await db('drafts').where({ id }).first();
      return row ? toDraft(row) : undefined;
    },

    async drafts(ids: string[]): Promise<Map<string, DraftRecord>> {
      if (ids.length === 0) return new Map();
      const rows = await db('drafts').whereIn('id', ids);
      return new Map(rows.map((row) => [String(row.id), toDraft(row)]));
    },

    async insertApproval(record: ApprovalRecord): Promise<void> {
      await db('approvals').insert({
        id: record.id,
        touch_id: record.touchId,
        draft_id: record.draftId,
        approver_id: record.approverId,
        fingerprint: record.fingerprint,
        seen: JSON.stringify(record.seen),
        approved_at: record.approvedAt,
        expires_at: record.expiresAt,
      });
    },

    async approval(id: string): Promise<ApprovalRecord | undefined> {
      const row = await db('approvals').where({ id }).first();
      return row ? toApproval(row) : undefined;
    },

    async approvals(ids: string[]): Promise<Map<string, ApprovalRecord>> {
      if (ids.length === 0) return new Map();
      const rows = await db('approvals').whereIn('id', ids);
      return new Map(rows.map((row) => [String(row.id), toApproval(row)]));
    },

    async revokeApproval(id: string, at: Instant, reason: string): Promise<void> {
      await db('approvals').where({ id }).whereNull('revoked_at').update({ revoked_at: at, revoked_reason: reason });
    },

    async moveExpiry(id: string, expiresAt: Instant): Promise<void> {
      await db('approvals').where({ id }).update({ expires_at: expiresAt });
    },

    /** Throws a unique violation when the touch has been claimed before. */
    async insertSend(record: SendRecord): Promise<void> {
      await db('sends').insert(rowOfSend(record));
    },

    async send(touchId: string): Promise<SendRecord | undefined> {
      const row = await db('sends').where({ touch_id: touchId }).first();
      return row ? toSend(row) : undefined;
    },

    async sends(touchIds: string[]): Promise<SendRecord[]> {
      if (touchIds.length === 0) return [];
      return (await db('sends').whereIn('touch_id', touchIds)).map(toSend);
    },

    /**
     * The last word before the call, in one statement: whatever was committed since the gates were read, by anybody, keeps the mail
     * here. Answers whether it may be sent.
     */
    async beginCall(
      send: SendRecord,
      seen: { ground: Ground; postalAddress: string; isMail: boolean; isLinkedin?: boolean; heardAt: string[] },
      when: { now: Instant; leaseUntil: Instant; readSince: Instant },
    ): Promise<boolean> {
      const stands = db('touches as t')
        .join('enrollments as e', 'e.id', 't.enrollment_id')
        .join('approvals as a', 'a.id', 't.approval_id')
        .join('leads as l', 'l.id', 't.lead_id')
        .join('members as m', 'm.id', 'l.owner_id')
        .where({ 't.id': send.touchId, 't.status': 'sending', 'e.status': 'active', 'a.id': send.approvalId })
        .where({ 'm.status': 'active' })
        .whereRaw(`${GROUND} = ?`, [...seen.ground.addressHashes, seen.ground.text])
        .whereNull('a.revoked_at')
        .select(db.raw('1'));
      if (seen.isMail)
        stands.join('mailboxes as b', 'b.id', db.raw('?', [send.mailboxId])).where({ 'b.status': 'active' });
      if (seen.isLinkedin) {
        // In the name of who pressed and of nobody else, while their grant and the team's setting stand.
        stands
          .join('linkedin_accounts as g', 'g.member_id', 'l.owner_id')
          .join('settings as o', 'o.key', db.raw('?', ['linkedinApi']))
          .where({ 'g.status': 'active', 'o.value': 'true' })
          .whereRaw('a.approver_id = l.owner_id')
          .andWhere('g.expires_at', '>', when.now);
      }
      const paused = db('settings').where({ key: 'sendingPaused', value: 'true' }).select(db.raw('1'));
      const otherFooter = db('settings')
        .where({ key: 'postalAddress' })
        .whereNot({ value: JSON.stringify(seen.postalAddress) })
        .select(db.raw('1'));
      const calling = db('sends').where({ touch_id: send.touchId, claim: send.claim });
      for (const id of seen.heardAt)
        calling.whereExists(db('inboxes').where({ id }).andWhere('read_at', '>=', when.readSince).select(db.raw('1')));
      const moved = await calling
        .whereIn('state', UNSETTLED)
        .whereNotExists(otherFooter)
        .whereExists(stands)
        .whereNotExists(paused)
        .update({ state: 'calling', claimed_at: when.now, lease_until: when.leaseUntil });
      return moved === 1;
    },

    /** What the gates' answers on a touch rest on by now; undefined when its lead is not there. */
    async ground(leadId: string, hashOf: (address: string) => string): Promise<Ground | undefined> {
      const person = await db('leads').where({ id: leadId }).first('email', 'phone', 'linkedin');
      if (!person) return undefined;
      const addressHashes = [person.email, person.phone, person.linkedin].map((one) =>
        one ? hashOf(String(one)) : '',
      );
      const [row] = await db('leads as l')
        .where({ 'l.id': leadId })
        .select(db.raw(`${GROUND} as ground`, addressHashes));
      return row && { text: String(row.ground), addressHashes };
    },

    /** Keeps that a send has left although its claim is another's by now, or was let go; false when that is known already. */
    async overrule(send: SendRecord, outcome: SendChange & { sentAt: Instant }): Promise<boolean> {
      const row = { ...sendColumns(outcome), claim: send.claim };
      if ((await db('sends').where({ touch_id: send.touchId }).whereNot({ state: 'sent' }).update(row)) === 1)
        return true;
      const kept = { ...rowOfSend(send), ...row };
      return (await db('sends').insert(kept).onConflict('touch_id').ignore().returning('touch_id')).length === 1;
    },

    /** Changes a send only while `claim` still holds it; false when another worker has taken it over. */
    async moveSend(touchId: string, claim: string, change: SendChange): Promise<boolean> {
      return (await db('sends').where({ touch_id: touchId, claim }).update(sendColumns(change))) === 1;
    },

    async sendByMessage(providerMessageId: string): Promise<(SendRecord & { report?: TextStatus }) | undefined> {
      const row = await db('sends').where({ provider_message_id: providerMessageId }).first();
      return row ? { ...toSend(row), report: text(row.report) as TextStatus | undefined } : undefined;
    },

    /** Texts that are still on their way as far as is known: the one that was asked of longest ago first, so that none starves. */
    async openReports(since: Instant, limit: number): Promise<string[]> {
      return db('sends')
        .where({ state: 'sent' })
        .whereIn('report', ['queued', 'sent'])
        .andWhere('sent_at', '>', since)
        .orderByRaw('coalesce(report_asked_at, 0), sent_at, touch_id')
        .limit(limit)
        .pluck('provider_message_id');
    },

    async keepAsked(providerMessageId: string, at: Instant): Promise<void> {
      await db('sends').where({ provider_message_id: providerMessageId }).update({ report_asked_at: at });
    },

    async keepReport(touchId: string, from: TextStatus | undefined, report: TextReport, at: Instant): Promise<boolean> {
      const query = db('sends').where({ touch_id: touchId, state: 'sent' });
      if (from) query.where({ report: from });
      else query.whereNull('report');
      const columns = { report: report.status, report_code: report.errorCode ?? null, reported_at: at };
      return (await query.update(columns)) === 1;
    },

    async spendOnMessage(id: string, touch: TouchRecord, usd: number, at: Instant): Promise<void> {
      const { leadId, channel } = touch;
      const details = JSON.stringify({ touchId: touch.id, channel });
      await db('spendings').insert({ id, at, purpose: 'message', budget: 'messages', usd, lead_id: leadId, details });
    },

    /** Lets go of a send of which nothing has left; by default also one whose call had begun, as its caller knows better. */
    async releaseSend(touchId: string, claim: string, states: readonly string[] = UNSETTLED): Promise<boolean> {
      return (await db('sends').where({ touch_id: touchId, claim }).whereIn('state', states).del()) === 1;
    },

    async unsettledSends(now: Instant, limit: number): Promise<SendRecord[]> {
      const rows = await db('sends')
        .whereIn('state', UNSETTLED)
        .andWhere('lease_until', '<=', now)
        .orderBy('lease_until')
        .limit(limit);
      return rows.map(toSend);
    },
  };
}
