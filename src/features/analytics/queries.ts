import type { Knex } from 'knex';
import type { Db } from '../../db/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { Today } from './index.ts';
import { atLeast, type FunnelFacts } from './rules.ts';

type Row = Record<string, unknown>;
const SHOWN = 50;
/** An answer to a lead's own words (step 0) is no touch of a sequence: it starts nothing and is no outreach. */
const OF_A_PLAN = (query: Knex.QueryBuilder): void => void query.where('t.step', '>', 0);

/** The furthest that a lead got, by what is on record; a stage that a person set counts as much as what was sent. */
const LEVEL = `case
  when l.outcome = 'won' then 5
  when l.stage in ('meeting', 'proposal') or exists (
    select 1 from log_entries g where g.lead_id = l.id and (
      g.kind = 'meeting.logged'
      or (g.kind = 'lead.stage_changed' and (g.refs like '%"to":"meeting"%' or g.refs like '%"to":"proposal"%')))) then 4
  when l.stage = 'replied' or exists (
    select 1 from inbound_messages i where i.lead_id = l.id and i.kind in ('reply', 'opt_out')) then 3
  when l.stage = 'contacted' or exists (
    select 1 from touches t where t.lead_id = l.id and t.status in ('sent', 'done')) then 2
  when exists (select 1 from enrollments e where e.lead_id = l.id and e.purpose = 'sequence') then 1
  else 0 end`;

