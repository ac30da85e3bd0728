import { batches, type Db, isPostgres, type Scope } from '../../db/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { Entry, EntryKind, NewEntry } from './index.ts';

interface EntryRow {
  id: number;
  at: number;
  kind: EntryKind;
  lead_id: string | null;
  actor_id: string | null;
  refs: string;
  body: string | null;
}

// One lock for all appends: ids then commit in order, so that a cursor never passes a row that is still to appear.
const APPEND_LOCK = 4_207_001;

function toEntry(row: EntryRow): Entry {
  return {
    id: Number(row.id),
    at: Number(row.at),
    kind: row.kind,
    leadId: row.lead_id ?? undefined,
    actorId: row.actor_id ?? undefined,
    refs: JSON.parse(row.refs),
    text: row.body ?? undefined,
  };
}

const toRow = (entry: NewEntry) => ({
  at: entry.at,
  kind: entry.kind,
  lead_id: entry.leadId ?? null,
  actor_id: entry.actorId ?? null,
  refs: JSON.stringify(entry.refs ?? {}),
  once_key: entry.onceKey ?? null,
});

export function createThreadStore(db: Db | Scope) {
  const entries = () =>
    db('log_entries as e').leftJoin('entry_texts as t', 't.entry_id', 'e.id').select<EntryRow[]>('e.*', 't.body');

  return {
    async append(entry: NewEntry): Promise<number | undefined> {
      if (isPostgres(db)) await db.raw('select pg_advisory_xact_lock(?)', [APPEND_LOCK]);
      const rows: { id: number }[] = await db('log_entries')
        .insert(toRow(entry))
        .onConflict('once_key')
        .ignore()
        .returning('id');
      const id = rows[0]?.id;
      if (id === undefined) return undefined;
      if (entry.text) {
        await db('entry_texts').insert({ entry_id: id, lead_id: entry.leadId ?? null, body: entry.text });
      }
      return Number(id);
    },

    async appendAll(all: Omit<NewEntry, 'text' | 'onceKey'>[]): Promise<void> {
      if (all.length === 0) return;
      if (isPostgres(db)) await db.raw('select pg_advisory_xact_lock(?)', [APPEND_LOCK]);
      for (const some of batches(all)) await db('log_entries').insert(some.map(toRow));
    },

    async of(
      leadId: string,
      options: { limit?: number; afterId?: number; kinds?: EntryKind[] } = {},
    ): Promise<Entry[]> {
      const query = entries()
        .where('e.lead_id', leadId)
        .orderBy('e.id', 'desc')
        .limit(options.limit ?? 200);
      if (options.afterId !== undefined) query.where('e.id', '>', options.afterId);
      if (options.kinds) query.whereIn('e.kind', options.kinds);
      return (await query).map(toEntry).reverse();
    },

    async entry(id: number): Promise<Entry | undefined> {
      const row = await entries().where('e.id', id).first();
      return row ? toEntry(row) : undefined;
    },

    async latest(options: { kinds?: EntryKind[]; limit: number }): Promise<Entry[]> {
      const query = entries().orderBy('e.id', 'desc').limit(options.limit);
      if (options.kinds) query.whereIn('e.kind', options.kinds);
      return (await query).map(toEntry);
    },

    async after(id: number, limit: number): Promise<Entry[]> {
      return (await entries().where('e.id', '>', id).orderBy('e.id').limit(limit)).map(toEntry);
    },

    async cursor(consumer: string): Promise<number> {
      const row = await db('cursors').where({ consumer }).first('entry_id');
      return row ? Number(row.entry_id) : 0;
    },

    async moveCursor(consumer: string, entryId: number, at: Instant): Promise<void> {
      // Another process may have come further: what was handled once is not offered again.
      await db('cursors')
        .insert({ consumer, entry_id: entryId, updated_at: at })
        .onConflict('consumer')
        .merge()
        .where('cursors.entry_id', '<', entryId);
    },
  };
}
