import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrations } from '../../migrations/index.ts';
import { type App, compose } from '../../src/compose.ts';
import type { Config } from '../../src/config.ts';
import { migrate, openDatabase } from '../../src/db/index.ts';
import { MINUTE_MS } from '../../src/kernel/clock.ts';
import { silentLogger } from '../../src/kernel/logger.ts';
import { sampleWorld } from '../../src/simulator/world/index.ts';
import { type Proof, randomFrom } from './proof.ts';
import { DAY_MS, openStage, type Stage } from './stage.ts';
import { compareStories } from './stories.ts';

const RUNNER = new URL('../../.config/run.mjs', import.meta.url).pathname;
const MIGRATE = new URL('migrate-app.ts', import.meta.url).pathname;
const MAIN = new URL('../../src/main.ts', import.meta.url).pathname;
const SIZE = '24m';
const REP = sampleWorld.mailboxes[0]?.userId ?? '';
const LEADS = 8;

export const disk: Proof = {
  name: 'disk',
  claim:
    'On a full or read-only disk, and after a migration that was killed, people are told, nothing is half written, and it goes on when it can.',
  fewRuns: 5,
  async prove({ runs, seed, tell }) {
    const violations: string[] = [];
    const counts: Record<string, number> = {};
    const folder = mkdtempSync(join(tmpdir(), 'proof-disk-'));
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder]).status === 0;
    try {
      if (mounted) {
        Object.assign(counts, await onSmallDisk(folder, violations, tell));
      } else {
        counts.left_out_without_mount = 1;
        tell('Left out: a small disk needs the right to mount one. The killed migrations are tried all the same.');
      }
      counts.migrations_killed = await killMigrations(runs, randomFrom(seed), violations);
      return { runs, violations, counts };
    } finally {
      if (mounted) spawnSync('umount', [folder]);
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Takes all the space that is left; answers how to give it back. */
function fill(folder: string): () => void {
  const ballast = join(folder, 'ballast');
  const file = openSync(ballast, 'w');
  const chunk = Buffer.alloc(4_096, 1);
  try {
    for (;;) writeSync(file, chunk);
  } catch {
    // Full, as was wanted.
  }
  closeSync(file);
  return () => unlinkSync(ballast);
}

async function onSmallDisk(folder: string, violations: string[], tell: (line: string) => void) {
  const stage = await openStage({ leads: LEADS, folder });
  const counts: Record<string, number> = {};
  try {
    const app = await compose(stage.config, { clock: stage.clock, logger: silentLogger, postGapMs: 0 });
    await app.start();
    try {
      await gestureOnFullDisk(stage, app, folder, violations);
      await sendOnFullDisk(stage, app, folder, violations);
      counts.mails_taken_and_not_kept = await fullAfterTheCall(stage, app, folder, violations);
      await app.runner.turnTo(stage.clock, stage.clock.now() + 40 * DAY_MS, { outside: QUIET });
    } finally {
      await app.stop();
    }
    const story = await compareStories(stage, new Map());
    violations.push(...story.violations);
    tell(`${story.counts.mails} mails over a disk that was full three times, ${story.counts.duplicates} twice.`);
    Object.assign(counts, { mails: story.counts.mails, duplicates: story.counts.duplicates });
    counts.read_only_starts = await startReadOnly(stage, folder, violations);
    return counts;
  } finally {
    await stage.close();
  }
}

const QUIET = { wakes: ['read-mailboxes'], nextAt: () => undefined, run: async () => undefined };

async function countRows(app: App): Promise<string> {
  const counts: string[] = [];
  for (const table of ['leads', 'accounts', 'pains', 'log_entries', 'entry_texts', 'sends']) {
    const row = await app.db(table).count({ n: '*' }).first();
    counts.push(`${table} ${row?.n}`);
  }
  return counts.join(', ');
}

/** A rep adds a lead: told on the full disk, nothing half written; kept once there is space. */
async function gestureOnFullDisk(stage: Stage, app: App, folder: string, violations: string[]): Promise<void> {
  const hand = stage.simulator.workspace;
  const lead = { firstName: 'Nora', lastName: 'Field', email: 'nora.field@brightwater.example' };
  await hand.command(REP, '/lead', 'add');
  await hand.waitFor(() => hand.modalOf(REP), 10_000);
  const before = await countRows(app);
  const free = fill(folder);
  await submitLead(stage, lead);
  await hand.settled();
  const words = `${JSON.stringify(hand.modalOf(REP)?.json ?? '')}${hand.seenBy(REP, hand.dmOf(REP)).at(-1)?.text ?? ''}`;
  free();
  if (!words.includes('disk is full')) violations.push(`On a full disk the rep reads: ${words.slice(0, 300)}`);
  const after = await countRows(app);
  if (after !== before) violations.push(`A gesture on a full disk left something: ${before}; then ${after}`);
  while (hand.modalOf(REP)) await hand.close(REP);
  await hand.command(REP, '/lead', 'add');
  await hand.waitFor(() => hand.modalOf(REP), 10_000);
  await submitLead(stage, lead);
  await hand.settled();
  const kept = await app.db('leads').where({ email_key: lead.email }).first('id');
  if (!kept) violations.push('With space again, the same gesture is not kept.');
  while (hand.modalOf(REP)) await hand.close(REP);
}

const submitLead = (stage: Stage, lead: Record<string, string>) => stage.simulator.workspace.submit(REP, lead);

/** Mails are due while nothing can be written: none leaves, for no claim can be kept. */
async function sendOnFullDisk(stage: Stage, app: App, folder: string, violations: string[]): Promise<void> {
  const due = await app.features.sequences.nextDueAt();
  stage.clock.set(Math.max(stage.clock.now(), due ?? 0));
  const free = fill(folder);
  await app.runner.wake('send-due-touches');
  free();
  if (stage.mail.sentMessages().length > 0) violations.push('A mail left whose claim could not be kept.');
}

/** The disk is full from the moment at which the provider has taken a mail: it must be looked up, not sent again. */
async function fullAfterTheCall(stage: Stage, app: App, folder: string, violations: string[]): Promise<number> {
  let free: (() => void) | undefined;
  let isWatching = true;
  const sent = stage.mail.sentMessages().length;
  const watch = () => {
    if (stage.mail.sentMessages().length > sent) free = fill(folder);
    else if (isWatching) setImmediate(watch);
  };
  watch();
  for (let tries = 0; tries < 60 && !free; tries += 1) {
    stage.clock.set(stage.clock.now() + 5 * MINUTE_MS);
    await app.runner.wake('read-mailboxes');
    await app.runner.wake('send-due-touches');
  }
  isWatching = false;
  if (!free) {
    violations.push('No mail left while the disk was watched, so nothing is shown.');
    return 0;
  }
  const unkept = await app.db('sends').whereNot({ state: 'sent' }).count({ n: '*' }).first();
  free();
  return Number(unkept?.n ?? 0);
}

/** The real process on a read-only disk: one clear line and an end; afterwards it starts. */
async function startReadOnly(stage: Stage, folder: string, violations: string[]): Promise<number> {
  spawnSync('mount', ['-o', 'remount,ro', folder]);
  const refused = spawnSync(process.execPath, [RUNNER, MAIN], {
    env: { ...process.env, ...environmentOf(stage.config) },
  });
  spawnSync('mount', ['-o', 'remount,rw', folder]);
  const words = String(refused.stderr);
  if (refused.status !== 1) violations.push(`On a read-only disk the process ends with ${refused.status}.`);
  if (!/can’t be opened|read-only/.test(words))
    violations.push(`On a read-only disk the process says: ${words.slice(0, 300)}`);
  if (/\n\s+at /.test(words)) violations.push('On a read-only disk the process shows a stack.');
  const app = await compose(stage.config, { clock: stage.clock, logger: silentLogger });
  await app.stop();
  return 1;
}

function environmentOf(config: Config): Record<string, string> {
  const { slack, google } = config;
  return {
    SLACK_BOT_TOKEN: slack?.botToken ?? '',
    SLACK_APP_TOKEN: slack?.appToken ?? '',
    SLACK_API_URL: slack?.apiUrl ?? '',
    ADMIN_SLACK_USER_ID: slack?.adminUserId ?? '',
    GOOGLE_CLIENT_ID: google?.clientId ?? '',
    GOOGLE_CLIENT_SECRET: google?.clientSecret ?? '',
    GOOGLE_API_URL: google?.apiUrl ?? '',
    GOOGLE_OAUTH_URL: google?.oauthUrl ?? '',
    ENCRYPTION_KEY: config.encryptionKey ?? '',
    DATABASE_FILE: config.database.file,
    DATABASE_URL: '',
  };
}

async function schemaOf(file: string): Promise<string> {
  const db = openDatabase({ file });
  await migrate(db, migrations);
  const rows: { sql: string | null }[] = await db('sqlite_master').select('sql').orderBy('name');
  await db.destroy();
  return rows.map((row) => row.sql ?? '').join('\n');
}

/** Kills a process that migrates, at random instants; the next one must come to the same tables. */
async function killMigrations(runs: number, random: () => number, violations: string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'proof-migrate-'));
  const whole = await schemaOf(join(folder, 'whole.db'));
  let amid = 0;
  for (let run = 0; run < runs; run += 1) {
    const file = join(folder, `${run}.db`);
    const isSlow = run % 2 === 0;
    const how = isSlow ? ['slow'] : [];
    const child = spawn(process.execPath, [RUNNER, MIGRATE, file, ...how], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const come = new Promise<void>((resolve) =>
      child.stdout.on('data', (data) => {
        said += String(data);
        if (said.includes(isSlow ? 'stands' : 'begin')) resolve();
      }),
    );
    await Promise.race([come, exited]);
    if (!isSlow) await new Promise((resolve) => setTimeout(resolve, random() * 150));
    child.kill('SIGKILL');
    await exited;
    if (!said.includes('end')) amid += 1;
    try {
      if ((await schemaOf(file)) !== whole) violations.push(`After a killed migration (run ${run}) the tables differ.`);
    } catch (error) {
      violations.push(`After a killed migration (run ${run}) the next start fails: ${error}`);
    }
  }
  rmSync(folder, { recursive: true, force: true });
  return amid;
}
