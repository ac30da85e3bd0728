import type { Command } from '../src/slack/gesture.ts';
import { prepareFor } from '../src/slack/listeners/assistant.ts';

const LEAD_IN = /^(?:prepare|prep)(?:\s+me)?(?:\s+for)?\s+/i;

export const coach: Command = {
  name: '/coach',
  description: 'Prepares you for a call with a lead',
  usageHint: '[prepare] [lead’s name]',
  async run({ text }, features) {
    const query = text.replace(LEAD_IN, '').trim();
    if (query === '' || /^(?:prepare|prep)$/i.test(query)) {
      const words =
        'For whom? `/coach` and a lead’s name says what is known before a call. After a reply or a logged call, coaching comes to your messages by itself.';
      return { say: { text: words } };
    }
    return prepareFor(query, features);
  },
};
