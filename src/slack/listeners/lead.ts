import type { Member } from '../../features/access/index.ts';
import type { Lead } from '../../features/leads/index.ts';
import type { LeadReview } from '../../features/sequences/index.ts';
import { byTime, happenedAt } from '../../features/threads/index.ts';
import { InvalidInput, NotFound } from '../../kernel/errors.ts';
import type { Features } from '../features.ts';
import type { Action, ActionInput, OptionsSource, Reply } from '../gesture.ts';
import { type LeadCardData, leadCard, leadModal } from '../views/lead.ts';
import { addLeadModal, archiveModal, editLeadModal, handOverModal, stageModal } from '../views/lead-forms.ts';
import { logModal } from '../views/lead-log.ts';
import { enrolText } from '../views/leads.ts';
import { bare, inline, personText } from '../views/parts.ts';
import { entryText, threadKinds } from '../views/thread.ts';
import { namesOf } from './thread.ts';

const RECENT = 3;
const ALL = 5_000;

/** The lead's sequence with its touches; undefined when it was never enrolled. */
export async function reviewOf(leadId: string, member: Member, features: Features): Promise<LeadReview | undefined> {
  return features.sequences.review(member, leadId).catch((error) => {
    if (error instanceof NotFound) return undefined;
    throw error;
  });
}

/** Everything that a lead's card shows. */
export async function leadCardData(leadId: string, member: Member, features: Features): Promise<LeadCardData> {
  const lead = await features.leads.get(leadId);
  const [score, review, owner, mayAct, entries, nameOf] = await Promise.all([
    features.scoring.score(lead),
    reviewOf(leadId, member, features),
    features.access.member(lead.ownerId),
    features.access.mayActOn(member, lead),
    features.threads.of(leadId, { kinds: threadKinds, limit: ALL }),
    namesOf(features),
  ]);
  return {
    lead,
    ownerName: owner?.name ?? 'nobody here',
    score,
    review,
    recent: byTime(entries)
      .slice(-RECENT)
      .map((one) => ({ text: entryText(one, nameOf), at: happenedAt(one) })),
    reader: member,
    mayAct,
    now: features.clock.now(),
  };
}

/** The lead's card as an answer: where it was asked, or as a modal from a modal or App Home. */
export async function showLead(
  leadId: string,
  input: Pick<ActionInput, 'member' | 'view'>,
  features: Features,
): Promise<Reply> {
  const data = await leadCardData(leadId, input.member, features);
  return input.view ? { openModal: leadModal(data) } : { say: leadCard(data) };
}

interface At {
  input: ActionInput;
  features: Features;
}

/** The card on which a button was pressed, drawn anew with what was done. */
async function redraw(leadId: string, note: string, { input, features }: At): Promise<Reply> {
  const data = { ...(await leadCardData(leadId, input.member, features)), note };
  if (!input.view) return { replaceCard: leadCard(data) };
  return input.view.callbackId === 'card' ? { updateView: leadModal(data) } : { openModal: leadModal(data) };
}

/** The lead, when this person may act on it; throws Denied in words otherwise. */
export async function ownLead(leadId: string, member: Member, features: Features): Promise<Lead> {
  const lead = await features.leads.get(leadId);
  await features.access.assertMayActOn(member, lead);
  return lead;
}

interface By {
  member: Member;
  features: Features;
}

async function pausedNote(lead: Lead, isPause: boolean, { member, features }: By): Promise<string> {
  if (isPause) {
    await features.leads.pause(member, lead.id);
    return 'Paused. Nothing is sent until it is resumed.';
  }
  await features.leads.resume(member, lead.id);
  return lead.archivedAt ? 'Brought back.' : 'Resumed. What was due meanwhile leaves in its window.';
}

/** By a typed word: done at once, told on the lead's card, whose menu undoes it. */
export async function setPaused(lead: Lead, isPause: boolean, by: By): Promise<Reply> {
  const note = await pausedNote(lead, isPause, by);
  return { say: leadCard({ ...(await leadCardData(lead.id, by.member, by.features)), note }), refreshHome: true };
}

type Verb = (lead: Lead, input: ActionInput, features: Features) => Promise<Reply>;

/** What the menu on a lead's card can do. */
const verbs: Record<string, Verb> = {
  edit: async (lead) => ({ openModal: editLeadModal(lead) }),
  stage: async (lead) => ({ openModal: stageModal(lead) }),
  hand_over: async (lead) => ({ openModal: handOverModal([lead]) }),
  archive: async (lead) => ({ openModal: archiveModal(lead) }),
  pause: async (lead, input, features) =>
    redraw(lead.id, await pausedNote(lead, true, { member: input.member, features }), { input, features }),
  resume: async (lead, input, features) =>
    redraw(lead.id, await pausedNote(lead, false, { member: input.member, features }), { input, features }),
};

async function more(input: ActionInput, features: Features): Promise<Reply> {
  const [verb = '', leadId = ''] = input.value.split(':', 2);
  const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (!run) throw new InvalidInput('This is from an older version. Show the lead again.');
  return run(await ownLead(leadId, input.member, features), input, features);
}

async function enrolOne(input: ActionInput, features: Features): Promise<Reply> {
  const { enrolled, refused } = await features.sequences.enrol(input.member, [input.value]);
  const result = { enrolled: enrolled.length, refused };
  const [no] = refused;
  const note = no ? `:warning: Not enrolled: ${inline(no.name)} ${inline(no.reason, 200)}.` : enrolText(result);
  return redraw(input.value, note, { input, features });
}

export const leadActions: Action[] = [
  { id: 'lead.show', run: (input, features) => showLead(input.value, input, features) },
  { id: 'lead.open_add', run: async () => ({ openModal: addLeadModal() }) },
  { id: 'lead.more', run: more },
  { id: 'lead.enrol', run: enrolOne },
  {
    id: 'lead.log',
    async run(input, features) {
      const lead = await ownLead(input.value, input.member, features);
      return { openModal: logModal(lead, { now: features.clock.now() }) };
    },
  },
  {
    id: 'lead.resume_sequence',
    async run(input, features) {
      await features.sequences.resume(input.member, input.value);
      return redraw(input.value, 'The sequence goes on.', { input, features });
    },
  },
];

const OPTIONS_MAX = 20;

export const leadOptions: OptionsSource[] = [
  {
    id: 'lead.find',
    async run({ query }, features) {
      const found = await features.leads.find(query, { limit: OPTIONS_MAX });
      return found.map((lead) => ({
        text: bare(personText(lead), 75),
        value: lead.id,
        description: lead.email ? bare(lead.email, 75) : undefined,
      }));
    },
  },
];
