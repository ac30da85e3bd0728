import { InvalidInput } from '../src/kernel/errors.ts';
import { clip } from '../src/kernel/escape.ts';
import type { Features } from '../src/slack/features.ts';
import type { Command, CommandInput, Reply } from '../src/slack/gesture.ts';
import { ownLead, showLead } from '../src/slack/listeners/lead.ts';
import { handOverAll } from '../src/slack/listeners/leads.ts';
import { leadByWords } from '../src/slack/listeners/thread.ts';
import { importModal } from '../src/slack/views/import.ts';
import { addLeadModal, editLeadModal } from '../src/slack/views/lead-forms.ts';
import { logModal } from '../src/slack/views/lead-log.ts';
import { whichLead } from '../src/slack/views/thread.ts';

type Verb = (words: string, input: CommandInput, features: Features) => Promise<Reply>;

const NAME_MAX = 100;

/** "Ada Byron" as typed behind `add`: the last word is the family name. */
function addNamed(words: string): Reply {
  const names = clip(words, NAME_MAX).split(/\s+/).filter(Boolean);
  const lastName = names.length > 1 ? names.at(-1) : undefined;
  const firstName = (lastName ? names.slice(0, -1) : names).join(' ');
  return { openModal: addLeadModal({ firstName, lastName }) };
}

/** One lead by its words, or the choice between several. */
async function find(words: string, input: CommandInput, features: Features): Promise<Reply> {
  const found = await leadByWords(words, features);
  if ('lead' in found) return showLead(found.lead.id, { member: input.member }, features);
  return { say: whichLead(words, found.leads, 'lead.show') };
}

/** What is done with one lead; a choice between several shows them, where each can be done. */
const withLead =
  (act: (leadId: string, input: CommandInput, features: Features) => Promise<Reply>): Verb =>
  async (words, input, features) => {
    if (words === '') throw new InvalidInput('Which lead? Write the name behind it, such as /lead log Ada Byron.');
    const found = await leadByWords(words, features);
    return 'lead' in found ? act(found.lead.id, input, features) : { say: whichLead(words, found.leads, 'lead.show') };
  };

const verbs: Record<string, Verb> = {
  add: async (words) => addNamed(words),
  import: async () => ({ openModal: importModal() }),
  handover: async (_, { member }, features) => ({ openModal: await handOverAll(member, features) }),
  find: (words, input, features) => find(words, input, features),
  show: (words, input, features) => find(words, input, features),
  log: withLead(async (leadId, { member }, features) => ({
    openModal: logModal(await ownLead(leadId, member, features), { now: features.clock.now() }),
  })),
  edit: withLead(async (leadId, { member }, features) => ({
    openModal: editLeadModal(await ownLead(leadId, member, features)),
  })),
};

export const lead: Command = {
  name: '/lead',
  description: 'Add, find, edit, hand over, import leads; log a call',
  usageHint: '[add | name | log name | edit name | import | handover]',
  async run(input, features) {
    const [first = '', ...rest] = input.text.split(/\s+/);
    if (first === '') return addNamed('');
    const verb = first.toLowerCase();
    const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
    return run ? run(rest.join(' '), input, features) : find(input.text, input, features);
  },
};
