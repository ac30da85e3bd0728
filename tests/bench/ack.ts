import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { loadProduct, mainFile, root } from './built.ts';
import { freePort, inFolder, pause } from './child.ts';
import { type Bench, goal, percentile, roundAll } from './figures.ts';
import { type SlackAnswers, startSlackAnswers } from './slack-answers.ts';

const SAMPLES = 1_200;
const WARM_UP = 300;
const BURSTS = 100;
const BURST = 10;
const LEADS = 500;
const SECRET = 'bench-signing-secret';
const TEAM = 'T0BENCH001';
const ADMIN = 'U0ADMIN001';

/** Both apps over Bolt's HTTP receiver with signed requests, each in a process of its own, one request here, one there. */
export const ack: Bench = {
  name: 'ack',
  title: 'Acknowledgement of a slash command with access check and database, against an empty Bolt app',
  measure: (tell) =>
    inFolder(async (folder) => {
      const databaseFile = join(folder, 'sales.db');
      await fillDatabase(databaseFile);
      const slack = await startSlackAnswers(TEAM);
      const children: ChildProcess[] = [];
      try {
        const product = await startProduct({ folder, databaseFile, slack, children });
        const empty = await startEmpty(children);
        tell('ack: one command at a time');
        const alone = await oneByOne(product, empty, slack);
        tell('ack: ten commands at once');
        const busy = await inBursts(product, empty, slack);
        return toResult(alone, busy);
      } finally {
        for (const child of children) child.kill();
        await slack.stop();
      }
    }),
};

interface Pair {
  product: number[];
  empty: number[];
}

function toResult(alone: Pair, busy: Pair) {
  const figures: Record<string, number> = { samples_each: alone.product.length };
  for (const [phase, pair] of Object.entries({ alone, ten_at_once: busy })) {
    for (const [share, label] of [
      [0.5, 'p50'],
      [0.99, 'p99'],
    ] as const) {
      const [product, empty] = [percentile(pair.product, share), percentile(pair.empty, share)];
      figures[`${phase}_${label}_ms`] = product;
      figures[`${phase}_${label}_ms_empty`] = empty;
      figures[`${phase}_${label}_ratio`] = product / empty;
    }
  }
  const why = `the acknowledgement itself leaves before any work begins; what is added (p50 ${(figures.alone_p50_ms ?? 0).toFixed(2)} ms against ${(figures.alone_p50_ms_empty ?? 0).toFixed(2)} ms, p99 ${(figures.alone_p99_ms ?? 0).toFixed(2)} ms against ${(figures.alone_p99_ms_empty ?? 0).toFixed(2)} ms) is the larger heap's collections and what the command before left to do, on the same event loop.`;
  const asked = { goal: 1.5, wants: 'at most', unit: 'times the empty app' } as const;
  return {
    figures: roundAll(figures),
    goals: [
      goal({ ...asked, name: 'ack p50', measured: figures.alone_p50_ratio ?? Number.NaN }, why),
      goal({ ...asked, name: 'ack p99', measured: figures.alone_p99_ratio ?? Number.NaN }, why),
    ],
    notes: [
      `the command is "/lead find …" over ${LEADS} leads; it has been answered before the next one is sent`,
      'ten at once: no goal; there, acknowledgements wait for the database work of the commands before them, which the empty app has not',
    ],
  };
}

async function fillDatabase(file: string): Promise<void> {
  const { openDatabase, migrate, migrations, createFeatures, createSecretBox, silentLogger, systemClock } =
    await loadProduct();
  const db = openDatabase({ file });
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
    id: ADMIN,
    teamId: TEAM,
    name: 'Amara Okafor',
    role: 'admin',
    timezone: 'Europe/Berlin',
  });
  for (let i = 0; i < LEADS; i += 1)
    await leads.add(by, {
      firstName: 'Ada',
      lastName: `Byron${i}`,
      company: `Fernline ${i}`,
      email: `ada${i}@fernline.example`,
      country: 'DE',
    });
  await db.destroy();
}

interface Reached {
  port: number;
  agent: Agent;
}

