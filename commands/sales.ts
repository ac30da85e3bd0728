import { InvalidInput } from '../src/kernel/errors.ts';
import type { Features } from '../src/slack/features.ts';
import type { Command, CommandInput, Reply } from '../src/slack/gesture.ts';
import { adminOverview } from '../src/slack/listeners/access.ts';
import { awayForm } from '../src/slack/listeners/away.ts';
import { connectLinkedin } from '../src/slack/listeners/linkedin.ts';
import { connectMailbox } from '../src/slack/listeners/mailbox.ts';
import { showSettings } from '../src/slack/listeners/settings.ts';
import { words } from '../src/slack/views/blocks.ts';
import { helpCard } from '../src/slack/views/help.ts';
import { pauseCard } from '../src/slack/views/setup.ts';

type Verb = (input: CommandInput, features: Features) => Promise<Reply>;

const verbs: Record<string, Verb> = {
  async home() {
    const text = 'Your Home tab is drawn anew: open this app at the left, then Home.';
    return { say: { text }, refreshHome: true };
  },

  help: async ({ member }) => ({ say: helpCard(member) }),

  // Who has no access gets the form before a command is reached.
  join: async () => ({ say: { text: 'You have access already. `/sales help` says what there is.' } }),

  connect: ({ member, text }, features) =>
    isOfLinkedin(text) ? connectLinkedin(member, features) : connectMailbox(member, features),

  async phone({ member, text }, features) {
    const number = text.replace(/^phone\s*/i, '');
    await features.calling.setPhone(member, number);
    const said = number
      ? `A call rings you at ${words(number)} first.`
      : 'Your number is taken away; nothing rings you.';
    return { say: { text: said } };
  },

  async disconnect({ member, text: typed }, features) {
    if (isOfLinkedin(typed)) {
      const was = await features.channels.disconnectLinkedin(member.id);
      const said = was ? 'Your LinkedIn is disconnected: the permission is given back.' : 'You have no LinkedIn here.';
      return { say: { text: said }, refreshHome: true };
    }
    const done = await features.channels.disconnect(member.id);
    const text = done
      ? 'Your mailbox is disconnected: the permission is given back, and nothing leaves from it. `/sales connect` begins again.'
      : 'You have no mailbox here.';
    return { say: { text }, refreshHome: true };
  },

  async away({ member, text }, features) {
    return awayForm(member, text, features);
  },

  async pause({ member }, features) {
    return { say: pauseCard(member, await features.settings.get('sendingPaused')) };
  },

  async admin({ member }, features) {
    if (member.role === 'admin') return adminOverview(features);
    // A manager decides how the team sends, not who is in it.
    if (member.role === 'manager') return showSettings(features);
    throw new InvalidInput('This is for managers and admins. `/sales help` says what you can do.');
  },
};

const isOfLinkedin = (text: string): boolean => /^\w+\s+linkedin$/i.test(text.trim());

export const sales: Command = {
  name: '/sales',
  description: 'Home, help, access, pause',
  usageHint: '[home | help | join | connect | disconnect | phone | away | pause | admin]',
  async run(input, features) {
    const [word = ''] = input.text.toLowerCase().split(/\s+/, 1);
    const verb = word === '' ? 'help' : word;
    const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
    if (!run) throw new InvalidInput(`“${verb}” is not known. There is: ${Object.keys(verbs).join(', ')}.`);
    return run(input, features);
  },
};
