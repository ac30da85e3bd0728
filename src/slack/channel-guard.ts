import { Unavailable } from '../kernel/errors.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Actors } from './actors.ts';
import { SlackRefusal } from './call-errors.ts';
import type { SlackCalls } from './calls.ts';
import type { Features } from './features.ts';
import { words } from './views/blocks.ts';

/** A look at the members holds this long: Slack allows about a hundred a minute. */
const LOOK_MS = 3_000;

/** The lead threads' channel may not be posted to: somebody in it has no access, or Slack refuses. */
export class ChannelClosed extends Unavailable {}

/** Keeps what is said about leads from people who are not on the allowlist. */
export function createChannelGuard(deps: {
  calls: SlackCalls;
  actors: Actors;
  features: Features;
  logger: Logger;
  botUserId: () => Promise<string>;
  tellAdmins(key: string, text: string): Promise<void>;
}) {
  const looks = new Map<string, number>();

  async function strangersIn(channelId: string): Promise<string[]> {
    const [ids, members, bot] = await Promise.all([
      deps.calls.membersOf(channelId),
      deps.features.access.members(),
      deps.botUserId(),
    ]);
    const known = new Set(members.filter((one) => one.status === 'active').map((one) => one.id));
    const others = ids.filter((id) => id !== bot && !known.has(id));
    const people = await Promise.all(others.map((id) => deps.actors.personOf(id)));
    return people.filter((one) => !one.isBot && !one.isDeleted).map((one) => one.name);
  }

  function day(): string {
    return new Date(deps.features.clock.now()).toISOString().slice(0, 10);
  }

  return {
    /** Throws ChannelClosed, and tells the admins once a day, while somebody without access is in the channel. */
    async assertClosedCircle(channelId: string): Promise<void> {
      const looked = looks.get(channelId) ?? Number.NEGATIVE_INFINITY;
      if (performance.now() - looked < LOOK_MS) return;
      let strangers: string[];
      try {
        strangers = await strangersIn(channelId);
      } catch (error) {
        if (!(error instanceof SlackRefusal)) throw error;
        const text = `Lead threads wait: Slack does not let the app see <#${channelId}> (${error.slackError}). Invite the app to that channel, or set another THREADS_CHANNEL.`;
        await deps.tellAdmins(`threads-refused:${channelId}:${error.slackError}:${day()}`, text);
        throw new ChannelClosed('The channel of the lead threads can’t be reached.', error);
      }
      if (strangers.length > 0) {
        const names = words(strangers.slice(0, 5).join(', '));
        const text = `Lead threads wait: ${names} ${strangers.length === 1 ? 'is' : 'are'} in <#${channelId}> without access to this app. Give access or take them out of the channel; what waits is posted then, and nothing is lost.`;
        await deps.tellAdmins(
          `threads-strangers:${channelId}:${[...strangers].sort().join(',').slice(0, 100)}:${day()}`,
          text,
        );
        throw new ChannelClosed('Somebody without access is in the channel of the lead threads.');
      }
      looks.set(channelId, performance.now());
    },
    /** Membership changed, or access did: look again before the next post. */
    lookAgain: (): void => looks.clear(),
  };
}

export type ChannelGuard = ReturnType<typeof createChannelGuard>;
