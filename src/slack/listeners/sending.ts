import type { Action, Card } from '../gesture.ts';
import { button, section } from '../views/blocks.ts';
import { problemCard } from '../views/problem.ts';

function pausedCard(): Card {
  const text = 'Sending is paused for the whole team. Drafting, reading and approving go on.';
  return { text, blocks: [section(text, button('Resume sending', 'sending.resume'))] };
}

/** The kill switch of the whole team. */
export const sendingActions: Action[] = [
  {
    id: 'sending.pause',
    async run({ member }, features) {
      await features.settings.set(member, 'sendingPaused', true);
      return {
        say: pausedCard(),
        refreshHome: true,
      };
    },
  },
  {
    id: 'sending.resume',
    async run({ member }, features) {
      await features.settings.set(member, 'sendingPaused', false);
      return {
        say: problemCard('Sending goes on. What was due meanwhile leaves in its window, with the usual gaps.'),
        refreshHome: true,
      };
    },
  },
];
