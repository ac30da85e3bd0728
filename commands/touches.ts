import type { Command } from '../src/slack/gesture.ts';
import { startReview } from '../src/slack/listeners/review.ts';
import { leadByWords } from '../src/slack/listeners/thread.ts';
import { approvedView, touchesWaiting } from '../src/slack/listeners/touch.ts';
import { whichLead } from '../src/slack/views/thread.ts';

export const touches: Command = {
  name: '/touches',
  description: 'What waits for your approval, and your tasks',
  usageHint: '[review | approved | lead’s name]',
  async run({ text, member }, features) {
    const word = text.toLowerCase();
    if (word === '') return { say: await touchesWaiting(member, features) };
    if (word === 'review') return { openModal: await startReview(member, features) };
    if (word === 'approved') return { openModal: await approvedView(member, features) };
    const found = await leadByWords(text, features);
    if ('lead' in found) return { openModal: await startReview(member, features, found.lead.id) };
    return { say: whichLead(text, found.leads, 'touch.review') };
  },
};
