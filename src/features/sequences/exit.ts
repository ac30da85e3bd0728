import { durably, inTransaction, isUniqueViolation, lockRow, type Scope } from '../../db/index.ts';
import { breathe } from '../../kernel/breathe.ts';
import { HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '../../kernel/clock.ts';
import { AppError, InvalidInput, NotConnected, OptedOut, RateLimited, UnknownOutcome } from '../../kernel/errors.ts';
import type { OutgoingMail, OutgoingText, SentMail, SentOnLinkedin, TextReport } from '../channels/ports.ts';
import { createConversation } from './conversation.ts';
import { createEndings } from './endings.ts';
import type { GateName, GateVerdict } from './gates.ts';
import type { SequenceDeps, TouchStatus } from './index.ts';
import { createOptingOut } from './opting-out.ts';
import { createSequenceQueries } from './queries.ts';
import { approvalExpiry, movesLater, nextOpen, placeOf, shiftedDue } from './rules.ts';
import {
  ANSWER_STEP,
  createSequenceStore,
  type DraftRecord,
  type SendRecord,
  type TouchRecord,
  UNSETTLED,
} from './store.ts';
import { addressFor, createWorld, type LeadWorld } from './world.ts';

/** What a provider says of what it took. */
type Sent = SentMail | TextReport | SentOnLinkedin;
type SequenceStore = ReturnType<typeof createSequenceStore>;

const NOT_CALLED = ['claimed', 'drafted'];
/** Where a touch stands while a send of it is on its way. */
const CLAIMED: TouchStatus[] = ['sending', 'unclear'];
const NOT_SENT: TouchStatus[] = [...CLAIMED, 'drafted', 'approved', 'skipped', 'cancelled', 'failed'];
const LEASE_MS = 2 * MINUTE_MS;
const LOOK_AGAIN_MS = 30 * SECOND_MS;
/** A search at the provider may lag: so long is "not found" not yet "not sent". */
const DOUBT_MS = 10 * MINUTE_MS;
const LONGEST_PAUSE_MS = 30 * MINUTE_MS;

export type ExitResult = 'sent' | 'waiting' | 'mailbox_waits' | 'failed' | 'unclear' | 'lost';

/** Gates that say only when: what has been on its way already waits for them where it is. */
const PACE: ReadonlySet<GateName> = new Set([
  'gap',
  'mailbox_cap',
  'lead_cap',
  'company_cap',
  'mailbox_read',
  'hearing',
]);
const MAILBOX: ReadonlySet<GateName> = new Set(['gap', 'mailbox_cap', 'mailbox', 'mailbox_read']);
/** For what somebody may mend or switch on again, an answer waits as long as its approval holds. */
const PATIENT: ReadonlySet<GateName> = new Set(['kill_switch', 'paused', 'mailbox', 'budget', 'window', 'lead']);

/**
 * The only way out to a prospect. A touch leaves when every gate passes: it is claimed (a row that can exist once),
 * a draft is made at the provider (the key that makes the send repeatable), the gates are asked once more, the draft is sent,
 * and the outcome is recorded with its log entry in one transaction. Where the outcome isn't known it is looked up, never repeated blindly.
 */
export function createExit(deps: SequenceDeps) {
  const store = createSequenceStore(deps.db);
  const queries = createSequenceQueries(deps.db);
  const world = createWorld(deps);
  const endings = createEndings(deps);
  const conversation = createConversation(deps);
  const optedOutAtProvider = createOptingOut(deps);

  async function sendTouch(touch: TouchRecord): Promise<ExitResult> {
    if (touch.dueAt > deps.clock.now()) {
      await store.moveTouch(touch.id, ['approved'], { nextTryAt: touch.dueAt });
      return 'waiting';
    }
    const around = await world.around(touch.leadId);
    const stopped = firstStop(await world.gates(touch, around));
    if (stopped) return setAside(touch, stopped);
    const claimed = await claim(touch, around);
    if (!claimed) return 'lost';
    return touch.channel === 'email' ? hand(touch, claimed, around) : handText(touch, claimed);
  }

  /**
   * A LinkedIn task, inside the press of the member who has just approved these words: no job and no schedule comes here. It is
   * claimed from being a task, and is a task again wherever it is certain that nothing left.
   */
  async function sendTask(touch: TouchRecord): Promise<ExitResult> {
    const around = await world.around(touch.leadId);
    const stopped = firstStop(await world.gates(touch, around));
    if (stopped) return setAside(touch, stopped);
    const claimed = await claim(touch, around);
    return claimed ? handText(touch, claimed) : 'lost';
  }

  /** Which mailbox, number or account it leaves from. */
  function senderOf(touch: TouchRecord, around: LeadWorld): string {
    if (touch.channel === 'linkedin') return `linkedin:${around.lead.ownerId}`;
    if (touch.channel !== 'whatsapp' && touch.channel !== 'sms') return around.mailbox?.id ?? '';
    return `${touch.channel}:${deps.channels.textSender(touch.channel) ?? ''}`;
  }

  async function claim(touch: TouchRecord, around: LeadWorld): Promise<SendRecord | undefined> {
    const now = deps.clock.now();
    const record: SendRecord = {
      touchId: touch.id,
      approvalId: touch.approvalId ?? '',
      state: 'claimed',
      claim: deps.ids.next('claim'),
      claimedAt: now,
      leaseUntil: now + LEASE_MS,
      mailboxId: senderOf(touch, around),
      toAddress: addressFor(around.lead, touch.channel) ?? '',
    };
    try {
      return await inTransaction(deps.db, async (scope) => {
        const bound = createSequenceStore(scope);
        if (!(await bound.moveTouch(touch.id, [waitsAs(touch)], { status: 'sending' }))) return undefined;
        const enrollment = await bound.enrollment(touch.enrollmentId);
        const approval = await bound.approval(record.approvalId);
        if (enrollment?.status !== 'active' || approval?.revokedAt !== undefined) throw new Superseded();
        await bound.insertSend(record);
        return record;
      });
    } catch (error) {
      if (error instanceof Superseded || isUniqueViolation(error)) return undefined;
      throw error;
    }
  }

  async function hand(touch: TouchRecord, send: SendRecord, around: LeadWorld): Promise<ExitResult> {
    const draft = await draftOf(touch);
    try {
      if (touch.tries > 0) await sweepDrafts(send.mailboxId, touch.id);
      const made = await deps.channels.createDraft(send.mailboxId, await mailFor(touch, draft, around, send));
      const kept = await store.moveSend(touch.id, send.claim, {
        state: 'drafted',
        providerDraftId: made.providerDraftId,
        providerThreadId: made.providerThreadId,
      });
      if (!kept) return await giveUpDraft(send.mailboxId, made.providerDraftId);
      return await dispatch(touch, {
        ...send,
        state: 'drafted',
        providerDraftId: made.providerDraftId,
        providerThreadId: made.providerThreadId,
      });
    } catch (error) {
      return backOff(touch, send, error);
    }
  }

  /** A text has no draft at its provider: the claim alone keeps it from being sent twice. */
  async function handText(touch: TouchRecord, send: SendRecord): Promise<ExitResult> {
    try {
      return await dispatch(touch, send);
    } catch (error) {
      return backOff(touch, send, error);
    }
  }

  /** A draft whose making got no answer would stand in the rep's mailbox, to be sent by hand one day: it goes before anything else. */
  async function sweepDrafts(mailboxId: string, touchKey: string): Promise<void> {
    for (const id of await deps.channels.findDrafts(mailboxId, touchKey))
      await deps.channels.deleteDraft(mailboxId, id);
  }

  /** The draft stands at the provider: ask the gates a last time, then send it. */
  async function dispatch(touch: TouchRecord, send: SendRecord): Promise<ExitResult> {
    const current = await store.touch(touch.id);
    // Put off while it was on its way: the lead is away.
    const isPutOff = current !== undefined && current.dueAt > deps.clock.now();
    if (current?.status !== 'sending' || isPutOff) return callOff(touch, send, undefined);
    // Read before the gates are asked: what changes behind them is caught by the last word.
    const ground = await world.ground(touch.leadId);
    const postalAddress = await deps.settings.get('postalAddress');
    const mostUnreadMinutes = await deps.settings.get('mostUnreadMinutes');
    const around = await world.around(touch.leadId);
    const heard = await world.heardAt(current, around);
    const stopped = firstStop(await world.gates(current, around));
    if (stopped?.verdict === 'wait' && PACE.has(stopped.gate) && send.state === 'calling') {
      // A call that was begun may still be on its way: its draft stays, so that it can't be made anew beside it.
      await store.moveSend(touch.id, send.claim, { leaseUntil: stopped.until });
      return 'waiting';
    }
    if (stopped || !ground) return callOff(touch, send, stopped);
    // From here on it counts as sent now: another mail keeps its distance to this instant, not to the claim.
    const now = deps.clock.now();
    const { channel } = touch;
    const seen = {
      ground,
      postalAddress,
      isMail: channel === 'email',
      isLinkedin: channel === 'linkedin',
      heardAt: [...(heard.own ? [heard.own] : []), ...heard.others].map((one) => one.id),
    };
    const readSince = now - mostUnreadMinutes * MINUTE_MS;
    const when = { now, leaseUntil: now + LEASE_MS, readSince };
    const mayCall = await durably(deps.db, () => store.beginCall(send, seen, when));
    if (!mayCall) return notCalled(touch, send);
    let sent: Sent;
    try {
      sent = await handOver(touch, send, around);
    } catch (error) {
      if (channel === 'linkedin' && !isCertain(error)) return askPerson(touch, send);
      if (error instanceof OptedOut) return heardNo(touch, send, around);
      if (error instanceof InvalidInput) return refused(touch, send, error);
      if (touch.channel !== 'email' && !(error instanceof UnknownOutcome)) return notTaken(touch, send, error);
      await doubt(touch, send, error);
      return 'waiting';
    }
    try {
      return (await record(touch, send, sent)) ? 'sent' : 'lost';
    } catch (error) {
      deps.logger.error({ touchId: touch.id, error }, 'a message went out and could not be recorded yet');
      await doubt(touch, send, error);
      return 'waiting';
    }
  }

  /** The one call that can't be taken back. */
  async function handOver(touch: TouchRecord, send: SendRecord, around: LeadWorld): Promise<Sent> {
    if (touch.channel === 'email') return deps.channels.sendDraft(send.mailboxId, send.providerDraftId ?? '');
    if (touch.channel !== 'linkedin') return deps.channels.sendText(await textFor(touch, send, around));
    const { body } = await draftOf(touch);
    return deps.channels.sendOnLinkedin(around.lead.ownerId, { to: send.toAddress, text: body });
  }

  /** Another worker has the claim, and with it the draft; or the world has moved, and the draft goes. */
  async function notCalled(touch: TouchRecord, send: SendRecord): Promise<ExitResult> {
    const [kept] = await store.sends([touch.id]);
    if (kept?.claim !== send.claim) {
      const isOurs = send.state === 'drafted' && kept?.providerDraftId !== send.providerDraftId;
      return isOurs && send.providerDraftId ? giveUpDraft(send.mailboxId, send.providerDraftId) : 'lost';
    }
    const result = await callOff(touch, send, undefined);
    await store.moveTouch(touch.id, ['approved'], { nextTryAt: deps.clock.now() + MINUTE_MS });
    return result;
  }

  /** The call's answer is lost or bad: keep the claim and look it up soon. */
  async function doubt(touch: TouchRecord, send: SendRecord, error: unknown): Promise<void> {
    const wait =
      error instanceof RateLimited
        ? error.retryAfterMs
        : error instanceof NotConnected
          ? 15 * MINUTE_MS
          : LOOK_AGAIN_MS;
    deps.logger.warn({ touchId: touch.id, error }, 'a send did not answer well; it will be looked up');
    await store.moveSend(touch.id, send.claim, { leaseUntil: deps.clock.now() + wait, problem: wordsOf(error) });
  }

  /** The provider says for certain that it did not take it: nothing left. */
  async function notTaken(touch: TouchRecord, send: SendRecord, error: unknown): Promise<ExitResult> {
    return backOff(touch, send, error, UNSETTLED);
  }

  /** The provider knows of a no that we did not: it holds for the person, on every channel. */
  async function heardNo(touch: TouchRecord, send: SendRecord, around: LeadWorld): Promise<ExitResult> {
    const at = deps.clock.now();
    await inTransaction(deps.db, async (scope) => {
      await lockRow(scope, 'leads', touch.leadId);
      await createSequenceStore(scope).releaseSend(touch.id, send.claim);
      await optedOutAtProvider(scope, touch, { lead: around.lead, address: send.toAddress, at });
      await createSequenceStore(scope).moveTouch(touch.id, ['sending'], { status: 'cancelled', settledAt: at });
    });
    return 'waiting';
  }

  async function textFor(touch: TouchRecord, send: SendRecord, around: LeadWorld): Promise<OutgoingText> {
    const { body } = await draftOf(touch);
    const channel = touch.channel === 'sms' ? ('sms' as const) : ('whatsapp' as const);
    const text: OutgoingText = { touchKey: touch.id, channel, to: send.toAddress, text: body };
    if (channel === 'sms' || (await world.isInSession(touch.leadId))) return text;
    const template = await world.templateFor(around.lead, body);
    return 'refusal' in template ? text : { ...text, template };
  }

  async function record(touch: TouchRecord, send: SendRecord, sent: Sent): Promise<boolean> {
    const now = deps.clock.now();
    const draft = await draftOf(touch);
    const priceUsd = touch.channel === 'email' ? 0 : await deps.settings.get('textPriceUsd');
    const moveLater = movesLater(now - touch.dueAt) ? await laterMover(touch, now) : undefined;
    const limits = await deps.deliverability.limits();
    const answer = await conversation.answerOf(touch);
    return inTransaction(deps.db, async (scope) => {
      const bound = createSequenceStore(scope);
      await lockRow(scope, 'leads', touch.leadId);
      const outcome = {
        state: 'sent' as const,
        sentAt: now,
        providerMessageId: sent.providerMessageId,
        ...('messageId' in sent ? { providerThreadId: sent.providerThreadId, messageId: sent.messageId } : {}),
        ...('status' in sent ? { report: sent.status, reportCode: sent.errorCode, reportedAt: now } : {}),
      };
      // A provider's clear yes counts whoever holds the claim by now: what went must never go again.
      const isOurs = await bound.moveSend(touch.id, send.claim, outcome);
      if (!isOurs && !(await bound.overrule(send, outcome))) return false;
      if ('status' in sent) await bound.spendOnMessage(deps.ids.next('spd'), touch, priceUsd, now);
      const from = isOurs ? CLAIMED : NOT_SENT;
      await bound.moveTouch(touch.id, from, { status: 'sent', settledAt: now, waitReason: null });
      await deps.threads.append(scope, {
        at: now,
        kind: 'touch.sent',
        leadId: touch.leadId,
        refs: {
          touchId: touch.id,
          enrollmentId: touch.enrollmentId,
          step: touch.step,
          channel: touch.channel,
          draftId: draft.id,
          ...(answer ? { answers: answer.replyEntryId } : {}),
        },
        actorId: answer?.by,
        text: draft.subject ? `${draft.subject}\n\n${draft.body}` : draft.body,
        onceKey: `sent:${touch.id}`,
      });
      await deps.marks.markContacted(scope, touch.leadId, now);
      await moveLater?.(bound);
      await endings.finishIfDone(scope, touch.enrollmentId, now);
      if (touch.channel === 'email') await deps.deliverability.judge(scope, send.mailboxId, now, limits);
      return true;
    });
  }

  /** What is still to come keeps its distance to a touch that left late. What it needs is read before the transaction. */
  async function laterMover(touch: TouchRecord, sentAt: Instant): Promise<(bound: SequenceStore) => Promise<void>> {
    const enrollment = await store.enrollment(touch.enrollmentId);
    const place = placeOf(await deps.leads.get(touch.leadId));
    const approvalHours = await deps.settings.get('approvalHours');
    const planDay = (step: number) => enrollment?.plan[step - 1]?.day ?? 0;
    return async (bound) => {
      for (const later of await bound.touchesOf(touch.enrollmentId)) {
        if (later.step <= touch.step || !['planned', 'drafted', 'approved'].includes(later.status)) continue;
        const gapDays = planDay(later.step) - planDay(touch.step);
        const dueAt = shiftedDue({ touch: later, sentAt, gapDays, lateBy: sentAt - touch.dueAt, place });
        if (dueAt === later.dueAt) continue;
        await bound.moveTouch(later.id, [later.status], { dueAt, nextTryAt: dueAt });
        if (later.approvalId) await bound.moveExpiry(later.approvalId, approvalExpiry(dueAt, approvalHours));
      }
    };
  }

  /** Something moved between the claim and the call: take the draft away and let the touch wait, or end with its sequence. */
  async function callOff(touch: TouchRecord, send: SendRecord, stop: GateVerdict | undefined): Promise<ExitResult> {
    const known = await takeAway(touch, send);
    if (known) return known;
    await inTransaction(deps.db, async (scope) => {
      const bound = createSequenceStore(scope);
      if (await bound.releaseSend(touch.id, send.claim)) await putBack(bound, touch, {});
    });
    const current = await store.touch(touch.id);
    if (stop && current?.status === waitsAs(touch)) await setAside(current, stop);
    return 'waiting';
  }

  /**
   * Takes the draft away. Where a call had begun it must be certain that it is away: it could still leave, beside a new one.
   * Answers what became of the mail when it did leave, or when that can't be told now.
   */
  async function takeAway(touch: TouchRecord, send: SendRecord): Promise<ExitResult | undefined> {
    if (!send.providerDraftId) return undefined;
    if (send.state !== 'calling') {
      await giveUpDraft(send.mailboxId, send.providerDraftId);
      return undefined;
    }
    try {
      if (await deps.channels.deleteDraft(send.mailboxId, send.providerDraftId)) return undefined;
      // It was not there to delete: it may have left a moment ago, where no search finds it yet.
      const found = await lookUp(touch, send, send.providerDraftId);
      if (found.state !== 'sent') return await stillGone(touch, send);
      return (await record(touch, send, found.mail)) ? 'sent' : 'lost';
    } catch (error) {
      await doubt(touch, send, error);
      return 'waiting';
    }
  }

  /** A claimed touch waits again, or ends where its sequence has ended meanwhile. */
  async function putBack(
    bound: ReturnType<typeof createSequenceStore>,
    touch: TouchRecord,
    change: { tries?: number; nextTryAt?: Instant; waitReason?: string },
  ): Promise<void> {
    const enrollment = await bound.lockEnrollment(touch.enrollmentId);
    if (enrollment && ['active', 'held'].includes(enrollment.status)) {
      await bound.moveTouch(touch.id, ['sending'], { ...change, status: waitsAs(touch) });
      return;
    }
    const waitReason = enrollment?.stopReason ?? null;
    await bound.moveTouch(touch.id, ['sending'], { status: 'cancelled', settledAt: deps.clock.now(), waitReason });
  }

  async function giveUpDraft(mailboxId: string, providerDraftId: string): Promise<ExitResult> {
    try {
      await deps.channels.deleteDraft(mailboxId, providerDraftId);
    } catch (error) {
      deps.logger.warn({ error }, 'an unused draft could not be deleted; it stays unsent in the mailbox');
    }
    return 'lost';
  }

  /** The provider will not take this mail, now or later: nothing left, and trying again would change nothing. */
  async function refused(touch: TouchRecord, send: SendRecord, error: InvalidInput): Promise<ExitResult> {
    if (send.providerDraftId) await giveUpDraft(send.mailboxId, send.providerDraftId);
    return backOff(touch, send, error, UNSETTLED);
  }

  /**
   * No draft was made, so nothing left. A provider that is down is tried again, with growing pauses, for as long as the approval stands;
   * a mail that it refuses as it is has failed.
   */
  async function backOff(
    touch: TouchRecord,
    send: SendRecord,
    error: unknown,
    states: readonly string[] = NOT_CALLED,
  ): Promise<ExitResult> {
    const now = deps.clock.now();
    const tries = touch.tries + (error instanceof RateLimited ? 0 : 1);
    const pause = Math.min(LONGEST_PAUSE_MS, MINUTE_MS * 2 ** Math.min(tries, 6));
    const wait = error instanceof RateLimited ? error.retryAfterMs : pause;
    deps.logger.warn({ touchId: touch.id, tries, error }, 'a draft could not be made; nothing was sent');
    // A person can still send it by hand.
    const failed = error instanceof InvalidInput && touch.channel !== 'linkedin';
    await inTransaction(deps.db, async (scope) => {
      const bound = createSequenceStore(scope);
      // Once the call has begun only who knows that it came to nothing may let go: what else failed is looked up.
      if (!(await bound.releaseSend(touch.id, send.claim, states))) return;
      if (!failed) {
        const waitReason = `${wordsOf(error)} Nothing was sent.`;
        await putBack(bound, touch, { tries, nextTryAt: now + wait, waitReason });
        return;
      }
      const end = { status: 'failed' as const, tries, settledAt: now, waitReason: wordsOf(error) };
      const hasFailed = await bound.moveTouch(touch.id, ['sending'], end);
      if (hasFailed && touch.step === ANSWER_STEP) await stopAnswer(scope, touch, wordsOf(error));
      else if (hasFailed) {
        await deps.threads.append(scope, {
          at: now,
          kind: 'touch.failed',
          leadId: touch.leadId,
          refs: { touchId: touch.id, step: touch.step },
          onceKey: `failed:${touch.id}`,
        });
      }
    });
    return failed ? 'failed' : 'waiting';
  }

  /** A gate says no: the touch waits for its time, or goes back to a person where the approval no longer holds. */
  async function setAside(touch: TouchRecord, stop: GateVerdict): Promise<ExitResult> {
    if (stop.verdict === 'pass') return 'waiting';
    const now = deps.clock.now();
    if (touch.channel === 'linkedin') {
      await store.moveTouch(touch.id, ['task'], { waitReason: `${stop.reason} Nothing was sent.` });
      return 'waiting';
    }
    const isAnswer = touch.step === ANSWER_STEP;
    if (isAnswer && stop.verdict === 'block' && !PATIENT.has(stop.gate)) {
      await inTransaction(deps.db, (scope) => stopAnswer(scope, touch, stop.reason));
      return 'waiting';
    }
    if (stop.gate === 'approval' || stop.gate === 'unchanged') {
      await inTransaction(deps.db, async (scope) => {
        const bound = createSequenceStore(scope);
        if (touch.approvalId) await bound.revokeApproval(touch.approvalId, now, stop.reason);
        await bound.moveTouch(touch.id, ['approved'], { status: 'drafted', approvalId: null, waitReason: stop.reason });
      });
      return 'waiting';
    }
    if (stop.gate === 'lead') {
      await inTransaction(deps.db, (scope) => endings.stop(scope, touch.leadId, stop.reason, now));
      return 'waiting';
    }
    if (MAILBOX.has(stop.gate) && touch.channel === 'email' && !isAnswer) return 'mailbox_waits';
    const until = stop.verdict === 'wait' ? stop.until : await laterInHours(touch, now);
    await store.moveTouch(touch.id, ['approved'], {
      nextTryAt: Math.max(until, now + MINUTE_MS),
      waitReason: stop.reason,
    });
    return 'waiting';
  }

  /** Nobody reviews an answer a second time: what no longer stands ends, and its author is told. */
  async function stopAnswer(scope: Scope, touch: TouchRecord, reason: string): Promise<void> {
    const bound = createSequenceStore(scope);
    const at = deps.clock.now();
    if (touch.approvalId) await bound.revokeApproval(touch.approvalId, at, reason);
    const enrollment = await bound.enrollment(touch.enrollmentId);
    if (enrollment) await endings.stopAnswer(scope, enrollment, { reason, at });
  }

  /** When to look again at what somebody has to mend: not outside the hours in which it could go. */
  async function laterInHours(touch: TouchRecord, now: Instant): Promise<Instant> {
    const [lead, { window }] = await Promise.all([deps.leads.get(touch.leadId), world.limits()]);
    return nextOpen(now + 2 * HOUR_MS, placeOf(lead), window) ?? now + 24 * HOUR_MS;
  }

  /** Takes over a send whose worker is gone or in doubt. Looks it up before anything else. */
  async function recover(send: SendRecord): Promise<ExitResult> {
    const now = deps.clock.now();
    const mine = deps.ids.next('claim');
    if (!(await store.moveSend(send.touchId, send.claim, { claim: mine, leaseUntil: now + LEASE_MS }))) return 'lost';
    const held = { ...send, claim: mine };
    const touch = await store.touch(send.touchId);
    if (!touch) return 'lost';
    try {
      if (touch.channel !== 'email') return await recoverText(touch, held);
      if (!held.providerDraftId) {
        await sweepDrafts(held.mailboxId, touch.id);
        return await callOff(touch, held, undefined);
      }
      const found = await lookUp(touch, held, held.providerDraftId);
      if (found.state === 'sent') return (await record(touch, held, found.mail)) ? 'sent' : 'lost';
      if (found.state === 'waiting') return await dispatch(touch, held);
      return await stillGone(touch, held);
    } catch (error) {
      await doubt(touch, held, error);
      return 'waiting';
    }
  }

  /** A text whose call had begun is looked up among those that went to this number; it is never sent again. */
  async function recoverText(touch: TouchRecord, send: SendRecord): Promise<ExitResult> {
    if (send.state !== 'calling') return callOff(touch, send, undefined);
    // LinkedIn tells nobody afterwards what it took.
    if (touch.channel === 'linkedin') return askPerson(touch, send);
    const text = await textFor(touch, send, await world.around(touch.leadId));
    const found = await deps.channels.lookUpText(text, send.claimedAt - MINUTE_MS);
    if (found) return (await record(touch, send, found)) ? 'sent' : 'lost';
    return stillGone(touch, send);
  }

  async function lookUp(touch: TouchRecord, send: SendRecord, providerDraftId: string) {
    return deps.channels.lookUpDraft(send.mailboxId, providerDraftId, {
      touchKey: touch.id,
      providerThreadId: send.providerThreadId,
      subject: (await draftOf(touch)).subject,
      to: send.toAddress,
    });
  }

  async function stillGone(touch: TouchRecord, send: SendRecord): Promise<ExitResult> {
    const now = deps.clock.now();
    if (now - send.claimedAt < DOUBT_MS) {
      await store.moveSend(touch.id, send.claim, { leaseUntil: now + LEASE_MS });
      return 'waiting';
    }
    return askPerson(touch, send);
  }

  /** Nothing and nobody but a person can tell whether it went. */
  async function askPerson(touch: TouchRecord, send: SendRecord): Promise<ExitResult> {
    const now = deps.clock.now();
    const answer = await conversation.answerOf(touch);
    await inTransaction(deps.db, async (scope) => {
      const bound = createSequenceStore(scope);
      if (!(await bound.moveSend(touch.id, send.claim, { state: 'unclear' }))) return;
      await bound.moveTouch(touch.id, ['sending'], {
        status: 'unclear',
        waitReason: UNCLEAR[touch.channel] ?? UNCLEAR.sms,
      });
      await deps.threads.append(scope, {
        at: now,
        kind: 'touch.unclear',
        leadId: touch.leadId,
        refs: {
          touchId: touch.id,
          step: touch.step,
          channel: touch.channel,
          ...(answer ? { answers: answer.replyEntryId } : {}),
        },
        onceKey: `unclear:${touch.id}`,
      });
    });
    return 'unclear';
  }

  async function draftOf(touch: TouchRecord): Promise<DraftRecord> {
    const approval = touch.approvalId ? await store.approval(touch.approvalId) : undefined;
    const draft = await store.draft(approval?.draftId ?? touch.draftId ?? '');
    if (!draft) throw new Error(`touch ${touch.id} has no draft`);
    return draft;
  }

  async function mailFor(
    touch: TouchRecord,
    draft: DraftRecord,
    around: LeadWorld,
    send: SendRecord,
  ): Promise<OutgoingMail> {
    const touches = await store.touchesOf(touch.enrollmentId);
    const earlier = await store.sends(
      touches.filter((one) => one.step < touch.step && one.channel === 'email').map((one) => one.id),
    );
    const sent = earlier.filter((one) => one.state === 'sent').sort((a, b) => (a.sentAt ?? 0) - (b.sentAt ?? 0));
    // A thread is its mailbox's own: after a handover only the Message-IDs join the mail to what went before.
    const threadId = sent.filter((one) => one.mailboxId === send.mailboxId).at(-1)?.providerThreadId;
    const references = sent.map((one) => one.messageId).filter((one) => one !== undefined);
    const token = deps.channels.optOutToken(touch.id, send.toAddress);
    const url = deps.optOutUrl?.(token);
    const mailto = `mailto:${around.mailbox?.address ?? ''}?subject=${encodeURIComponent(`unsubscribe ${token}`)}`;
    const footer = await world.footer(touch, url);
    const ofAnswer = touch.step === ANSWER_STEP ? await conversation.mailThread(touch, send.mailboxId) : undefined;
    return {
      touchKey: touch.id,
      from: { name: around.ownerName, address: around.mailbox?.address ?? '' },
      to: { name: headerName(around.lead.name), address: send.toAddress },
      subject: draft.subject,
      text: draft.body,
      footer: footer || undefined,
      optOut: footer ? { mailto, url } : undefined,
      thread: ofAnswer ?? (references.length > 0 || threadId ? { providerThreadId: threadId, references } : undefined),
    };
  }

  /** Every touch of the lead's owner that is due, until the mailbox has to wait. */
  async function sendDueOf(ownerId: string, tally: (result: ExitResult) => void): Promise<Instant | undefined> {
    for (let round = 0; round < 1_000; round += 1) {
      const due = await queries.dueEmails(ownerId, deps.clock.now(), 20);
      if (due.length === 0) return undefined;
      for (const touch of due) {
        await breathe();
        const result = await sendTouch(touch);
        tally(result);
        if (result === 'mailbox_waits') return waitOfMailbox(touch);
      }
    }
    return undefined;
  }

  async function waitOfMailbox(touch: TouchRecord): Promise<Instant> {
    const verdicts = await world.gates(touch);
    const stop = firstStop(verdicts.filter((one) => MAILBOX.has(one.gate)));
    return stop?.verdict === 'wait' ? stop.until : deps.clock.now() + 30 * MINUTE_MS;
  }

  /** The words of an approved or drafted touch to the rep's own address: reaches no prospect, needs no approval. */
  async function sendTest(
    touch: TouchRecord,
    mailbox: { id: string; address: string; displayName: string },
  ): Promise<void> {
    const draft = await store.draft(touch.draftId ?? '');
    if (!draft) throw new Error(`touch ${touch.id} has no draft`);
    const made = await deps.channels.createDraft(mailbox.id, {
      touchKey: `test-${deps.ids.next('test')}`,
      from: { name: mailbox.displayName, address: mailbox.address },
      to: { name: mailbox.displayName, address: mailbox.address },
      subject: `[Test] ${draft.subject}`,
      text: draft.body,
    });
    await deps.channels.sendDraft(mailbox.id, made.providerDraftId);
  }

  return { sendTouch, sendTask, recover, sendDueOf, sendTest };
}

/** In what state a touch waits until it is claimed: a LinkedIn step for a person, the others for their time. */
const waitsAs = (touch: TouchRecord) => (touch.channel === 'linkedin' ? ('task' as const) : ('approved' as const));

/** Whether it is certain that nothing happened. What is no error of our own classes may have come after the message was taken. */
const isCertain = (error: unknown): boolean => error instanceof AppError && !(error instanceof UnknownOutcome);

const UNCLEAR: Partial<Record<TouchRecord['channel'], string>> & { sms: string } = {
  email: 'It is not known whether this mail went out; please look into the mailbox.',
  linkedin: 'It is not known whether this message went out; please look into your conversation on LinkedIn.',
  sms: 'It is not known whether this message went out; please ask the provider or the lead.',
};

class Superseded extends Error {}

/** A name that is none (a template's gap, a mention, an address) greets nobody in a header either. */
const headerName = (name: string): string => (/[<>{}@|\\]|https?:|\/\//i.test(name) ? '' : name);

function firstStop(verdicts: GateVerdict[]): GateVerdict | undefined {
  const stops = verdicts.filter((one) => one.verdict !== 'pass');
  return (
    stops.find((one) => one.verdict === 'block' && one.gate !== 'mailbox') ??
    stops.find((one) => !MAILBOX.has(one.gate)) ??
    stops[0]
  );
}

function wordsOf(error: unknown): string {
  return error instanceof AppError ? error.forUser : 'Something went wrong at the mailbox.';
}
