import { inTransaction } from '../../db/index.ts';
import { DAY_MS } from '../../kernel/clock.ts';
import { Denied, InvalidInput, NotConnected, NotFound } from '../../kernel/errors.ts';
import type { Member } from '../access/index.ts';
import type { Problem, WrittenDraft } from '../drafting/index.ts';
import type { Lead } from '../leads/index.ts';
import type { createEnrolling } from './enrolling.ts';
import type { createExit } from './exit.ts';
import type { SequenceDeps } from './index.ts';
import { createSequenceQueries } from './queries.ts';
import { approvalExpiry } from './rules.ts';
import { createSequenceStore, type DraftRecord, type TouchRecord } from './store.ts';
import { createWorld, fingerprintOf } from './world.ts';

/** What a LinkedIn task offers beyond copying its words. */
export interface LinkedinTask {
  /** LinkedIn messages of the lead's owner in the last 24 hours, and how many there may be. */
  done: number;
  perDay: number;
  /** `none` where nothing goes out from here; `connect` where only the owner's permission is missing. */
  way: 'none' | 'connect' | 'send';
  /** Why it can't be sent from here, where this reader could mend it. */
  note?: string;
  /** What a press on "Send now" is bound to, besides its words. */
  fingerprint?: string;
}

export type LinkedinOutcome =
  | { result: 'sent' }
  /** Sent, or on its way, by an earlier press. */
  | { result: 'already' }
  /** Nobody but a person can tell whether it went. */
  | { result: 'unclear' }
  /** Nothing left, and the task is as it was, or is none any more. */
  | { result: 'kept'; reason: string }
  /** The words can't go out like this; nothing was changed. */
  | { result: 'problems'; problems: Problem[] };

/** In the words of the press: exactly what is to go out, and what was on the screen before. */
export interface LinkedinPress {
  seen: { draftId: string; fingerprint: string };
  body: string;
  vouch?: boolean;
}

export interface LinkedinTasks {
  linkedinTask(by: Member, touchId: string): Promise<LinkedinTask>;
  /**
   * One person's one act for one message: approves exactly these words, and sends them within this call or not at all. Throws where it
   * is switched off, not connected, or not theirs to send.
   */
  sendLinkedinTask(by: Member, touchId: string, press: LinkedinPress): Promise<LinkedinOutcome>;
}

const OFF =
  'Sending on LinkedIn from here is off. It is only for teams that LinkedIn has approved for its Messages API; copy the words and send them yourself.';
const NO_URN =
  'LinkedIn’s API knows people by their URN only: with urn:li:person:… as the lead’s LinkedIn profile it can be sent from here.';
const MOVED =
  'Something changed while you read: the lead, an address, the evidence or the stage. Look at it once more.';

const isUrn = (address: string | undefined): boolean => /^urn:li:person:/.test(address ?? '');

