import { NotFound } from '../src/kernel/errors.ts';
import type { Command } from '../src/slack/gesture.ts';
import { leadByWords } from '../src/slack/listeners/thread.ts';
import { whyLead } from '../src/slack/listeners/why.ts';
import { whichLead } from '../src/slack/views/thread.ts';

export const why: Command = {
  name: '/why',
  description: 'Why a lead was or was not written to',
  usageHint: '[lead’s name]',
  async run({ text, member }, features) {
    if (text === '') return { say: { text: 'Why was who (not) written to? `/why` and a lead’s name.' } };
    const found = await leadByWords(text, features);
    if (!('lead' in found)) {
      if (found.leads.length === 0)
        throw new NotFound(
          `No lead is found for “${text.slice(0, 60)}”. Try the family name, the company or the email address.`,
        );
      return { say: whichLead(text, found.leads, 'lead.why') };
    }
    return whyLead(found.lead.id, member, features);
  },
};
