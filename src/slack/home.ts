import type { Actor, Member } from '../features/access/index.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Actors } from './actors.ts';
import type { SlackCalls } from './calls.ts';
import type { Features } from './features.ts';
import type { View } from './gesture.ts';
import { closedHome, strangerHome } from './views/access.ts';
import { homeView } from './views/home.ts';
import { inboxWords } from './views/mailbox.ts';

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

  /** What can't be read: this member's mailbox, and for an admin the team's numbers. */
  async function unreadFor(member: Member) {
    const mailboxes = (await features.channels.mailboxes()).filter((one) => one.memberId === member.id);
    const texts = (['whatsapp', 'sms'] as const).flatMap((one) => features.channels.textInbox(one) ?? []);
    const names = new Map([
      ...mailboxes.map((one): [string, string] => [one.id, `Your mailbox ${one.address}`]),
      ...(member.role === 'admin' ? texts.map((id): [string, string] => [id, inboxWords(id)]) : []),
    ]);
    const told = (await features.channels.inboxes([...names.keys()])).filter((one) => one.toldAt !== undefined);
    return told.map(({ id, readAt, failingSince, toldAt }) => ({
      name: names.get(id) ?? '',
      since: readAt ?? failingSince ?? toldAt ?? 0,
    }));
  }

  async function memberHome(member: Member): Promise<View> {
    const isAdmin = member.role === 'admin';
    const [today, ranked, sendingPaused, pausedMailboxes, unread, open] = await Promise.all([
      features.analytics.today(member.id),
      features.scoring.rank({ ownerId: member.id, limit: HOT_LEADS }),
      features.settings.get('sendingPaused'),
      pausedFor(member),
      unreadFor(member),
      isAdmin ? features.access.requests('open') : [],
    ]);
    return homeView({
      member,
      today,
      hot: ranked.leads,
      sendingPaused,
      pausedMailboxes,
      unread,
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
