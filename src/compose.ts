import cron from 'node-cron';
import { commands } from '../commands/index.ts';
import { migrations } from '../migrations/index.ts';
import { createChartRenderer } from './adapters/chartjs/index.ts';
import { createGmail } from './adapters/gmail/index.ts';
import { createOpenai } from './adapters/openai/index.ts';
import type { Config } from './config.ts';
import { type Db, inTransaction, migrate, openDatabase } from './db/index.ts';
import { createAccess } from './features/access/index.ts';
import { createAnalytics } from './features/analytics/index.ts';
import { createChannels, openAddressSalt } from './features/channels/index.ts';
import { createCoaching } from './features/coaching/index.ts';
import { createDrafting, createModelBudget } from './features/drafting/index.ts';
import { createInteractions } from './features/interactions/index.ts';
import { createLeads } from './features/leads/index.ts';
import { createPlaybooks } from './features/playbook/index.ts';
import { createPosts } from './features/posts/index.ts';
import { createScoring } from './features/scoring/index.ts';
import { createSequences } from './features/sequences/index.ts';
import { createSettings } from './features/settings/index.ts';
import { createThreads, type Entry } from './features/threads/index.ts';
import { createRunLedger } from './features/timetable/index.ts';
import { timetable } from './jobs/index.ts';
import { createRunner, type Runner } from './jobs/runner.ts';
import { type Clock, systemClock } from './kernel/clock.ts';
import { createIds } from './kernel/ids.ts';
import { createLogger, type Logger } from './kernel/logger.ts';
import { createAddressHash, createSecretBox, type SecretBox } from './kernel/secret-box.ts';
import { createSlackApp, type SlackApp } from './slack/app.ts';
import type { Features } from './slack/features.ts';
import { healthRoutes } from './web/health.ts';

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
    row(
      'WhatsApp, SMS, calls (Twilio)',
      config.twilio,
      'set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN; the channels come with a later version',
    ),
    row('HubSpot', config.hubspot, 'set HUBSPOT_ACCESS_TOKEN; the sync comes with a later version'),
    row(
      'Salesforce',
      config.salesforce,
      'set SALESFORCE_LOGIN_URL and its fellows; the sync comes with a later version',
    ),
  ];
}

function createFeatures(
  config: Config,
  base: { db: Db; clock: Clock; logger: Logger; secretBox: SecretBox; addressSalt: string },
): Omit<Features, 'connections'> {
  const { db, clock, logger } = base;
  const ids = createIds(clock);
  const access = createAccess({ db, clock, ids });
  const threads = createThreads({ db });
  const settings = createSettings({ db, clock, record: access.record });
  const playbook = createPlaybooks({ db, clock, threads });
  const channels = createChannels({
    db,
    clock,
    ids,
    secretBox: base.secretBox,
    addressHash: createAddressHash(base.addressSalt),
    mail: config.google ? createGmail(config.google) : undefined,
  });
  const leads = createLeads({
    db,
    clock,
    ids,
    threads,
    access,
    playbook,
    onDoNotContact: (scope, lead) =>
      channels.suppressPerson(scope, lead, {
        reason: 'do_not_contact',
        source: 'noted with the lead',
        at: clock.now(),
      }),
  });
  const drafting = createDrafting({
    llm: config.openai ? createOpenai(config.openai) : undefined,
    budget: createModelBudget({ db, clock, ids, settings }),
    clock,
    logger,
  });
  const sequences = createSequences({
    db,
    clock,
    ids,
    logger,
    access,
    settings,
    playbook,
    leads,
    drafting,
    channels,
    threads,
    marks: leads,
  });
  const interactions = createInteractions({
    db,
    clock,
    ids,
    logger,
    threads,
    leads,
    sequences,
    channels,
    access,
    playbook,
  });
  const scoring = createScoring({ db, clock, playbook, leads, channels });
  const coaching = createCoaching({ db, clock, ids, threads, leads, access, playbook, interactions });
  const analytics = createAnalytics({ db, clock, charts: createChartRenderer() });
  const posts = createPosts({ db, clock });
  return {
    access,
    settings,
    playbook,
    leads,
    scoring,
    sequences,
    channels,
    interactions,
    threads,
    coaching,
    analytics,
    posts,
    clock,
  };
}

/** The composition root: ports, then features, then surfaces, read from top to bottom. */
export async function compose(config: Config, overrides: Overrides = {}): Promise<App> {
  const clock = overrides.clock ?? systemClock;
  const logger = overrides.logger ?? createLogger(config.logLevel);
  const db = overrides.db ?? openDatabase(config.database);
  await migrate(db, migrations);

  const secretBox = createSecretBox(config.encryptionKey);
  const addressSalt = await openAddressSalt({ db, clock, secretBox });
  const features: Features = {
    ...createFeatures(config, { db, clock, logger, secretBox, addressSalt }),
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

  const slack = config.slack
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
        customRoutes: healthRoutes({ isAlive: async () => (await db.raw('select 1')) !== undefined }),
      })
    : undefined;

  const jobs = timetable({
    clock,
    sequences: features.sequences,
    interactions: features.interactions,
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
      title: funnel.title,
      altText: funnel.altText,
      bytes: await features.analytics.funnelImage(funnel),
    },
  });
}
