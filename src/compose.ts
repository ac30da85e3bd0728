import cron from 'node-cron';
import { commands } from '../commands/index.ts';
import { migrations } from '../migrations/index.ts';
import { createChartRenderer } from './adapters/chartjs/index.ts';
import { createConsent } from './adapters/gmail/consent.ts';
import { createGmail } from './adapters/gmail/index.ts';
import { createConsent as createLinkedinConsent } from './adapters/linkedin/consent.ts';
import { createLinkedin } from './adapters/linkedin/index.ts';
import { createOpenai } from './adapters/openai/index.ts';
import { createTranscriber } from './adapters/openai/transcribing.ts';
import { createTwilio } from './adapters/twilio/index.ts';
import type { Config } from './config.ts';
import { connections } from './connections.ts';
import { type Db, migrate, openDatabase } from './db/index.ts';
import { openAddressSalt } from './features/channels/index.ts';
import { createRunLedger } from './features/timetable/index.ts';
import { timetable } from './jobs/index.ts';
import { createRunner, type Runner } from './jobs/runner.ts';
import { type Clock, systemClock } from './kernel/clock.ts';
import { databaseTrouble } from './kernel/database-trouble.ts';
import { createLogger, type Logger } from './kernel/logger.ts';
import { createSecretBox } from './kernel/secret-box.ts';
import { createSlackApp, type SlackApp } from './slack/app.ts';
import type { Features } from './slack/features.ts';
import { CONSENT_PATHS, type ConsentPage, consentRoutes } from './web/consent.ts';
import { healthRoutes } from './web/health.ts';
import { optOutRoutes } from './web/opt-out.ts';
import { twilioRoutes } from './web/twilio.ts';
import { createFeatures } from './wiring.ts';

export interface Overrides {
  clock?: Clock;
  logger?: Logger;
  db?: Db;
  /** Least time between two posts in one channel of Slack. */
  postGapMs?: number;
}

