import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { type App, compose } from './compose.ts';
import type { Config } from './config.ts';
import { createTurnableClock, type Instant, MINUTE_MS } from './kernel/clock.ts';
import { createIds, repeatableBytes } from './kernel/ids.ts';
import { createLogger, type Logger } from './kernel/logger.ts';
import { freePort } from './simulator/emulator.ts';
import { startSimulator } from './simulator/index.ts';
import { type MailStandIn, startMail } from './simulator/mail/index.ts';
import { createProspects } from './simulator/mail/prospects.ts';
import { createCallers } from './simulator/twilio/callers.ts';
import { startTwilio, type TwilioStandIn } from './simulator/twilio/index.ts';
import { createTexters } from './simulator/twilio/texters.ts';
import { sampleWorld } from './simulator/world/index.ts';

export interface Workspace {
  url: string;
  app: App;
  simulator: Awaited<ReturnType<typeof startSimulator>>;
  mail: MailStandIn;
  twilio: TwilioStandIn;
  /** Turns the clock to this instant; the timetable and the prospects act on the way. */
  turnTo(to: Instant): Promise<void>;
  announce(): void;
  stop(): Promise<void>;
}

/**
 * The workspace that needs no account: a local Slack, a local Gmail, a small company with its prospects, and the product
 * connected to them as it would be to the real ones. It begins anew at each start.
 */
export async function openWorkspace(options: {
  config: Config;
  port?: number;
  databaseFile?: string;
  /** The clock goes on at the real pace between turns. */
  runs?: boolean;
  /** Posts without the pause that a real Slack asks for. */
  quick?: boolean;
  /** The same word gives the same ids, so that what is drawn from them falls the same again. */
  seed?: string;
  logger?: Logger;
}): Promise<Workspace> {
  const { config } = options;
  const logger = options.logger ?? createLogger(config.logLevel === 'info' ? 'warn' : config.logLevel);
  const clock = createTurnableClock(sampleWorld.startsAt, { runs: options.runs ?? true });
  // Known before anything starts, so that the consent page can send people back to it.
  const appPort = await freePort();
  const redirectUris = [`http://127.0.0.1:${appPort}/oauth/google/callback`];
  const mail = await startMail({ port: 0, clock, logger, mailboxes: sampleWorld.mailboxes, redirectUris });
  const twilio = await startTwilio({ port: 0, clock, logger });
  const people = [
    createProspects({ world: sampleWorld, mail, clock, logger }),
    createTexters({ twilio, clock }),
    createCallers({ twilio, clock }),
  ];
  const answers = async () => {
    let given = 0;
    for (const one of people) given += await one.tick();
    return given;
  };
  const nextAnswerAt = () => {
    const ats = people.flatMap((one) => one.nextAt() ?? []);
    return ats.length > 0 ? Math.min(...ats) : undefined;
  };
  let app: App | undefined;

  const turnTo = async (to: Instant, progress?: (note: string) => void) => {
    await app?.runner.turnTo(clock, to, {
      outside: {
        wakes: ['read-mailboxes'],
        nextAt: nextAnswerAt,
        async run() {
          if ((await answers()) > 0) await app?.runner.wake('read-mailboxes');
          await app?.settle();
        },
      },
      onStep: (at) => progress?.(new Date(at).toISOString()),
    });
    await answers();
    await app?.runner.wake('read-mailboxes');
    await app?.settle();
  };

  const simulator = await startSimulator({
    port: options.port ?? config.port,
    clock,
    logger,
    world: { ...sampleWorld, teamId: sampleWorld.team.id, teamName: sampleWorld.team.name },
    manifest: parse(readFileSync(new URL('../manifest.yml', manifestBase()), 'utf8')),
    pageDir: fileURLToPath(new URL('../dist/simulator-page/', manifestBase())),
    onTurn: turnTo,
  });

  app = await compose(
    connected(config, { simulator, mail, twilio, port: appPort, databaseFile: options.databaseFile ?? ':memory:' }),
    {
      clock,
      logger,
      ids: options.seed === undefined ? undefined : createIds(clock, repeatableBytes(options.seed)),
      postGapMs: options.quick ? 0 : undefined,
    },
  );
  await seed(app.features, mail);
  await app.start();
  for (const one of sampleWorld.messages) await simulator.workspace.post(one.userId, one.channelId, one.text);
  // The prospects also answer while nobody turns the clock.
  const breath = setInterval(
    () =>
      void (async () => {
        if ((await answers()) > 0) await app?.runner.wake('read-mailboxes');
      })().catch((error: unknown) => logger.error({ error }, 'the prospects stumbled')),
    MINUTE_MS / 4,
  );
  breath.unref();

  return {
    url: simulator.url,
    app,
    simulator,
    mail,
    twilio,
    turnTo,
    announce() {
      process.stdout.write(
        `The local workspace is open: ${simulator.url}\nIt begins anew at each start; nothing leaves this machine. Stop with Ctrl-C.\n`,
      );
    },
    async stop() {
      clearInterval(breath);
      await app?.stop();
      await simulator.stop();
      await mail.stop();
      await twilio.stop();
    },
  };
}

