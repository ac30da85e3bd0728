import type { Logger } from '../kernel/logger.ts';
import type { Actors } from './actors.ts';
import type { Person } from './calls.ts';
import type { Features } from './features.ts';
import type { Card } from './gesture.ts';
import { count, words } from './views/blocks.ts';
import { handOverCard } from './views/notices.ts';

/** Ends the access of people who left the workspace, and says whose leads are to be handed over. */
export function createOffboarding(deps: {
  actors: Actors;
  features: Features;
  logger: Logger;
  tellAdmins(key: string, card: Card): Promise<void>;
}) {
  const { access, leads } = deps.features;

  async function end(person: Person): Promise<void> {
    const member = await access.member(person.id);
    if (member?.status !== 'active') return;
    await access.deactivate(
      person.id,
      person.isDeleted ? 'deactivated in Slack' : 'no full member of the workspace any more',
    );
    const { total } = await leads.list({ ownerId: person.id, limit: 1 });
    const lead = member.teamLeadId ? await access.member(member.teamLeadId) : undefined;
    const standIn = lead?.status === 'active' ? words(lead.name) : 'the admins';
    const left =
      total > 0
        ? ` ${count(total, 'lead is', 'leads are')} still theirs: \`/lead handover\` or the button hands them over. Until then nothing of theirs is sent, and answers go to ${standIn}.`
        : '';
    const text = `${words(member.name)} left the workspace, so their access here ended.${left}`;
    await deps.tellAdmins(`left:${person.id}:${member.since}`, total > 0 ? handOverCard(text, person.id) : { text });
  }

  /** Asks Slack about one person; who is not there any more has no access from then on. */
  async function check(userId: string): Promise<void> {
    deps.actors.forget(userId);
    try {
      const person = await deps.actors.personOf(userId);
      if (person.isDeleted || person.isGuest) await end(person);
    } catch (error) {
      deps.logger.warn({ error, userId }, 'Slack did not say whether a member is still there');
    }
  }

  return {
    end,
    check,
    async checkMembers(): Promise<void> {
      for (const one of await access.members()) if (one.status === 'active') await check(one.id);
    },
  };
}

export type Offboarding = ReturnType<typeof createOffboarding>;