export function createLinkedinTasks(
  deps: SequenceDeps,
  parts: { enrolling: ReturnType<typeof createEnrolling>; exit: ReturnType<typeof createExit> },
): LinkedinTasks {
  const store = createSequenceStore(deps.db);
  const queries = createSequenceQueries(deps.db);
  const world = createWorld(deps);

  async function taskOf(by: Member, touchId: string): Promise<{ touch: TouchRecord; lead: Lead }> {
    const touch = await store.touch(touchId);
    if (touch?.channel !== 'linkedin') throw new NotFound('This LinkedIn task is not there any more.');
    const lead = await deps.leads.get(touch.leadId);
    await deps.access.assertMayActOn(by, lead);
    return { touch, lead };
  }

  const isOn = async () => deps.channels.hasLinkedin() && (await deps.settings.get('linkedinApi'));

  const linkedinTask: LinkedinTasks['linkedinTask'] = async (by, touchId) => {
    const { touch, lead } = await taskOf(by, touchId);
    const now = deps.clock.now();
    const span = { since: now - DAY_MS, now, exceptTouchId: '', countsWaiting: false };
    const done = (await queries.doneOn(lead.ownerId, 'linkedin', span)).length;
    const figures = { done, perDay: await deps.settings.get('linkedinPerDay') };
    if (!(await isOn())) return { ...figures, way: 'none' };
    if (by.id !== lead.ownerId)
      return {
        ...figures,
        way: 'none',
        note: `Only ${await ownerName(lead)} can send it from here, in their own name.`,
      };
    if (!isUrn(lead.linkedin)) return { ...figures, way: 'none', note: NO_URN };
    const account = await deps.channels.linkedinOf(by.id);
    if (account?.status !== 'active') return { ...figures, way: 'connect', note: account?.statusReason };
    const draft = touch.draftId ? await store.draft(touch.draftId) : undefined;
    if (touch.status !== 'task' || !draft) return { ...figures, way: 'none' };
    const seen = await world.seenNow(await world.around(lead.id), touch, draft);
    return { ...figures, way: 'send', fingerprint: fingerprintOf(seen) };
  };

  async function ownerName(lead: Lead): Promise<string> {
    return (await deps.access.member(lead.ownerId))?.name ?? 'its owner';
  }

  async function assertReady(by: Member, lead: Lead): Promise<void> {
    if (!(await isOn())) throw new NotConnected(OFF);
    if (by.id !== lead.ownerId)
      throw new Denied(`This is for ${await ownerName(lead)} alone: it goes out in their name, by their own press.`);
    if (!isUrn(lead.linkedin)) throw new InvalidInput(NO_URN);
    const account = await deps.channels.linkedinOf(by.id);
    if (account?.status !== 'active')
      throw new NotConnected(
        `${account?.statusReason ?? 'LinkedIn is not connected.'} Type “/sales connect linkedin”.`,
      );
  }

  /** What there is to say of a touch that this press did not send. */
  function standing(touch: TouchRecord | undefined): LinkedinOutcome {
    if (touch?.status === 'sent' || touch?.status === 'sending') return { result: 'already' };
    if (touch?.status === 'unclear') return { result: 'unclear' };
    const gone =
      touch && touch.status !== 'task' ? `This task is ${touch.status} by now. Nothing was sent.` : undefined;
    const reason = touch?.waitReason ?? gone ?? 'Something changed at the last moment. Nothing was sent.';
    return { result: 'kept', reason };
  }

  /** A yes to these words, bound as every approval is; the touch stays a task. False when somebody was faster. */
  async function approve(
    by: Member,
    touch: TouchRecord,
    words: { old: DraftRecord; checked: WrittenDraft; isSame: boolean; vouched: boolean; playbookVersion: number },
  ): Promise<string | undefined> {
    const { old, checked, isSame } = words;
    const at = deps.clock.now();
    const approvalId = deps.ids.next('apr');
    const draftId = isSame ? old.id : deps.ids.next('drf');
    const draft = isSame ? old : { ...old, ...checked, id: draftId };
    const seen = await world.seenNow(await world.around(touch.leadId), touch, draft);
    const expiresAt = approvalExpiry(at, await deps.settings.get('approvalHours'));
    const refs = { touchId: touch.id, step: touch.step, draftId };
    const entry = { at, leadId: touch.leadId, actorId: by.id };
    const isBound = await inTransaction(deps.db, async (scope) => {
      const inside = createSequenceStore(scope);
      const current = await inside.lockedTouch(touch.id);
      if (current?.status !== 'task' || current.draftId !== old.id) return false;
      if (current.approvalId) await inside.revokeApproval(current.approvalId, at, 'approved anew, to be sent at once');
      if (!isSame) {
        const { playbookVersion, vouched } = words;
        const vouchedBy = vouched ? by.id : undefined;
        await inside.insertDraft(touch.id, {
          ...checked,
          id: draftId,
          at,
          authorId: by.id,
          vouchedBy,
          playbookVersion,
        });
        const how = { how: 'edited', vouched };
        await deps.threads.append(scope, { ...entry, kind: 'touch.edited', refs: { ...refs, ...how } });
      }
      const fingerprint = fingerprintOf(seen);
      const approval = { id: approvalId, touchId: touch.id, draftId, approverId: by.id, fingerprint, seen };
      await inside.insertApproval({ ...approval, approvedAt: at, expiresAt });
      await inside.moveTouch(touch.id, ['task'], { draftId, approvalId, waitReason: null });
      await deps.threads.append(scope, { ...entry, kind: 'touch.approved', refs: { ...refs, approvalId } });
      return true;
    });
    return isBound ? approvalId : undefined;
  }

  const sendLinkedinTask: LinkedinTasks['sendLinkedinTask'] = async (by, touchId, { seen, body, vouch = false }) => {
    const { touch, lead } = await taskOf(by, touchId);
    await assertReady(by, lead);
    const old = touch.draftId ? await store.draft(touch.draftId) : undefined;
    if (touch.status !== 'task' || !old) return standing(touch);
    if (body.trim() === '') throw new InvalidInput('There are no words to send.', 'body');
    const shown = fingerprintOf(await world.seenNow(await world.around(lead.id), touch, old));
    if (old.id !== seen.draftId || shown !== seen.fingerprint)
      return { result: 'kept', reason: `${MOVED} Nothing was sent.` };

    const context = await parts.enrolling.contextFor(lead.id, await store.touchesOf(touch.enrollmentId));
    const isSame = body === old.body;
    const words = { step: touch.step, subject: old.subject, body };
    // Asked anew for words that were approved before, too: what they rest on may have gone since.
    const checked = deps.drafting.check(context, words, isSame ? old.writer : 'person');
    const vouched = vouch || (isSame && old.vouchedBy !== undefined);
    const problems = checked.problems.filter((one) => !(one.canVouch && vouched));
    if (problems.length > 0) return { result: 'problems', problems };

    // Words that are vouched for now are kept with who did, though they are the same.
    const isKept = isSame && (!vouch || old.vouchedBy !== undefined || checked.problems.length === 0);
    const playbookVersion = context.playbook.version;
    const approvalId = await approve(by, touch, { old, checked, isSame: isKept, vouched, playbookVersion });
    const approved = await store.touch(touchId);
    if (!approved || !approvalId || approved.approvalId !== approvalId) return standing(approved);
    const result = await parts.exit.sendTask(approved);
    if (result === 'sent' || result === 'unclear') return { result };
    const after = await store.touch(touchId);
    // The call was begun, and its answer could not be kept.
    return after?.status === 'sending' && result === 'waiting' ? { result: 'unclear' } : standing(after);
  };

  return { linkedinTask, sendLinkedinTask };
}
