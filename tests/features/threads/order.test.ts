import { afterEach, beforeEach, expect, test } from 'vitest';
import { createThreads, type Threads } from '../../../src/features/threads/index.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let threads: Threads;
beforeEach(async () => {
  database = await openTestDatabase();
  threads = createThreads({ db: database.db });
});
afterEach(() => database.close());

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Appends in a transaction that stays open for a while afterwards. */
const append = (at: number, openMs = 0) =>
  database.db.transaction(async (scope) => {
    const id = await threads.append(scope, { at, kind: 'note.added' });
    await pause(openMs);
    return id;
  });

/** What a consumer handles in one go. */
async function drained(consumer: string): Promise<number[]> {
  const seen: number[] = [];
  await threads.drain(consumer, async (entry) => void seen.push(entry.at), { at: 1 });
  return seen;
}

test('a cursor never passes an entry that is still to appear: entries appear in the order of their ids', async () => {
  const slow = append(1, 300);
  await pause(80);
  const fast = append(2);
  await pause(80);
  const early = await drained('reader');
  await Promise.all([slow, fast]);
  expect([...early, ...(await drained('reader'))]).toEqual([1, 2]);
});

test('a cursor only grows: who is slow takes nothing back from who came further', async () => {
  for (const at of [1, 2, 3]) await append(at);
  let go: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  const slow = threads.drain('reader', () => gate, { at: 1, limit: 1 });
  await pause(20);
  expect(await drained('reader')).toEqual([1, 2, 3]);
  go();
  await slow;
  expect(await drained('reader')).toEqual([]);
});
