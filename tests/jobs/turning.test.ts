import { expect, test } from 'vitest';
import { createRunner, type Job } from '../../src/jobs/runner.ts';
import { createTurnableClock, HOUR_MS, MINUTE_MS } from '../../src/kernel/clock.ts';
import { silentLogger } from '../../src/kernel/logger.ts';

const START = Date.UTC(2026, 5, 1, 7);

function stage() {
  const clock = createTurnableClock(START);
  const ran: string[] = [];
  const note = (name: string) => async () => void ran.push(`${name} ${(clock.now() - START) / MINUTE_MS}`);
  let sendAt: number | undefined = START + 3 * HOUR_MS;
  const jobs: Job[] = [
    { name: 'read-mailboxes', schedule: { everyMinutes: 2 }, run: note('reads') },
    {
      name: 'send-due-touches',
      schedule: { everyMinutes: 1 },
      async run() {
        await note('sends')();
        sendAt = undefined;
      },
      idleUntil: async () => sendAt,
    },
  ];
  const ledger = { claim: async () => undefined, finish: async () => undefined, toRepeat: async () => undefined };
  return { clock, ran, runner: createRunner({ jobs, clock, zone: 'UTC', ledger, logger: silentLogger }) };
}

test('a turned clock that skips the readings reads before it sends', async () => {
  const { clock, ran, runner } = stage();
  const outside = { wakes: ['read-mailboxes'], nextAt: () => undefined, run: async () => undefined };
  await runner.turnTo(clock, START + 5 * HOUR_MS, { outside });
  expect(ran).toEqual(['reads 180', 'sends 180']);
});

test('the first tick after a long downtime reads before it sends', async () => {
  const { clock, ran, runner } = stage();
  clock.set(START + 9 * HOUR_MS);
  await runner.tick();
  expect(ran).toEqual(['reads 540', 'sends 540']);
});
