import type { Member } from '../../features/access/index.ts';
import type { Features } from '../features.ts';
import type { Action, Reply } from '../gesture.ts';
import { prepareCard, unknownQuestionCard } from '../views/help.ts';
import { whichLead } from '../views/thread.ts';
import { leadByWords, whereAsked } from './thread.ts';

const PREPARE =
  /^(?:please\s+)?(?:prepare|prep|brief|coach)\s+(?:me\s+)?(?:(?:for|on|about)\s+)?(?:(?:a|the|my)\s+)?(?:(?:call|meeting)\s+)?(?:with\s+)?(.+?)[.?!]*$/i;

/** What a person wrote to the app in its DM. So far it prepares for a lead; anything else it says that it can't. */
export async function answerMessage(text: string, member: Member, features: Features): Promise<Reply> {
  const query = PREPARE.exec(text.trim())?.[1]?.trim();
  if (!query) return { say: unknownQuestionCard(member) };
  return prepareFor(query, features);
}

/** What is known of a lead before a call, by name. */
export async function prepareFor(query: string, features: Features): Promise<Reply> {
  const found = await leadByWords(query, features);
  if ('lead' in found) return prepareLead(found.lead.id, features);
  return { say: whichLead(query, found.leads, 'coach.prepare') };
}

export async function prepareLead(leadId: string, features: Features): Promise<Reply> {
  return { say: prepareCard(leadId, await features.coaching.prepare(leadId)) };
}

export const assistantActions: Action[] = [
  {
    id: 'coach.prepare',
    run: async ({ value, view }, features) => whereAsked('Prepare', view, await prepareLead(value, features)),
  },
];
