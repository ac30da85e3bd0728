import { z } from 'zod';
import type { LeadReview, TouchView } from '../../features/sequences/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import { countryInWords } from '../../kernel/country.ts';
import type { Block, Card, View } from '../gesture.ts';
import { actions, button, context, count, divider, plainSection, section } from './blocks.ts';
import { bare, dayOf, duration, few, inline, localNow, modal, nameOf, personLine } from './parts.ts';
import { pack } from './parts-state.ts';
import { type ReviewReader, touchBlocks, touchOnCard } from './review-touch.ts';

export const REVIEW_VIEW = 'review.approve';

/** What a round of reviewing remembers; names are short because Slack keeps only 3,000 characters of it. */
export const sessionSchema = z.object({
  /** Through everything that waits, or one lead alone. */
  queue: z.boolean(),
  position: z.number(),
  total: z.number(),
  /** Leads and touches approved so far. */
  leads: z.number(),
  touches: z.number(),
  startedAt: z.number(),
  /** Ends of the ids of leads that were shown already. */
  passed: z.string(),
  /** Whose leads, when it is somebody else's drafts that are gone through. */
  of: z.string().optional(),
});
export type ReviewSession = z.infer<typeof sessionSchema>;

export const reviewStateSchema = sessionSchema.extend({
  leadId: z.string(),
  /** What the person sees and says yes to: touch, draft, fingerprint. */
  seen: z.array(z.tuple([z.string(), z.string(), z.string()])),
});

const TAIL = 7;
const PASSED_MAX = 1_400;

/** Remembers that a lead was shown; the oldest are forgotten where there are very many. */
export const pass = (session: ReviewSession, leadId: string): ReviewSession => ({
  ...session,
  passed: (session.passed + leadId.slice(-TAIL).padStart(TAIL, '_')).slice(-PASSED_MAX),
});

export function hasPassed(session: ReviewSession, leadId: string): boolean {
  const tail = leadId.slice(-TAIL).padStart(TAIL, '_');
  for (let i = 0; i < session.passed.length; i += TAIL) if (session.passed.startsWith(tail, i)) return true;
  return false;
}

export interface ReviewData extends Omit<ReviewReader, 'lead'> {
  review: LeadReview;
  /** Whose lead it is, where it is not the reader's own. */
  ownerName?: string;
  points?: number;
  session: ReviewSession;
  /** What happened with what the person did last. */
  note?: string;
}

const seenOf = (touches: TouchView[]): [string, string, string][] =>
  touches.flatMap((one) =>
    one.canApprove && one.draft && one.fingerprint ? [[one.id, one.draft.id, one.fingerprint]] : [],
  );

/** One lead, all touches exactly as they will go out; its submit button is the yes to those that can have one. */
export function reviewModal(data: ReviewData): View {
  const { review, session } = data;
  const mayAct = data.mayAct !== false;
  const seen = mayAct ? seenOf(review.touches) : [];
  const drafted = mayAct ? review.touches.filter((one) => one.status === 'drafted').length : 0;
  return modal({
    callbackId: REVIEW_VIEW,
    title: titleOf(session),
    submit: submitText({ seen: seen.length, drafted, queue: session.queue }),
    close: session.queue ? 'Stop reviewing' : 'Close',
    state: pack({ ...session, leadId: review.lead.id, seen }),
    blocks: [
      ...(data.note ? [section(data.note)] : []),
      ...headBlocks(data),
      ...review.touches.flatMap((touch) => [divider, ...touchBlocks(touch, { ...data, lead: review.lead })]),
    ],
  });
}

function titleOf({ queue, position, total }: ReviewSession): string {
  if (!queue) return 'Drafts of a lead';
  const whole = `Review drafts · ${position} of ${total}`;
  return whole.length <= 24 ? whole : `Review · ${position} of ${total}`;
}

function submitText({ seen, drafted, queue }: { seen: number; drafted: number; queue: boolean }): string | undefined {
  if (seen === 0) return queue ? 'Next lead' : undefined;
  if (seen < drafted) return `Approve ${seen} of ${drafted}`;
  return seen === 1 ? 'Approve this one' : `Approve all ${seen}`;
}

