import type { Member } from '../features/access/index.ts';
import type { Logger } from '../kernel/logger.ts';
import { SlackRefusal } from './call-errors.ts';
import type { SlackCalls } from './calls.ts';
import type { Features } from './features.ts';
import type { Card } from './gesture.ts';
import type { Posting } from './posting.ts';
import { standInNote } from './views/away.ts';
import { section } from './views/blocks.ts';

/** A message that a person gets once, known by its key. */
export interface Told {
  key: string;
  kind: string;
  subjectId?: string;
  card: Card;
}

/** Refusals that are about the app or the whole workspace and not about one person: they pass when somebody mends them, and the log waits. */
const ABOUT_THE_APP = new Set([
  'access_denied',
  'account_inactive',
  'accesslimited',
  'ekm_access_denied',
  'enterprise_is_restricted',
  'invalid_auth',
  'messages_tab_disabled',
  'missing_scope',
  'no_permission',
  'not_allowed_token_type',
  'not_authed',
  'org_login_required',
  'ratelimited',
  'restricted_action',
  'team_access_not_granted',
  'token_expired',
  'token_revoked',
  'two_factor_setup_required',
]);

const CHECK_EVERY_MS = 60_000;

/**
 * Messages to people. One whom Slack refuses holds up nobody else: whoever stands in is told, and it is asked whether that person is still
 * there. Trouble that passes is thrown, so that nothing is lost.
 */
export function createDms(deps: {
  calls: SlackCalls;
  posting: Posting;
  features: Features;
  logger: Logger;
  /** Asks Slack whether a person is still a member, and ends the access of who is not. */
  checkMember(userId: string): Promise<void>;
}) {
  const { calls, posting, features, logger } = deps;
  const checkedAt = new Map<string, number>();

  async function check(userId: string): Promise<void> {
    const now = performance.now();
    if (now - (checkedAt.get(userId) ?? Number.NEGATIVE_INFINITY) < CHECK_EVERY_MS) return;
    checkedAt.set(userId, now);
    await deps.checkMember(userId);
  }

  /** Does something in a person's DM; answers undefined when Slack refuses that person. */
  async function inDm<T>(userId: string, work: (channelId: string) => Promise<T>): Promise<{ done: T } | undefined> {
    try {
      return { done: await work(await calls.openDm(userId)) };
    } catch (error) {
      if (!(error instanceof SlackRefusal) || ABOUT_THE_APP.has(error.slackError)) throw error;
      logger.warn({ userId, slackError: error.slackError }, 'Slack refuses messages to a person');
      calls.forgetDm(userId);
      await check(userId);
      return undefined;
    }
  }

  /** Answers whether that person has it. */
  const dm = async (userId: string, post: Told): Promise<boolean> =>
    (await inDm(userId, (channelId) => posting.post({ ...post, channelId }))) !== undefined;

  /** The owner, or who stands in: an owner who left, is away or can't be reached has their team lead, else every admin. */
  async function recipientsFor(memberId: string, unreachable: ReadonlySet<string>): Promise<Member[]> {
    const member = await features.access.member(memberId);
    const isThere = member?.status === 'active' && (member.awayUntil ?? 0) <= features.clock.now();
    if (member && isThere && !unreachable.has(member.id)) return [member];
    const lead = member?.teamLeadId ? await features.access.member(member.teamLeadId) : undefined;
    if (lead?.status === 'active' && !unreachable.has(lead.id)) return [lead];
    const admins = (await features.access.members()).filter((one) => one.status === 'active' && one.role === 'admin');
    return admins.filter((one) => !unreachable.has(one.id));
  }

  /** The same card, with a word on why it comes to somebody else. */
  function inPlaceOf(owner: Member | undefined, reader: Member, card: Card): Card {
    const blocks = card.blocks ?? [section(card.text)];
    return { ...card, blocks: [...blocks, standInNote(owner, reader, features.clock.now())] };
  }

  return {
    inDm,
    dm,
    inPlaceOf,

    /** To a member, or to whoever stands in for them. */
    async tell(memberId: string, post: Told): Promise<void> {
      const unreachable = new Set<string>();
      for (;;) {
        const owner = await features.access.member(memberId);
        const people = await recipientsFor(memberId, unreachable);
        for (const one of people) {
          const card = one.id === memberId ? post.card : inPlaceOf(owner, one, post.card);
          if (!(await dm(one.id, { ...post, card, key: `${post.key}:${one.id}` }))) unreachable.add(one.id);
        }
        if (people.some((one) => !unreachable.has(one.id))) return;
        if (people.length > 0) continue;
        logger.error({ memberId, key: post.key }, 'Slack refuses everybody who could be told');
        return;
      }
    },

    /** To every admin, once for each key. */
    async tellAdmins(key: string, said: string | Card): Promise<void> {
      const card = typeof said === 'string' ? { text: said } : said;
      const admins = (await features.access.members()).filter((one) => one.status === 'active' && one.role === 'admin');
      for (const admin of admins)
        await dm(admin.id, { key: `${key}:${admin.id}`, kind: 'notice', subjectId: key, card });
    },
  };
}

export type Dms = ReturnType<typeof createDms>;
