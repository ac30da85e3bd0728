import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import knex, { type Knex } from 'knex';
import type pg from 'pg';
import { PatientSqlite, WAIT_IN_CALL_MS } from './patient-sqlite.ts';

/** A database handle: the pool, or one transaction of it. Stores accept either. */
export type Db = Knex;
/** The handle inside `inTransaction`. Inside it use only this one, and never call the network. */
export type Scope = Knex.Transaction;

export interface DatabaseConfig {
  /** PostgreSQL when set. */
  url?: string;
  /** SQLite file, or `:memory:`. */
  file: string;
}

const INT8 = 20;

export function openDatabase(config: DatabaseConfig): Db {
  if (config.url) {
    // Loaded only where it is used, as the query builder does.
    (createRequire(import.meta.url)('pg') as typeof pg).types.setTypeParser(INT8, Number);
    return knex({ client: 'pg', connection: config.url, pool: { min: 0, max: 8 }, acquireConnectionTimeout: 10_000 });
  }
  if (config.file !== ':memory:') mkdirSync(dirname(config.file), { recursive: true });
  return knex({
    client: PatientSqlite,
    connection: { filename: config.file },
    useNullAsDefault: true,
    pool: {
      min: 1,
      max: 1,
      afterCreate(connection: SqliteConnection, done: (error: unknown, connection: unknown) => void) {
        keepStatements(connection);
        connection.pragma(`busy_timeout = ${WAIT_IN_CALL_MS}`);
        connection.pragma('journal_mode = WAL');
        connection.pragma('synchronous = NORMAL');
        connection.pragma('foreign_keys = ON');
        done(null, connection);
      },
    },
  });
}

interface SqliteConnection {
  pragma(text: string): unknown;
  prepare(sql: string): unknown;
}

const KEPT_STATEMENTS = 500;
const KEPT_SQL_MAX = 60_000;

/**
 * The query builder prepares anew for each query, which costs more than most queries do. Statements are kept by their text, the
 * least used one goes first; what changes the schema is not kept, nor very long ones, which hold much memory.
 */
function keepStatements(connection: SqliteConnection): void {
  const prepare = connection.prepare.bind(connection);
  const kept = new Map<string, unknown>();
  connection.prepare = (sql) => {
    const known = kept.get(sql);
    if (!known && (sql.length > KEPT_SQL_MAX || !/^(?:select|insert|update|delete|with)\b/i.test(sql)))
      return prepare(sql);
    const statement = known ?? prepare(sql);
    kept.delete(sql);
    kept.set(sql, statement);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_STATEMENTS && oldest !== undefined) kept.delete(oldest);
    return statement;
  };
}

const BATCH = 32;

/** Rows to insert together: powers of two, so that statements of the same text come again, however many rows there are. */
export function batches<T>(rows: readonly T[]): T[][] {
  const out: T[][] = [];
  let size = BATCH;
  for (let at = 0; at < rows.length; at += size) {
    while (size > rows.length - at) size /= 2;
    out.push(rows.slice(at, at + size));
  }
  return out;
}

export function isPostgres(db: Db | Scope): boolean {
  return db.client.config.client === 'pg';
}

const TRIES = 4;
/** A deadlock, and a change that another transaction was faster with: PostgreSQL undid all of it and asks for another try. */
const AGAIN = new Set(['40P01', '40001']);

/** `work` may run more than once: what it does outside of the scope must not add up. */
export async function inTransaction<T>(db: Db, work: (scope: Scope) => Promise<T>): Promise<T> {
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      return await db.transaction(work);
    } catch (error) {
      if (left === 0 || !AGAIN.has(codeOf(error))) throw error;
    }
  }
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

/**
 * Holds a row until the end of the transaction. Whoever changes a lead together with what hangs on it takes the lead first: with one
 * order nobody waits for somebody who waits for them. SQLite has one writer at a time and needs no lock.
 */
export async function lockRow(scope: Scope, table: string, id: string): Promise<void> {
  if (isPostgres(scope)) await scope(table).where({ id }).forUpdate().first('id');
}

const durableWorks = new WeakMap<Db, number>();

/**
 * What `work` commits outlives a loss of power too, with all that was committed before. SQLite's WAL is otherwise synced now and
 * then, which a process that dies does not notice and a machine that goes dark does: asked for before a call that can't be taken
 * back. One sync of the log; a checkpoint would sync it and the database behind it, and do neither while another one runs.
 */
export async function durably<T>(db: Db, work: () => Promise<T>): Promise<T> {
  if (isPostgres(db)) return work();
  durableWorks.set(db, (durableWorks.get(db) ?? 0) + 1);
  try {
    await db.raw('pragma synchronous = full');
    return await work();
  } finally {
    const others = (durableWorks.get(db) ?? 1) - 1;
    durableWorks.set(db, others);
    // As long as somebody else relies on it, it stays.
    if (others === 0) await db.raw('pragma synchronous = normal');
  }
}

/** True for an error that a unique key raised, on both databases. */
export function isUniqueViolation(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return (
    error.code === '23505' || error.code === 'SQLITE_CONSTRAINT_UNIQUE' || error.code === 'SQLITE_CONSTRAINT_PRIMARYKEY'
  );
}

export interface Migration {
  name: string;
  up(db: Knex): Promise<void>;
}

const MIGRATION_LOCK = 4_207_002;

/**
 * Runs what is missing of an explicit list. Names carry no file ending, so that `.ts` and `.js` runs agree. All that is
 * missing is one transaction: a process that dies in the middle leaves nothing of it behind.
 */
export async function migrate(db: Db, migrations: Migration[]): Promise<string[]> {
  const config = {
    migrationSource: {
      getMigrations: async () => migrations,
      getMigrationName: (one: Migration) => one.name,
      getMigration: async (one: Migration) => ({ up: one.up, down: async () => undefined }),
    },
  };
  const run = async () => {
    // Nothing to do takes no lock: processes that start at once do not stand in each other's way.
    const [, missing]: [unknown[], unknown[]] = await db.migrate.list(config);
    if (missing.length === 0) return [];
    const [, applied]: [number, string[]] = await db.migrate.latest(config);
    return applied;
  };
  if (!isPostgres(db)) return run();
  // Several processes may start at once: this lock ends with its connection, whatever becomes of the process.
  return db.transaction(async (scope) => {
    await scope.raw('select pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
    return run();
  });
}
