import { type Db, inTransaction, type Scope } from '../../db/index.ts';
import { breathe } from '../../kernel/breathe.ts';
import { type Clock, HOUR_MS, type Instant } from '../../kernel/clock.ts';
import { NotConnected, NotFound } from '../../kernel/errors.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { Access, Member } from '../access/index.ts';
import type { Channel } from '../channels/index.ts';
import type { TextReport } from '../channels/ports.ts';
import type { Deliverability } from '../deliverability/index.ts';
import type { Citation, Drafting, Evidence, Problem } from '../drafting/index.ts';
import type { Lead, Leads } from '../leads/index.ts';
import type { Need, Passport } from '../passport/index.ts';
import type { Playbooks } from '../playbook/index.ts';
import type { Settings } from '../settings/index.ts';
import type { Threads } from '../threads/index.ts';
import { createApproving } from './approving.ts';
import { createEndings } from './endings.ts';
import { createEnrolling } from './enrolling.ts';
import { createExit, type ExitResult } from './exit.ts';
import { createForecasting } from './forecasting.ts';
import type { GateVerdict } from './gates.ts';
import type { LeadMarks, Outbox } from './ports.ts';
import { createSequenceQueries } from './queries.ts';
import { createReports } from './reports.ts';
import { createReviewing } from './reviewing.ts';
import { createSequenceStore, type TouchRecord } from './store.ts';
import { createWorld } from './world.ts';

export type TouchStatus =
  | 'planned' // waits for its draft
  | 'drafted' // waits for an approval
  | 'approved' // waits for its time
  | 'sending' // claimed; outcome not recorded yet
  | 'unclear' // not known whether it went; a person is asked
  | 'sent'
  | 'task' // approved LinkedIn or call step, waits for the rep to do it
  | 'done' // the rep attests that it was done
  | 'skipped'
  | 'cancelled'
  | 'failed';

export interface DraftView {
  id: string;
  version: number;
  subject: string;
  body: string;
  citations: Citation[];
  evidence: Evidence[];
  problems: Problem[];
  writer: 'model' | 'template' | 'person';
  vouchedBy?: string;
}

export interface TouchView {
  id: string;
  step: number;
  channel: Channel;
  status: TouchStatus;
  dueAt: Instant;
  /** Where it goes (address, profile), as it would be used. */
  address?: string;
  /** IANA zone that the window follows, and whether it is a guess that is safe in all plausible zones. */
  zone: { name: string; known: boolean };
  draft?: DraftView;
  /** What stands below the words of a mail that has not left; the opt-out link is told by its place. */
  footer?: string;
  /** What an approval of exactly this, now, is bound to; undefined when it can't be approved. */
  fingerprint?: string;
  canApprove: boolean;
  /** Why not, or why it waits, in words. */
  waitReason?: string;
  approvedBy?: string;
  approvedAt?: Instant;
  sentAt?: Instant;
}

export interface LeadReview {
  lead: Lead;
  enrollmentId: string;
  status: 'active' | 'held' | 'stopped' | 'finished';
  holdReason?: string;
  stopReason?: string;
  touches: TouchView[];
}

export type ApproveOutcome =
  | { touchId: string; result: 'approved' }
  | { touchId: string; result: 'already'; byName: string }
  /** `what` names each part that moved with what it is now; `answeredAt` when one of them is an answer. */
  | { touchId: string; result: 'changed'; what: string[]; answeredAt?: Instant }
  | { touchId: string; result: 'problem' | 'stopped' | 'not_waiting'; reason: string };

export interface SendReport {
  sent: number;
  tasks: number;
  waiting: number;
  failed: number;
  unclear: number;
}

export interface ChannelPassport {
  channel: Channel;
  address?: string;
  isOpen: boolean;
  /** On what it rests, where there is a footing. */
  basis?: string;
  /** What the lead's country asks for, and why. */
  rule: string;
  needs: Need;
  gates: GateVerdict[];
  /** When it could pass by itself; undefined when somebody has to act, or when it is open. */
  couldPassAt?: Instant;
}

export interface ForecastStep {
  touchId: string;
  step: number;
  channel: Channel;
  /** When it would leave, or come up as a task. */
  at?: Instant;
  /** What would hold it until then, or for good. */
  reason?: string;
  needsApproval: boolean;
}

