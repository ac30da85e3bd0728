import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { ack } from './ack.ts';
import { ensureBuilt } from './built.ts';
import { asLines, type Bench, type BenchResult, round } from './figures.ts';
import { importing } from './import.ts';
import { start } from './start.ts';
import { touches } from './touches.ts';

const benches: Bench[] = [ack, touches, importing, start];
const names = benches.map((one) => one.name);
const USAGE = `npm run -s bench -- [--json] [--only ${names.join(',')}]\n`;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, only: { type: 'string' } } });
  const wanted = values.only?.split(',') ?? names;
  if (wanted.some((one) => !names.includes(one))) {
    process.stderr.write(USAGE);
    return 2;
  }
  const print = (line: string) => void (values.json || process.stdout.write(`${line}\n`));
  const startedAt = performance.now();
  const loadBefore = round(loadavg()[0] ?? Number.NaN);
  ensureBuilt();
  const results: Record<string, BenchResult> = {};
  for (const bench of benches.filter((one) => wanted.includes(one.name))) {
    const result = await bench.measure((line) => void process.stderr.write(values.json ? '' : `… ${line}\n`));
    results[bench.name] = result;
    for (const line of asLines(bench, result)) print(line);
  }
  const goals = Object.values(results).flatMap((one) => one.goals);
  const missed = goals.filter((one) => !one.met);
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  const machine = {
    node: process.version,
    cores: availableParallelism(),
    loadBefore,
    loadAfter: round(loadavg()[0] ?? Number.NaN),
  };
  print(`\n${goals.length - missed.length} of ${goals.length} goals met, in ${seconds} s.`);
  if (machine.loadBefore > machine.cores / 2)
    print(
      `The machine was busy (load ${machine.loadBefore} on ${machine.cores} cores): seconds are longer than they would be, ratios hold.`,
    );
  if (missed.length > 0) print('What is in the way:');
  for (const one of missed) print(`  ${one.name}: ${one.why}`);
  if (values.json)
    process.stdout.write(
      `${JSON.stringify({ ...machine, seconds, goals: goals.length, met: goals.length - missed.length, ...results })}\n`,
    );
  return 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(3);
  },
);
