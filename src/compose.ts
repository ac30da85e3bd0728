import cron from 'node-cron';
import { commands } from '../commands/index.ts';
import { migrations } from '../migrations/index.ts';
import { createChartRenderer } from './adapters/chartjs/index.ts';
import { createConsent } from './adapters/gmail/consent.ts';
import { createGmail } from './adapters/gmail/index.ts';
import { createOpenai } from './adapters/openai/index.ts';
import { createTwilio } from './adapters/twilio/index.ts';
import type { Config } from './config.ts';
import { type Db, inTransaction, migrate, openDatabase } from './db/index.ts';
import { connections, diagnose } from './diagnosis.ts';
import { openAddressSalt } from './features/channels/index.ts';
import type { Entry } from './features/threads/index.ts';
import { createRunLedger } from './features/timetable/index.ts';
import { timetable } from './jobs/index.ts';
import { createRunner, type Runner } from './jobs/runner.ts';
import { type Clock, systemClock } from './kernel/clock.ts';
import { databaseTrouble } from './kernel/database-trouble.ts';
import { createLogger, type Logger } from './kernel/logger.ts';
import { createSecretBox } from './kernel/secret-box.ts';
import { createSlackApp, type SlackApp } from './slack/app.ts';
import type { Features } from './slack/features.ts';
import { CONSENT_PATH, consentRoutes } from './web/consent.ts';
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
      redirect: {
        uri: new URL(CONSENT_PATH, config.baseUrl ?? `http://127.0.0.1:${config.port}/`).href,
        isPublic: config.baseUrl !== undefined,
      },
      texts: twilio?.texts,
      calls: twilio?.calls,
      llm: config.openai ? createOpenai(config.openai) : undefined,
    }),
    connections: () => connections(config),
    diagnose: () => diagnose(config, features),
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
          ...consentRoutes({ finish: told(features.channels.finishConnect) }),
          ...(twilio && config.baseUrl
            ? twilioRoutes({
                webhook: twilio.webhook,
                now: clock.now,
                onMessage: told(features.interactions.takeText),
                onReport: told(features.sequences.takeReport),
                onCall: told(features.calling.takeReport),
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
    consumers: [
      { name: 'sequences', drain: () => endSequences(features, db) },
      // It keeps cursors of its own and says nothing of how much it did.
      ...(slack ? [{ name: 'slack', drain: () => slack.follow().then(() => 0) }] : []),
    ],
    pipeline: { postPipeline: () => postPipeline(features, { slack, channel: config.dashboardChannel }) },
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

/** Who is archived or closed is not on a sequence any more, even when somebody brings them back. */
function endSequences(features: Features, db: Db): Promise<number> {
  const { threads, sequences, clock } = features;
  const handle = async (entry: Entry) => {
    if (!entry.leadId || !['lead.archived', 'lead.outcome_set'].includes(entry.kind)) return;
    const { leadId } = entry;
    const reason = entry.kind === 'lead.archived' ? 'The lead was archived.' : 'The lead was closed.';
    await inTransaction(db, (scope) => sequences.stop(scope, leadId, reason, clock.now()));
  };
  return threads.drain('sequences', handle, { at: clock.now() });
}

async function jobTimes(features: Features) {
  const all = await features.settings.all();
  return {
    dashboardAt: all.dashboardAt.value,
    dashboardWeekday: all.dashboardWeekday.value,
    reviewReminderAt: all.reviewReminderAt.value,
  };
}

/** The funnel of the moment into the managers' channel, once a day at most. */
async function postPipeline(features: Features, to: { slack?: SlackApp; channel?: string }): Promise<void> {
  if (!to.slack || !to.channel) return;
  const funnel = await features.analytics.funnel();
  const day = new Date(funnel.at).toISOString().slice(0, 10);
  await to.slack.postFile({
    key: `pipeline:${day}`,
    channelId: to.channel,
    text: `*${funnel.title}*\n${funnel.summary}`,
    file: {
      name: `pipeline-${day}.png`,
      title: 'Pipeline funnel',
      altText: funnel.altText,
      bytes: await features.analytics.funnelImage(funnel),
    },
  });
}