function headBlocks(data: ReviewData): Block[] {
  const { review, points, session, now } = data;
  const { lead } = review;
  const zone = review.touches[0]?.zone;
  const facts = [
    points === undefined ? '' : `score ${points}`,
    zone?.known ? localNow(zone.name, now) : '',
    data.ownerName ? `${inline(data.ownerName, 40)}’s` : '',
  ];
  const pain = lead.pains[0];
  const drafted = review.touches.filter((one) => one.status === 'drafted');
  const held = drafted.length - seenOf(drafted).length;
  const status = statusText(review);
  return [
    section(
      `${personLine(lead)}${facts.some(Boolean) ? `  ·  ${facts.filter(Boolean).join(' · ')}` : ''}`,
      session.queue ? button('Skip this lead', 'review.skip_lead', { value: lead.id }) : undefined,
    ),
    context(
      pain
        ? `Pain: ${inline(pain.text, 250)} · ${inline(pain.source, 60)}${pain.sourceDate ? `, ${dayOf(pain.sourceDate)}` : ''}`
        : 'No pain is known, so the drafts ask instead of telling.',
      ...(zone && !zone.known ? [guessedZone(lead)] : []),
    ),
    ...(data.mayAct === false
      ? [context('You can read these. The owner, their team lead, a manager or an admin can approve and change them.')]
      : []),
    ...(status ? [section(`:double_vertical_bar: ${status}`)] : []),
    ...(!status && data.mayAct !== false && held > 0 && drafted.length > 1
      ? [
          context(
            `${drafted.length - held} of ${drafted.length} can be approved. The reason stands with each of the others.`,
          ),
        ]
      : []),
  ];
}

/** Said once, not with every step. */
function guessedZone({ country }: LeadReview['lead']): string {
  const where = country ? `in all of ${inline(countryInWords(country), 40)}` : 'wherever the lead may be';
  return `Time zone not known: the times are safe ${where}.`;
}

function statusText({ status, holdReason, stopReason }: LeadReview): string {
  if (status === 'held') return `*On hold*${holdReason ? `: ${inline(holdReason, 200)}` : ''}`;
  if (status === 'stopped')
    return `*Stopped*${stopReason ? `: ${inline(stopReason, 200)}` : ''}. Nothing more is sent.`;
  return status === 'finished' ? '*Finished.* Nothing more is planned.' : '';
}

/** When a round is over: what was done, how long it took, what still waits. */
export function reviewedModal(data: { session: ReviewSession; left: string[]; now: Instant; note?: string }): View {
  const { session, left, now } = data;
  const took = duration(now - session.startedAt);
  const done =
    session.touches === 0
      ? 'Nothing was approved in this round.'
      : `*${count(session.touches, 'touch', 'touches')} about ${count(session.leads, 'lead')} approved*, in ${took}. Each leaves in its lead’s window, and can be pulled back until then.`;
  const waits =
    left.length > 0
      ? `${count(left.length, 'lead still waits', 'leads still wait')}: ${few(left.map((one) => inline(one, 60)))}.`
      : 'Nothing else waits for you.';
  return modal({
    callbackId: 'review.done',
    title: 'Review drafts',
    close: 'Done',
    blocks: [
      ...(data.note ? [section(data.note)] : []),
      section(done),
      context(waits),
      actions(
        ...(left.length > 0 ? [button('Look at those', 'touch.review')] : []),
        ...(session.touches > 0 ? [button('What I approved', 'touch.approved')] : []),
        button('Today’s list', 'leads.open'),
      ),
    ],
  });
}

/** When nothing waits: why, and what fills it. */
export function nothingToReviewModal(): View {
  return modal({
    callbackId: 'review.done',
    title: 'Review drafts',
    blocks: [
      plainSection(
        'No drafts wait for you. Drafts come when a lead is enrolled; writing them takes less than a minute a lead.',
      ),
      actions(button('Today’s list', 'leads.open', { style: 'primary' }), button('What I approved', 'touch.approved')),
    ],
  });
}

/** "12 leads wait for your approval", for a DM or an answer; with `of` they are other people's, and said to be. */
export function draftsWaitingCard(waiting: {
  leads: number;
  touches: number;
  names?: string[];
  of?: { id: string; name: string; leads: number }[];
}): Card {
  if (waiting.leads === 0) {
    return {
      text: 'No drafts wait for your approval',
      blocks: [
        section('*No drafts wait for your approval.* Enrol leads, and five drafts for each appear here.'),
        actions(button('Today’s list', 'leads.open')),
      ],
    };
  }
  if (waiting.of) return othersWaitingCard(waiting.of);
  const text = `${count(waiting.leads, 'lead waits', 'leads wait')} for your approval`;
  const names = few((waiting.names ?? []).map((one) => inline(one, 60)));
  return {
    text,
    blocks: [
      section(`*${text}* · ${count(waiting.touches, 'draft')}${names ? `\n${names}` : ''}`),
      context('Nothing leaves before you have said yes to exactly these words.'),
      actions(button('Start reviewing', 'touch.review', { style: 'primary' })),
    ],
  };
}

