import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { migrations } from '../../migrations/index.ts';
import { createGmail } from '../../src/adapters/gmail/index.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { type Db, migrate, openDatabase } from '../../src/db/index.ts';
import type { Member } from '../../src/features/access/index.ts';
import { openAddressSalt } from '../../src/features/channels/index.ts';
import { createTurnableClock, type TurnableClock } from '../../src/kernel/clock.ts';
import { silentLogger } from '../../src/kernel/logger.ts';
import { createSecretBox } from '../../src/kernel/secret-box.ts';
import { startSimulator } from '../../src/simulator/index.ts';
import { startMail } from '../../src/simulator/mail/index.ts';
import { sampleWorld } from '../../src/simulator/world/index.ts';
import { createFeatures } from '../../src/wiring.ts';
import { connected, seed } from '../../src/workspace.ts';
import { plainDrafting, testPorts } from '../support/world.ts';

export const DAY_MS = 86_400_000;

export interface StageOptions {
  /** How many leads wait with all their touches approved. */
  leads: number;
  modes?: { rewritesMessageIds?: boolean; searchLagMs?: number };
  /** Where the database lies; a new folder by default. */
  folder?: string;
}

export interface StagedLead {
  id: string;
  email: string;
}

/**
 * The stand-ins of Slack and Gmail, and a database in a file with a company, its people and leads whose touches are approved:
 * everything that the product's process needs, except the process. Nothing holds the database open.
 */
export async function openStage(options: StageOptions) {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'proof-'));
  const databaseFile = join(folder, 'sales.db');
  const clock = createTurnableClock(sampleWorld.startsAt);
  const logger = silentLogger;
  const mail = await startMail({ port: 0, clock, logger, mailboxes: sampleWorld.mailboxes, modes: options.modes });
  const simulator = await startSimulator({
    port: 0,
    clock,
    logger,
    world: { ...sampleWorld, teamId: sampleWorld.team.id, teamName: sampleWorld.team.name },
    manifest: parse(readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8')),
  });
  const config = connected(readConfig({ LOG_LEVEL: 'silent' }), { simulator, mail, databaseFile });
  const leads = await within(config, clock, async (features, db) => {
    await migrate(db, migrations);
    await seed(features, mail);
    return seedLeads(features, options.leads);
  });
  return {
    config,
    databaseFile,
    clock,
    mail,
    simulator,
    leads,
    /** The features over the database, while no process of the product holds it. */
    look: <T>(work: (db: Db, features: Parts) => Promise<T>, options: { mailTimeoutMs?: number } = {}): Promise<T> =>
      within(config, clock, (features, db) => work(db, features), options),
    async close() {
      await simulator.stop();
      await mail.stop();
      if (!options.folder) rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Stage = Awaited<ReturnType<typeof openStage>>;
type Parts = ReturnType<typeof createFeatures>;

async function within<T>(
  config: Config,
  clock: TurnableClock,
  work: (features: Parts, db: Db) => Promise<T>,
  options: { mailTimeoutMs?: number } = {},
): Promise<T> {
  const db = openDatabase(config.database);
  try {
    await migrate(db, migrations);
    const secretBox = createSecretBox(config.encryptionKey);
    const features = createFeatures({
      ...testPorts,
      db,
      clock,
      secretBox,
      addressSalt: await openAddressSalt({ db, clock, secretBox }),
      mail: config.google ? createGmail(config.google, { timeoutMs: options.mailTimeoutMs }) : undefined,
      drafting: plainDrafting,
    });
    return await work(features, db);
  } finally {
    await db.destroy();
  }
}

/** Owners in turn, companies of their own, words without a claim; caps that stop nothing, for these proofs are not about pace. */
async function seedLeads(features: Parts, count: number): Promise<StagedLead[]> {
  const members = await features.access.members();
  const admin = members.find((one) => one.role === 'admin');
  const owners = sampleWorld.mailboxes.map((one) => members.find((member) => member.id === one.userId));
  if (!admin) throw new Error('the sample company has no admin');
  await features.settings.set(admin, 'emailsPerMailboxPerDay', 1_000);
  await features.settings.set(admin, 'newMailboxPerDay', 1_000);
  await features.settings.set(admin, 'gapMinutes', 0);
  const out: StagedLead[] = [];
  const perOwner = new Map<Member, string[]>();
  for (let i = 0; i < count; i += 1) {
    const owner = owners[i % owners.length];
    if (!owner) throw new Error('a mailbox without its member');
    const email = `person${i}@company${i}.example`;
    const added = await features.leads.add(owner, {
      firstName: 'Ada',
      lastName: `Byron ${i}`,
      company: `Company ${i}`,
      email,
      country: 'DE',
      emailConsent: 'the fair in May',
    });
    if (!added.added) throw new Error('a lead was there already');
    out.push({ id: added.lead.id, email });
    perOwner.set(owner, [...(perOwner.get(owner) ?? []), added.lead.id]);
  }
  for (const [owner, ids] of perOwner) {
    await features.sequences.enrol(owner, ids);
    while ((await features.sequences.draftPlanned({ limit: 200 })).left > 0);
    for (const id of ids) {
      const review = await features.sequences.review(owner, id);
      const seen = review.touches
        .filter((one) => one.canApprove)
        .map((one) => ({ touchId: one.id, draftId: one.draft?.id ?? '', fingerprint: one.fingerprint ?? '' }));
      await features.sequences.approve(owner, seen);
    }
  }
  return out;
}
