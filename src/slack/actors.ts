import type { Actor } from '../features/access/index.ts';
import { isZone } from '../kernel/calendar.ts';
import { type Clock, MINUTE_MS } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Installation, Person, SlackCalls } from './calls.ts';

const KEEP_MS = 5 * MINUTE_MS;

/** Who Slack says made a gesture. `homeId` is the enterprise's or workspace's id in the payload, where there is one. */
export interface Claimed {
  userId: string | undefined;
  homeId?: string;
  isBot?: boolean;
}

export const slackItself: Actor = {
  userId: undefined,
  teamId: undefined,
  isBot: false,
  isGuest: false,
  isDeleted: false,
  isStranger: false,
  isApp: true,
};

const nobody: Actor = { ...slackItself, isApp: false };

/**
 * Builds the actor from Slack's own record of the person, kept for five minutes. A person about whom Slack does not
 * answer is nobody: access fails closed.
 */
export function createActors(deps: {
  calls: SlackCalls;
  clock: Clock;
  logger: Logger;
  installation: () => Promise<Installation>;
}) {
  const known = new Map<string, { person: Promise<Person>; at: number }>();

  function personOf(userId: string): Promise<Person> {
    const now = deps.clock.now();
    const cached = known.get(userId);
    if (cached && now - cached.at < KEEP_MS) return cached.person;
    const person = deps.calls.person(userId);
    known.set(userId, { person, at: now });
    person.catch(() => known.delete(userId));
    return person;
  }

  return {
    async actorOf(claimed: Claimed): Promise<Actor> {
      const { userId } = claimed;
      if (!userId) return { ...nobody, isBot: claimed.isBot === true };
      try {
        const [person, home] = await Promise.all([personOf(userId), deps.installation()]);
        const elsewhere = claimed.homeId !== undefined && ![home.homeId, home.workspaceId].includes(claimed.homeId);
        const isStranger = person.isStranger || elsewhere || ![home.homeId, home.workspaceId].includes(person.homeId);
        return {
          userId,
          teamId: isStranger ? person.homeId || 'elsewhere' : home.homeId,
          name: person.name,
          email: person.email,
          timezone: person.timezone && isZone(person.timezone) ? person.timezone : undefined,
          isBot: person.isBot || claimed.isBot === true,
          isGuest: person.isGuest,
          isDeleted: person.isDeleted,
          isStranger,
        };
      } catch (error) {
        deps.logger.warn({ error, userId }, 'Slack did not say who made a gesture');
        return { ...nobody, userId };
      }
    },
    personOf,
    forget: (userId: string): void => {
      known.delete(userId);
    },
  };
}

export type Actors = ReturnType<typeof createActors>;
