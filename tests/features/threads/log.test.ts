import { expect, test } from 'vitest';
import { createThreads } from '../../../src/features/threads/index.ts';
import { openTestDatabase } from '../../support/database.ts';

test('an entry with a once-key is appended once and read back with its text', async () => {
  const { db, close } = await openTestDatabase();
  const threads = createThreads({ db });
  const entry = { at: 1, kind: 'note.added' as const, leadId: 'l1', refs: { a: 1 }, text: 'hello', onceKey: 'k' };
  const first = await db.transaction((s) => threads.append(s, entry));
  const second = await db.transaction((s) => threads.append(s, entry));
  expect(first).toBe(1);
  expect(second).toBeUndefined();
  expect(await threads.of('l1')).toMatchObject([{ id: 1, text: 'hello', refs: { a: 1 } }]);
  await close();
});