export function createAnalyticsQueries(db: Db) {
  const leads = (ownerId: string | undefined) => {
    const query = db('leads as l').whereNull('l.archived_at');
    return ownerId ? query.where('l.owner_id', ownerId) : query;
  };
  const answers = (ownerId: string | undefined) =>
    leads(ownerId).join('inbound_messages as i', 'i.lead_id', 'l.id').whereIn('i.kind', ['reply', 'opt_out']);

  async function answeredBetween(ownerId: string | undefined, from: Instant, to: Instant): Promise<number> {
    const row = await answers(ownerId)
      .where('i.received_at', '>=', from)
      .where('i.received_at', '<', to)
      .countDistinct({ n: 'l.id' })
      .first();
    return Number(row?.n ?? 0);
  }

  /** For each lead that answered, the touch that its first answer belongs to. */
  async function repliesByStep(ownerId: string | undefined): Promise<FunnelFacts['repliesByStep']> {
    const rows: Row[] = await answers(ownerId)
      .join('touches as t', 't.id', 'i.touch_id')
      .where(OF_A_PLAN)
      .groupBy('l.id')
      .select('l.id')
      .min({ step: 't.step' });
    const byStep = new Map<number, number>();
    for (const row of rows) byStep.set(Number(row.step), (byStep.get(Number(row.step)) ?? 0) + 1);
    return [...byStep].map(([step, count]) => ({ step, leads: count }));
  }

  return {
    async funnel(
      ownerId: string | undefined,
      at: { now: Instant; dayAgo: Instant; weekAgo: Instant; twoWeeksAgo: Instant },
    ): Promise<FunnelFacts> {
      const furthest: Row[] = await leads(ownerId)
        .select(db.raw(`${LEVEL} as level`))
        .count({ n: '*' })
        .groupBy('level');
      const exactly = [0, 0, 0, 0, 0, 0];
      for (const row of furthest) exactly[Number(row.level)] = Number(row.n);
      const optedOut = await leads(ownerId)
        .join('inbound_messages as i', 'i.lead_id', 'l.id')
        .where('i.kind', 'opt_out')
        .countDistinct({ n: 'l.id' })
        .first();
      const started = await leads(ownerId)
        .join('enrollments as e', 'e.lead_id', 'l.id')
        .where('e.purpose', 'sequence')
        .where('e.started_at', '>', at.dayAgo)
        .countDistinct({ n: 'l.id' })
        .first();
      return {
        counts: atLeast(exactly),
        optedOut: Number(optedOut?.n ?? 0),
        startedLastDay: Number(started?.n ?? 0),
        repliedLastWeek: await answeredBetween(ownerId, at.weekAgo, at.now + 1),
        repliedWeekBefore: await answeredBetween(ownerId, at.twoWeeksAgo, at.weekAgo),
        repliesByStep: await repliesByStep(ownerId),
      };
    },

    /** The member and, for a team lead, those whom they lead and who can't answer themselves (away or gone). */
    async answersFor(memberId: string, now: Instant): Promise<string[]> {
      const absent: Row[] = await db('members')
        .where('team_lead_id', memberId)
        .where((either) => either.whereNot('status', 'active').orWhere('away_until', '>', now))
        .select('id');
      return [memberId, ...absent.map((row) => String(row.id))];
    },

    async draftsWaiting(ownerId: string): Promise<{ draftsWaiting: number; leadsWaiting: number }> {
      const row = await leads(ownerId)
        .join('touches as t', 't.lead_id', 'l.id')
        .join('enrollments as e', 'e.id', 't.enrollment_id')
        .whereNull('l.paused_at')
        .where({ 't.status': 'drafted', 'e.status': 'active', 'e.purpose': 'sequence' })
        .count({ drafts: 't.id' })
        .countDistinct({ leads: 'l.id' })
        .first();
      return { draftsWaiting: Number(row?.drafts ?? 0), leadsWaiting: Number(row?.leads ?? 0) };
    },

    async tasksDue(ownerId: string): Promise<Today['tasksDue']> {
      const rows: Row[] = await leads(ownerId)
        .join('touches as t', 't.lead_id', 'l.id')
        .where('t.status', 'task')
        .orderBy('t.due_at')
        .limit(SHOWN)
        .select('t.id', 't.lead_id', 't.channel', 't.due_at', 'l.first_name', 'l.last_name');
      return rows.map((row) => ({
        touchId: String(row.id),
        leadId: String(row.lead_id),
        name: `${row.first_name} ${row.last_name}`.trim(),
        channel: String(row.channel),
        dueAt: Number(row.due_at),
      }));
    },

    /** What left of the sequences of one owner's leads since then, the newest first. */
    async sentSince(ownerId: string, since: Instant): Promise<{ leadName: string; step: number }[]> {
      const rows: Row[] = await leads(ownerId)
        .join('touches as t', 't.lead_id', 'l.id')
        .join('sends as s', 's.touch_id', 't.id')
        .where('s.state', 'sent')
        .where(OF_A_PLAN)
        // What somebody sent by a press of their own is no news to them.
        .whereNot('t.channel', 'linkedin')
        .andWhere('s.sent_at', '>=', since)
        .orderBy('s.sent_at', 'desc')
        .limit(500)
        .select('t.step', 'l.first_name', 'l.last_name');
      return rows.map((row) => ({ leadName: `${row.first_name} ${row.last_name}`.trim(), step: Number(row.step) }));
    },

    /** Emails of sequences that left and human answers that came, of one owner's leads; archived leads count, as the past does not change. */
    async activity(ownerId: string, from: Instant, to: Instant): Promise<{ sent: number; replies: number }> {
      const sent = await db('sends as s')
        .join('touches as t', 't.id', 's.touch_id')
        .join('leads as l', 'l.id', 't.lead_id')
        .where({ 'l.owner_id': ownerId, 's.state': 'sent' })
        .where(OF_A_PLAN)
        .where('s.sent_at', '>=', from)
        .where('s.sent_at', '<', to)
        .count({ n: '*' })
        .first();
      const replies = await db('inbound_messages as i')
        .join('leads as l', 'l.id', 'i.lead_id')
        .where({ 'l.owner_id': ownerId, 'i.kind': 'reply' })
        .where('i.received_at', '>=', from)
        .where('i.received_at', '<', to)
        .count({ n: '*' })
        .first();
      return { sent: Number(sent?.n ?? 0), replies: Number(replies?.n ?? 0) };
    },
  };
}
