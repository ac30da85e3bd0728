import type { Action } from '../gesture.ts';
import { problemCard } from '../views/problem.ts';

/** The kill switch of the whole team. */
export const sendingActions: Action[] = [
  {
    id: 'sending.pause',
    async run({ member }, features) {
      await features.settings.set(member, 'sendingPaused', true);
      return {
        say: problemCard('Sending is paused for the whole team. /sales pause shows how to resume it.'),
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
