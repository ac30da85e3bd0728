import type { Member } from '../../features/access/index.ts';
import type { ApproveOutcome, LeadReview } from '../../features/sequences/index.ts';
import { InvalidInput, NotFound } from '../../kernel/errors.ts';
import type { Features } from '../features.ts';
import type { Action, ActionInput, Reply, Submission, SubmissionInput, View } from '../gesture.ts';
import { section } from '../views/blocks.ts';
import { editLeadModal } from '../views/lead-forms.ts';
import { timeFor } from '../views/parts.ts';
import { unpack } from '../views/parts-state.ts';
import {
  approvalCard,
  approvedCard,
  hasPassed,
  nothingToReviewModal,
  OWNER,
  pass,
  REVIEW_VIEW,
  type ReviewSession,
  reviewedModal,
  reviewModal,
  reviewStateSchema,
  sessionSchema,
} from '../views/review.ts';
import { outcomeNote } from '../views/review-outcome.ts';

const startOf = (features: Features): ReviewSession => ({
  queue: true,
  position: 0,
  total: 0,
  leads: 0,
  touches: 0,
  startedAt: features.clock.now(),
  passed: '',
});

/** A round of reviewing, whose it is, and what happened last. */
export interface Round {
  member: Member;
  features: Features;
  session: ReviewSession;
  note?: string;
}

/** One lead of a round, as it stands now. */
export async function reviewView(leadId: string, round: Round): Promise<View> {
  const { member, features, session, note } = round;
  const review = await features.sequences.review(member, leadId);
  const { lead } = review;
  const [{ points }, mayAct, owner] = await Promise.all([
    features.scoring.score(lead),
    features.access.mayActOn(member, lead),
    lead.ownerId === member.id ? undefined : features.access.member(lead.ownerId),
  ]);
  const now = features.clock.now();
  return reviewModal({ review, points, reader: member, now, session, note, mayAct, ownerName: owner?.name });
}

/** The next lead that waits and was not shown in this round; at the end, what was done. */
async function nextView(round: Round): Promise<View> {
  const { member, features, session, note } = round;
  const waiting = await features.sequences.waiting(member, { ownerId: session.of });
  const left = waiting.filter((one) => !hasPassed(session, one.leadId));
  const [next] = left;
  if (!next) {
    await finished(member, features, session);
    return reviewedModal({ session, left: waiting.map((one) => one.name), now: features.clock.now(), note });
  }
  const position = session.position + 1;
  const total = Math.max(session.total, position + left.length - 1);
  const on = { ...round, session: { ...pass(session, next.leadId), position, total } };
  try {
    return await reviewView(next.leadId, on);
  } catch (error) {
    if (error instanceof NotFound) return nextView(on);
    throw error;
  }
}

/** How long a round took is kept: reviewing has to stay quick. */
async function finished(member: Member, features: Features, session: ReviewSession): Promise<void> {
  if (session.touches === 0) return;
  const { leads, touches, startedAt } = session;
  await features.access.record({
    actorId: member.id,
    gesture: 'review.finished',
    verdict: 'done',
    details: { leads, touches, tookMs: features.clock.now() - startedAt },
  });
}

/** Opens the round: everything that waits, what waits of one person, or one lead. */
export async function startReview(member: Member, features: Features, whose = ''): Promise<View> {
  const of = whose.startsWith(OWNER) ? whose.slice(OWNER.length) : undefined;
  const session = { ...startOf(features), of };
  if (whose && !of) return reviewView(whose, { member, features, session: { ...session, queue: false } });
  const waiting = await features.sequences.waiting(member, { ownerId: of });
  if (waiting.length === 0) return nothingToReviewModal();
  return nextView({ member, features, session: { ...session, total: waiting.length } });
}

const APPROVED = ':white_check_mark: Approved. Each leaves in the lead’s window, and can be pulled back until then.';

interface Judged {
  approved: number;
  /** True when everything that was asked for stands approved. */
  isDone: boolean;
  note: string;
}

async function judge(
  outcomes: ApproveOutcome[],
  review: LeadReview,
  { member, features }: Pick<Round, 'member' | 'features'>,
): Promise<Judged> {
  const moved = outcomes.some((one) => one.result === 'changed' || one.result === 'stopped');
  const replies = moved ? await features.threads.of(review.lead.id, { kinds: ['lead.replied'] }) : [];
  const answeredAt = replies.at(-1)?.at;
  const now = features.clock.now();
  return {
    approved: outcomes.filter((one) => one.result === 'approved').length,
    isDone: outcomes.every((one) => one.result === 'approved' || one.result === 'already'),
    note: outcomeNote({ outcomes, review, reader: member, now, answeredAt }),
  };
}

