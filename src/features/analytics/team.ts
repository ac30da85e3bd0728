import type { Db } from '../../db/index.ts';
import { DAY_MS, type Instant } from '../../kernel/clock.ts';
import { openReplies } from '../scoring/index.ts';
import type { TeamDay } from './index.ts';

type Row = Record<string, unknown>;
const SHOWN = 20;

const nameOf = (row: Row): string => `${row.first_name} ${row.last_name}`.trim();

/** In a handful of questions, however many people and leads there are. */
export async function readTeamDay(db: Db, ownerIds: string[] | undefined, now: Instant): Promise<TeamDay> {
  const leads = () => {
    const query = db('leads as l').whereNull('l.archived_at');
    return ownerIds ? query.whereIn('l.owner_id', ownerIds) : query;
  };
  const all = () => (ownerIds ? db('leads as l').whereIn('l.owner_id', ownerIds) : db('leads as l'));
  const monthAgo = now - 30 * DAY_MS;

  const replies = (await openReplies(db, ownerIds)).map((one) => ({ ...one, summary: one.summary ?? 'answered' }));
  const drafts: Row[] = await leads()
    .join('touches as t', 't.lead_id', 'l.id')
    .join('enrollments as e', 'e.id', 't.enrollment_id')
    .whereNull('l.paused_at')
    .where({ 't.status': 'drafted', 'e.status': 'active' })
    .groupBy('l.owner_id')
    .select('l.owner_id')
    .count({ drafts: 't.id' })
    .countDistinct({ leads: 'l.id' });
  const tasks: Row[] = await leads()
    .join('touches as t', 't.lead_id', 'l.id')
    .where('t.status', 'task')
    .groupBy('l.owner_id')
    .select('l.owner_id')
    .count({ tasks: 't.id' });
  const held: Row[] = await leads()
    .join('enrollments as e', 'e.lead_id', 'l.id')
    .where('e.status', 'held')
    .orderBy('e.started_at')
    .limit(SHOWN)
    .select('l.id', 'l.owner_id', 'l.first_name', 'l.last_name', 'e.hold_reason');
  const unclear: Row[] = await leads()
    .join('touches as t', 't.lead_id', 'l.id')
    .where('t.status', 'unclear')
    .orderBy('t.due_at')
    .limit(SHOWN)
    .select('l.id', 'l.owner_id', 'l.first_name', 'l.last_name');
  const sent = await all()
    .join('touches as t', 't.lead_id', 'l.id')
    .join('sends as s', 's.touch_id', 't.id')
    .where('s.state', 'sent')
    .where('s.sent_at', '>=', monthAgo)
    .count({ n: '*' })
    .first();
  const answered = await all()
    .join('inbound_messages as i', 'i.lead_id', 'l.id')
    .where('i.kind', 'reply')
    .where('i.received_at', '>=', monthAgo)
    .count({ n: '*' })
    .first();

  const people = new Map<string, TeamDay['people'][number]>();
  const of = (memberId: string) => {
    const known = people.get(memberId) ?? { memberId, leadsWaiting: 0, draftsWaiting: 0, tasksDue: 0, replies: 0 };
    people.set(memberId, known);
    return known;
  };
  for (const row of drafts) {
    const one = of(String(row.owner_id));
    one.leadsWaiting = Number(row.leads);
    one.draftsWaiting = Number(row.drafts);
  }
  for (const row of tasks) of(String(row.owner_id)).tasksDue = Number(row.tasks);
  for (const one of replies) of(one.ownerId).replies += 1;
  const person = (row: Row) => ({ leadId: String(row.id), name: nameOf(row), ownerId: String(row.owner_id) });
  return {
    replies,
    people: [...people.values()].sort(
      (a, b) =>
        b.replies - a.replies ||
        b.leadsWaiting - a.leadsWaiting ||
        b.tasksDue - a.tasksDue ||
        a.memberId.localeCompare(b.memberId),
    ),
    held: held.map((row) => ({ ...person(row), reason: String(row.hold_reason ?? 'a person decides') })),
    unclear: unclear.map(person),
    sentLast30Days: Number(sent?.n ?? 0),
    repliesLast30Days: Number(answered?.n ?? 0),
  };
}