/** Built code lies one folder deeper than its sources. */
function manifestBase(): string {
  return import.meta.url.includes('/dist/src/') ? new URL('../', import.meta.url).href : import.meta.url;
}

/** The configuration with the stand-ins' addresses in it: nothing else differs from the real thing. */
export function connected(
  config: Config,
  standIns: {
    simulator: Awaited<ReturnType<typeof startSimulator>>;
    mail: MailStandIn;
    twilio?: TwilioStandIn;
    port?: number;
    databaseFile: string;
  },
): Config {
  const { simulator, mail, twilio } = standIns;
  return {
    ...config,
    slack: {
      botToken: simulator.botToken,
      appToken: simulator.appToken,
      apiUrl: simulator.slackApiUrl,
      adminUserId: sampleWorld.members.find((one) => one.role === 'admin')?.userId ?? '',
    },
    google: {
      clientId: mail.clientId,
      clientSecret: mail.clientSecret,
      apiUrl: mail.googleApiUrl,
      oauthUrl: mail.googleOauthUrl,
    },
    twilio: twilio && {
      accountSid: twilio.accountSid,
      authToken: twilio.authToken,
      apiUrl: twilio.url,
      whatsappFrom: twilio.numbers.whatsapp,
      smsFrom: twilio.numbers.sms,
      voiceFrom: twilio.numbers.voice,
    },
    database: { file: standIns.databaseFile },
    dashboardChannel: sampleWorld.channelIds.dashboard,
    threadsChannel: sampleWorld.channelIds.threads,
    encryptionKey: config.encryptionKey ?? randomBytes(32).toString('base64'),
    timezone: sampleWorld.company.timezone,
    port: standIns.port ?? 0,
  };
}

/** The sample company's people, playbook and mailboxes; its leads come in by the hand of whoever imports them. */
export async function seed(features: Omit<App['features'], 'connections'>, mail: MailStandIn): Promise<void> {
  const { access, playbook, channels, settings, clock } = features;
  for (const { userId, role, teamLeadId } of sampleWorld.members) {
    const person = sampleWorld.people.find((one) => one.id === userId);
    if (!person) continue;
    await access.ensureMember({
      id: userId,
      teamId: sampleWorld.team.id,
      name: person.realName,
      email: person.email,
      role,
      teamLeadId,
      timezone: person.timezone,
    });
  }
  const manager = (await access.members()).find((one) => one.role === 'manager');
  if (manager) {
    await playbook.change(manager, sampleWorld.playbook, (await playbook.current()).version);
    await settings.set(manager, 'postalAddress', sampleWorld.company.postalAddress);
  }
  for (const { userId, address, name } of sampleWorld.mailboxes) {
    await channels.connectMailbox({
      memberId: userId,
      address,
      displayName: name,
      credentials: JSON.stringify(mail.credentialsOf(address)),
      at: clock.now(),
    });
  }
}
