import { expect, test } from 'vitest';
import { followLog } from '../../src/jobs/follow-log.ts';
import { createRunner, type Job } from '../../src/jobs/runner.ts';
import { createTurnableClock, DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/kernel/clock.ts';
import { silentLogger } from '../../src/kernel/logger.ts';

test('what happens while the clock is turned over days is told at its own time, not at the end of the turn', async () => {
  const start = Date.UTC(2026, 10, 5, 8, 0);
  const clock = createTurnableClock(start);
  const log: number[] = [];
  const told: number[] = [];
  const dueAt = [start + 31 * HOUR_MS, start + 50 * HOUR_MS];
  const work: Job = {
    name: 'work',
    schedule: { everyMinutes: 1 },
    async run() {
      while ((dueAt[0] ?? Number.POSITIVE_INFINITY) <= clock.now()) log.push(dueAt.shift() ?? 0);
    },
    idleUntil: async () => dueAt[0],
  };
  const consumer = {
    name: 'telling',
    async drain() {
      while (told.length < log.length) told.push(clock.now());
      return 0;
    },
  };
  const follow: Job = {
    name: 'follow-log',
    schedule: { everyMinutes: 1 },
    ...followLog({ consumers: [consumer], newest: async () => log.length, clock }),
  };
  const runner = createRunner({
    jobs: [work, follow],
    clock,
    zone: 'Europe/Amsterdam',
    ledger: { claim: async () => true, finish: async () => undefined },
    logger: silentLogger,
  });
  await runner.turnTo(clock, start + 3 * DAY_MS);
  expect(told).toHaveLength(2);
  told.forEach((at, index) => {
    expect(at - (log[index] ?? 0)).toBeLessThanOrEqual(MINUTE_MS);
  });
});
