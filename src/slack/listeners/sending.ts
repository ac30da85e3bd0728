import type { Action, ActionInput, Card, Reply } from '../gesture.ts';
import { button, section } from '../views/blocks.ts';
import { problemCard } from '../views/problem.ts';

function pausedCard(): Card {
  const text = 'Sending is paused for the whole team. Drafting, reading and approving go on.';
  return { text, blocks: [section(text, button('Resume sending', 'sending.resume'))] };
}

/** A card that says how it stands takes the place of the one that said how it stood; App Home has no card. */
const inPlace = ({ messageTs }: ActionInput, card: Card): Reply => (messageTs ? { replaceCard: card } : { say: card });

/** The kill switch of the whole team. */
export const sendingActions: Action[] = [
  {
    id: 'sending.pause',
    async run(input, features) {
      await features.settings.set(input.member, 'sendingPaused', true);
      return { ...inPlace(input, pausedCard()), refreshHome: true };
    },
  },
  {
    id: 'sending.resume',
    async run(input, features) {
      await features.settings.set(input.member, 'sendingPaused', false);
      const card = problemCard('Sending goes on. What was due meanwhile leaves in its window, with the usual gaps.');
      return { ...inPlace(input, card), refreshHome: true };
    },
  },
];
