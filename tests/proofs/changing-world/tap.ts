import type { Db } from '../../../src/db/index.ts';

/** Something can happen here: the caller goes on once it has. */
export type Boundary = () => Promise<void>;

interface Runner {
  run(): Promise<unknown>;
}

/**
 * The same database, with a boundary before and after each statement and around each transaction.
 * `heard` is told of each statement that took effect, those inside of transactions too.
 */
export function tapDatabase(db: Db, boundary: Boundary, heard: (sql: string, bindings: unknown[]) => void): Db {
  const { client } = db;
  const runner: (builder: unknown) => Runner = client.runner.bind(client);
  client.runner = (builder: unknown): Runner => {
    const made = runner(builder);
    const run = made.run.bind(made);
    made.run = async () => {
      await boundary();
      const result = await run();
      await boundary();
      return result;
    };
    return made;
  };
  db.on('query-response', (_response: unknown, query: { sql?: string; bindings?: unknown[] }) =>
    heard(query.sql ?? '', query.bindings ?? []),
  );
  const transaction = async (work: Parameters<Db['transaction']>[0]) => {
    await boundary();
    const result = await db.transaction(work);
    await boundary();
    return result;
  };
  return new Proxy(db, {
    get: (target, key) => (key === 'transaction' ? transaction : Reflect.get(target, key)),
  });
}
