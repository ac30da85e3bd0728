import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { compose } from '../../../src/compose.ts';
import type { Config } from '../../../src/config.ts';
import { createLogger } from '../../../src/kernel/logger.ts';

const WORKER = new URL('worker-app.ts', import.meta.url).pathname;
const RUNNER = new URL('../../../.config/run.mjs', import.meta.url).pathname;

/** One whole product, reached by HTTP, with a clock of its own that can go back too. */
export interface Worker {
  url: string;
  gestures?: string[];
  /** Sets its clock, and lets the timetable fire twice. */
  tick(at: number): Promise<void>;
  /** Follows the log and drafts until nothing is left; answers whether it came to the end. */
  settle(): Promise<boolean>;
  stop(): Promise<void>;
}

/** What a worker does when it is asked, in this process or in one of its own. */
export async function composeWorker(config: Config, startAt: number) {
  let now = startAt;
  const app = await compose(config, { clock: { now: () => now }, logger: createLogger('silent'), postGapMs: 0 });
  await app.start();
  return {
    gestures: app.slack?.gestures ?? [],
    async tick(at: number): Promise<void> {
      now = at;
      await Promise.all([app.runner.tick(), app.runner.tick()]);
    },
    async settle(): Promise<boolean> {
      await app.settle();
      return (await app.slack?.follow()) ?? true;
    },
    stop: () => app.stop(),
  };
}

/** Ports that nobody listens on, found at once so that they differ. */
export async function freePorts(count: number): Promise<number[]> {
  const probes = Array.from({ length: count }, () => createServer());
  await Promise.all(probes.map((one) => new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve))));
  const ports = probes.map((one) => (one.address() as AddressInfo).port);
  await Promise.all(probes.map((one) => new Promise((resolve) => one.close(resolve))));
  return ports;
}

const at = (port: number): string => `http://127.0.0.1:${port}`;

/** Two products in this process: every await of one is a chance for the other. */
export async function startHere(config: Config, port: number, startAt: number) {
  return { url: at(port), ...(await composeWorker({ ...config, port }, startAt)) };
}

/** A product in a process of its own. */
export async function startApart(config: Config, port: number, startAt: number): Promise<Worker> {
  const argument = JSON.stringify({ config: { ...config, port }, startAt });
  const child = spawn(process.execPath, [RUNNER, WORKER, argument], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ask = questions(child);
  await ask('ready');
  return {
    url: at(port),
    tick: async (at) => void (await ask(`tick ${at}`)),
    settle: async () => (await ask('settle')) === 'true',
    async stop() {
      const exited = once(child, 'exit');
      child.stdin?.write('stop\n');
      await exited;
    },
  };
}

/** One line asked, one line answered, in order. */
function questions(child: ChildProcess): (line: string) => Promise<string> {
  const waiting: { resolve(line: string): void; reject(error: Error): void }[] = [];
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) =>
    waiting.shift()?.resolve(line),
  );
  child.once('exit', (code) => {
    for (const one of waiting) one.reject(new Error(`a worker ended with ${code}`));
  });
  return (line) =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      child.stdin?.write(`${line}\n`);
    });
}
