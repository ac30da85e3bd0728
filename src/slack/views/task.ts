import { z } from 'zod';
import type { Member } from '../../features/access/index.ts';
import type { Lead } from '../../features/leads/index.ts';
import type { TouchView } from '../../features/sequences/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { Block, Card, View } from '../gesture.ts';
import { actions, button, context, type Element, input, section } from './blocks.ts';
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
export const answeredStateSchema = z.object({ leadId: z.string(), touchId: z.string() });

export interface TaskData {
  touch: TouchView;
  lead: Lead;
  reader: Member;
  now: Instant;
  /** Calls can be placed from here. */
  canRing?: boolean;
}

/** A step that a person does by hand: the words to copy, the way to the profile, and what came of it. */
export function taskCard({ touch, lead, reader, now, canRing }: TaskData): Card {
  const name = inline(nameOf(lead));
  const text = touch.channel === 'call' ? `Call ${name}` : `LinkedIn message to ${name}`;
  const due = bothTimes(touch.dueAt, { name: firstNameOf(lead), zone: touch.zone }, { reader, now });
  const link = profileLink(touch);
  return {
    text: `${text}, due ${due}`,
    blocks: [
      section(`${channelMarks[touch.channel]} *${text}* · due ${due}`),
      context(
        `${personLine(lead)}${touch.channel === 'call' && touch.address ? ` · ${inline(touch.address, 40)}` : ''}`,
      ),
      ...(touch.draft ? [copyable(touch.draft.body)] : []),
      ...byHandBlocks(touch),
      ...(touch.waitReason ? [context(inline(touch.waitReason, 300))] : []),
      actions(
        link,
        canRing && touch.channel === 'call'
          ? button('Ring me, then them', 'call.ring', { value: touch.id })
          : undefined,
        button('I did it', 'task.done', { value: touch.id, style: 'primary' }),
        button('They answered', 'task.answered', { value: touch.id }),
        button('Show lead', 'lead.show', { value: lead.id }),
      ),
    ],
  };
}

/** Why a person does it, and what is missing for it. */
function byHandBlocks({ channel, address }: TouchView): Block[] {
  if (channel === 'call')
    return address ? [] : [context(':warning: No number on record: ask for one, or skip the call.')];
  return [
    ...(address ? [] : [context(':warning: No profile on record: find them by name.')]),
    context('By hand, because LinkedIn forbids software that drives a person’s account, and closes such accounts.'),
  ];
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
  const what = touch.channel === 'call' ? 'Call to' : 'LinkedIn message to';
  const text = `${what} ${inline(nameOf(lead))}: done, says ${inline(by, 40)}.`;
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
