import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { migrations } from '../../../migrations/index.ts';
import { createGmail } from '../../../src/adapters/gmail/index.ts';
import { readConfig } from '../../../src/config.ts';
import { migrate, openDatabase } from '../../../src/db/index.ts';
import type { Member } from '../../../src/features/access/index.ts';
import { openAddressSalt } from '../../../src/features/channels/index.ts';
import { createTurnableClock } from '../../../src/kernel/clock.ts';
import { silentLogger } from '../../../src/kernel/logger.ts';
import { createSecretBox } from '../../../src/kernel/secret-box.ts';
import { startSimulator } from '../../../src/simulator/index.ts';
import { startMail } from '../../../src/simulator/mail/index.ts';
import { startTwilio } from '../../../src/simulator/twilio/index.ts';
import { sampleWorld } from '../../../src/simulator/world/index.ts';
import { createFeatures } from '../../../src/wiring.ts';
import { connected, seed } from '../../../src/workspace.ts';
import { testPorts } from '../../support/world.ts';
import { startRelay } from './relay.ts';
import { freePorts, startApart, startHere, type Worker } from './workers.ts';

/** What Twilio signs for; nothing is ever asked for there. */
const PUBLIC_URL = 'https://sales.example/';
const SETTLE_TRIES = 40;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export interface WorldOptions {
  /** A schema on PostgreSQL; without it a new SQLite file. */
  databaseUrl?: string;
  /** Each product in a process of its own. */
  apart?: boolean;
}

/** Two products over one database, one workspace and one Gmail; whatever Slack brings comes by the relay. */
export async function openWorld(options: WorldOptions) {
  const folder = mkdtempSync(join(tmpdir(), 'proof-twice-'));
  const clock = createTurnableClock(sampleWorld.startsAt);
  const logger = silentLogger;
  const mail = await startMail({ port: 0, clock, logger, mailboxes: sampleWorld.mailboxes });
  const relay = await startRelay();
  const simulator = await startSimulator({
    port: 0,
    clock,
    logger,
    world: { ...sampleWorld, teamId: sampleWorld.team.id, teamName: sampleWorld.team.name },
    manifest: parse(readFileSync(new URL('../../../manifest.yml', import.meta.url), 'utf8')),
    eventsUrl: relay.url,
  });
  const twilio = await startTwilio({ port: 0, clock, logger });
  const config = connected(readConfig({ LOG_LEVEL: 'silent', BASE_URL: PUBLIC_URL }), {
    simulator,
    mail,
    twilio,
    databaseFile: join(folder, 'sales.db'),
  });
  if (config.twilio) config.twilio.publicUrl = PUBLIC_URL;
  if (options.databaseUrl) config.database.url = options.databaseUrl;
  if (config.slack) Object.assign(config.slack, { appToken: undefined, signingSecret: simulator.signingSecret });
  const db = openDatabase(config.database);
  await migrate(db, migrations);
  const secretBox = createSecretBox(config.encryptionKey);
  const addressSalt = await openAddressSalt({ db, clock, secretBox });
  const gmail = config.google && createGmail(config.google);
  const features = createFeatures({
    ...testPorts,
    db,
    clock,
    secretBox,
    addressSalt,
    mail: gmail,
    baseUrl: config.baseUrl,
  });
  await seed(features, mail);
  const people = await castOf(features);
  // Pace is not what is proved here.
  await features.settings.set(people.admin, 'emailsPerMailboxPerDay', 1_000);
  await features.settings.set(people.admin, 'newMailboxPerDay', 1_000);
  await features.settings.set(people.admin, 'gapMinutes', 0);

  const ports = await freePorts(2);
  const start = options.apart ? startApart : startHere;
  const workers: Worker[] = await Promise.all(ports.map((port) => start(config, port, clock.now())));
  relay.reach(workers.map((one) => one.url));

  async function settle(): Promise<void> {
    for (let tries = 0; tries < SETTLE_TRIES; tries += 1) {
      await relay.settled();
      await simulator.workspace.settled();
      const done = await Promise.all(workers.map((one) => one.settle()));
      await simulator.workspace.settled();
      if (done.every(Boolean)) return;
      await pause(50);
    }
    throw new Error('the products did not come to rest');
  }

  return {
    db,
    clock,
    features,
    mail,
    relay,
    twilio: { publicUrl: PUBLIC_URL, authToken: twilio.authToken, numbers: twilio.numbers },
    simulator,
    hand: simulator.workspace,
    people,
    workers,
    /** The names of all gestures, as the access check knows them. */
    gestures: workers.find((one) => one.gestures)?.gestures ?? [],
    settle,
    /** Both clocks at this instant, and each timetable fires twice. */
    async tick(at: number): Promise<void> {
      await Promise.all(workers.map((one) => one.tick(at)));
    },
    async close() {
      for (const one of workers) await one.stop();
      await simulator.stop();
      await relay.stop();
      await mail.stop();
      await twilio.stop();
      await db.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type World = Awaited<ReturnType<typeof openWorld>>;

async function castOf(features: ReturnType<typeof createFeatures>) {
  const members = await features.access.members();
  const of = (role: Member['role']): Member => {
    const found = members.find((one) => one.role === role);
    if (!found) throw new Error(`the sample company has no ${role}`);
    return found;
  };
  const rep = of('rep');
  const teamLead = members.find((one) => one.id === rep.teamLeadId) ?? of('team_lead');
  return { rep, teamLead, manager: of('manager'), admin: of('admin') };
}
