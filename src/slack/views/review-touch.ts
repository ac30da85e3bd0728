import type { Member } from '../../features/access/index.ts';
import type { Problem } from '../../features/drafting/index.ts';
import type { Lead } from '../../features/leads/index.ts';
import type { DraftView, TouchView } from '../../features/sequences/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import { oneLine, unescapeSlack } from '../../kernel/escape.ts';
import type { Block } from '../gesture.ts';
import { actions, button, context, type Element, section } from './blocks.ts';
import {
  bothTimes,
  channelMarks,
  channelNames,
  exactWords,
  fewLines,
  firstNameOf,
  inline,
  overflow,
  timeFor,
} from './parts.ts';

export interface ReviewReader {
  lead: Lead;
  reader: Member;
  now: Instant;
  /** False where the reader may look, and no more. */
  mayAct?: boolean;
}

const SHOWN_PROBLEMS = 4;
const OPEN_STATES: ReadonlySet<TouchView['status']> = new Set(['planned', 'drafted']);

/** One touch of a review: when and where it goes, the words exactly as they will, on what they rest, what stands against it. */
export function touchBlocks(touch: TouchView, to: ReviewReader): Block[] {
  const mayAct = to.mayAct !== false;
  const head = section(
    `*${touch.step} · ${what(touch)}* · ${when(touch, to)}${where(touch)}`,
    mayAct ? mainButton(touch) : undefined,
  );
  if (!touch.draft) return [head, context(touch.waitReason ? inline(touch.waitReason, 200) : 'Not written yet.')];
  // What has left, or never will, needs no second reading: its subject is enough.
  if (!OPEN_STATES.has(touch.status) && touch.status !== 'approved')
    return [head, ...(touch.draft.subject ? [context(`“${inline(touch.draft.subject, 150)}”`)] : [])];
  return [
    head,
    ...wordBlocks(touch, touch.draft),
    restsOn(touch, touch.draft, mayAct),
    ...problemBlocks(touch, touch.draft, { ...to, mayAct }),
  ];
}

const what = ({ channel }: TouchView): string => `${channelMarks[channel]} ${channelNames[channel]}`;

/** When it goes, or what became of it. */
function when(touch: TouchView, { lead, reader, now }: ReviewReader): string {
  const planned = bothTimes(touch.dueAt, { name: firstNameOf(lead), zone: touch.zone }, { reader, now });
  const due = touch.dueAt < now ? `was planned for ${planned}, goes as soon as it may` : planned;
  const at = (instant: Instant | undefined) => (instant === undefined ? '' : ` ${timeFor(instant, reader, now)}`);
  switch (touch.status) {
    case 'approved':
      return `${due} · approved${touch.approvedBy ? ` by ${whom(touch.approvedBy, reader)}` : ''}${at(touch.approvedAt)}`;
    case 'sent':
      return `sent${at(touch.sentAt)}`;
    case 'done':
      return `done${at(touch.sentAt)}`;
    case 'task':
      return 'a task for you, due now';
    case 'sending':
      return 'is leaving now';
    case 'unclear':
      return 'not known whether it went';
    case 'skipped':
    case 'cancelled':
    case 'failed':
      return touch.status;
    default:
      return due;
  }
}

const whom = (name: string, reader: Member): string => (name === reader.name ? 'you' : inline(name, 40));

const noAddress: Partial<Record<TouchView['channel'], string>> = {
  email: 'no email address is known',
  linkedin: 'no profile is known',
  call: 'no phone number is known',
};

function where(touch: TouchView): string {
  if (!(OPEN_STATES.has(touch.status) || touch.status === 'approved')) return '';
  return `\n${touch.address ? `to ${inline(touch.address, 120)}` : (noAddress[touch.channel] ?? '')}`;
}

function mainButton(touch: TouchView): Element | undefined {
  if (touch.status === 'drafted') return button('Edit', 'touch.edit', { value: touch.id });
  if (touch.status === 'approved') return button('Pull back', 'touch.pull_back', { value: touch.id });
  if (touch.status === 'failed') return button('Try again', 'touch.pull_back', { value: touch.id });
  if (touch.status === 'task') return button('Open task', 'task.show', { value: touch.id });
  return undefined;
}

function wordBlocks(touch: TouchView, draft: DraftView): Block[] {
  if (touch.channel !== 'email') return [exactWords(draft.body)];
  const thread = touch.step > 1 ? '  _in the same mail thread_' : '';
  return [
    context(`Subject: *${inline(draft.subject, 200) || 'none'}*${thread}`),
    exactWords(draft.body),
    ...(touch.footer ? [context(`Below it: ${inline(touch.footer.replaceAll('\n', ' · '), 300)}`)] : []),
  ];
}

