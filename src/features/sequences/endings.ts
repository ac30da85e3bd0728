import { lockRow, type Scope } from '../../db/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { SequenceDeps } from './index.ts';
import { approvalExpiry } from './rules.ts';
import { createSequenceStore, type TouchRecord } from './store.ts';

const OPEN = ['planned', 'drafted', 'approved', 'sending', 'unclear', 'task'];

/** How an enrollment stops, holds, waits or ends; each inside the transaction of what caused it. */
export function createEndings(deps: Pick<SequenceDeps, 'threads' | 'clock'>) {
  async function stop(
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
    how: { reason: string; approvalHours: number; cause?: (waits: boolean) => Promise<void> },
  ): Promise<string | undefined> {
    const { reason, approvalHours, cause } = how;
    await lockRow(scope, 'leads', leadId);
    const store = createSequenceStore(scope);
    const enrollment = await store.enrollmentOf(leadId);
    const isRunning = enrollment !== undefined && ['active', 'held'].includes(enrollment.status);
    await cause?.(isRunning);
    if (!isRunning) return undefined;
    const touches = (await store.touchesOf(enrollment.id)).filter((one) =>
      ['planned', 'drafted', 'approved', 'sending'].includes(one.status),
    );
    const first = touches[0];
    if (!first || first.dueAt >= until) return enrollment.id;
    const by = until - first.dueAt;
    for (const touch of touches) await move(store, touch, touch.dueAt + by, reason, approvalHours);
    await deps.threads.append(scope, {
      at: deps.clock.now(),
      kind: 'sequence.held',
      leadId,
      refs: { enrollmentId: enrollment.id, reason, until },
    });
    return enrollment.id;
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
    await deps.threads.append(scope, {
      at,
      kind: 'sequence.finished',
      leadId: touches[0]?.leadId,
      refs: { enrollmentId },
      onceKey: `finished:${enrollmentId}`,
    });
  }

  return { stop, hold, postpone, finishIfDone };
}
