import cron from 'node-cron';
import { commands } from '../commands/index.ts';
import { migrations } from '../migrations/index.ts';
import { createChartRenderer } from './adapters/chartjs/index.ts';
import { createConsent } from './adapters/gmail/consent.ts';
import { createGmail } from './adapters/gmail/index.ts';
import { createOpenai } from './adapters/openai/index.ts';
import { createTranscriber } from './adapters/openai/transcribing.ts';
import { createTwilio } from './adapters/twilio/index.ts';
import type { Config } from './config.ts';
import { type Db, inTransaction, migrate, openDatabase } from './db/index.ts';
import { openAddressSalt } from './features/channels/index.ts';
import type { Entry } from './features/threads/index.ts';
import { createRunLedger } from './features/timetable/index.ts';
import { timetable } from './jobs/index.ts';
import { createRunner, type Runner } from './jobs/runner.ts';
import { type Clock, systemClock } from './kernel/clock.ts';
import { databaseTrouble } from './kernel/database-trouble.ts';
import type { Ids } from './kernel/ids.ts';
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
  ids?: Ids;
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

/** What is connected and what is not, each with the next step. Reads the configuration only. */
export function connections(config: Config): { name: string; connected: boolean; todo?: string }[] {
  const row = (name: string, connected: unknown, todo: string) => ({
    name,
    connected: Boolean(connected),
    ...(connected ? {} : { todo }),
  });
  return [
    row(
      'Slack',
      config.slack,
      'make the app from manifest.yml, set SLACK_BOT_TOKEN, SLACK_APP_TOKEN and ADMIN_SLACK_USER_ID',
    ),
    row(
      'Dashboard channel',
      config.dashboardChannel,
      'set DASHBOARD_CHANNEL to the id of the managers’ channel and invite the app to it',
    ),
    row(
      'Living threads',
      config.threadsChannel,
      'set THREADS_CHANNEL to the id of a private channel and invite the app to it',
    ),
    row(
      'Email (Gmail)',
      config.google && config.encryptionKey,
      'set GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET and ENCRYPTION_KEY',
    ),
    row('Writing by a model (OpenAI)', config.openai, 'set OPENAI_API_KEY; without it, templates write'),
    ...(['whatsapp', 'sms', 'voice'] as const).map((one) => twilioRow(config, one)),
    row(
      'Recorded calls written down',
      config.openai && config.baseUrl && config.twilio?.voiceFrom,
      'set BASE_URL, TWILIO_VOICE_FROM and OPENAI_API_KEY, and let calls be recorded in /sales admin',
    ),
    row('HubSpot', config.hubspot, 'the sync comes with a later version; nothing to set yet'),
    row('Salesforce', config.salesforce, 'the sync comes with a later version; nothing to set yet'),
  ];
}

const twilioNames = { whatsapp: 'WhatsApp (Twilio)', sms: 'SMS (Twilio)', voice: 'Calls (Twilio)' };

function twilioRow(config: Config, one: keyof typeof twilioNames): { name: string; connected: boolean; todo?: string } {
  const number = config.twilio?.[`${one}From`];
  const how = one === 'voice' && !config.baseUrl ? ', not asking for a 1 first: that takes BASE_URL' : '';
  if (number) return { name: `${twilioNames[one]}, from ${number}${how}`, connected: true };
  const todo = `set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_${one.toUpperCase()}_FROM`;
  return { name: twilioNames[one], connected: false, todo };
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
      ids: overrides.ids,
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
