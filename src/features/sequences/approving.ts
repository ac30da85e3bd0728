import { inTransaction, lockRow } from '../../db/index.ts';
import { InvalidInput, NotFound } from '../../kernel/errors.ts';
import type { Member } from '../access/index.ts';
import type { WrittenDraft } from '../drafting/index.ts';
import { changedParts, changeInWords, fingerprintOf, isSameWorld } from './changed.ts';
import type { createEndings } from './endings.ts';
import type { createEnrolling } from './enrolling.ts';
import type { ApproveOutcome, SequenceDeps, Sequences, TouchView } from './index.ts';
import type { createReviewing } from './reviewing.ts';
import { approvalExpiry } from './rules.ts';
import { createSequenceStore, type SendRecord, type TouchRecord } from './store.ts';
import { createWorld, goneFrom } from './world.ts';

const SAME_WORDS = 'it was written anew, in the same words';
/** A card from before the parts had digests of their own. */
const UNNAMED = 'an address, the evidence, the sender or the stage';

interface Parts {
  enrolling: ReturnType<typeof createEnrolling>;
  reviewing: ReturnType<typeof createReviewing>;
  endings: ReturnType<typeof createEndings>;
}

export function createApproving(deps: SequenceDeps, { enrolling, reviewing, endings }: Parts) {
  const store = createSequenceStore(deps.db);
  const world = createWorld(deps);

  async function mine(by: Member, touchId: string): Promise<TouchRecord> {
    const touch = await store.touch(touchId);
    if (!touch) throw new NotFound('This touch is not there any more.');
    await deps.access.assertMayActOn(by, await deps.leads.get(touch.leadId));
    return touch;
  }

  async function approveOne(
    by: Member,
    seen: { touchId: string; draftId: string; fingerprint: string },
  ): Promise<ApproveOutcome> {
    const touch = await mine(by, seen.touchId);
    return (await inTheWay(touch, seen)) ?? bind(by, touch, seen);
  }

  /** Why what was seen can't be approved as it stands now; undefined when it can. */
  async function inTheWay(
    { id: touchId }: TouchRecord,
    seen: { draftId: string; fingerprint: string },
  ): Promise<ApproveOutcome | undefined> {
    const touch = await store.touch(touchId);
    if (!touch) throw new NotFound('This touch is not there any more.');
    const now = await reviewing.touch(touchId);
    if (now.approvedBy && touch.status !== 'drafted') return { touchId, result: 'already', byName: now.approvedBy };
    if (touch.status === 'cancelled')
      return { touchId, result: 'stopped', reason: touch.waitReason ?? 'The sequence was stopped.' };
    if (touch.status !== 'drafted')
      return { touchId, result: 'not_waiting', reason: `This touch is ${touch.status} by now.` };
    if (now.draft?.id === seen.draftId && isSameWorld(now.fingerprint ?? '', seen.fingerprint)) return undefined;
    // Somebody else's yes may have come while this one was read.
    if (now.approvedBy && now.status !== 'drafted') return { touchId, result: 'already', byName: now.approvedBy };
    return whatChanged(touch, seen, now);
  }

  /** What moved since a person looked, each part with its present value. */
  async function whatChanged(
    touch: TouchRecord,
    seen: { draftId: string; fingerprint: string },
    now?: TouchView,
  ): Promise<ApproveOutcome> {
    const outcome = { touchId: touch.id, result: 'changed' as const };
    const draft = await store.draft(touch.draftId ?? '');
    if (!draft) return { ...outcome, what: ['the words are being written anew'] };
    const around = await world.around(touch.leadId);
    const present = await world.seenNow(around, touch, draft);
    const parts = changedParts(seen.fingerprint, present);
    const gone = goneFrom(draft, around.evidence).map((one) => one.text);
    const what = parts.map((part) => changeInWords(part, present, { ownerName: around.ownerName, gone }));
    if (now && !now.canApprove && now.waitReason) what.push(now.waitReason.replace(/\.$/, ''));
    const isOtherDraft = draft.id !== seen.draftId && !parts.some((one) => one === 'subject' || one === 'body');
    if (isOtherDraft || what.length === 0) what.unshift(isOtherDraft ? SAME_WORDS : UNNAMED);
    const answeredAt = parts.includes('lastInboundId') ? around.lastInbound?.receivedAt : undefined;
    return { ...outcome, what: [...new Set(what)], answeredAt };
  }

  async function bind(
    by: Member,
    touch: TouchRecord,
    seen: { draftId: string; fingerprint: string },
  ): Promise<ApproveOutcome> {
    const draft = await store.draft(seen.draftId);
    if (!draft) return whatChanged(touch, seen);
    const seenWorld = await world.seenNow(await world.around(touch.leadId), touch, draft);
    if (!isSameWorld(fingerprintOf(seenWorld), seen.fingerprint)) return whatChanged(touch, seen);
    const hours = await deps.settings.get('approvalHours');
    const at = deps.clock.now();
    const id = deps.ids.next('apr');
    const bound = await inTransaction(deps.db, async (scope) => {
      const inside = createSequenceStore(scope);
      const enrollment = await inside.enrollment(touch.enrollmentId);
      if (enrollment?.status !== 'active') return 'stopped' as const;
      const nextTryAt = Math.max(touch.dueAt, at);
      if (
        !(await inside.moveTouch(
          touch.id,
          ['drafted'],
          { status: 'approved', approvalId: id, nextTryAt, waitReason: null },
          { draftId: draft.id },
        ))
      )
        return 'lost' as const;
      await inside.insertApproval({
        id,
        touchId: touch.id,
        draftId: draft.id,
        approverId: by.id,
        fingerprint: fingerprintOf(seenWorld),
        seen: seenWorld,
        approvedAt: at,
        expiresAt: approvalExpiry(nextTryAt, hours),
      });
      await deps.threads.append(scope, {
        at,
        kind: 'touch.approved',
        leadId: touch.leadId,
        actorId: by.id,
        refs: { touchId: touch.id, step: touch.step, approvalId: id, draftId: draft.id },
      });
      return 'approved' as const;
    });
    if (bound === 'approved') return { touchId: touch.id, result: 'approved' };
    if (bound === 'stopped')
      return { touchId: touch.id, result: 'stopped', reason: 'The sequence was stopped while you looked.' };
    // Somebody was faster with something: what stands now says with what.
    return (await inTheWay(touch, seen)) ?? whatChanged(touch, seen);
  }

  const approve: Sequences['approve'] = async (by, seen) => {
    const out: ApproveOutcome[] = [];
    for (const one of seen) out.push(await approveOne(by, one));
    return out;
  };

  /** New words for a touch: an approval that stood for the old ones falls. */
  async function keepWords(
    by: Member,
    touch: TouchRecord,
    words: WrittenDraft,
    options: { seenDraftId?: string; vouchedBy?: string; playbookVersion: number; kind: 'edited' | 'regenerated' },
  ): Promise<TouchView> {
    const id = deps.ids.next('drf');
    const at = deps.clock.now();
    const kept = await inTransaction(deps.db, async (scope) => {
      const inside = createSequenceStore(scope);
      const current = await inside.lockedTouch(touch.id);
      if (options.seenDraftId && current?.draftId !== options.seenDraftId) return false;
      if (
        !(await inside.moveTouch(touch.id, ['drafted', 'approved'], {
          status: 'drafted',
          draftId: id,
          approvalId: null,
          waitReason: null,
        }))
      )
        return false;
      if (current?.approvalId) await inside.revokeApproval(current.approvalId, at, 'the words were changed');
      await inside.insertDraft(touch.id, {
        ...words,
        id,
        at,
        authorId: words.writer === 'person' ? by.id : undefined,
        vouchedBy: options.vouchedBy,
        playbookVersion: options.playbookVersion,
      });
      await deps.threads.append(scope, {
        at,
        kind: 'touch.edited',
        leadId: touch.leadId,
        actorId: by.id,
        refs: {
          touchId: touch.id,
          step: touch.step,
          draftId: id,
          how: options.kind,
          vouched: options.vouchedBy !== undefined,
        },
      });
      return true;
    });
    if (!kept)
      throw new InvalidInput('Somebody changed or sent this touch meanwhile. Open it again to see how it stands.');
    return reviewing.touch(touch.id);
  }

  /** Follow-ups stay in the thread of the first mail only under its subject: a new one goes on to those that have not left. */
  async function carrySubject(by: Member, first: TouchRecord, subject: string): Promise<void> {
    const touches = await store.touchesOf(first.enrollmentId);
    for (const touch of touches) {
      if (touch.step <= first.step || touch.channel !== 'email' || !['drafted', 'approved'].includes(touch.status))
        continue;
      const old = touch.draftId ? await store.draft(touch.draftId) : undefined;
      if (!old || old.subject === subject) continue;
      const context = await enrolling.contextFor(touch.leadId, touches);
      const words = deps.drafting.check(context, { step: touch.step, subject, body: old.body }, old.writer);
      await keepWords(by, touch, words, {
        seenDraftId: old.id,
        vouchedBy: old.vouchedBy,
        playbookVersion: context.playbook.version,
        kind: 'edited',
      });
    }
  }

  const edit: Sequences['edit'] = async (by, touchId, words, options) => {
    const touch = await mine(by, touchId);
    const old = touch.draftId ? await store.draft(touch.draftId) : undefined;
    const touches = await store.touchesOf(touch.enrollmentId);
    const context = await enrolling.contextFor(touch.leadId, touches);
    const subject = words.subject ?? old?.subject ?? '';
    const checked = deps.drafting.check(context, { step: touch.step, subject, body: words.body }, 'person');
    const view = await keepWords(by, touch, checked, {
      seenDraftId: options.seenDraftId,
      vouchedBy: options.vouch ? by.id : undefined,
      playbookVersion: context.playbook.version,
      kind: 'edited',
    });
    if (touch.step === 1 && subject !== old?.subject) await carrySubject(by, touch, subject);
    return view;
  };

  const regenerate: Sequences['regenerate'] = async (by, touchId, { seenDraftId } = {}) => {
    const touch = await mine(by, touchId);
    const old = touch.draftId ? await store.draft(touch.draftId) : undefined;
    if (!old) throw new InvalidInput('The first draft of this touch is still being written.');
    if (seenDraftId && seenDraftId !== old.id) return reviewing.touch(touchId);
    const context = await enrolling.contextFor(touch.leadId, await store.touchesOf(touch.enrollmentId));
    const written = await deps.drafting.rewrite(context, touch.step, {
      step: touch.step,
      subject: old.subject,
      body: old.body,
    });
    // Pressed twice, the other words are there by now.
    if (seenDraftId && (await store.touch(touchId))?.draftId !== old.id) return reviewing.touch(touchId);
    return keepWords(by, touch, written, {
      seenDraftId: old.id,
      playbookVersion: context.playbook.version,
      kind: 'regenerated',
    });
  };

  async function settle(
    by: Member,
    touch: TouchRecord,
    from: TouchRecord['status'][],
    status: 'skipped' | 'done',
    kind: 'touch.skipped' | 'touch.done',
    note?: string,
  ): Promise<boolean> {
    const at = deps.clock.now();
    return inTransaction(deps.db, async (scope) => {
      await lockRow(scope, 'leads', touch.leadId);
      const inside = createSequenceStore(scope);
      if (!(await inside.moveTouch(touch.id, from, { status, settledAt: at, waitReason: null }))) return false;
      if (status === 'skipped' && touch.approvalId) await inside.revokeApproval(touch.approvalId, at, 'skipped');
      await deps.threads.append(scope, {
        at,
        kind,
        leadId: touch.leadId,
        actorId: by.id,
        refs: { touchId: touch.id, step: touch.step, channel: touch.channel },
        text: note,
      });
      if (status === 'done') await deps.marks.markContacted(scope, touch.leadId, at);
      await endings.finishIfDone(scope, touch.enrollmentId, at);
      return true;
    });
  }

  const skip: Sequences['skip'] = async (by, touchId) => {
    const touch = await mine(by, touchId);
    await settle(by, touch, ['planned', 'drafted', 'approved', 'task', 'failed'], 'skipped', 'touch.skipped');
    return reviewing.touch(touchId);
  };

  const completeTask: Sequences['completeTask'] = async (by, touchId, note) => {
    const touch = await mine(by, touchId);
    await settle(by, touch, ['task'], 'done', 'touch.done', note);
    return reviewing.touch(touchId);
  };

  const pullBack: Sequences['pullBack'] = async (by, touchId) => {
    const touch = await mine(by, touchId);
    const at = deps.clock.now();
    const pulledBack = await inTransaction(deps.db, async (scope) => {
      const inside = createSequenceStore(scope);
      if (
        !(await inside.moveTouch(touch.id, ['approved', 'task', 'failed'], {
          status: 'drafted',
          approvalId: null,
          waitReason: null,
        }))
      )
        return false;
      if (touch.approvalId) await inside.revokeApproval(touch.approvalId, at, 'pulled back');
      await deps.threads.append(scope, {
        at,
        kind: 'touch.pulled_back',
        leadId: touch.leadId,
        actorId: by.id,
        refs: { touchId: touch.id, step: touch.step },
      });
      return true;
    });
    return { pulledBack, touch: await reviewing.touch(touchId) };
  };

  const dismiss: Sequences['dismiss'] = async (by, leadId, reason) => {
    await deps.access.assertMayActOn(by, await deps.leads.get(leadId));
    await inTransaction(deps.db, (scope) => endings.stop(scope, leadId, reason, deps.clock.now(), by.id));
  };

  const resume: Sequences['resume'] = async (by, leadId) => {
    await deps.access.assertMayActOn(by, await deps.leads.get(leadId));
    const at = deps.clock.now();
    await inTransaction(deps.db, async (scope) => {
      const inside = createSequenceStore(scope);
      const enrollment = await inside.enrollmentOf(leadId);
      if (
        !enrollment ||
        !(await inside.moveEnrollment(enrollment.id, ['held'], { status: 'active', holdReason: null }))
      )
        return;
      await deps.threads.append(scope, {
        at,
        kind: 'sequence.resumed',
        leadId,
        actorId: by.id,
        refs: { enrollmentId: enrollment.id },
      });
    });
  };

  /** A person has seen it in the mailbox: all that follows from a sent touch follows. */
  async function wentOut(by: Member, touch: TouchRecord, send: SendRecord): Promise<void> {
    const at = deps.clock.now();
    const draft = await store.draft(touch.draftId ?? '');
    await inTransaction(deps.db, async (scope) => {
      await lockRow(scope, 'leads', touch.leadId);
      const inside = createSequenceStore(scope);
      if (!(await inside.moveTouch(touch.id, ['unclear'], { status: 'sent', settledAt: at, waitReason: null }))) return;
      await inside.moveSend(touch.id, send.claim, { state: 'sent', sentAt: send.claimedAt });
      await deps.threads.append(scope, {
        at,
        kind: 'touch.sent',
        leadId: touch.leadId,
        actorId: by.id,
        refs: {
          touchId: touch.id,
          enrollmentId: touch.enrollmentId,
          step: touch.step,
          channel: touch.channel,
          draftId: touch.draftId ?? '',
        },
        text: draft?.subject ? `${draft.subject}\n\n${draft.body}` : draft?.body,
        onceKey: `sent:${touch.id}`,
      });
      await deps.marks.markContacted(scope, touch.leadId, at);
      await endings.finishIfDone(scope, touch.enrollmentId, at);
    });
  }

  const settleUnclear: Sequences['settleUnclear'] = async (by, touchId, didGo) => {
    const touch = await mine(by, touchId);
    const send = await store.send(touchId);
    if (touch.status !== 'unclear' || !send) return reviewing.touch(touchId);
    if (didGo) {
      await wentOut(by, touch, send);
      return reviewing.touch(touchId);
    }
    await inTransaction(deps.db, async (scope) => {
      const inside = createSequenceStore(scope);
      const enrollment = await inside.lockEnrollment(touch.enrollmentId);
      const goesOn = enrollment && ['active', 'held'].includes(enrollment.status);
      const change = goesOn
        ? { status: 'drafted' as const, approvalId: null, waitReason: null }
        : { status: 'cancelled' as const, settledAt: deps.clock.now(), waitReason: enrollment?.stopReason ?? null };
      if (!(await inside.moveTouch(touchId, ['unclear'], change))) return;
      if (touch.approvalId)
        await inside.revokeApproval(touch.approvalId, deps.clock.now(), 'a person says that it did not go out');
      await inside.moveSend(touchId, send.claim, { state: 'drafted' });
      await inside.releaseSend(touchId, send.claim);
    });
    return reviewing.touch(touchId);
  };

  const attest: Sequences['attest'] = async (scope, { leadId, touchId, byId, at }) => {
    const inside = createSequenceStore(scope);
    const touch = await inside.touch(touchId);
    // The right to act was asked for the lead: a touch of another one is none of it.
    if (touch?.leadId !== leadId) throw new NotFound('This touch is not there any more.');
    if (!(await inside.moveTouch(touchId, ['task'], { status: 'done', settledAt: at, waitReason: null }))) return;
    const refs = { touchId, step: touch.step, channel: touch.channel };
    await deps.threads.append(scope, { at, kind: 'touch.done', leadId: touch.leadId, actorId: byId, refs });
  };

  return { attest, approve, edit, regenerate, skip, completeTask, pullBack, dismiss, resume, settleUnclear };
}
