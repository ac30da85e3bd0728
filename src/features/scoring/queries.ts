import type { Db } from '../../db/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { OpenReply } from './index.ts';
import type { Dealings, Judged } from './rules.ts';

export interface Candidate {
  id: string;
  updatedAt: Instant;
  judged: Omit<Judged, 'pain'>;
  pains: { text: string; painKey?: string }[];
  dealings: Dealings;
}

type Row = Record<string, unknown>;
const text = (value: unknown) => (value === null || value === undefined ? undefined : String(value));

/** Entries by which a person of the team has taken up a lead's answer. */
const TAKEN_UP = [
  'call.logged',
  'call.transcribed',
  'meeting.logged',
  'message.logged',
  'lead.outcome_set',
  'lead.stage_changed',
  'sequence.enrolled',
];

const CANNOT_BE_WRITTEN_TO = ['lead.opted_out'];

/** Leads and what happened with them, in a handful of queries whatever their number. */
export function createScoringQueries(db: Db) {
  const openLeads = (ownerId: string | undefined) => {
    const query = db('leads as l').whereNull('l.archived_at').whereNull('l.paused_at').whereNot('l.stage', 'closed');
    return ownerId ? query.where('l.owner_id', ownerId) : query;
  };

  /** For each lead the last answer that nothing of ours has followed: no mail, call, message, or word of a person. */
  async function openReplies(ownerIds: string[] | undefined): Promise<Map<string, OpenReply>> {
    const replies = openLeads(undefined)
      .join('inbound_messages as i', 'i.lead_id', 'l.id')
      .where('i.kind', 'reply')
      .orderBy('i.received_at')
      .select<Row[]>('l.id', 'l.owner_id', 'l.first_name', 'l.last_name', 'i.received_at', 'i.reading');
    if (ownerIds) replies.whereIn('l.owner_id', ownerIds);
    const found = new Map<string, OpenReply>();
    for (const row of await replies) {
      found.set(String(row.id), {
        leadId: String(row.id),
        ownerId: String(row.owner_id),
        name: `${row.first_name} ${row.last_name}`.trim(),
        at: Number(row.received_at),
        summary: summaryOf(row.reading),
      });
    }
    for (const [leadId, at] of await takenUp([...found.keys()]))
      if (at >= (found.get(leadId)?.at ?? 0)) found.delete(leadId);
    return found;
  }

  /** When a person last did something about each of these leads. */
  async function takenUp(leadIds: string[]): Promise<Map<string, Instant>> {
    const latest = new Map<string, Instant>();
    const note = (rows: Row[]) => {
      for (const row of rows)
        latest.set(String(row.lead_id), Math.max(Number(row.at), latest.get(String(row.lead_id)) ?? 0));
    };
    for (let from = 0; from < leadIds.length; from += 500) {
      const some = leadIds.slice(from, from + 500);
      const acts = db('log_entries').whereIn('lead_id', some).whereIn('kind', TAKEN_UP).whereNotNull('actor_id');
      note(await acts.groupBy('lead_id').select('lead_id').max({ at: 'at' }));
      const sends = db('sends as s')
        .join('touches as t', 't.id', 's.touch_id')
        .whereIn('t.lead_id', some)
        .whereNotNull('s.sent_at');
      note(await sends.groupBy('t.lead_id').select('t.lead_id').max({ at: 's.sent_at' }));
      const byHand = db('inbound_messages').whereIn('lead_id', some).where('kind', 'by_hand');
      note(await byHand.groupBy('lead_id').select('lead_id').max({ at: 'received_at' }));
    }
    return latest;
  }

  async function sequences(ownerId: string | undefined): Promise<Map<string, Dealings>> {
    const statuses: Row[] = await openLeads(ownerId)
      .join('enrollments as e', 'e.lead_id', 'l.id')
      .orderBy('e.started_at')
      .select('l.id', 'e.status');
    const found = new Map<string, Dealings>();
    for (const row of statuses)
      found.set(String(row.id), { sequence: row.status as Dealings['sequence'], draftsWaiting: 0 });
    const waiting: Row[] = await openLeads(ownerId)
      .join('touches as t', 't.lead_id', 'l.id')
      .join('enrollments as e', 'e.id', 't.enrollment_id')
      .where({ 't.status': 'drafted' })
      .whereIn('e.status', ['active', 'held'])
      .groupBy('l.id')
      .select('l.id')
      .count({ drafts: '*' });
    for (const row of waiting) {
      const dealings = found.get(String(row.id));
      if (dealings) dealings.draftsWaiting = Number(row.drafts);
    }
    return found;
  }

  async function pains(ownerId: string | undefined): Promise<Map<string, { text: string; painKey?: string }[]>> {
    const rows: Row[] = await openLeads(ownerId)
      .join('pains as p', 'p.lead_id', 'l.id')
      .orderBy(['p.created_at', 'p.id'])
      .select('l.id', 'p.text', 'p.pain_key');
    const found = new Map<string, { text: string; painKey?: string }[]>();
    for (const row of rows) {
      const pain = { text: String(row.text), painKey: text(row.pain_key) };
      found.set(String(row.id), [...(found.get(String(row.id)) ?? []), pain]);
    }
    return found;
  }

  return {
    openReplies,

    async candidates(ownerId: string | undefined): Promise<Candidate[]> {
      const rows: Row[] = await openLeads(ownerId)
        .leftJoin('accounts as a', 'a.id', 'l.account_id')
        .whereNotExists(db('log_entries as g').whereRaw('g.lead_id = l.id').whereIn('g.kind', CANNOT_BE_WRITTEN_TO))
        .select(
          'l.id',
          'l.title',
          'l.email',
          'l.country',
          'l.notes',
          'l.updated_at',
          'a.industry',
          'a.employees',
          'a.country as account_country',
        );
      const [replies, onSequence, withPain] = await Promise.all([
        openReplies(ownerId ? [ownerId] : undefined),
        sequences(ownerId),
        pains(ownerId),
      ]);
      return rows.map((row) => {
        const id = String(row.id);
        return {
          id,
          updatedAt: Number(row.updated_at),
          judged: {
            title: String(row.title),
            email: text(row.email),
            country: text(row.country) ?? text(row.account_country),
            industry: text(row.industry),
            employees: row.employees === null ? undefined : Number(row.employees),
            notes: text(row.notes),
          },
          pains: withPain.get(id) ?? [],
          dealings: { draftsWaiting: 0, ...onSequence.get(id), openReply: replies.get(id) },
        };
      });
    },
  };
}

function summaryOf(reading: unknown): string | undefined {
  if (typeof reading !== 'string') return undefined;
  const parsed: unknown = JSON.parse(reading);
  const summary = typeof parsed === 'object' && parsed !== null && 'summary' in parsed ? parsed.summary : undefined;
  return typeof summary === 'string' && summary ? summary : undefined;
}
