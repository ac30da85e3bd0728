import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRunLedger } from '../../src/features/timetable/index.ts';
import { createRunner, type Job } from '../../src/jobs/runner.ts';
import { createTurnableClock, DAY_MS, HOUR_MS, MINUTE_MS, type TurnableClock } from '../../src/kernel/clock.ts';
import { silentLogger } from '../../src/kernel/logger.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

const MONDAY_8 = Date.UTC(2026, 5, 1, 8);
const MONDAY_9 = MONDAY_8 + HOUR_MS;

let database: TestDatabase;
let ranAt: number[];
let clock: TurnableClock;
beforeEach(async () => {
  database = await openTestDatabase();
  clock = createTurnableClock(MONDAY_8);
  ranAt = [];
});
afterEach(() => database.close());

/** One process with the weekly job; `trouble` decides of each run whether it fails, or never comes back. */
function processWith(trouble: (tries: number) => 'fails' | 'hangs' | undefined = () => undefined) {
  const weekly: Job = {
    name: 'weekly',
    schedule: { at: '09:00', weekdays: [1] },
    once: true,
    async run(scheduledAt) {
      const found = trouble(ranAt.push(clock.now()));
      expect(scheduledAt).toBe(MONDAY_9 + Math.floor((clock.now() - MONDAY_9) / (7 * DAY_MS)) * 7 * DAY_MS);
      if (found === 'fails') throw new Error('no Slack');
      if (found === 'hangs') await new Promise(() => undefined);
    },
  };
  const ledger = createRunLedger({ db: database.db, clock });
  return createRunner({ jobs: [weekly], clock, zone: 'UTC', ledger, logger: silentLogger });
}

/** Ticks each minute until `to`, as in real time. */
async function tickTo(to: number, ...runners: ReturnType<typeof processWith>[]): Promise<void> {
  while (clock.now() < to) {
    clock.set(clock.now() + MINUTE_MS);
    await Promise.all(runners.map((one) => one.tick()));
  }
}
const minutes = () => ranAt.map((at) => (at - MONDAY_9) / MINUTE_MS);

test('a run that failed is tried again after a minute, and once it worked no more, in two processes too', async () => {
  const trouble = (tries: number) => (tries === 1 ? ('fails' as const) : undefined);
  await tickTo(MONDAY_9 + 6 * HOUR_MS, processWith(trouble), processWith(trouble));
  expect(minutes()).toEqual([0, 1]);
});

test('a run that keeps failing is tried less and less often, and the next one in its turn', async () => {
  const runner = processWith((tries) => (tries < 9 ? 'fails' : undefined));
  await tickTo(MONDAY_9 + 10 * HOUR_MS, runner);
  expect(minutes()).toEqual([0, 1, 6, 21, 81, 141, 261, 501]);
  clock.set(MONDAY_9 + 7 * DAY_MS - 2 * MINUTE_MS);
  await tickTo(MONDAY_9 + 7 * DAY_MS + HOUR_MS, runner);
  expect(minutes().slice(8)).toEqual([7 * 24 * 60]);
});

test('a run whose process was killed is taken up by the next one', async () => {
  const killed = processWith(() => 'hangs');
  clock.set(MONDAY_9);
  void killed.tick();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(minutes()).toEqual([0]);
  clock.set(MONDAY_9 + 2 * MINUTE_MS);
  await tickTo(MONDAY_9 + HOUR_MS, processWith());
  expect(minutes()).toEqual([0, 15]);
});

test('a process that starts a few minutes late makes up for it, once', async () => {
  clock.set(MONDAY_9 + 4 * MINUTE_MS);
  const [one, other] = [processWith(), processWith()];
  await tickTo(MONDAY_9 + HOUR_MS, one, other);
  expect(minutes()).toEqual([5]);
  clock.set(MONDAY_9 + 3 * HOUR_MS);
  await tickTo(MONDAY_9 + 4 * HOUR_MS, processWith());
  expect(ranAt).toHaveLength(1);
});

test('a turned clock stops where the next try is', async () => {
  const runner = processWith((tries) => (tries < 3 ? 'fails' : undefined));
  await runner.turnTo(clock, MONDAY_9 + DAY_MS);
  expect(minutes()).toEqual([0, 1, 6]);
});
