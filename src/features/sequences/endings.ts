import { lockRow, type Scope } from '../../db/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { SequenceDeps } from './index.ts';
import { approvalExpiry } from './rules.ts';
import { ANSWER_STEP, createSequenceStore, type EnrollmentRecord, type TouchRecord } from './store.ts';

const OPEN = ['planned', 'drafted', 'approved', 'sending', 'unclear', 'task'];

/** How an enrollment stops, holds, waits or ends; each inside the transaction of what caused it. */
export function createEndings(deps: Pick<SequenceDeps, 'threads' | 'clock'>) {
  /** Everything to this lead ends, also an answer that a person has given and that has not left. Answers the ended sequence. */
  async function stop(scope: Scope, leadId: string, reason: string, at: Instant): Promise<string | undefined> {
    await stopAnswers(scope, leadId, reason, at);
    return stopSequence(scope, leadId, reason, at);
  }

  async function stopAnswers(scope: Scope, leadId: string, reason: string, at: Instant): Promise<void> {
    // An answer answers what they wrote: what ends it is that they wrote once more.
    const why = { reason: reason === 'The lead has answered.' ? 'The lead wrote again.' : reason, at };
    for (const one of await createSequenceStore(scope).openAnswers(leadId)) await stopAnswer(scope, one, why);
  }

  /** One answer ends without leaving; its words are kept, and the reply can be answered again. */
  async function stopAnswer(
    scope: Scope,
    enrollment: EnrollmentRecord,
    why: { reason: string; at: Instant; actorId?: string },
  ): Promise<boolean> {
    const store = createSequenceStore(scope);
    const { reason, at, actorId } = why;
    const end = { status: 'stopped' as const, stopReason: reason, endedAt: at };
    if (!(await store.moveEnrollment(enrollment.id, ['active'], end))) return false;
    await store.cancelOpenTouches(enrollment.id, at, reason);
    const [touch] = await store.touchesOf(enrollment.id);
    const answers = enrollment.replyEntryId ?? 0;
    await deps.threads.append(scope, {
      at,
      kind: 'answer.stopped',
      leadId: enrollment.leadId,
      actorId,
      refs: { touchId: touch?.id ?? '', channel: touch?.channel ?? '', by: enrollment.by, answers, reason },
      onceKey: `stopped:${enrollment.id}`,
    });
    return true;
  }

  async function stopSequence(
    scope: Scope,
    leadId: string,
    reason: string,
    at: Instant,
    actorId?: string,
  ): Promise<string | undefined> {
    await lockRow(scope, 'leads', leadId);
    const store = createSequenceStore(scope);
    const enrollment = await store.enrollmentOf(leadId);
    if (!enrollment || !['active', 'held'].includes(enrollment.status)) return undefined;
    if (
      !(await store.moveEnrollment(enrollment.id, ['active', 'held'], {
        status: 'stopped',
        stopReason: reason,
        endedAt: at,
      }))
    )
      return undefined;
    const cancelled = await store.cancelOpenTouches(enrollment.id, at, reason);
    await deps.threads.append(scope, {
      at,
      kind: 'sequence.stopped',
      leadId,
      actorId,
      refs: { enrollmentId: enrollment.id, reason, cancelled },
      onceKey: `stopped:${enrollment.id}`,
    });
    return enrollment.id;
  }

  async function hold(scope: Scope, leadId: string, reason: string, at: Instant): Promise<string | undefined> {
    await lockRow(scope, 'leads', leadId);
    const store = createSequenceStore(scope);
    // Who has just written by hand has said it: a waiting answer would say it twice.
    await stopAnswers(scope, leadId, reason, at);
    const enrollment = await store.enrollmentOf(leadId);
    if (enrollment?.status !== 'active') return undefined;
    if (!(await store.moveEnrollment(enrollment.id, ['active'], { status: 'held', holdReason: reason })))
      return undefined;
    await deps.threads.append(scope, {
      at,
      kind: 'sequence.held',
      leadId,
      refs: { enrollmentId: enrollment.id, reason },
    });
    return enrollment.id;
  }

  /** Moves everything that is still to come behind `until`, keeping the distances; used when a lead is away. */
  async function postpone(
    scope: Scope,
    leadId: string,
    until: Instant,
    reason: string,
    approvalHours: number,
  ): Promise<string | undefined> {
    await lockRow(scope, 'leads', leadId);
    const store = createSequenceStore(scope);
    const enrollment = await store.enrollmentOf(leadId);
    if (!enrollment || !['active', 'held'].includes(enrollment.status)) return undefined;
    const touches = await toCome(store, enrollment.id);
    const first = touches[0];
    if (!first || first.dueAt >= until) return enrollment.id;
    const before = await store.lastPostponement(leadId, enrollment.id);
    const from = before?.until === first.dueAt ? before.from : first.dueAt;
    await moveAll(scope, touches, { to: until, reason, approvalHours });
    await deps.threads.append(scope, {
      at: deps.clock.now(),
      kind: 'sequence.held',
      leadId,
      refs: { enrollmentId: enrollment.id, reason, until, from },
    });
    return enrollment.id;
  }

  async function toCome(store: ReturnType<typeof createSequenceStore>, enrollmentId: string): Promise<TouchRecord[]> {
    const open = ['planned', 'drafted', 'approved', 'sending'];
    return (await store.touchesOf(enrollmentId)).filter((one) => open.includes(one.status));
  }

  /** The first of them to that instant, the others by as much. */
  async function moveAll(
    scope: Scope,
    touches: TouchRecord[],
    how: { to: Instant; reason: string; approvalHours: number },
  ): Promise<void> {
    const by = how.to - (touches[0]?.dueAt ?? how.to);
    const store = createSequenceStore(scope);
    for (const touch of touches) await move(store, touch, touch.dueAt + by, how.reason, how.approvalHours);
  }

  /** Somebody knows when the lead is back: what waits for that moves there, be it later or sooner, never before its plan. */
  async function returnOn(
    scope: Scope,
    leadId: string,
    said: { until: Instant; reason: string; actorId: string },
    approvalHours: number,
  ): Promise<Instant | undefined> {
    const { until, reason, actorId } = said;
    await lockRow(scope, 'leads', leadId);
    const store = createSequenceStore(scope);
    const enrollment = await store.enrollmentOf(leadId);
    if (!enrollment || !['active', 'held'].includes(enrollment.status)) return undefined;
    const touches = await toCome(store, enrollment.id);
    const first = touches[0];
    if (!first) return undefined;
    const before = await store.lastPostponement(leadId, enrollment.id);
    // What was moved since then, or never waited for a return, stands where its plan has it.
    const from = before?.until === first.dueAt ? before.from : first.dueAt;
    const to = Math.max(until, from);
    if (to === first.dueAt) return to;
    await moveAll(scope, touches, { to, reason, approvalHours });
    const refs = { enrollmentId: enrollment.id, reason, until: to, from };
    await deps.threads.append(scope, { at: deps.clock.now(), kind: 'sequence.held', leadId, actorId, refs });
    return to;
  }

  async function move(
    store: ReturnType<typeof createSequenceStore>,
    touch: TouchRecord,
    dueAt: Instant,
    reason: string,
    approvalHours: number,
  ) {
    await store.moveTouch(touch.id, [touch.status], { dueAt, nextTryAt: dueAt, waitReason: reason });
    if (touch.approvalId) await store.moveExpiry(touch.approvalId, approvalExpiry(dueAt, approvalHours));
  }

  async function finishIfDone(scope: Scope, enrollmentId: string, at: Instant): Promise<void> {
    const store = createSequenceStore(scope);
    const touches = await store.touchesOf(enrollmentId);
    if (touches.some((one) => OPEN.includes(one.status))) return;
    if (!(await store.moveEnrollment(enrollmentId, ['active', 'held'], { status: 'finished', endedAt: at }))) return;
    if (touches[0]?.step === ANSWER_STEP) return;
    await deps.threads.append(scope, {
      at,
      kind: 'sequence.finished',
      leadId: touches[0]?.leadId,
      refs: { enrollmentId },
      onceKey: `finished:${enrollmentId}`,
    });
  }

  return { stop, stopSequence, stopAnswer, hold, postpone, returnOn, finishIfDone };
}
