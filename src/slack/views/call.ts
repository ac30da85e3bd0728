import type { Lead } from '../../features/leads/index.ts';
import type { Card } from '../gesture.ts';
import { actions, button, section } from './blocks.ts';
import { inline, nameOf } from './parts.ts';

const OUTCOMES: Record<string, string> = {
  completed: 'The call is over',
  busy: 'The line was busy',
  no_answer: 'Nobody picked up',
  failed: 'The call did not come about',
  canceled: 'The call was hung up before it began',
};

/** After a call that was rung from here: how long, and the way to say how it went. */
export function callEndedCard(lead: Lead, { status, seconds }: { status: string; seconds: number }): Card {
  const length = status === 'completed' && seconds > 0 ? `, ${Math.max(1, Math.round(seconds / 60))} min` : '';
  const text = `${OUTCOMES[status] ?? 'The call is over'}: ${inline(nameOf(lead))}${length}`;
  return {
    text,
    blocks: [
      section(`*${text}.*\nHow did it go? What you write goes into the lead’s thread, and you are coached on it.`),
      actions(
        button('Log it', 'lead.log', { value: lead.id, style: 'primary' }),
        button('Show lead', 'lead.show', { value: lead.id }),
      ),
    ],
  };
}
