import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { parse } from 'yaml';
import { compose } from '../../../src/compose.ts';
import { readConfig } from '../../../src/config.ts';
import { createTurnableClock } from '../../../src/kernel/clock.ts';
import { silentLogger } from '../../../src/kernel/logger.ts';
import { startSimulator } from '../../../src/simulator/index.ts';
import { startMail } from '../../../src/simulator/mail/index.ts';
import type { Answer, PayloadKind } from '../../../src/simulator/slack/delivery/delivery.ts';
import { startTwilio } from '../../../src/simulator/twilio/index.ts';
import { sampleWorld } from '../../../src/simulator/world/index.ts';
import { connected } from '../../../src/workspace.ts';
import { watchBolt } from './bolt-watch.ts';
import { cast, castKeys, slackPeople } from './cast.ts';
import { seedWorld } from './seed.ts';
import { COLLEAGUES } from './table.ts';

export type Json = Record<string, unknown>;

export interface Captured {
  kind: PayloadKind;
  payload: Json;
}

export const manifest = (): unknown => parse(readFileSync(new URL('../../../manifest.yml', import.meta.url), 'utf8'));

export const GENERAL = sampleWorld.channelIds.general;
export const THREADS = sampleWorld.channelIds.threads;

async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** Takes what the local Slack sends in the app's place, so that it can be changed before it is sent on. */
async function openTrap() {
  const caught: Captured[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      caught.push(readPayload(body, String(request.headers['content-type'])));
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    take: (): Captured | undefined => caught.splice(0).at(-1),
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

function readPayload(body: string, type: string): Captured {
  if (type.startsWith('application/json')) return { kind: 'events_api', payload: JSON.parse(body) };
  const form = Object.fromEntries(new URLSearchParams(body));
  if (form.payload) return { kind: 'interactive', payload: JSON.parse(form.payload) };
  return { kind: 'slash_commands', payload: form };
}

/**
 * The product as it is composed, reached by signed HTTP from the local Slack, with a database full of one team's work. Its timetable
 * does not run, so that nothing but gestures changes anything.
 */
export async function openWorld() {
  const clock = createTurnableClock(sampleWorld.startsAt);
  const logger = silentLogger;
  const everybody = castKeys.filter((key) => !cast[key].isUnknown).map((key) => cast[key].id);
  const inSales = castKeys.filter((key) => cast[key].role && !key.includes(',') && key !== 'revoked');
  const mailboxes = (['owner', 'colleague', 'leader', 'other leader', 'manager', 'admin'] as const).map((key) => ({
    userId: cast[key].id,
    address: `${cast[key].name.split(' ')[0]?.toLowerCase()}@tallyhook.example`,
    name: cast[key].name,
  }));
  const mail = await startMail({ port: 0, clock, logger, mailboxes });
  const simulator = await startSimulator({
    port: 0,
    clock,
    logger,
    manifest: manifest(),
    timing: { ackDeadlineMs: 20_000, triggerLifeMs: 60_000 },
    world: {
      ...sampleWorld,
      teamId: sampleWorld.team.id,
      teamName: sampleWorld.team.name,
      people: slackPeople,
      channels: sampleWorld.channels.map((one) => ({
        ...one,
        memberIds: one.id === THREADS ? inSales.map((key) => cast[key].id) : everybody,
      })),
      actAs: [],
    },
  });
  const bolt = watchBolt();
  const trap = await openTrap();
  const port = await freePort();
  const twilio = await startTwilio({ port: 0, clock, logger });
  const base = connected(readConfig({ LOG_LEVEL: 'silent', BASE_URL: `http://127.0.0.1:${port}` }), {
    simulator,
    mail,
    twilio,
    databaseFile: ':memory:',
  });
  // Signed for the address that is reached: without it nobody could sign for anything here.
  if (base.twilio) base.twilio.publicUrl = base.baseUrl;
  const { apiUrl, botToken } = base.slack ?? { botToken: '' };
  // Long work tells how far it is without a pause: nobody reads along.
  const slack = {
    updateGapMs: 0,
    apiUrl,
    botToken,
    adminUserId: cast.admin.id,
    signingSecret: simulator.signingSecret,
  };
  const app = await compose({ ...base, port, slack }, { clock, logger, postGapMs: 0 });
  if (!app.slack) throw new Error('the app has no Slack');
  await app.slack.start();
  const hand = simulator.workspace;
  for (const key of castKeys) if (cast[key].isBot) await hand.changePerson(cast[key].id, { isBot: true });

  const eventsUrl = `${bolt.url()}/slack/events`;
  simulator.reachByHttp(eventsUrl);

  /** Everything that followed from what was sent has been done, posted and drafted. */
  async function idle(): Promise<void> {
    await bolt.idle();
    await app.slack?.follow();
  }

  const api = async (method: string, args: Json): Promise<Json> => {
    const response = await fetch(`${simulator.slackApiUrl}${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${simulator.botToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(args),
    });
    const body = (await response.json()) as Json;
    if (body.ok !== true) throw new Error(`${method}: ${JSON.stringify(body).slice(0, 300)}`);
    return body;
  };

  let depth = 0;
  const world = {
    app,
    twilio: { baseUrl: `http://127.0.0.1:${port}`, authToken: twilio.authToken, numbers: twilio.numbers },
    bolt,
    clock,
    hand,
    mail,
    simulator,
    api,
    idle,
    eventsUrl,
    appUrl: bolt.url(),
    /** What a try has itself put before people: blocks of views, and of cards by their ts. */
    scene: { views: new Set<string>(), cards: new Map<string, string>() },
    /** The last thing that Slack would have sent to the app, without the app hearing of it. */
    async capture(act: () => Promise<unknown>): Promise<Captured> {
      depth += 1;
      simulator.reachByHttp(trap.url);
      try {
        await act();
      } finally {
        depth -= 1;
        if (depth === 0) simulator.reachByHttp(eventsUrl);
      }
      const caught = trap.take();
      if (!caught) throw new Error('Slack sent nothing for this gesture');
      return caught;
    },
    /** A payload of our own making, signed as Slack signs unless told otherwise; `quick` does not wait for an answer. */
    async send(
      { kind, payload }: Captured,
      how: { secret?: string; isQuick?: boolean } = {},
    ): Promise<Answer | undefined> {
      const before = bolt.taken();
      const answer = hand.forge(kind, payload, { secret: how.secret ?? simulator.signingSecret });
      if (how.isQuick) await hand.waitFor(() => bolt.taken() > before);
      else await answer;
      await idle();
      return how.isQuick ? undefined : answer;
    },
    async stop(): Promise<void> {
      await app.stop();
      await simulator.stop();
      await mail.stop();
      await twilio.stop();
      await trap.stop();
      bolt.stop();
    },
  };
  const goods = await seedWorld(world);
  const registered = [...bolt.registered];
  // The way that most will run it has a web server too, another one of Bolt's.
  const socketPort = await freePort();
  const socketMode = {
    ...base,
    port: socketPort,
    threadsChannel: undefined,
    slack: { ...slack, appToken: simulator.appToken },
  };
  const twin = await compose(socketMode, { clock, logger, db: app.db, postGapMs: 0 });
  await twin.slack?.start();
  // Seen once, so that nothing of it changes any more when they are denied something.
  for (const key of COLLEAGUES) await hand.command(cast[key].id, '/crm', '', GENERAL);
  await idle();
  const stop = async () => {
    await twin.slack?.stop();
    await world.stop();
  };
  return { ...world, registered, goods, stop, webs: { http: world.appUrl, socket: `http://127.0.0.1:${socketPort}` } };
}

export type World = Awaited<ReturnType<typeof openWorld>>;
