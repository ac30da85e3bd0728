import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inChild, inFolder } from './child.ts';
import { type Bench, goal, roundAll } from './figures.ts';
import type { ImportMeasured } from './import-run.ts';

const ROWS = 100_000;
/** "Flat" as a number: what the second half of the rows may take beyond the first. */
const FLAT = 1.1;
const COUNTRIES = ['Germany', 'United Kingdom', 'US', 'France', 'AU'];
const TITLES = ['Head of Billing', 'VP Operations', 'Leiterin Vertrieb', 'CTO', 'Procurement Manager'];

/** One lead in twenty is there already in another spelling, one in a hundred can't be used. */
export const importing: Bench = {
  name: 'import',
  title: `Import of a CSV file with ${ROWS.toLocaleString('en')} leads, every row checked and deduplicated`,
  measure: (tell) =>
    inFolder(async (folder) => {
      const file = join(folder, 'leads.csv');
      writeFileSync(file, csv());
      tell('import: 100,000 rows');
      const measured = await inChild<ImportMeasured>('import-run.ts', { folder, file });
      tell('import: the bare import of a shell');
      const bare = bareImport(folder, file);
      return toResult(measured, bare);
    }),
};

function toResult(measured: ImportMeasured, bare: { name: string; seconds: number } | undefined) {
  const { seconds, cpuSeconds, rssBeforeMb, peakMb, longestStallMs, rowsRead, added, duplicates, refused } = measured;
  if (rowsRead !== ROWS) throw new Error(`${rowsRead} rows were read`);
  const peak = Math.max(...peakMb);
  const figures = {
    seconds,
    cpu_seconds: cpuSeconds,
    rows_per_second: ROWS / seconds,
    added,
    duplicates,
    refused,
    rss_before_mb: rssBeforeMb,
    rss_peak_mb: peak,
    peak_minus_before_mb: peak - rssBeforeMb,
    second_half_to_first_half: peakMb[1] / peakMb[0],
    longest_stall_ms: longestStallMs,
    ...(bare ? { bare_import_seconds: bare.seconds, times_bare_import: seconds / bare.seconds } : {}),
  };
  return {
    figures: roundAll(figures),
    goals: [
      goal(
        { name: 'import', measured: seconds, goal: 10, wants: 'at most', unit: 's' },
        `each of ${ROWS.toLocaleString('en')} rows is ${((seconds / ROWS) * 1e6).toFixed(0)} µs of checks and of rows in up to five tables with their indexes, written through the query builder on one core.`,
      ),
      goal(
        {
          name: 'import’s memory, second half against first',
          measured: figures.second_half_to_first_half,
          goal: FLAT,
          wants: 'at most',
          unit: 'times',
        },
        `resident memory rose by ${(peakMb[1] - peakMb[0]).toFixed(0)} MB from the first half of the rows to the second.`,
      ),
    ],
    notes: [
      'flat is counted as: the peak of the second 50,000 rows is at most 1.1 times that of the first',
      bare
        ? `beside it: ${bare.name} into one table without checks, keys or indexes`
        : 'neither the sqlite3 shell nor python3 is here, so there is no bare import beside it',
    ],
  };
}

function csv(): string {
  const lines = ['First name,Last name,Title,Company,Website,Industry,Employees,Country,Email,Phone,Notes'];
  for (let i = 0; i < ROWS; i += 1) {
    const isTwin = i % 20 === 19;
    const isBad = i % 100 === 50;
    // A twin is the lead of a few rows or of half the file before, in capitals.
    const who = isTwin ? (i % 40 === 19 ? i - 7 : Math.floor(i / 2)) : i;
    const email = `ada.byron${who}@company${Math.floor(who / 4)}.example`;
    lines.push(
      [
        'Ada',
        `Byron ${who}`,
        TITLES[i % TITLES.length],
        `"Company ${Math.floor(who / 4)}, Ltd"`,
        `https://www.company${Math.floor(who / 4)}.example/about`,
        'Logistics',
        String(10 + (i % 900)),
        COUNTRIES[Math.floor(who / 4) % COUNTRIES.length],
        isBad ? 'not an address' : isTwin ? email.toUpperCase() : email,
        '',
        i % 3 === 0 ? 'Met at the fair; asked for a demo in autumn.' : '',
      ].join(','),
    );
  }
  return `${lines.join('\n')}\n`;
}

function bareImport(folder: string, file: string): { name: string; seconds: number } | undefined {
  const has = (program: string, flag: string) => spawnSync(program, [flag], { stdio: 'ignore' }).status === 0;
  const database = join(folder, 'bare.db');
  const timed = (name: string, run: () => void) => {
    const startedAt = performance.now();
    run();
    return { name, seconds: (performance.now() - startedAt) / 1_000 };
  };
  if (has('sqlite3', '--version'))
    return timed('.import of the sqlite3 shell', () =>
      execFileSync('sqlite3', [database, '-cmd', '.mode csv', `.import '${file}' leads`], { stdio: 'ignore' }),
    );
  if (!has('python3', '--version')) return undefined;
  const script = `import csv, sqlite3, sys
db = sqlite3.connect(sys.argv[2])
with open(sys.argv[1], newline='') as f:
    rows = csv.reader(f)
    head = next(rows)
    db.execute('create table leads (%s)' % ', '.join('"%s"' % name for name in head))
    db.executemany('insert into leads values (%s)' % ','.join('?' * len(head)), rows)
db.commit()`;
  return timed('csv and executemany of python3', () => execFileSync('python3', ['-c', script, file, database]));
}
