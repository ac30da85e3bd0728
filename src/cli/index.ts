import { parseArgs } from 'node:util';
import { ConfigProblems } from '../config.ts';
import { AppError } from '../kernel/errors.ts';
import { doctor } from './doctor.ts';
import { passport } from './passport.ts';
import { why } from './why.ts';

export interface Verb {
  name: string;
  description: string;
  /** Answers what `--json` prints; without it, `lines` are printed. */
  run(args: {
    json: boolean;
    rest: string[];
    flags: Record<string, string | boolean | undefined>;
  }): Promise<{ json: unknown; lines: string[]; failed?: boolean }>;
}

const verbs: Record<string, () => Promise<Verb>> = {
  doctor: async () => doctor,
  passport: async () => passport,
  why: async () => why,
  // The demo needs the simulator, which a production build does not carry.
  demo: async () => {
    const entry: string = './demo.ts';
    return ((await import(entry)) as { demo: Verb }).demo;
  },
};

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2),
    allowPositionals: true,
    strict: false,
    options: { json: { type: 'boolean' }, seed: { type: 'string' }, lead: { type: 'string' } },
  });
  const [name = '', ...rest] = positionals;
  const load = verbs[name];
  if (!load) {
    process.stderr.write(`Usage: npm run -s cli -- <verb> [--json]\nVerbs: ${Object.keys(verbs).join(', ')}\n`);
    process.exitCode = 2;
    return;
  }
  const verb = await load();
  const result = await verb.run({ json: values.json === true, rest, flags: values });
  process.stdout.write(values.json === true ? `${JSON.stringify(result.json)}\n` : `${result.lines.join('\n')}\n`);
  process.exitCode = result.failed ? 1 : 0;
}

main()
  .catch((error: unknown) => {
    const words =
      error instanceof ConfigProblems
        ? error.message
        : error instanceof AppError
          ? error.forUser
          : String(error instanceof Error ? error.stack : error);
    process.stderr.write(`${words}\n`);
    process.exitCode = 1;
  })
  .finally(() => process.exit());
