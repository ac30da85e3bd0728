import { NotFound } from '../../kernel/errors.ts';
import type { Member } from '../access/index.ts';
import { fingerprintOf } from './changed.ts';
import type { DraftView, SequenceDeps, Sequences, TouchView } from './index.ts';
import { createSequenceQueries } from './queries.ts';
import { type Place, placeOf } from './rules.ts';
import {
  type ApprovalRecord,
  createSequenceStore,
  type DraftRecord,
  type EnrollmentRecord,
  type SendRecord,
  type TouchRecord,
} from './store.ts';
import { addressFor, createWorld, type LeadWorld } from './world.ts';

/** The sentences that stand in the way of an approval; a person's word on record takes away those that can be vouched for. */
function blocking(draft: DraftRecord) {
  return draft.problems.filter((one) => !(one.canVouch && draft.vouchedBy));
}

function draftView(draft: DraftRecord): DraftView {
  const { id, version, subject, body, citations, evidence, writer, vouchedBy } = draft;
  return { id, version, subject, body, citations, evidence, problems: blocking(draft), writer, vouchedBy };
}

function zoneView(place: Place): TouchView['zone'] {
  return { name: place.zones[0] ?? 'UTC', known: place.known };
}

export function createReviewing(deps: SequenceDeps) {
  const store = createSequenceStore(deps.db);
  const queries = createSequenceQueries(deps.db);
  const world = createWorld(deps);

  /** Why a drafted touch can't be approved now, in words; undefined when it can. */
  async function obstacle(
    touch: TouchRecord,
    draft: DraftRecord | undefined,
    around: LeadWorld,
    enrollment: EnrollmentRecord,
  ): Promise<string | undefined> {
    if (enrollment.status !== 'active')
      return enrollment.stopReason ?? enrollment.holdReason ?? `The sequence is ${enrollment.status}.`;
    if (!draft) return 'The draft is being written.';
    if (around.lead.archivedAt) return 'The lead is archived.';
    if (around.lead.pausedAt) return 'The lead is paused.';
    const problem = blocking(draft)[0];
    if (problem) return problem.reason;
    if (!addressFor(around.lead, touch.channel) && touch.channel === 'email')
      return 'There is no address for this channel.';
    if (touch.channel === 'email' && !around.mailbox)
      return `${around.ownerName || 'The owner'} has no connected mailbox to send from.`;
    if (touch.channel === 'whatsapp' && !(await world.isInSession(around.lead.id))) {
      const template = await world.templateFor(around.lead, draft.body);
      if ('refusal' in template) return template.refusal;
    }
    return world.suppressionOf(around, touch.channel);
  }

  async function view(
    touch: TouchRecord,
    context: {
      around: LeadWorld;
      enrollment: EnrollmentRecord;
      draft?: DraftRecord;
      approval?: ApprovalRecord;
      send?: SendRecord;
      names: Map<string, string>;
    },
  ): Promise<TouchView> {
    const { around, enrollment, draft, approval, send } = context;
    const waits = touch.status === 'drafted';
    const reason = waits ? await obstacle(touch, draft, around, enrollment) : undefined;
    const canApprove = waits && reason === undefined && draft !== undefined;
    const stands = approval && approval.revokedAt === undefined;
    return {
      id: touch.id,
      step: touch.step,
      channel: touch.channel,
      status: touch.status,
      dueAt: touch.dueAt,
      address: addressFor(around.lead, touch.channel),
      zone: zoneView(placeOf(around.lead)),
      draft: draft ? draftView(draft) : undefined,
      footer: touch.channel === 'email' ? await world.footer() : undefined,
      fingerprint: canApprove && draft ? fingerprintOf(await world.seenNow(around, touch, draft)) : undefined,
      canApprove,
      waitReason: reason ?? touch.waitReason,
      approvedBy: stands ? (context.names.get(approval.approverId) ?? approval.approverId) : undefined,
      approvedAt: stands ? approval.approvedAt : undefined,
      sentAt: send?.sentAt ?? (touch.status === 'done' ? touch.settledAt : undefined),
    };
  }

  async function views(enrollment: EnrollmentRecord, around: LeadWorld, only?: string): Promise<TouchView[]> {
    const touches = (await store.touchesOf(enrollment.id)).filter((one) => !only || one.id === only);
    const [drafts, approvals, sends] = await Promise.all([
      store.drafts(touches.map((one) => one.draftId).filter((one) => one !== undefined)),
      store.approvals(touches.map((one) => one.approvalId).filter((one) => one !== undefined)),
      store.sends(touches.map((one) => one.id)),
    ]);
    const names = new Map<string, string>();
    for (const approval of approvals.values()) {
      names.set(approval.approverId, (await deps.access.member(approval.approverId))?.name ?? 'somebody who has left');
    }
    const out: TouchView[] = [];
    for (const touch of touches) {
      out.push(
        await view(touch, {
          around,
          enrollment,
          draft: touch.draftId ? drafts.get(touch.draftId) : undefined,
          approval: touch.approvalId ? approvals.get(touch.approvalId) : undefined,
          send: sends.find((one) => one.touchId === touch.id),
          names,
        }),
      );
    }
    return out;
  }

  /** Whose leads this member looks after: their own, a team lead's reps', everybody's for managers and admins. */
  async function ownersOf(member: Member): Promise<string[] | undefined> {
    if (member.role === 'manager' || member.role === 'admin') return undefined;
    if (member.role === 'rep') return [member.id];
    const members = await deps.access.members();
    return [member.id, ...members.filter((one) => one.teamLeadId === member.id).map((one) => one.id)];
  }

  /** Their own first; only who has none of their own sees those that they may act on for others. */
  const waiting: Sequences['waiting'] = async (member, options = {}) => {
    const own = await queries.waiting([member.id]);
    return own.length > 0 || options.own ? own : queries.waiting(await ownersOf(member));
  };

  const review: Sequences['review'] = async (_member, leadId) => {
    const enrollment = await store.enrollmentOf(leadId);
    if (!enrollment) throw new NotFound('This lead is not on a sequence yet. Enrol it first.');
    const around = await world.around(leadId);
    return {
      lead: around.lead,
      enrollmentId: enrollment.id,
      status: enrollment.status,
      holdReason: enrollment.status === 'held' ? enrollment.holdReason : undefined,
      stopReason: enrollment.stopReason,
      touches: await views(enrollment, around),
    };
  };

  const touch: Sequences['touch'] = async (touchId) => {
    const record = await store.touch(touchId);
    const enrollment = record && (await store.enrollment(record.enrollmentId));
    if (!record || !enrollment) throw new NotFound('This touch is not there any more.');
    const around = await world.around(record.leadId);
    const [found] = await views(enrollment, around, touchId);
    if (!found) throw new NotFound('This touch is not there any more.');
    return { ...found, leadId: record.leadId, enrollmentId: enrollment.id, ownerId: around.lead.ownerId };
  };

  const tasks: Sequences['tasks'] = async (member) => {
    const own = await queries.openTasks([member.id]);
    const found = own.length > 0 ? own : await queries.openTasks(await ownersOf(member));
    const out: Awaited<ReturnType<Sequences['tasks']>> = [];
    for (const { touch: record, leadName } of found) {
      out.push({ ...(await touch(record.id)), leadName });
    }
    return out;
  };

  return { waiting, review, touch, tasks };
}
