import type { Member } from '../../features/access/index.ts';
import { type Lead, stageNames } from '../../features/leads/index.ts';
import type { Score } from '../../features/scoring/index.ts';
import type { LeadReview, TouchView } from '../../features/sequences/index.ts';
import { formatDay } from '../../kernel/calendar.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { Block, Card, View } from '../gesture.ts';
import { actions, button, context, count, type Element, section, words } from './blocks.ts';
import {
  bothTimes,
  cardModal,
  channelInWords,
  dayOf,
  firstNameOf,
  inline,
  localNow,
  number,
  overflow,
  personLine,
  personText,
  readablePhone,
  timeFor,
} from './parts.ts';

export interface LeadCardData {
  lead: Lead;
  ownerName: string;
  score: Score;
  /** Absent while the lead was never on a sequence. */
  review?: LeadReview;
  /** The last interactions, oldest first; `text` is mrkdwn, escaped. */
  recent: { text: string; at: Instant }[];
  reader: Member;
  /** Whether the reader may act on this lead. */
  mayAct: boolean;
  now: Instant;
  /** What was just done, in a line. */
  note?: string;
}

/** Who, why, where it stands, what happened last, what to do: eight blocks at most. */
export function leadCard(data: LeadCardData): Card {
  const { lead } = data;
  return {
    text: words(`${personText(lead)}: ${plainState(data)}`),
    blocks: [
      ...(data.note ? [context(data.note)] : []),
      section(`${personLine(lead)}\n${factsLine(data)}`),
      section(scoreText(data.score)),
      section(painText(lead)),
      section(sequenceText(data)),
      ...(data.recent.length > 0 ? [section(recentText(data))] : []),
      ...(data.mayAct
        ? []
        : [context(`Owned by ${inline(data.ownerName)}, who can act on it, as can their team lead or a manager.`)]),
      buttons(data),
    ],
  };
}

export const leadModal = (data: LeadCardData): View => cardModal('Lead', leadCard(data));

const isActive = (review: LeadReview | undefined): review is LeadReview =>
  review !== undefined && (review.status === 'active' || review.status === 'held');

const draftedOf = (review: LeadReview | undefined): TouchView[] =>
  isActive(review) && review.status === 'active' ? review.touches.filter((one) => one.status === 'drafted') : [];

/** Whether it could be put on a sequence now; the sequence itself has the last word. */
const isFree = ({ lead, review }: LeadCardData): boolean =>
  !isActive(review) && !lead.archivedAt && !lead.pausedAt && (lead.stage === 'new' || lead.stage === 'contacted');

function plainState(data: LeadCardData): string {
  const { lead, review } = data;
  if (lead.archivedAt) return 'archived';
  if (lead.pausedAt) return 'paused';
  if (lead.outcome) return lead.outcome;
  const drafts = draftedOf(review).length;
  if (drafts > 0) return `${count(drafts, 'draft waits', 'drafts wait')} for approval`;
  return stageNames[lead.stage].toLowerCase();
}

function stateMark({ archivedAt, pausedAt }: Lead): string {
  if (archivedAt) return ':file_cabinet: archived';
  return pausedAt ? ':double_vertical_bar: paused' : '';
}

function stageText({ stage, outcome, value, outcomeReason }: Lead): string {
  if (stage !== 'closed' || !outcome) return stageNames[stage];
  const worth = value === undefined ? '' : `, value ${number(value)}`;
  const why = outcomeReason ? ` (${inline(outcomeReason, 120)})` : '';
  return `${outcome === 'won' ? 'Won' : 'Lost'}${worth}${why}`;
}

function placeText({ timezone, country }: Lead, now: Instant): string {
  if (timezone) return localNow(timezone, now);
  return country ? inline(country, 20) : 'country not known';
}