async function approve(input: SubmissionInput, features: Features): Promise<Reply> {
  const { member } = input;
  const { leadId, seen, ...session } = unpack(reviewStateSchema, input.privateMetadata);
  if (seen.length === 0) return { updateView: await nextView({ member, features, session }) };
  const outcomes = await features.sequences.approve(
    member,
    seen.map(([touchId, draftId, fingerprint]) => ({ touchId, draftId, fingerprint })),
  );
  const review = await features.sequences.review(member, leadId);
  const { approved, isDone, note } = await judge(outcomes, review, { member, features });
  const done = { ...session, touches: session.touches + approved, leads: session.leads + (approved > 0 ? 1 : 0) };
  const round = { member, features, session: done };
  const view =
    isDone && session.queue
      ? await nextView({ ...round, note })
      : await reviewView(leadId, { ...round, note: note || APPROVED });
  return { updateView: view, refreshHome: true };
}

/** The round that the pressed view belongs to. */
export function sessionOf(input: ActionInput, features: Features): ReviewSession {
  if (!input.view?.privateMetadata) return { ...startOf(features), queue: false };
  return unpack(sessionSchema, input.view.privateMetadata);
}

/** From an approval card: the yes is to what the card showed. */
async function approveCard(input: ActionInput, features: Features): Promise<Reply> {
  const { member } = input;
  const [leadId = '', ...flat] = parseCard(input.value);
  const seen = Array.from({ length: Math.floor(flat.length / 3) }, (_, i) => ({
    touchId: flat[i * 3] ?? '',
    draftId: flat[i * 3 + 1] ?? '',
    fingerprint: flat[i * 3 + 2] ?? '',
  }));
  const outcomes = await features.sequences.approve(member, seen);
  const review = await features.sequences.review(member, leadId);
  const { approved, isDone, note } = await judge(outcomes, review, { member, features });
  const now = features.clock.now();
  if (isDone && approved > 0) {
    const at = timeFor(now, member, now);
    return { replaceCard: approvedCard(review, { touches: approved, at, by: member.name }), refreshHome: true };
  }
  const again = approvalCard(review, { reader: member, now });
  const card = { text: note, blocks: [section(note), ...(again?.blocks ?? [])] };
  // What was approved draws the card anew in a moment: then the words on the rest stand beside it.
  if (approved > 0) return { say: { text: note, blocks: [section(note)] }, refreshHome: true };
  return { replaceCard: card, refreshHome: true };
}

function parseCard(value: string): string[] {
  try {
    const parsed: unknown = JSON.parse(value);
    if (Array.isArray(parsed) && parsed.every((one) => typeof one === 'string')) return parsed;
  } catch {
    // Told below: the card is from an older version.
  }
  throw new InvalidInput('This card is from an older version. /touches shows what waits.');
}

/** Where a review goes on in the view that is open; on a card or in App Home it opens. */
function inPlace(input: ActionInput, view: View): Reply {
  return input.view?.callbackId ? { updateView: view } : { openModal: view };
}

/** What a step lacks, asked for in the same modal; saving goes back to the drafts. */
async function editLead(input: ActionInput, features: Features): Promise<Reply> {
  const [field = '', leadId = ''] = input.value.split(':', 2);
  const lead = await features.leads.get(leadId);
  await features.access.assertMayActOn(input.member, lead);
  const focus = field === 'linkedin' ? 'linkedin' : 'phone';
  return inPlace(input, editLeadModal(lead, { session: sessionOf(input, features), focus }));
}

export const reviewActions: Action[] = [
  {
    id: 'touch.review',
    async run(input, features) {
      const view = await startReview(input.member, features, input.value);
      return input.view?.callbackId.startsWith('review.') ? { updateView: view } : { openModal: view };
    },
  },
  {
    id: 'review.skip_lead',
    async run(input, features) {
      return inPlace(input, await nextView({ member: input.member, features, session: sessionOf(input, features) }));
    },
  },
  {
    id: 'review.back',
    async run(input, features) {
      const { leadId } = unpack(reviewStateSchema.pick({ leadId: true }), input.view?.privateMetadata ?? '');
      const session = sessionOf(input, features);
      return inPlace(input, await reviewView(leadId, { member: input.member, features, session }));
    },
  },
  { id: 'review.edit_lead', run: editLead },
  { id: 'touch.approve_all', run: approveCard },
];

export const reviewSubmissions: Submission[] = [{ callbackId: REVIEW_VIEW, run: approve }];