/** Numbers in the text would look like words of the mail, so what it rests on stands under it. */
function restsOn(touch: TouchView, draft: DraftView, mayAct: boolean): Block {
  const text = `_${restsText(draft)}_`;
  return touch.status === 'drafted' && mayAct
    ? section(text, overflow('touch.more', moreOptions(touch)))
    : context(text);
}

function restsText(draft: DraftView): string {
  const cited = new Set(draft.citations.flatMap((one) => one.evidenceIds));
  const labels = [...new Set(draft.evidence.filter((one) => cited.has(one.id)).map((one) => inline(one.label, 120)))];
  const rests =
    labels.length > 0 ? `Rests on: ${labels.slice(0, 6).join(' · ')}` : 'States no fact that needs a source.';
  if (draft.vouchedBy) return `${rests} Vouched for by a person.`;
  return draft.writer === 'person' ? `${rests} Edited by a person.` : rests;
}

/** The same in one block, for a card: every word of it is inert, so nothing needs escaping. */
export function touchOnCard(touch: TouchView, to: ReviewReader): Block {
  const { draft } = touch;
  const head = `${touch.step} · ${channelNames[touch.channel]}`;
  const time = unescapeSlack(`${when(touch, to)}${where(touch).replace('\n', ' · ')}`);
  const subject = touch.channel === 'email' && draft?.subject ? `\n${oneLine(draft.subject)}` : '';
  const text = (words: string, style?: { bold?: boolean; italic?: boolean }) => ({
    type: 'text',
    text: words,
    ...(style ? { style } : {}),
  });
  return {
    type: 'rich_text',
    elements: [
      {
        type: 'rich_text_section',
        elements: [text(head, { bold: true }), text(` · ${time}`), ...(subject ? [text(subject, { bold: true })] : [])],
      },
      { type: 'rich_text_quote', elements: [text(draft?.body || '–')] },
      ...(touch.channel === 'email' && touch.footer
        ? [
            {
              type: 'rich_text_section',
              elements: [text(`Below it: ${oneLine(touch.footer.replaceAll('\n', ' · '))}`)],
            },
          ]
        : []),
      ...(draft
        ? [{ type: 'rich_text_section', elements: [text(unescapeSlack(restsText(draft)), { italic: true })] }]
        : []),
    ],
  };
}

function moreOptions({ id, channel }: TouchView) {
  return [
    { text: 'Write it anew', value: `regenerate:${id}` },
    { text: 'Skip this touch', value: `skip:${id}` },
    ...(channel === 'email' ? [{ text: 'Send a test to myself', value: `test:${id}` }] : []),
    { text: 'End the whole sequence', value: `dismiss:${id}` },
  ];
}

/** What is missing to do a step at all, and the button that asks for it. */
const missing: Partial<Record<TouchView['channel'], string>> = {
  linkedin: 'Add a LinkedIn profile',
  call: 'Add a phone number',
  whatsapp: 'Add a phone number',
  sms: 'Add a phone number',
};

function problemBlocks(touch: TouchView, draft: DraftView, { lead, mayAct }: ReviewReader): Block[] {
  if (touch.status !== 'drafted' || touch.canApprove) return [];
  const add = touch.address ? undefined : missing[touch.channel];
  if (add && mayAct)
    return [
      context(`:warning: Nobody can do this step as it is: ${noAddress[touch.channel] ?? 'no address is known'}.`),
      actions(
        button(add, `review.edit_lead#${touch.step}`, {
          value: `${touch.channel === 'linkedin' ? 'linkedin' : 'phone'}:${lead.id}`,
        }),
        button('Skip this step', `touch.more#${touch.step}`, { value: `skip:${touch.id}` }),
      ),
    ];
  const standing = draft.vouchedBy ? draft.problems.filter((one) => !one.canVouch) : draft.problems;
  if (standing.length > 0) return [section(problemText(standing))];
  return touch.waitReason ? [context(`:warning: Can’t be approved yet: ${inline(touch.waitReason, 300)}`)] : [];
}

/** What stands against a draft: each sentence once, with every reason and what would mend it. */
export function problemText(problems: Problem[]): string {
  const bySentence = new Map<string, string[]>();
  for (const one of problems) {
    const reasons = bySentence.get(one.sentence) ?? [];
    if (!reasons.includes(one.reason)) bySentence.set(one.sentence, [...reasons, one.reason]);
  }
  const lines = [...bySentence].map(([words, reasons]) => {
    const sentence = inline(words, 200);
    const said = reasons.map((one) => inline(one, 250));
    if (!sentence) return said.join(' ');
    return said.length === 1
      ? `“${sentence}”: ${said[0]}`
      : `“${sentence}”:\n${said.map((one) => `• ${one}`).join('\n')}`;
  });
  return `:warning: *Can’t be approved yet*\n${fewLines(lines, SHOWN_PROBLEMS)}`;
}
