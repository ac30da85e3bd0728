import type { Command } from '../src/slack/gesture.ts';
import { playbookView } from '../src/slack/listeners/playbook.ts';
import { sections } from '../src/slack/views/playbook.ts';

export const playbook: Command = {
  name: '/playbook',
  description: 'What we sell, pains, proof, voice, answers to objections, fit rules',
  usageHint: '[pains | proof | objections | fit]',
  async run({ text, member }, features) {
    const section = sections.find((one) => one === text.toLowerCase()) ?? 'about';
    return { openModal: await playbookView(member, features, { section }) };
  },
};
