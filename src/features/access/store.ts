import { type Db, isPostgres, type Scope } from '../../db/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import { clip } from '../../kernel/escape.ts';
import type { AccessRequest, AuditEntry, Member, Role } from './index.ts';

const ASK_LOCK = 4_207_004;

interface MemberRow {
  id: string;
  team_id: string;
  name: string;
  email: string | null;
  role: Role;
  team_lead_id: string | null;
  timezone: string;
  status: Member['status'];
  since: number | string;
  last_seen_at: number | string | null;
  away_until: number | string | null;
}

interface RequestRow {
  id: string;
  user_id: string;
  team_id: string;
  name: string;
  reason: string;
  wanted_role: Role;
  status: AccessRequest['status'];
  requested_at: number | string;
  decided_by: string | null;
  decided_at: number | string | null;
}

interface AuditRow {
  id: number | string;
  at: number | string;
  actor_id: string;
  gesture: string;
  verdict: AuditEntry['verdict'];
  reason: string | null;
  target: string | null;
  details: string | null;
}

const instant = (value: number | string | null): Instant | undefined => (value === null ? undefined : Number(value));

function toMember(row: MemberRow): Member {
  return {
    id: row.id,
    teamId: row.team_id,
    name: row.name,
    email: row.email ?? undefined,
    role: row.role,
    teamLeadId: row.team_lead_id ?? undefined,
    timezone: row.timezone,
    status: row.status,
    since: Number(row.since),
    lastSeenAt: instant(row.last_seen_at),
    awayUntil: instant(row.away_until),
  };
}

function fromMember(member: Member) {
  return {
    id: member.id,
    team_id: member.teamId,
    name: member.name,
    email: member.email ?? null,
    role: member.role,
    team_lead_id: member.teamLeadId ?? null,
    timezone: member.timezone,
    status: member.status,
    since: member.since,
  };
}

function toRequest(row: RequestRow): AccessRequest {
  return {
    id: row.id,
    userId: row.user_id,
    teamId: row.team_id,
    name: row.name,
    reason: row.reason,
    wantedRole: row.wanted_role,
    status: row.status,
    requestedAt: Number(row.requested_at),
    decidedBy: row.decided_by ?? undefined,
    decidedAt: instant(row.decided_at),
  };
}

function toAudit(row: AuditRow): AuditEntry {
  return {
    id: Number(row.id),
    at: Number(row.at),
    actorId: row.actor_id,
    gesture: row.gesture,
    verdict: row.verdict,
    reason: row.reason ?? undefined,
    target: row.target ?? undefined,
    details: row.details ? JSON.parse(row.details) : undefined,
  };
}

