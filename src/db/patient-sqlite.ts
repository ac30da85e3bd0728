import { createRequire } from 'node:module';
import type { Knex } from 'knex';

/** SQLite waits for a lock inside the call, and the whole process with it: so little there, and the rest between the calls. */
export const WAIT_IN_CALL_MS = 50;
const PAUSE_MS = 100;
/** Who holds the file this long does not let go soon: people are told instead of kept waiting. */
const PATIENCE_MS = 30_000;

interface Query {
  sql: string;
}

/** What of knex's own dialect is built upon: one statement on one connection. */
type Dialect = Omit<typeof Knex.Client, 'prototype'> & {
  new (config: Knex.Config): Knex.Client & { _query(connection: object, query: Query): Promise<unknown> };
};
const Sqlite = createRequire(import.meta.url)('knex/lib/dialects/better-sqlite3/index.js') as Dialect;

const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

/** A snapshot that became old inside a transaction stays old; any other lock may be gone at the next try. */
const isLocked = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  error.code.startsWith('SQLITE_BUSY') &&
  error.code !== 'SQLITE_BUSY_SNAPSHOT';

/** Since when each connection has met a locked file. */
const lockedSince = new WeakMap<object, number>();

/**
 * A class, because that is how knex takes a dialect. SQLite over a file that another process may hold. A statement that finds it locked has done nothing, and is tried again while
 * everything else in this process goes on; it throws SQLITE_BUSY when the file has been locked for half a minute, and at once from then on.
 * A transaction takes the write lock when it begins: only there it may have to wait, and what it has read stays true.
 */
export class PatientSqlite extends Sqlite {
  override async _query(connection: object, query: Query): Promise<unknown> {
    if (query.sql === 'BEGIN;') query.sql = 'BEGIN IMMEDIATE;';
    for (;;) {
      try {
        const done = await super._query(connection, query);
        lockedSince.delete(connection);
        return done;
      } catch (error) {
        if (!isLocked(error)) throw error;
        const since = lockedSince.get(connection) ?? performance.now();
        lockedSince.set(connection, since);
        if (performance.now() - since >= PATIENCE_MS) throw error;
      }
      await pause();
    }
  }
}