export interface Sequences {
  /** Enrols leads on the plan of the settings; a lead that can't be is refused with a reason, the others go on. Drafts are made by `draftPlanned`. */
  enrol(
    by: Member,
    leadIds: string[],
  ): Promise<{
    enrolled: { leadId: string; enrollmentId: string }[];
    refused: { leadId: string; name: string; reason: string }[];
  }>;
  /** Writes drafts for touches that wait for one; answers how many leads are done and left. */
  draftPlanned(options?: {
    limit?: number;
    leadIds?: string[];
  }): Promise<{ leads: number; drafts: number; left: number }>;
  /** Leads whose drafts wait for this member (their own, else those of the reps that they lead; `own`: only theirs), most urgent first. */
  waiting(
    member: Member,
    options?: { own?: boolean },
  ): Promise<{ leadId: string; enrollmentId: string; name: string; drafts: number; firstDueAt: Instant }[]>;
  /** All five of a lead exactly as they will go out. Throws NotFound without an enrollment. */
  review(member: Member, leadId: string): Promise<LeadReview>;
  /** Every gate of a touch that has not left, asked now and in order: what it says, why, and from when it could pass by itself. */
  gates(touchId: string): Promise<GateVerdict[]>;
  /** For each channel whether a first message could go to this lead right now, gate by gate, and on what footing. */
  passport(member: Member, leadId: string): Promise<ChannelPassport[]>;
  /** What the rules would do in the next 30 days if nobody did anything but approve; an estimate, as other leads share the mailbox. */
  forecast(member: Member, leadId: string): Promise<ForecastStep[]>;
  touch(touchId: string): Promise<TouchView & { leadId: string; enrollmentId: string; ownerId: string }>;
  /** Binds a person's yes to what they saw; each touch is judged for itself; twice is one effect. */
  approve(by: Member, seen: { touchId: string; draftId: string; fingerprint: string }[]): Promise<ApproveOutcome[]>;
  edit(
    by: Member,
    touchId: string,
    words: { subject?: string; body: string },
    options: { seenDraftId: string; vouch?: boolean },
  ): Promise<TouchView>;
  /** Other words in place of the draft that was seen; where that is replaced already, it stays as it is. */
  regenerate(by: Member, touchId: string, options?: { seenDraftId?: string }): Promise<TouchView>;
  skip(by: Member, touchId: string): Promise<TouchView>;
  /** Takes an approval back while the touch has not left; answers whether it was in time. */
  pullBack(by: Member, touchId: string): Promise<{ pulledBack: boolean; touch: TouchView }>;
  /** Dismiss: ends the whole sequence of a lead. */
  dismiss(by: Member, leadId: string, reason: string): Promise<void>;
  /** Inside another feature's transaction: a reply, an opt-out or a bounce ends the sequence, whatever was queued. Answers the ended enrollment. */
  stop(scope: Scope, leadId: string, reason: string, at: Instant): Promise<string | undefined>;
  /** Inside another feature's transaction: a member did this task; nothing when it is none any more. */
  attest(scope: Scope, task: { leadId: string; touchId: string; byId: string; at: Instant }): Promise<void>;
  hold(scope: Scope, leadId: string, reason: string, at: Instant): Promise<string | undefined>;
  /** Inside another feature's transaction: what is still to come waits until then (a lead is away), the distances kept. `cause` is told before, with whether anything waits. Answers the enrollment. */
  postpone(
    scope: Scope,
    leadId: string,
    until: Instant,
    reason: string,
    cause?: (waits: boolean) => Promise<void>,
  ): Promise<string | undefined>;
  /** Inside another feature's transaction: the lead has another owner now. */
  handOver(scope: Scope, leadId: string, ownerId: string): Promise<void>;
  resume(by: Member, leadId: string): Promise<void>;
  /** A LinkedIn or call task that the rep did; an attested act, not a send. */
  completeTask(by: Member, touchId: string, note?: string): Promise<TouchView>;
  tasks(member: Member): Promise<(TouchView & { leadId: string; leadName: string })[]>;
  /** Answers a question "did this mail go out?" for an unclear touch. */
  settleUnclear(by: Member, touchId: string, didGo: boolean): Promise<TouchView>;
  /** The job: looks up what is unsure, then sends what is due and passes every gate. */
  sendDue(): Promise<SendReport>;
  /** Sends one approved draft's words to the rep's own address, marked as a test. */
  sendTest(by: Member, touchId: string): Promise<void>;
  /** What a provider says of a text that it took; in any order, any number of times. Answers whether it was news. */
  takeReport(report: TextReport): Promise<boolean>;
  /** Asks for the reports that nobody has brought; answers how many were news. */
  readReports(): Promise<number>;
  /** The earliest instant at which `sendDue` could have work; undefined when nothing waits. */
  nextDueAt(): Promise<Instant | undefined>;
}

export interface SequenceDeps {
  db: Db;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  access: Access;
  settings: Settings;
  playbook: Playbooks;
  leads: Leads;
  drafting: Drafting;
  channels: Outbox;
  passport: Pick<Passport, 'contact'>;
  threads: Threads;
  deliverability: Pick<Deliverability, 'limits' | 'judge'>;
  marks: LeadMarks;
  /** The web address of an opt-out token; absent where the web does not reach us, and mails are answered with a no instead. */
  optOutUrl?: (token: string) => string;
}

const RECOVER_AT_ONCE = 50;
const TEXTS_AT_ONCE = 50;

