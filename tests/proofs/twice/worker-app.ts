import { createInterface } from 'node:readline';
import type { Config } from '../../../src/config.ts';
import { composeWorker } from './workers.ts';

/** The product in a process of its own; does what is written to it, a line each, and answers with a line. */
const { config, startAt } = JSON.parse(process.argv[2] ?? '{}') as { config: Config; startAt: number };
const worker = await composeWorker(config, startAt);

const answers: Record<string, (word: string) => Promise<unknown>> = {
  ready: async () => 'ready',
  tick: (at) => worker.tick(Number(at)),
  settle: () => worker.settle(),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [verb = '', word = ''] = line.split(' ');
  if (verb === 'stop') break;
  process.stdout.write(`${(await answers[verb]?.(word)) ?? 'done'}\n`);
}
await worker.stop();
process.exit(0);
