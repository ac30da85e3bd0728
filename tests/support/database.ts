import { randomBytes } from 'node:crypto';
import { migrations } from '../../migrations/index.ts';
import { type Db, migrate, openDatabase } from '../../src/db/index.ts';

export interface TestDatabase {
  db: Db;
  close(): Promise<void>;
}

/** A migrated, empty database: SQLite in memory, or a schema of its own on PostgreSQL when TEST_DATABASE_URL is set. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const url = process.env.TEST_DATABASE_URL;
  if (!url) {
    const db = openDatabase({ file: ':memory:' });
    await migrate(db, migrations);
    return { db, close: () => db.destroy() };
  }
  const schema = `t_${randomBytes(6).toString('hex')}`;
  const admin = openDatabase({ url, file: '' });
  await admin.raw(`create schema ${schema}`);
  const db = openDatabase({
    url: `${url}${url.includes('?') ? '&' : '?'}options=-c%20search_path%3D${schema}`,
    file: '',
  });
  await migrate(db, migrations);
  return {
    db,
    async close() {
      await db.destroy();
      await admin.raw(`drop schema ${schema} cascade`);
      await admin.destroy();
    },
  };
}
