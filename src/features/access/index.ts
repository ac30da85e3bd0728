import type { Db } from '../../db/index.ts';
import { type Clock, DAY_MS, type Instant, MINUTE_MS } from '../../kernel/clock.ts';
import { Denied, InvalidInput, NotFound } from '../../kernel/errors.ts';
import { clip, oneLine } from '../../kernel/escape.ts';
import type { Ids } from '../../kernel/ids.ts';
import { decideGesture } from './rules.ts';
import { createAccessStore } from './store.ts';

export type Role = 'rep' | 'team_lead' | 'manager' | 'admin';

export interface Member {
  id: string;
  teamId: string;
  name: string;
  email?: string;
  role: Role;
  teamLeadId?: string;
  timezone: string;
  status: 'active' | 'revoked';
  since: Instant;
  lastSeenAt?: Instant;
  awayUntil?: Instant;
}

/** Who made a gesture, as Slack tells it; anything unknown counts against the person. */
export interface Actor {
  userId: string | undefined;
  teamId: string | undefined;
  name?: string;
  email?: string;
  timezone?: string;
  isBot: boolean;
  isGuest: boolean;
  isDeleted: boolean;
  /** Of another workspace than the one the app is installed in. */
  isStranger: boolean;
  /** Slack itself tells of a change (a person was deactivated, the app was removed); nobody acts. */
  isApp?: boolean;
}

export type Verdict =
  | { allowed: true; member: Member }
  /** A lifecycle event of Slack's own: there is no member. */
  | { allowed: 'app' }
  | { allowed: false; reason: string; forUser: string; offer: 'register' | 'none' };

export interface AccessRequest {
  id: string;
  userId: string;
  teamId: string;
  name: string;
  reason: string;
  wantedRole: Role;
  status: 'open' | 'approved' | 'refused';
  requestedAt: Instant;
  decidedBy?: string;
  decidedAt?: Instant;
}

export interface AuditEntry {
  id: number;
  at: Instant;
  actorId: string;
  gesture: string;
  verdict: 'allowed' | 'denied' | 'done';
  reason?: string;
  target?: string;
  details?: Record<string, unknown>;
}

export interface Access {
  /** The one check that every gesture passes; fails closed, leaves an audit entry, never throws for a refusal. `gesture` is a key of the gesture table (rules.ts). */
  check(gesture: string, actor: Actor): Promise<Verdict>;
  /** To act on a lead one owns it, leads its owner, or is manager or admin. */
  mayActOn(member: Member, lead: { ownerId: string }): Promise<boolean>;
  /** Throws Denied in words when `mayActOn` is false. */
  assertMayActOn(member: Member, lead: { ownerId: string }): Promise<void>;
  member(id: string): Promise<Member | undefined>;
  members(): Promise<Member[]>;
  /** Stores a request for access, or answers the open one that is there already. */
  request(actor: Actor, wish: { reason: string; wantedRole: Role }): Promise<AccessRequest>;
  requests(status?: AccessRequest['status']): Promise<AccessRequest[]>;
  /** Admin only. A second decision changes nothing and answers `already`. */
  decide(
    by: Member,
    requestId: string,
    decision: { approve: boolean; role?: Role; teamLeadId?: string; timezone?: string },
  ): Promise<{ request: AccessRequest; already: boolean; member?: Member }>;
  /** Admin only, at once. The last admin can't be revoked. */
  revoke(by: Member, memberId: string): Promise<Member>;
  /** Called when Slack says that a person was deactivated, or by start-up for the configured first admin and the sample world. */
  ensureMember(
    person: Pick<Member, 'id' | 'teamId' | 'name' | 'role' | 'timezone'> & { email?: string; teamLeadId?: string },
  ): Promise<Member>;
  deactivate(memberId: string, reason: string): Promise<void>;
  /** A member is away until this instant, or here again; answers to their leads go to who stands in. Throws InvalidInput for one that has passed or lies more than a year ahead. */
  setAway(by: Member, until: Instant | undefined): Promise<Member>;
  /** True for the first call with that key, false for each later one, in every process: a gesture has one effect. Keys are kept for two days. */
  once(key: string): Promise<boolean>;
  record(entry: Omit<AuditEntry, 'id' | 'at'>): Promise<void>;
  auditTrail(options?: { limit?: number; actorId?: string; verdict?: AuditEntry['verdict'] }): Promise<AuditEntry[]>;
}

