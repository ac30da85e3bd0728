import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import knex, { type Knex } from 'knex';
import pg from 'pg';

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
pg.types.setTypeParser(INT8, Number);

export function openDatabase(config: DatabaseConfig): Db {
  if (config.url) {
    return knex({ client: 'pg', connection: config.url, pool: { min: 0, max: 8 }, acquireConnectionTimeout: 10_000 });
  }
  if (config.file !== ':memory:') mkdirSync(dirname(config.file), { recursive: true });
  return knex({
    client: 'better-sqlite3',
    connection: { filename: config.file },
    useNullAsDefault: true,
    pool: {
      min: 1,
      max: 1,
      afterCreate(connection: { pragma(text: string): unknown }, done: (error: unknown, connection: unknown) => void) {
        connection.pragma('journal_mode = WAL');
        connection.pragma('synchronous = NORMAL');
        connection.pragma('busy_timeout = 5000');
        connection.pragma('foreign_keys = ON');
        done(null, connection);
      },
    },
  });
}

export function isPostgres(db: Db | Scope): boolean {
  return db.client.config.client === 'pg';
}

export async function inTransaction<T>(db: Db, work: (scope: Scope) => Promise<T>): Promise<T> {
  return db.transaction(work);
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

/** Runs what is missing of an explicit list. Names carry no file ending, so that `.ts` and `.js` runs agree. */
export async function migrate(db: Db, migrations: Migration[]): Promise<string[]> {
  const [, applied] = await db.migrate.latest({
    migrationSource: {
      getMigrations: async () => migrations,
      getMigrationName: (one: Migration) => one.name,
      getMigration: async (one: Migration) => ({ up: one.up, down: async () => undefined }),
    },
  });
  return applied;
}