function factsLine({ lead, ownerName, reader, now }: LeadCardData): string {
  return [
    stateMark(lead),
    `${stageText(lead)} since ${formatDay(lead.stageSince, reader.timezone)}`,
    `owner ${inline(ownerName, 40)}`,
    placeText(lead, now),
    lead.email ? inline(lead.email, 100) : 'no email address',
    lead.phone ? inline(readablePhone(lead.phone), 30) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

function scoreText({ points, reasonsFor, reasonsAgainst }: Score): string {
  const list = (reasons: string[]) => reasons.slice(0, 4).map((one) => inline(one, 120));
  const lines = [
    `*${points} points*${reasonsFor.length > 0 ? `: ${list(reasonsFor).join(', ')}` : ''}`,
    reasonsAgainst.length > 0 ? `Against: ${list(reasonsAgainst).join(', ')}` : '',
    reasonsFor.length + reasonsAgainst.length === 0 ? 'No rule of the playbook says anything about this lead.' : '',
  ];
  return lines.filter(Boolean).join('\n');
}

function painText({ pains, notes }: Lead): string {
  const lines = pains.slice(0, 2).map((one) => {
    const from = [inline(one.source, 60), one.sourceDate ? dayOf(one.sourceDate) : ''].filter(Boolean).join(', ');
    return `*Pain:* ${inline(one.text, 300)} · _${from}_`;
  });
  const more = pains.length - lines.length;
  return [
    ...(lines.length > 0 ? lines : ['*Pain:* none known. With one, the drafts have something to say.']),
    more > 0 ? `and ${more} more` : '',
    notes ? `*Note:* ${inline(notes, 250)}` : '',
  ]
    .filter(Boolean)
    .join('\n');
}

const GONE_OUT: ReadonlySet<TouchView['status']> = new Set(['sent', 'done']);
const TO_COME: ReadonlySet<TouchView['status']> = new Set([
  'planned',
  'drafted',
  'approved',
  'sending',
  'unclear',
  'task',
]);

function sequenceText(data: LeadCardData): string {
  const { review, lead, reader, now } = data;
  if (!review) return '*Sequence:* none yet.';
  const out = review.touches.filter((one) => GONE_OUT.has(one.status)).length;
  const progress = `${out} of ${review.touches.length} touches done`;
  if (review.status === 'held')
    return `*Sequence on hold:* ${inline(review.holdReason ?? 'a person decides', 200)} · ${progress}`;
  if (review.status === 'stopped')
    return `*Sequence stopped:* ${inline(review.stopReason ?? 'ended by a person', 200)} · ${progress}`;
  const next = review.touches.find((one) => TO_COME.has(one.status));
  if (!next) return `*Sequence finished* · ${progress}`;
  const when = bothTimes(next.dueAt, { name: firstNameOf(lead), zone: next.zone }, { reader, now });
  const drafts = draftedOf(review).length;
  const waits = drafts > 0 ? ` · *${count(drafts, 'draft waits', 'drafts wait')} for your approval*` : '';
  const why = next.waitReason ? `\n${inline(next.waitReason, 200)}` : '';
  return `*Sequence:* ${progress} · next ${channelInWords[next.channel]}, ${when}${waits}${why}`;
}

function recentText({ recent, reader, now }: LeadCardData): string {
  return recent
    .slice(-3)
    .reverse()
    .map((one) => `${one.text} · ${timeFor(one.at, reader, now)}`)
    .join('\n');
}

function buttons(data: LeadCardData): Block {
  const { lead, review, mayAct } = data;
  const thread = button('Whole thread', 'thread.show', { value: lead.id });
  // The passport stands on the card of the why too.
  const why = review
    ? button('Why', 'lead.why', { value: lead.id })
    : button('Passport', 'passport.show', { value: lead.id });
  if (!mayAct) return actions(thread, why);
  return actions(
    primary(data),
    button('Log interaction', 'lead.log', { value: lead.id }),
    thread,
    why,
    overflow('lead.more', [
      { text: 'Edit', value: `edit:${lead.id}` },
      { text: 'Set stage or outcome', value: `stage:${lead.id}` },
      { text: 'Hand over', value: `hand_over:${lead.id}` },
      lead.pausedAt || lead.archivedAt
        ? { text: lead.archivedAt ? 'Bring back' : 'Resume', value: `resume:${lead.id}` }
        : { text: 'Pause', value: `pause:${lead.id}` },
      ...(lead.archivedAt ? [] : [{ text: 'Archive', value: `archive:${lead.id}` }]),
    ]),
  );
}

function primary(data: LeadCardData): Element | undefined {
  const { lead, review } = data;
  if (isFree(data)) return button('Enrol', 'lead.enrol', { value: lead.id, style: 'primary' });
  if (!isActive(review)) return undefined;
  if (review.status === 'held')
    return button('Resume sequence', 'lead.resume_sequence', { value: lead.id, style: 'primary' });
  return draftedOf(review).length > 0
    ? button('Review drafts', 'touch.review', { value: lead.id, style: 'primary' })
    : button('See the touches', 'touch.review', { value: lead.id });
}
