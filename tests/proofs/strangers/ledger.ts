import type { Db } from '../../../src/db/index.ts';

interface Raw {
  prepare(sql: string): {
    raw(): { all(): unknown[][] };
    all(...values: unknown[]): Record<string, unknown>[];
    run(...values: unknown[]): unknown;
  };
  exec(sql: string): unknown;
  pragma(sql: string): unknown;
}

export interface AuditRow {
  id: number;
  actor_id: string;
  gesture: string;
  verdict: 'allowed' | 'denied' | 'done';
  reason: string | null;
}

/** What a denial itself may write. */
const OF_DENIALS = new Set(['audit_entries', 'seen_gestures']);
const NOT_OURS = /^(sqlite_stat|knex_)/;

/** The whole database, row by row: what changed since it was kept, and back to how it was. SQLite only. */
export async function openLedger(db: Db) {
  const raw: Raw = await db.client.acquireConnection();
  db.client.releaseConnection(raw);
  const tables = raw
    .prepare("select name from sqlite_master where type = 'table'")
    .all()
    .map((one) => String(one.name))
    .filter((name) => !OF_DENIALS.has(name) && !NOT_OURS.test(name));
  const readers = new Map(tables.map((name) => [name, raw.prepare(`select * from "${name}"`).raw()]));
  const read = (name: string) => readers.get(name)?.all() ?? [];
  const ownTables = tables.filter((name) => name !== 'sqlite_sequence');
  const kept = new Map<string, { rows: unknown[][]; digest: string }>();

  function keep(): void {
    for (const name of tables) {
      const rows = read(name);
      kept.set(name, { rows, digest: JSON.stringify(rows) });
    }
  }

  const one = (sql: string) => {
    const reader = raw.prepare(sql).raw();
    return () => Number(reader.all()[0]?.[0] ?? 0);
  };
  const writes = one('select total_changes()');
  const denials = one('select (select count(*) from audit_entries) + (select count(*) from seen_gestures)');
  let quietAt = -1;

  /** Tables in which a row is new, gone or other than it was kept. */
  function changed(): string[] {
    // Every row that this connection ever wrote is counted: where all of them are notes of denials, nothing else can be other.
    const noise = writes() - denials();
    if (noise === quietAt) return [];
    const found = changedRows();
    if (found.length === 0) quietAt = noise;
    return found;
  }

  function changedRows(): string[] {
    return ownTables.filter((name) => JSON.stringify(read(name)) !== kept.get(name)?.digest);
  }

  function restore(names: string[]): void {
    if (names.length === 0) return;
    raw.pragma('foreign_keys = off');
    raw.exec('begin');
    for (const name of [...names, 'sqlite_sequence']) {
      raw.exec(`delete from "${name}"`);
      for (const row of kept.get(name)?.rows ?? []) {
        raw.prepare(`insert into "${name}" values (${row.map(() => '?').join(',')})`).run(...row);
      }
    }
    raw.exec('commit');
    raw.pragma('foreign_keys = on');
  }

  keep();
  return {
    keep,
    /** Every row as it stands. */
    now: (): string => JSON.stringify(ownTables.map(read)),
    changed,
    /** The same, by comparing every row whatever was counted. */
    changedRows,
    restore,
    tables: ownTables.length,
    rows: (): number => [...kept.values()].reduce((sum, one) => sum + one.rows.length, 0),
    lastAudit: (): number => Number(raw.prepare('select max(id) as id from audit_entries').all()[0]?.id ?? 0),
    audits: (afterId: number): AuditRow[] =>
      raw.prepare('select * from audit_entries where id > ? order by id').all(afterId) as unknown as AuditRow[],
  };
}

export type Ledger = Awaited<ReturnType<typeof openLedger>>;
