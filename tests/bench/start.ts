import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { systemClock } from '../../src/kernel/clock.ts';
import { silentLogger } from '../../src/kernel/logger.ts';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { sampleWorld } from '../../src/simulator/world/index.ts';
import { mainFile, root } from './built.ts';
import { inFolder, memoryMb, pause } from './child.ts';
import { type Bench, goal, median, roundAll } from './figures.ts';

const STARTS = 5;
const IDLE_MS = 20_000;
const TOO_LONG_MS = 30_000;
const ADMIN = sampleWorld.members.find((one) => one.role === 'admin')?.userId ?? '';

/** The built app's own process in Socket Mode against the local stand-in of Slack, which lives in this process. */
export const start: Bench = {
  name: 'start',
  title: 'Start and memory of the app’s own process',
  measure: (tell) =>
    inFolder(async (folder) => {
      const simulator = await openSlack();
      try {
        tell(`start: ${STARTS} starts`);
        const starts: Start[] = [];
        for (let i = 0; i < STARTS; i += 1)
          starts.push(
            await withApp(simulator, { folder, databaseFile: join(folder, 'sales.db') }, async (child, ms) => ({
              ms,
              cpuMs: cpuMs(child.pid ?? 0),
            })),
          );
        tell('start: 20 s idle');
        const memory = await withApp(simulator, { folder, databaseFile: join(folder, 'sales.db') }, async (child) => {
          await pause(IDLE_MS);
          return memoryMb(child.pid ?? 0, 'VmRSS');
        });
        return toResult(starts, memory);
      } finally {
        await simulator.stop();
      }
    }),
};

interface Start {
  ms: number;
  /** Of the processor, all threads: what is left when others want the machine too. */
  cpuMs: number;
}

function toResult(starts: Start[], memory: number) {
  const times = starts.map((one) => one.ms);
  const [first = Number.NaN, ...later] = times;
  const bare = bareNode('');
  // compose.js brings in everything that main.js runs with, without running it.
  const loaded = bareNode(`await import(${JSON.stringify(pathToFileURL(join(root, 'dist/src/compose.js')).href)});`);
  const figures = {
    first_ack_s_median: median(times) / 1_000,
    first_ack_s_with_a_new_database: first / 1_000,
    first_ack_s_slowest_of_the_others: Math.max(...later) / 1_000,
    cpu_s_to_first_ack_median: median(starts.map((one) => one.cpuMs)) / 1_000,
    bare_node_s: bare.seconds,
    modules_loaded_s: loaded.seconds,
    rss_idle_mb: memory,
    rss_bare_node_mb: bare.rssMb,
    rss_modules_loaded_mb: loaded.rssMb,
  };
  return {
    figures: roundAll(figures),
    goals: [
      goal(
        {
          name: 'start to the first acknowledgement',
          measured: figures.first_ack_s_median,
          goal: 1.5,
          wants: 'at most',
          unit: 's',
        },
        `of ${figures.first_ack_s_median.toFixed(2)} s, ${loaded.seconds.toFixed(2)} s are node (${bare.seconds.toFixed(2)} s) and the loading of modules; the rest is the database, Slack’s web API and the socket.`,
      ),
      goal(
        { name: 'resident memory when idle', measured: memory, goal: 180, wants: 'at most', unit: 'MB' },
        `of ${memory.toFixed(0)} MB, bare node is ${bare.rssMb.toFixed(0)} MB and loading the modules takes it to ${loaded.rssMb.toFixed(0)} MB.`,
      ),
    ],
    notes: [`${STARTS} starts, the first one makes the database; memory is VmRSS after 20 s without anything to do`],
  };
}

function openSlack(): Promise<Simulator> {
  return startSimulator({
    port: 0,
    clock: { ...systemClock, set: () => undefined },
    logger: silentLogger,
    world: { ...sampleWorld, teamId: sampleWorld.team.id, teamName: sampleWorld.team.name },
    manifest: parse(readFileSync(join(root, 'manifest.yml'), 'utf8')),
  });
}

/** Starts the app, waits for the first acknowledgement, and hands it over with the milliseconds that it took; then ends it. */
async function withApp<T>(
  simulator: Simulator,
  { folder, databaseFile }: { folder: string; databaseFile: string },
  work: (child: ChildProcess, ms: number) => Promise<T>,
): Promise<T> {
  const env = {
    PATH: process.env.PATH,
    SLACK_BOT_TOKEN: simulator.botToken,
    SLACK_APP_TOKEN: simulator.appToken,
    SLACK_API_URL: simulator.slackApiUrl,
    ADMIN_SLACK_USER_ID: ADMIN,
    DATABASE_FILE: databaseFile,
    ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'),
    PORT: '0',
    LOG_LEVEL: 'silent',
  };
  const startedAt = performance.now();
  const child = spawn(process.execPath, [mainFile], { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  try {
    while (!simulator.workspace.isAppConnected()) {
      if (child.exitCode !== null || performance.now() - startedAt > TOO_LONG_MS)
        throw new Error('the app did not start');
      await pause(2);
    }
    const result = await simulator.workspace.command(ADMIN, '/sales', 'help');
    const ms = performance.now() - startedAt;
    if (!result.ok) throw new Error(`the first command was not acknowledged: ${result.error}`);
    return await work(child, ms);
  } finally {
    child.kill();
    await ended;
    while (simulator.workspace.isAppConnected()) await pause(2);
  }
}

const TICK_MS = 10;

/** Processor time of a process so far, of /proc/<pid>/stat; NaN where there is no such file. */
function cpuMs(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return Number.NaN;
  }
}

/** A process of node that runs this and nothing else: how long it takes, and its memory at the end. */
function bareNode(code: string): { seconds: number; rssMb: number } {
  const report = `const { readFileSync } = await import('node:fs');
    process.stdout.write(/VmRSS:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]); process.exit(0);`;
  const runs = Array.from({ length: 3 }, () => {
    const startedAt = performance.now();
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code + report], { encoding: 'utf8' });
    return { seconds: (performance.now() - startedAt) / 1_000, rssMb: Number(stdout) / 1024 };
  });
  return { seconds: median(runs.map((one) => one.seconds)), rssMb: median(runs.map((one) => one.rssMb)) };
}