const SEEN_EVERY_MS = MINUTE_MS;
const KEEP_ONCE_MS = 2 * DAY_MS;
const CLEAN_EVERY = 500;

const ADMIN_ONLY = 'Only an admin can do this.';
const LAST_ADMIN = 'This is the last admin. Give somebody else that role first.';

export function createAccess(deps: { db: Db; clock: Clock; ids: Ids }): Access {
  const { clock, ids } = deps;
  const store = createAccessStore(deps.db);
  let onceCalls = 0;

  const record: Access['record'] = (entry) => store.audit({ ...entry, at: clock.now() });

  /** What Slack says of an active member is taken over; one write at most, and none within a minute of the last. */
  async function seen(member: Member, actor: Actor): Promise<Member> {
    const now = clock.now();
    const fresh = {
      name: actor.name ? clip(oneLine(actor.name), 200) : member.name,
      email: actor.email ?? member.email,
      timezone: actor.timezone ?? member.timezone,
    };
    const same = fresh.name === member.name && fresh.email === member.email && fresh.timezone === member.timezone;
    if (same && now - (member.lastSeenAt ?? 0) < SEEN_EVERY_MS) return member;
    await store.touchMember(member.id, { ...fresh, lastSeenAt: now });
    return { ...member, ...fresh, lastSeenAt: now };
  }

  async function assertAdmin(by: Member): Promise<void> {
    const current = await store.member(by.id);
    if (current?.status !== 'active' || current.role !== 'admin') throw new Denied(ADMIN_ONLY);
  }

  async function assertTeamLead(id: string | undefined): Promise<void> {
    if (!id) return;
    const lead = await store.member(id);
    if (lead?.status !== 'active' || lead.role === 'rep') {
      throw new InvalidInput('The team lead must be an active team lead, manager or admin.', 'teamLeadId');
    }
  }

  async function mayActOn(member: Member, lead: { ownerId: string }): Promise<boolean> {
    if (member.role === 'manager' || member.role === 'admin' || member.id === lead.ownerId) return true;
    const owner = await store.member(lead.ownerId);
    return owner?.teamLeadId === member.id;
  }

  return {
    async check(gesture, actor) {
      const member = actor.userId ? await store.member(actor.userId) : undefined;
      const decision = decideGesture(gesture, actor, member);
      const base = { actorId: actor.userId ?? (actor.isApp ? 'slack' : 'unknown'), gesture };
      // Nobody else here knows what a person is called who has no access.
      const details = !member && actor.name ? { name: clip(oneLine(actor.name), 200) } : undefined;
      switch (decision.is) {
        case 'app':
          if (actor.isApp) await record({ ...base, verdict: 'allowed' });
          return { allowed: 'app' };
        case 'registration':
          await record({ ...base, verdict: 'done', reason: 'registration', details });
          return {
            allowed: false,
            reason: 'registration',
            forUser: 'You don’t have access yet. You can ask for it.',
            offer: 'register',
          };
        case 'denied':
          await record({ ...base, verdict: 'denied', reason: decision.reason, details });
          return { allowed: false, reason: decision.reason, forUser: decision.forUser, offer: decision.offer };
        default:
          await record({ ...base, verdict: 'allowed' });
          return { allowed: true, member: await seen(member as Member, actor) };
      }
    },

    mayActOn,

    async assertMayActOn(member, lead) {
      if (await mayActOn(member, lead)) return;
      const owner = await store.member(lead.ownerId);
      throw new Denied(
        `This lead belongs to ${owner?.name ?? 'somebody else'}. Its owner, their team lead, a manager or an admin can do this.`,
      );
    },

    member: store.member,
    members: store.members,

    async request(actor, wish) {
      if (!actor.userId || !actor.teamId) throw new Denied('Slack did not say who you are. Try again in a minute.');
      const reason = clip(wish.reason.trim(), 1000);
      if (!reason) throw new InvalidInput('Say in a few words what you need it for.', 'reason');
      const request: AccessRequest = {
        id: ids.next('req'),
        userId: actor.userId,
        teamId: actor.teamId,
        name: clip(oneLine(actor.name ?? actor.userId), 200),
        reason,
        wantedRole: wish.wantedRole,
        status: 'open',
        requestedAt: clock.now(),
      };
      const { request: stored, isNew } = await store.addRequest(request);
      if (isNew)
        await record({ actorId: actor.userId, gesture: 'access.requested', verdict: 'done', target: stored.id });
      return stored;
    },

    requests: store.requests,

    async decide(by, requestId, decision) {
      await assertAdmin(by);
      const request = await store.request(requestId);
      if (!request) throw new NotFound('That request is no longer there.');
      if (request.status !== 'open') return { request, already: true, member: await store.member(request.userId) };
      const role = decision.role ?? request.wantedRole;
      if (decision.approve) await assertTeamLead(decision.teamLeadId);
      const now = clock.now();
      const decided = await store.decide(request, {
        status: decision.approve ? 'approved' : 'refused',
        by: by.id,
        at: now,
        member: decision.approve
          ? {
              id: request.userId,
              teamId: request.teamId,
              name: request.name,
              role,
              teamLeadId: role === 'rep' ? decision.teamLeadId : undefined,
              timezone: decision.timezone ?? 'UTC',
              status: 'active',
              since: now,
            }
          : undefined,
      });
      const after = (await store.request(requestId)) ?? request;
      if (decided) {
        const verb = decision.approve ? 'access.approved' : 'access.refused';
        await record({ actorId: by.id, gesture: verb, verdict: 'done', target: request.userId, details: { role } });
      }
      return { request: after, already: !decided, member: await store.member(request.userId) };
    },

    async revoke(by, memberId) {
      await assertAdmin(by);
      const result = await store.revoke(memberId);
      if (result === 'unknown') throw new NotFound('That person is not on the list.');
      if (result === 'last_admin') throw new InvalidInput(LAST_ADMIN);
      if (result === 'revoked')
        await record({ actorId: by.id, gesture: 'access.revoked', verdict: 'done', target: memberId });
      const member = await store.member(memberId);
      if (!member) throw new NotFound('That person is not on the list.');
      return member;
    },

    async ensureMember(person) {
      const existing = await store.member(person.id);
      const member: Member = {
        ...person,
        name: clip(oneLine(person.name), 200),
        status: 'active',
        since: existing?.since ?? clock.now(),
      };
      if (existing?.status === 'active' && existing.role === member.role) return existing;
      await store.putMember(member);
      await record({
        actorId: 'configuration',
        gesture: 'access.ensured',
        verdict: 'done',
        target: person.id,
        details: { role: person.role },
      });
      return member;
    },

    async deactivate(memberId, reason) {
      const result = await store.revoke(memberId, { evenLastAdmin: true });
      if (result === 'revoked')
        await record({ actorId: 'slack', gesture: 'access.deactivated', verdict: 'done', reason, target: memberId });
    },

    async setAway(by, until) {
      const now = clock.now();
      if (until !== undefined && until <= now) throw new InvalidInput('That day has passed.', 'lastDay');
      if (until !== undefined && until > now + 367 * DAY_MS)
        throw new InvalidInput('That is more than a year ahead. Hand your leads over instead.', 'lastDay');
      const changed = await store.setAway(by.id, until);
      const details = until === undefined ? {} : { until };
      if (changed) await record({ actorId: by.id, gesture: 'member.away', verdict: 'done', target: by.id, details });
      return { ...by, awayUntil: until };
    },

    async once(key) {
      onceCalls += 1;
      if (onceCalls % CLEAN_EVERY === 0) await store.forgetSeen(clock.now() - KEEP_ONCE_MS);
      return store.markSeen(clip(key, 250), clock.now());
    },

    record,
    auditTrail: (options = {}) => store.auditTrail({ ...options, limit: options.limit ?? 50 }),
  };
}