async function startProduct(around: {
  folder: string;
  databaseFile: string;
  slack: SlackAnswers;
  children: ChildProcess[];
}): Promise<Reached> {
  const { folder, databaseFile, slack, children } = around;
  const port = await freePort();
  const env = {
    PATH: process.env.PATH,
    SLACK_BOT_TOKEN: 'xoxb-bench',
    SLACK_SIGNING_SECRET: SECRET,
    SLACK_API_URL: slack.apiUrl,
    ADMIN_SLACK_USER_ID: ADMIN,
    DATABASE_FILE: databaseFile,
    ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'),
    PORT: String(port),
    LOG_LEVEL: 'silent',
  };
  children.push(spawn(process.execPath, [mainFile], { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] }));
  return reached(port);
}

async function startEmpty(children: ChildProcess[]): Promise<Reached> {
  const port = await freePort();
  const input = JSON.stringify({ port, signingSecret: SECRET });
  children.push(
    spawn(process.execPath, ['.config/run.mjs', 'tests/bench/empty-app.ts', input], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  );
  return reached(port);
}

/** Waits until something listens there. */
async function reached(port: number): Promise<Reached> {
  const app = { port, agent: new Agent({ keepAlive: true, maxSockets: BURST }) };
  for (let tries = 0; tries < 1_000; tries += 1) {
    const status = await post(app, '', {}).then(
      (one) => one.status,
      () => 0,
    );
    if (status > 0) return app;
    await pause(20);
  }
  throw new Error('an app did not start');
}

function post(
  { port, agent }: Reached,
  body: string,
  headers: Record<string, string>,
): Promise<{ status: number; ms: number }> {
  return new Promise((resolve, reject) => {
    const length = { 'content-length': String(Buffer.byteLength(body)) };
    const startedAt = performance.now();
    const sent = request(
      { port, agent, host: '127.0.0.1', method: 'POST', path: '/slack/events', headers: { ...headers, ...length } },
      (response) => {
        response
          .resume()
          .on('end', () => resolve({ status: response.statusCode ?? 0, ms: performance.now() - startedAt }));
      },
    );
    sent.on('error', reject).end(body);
  });
}

let counter = 0;

/** One command; answers the time to its acknowledgement, and when it has been answered too. */
async function command(
  app: Reached,
  slack: SlackAnswers,
  isAnswered: boolean,
): Promise<{ ms: number; done: Promise<void> }> {
  counter += 1;
  const { url, answered } = slack.responseUrl(counter);
  const body = new URLSearchParams({
    command: '/lead',
    text: `find Byron${counter % LEADS}`,
    user_id: ADMIN,
    team_id: TEAM,
    channel_id: 'C0SALES001',
    trigger_id: `trigger.${counter}`,
    response_url: url,
  }).toString();
  const at = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', SECRET).update(`v0:${at}:${body}`).digest('hex');
  const { status, ms } = await post(app, body, {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': at,
    'x-slack-signature': `v0=${signature}`,
  });
  if (status !== 200) throw new Error(`a command was answered with ${status}`);
  return { ms, done: isAnswered ? answered : Promise.resolve() };
}

async function oneByOne(product: Reached, empty: Reached, slack: SlackAnswers): Promise<Pair> {
  const times: Pair = { product: [], empty: [] };
  const measure = {
    product: async () => {
      const { ms, done } = await command(product, slack, true);
      await done;
      return ms;
    },
    empty: async () => (await command(empty, slack, false)).ms,
  };
  for (let i = -WARM_UP; i < SAMPLES; i += 1) {
    // Who goes first changes, so that neither has the other's leftovers more often.
    for (const which of i % 2 === 0 ? (['product', 'empty'] as const) : (['empty', 'product'] as const)) {
      const ms = await measure[which]();
      if (i >= 0) times[which].push(ms);
    }
  }
  return times;
}

async function inBursts(product: Reached, empty: Reached, slack: SlackAnswers): Promise<Pair> {
  const times: Pair = { product: [], empty: [] };
  for (let i = 0; i < BURSTS; i += 1) {
    for (const [which, app] of Object.entries({ product, empty }) as ['product' | 'empty', Reached][]) {
      const all = await Promise.all(Array.from({ length: BURST }, () => command(app, slack, which === 'product')));
      times[which].push(...all.map((one) => one.ms));
      await Promise.all(all.map((one) => one.done));
    }
  }
  return times;
}
