import { compose } from '../../src/compose.ts';
import type { Config } from '../../src/config.ts';
import { createTurnableClock, HOUR_MS } from '../../src/kernel/clock.ts';
import { createLogger } from '../../src/kernel/logger.ts';

/**
 * The product in a process of its own, whose clock it turns itself, from one due instant to the next, until it is killed or `until`
 * is reached. Tells where it is, a line for each instant.
 */
const { config, startAt, until } = JSON.parse(process.argv[2] ?? '{}') as {
  config: Config;
  startAt: number;
  until: number;
};

const say = (line: string) => process.stdout.write(`${line}\n`);
const clock = createTurnableClock(startAt);
const app = await compose(config, { clock, logger: createLogger('silent'), postGapMs: 0 });
await app.start();
say('ready');
// Mailboxes are read every three hours of this quick world, not every two minutes: nothing comes in meanwhile.
const outside = { wakes: ['read-mailboxes'], nextAt: () => undefined, run: async () => undefined };
while (clock.now() < until) {
  await app.runner.wake('read-mailboxes');
  await app.settle();
  const to = Math.min(until, clock.now() + 3 * HOUR_MS);
  await app.runner.turnTo(clock, to, { outside, onStep: (at) => say(`at ${at}`) });
}
await app.stop();
say('done');
process.exit(0);
