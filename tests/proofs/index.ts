import { parseArgs } from 'node:util';
import type { Proof, ProofOptions, ProofResult } from './proof.ts';

/** Each proof stands in a file of its own, named as it is asked for, and is loaded only then. */
const proofs: Record<string, () => Promise<Proof>> = {
  crash: async () => (await import('./crash.ts')).crash,
  'lost-answers': async () => (await import('./lost-answers.ts')).lostAnswers,
  twice: async () => (await import('./twice.ts')).twice,
  'changing-world': async () => (await import('./changing-world.ts')).changingWorld,
  strangers: async () => (await import('./strangers.ts')).strangers,
  slow: async () => (await import('./slow.ts')).slow,
  disk: async () => (await import('./disk.ts')).disk,
  rebuild: async () => (await import('./rebuild.ts')).rebuild,
  replay: async () => (await import('./replay.ts')).replay,
};

const USAGE = `npm run -s prove -- <name> [--runs N] [--seed N] [--json]\nnames: ${Object.keys(proofs).join(', ')}\n`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { runs: { type: 'string' }, seed: { type: 'string', default: '1' }, json: { type: 'boolean' } },
  });
  const load = positionals.length === 1 ? proofs[positionals[0] ?? ''] : undefined;
  const runs = values.runs === undefined ? undefined : Number(values.runs);
  const seed = Number(values.seed);
  if (!load || !Number.isInteger(runs ?? 1) || (runs ?? 1) < 1 || !Number.isInteger(seed)) {
    process.stderr.write(USAGE);
    return 2;
  }
  const proof = await load();
  const startedAt = process.hrtime.bigint();
  const options: ProofOptions = {
    runs: runs ?? proof.fewRuns,
    seed,
    tell: (line) => void (values.json || process.stdout.write(`${line}\n`)),
  };
  const result = await proof.prove(options).catch((error: unknown) => cutShort(error, options));
  const seconds = Math.round(Number(process.hrtime.bigint() - startedAt) / 1e8) / 10;
  const { violations } = result;
  const json = {
    proof: proof.name,
    runs: result.runs,
    violations: violations.length,
    seconds,
    seed,
    ...result.counts,
    ...(violations.length > 0 ? { broken: violations.slice(0, 20) } : {}),
  };
  if (values.json) process.stdout.write(`${JSON.stringify(json)}\n`);
  else {
    process.stdout.write(`${proof.claim}\n`);
    for (const [key, value] of Object.entries(json)) {
      if (key !== 'broken' && key !== 'proof') process.stdout.write(`  ${key.replaceAll('_', ' ')}: ${value}\n`);
    }
    for (const one of violations) process.stdout.write(`  BROKEN  ${one}\n`);
  }
  return violations.length > 0 ? 1 : 0;
}

/** A proof that came to no end has shown nothing: that counts as broken, and says where. */
function cutShort(error: unknown, { runs }: ProofOptions): ProofResult {
  const words = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${error instanceof Error ? (error.stack ?? words) : words}\n`);
  return { runs, violations: [`The proof came to no end: ${words}`], counts: {} };
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(3);
  },
);
