import type { Channel } from '../../features/channels/index.ts';
import type { Lead } from '../../features/leads/index.ts';
import type { Block, Card } from '../gesture.ts';
import { type Answering, answerButton, answeredLine } from './answer.ts';
import { actions, button, context, count, quote, section, words } from './blocks.ts';
import { inline, messageNames } from './parts.ts';

/** What the app tells a person by itself, in their DM. */

/** When coaching has nothing to add, the answer itself still reaches its owner at once. */
export function plainReplyCard(
  lead: Lead,
  said: string,
  about: { summary: string; isOther?: boolean; answering?: Answering; readerId?: string },
): Card {
  const { summary, isOther = false, answering, readerId } = about;
  const name = inline(lead.name);
  const who = isOther ? `Somebody else answered in place of ${name}` : `${name} answered`;
  const read = inline(summary, 300);
  const text = `${who}${read ? `: ${read}` : ''}`;
  return {
    text,
    blocks: [
      section(`*${who}*${read ? ` · ${read}` : ''}`),
      ...(said ? [quote(said, 900)] : []),
      ...answeredLine(answering, readerId),
      replyButtons(lead.id, answering),
    ],
  };
}

const replyButtons = (leadId: string, answering: Answering | undefined): Block => {
  const answer = answerButton(leadId, answering);
  return actions(
    answer,
    button('Log a call', 'reply.log_call', { value: leadId, ...(answering ? {} : { style: 'primary' }) }),
    button('Show lead', 'lead.show', { value: leadId }),
    button('Whole thread', 'thread.show', { value: leadId }),
  );
};

/** To who gave an answer that did not leave: why, and the way to write it anew. */
export function answerKeptCard(lead: Lead, reason: string, canAnswer: boolean): Card {
  const text = `Your answer to ${inline(lead.name)} did not go out`;
  return {
    text,
    blocks: [
      section(`*${text}.*\n${inline(reason, 300)} Nothing was sent, and your words are kept.`),
      actions(
        canAnswer ? button('Answer', 'reply.answer', { value: lead.id, style: 'primary' }) : undefined,
        button('Show lead', 'lead.show', { value: lead.id }),
      ),
    ],
  };
}

/** One line on something that a lead's owner should know, with a way to the lead. */
export function leadNotice(lead: Lead, message: string): Card {
  const text = `${words(lead.name)}: ${words(message)}`;
  return {
    text,
    blocks: [section(`*${words(lead.name)}*\n${words(message)}`, button('Show lead', 'lead.show', { value: lead.id }))],
  };
}

/** Where somebody can see whether it left. */
const LOOK: Record<string, string> = {
  email:
    'The mail service did not say, and a look-up found nothing certain. Nothing is sent again until you say so: look into your sent mail.',
  linkedin:
    'LinkedIn did not say, and tells nobody afterwards. Nothing is sent again until you say so: look into your conversation on LinkedIn.',
};
const OTHERWISE =
  'The provider did not say, and a look-up found nothing certain. Nothing is sent again until you say so: ask the provider or the lead.';

/** To the owner of a message of which nobody knows whether it left; only a look where it would stand tells. */
export function unclearCard(lead: Lead, touch: { id: string; step: number; channel?: Channel }): Card {
  const { channel = 'email' } = touch;
  const what = touch.step > 0 ? `${messageNames[channel]} ${touch.step}` : 'your answer';
  const text = `Did ${what} to ${words(lead.name)} go out?`;
  return {
    text,
    blocks: [
      section(`*${text}*\n${LOOK[channel] ?? OTHERWISE}`),
      actions(
        button('It went out', 'touch.went_out', { value: touch.id, style: 'primary' }),
        button('It did not', 'touch.did_not_go', { value: touch.id }),
        button('Show lead', 'lead.show', { value: lead.id }),
      ),
    ],
  };
}

/** To the admins: somebody is gone, and their leads wait for somebody else. */
export function handOverCard(text: string, fromMemberId: string): Card {
  const handOver = button('Hand all over', 'leads.hand_over_all', { value: fromMemberId, style: 'primary' });
  return { text, blocks: [section(text), actions(handOver)] };
}

export function handedOverCard(fromName: string, leads: Lead[]): Card {
  const text = `${words(fromName)} handed ${count(leads.length, 'lead')} over to you`;
  const shown = leads.slice(0, 5);
  const more = leads.length - shown.length;
  return {
    text,
    blocks: [
      section(`*${text}*`),
      ...shown.map((one) =>
        section(
          [one.name, one.account?.name]
            .filter(Boolean)
            .map((part) => words(String(part)))
            .join(', '),
          button('Show lead', 'lead.show', { value: one.id }),
        ),
      ),
      ...(more > 0 ? [context(`and ${more} more: \`/leads\` lists them`)] : []),
    ],
  };
}
