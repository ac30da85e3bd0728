import type { Lead } from '../src/features/leads/index.ts';
import { InvalidInput } from '../src/kernel/errors.ts';
import { clip } from '../src/kernel/escape.ts';
import type { Features } from '../src/slack/features.ts';
import type { Command, CommandInput, Reply } from '../src/slack/gesture.ts';
import { ownLead, setPaused, showLead } from '../src/slack/listeners/lead.ts';
import { leadByWords } from '../src/slack/listeners/thread.ts';
import { importModal } from '../src/slack/views/import.ts';
import {
  addLeadModal,
  archiveModal,
  editLeadModal,
  handOverAllModal,
  handOverModal,
  stageModal,
} from '../src/slack/views/lead-forms.ts';
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

type Act = (lead: Lead, input: CommandInput, features: Features) => Promise<Reply>;

/** What is done with one lead by who may; a choice between several shows them, where each can be done. */
const withLead =
  (verb: string, act: Act): Verb =>
  async (words, input, features) => {
    if (words === '') throw new InvalidInput(`Which lead? Write the name behind it, such as /lead ${verb} Ada Byron.`);
    const found = await leadByWords(words, features);
    if (!('lead' in found)) return { say: whichLead(words, found.leads, 'lead.show') };
    return act(await ownLead(found.lead.id, input.member, features), input, features);
  };

const handOver = withLead('hand over', async (lead) => ({ openModal: handOverModal([lead]) }));

/** What asks for more, or can't be taken back in a word, opens its form; the rest is done at once and told on the card. */
const verbs: Record<string, Verb> = {
  add: async (words) => addNamed(words),
  import: async () => ({ openModal: importModal() }),
  handover: (words, input, features) =>
    words === '' ? Promise.resolve({ openModal: handOverAllModal() }) : handOver(words, input, features),
  find: (words, input, features) => find(words, input, features),
  show: (words, input, features) => find(words, input, features),
  log: withLead('log', async (lead, _, features) => ({ openModal: logModal(lead, { now: features.clock.now() }) })),
  edit: withLead('edit', async (lead) => ({ openModal: editLeadModal(lead) })),
  stage: withLead('stage', async (lead) => ({ openModal: stageModal(lead) })),
  won: withLead('won', async (lead) => ({ openModal: stageModal(lead, 'won') })),
  lost: withLead('lost', async (lead) => ({ openModal: stageModal(lead, 'lost') })),
  archive: withLead('archive', async (lead) => ({ openModal: archiveModal(lead) })),
  pause: withLead('pause', (lead, { member }, features) => setPaused(lead, true, { member, features })),
  resume: withLead('resume', (lead, { member }, features) => setPaused(lead, false, { member, features })),
};

/** A lead may be called as a verb is: Won Kim. */
async function isNamed(text: string, features: Features): Promise<boolean> {
  const found = await leadByWords(text, features);
  return 'lead' in found && found.lead.name.toLowerCase() === text.trim().toLowerCase();
}

export const lead: Command = {
  name: '/lead',
  description: 'Add, find, edit, pause, close, hand over, import leads; log a call',
  usageHint: '[add | import | name | log, edit, stage, won, lost, pause, archive, hand over + name]',
  async run(input, features) {
    const [first = '', ...rest] = input.text.replace(/^hand[\s-]+over\b/i, 'handover').split(/\s+/);
    if (first === '') return addNamed('');
    const verb = first.toLowerCase();
    const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
    if (!run || (verb !== 'add' && rest.length > 0 && (await isNamed(input.text, features))))
      return find(input.text, input, features);
    return run(rest.join(' '), input, features);
  },
};
