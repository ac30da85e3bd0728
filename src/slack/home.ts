import type { Actor, Member } from '../features/access/index.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Actors } from './actors.ts';
import type { SlackCalls } from './calls.ts';
import type { Features } from './features.ts';
import type { View } from './gesture.ts';
import { closedHome, strangerHome } from './views/access.ts';
import { homeView } from './views/home.ts';
import type { TeamHome } from './views/home-team.ts';

const HOT_LEADS = 3;

/** What App Home shows to a person: the day of a member, a door to anybody else. */
export function createHome(deps: { calls: SlackCalls; actors: Actors; features: Features; logger: Logger }) {
  const { calls, features, actors } = deps;

  /** Paused mailboxes of this member, and those that they may resume. */
  async function pausedFor(member: Member) {
    const paused = (await features.channels.mailboxes()).filter((one) => one.status === 'paused');
    const found = [];
    for (const { id, address, memberId, statusReason: reason = '' } of paused) {
      const mayResume = member.role !== 'rep' && (await features.access.mayActOn(member, { ownerId: memberId }));
      if (mayResume || memberId === member.id) found.push({ id, address, reason, mayResume });
    }
    return found;
  }

  /** A team lead's reps; everybody for a manager or admin. Their own things stand above, so they are left out of a team lead's. */
  async function teamOf(member: Member): Promise<TeamHome | undefined> {
    if (member.role === 'rep') return undefined;
    const owners = await features.sequences.ownersOf(member);
    const others = owners?.filter((id) => id !== member.id);
    const [day, members, mailboxes, funnel] = await Promise.all([
      features.analytics.team(others),
      features.access.members(),
      features.channels.mailboxes(),
      others === undefined ? features.analytics.funnel() : undefined,
    ]);
    return {
      day,
      names: new Map(members.map((one) => [one.id, one.name])),
      toReconnect: mailboxes.filter(
        (one) => one.status === 'reconnect' && (others === undefined || others.includes(one.memberId)),
      ),
      ...(funnel ? { funnel } : {}),
    };
  }

  async function memberHome(member: Member): Promise<View> {
    const isAdmin = member.role === 'admin';
    const [today, ranked, sendingPaused, pausedMailboxes, team, mine, open] = await Promise.all([
      features.analytics.today(member.id),
      features.scoring.rank({ ownerId: member.id, limit: HOT_LEADS }),
      features.settings.get('sendingPaused'),
      pausedFor(member),
      teamOf(member),
      features.leads.list({ ownerId: member.id, limit: 1 }),
      isAdmin ? features.access.requests('open') : [],
    ]);
    return homeView({
      member,
      today,
      hot: ranked.leads,
      sendingPaused,
      pausedMailboxes,
      ownLeads: mine.total,
      ...(team ? { team } : {}),
      now: features.clock.now(),
      ...(isAdmin ? { connections: features.connections(), openRequests: open.length } : {}),
    });
  }

  /** For somebody of whom no gesture says that they are no member: the allowlist and Slack's record decide. */
  async function outsiderHome(userId: string, actor: Actor): Promise<View> {
    if (!isFull(actor)) return closedHome('This app is for full members of the workspace that installed it.');
    return strangerHome((await features.access.requests('open')).find((one) => one.userId === userId));
  }

  return {
    async publish(userId: string): Promise<void> {
      const [member, actor] = await Promise.all([features.access.member(userId), actors.actorOf({ userId })]);
      // A row in the allowlist does not help who is no full member of the workspace any more.
      const isMember = member?.status === 'active' && isFull(actor);
      const view = isMember ? await memberHome(member) : await outsiderHome(userId, actor);
      await calls.publishHome(userId, view);
    },
  };
}

const isFull = (actor: Actor): boolean =>
  !actor.isStranger && !actor.isGuest && !actor.isBot && !actor.isDeleted && actor.teamId !== undefined;

export type Home = ReturnType<typeof createHome>;
