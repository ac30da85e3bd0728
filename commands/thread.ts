import type { Command } from '../src/slack/gesture.ts';
import { askRebuild, leadByWords, showThread } from '../src/slack/listeners/thread.ts';
import { whichLead } from '../src/slack/views/thread.ts';

const REBUILD = /\s+rebuild$/i;

export const thread: Command = {
  name: '/thread',
  description: 'Everything that happened with a lead, in order',
  usageHint: '[lead’s name] [rebuild]',
  async run({ text }, features) {
    if (text === '')
      return {
        say: {
          text: 'Whose thread? `/thread` and a name, a company or an email address. `rebuild` behind it makes the Slack thread anew.',
        },
      };
    const isRebuild = REBUILD.test(text);
    const query = text.replace(REBUILD, '').trim();
    const found = await leadByWords(query, features);
    if (!('lead' in found)) return { say: whichLead(query, found.leads, isRebuild ? 'thread.rebuild' : 'thread.show') };
    return isRebuild ? askRebuild(found.lead.id, features) : showThread(found.lead.id, features);
  },
};