const SHOWN_PEOPLE = 5;

/** Nothing of one's own waits, but drafts of people whom one looks after do: theirs first of all, and read and approved where they can't. */
function othersWaitingCard(of: { id: string; name: string; leads: number }[]): Card {
  const lines = of.map((one) => `${inline(one.name, 40)}: ${count(one.leads, 'lead')}`);
  const text = `None of yours wait. Drafts of others do: ${few(lines, SHOWN_PEOPLE)}`;
  return {
    text,
    blocks: [
      section('*None of your own drafts wait for approval.* Those of others do:'),
      ...of
        .slice(0, SHOWN_PEOPLE)
        .map((one, index) =>
          section(
            `*${inline(one.name, 40)}* · ${count(one.leads, 'lead')}`,
            button('Review', `touch.review#${index}`, { value: `${OWNER}${one.id}` }),
          ),
        ),
      context(
        `${of.length > SHOWN_PEOPLE ? `and ${of.length - SHOWN_PEOPLE} more people. ` : ''}They were told, too. What you approve goes out in their name.`,
      ),
    ],
  };
}

/** Before a member's id in the value of a button that opens a round through that member's drafts. */
export const OWNER = 'owner:';

/** The kind under which such cards are remembered. */
export const APPROVAL_CARD = 'approval';
const CARD_WORDS = 700;

/** One lead's drafts on a card: the yes is bound to what the card shows. Undefined where a card can't show all of it. */
export function approvalCard(review: LeadReview, to: Omit<ReviewReader, 'lead'>): Card | undefined {
  const drafted = review.touches.filter((one) => one.status === 'drafted');
  const seen = seenOf(drafted);
  const fits = drafted.every((one) => (one.draft?.body.length ?? 0) <= CARD_WORDS);
  if (seen.length === 0 || seen.length < drafted.length || drafted.length > 5 || !fits) return undefined;
  const text = `${bare(nameOf(review.lead))}: ${count(drafted.length, 'draft waits', 'drafts wait')} for your approval`;
  return {
    text: inline(text, 200),
    follows: { kind: APPROVAL_CARD, subjectId: review.lead.id },
    blocks: [
      section(
        [
          personLine(review.lead),
          `${count(drafted.length, 'draft waits', 'drafts wait')} for your approval`,
          ...(drafted.some((one) => !one.zone.known) ? [guessedZone(review.lead)] : []),
        ].join('\n'),
      ),
      ...drafted.map((touch) => touchOnCard(touch, { ...to, lead: review.lead })),
      actions(
        button(seen.length === 1 ? 'Approve' : `Approve all ${seen.length}`, 'touch.approve_all', {
          value: JSON.stringify([review.lead.id, ...seen.flat()]),
          style: 'primary',
        }),
        button('Review and edit', 'touch.review', { value: review.lead.id }),
        button('Show lead', 'lead.show', { value: review.lead.id }),
      ),
    ],
  };
}

/** What it turns into when it can't be shown whole any more: the review shows what stands in the way. */
export function draftsOfLeadCard(review: LeadReview): Card {
  const waiting = review.touches.filter((one) => one.status === 'drafted').length;
  const text = `${inline(nameOf(review.lead))}: ${count(waiting, 'draft waits', 'drafts wait')}, and not all can be approved as they are`;
  return { text, blocks: [section(text, button('Review', 'touch.review', { value: review.lead.id }))] };
}

/** What it turns into when nothing of it waits any more, and why. */
export function settledApprovalCard(review: LeadReview): Card {
  const status = statusText(review).replaceAll('*', '');
  const text = `${inline(nameOf(review.lead))}: no draft waits any more. ${status}`.trim();
  return { text, blocks: [section(text, button('Show lead', 'lead.show', { value: review.lead.id }))] };
}

/** What an approval card turns into: one line, and the way back. */
export function approvedCard(
  review: LeadReview,
  approved: { touches: number; at: string; by: string; canPullBack?: boolean },
): Card {
  const back = button('Pull back', 'touch.pull_back_lead', { value: review.lead.id });
  const show = button('Show lead', 'lead.show', { value: review.lead.id });
  const text = `${inline(nameOf(review.lead))}: ${count(approved.touches, 'touch', 'touches')} approved by ${inline(approved.by, 40)}, ${approved.at}`;
  return { text, blocks: [section(text, approved.canPullBack === false ? show : back)] };
}
