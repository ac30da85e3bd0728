import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type App, compose } from '../../../src/compose.ts';
import { readConfig } from '../../../src/config.ts';
import type { Member } from '../../../src/features/access/index.ts';
import { createTurnableClock } from '../../../src/kernel/clock.ts';
import { silentLogger } from '../../../src/kernel/logger.ts';
import { startSimulator } from '../../../src/simulator/index.ts';
import { startMail } from '../../../src/simulator/mail/index.ts';
import { sampleWorld } from '../../../src/simulator/world/index.ts';
import { connected, seed } from '../../../src/workspace.ts';
import { type Answer, startStandIn } from '../../adapters/openai/stand-in.ts';
import { openGate } from './gate.ts';

export interface SceneOptions {
  /** Managers besides the sample company's people, so that each gesture has a person of its own. */
  people: number;
  /** What the model answers; without it there is none. */
  model?: Answer;
}

/** The product in this process over a database in a file, in a workspace with enough people; Gmail stands behind a door. */
export async function openScene(options: SceneOptions) {
  const folder = mkdtempSync(join(tmpdir(), 'proof-slow-'));
  const databaseFile = join(folder, 'sales.db');
  const clock = createTurnableClock(sampleWorld.startsAt);
  const logger = silentLogger;
  const crowd = Array.from({ length: options.people }, (_, i) => ({
    id: `U0SLOW${String(i).padStart(4, '0')}`,
    name: `slow${i}`,
    realName: `Sam Waits ${i}`,
    title: 'Sales',
    timezone: 'Europe/Amsterdam',
    email: `slow${i}@tallyhook.example`,
  }));
  const people = [...sampleWorld.people, ...crowd];
  const channels = sampleWorld.channels.map((one) => ({
    ...one,
    memberIds: [...one.memberIds, ...crowd.map((person) => person.id)],
  }));
  const ofCrowd = crowd.map(({ id: userId, email: address, realName: name }) => ({ userId, address, name }));
  const mailboxes = [...sampleWorld.mailboxes, ...ofCrowd];
  const mail = await startMail({ port: 0, clock, logger, mailboxes });
  const gate = await openGate(mail.googleApiUrl);
  const model = options.model ? await startStandIn() : undefined;
  if (options.model) model?.answers(options.model);
  const simulator = await startSimulator({
    port: 0,
    clock,
    logger,
    world: { ...sampleWorld, people, channels, teamId: sampleWorld.team.id, teamName: sampleWorld.team.name },
    manifest: parse(readFileSync(new URL('../../../manifest.yml', import.meta.url), 'utf8')),
  });
  const config = connected(readConfig({ LOG_LEVEL: 'silent' }), { simulator, mail, databaseFile });
  if (config.google) Object.assign(config.google, { apiUrl: gate.url, oauthUrl: gate.url });
  if (model)
    config.openai = {
      apiKey: 'a key of the proof',
      baseUrl: model.baseUrl,
      transcribeModel: 'gpt-4o-transcribe',
      model: 'gpt-6-luna',
    };
  const app = await compose(config, { clock, logger, postGapMs: 0 });
  await seed(app.features, mail);
  const members: Member[] = [];
  for (const { id, realName: name, email, timezone } of crowd) {
    await app.features.access.ensureMember({
      id,
      teamId: sampleWorld.team.id,
      name,
      email,
      role: 'manager',
      timezone,
    });
    const member = await app.features.access.member(id);
    if (member) members.push(member);
  }
  await app.start();
  return {
    app,
    clock,
    databaseFile,
    mail,
    gate,
    model,
    simulator,
    hand: simulator.workspace,
    members,
    lead: (owner: Member, number: number) => addLead(app, owner, number),
    async connectMailbox({ id: memberId, name: displayName, email: address = '' }: Member) {
      const credentials = JSON.stringify(mail.credentialsOf(address));
      await app.features.channels.connectMailbox({ memberId, address, displayName, credentials, at: clock.now() });
    },
    async close() {
      await gate.shut();
      await app.stop();
      await simulator.stop();
      await model?.stop();
      await mail.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Scene = Awaited<ReturnType<typeof openScene>>;

export interface SceneLead {
  id: string;
  name: string;
  email: string;
}

/** A lead of this person on a sequence, with its drafts. */
async function addLead(app: App, owner: Member, number: number): Promise<SceneLead> {
  const { leads, sequences } = app.features;
  const name = `Nora Quill${letters(number)}`;
  const email = `nora${number}@quill${number}.example`;
  const [firstName, lastName] = name.split(' ');
  const added = await leads.add(owner, {
    firstName,
    lastName,
    company: `Quill ${number}`,
    email,
    country: 'DE',
    emailConsent: 'the fair in May',
  });
  if (!added.added) throw new Error('a lead was there already');
  await sequences.enrol(owner, [added.lead.id]);
  await sequences.draftPlanned({ leadIds: [added.lead.id] });
  return { id: added.lead.id, name, email };
}

/** Names that no search takes for one another. */
const letters = (number: number): string =>
  [...String(number).padStart(2, '0')].map((digit) => 'abcdefghij'[Number(digit)]).join('x');
