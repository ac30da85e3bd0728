import { InvalidInput } from '../src/kernel/errors.ts';
import type { Command } from '../src/slack/gesture.ts';
import { openLeads } from '../src/slack/listeners/leads.ts';

export const leads: Command = {
  name: '/leads',
  description: 'Who is worth the next hour, with reasons; enrol one or many',
  usageHint: '[mine | all]',
  async run({ text, member }, features) {
    const whose = text.toLowerCase();
    if (whose !== '' && whose !== 'mine' && whose !== 'all')
      throw new InvalidInput('There is /leads, /leads mine and /leads all. To find one, write /lead and a name.');
    return { openModal: await openLeads(member, features, whose || undefined) };
  },
};