export function createSequences(deps: SequenceDeps): Sequences {
  const store = createSequenceStore(deps.db);
  const queries = createSequenceQueries(deps.db);
  const world = createWorld(deps);
  const endings = createEndings(deps);
  const enrolling = createEnrolling(deps);
  const reviewing = createReviewing(deps);
  const approving = createApproving(deps, { enrolling, reviewing, endings });
  const exit = createExit(deps);
  // When an owner's mailbox can send again; a hint that spares looking, never a guard.
  const mailboxWaits = new Map<string, Instant>();

  /** Approved LinkedIn and call steps come due as tasks for the rep. */
  async function openTasks(): Promise<number> {
    const due = await queries.dueTasks(deps.clock.now(), 100);
    let opened = 0;
    for (const touch of due) {
      const stop = (await world.gates(touch)).find((one) => one.verdict !== 'pass' && TASK_GATES.has(one.gate));
      if (!stop || stop.verdict === 'pass') {
        if (await openTask(touch)) opened += 1;
      } else if (stop.gate === 'approval' || stop.gate === 'unchanged') {
        await inTransaction(deps.db, async (scope) => {
          const inside = createSequenceStore(scope);
          if (touch.approvalId) await inside.revokeApproval(touch.approvalId, deps.clock.now(), stop.reason);
          await inside.moveTouch(touch.id, ['approved'], {
            status: 'drafted',
            approvalId: null,
            waitReason: stop.reason,
          });
        });
      } else {
        const until = stop.verdict === 'wait' ? stop.until : deps.clock.now() + HOUR_MS;
        await store.moveTouch(touch.id, ['approved'], { nextTryAt: until, waitReason: stop.reason });
      }
    }
    return opened;
  }

  function openTask(touch: TouchRecord): Promise<boolean> {
    const { id, leadId, step, channel } = touch;
    return inTransaction(deps.db, async (scope) => {
      const inside = createSequenceStore(scope);
      if (!(await inside.moveTouch(id, ['approved'], { status: 'task', waitReason: null }))) return false;
      const refs = { touchId: id, step, channel };
      // A task that was pulled back and approved again comes due again.
      await deps.threads.append(scope, { at: deps.clock.now(), kind: 'touch.due', leadId, refs });
      return true;
    });
  }

  const sendDue: Sequences['sendDue'] = async () => {
    const report: SendReport = { sent: 0, tasks: 0, waiting: 0, failed: 0, unclear: 0 };
    const tally = (result: ExitResult) => {
      if (result === 'sent' || result === 'failed' || result === 'unclear') report[result] += 1;
      else report.waiting += 1;
    };
    for (const send of await queries.unsettled(deps.clock.now(), RECOVER_AT_ONCE)) tally(await exit.recover(send));
    report.tasks = await openTasks();
    if (await deps.settings.get('sendingPaused')) return report;
    for (const touch of await queries.dueTexts(deps.clock.now(), TEXTS_AT_ONCE)) {
      await breathe();
      tally(await exit.sendTouch(touch));
    }
    for (const ownerId of await queries.ownersWithDueEmail(deps.clock.now())) {
      if ((mailboxWaits.get(ownerId) ?? 0) > deps.clock.now()) continue;
      const until = await exit.sendDueOf(ownerId, tally);
      if (until === undefined) mailboxWaits.delete(ownerId);
      else mailboxWaits.set(ownerId, until);
    }
    return report;
  };

  const nextDueAt: Sequences['nextDueAt'] = async () => {
    const isPaused = await deps.settings.get('sendingPaused');
    // While all is paused only what is on its way already can have work.
    const found = (await queries.nextTries()).filter((one) => !isPaused || one.isUnsettled);
    const ats = found.map((one) => Math.max(one.at, one.ownerId ? (mailboxWaits.get(one.ownerId) ?? 0) : 0));
    return ats.length > 0 ? Math.min(...ats) : undefined;
  };

  return {
    enrol: enrolling.enrol,
    async gates(touchId) {
      const touch = await store.touch(touchId);
      if (!touch) throw new NotFound('This touch is not there any more.');
      return world.gates(touch);
    },
    ...createForecasting(deps),
    draftPlanned: enrolling.draftPlanned,
    ...reviewing,
    ...approving,
    stop: (scope, leadId, reason, at) => endings.stop(scope, leadId, reason, at),
    attest: approving.attest,
    hold: endings.hold,
    handOver: (scope, leadId, ownerId) => createSequenceStore(scope).moveOwner(leadId, ownerId),
    // 72 hours is the span that approvals keep when a lead's absence moves them; the setting is read outside of transactions only.
    postpone: (scope, leadId, until, reason, cause) =>
      endings.postpone(scope, leadId, until, { reason, approvalHours: POSTPONED_APPROVAL_HOURS, cause }),
    sendDue,
    ...createReports(deps),
    async sendTest(by, touchId) {
      const touch = await reviewing.touch(touchId);
      await deps.access.assertMayActOn(by, { ownerId: touch.ownerId });
      const mailbox = await deps.channels.mailboxOf(by.id);
      if (!mailbox) throw new NotConnected('You have no connected mailbox yet, so there is nowhere to send a test to.');
      const record = await store.touch(touchId);
      if (record) await exit.sendTest(record, mailbox);
    },
    nextDueAt,
  };
}

const POSTPONED_APPROVAL_HOURS = 72;
const TASK_GATES: ReadonlySet<string> = new Set([
  'policy',
  'quiet_hours',
  'linkedin_cap',
  'sequence',
  'lead',
  'paused',
  'reply',
  'approval',
  'unchanged',
  'suppression',
  'window',
]);
