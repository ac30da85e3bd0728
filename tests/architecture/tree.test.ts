import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { migrations } from '../../migrations/index.ts';

const root = join(import.meta.dirname, '../..');

function files(folder: string): string[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path).flatMap((name) => {
    const one = join(path, name);
    return statSync(one).isDirectory() ? files(relative(root, one)) : [relative(root, one)];
  });
}

const read = (file: string) => readFileSync(join(root, file), 'utf8');
const sources = [...files('src'), ...files('commands')].filter((file) => /\.tsx?$/.test(file));

test('a draft at a mailbox is made and sent by the exit alone', () => {
  const callers = sources.filter((file) => /\.(createDraft|sendDraft)\(/.test(read(file)));
  expect(callers.filter((file) => !/^src\/(adapters|simulator|features\/channels)\//.test(file))).toEqual([
    'src/features/sequences/exit.ts',
  ]);
});

/** Files that call a verb of a feature, besides where it is made. */
const callersOf = (verb: RegExp, except: RegExp) =>
  sources.filter((file) => verb.test(read(file)) && !except.test(file));

test('a LinkedIn message is sent by the exit alone, and only out of the press of a person', () => {
  expect(callersOf(/\.sendOnLinkedin\(/, /^src\/features\/channels\//)).toEqual(['src/features/sequences/exit.ts']);
  expect(callersOf(/\.sendTask\(/, /^$/)).toEqual(['src/features/sequences/linkedin-tasks.ts']);
  expect(callersOf(/\.sendLinkedinTask\(/, /^$/)).toEqual(['src/slack/listeners/linkedin.ts']);
});

test('migrations are numbered without gaps and listed in order', () => {
  const names = readdirSync(join(root, 'migrations'))
    .filter((name) => /^\d/.test(name))
    .map((name) => name.replace('.ts', ''))
    .sort();
  expect(names.map((name) => Number(name.slice(0, 4)))).toEqual(names.map((_, index) => index + 1));
  expect(migrations.map((one) => one.name)).toEqual(names);
});

test('every rules.ts has a test', () => {
  const untested = sources
    .filter((file) => /^src\/features\/[^/]+\/rules\.ts$/.test(file))
    .map((file) => file.split('/')[2] ?? '')
    .filter((feature) => !files(`tests/features/${feature}`).some((file) => read(file).includes('/rules.ts')));
  expect(untested).toEqual([]);
});

test('features tell the time by their clock only', () => {
  const guilty = sources.filter(
    (file) => file.startsWith('src/features/') && /\bDate\.now\(|new Date\(\)|Math\.random\(/.test(read(file)),
  );
  expect(guilty).toEqual([]);
});

test('the environment is read in one place', () => {
  expect(sources.filter((file) => /process\.env/.test(read(file)))).toEqual(['src/config.ts']);
});

test('.env.example names exactly what the configuration knows', () => {
  const known = [...read('src/config.ts').matchAll(/^ {2}([A-Z][A-Z0-9_]+): /gm)].map((match) => match[1]).sort();
  const listed = [...read('.env.example').matchAll(/^([A-Z][A-Z0-9_]+)=/gm)].map((match) => match[1]).sort();
  expect(listed).toEqual(known);
});