export interface App {
  features: Features;
  db: Db;
  slack?: SlackApp;
  runner: Runner;
  start(): Promise<void>;
  /** Waits until what has happened so far has been drafted, posted and coached on. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

/** The composition root: ports, then features, then surfaces, read from top to bottom. */
export async function compose(config: Config, overrides: Overrides = {}): Promise<App> {
  const clock = overrides.clock ?? systemClock;
  const logger = overrides.logger ?? createLogger(config.logLevel);
  const db = overrides.db ?? openDatabase(config.database);
  await migrate(db, migrations).catch((error: unknown) => {
    throw databaseTrouble(error) ?? error;
  });

  const secretBox = createSecretBox(config.encryptionKey);
  const addressSalt = await openAddressSalt({ db, clock, secretBox });
  const twilio = config.twilio && createTwilio(config.twilio);
  const redirectTo = (path: string) => ({
    uri: new URL(path, config.baseUrl ?? `http://127.0.0.1:${config.port}/`).href,
    isPublic: config.baseUrl !== undefined,
  });
  const features: Features = {
    ...createFeatures({
      db,
      clock,
      logger,
      secretBox,
      addressSalt,
      charts: createChartRenderer(),
      baseUrl: config.baseUrl,
      mail: config.google ? createGmail(config.google) : undefined,
      consent: config.google ? createConsent(config.google) : undefined,
      redirect: redirectTo(CONSENT_PATHS.google),
      linkedin: config.linkedin && {
        provider: createLinkedin(config.linkedin),
        consent: createLinkedinConsent(config.linkedin),
        redirect: redirectTo(CONSENT_PATHS.linkedin),
      },
      texts: twilio?.texts,
      calls: twilio?.calls,
      recordings: twilio?.recordings,
      transcriber: config.openai ? createTranscriber(config.openai) : undefined,
      llm: config.openai ? createOpenai(config.openai) : undefined,
    }),
    connections: () => connections(config),
  };

  let runner: Runner;
  // Who enrols wants drafts now, not at the next tick.
  const enrol = features.sequences.enrol;
  features.sequences = {
    ...features.sequences,
    async enrol(by, leadIds) {
      const result = await enrol(by, leadIds);
      if (result.enrolled.length > 0) void runner.wake('draft-touches').then(() => slack?.wake());
      return result;
    },
  };

  /** What comes in by the web is told in Slack at once, not at the next tick. */
  const told =
    <Args extends unknown[], Result>(act: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      const result = await act(...args);
      slack?.wake();
      return result;
    };

  const slack: SlackApp | undefined = config.slack
    ? createSlackApp({
        config: {
          ...config.slack,
          threadsChannel: config.threadsChannel,
          dashboardChannel: config.dashboardChannel,
          port: config.port,
          postGapMs: overrides.postGapMs,
        },
        features,
        commands,
        logger,
        clock,
        customRoutes: [
          ...healthRoutes({ isAlive: async () => (await db.raw('select 1')) !== undefined }),
          ...optOutRoutes({
            isKnown: (token) => features.channels.readOptOut(token) !== undefined,
            optOut: told(features.interactions.optOut),
          }),
          ...consentRoutes(
            consentPages(features, config).map((page) => ({
              ...page,
              async finish(answer) {
                const said = await told(page.finish)(answer);
                // From now on it is read: before that nothing of its leads is known.
                void runner.wake('read-mailboxes');
                return said;
              },
            })),
          ),
          ...(twilio && config.baseUrl
            ? twilioRoutes({
                webhook: twilio.webhook,
                now: clock.now,
                onMessage: told(features.interactions.takeText),
                onReport: told(features.sequences.takeReport),
                onCall: told(features.calling.takeReport),
                onPress: told(features.calling.takePress),
                async onRecording(recording) {
                  await features.calling.takeRecording(recording);
                  void runner.wake('write-down-calls').then(() => slack?.wake());
                },
              })
            : []),
        ],
      })
    : undefined;

  const jobs = timetable({
    clock,
    sequences: features.sequences,
    interactions: features.interactions,
    calling: features.calling,
    channels: features.channels,
    consumers: [
      // It keeps cursors of its own and says nothing of how much it did.
      ...(slack ? [{ name: 'slack', drain: () => slack.follow().then(() => 0) }] : []),
    ],
    pipeline: { postPipeline: async (at) => slack?.postPipeline(at) },
    reminder: { remindAll: async () => slack?.remindDrafts() },
    directory: { checkAll: async () => slack?.checkMembers() },
    times: await jobTimes(features),
  });
  runner = createRunner({ jobs, clock, zone: config.timezone, ledger: createRunLedger({ db, clock }), logger });
  const ticking = cron.createTask('* * * * *', () => runner.tick());

  return {
    features,
    db,
    slack,
    runner,
    async start() {
      await slack?.start();
      await ticking.start();
    },
    async settle() {
      await slack?.idle();
      await runner.wake('draft-touches');
      await runner.wake('follow-log');
      await runner.idle();
    },
    async stop() {
      await ticking.stop();
      await slack?.stop();
      await runner.idle();
      if (!overrides.db) await db.destroy();
    },
  };
}

/** Where people come back to after they said yes; LinkedIn's is there only where LinkedIn is. */
function consentPages({ channels }: Features, config: Config): ConsentPage[] {
  const google: ConsentPage = {
    path: CONSENT_PATHS.google,
    provider: 'Google',
    command: '/sales connect',
    finish: async (answer) =>
      `${(await channels.finishConnect(answer)).address} sends and reads your sales mail from now on.`,
  };
  const linkedin: ConsentPage = {
    path: CONSENT_PATHS.linkedin,
    provider: 'LinkedIn',
    command: '/sales connect linkedin',
    async finish(answer) {
      await channels.finishLinkedin(answer);
      return 'What you press “Send now” for goes out in your name on LinkedIn, and nothing else.';
    },
  };
  return config.linkedin ? [google, linkedin] : [google];
}

async function jobTimes(features: Features) {
  const all = await features.settings.all();
  return {
    dashboardAt: all.dashboardAt.value,
    dashboardWeekday: all.dashboardWeekday.value,
    reviewReminderAt: all.reviewReminderAt.value,
  };
}
