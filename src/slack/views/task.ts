import { z } from 'zod';
import type { Member } from '../../features/access/index.ts';
import type { Lead } from '../../features/leads/index.ts';
import type { LinkedinTask, TouchView } from '../../features/sequences/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { Card, View } from '../gesture.ts';
import { actions, button, context, type Element, input, section } from './blocks.ts';
import { limitWords } from './linkedin.ts';
import {
  bothTimes,
  channelMarks,
  copyable,
  firstNameOf,
  inline,
  modal,
  nameOf,
  personLine,
  textField,
} from './parts.ts';
import { pack } from './parts-state.ts';

export const ANSWERED_VIEW = 'task.answered';
export const COPY_VIEW = 'task.sent';
export const answeredStateSchema = z.object({ leadId: z.string(), touchId: z.string() });
export const copyStateSchema = z.object({ touchId: z.string() });

export interface TaskData {
  touch: TouchView;
  lead: Lead;
  reader: Member;
  now: Instant;
  /** Calls can be placed from here. */
  canRing?: boolean;
  /** For a LinkedIn step: its limit, and whether it can be sent from here. */
  linkedin?: LinkedinTask;
}

/** A step that a person does by hand: the words to copy, the way to the profile, and what came of it. */
export function taskCard({ touch, lead, reader, now, canRing, linkedin }: TaskData): Card {
  const name = inline(nameOf(lead));
  const isCall = touch.channel === 'call';
  const text = isCall ? `Call ${name}` : `LinkedIn message to ${name}`;
  const due = bothTimes(touch.dueAt, { name: firstNameOf(lead), zone: touch.zone }, { reader, now });
  return {
    text: `${text}, due ${due}`,
    blocks: [
      section(
        `${channelMarks[touch.channel]} *${text}* · due ${due}`,
        button('Show lead', 'lead.show', { value: lead.id }),
      ),
      context(`${personLine(lead)}${isCall && touch.address ? ` · ${inline(touch.address, 40)}` : ''}`),
      ...(touch.draft ? [copyable(touch.draft.body)] : []),
      ...(touch.waitReason ? [context(inline(touch.waitReason, 300))] : []),
      ...(linkedin ? [context(...linkedinLines(linkedin))] : []),
      actions(
        ...(isCall ? [] : linkedinButtons(touch, linkedin)),
        canRing && isCall ? button('Ring me, then them', 'call.ring', { value: touch.id }) : undefined,
        button(isCall ? 'I did it' : 'I sent it', 'task.done', {
          value: touch.id,
          ...(linkedin?.way === 'send' ? {} : { style: 'primary' }),
        }),
        button('They answered', 'task.answered', { value: touch.id }),
      ),
    ],
  };
}

/** How many a day, and why a person does it where one would look for a button. */
function linkedinLines(task: LinkedinTask): string[] {
  const why =
    'You send it yourself: LinkedIn forbids programs to act in a member’s account, and the account that it closes would be yours';
  return [
    `${limitWords(task)}.${task.way === 'none' ? ` ${why}.` : ''}`,
    ...(task.note ? [inline(task.note, 300)] : []),
  ];
}

function linkedinButtons(touch: TouchView, task: LinkedinTask | undefined): (Element | undefined)[] {
  const { id: value } = touch;
  return [
    task?.way === 'send' ? button('Send through LinkedIn', 'linkedin.compose', { value, style: 'primary' }) : undefined,
    task?.way === 'connect' ? button('Connect LinkedIn', 'linkedin.connect') : undefined,
    touch.draft ? button('Copy the text', 'task.copy', { value }) : undefined,
    profileLink(touch),
  ];
}

/** Slack gives an app no way to the clipboard: in a field all of it is selected and copied at once, on a phone too. */
export function copyModal({ touch, lead }: Pick<TaskData, 'touch' | 'lead'>): View {
  const link = profileLink(touch);
  const field = textField('words', { initial: touch.draft?.body, multiline: true, max: 3_000, focus: true });
  return modal({
    callbackId: COPY_VIEW,
    title: 'Copy and send',
    submit: 'I sent it',
    close: 'Not yet',
    state: pack({ touchId: touch.id }),
    blocks: [
      section(`LinkedIn message to ${inline(nameOf(lead))}`),
      input('words', 'The words', field, {
        hint: 'Select all (Ctrl or Cmd + A) and copy; on a phone, hold the text and choose “Select all”. If you send other words, change them here too: the thread keeps them.',
      }),
      ...(link ? [actions(link)] : []),
    ],
  });
}

/** Only a profile on LinkedIn itself becomes a link: the address came from a file or a form. */
function profileLink({ channel, address }: TouchView): Element | undefined {
  if (channel !== 'linkedin' || !address || !URL.canParse(address)) return undefined;
  const { protocol, hostname, href } = new URL(address);
  const isLinkedin = hostname === 'linkedin.com' || hostname.endsWith('.linkedin.com');
  if (protocol !== 'https:' || !isLinkedin || href.length > 3_000) return undefined;
  return { ...button('Open profile', 'task.open'), url: href };
}

export function taskDoneCard({ touch, lead }: Pick<TaskData, 'touch' | 'lead'>, by: string): Card {
  const [what, done] = touch.channel === 'call' ? ['Call to', 'done'] : ['LinkedIn message to', 'sent'];
  const text = `${what} ${inline(nameOf(lead))}: ${done}, says ${inline(by, 40)}.`;
  return { text, blocks: [section(text, button('Show lead', 'lead.show', { value: lead.id }))] };
}

/** For a task that is not one any more. */
export function taskGoneCard({ touch, lead }: Pick<TaskData, 'touch' | 'lead'>): Card {
  const text = `This task for ${inline(nameOf(lead))} is ${touch.status} by now.`;
  return { text, blocks: [section(text, button('Show lead', 'lead.show', { value: lead.id }))] };
}

/** An answer outside of email: it is written down, and everything that was still to come stops. */
export function answeredModal({ touch, lead }: Pick<TaskData, 'touch' | 'lead'>): View {
  return modal({
    callbackId: ANSWERED_VIEW,
    title: 'They answered',
    submit: 'Keep it',
    close: 'Cancel',
    state: pack({ leadId: lead.id, touchId: touch.id }),
    blocks: [
      section(`What did ${inline(nameOf(lead))} say? The rest of the sequence stops when this is kept.`),
      input(
        'text',
        'Their words, or yours about them',
        textField('text', { multiline: true, max: 3_000, focus: true }),
      ),
    ],
  });
}
