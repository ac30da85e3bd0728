import type { CoachingPoint, Nudge } from '../../features/coaching/index.ts';
import type { Lead } from '../../features/leads/index.ts';
import type { Block, Card } from '../gesture.ts';
import { type Answering, answerButton, answeredLine } from './answer.ts';
import { actions, button, context, quote, readerTime, section, words } from './blocks.ts';
import { inline, overflow, personText } from './parts.ts';

const BLOCKS_MAX = 8;
const QUOTE_MAX = 900;

const marks: Record<CoachingPoint['kind'], string> = {
  good: 'Went well',
  try: 'To try',
  note: 'Noted',
  unknown: 'Not enough to say',
};

/** The value of a "This is wrong" button: the nudge, the point, and what was called wrong before. */
export const disputeValue = (nudgeId: string, pointKey: string, before: string[]): string =>
  [nudgeId, ...[pointKey, ...before].map(encodeURIComponent)].join(':');

export function readDispute(value: string): { nudgeId: string; pointKey: string; before: string[] } {
  const [nudgeId = '', pointKey = '', ...before] = value.split(':');
  return { nudgeId, pointKey: decodeURIComponent(pointKey), before: before.map(decodeURIComponent) };
}

/** What stands on a card besides what was coached: points that were called wrong, by key, and the answer that a reply was given. */
export interface NudgeState {
  disputed?: string[];
  answering?: Answering;
  readerId?: string;
}

/** What was said and what it means, for one person; each point can be called wrong. `lead` is unknown once it was erased. */
export function nudgeCard(nudge: Nudge, lead: Lead | undefined, state: NudgeState = {}): Card {
  const { disputed = [], answering, readerId } = state;
  const headline = inline(nudge.headline, 200);
  const lines = [
    nudge.means ? `*Means:* ${inline(nudge.means, 600)}` : '',
    nudge.nextStep ? `*Next:* ${inline(nudge.nextStep, 600)}` : '',
  ].filter(Boolean);
  const above = [
    section(`*${headline}*`),
    context([aboutLead(lead), readerTime(nudge.madeAt)].filter(Boolean).join(' · ')),
    ...(nudge.quote?.trim() ? [quote(nudge.quote, QUOTE_MAX)] : []),
    ...(lines.length > 0 ? [section(lines.join('\n'))] : []),
  ];
  const below = [...unknowns(nudge), ...answeredLine(answering, readerId), buttonsOf(nudge, answering)];
  const points = pointBlocks(nudge, disputed).slice(0, BLOCKS_MAX - above.length - below.length);
  return { text: headline, blocks: [...above, ...points, ...below] };
}

const aboutLead = (lead: Lead | undefined): string => (lead ? words(personText(lead)) : '');

function pointBlocks(nudge: Nudge, disputed: string[]): Block[] {
  // The team lead reads what the rep was told; only who it is about can call it wrong.
  const mayDispute = nudge.kind !== 'objection';
  return nudge.points
    .filter((point) => point.kind !== 'unknown')
    .map((point) => {
      if (disputed.includes(point.key))
        return context(`You called this wrong: ~${inline(point.text, 150)}~ It counts no more.`);
      const said = point.quote?.trim() ? `\n“${inline(point.quote, 300)}”` : '';
      const text = `*${marks[point.kind]}:* ${inline(point.text, 600)}${said}`;
      return mayDispute && point.key !== 'shared'
        ? section(
            text,
            button('This is wrong', 'coaching.dispute', { value: disputeValue(nudge.id, point.key, disputed) }),
          )
        : section(text);
    });
}

/** What can't be judged is one line, not a point. */
function unknowns(nudge: Nudge): Block[] {
  const texts = nudge.points.filter((point) => point.kind === 'unknown').map((point) => inline(point.text, 200));
  return texts.length > 0 ? [context(`${marks.unknown}: ${texts.join(' ')}`)] : [];
}

function buttonsOf({ kind, leadId }: Nudge, answering: Answering | undefined): Block {
  const show = button('Show lead', 'lead.show', { value: leadId });
  const thread = button('Whole thread', 'thread.show', { value: leadId });
  if (kind === 'objection') return actions(show, thread);
  if (kind === 'feedback')
    return actions(show, thread, button('Prepare the next call', 'coach.prepare', { value: leadId }));
  return actions(
    answerButton(leadId, answering),
    button('Log a call', 'reply.log_call', { value: leadId, ...(answering ? {} : { style: 'primary' }) }),
    show,
    thread,
    overflow('lead.more', [
      { text: 'Prepare me', value: `prepare:${leadId}` },
      { text: 'Set stage or outcome', value: `stage:${leadId}` },
      { text: 'Hand over', value: `hand_over:${leadId}` },
    ]),
  );
}