export function createAccessStore(db: Db) {
  const putMember = async (on: Db | Scope, member: Member): Promise<void> => {
    await on('members').insert(fromMember(member)).onConflict('id').merge();
  };

  return {
    async member(id: string): Promise<Member | undefined> {
      const row = await db<MemberRow>('members').where({ id }).first();
      return row ? toMember(row) : undefined;
    },

    async members(): Promise<Member[]> {
      return (await db<MemberRow>('members').orderBy('name')).map(toMember);
    },

    putMember: (member: Member) => putMember(db, member),

    async touchMember(
      id: string,
      seen: { name: string; email?: string; timezone: string; lastSeenAt: Instant },
    ): Promise<void> {
      const { name, email, timezone, lastSeenAt } = seen;
      await db('members')
        .where({ id })
        .update({ name, email: email ?? null, timezone, last_seen_at: lastSeenAt });
    },

    /** False when it stands so already, whoever was faster. */
    async setAway(id: string, until: Instant | undefined): Promise<boolean> {
      const query = db('members').where({ id });
      if (until === undefined) query.whereNotNull('away_until');
      else query.andWhere((other) => other.whereNull('away_until').orWhereNot({ away_until: until }));
      return (await query.update({ away_until: until ?? null })) === 1;
    },

    /** At once and for good until somebody approves the person anew. */
    revoke(
      id: string,
      options: { evenLastAdmin?: boolean } = {},
    ): Promise<'revoked' | 'already' | 'unknown' | 'last_admin'> {
      return db.transaction(async (scope) => {
        const admins = await scope<MemberRow>('members').where({ role: 'admin', status: 'active' }).forUpdate();
        const row = await scope<MemberRow>('members').where({ id }).first();
        if (!row) return 'unknown';
        if (row.status !== 'active') return 'already';
        const isLastAdmin = row.role === 'admin' && admins.length === 1;
        if (isLastAdmin && !options.evenLastAdmin) return 'last_admin';
        await scope('members').where({ id }).update({ status: 'revoked' });
        return 'revoked';
      });
    },

    /** Stores a request, or answers the open one of the same person. */
    addRequest(request: AccessRequest): Promise<{ request: AccessRequest; isNew: boolean }> {
      return db.transaction(async (scope) => {
        // The same form sent twice at once is one request.
        if (isPostgres(scope)) await scope.raw('select pg_advisory_xact_lock(?)', [ASK_LOCK]);
        const open = await scope<RequestRow>('access_requests')
          .where({ user_id: request.userId, status: 'open' })
          .first();
        if (open) return { request: toRequest(open), isNew: false };
        await scope('access_requests').insert({
          id: request.id,
          user_id: request.userId,
          team_id: request.teamId,
          name: request.name,
          reason: request.reason,
          wanted_role: request.wantedRole,
          status: 'open',
          requested_at: request.requestedAt,
        });
        return { request, isNew: true };
      });
    },

    async request(id: string): Promise<AccessRequest | undefined> {
      const row = await db<RequestRow>('access_requests').where({ id }).first();
      return row ? toRequest(row) : undefined;
    },

    async requests(status?: AccessRequest['status']): Promise<AccessRequest[]> {
      const query = db<RequestRow>('access_requests').orderBy('requested_at', 'desc').limit(200);
      if (status) query.where({ status });
      return (await query).map(toRequest);
    },

    /** False when somebody else decided first; the member is written in the same transaction. */
    decide(
      request: AccessRequest,
      decision: { status: 'approved' | 'refused'; by: string; at: Instant; member?: Member },
    ): Promise<boolean> {
      return db.transaction(async (scope) => {
        const changed = await scope('access_requests')
          .where({ id: request.id, status: 'open' })
          .update({ status: decision.status, decided_by: decision.by, decided_at: decision.at });
        if (changed === 0) return false;
        if (decision.member) await putMember(scope, decision.member);
        return true;
      });
    },

    async audit(entry: Omit<AuditEntry, 'id'>): Promise<void> {
      await db('audit_entries').insert({
        at: entry.at,
        actor_id: clip(entry.actorId, 250),
        gesture: clip(entry.gesture, 250),
        verdict: entry.verdict,
        reason: entry.reason === undefined ? null : clip(entry.reason, 250),
        target: entry.target === undefined ? null : clip(entry.target, 250),
        details: entry.details ? JSON.stringify(entry.details) : null,
      });
    },

    async auditTrail(options: {
      limit: number;
      actorId?: string;
      verdict?: AuditEntry['verdict'];
    }): Promise<AuditEntry[]> {
      const query = db<AuditRow>('audit_entries').orderBy('id', 'desc').limit(options.limit);
      if (options.actorId) query.where({ actor_id: options.actorId });
      if (options.verdict) query.where({ verdict: options.verdict });
      return (await query).map(toAudit);
    },

    /** True when the key was not there before. */
    async markSeen(key: string, at: Instant): Promise<boolean> {
      const rows = await db('seen_gestures').insert({ key, at }).onConflict('key').ignore().returning('key');
      return rows.length > 0;
    },

    async forgetSeen(before: Instant): Promise<void> {
      await db('seen_gestures').where('at', '<', before).delete();
    },
  };
}
