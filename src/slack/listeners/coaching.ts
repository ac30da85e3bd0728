import { NotFound } from '../../kernel/errors.ts';
import { answeringOf } from '../answering.ts';
import type { Features } from '../features.ts';
import type { Action, ActionInput, Reply } from '../gesture.ts';
import { logModal } from '../views/lead-log.ts';
import { nudgeCard, readDispute } from '../views/nudge.ts';
import { ownLead } from './lead.ts';

/** The point stays on the card as a quiet line that says it was called wrong. */
async function dispute(input: ActionInput, features: Features): Promise<Reply> {
  const { nudgeId, pointKey, before } = readDispute(input.value);
  await features.coaching.dispute(input.member.id, nudgeId, pointKey);
  const nudge = await features.coaching.nudge(nudgeId);
  const lead = await features.leads.get(nudge.leadId).catch((error) => {
    if (error instanceof NotFound) return undefined;
    throw error;
  });
  const disputed = [...new Set([...before, pointKey])];
  const answering = await answeringOf(await features.threads.entry(nudge.entryId), features);
  return { replaceCard: nudgeCard(nudge, lead, { disputed, answering, readerId: input.member.id }) };
}

export const coachingActions: Action[] = [
  { id: 'coaching.dispute', run: dispute },
  {
    id: 'reply.log_call',
    async run(input, features) {
      const lead = await ownLead(input.value, input.member, features);
      return { openModal: logModal(lead, { now: features.clock.now(), kind: 'call' }) };
    },
  },
];
