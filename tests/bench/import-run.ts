import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { loadProduct } from './built.ts';
import { memoryMb } from './child.ts';

export interface ImportMeasured {
  seconds: number;
  /** Of the processor, all threads: what is left when others want the machine too. */
  cpuSeconds: number;
  rowsRead: number;
  added: number;
  duplicates: number;
  refused: number;
  rssBeforeMb: number;
  /** Highest resident memory in the first and in the second half of the rows. */
  peakMb: [number, number];
  /** Longest time that the process could do nothing else. */
  longestStallMs: number;
}

const { folder, file } = JSON.parse(process.argv[2] ?? '{}') as { folder: string; file: string };
const { openDatabase, migrate, migrations, createFeatures, createSecretBox, silentLogger, systemClock } =
  await loadProduct();
const db = openDatabase({ file: join(folder, 'import.db') });
await migrate(db, migrations);
const { access, leads } = createFeatures({
  db,
  clock: systemClock,
  logger: silentLogger,
  secretBox: createSecretBox('bench'),
  addressSalt: 'bench',
  charts: { funnel: async () => new Uint8Array() },
});
const by = await access.ensureMember({
  id: 'U0ADMIN001',
  teamId: 'T0BENCH001',
  name: 'Amara Okafor',
  role: 'admin',
  timezone: 'Europe/Berlin',
});

const peakMb: [number, number] = [0, 0];
let isSecondHalf = false;
let longestStallMs = 0;
let last = performance.now();
const look = () => {
  const half = isSecondHalf ? 1 : 0;
  peakMb[half] = Math.max(peakMb[half], memoryMb('self', 'VmRSS'));
};
const rssBeforeMb = memoryMb('self', 'VmRSS');
const ticking = setInterval(() => {
  const now = performance.now();
  longestStallMs = Math.max(longestStallMs, now - last - 10);
  last = now;
  look();
}, 10);
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();
const report = await leads.importCsv(by, { name: 'leads.csv', content: createReadStream(file) }, async (one) => {
  isSecondHalf = one.rowsRead > 50_000;
  look();
});
const seconds = (performance.now() - startedAt) / 1_000;
const cpu = process.cpuUsage(cpuBefore);
const cpuSeconds = (cpu.user + cpu.system) / 1e6;
clearInterval(ticking);
const { rowsRead, added, duplicates, refused } = report;
const stored = Number((await db('leads').count({ n: '*' }).first())?.n);
if (stored !== added) throw new Error(`${added} were reported, ${stored} are there`);
await db.destroy();
const out: ImportMeasured = {
  seconds,
  cpuSeconds,
  rowsRead,
  added,
  duplicates,
  refused,
  rssBeforeMb,
  peakMb,
  longestStallMs,
};
process.stdout.write(`${JSON.stringify(out)}\n`);
