import type { CustomRoute, Receiver } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import type { Clock, Instant } from '../kernel/clock.ts';
import { InvalidInput } from '../kernel/errors.ts';
import { createIds } from '../kernel/ids.ts';
import type { Logger } from '../kernel/logger.ts';
import { createActors } from './actors.ts';
import { createAdmission } from './admission.ts';
import { clientOptions, createReceiver, listen, stopReceiver } from './bolt.ts';
import { SlackRefusal, translate } from './call-errors.ts';
import { createSlackCalls, type Installation, type SlackCalls } from './calls.ts';
import { createChannelGuard } from './channel-guard.ts';
import type { SlackConfig } from './config.ts';
import { createDms, type Dms } from './dms.ts';
import { createEvents } from './events.ts';
import type { Features } from './features.ts';
import { createFileReader } from './files.ts';
import { createFollower } from './follower.ts';
import type { Action, Command } from './gesture.ts';
import { createGestures } from './gestures.ts';
import { createHome } from './home.ts';
import { cutOffImports } from './listeners/import.ts';
import { listeners as allListeners } from './listeners/index.ts';
import { namesOf } from './listeners/thread.ts';
import { createLeadLocks } from './locks.ts';
import { createOffboarding, type Offboarding } from './offboarding.ts';
import { createPipelinePost } from './pipeline-post.ts';
import { createPoster } from './poster.ts';
import { createPosting, wait } from './posting.ts';
import { createRegistry, type Listeners } from './registry.ts';
import { createReplies, type Replies } from './replies.ts';
import { createSubmissions } from './submissions.ts';
import { createThreadWriter } from './thread-writer.ts';

export interface SlackAppDeps {
  config: SlackConfig;
  features: Features;
  commands: Command[];
  logger: Logger;
  clock: Clock;
  /** Routes of the same server: health and whatever else comes in by HTTP. */
  customRoutes?: CustomRoute[];
  /** For tests: another way in, other gestures. */
  receiver?: Receiver;
  listeners?: Listeners;
}

export interface SlackApp {
  /** Says who it is to Slack, makes the configured first admin a member, listens. Throws InvalidInput that names the setting, or Unavailable. */
  start(): Promise<void>;
  stop(): Promise<void>;
  publishHome(userId: string): Promise<void>;
  /** Follows the log now, when there is anything new; answers false when something has to be tried again. */
  follow(): Promise<boolean>;
  /** Waits for the gestures and posts that are under way. */
  idle(): Promise<void>;
  /** Follows the log soon, without waiting for it. */
  wake(): void;
  /** The morning's reminder: today's card for everybody who has drafts waiting. */
  remindDrafts(): Promise<void>;
  /** The daily look whether every member is still an active, full member of the workspace: events can be missed. */
  checkMembers(): Promise<void>;
  /** The managers' chart, once for the day on which it was to come. */
  postPipeline(scheduledAt: Instant): Promise<void>;
  tellAdmins: Dms['tellAdmins'];
  /** The names of all gestures, as the access check knows them. */
  gestures: string[];
}

/** A lock of a process that died runs out after half a minute. */
const RESUME_AFTER_MS = 31_000;

/** The app in Slack: every gesture through one way in, every answer through one way out. */
export function createSlackApp(deps: SlackAppDeps): SlackApp {
  const { config, features, logger, clock } = deps;
  const calls = createSlackCalls(new WebClient(config.botToken, clientOptions(config, logger)));
  const installation = askOnce(calls.whoAmI);
  const actors = createActors({ calls, clock, logger, installation });
  const withLead = createLeadLocks({ posts: features.posts });

  // Out
  const posting = createPosting({ calls, posts: features.posts, clock, gapMs: config.postGapMs ?? 1_000 });
  const home = createHome({ calls, actors, features, logger });
  const out = { calls, posting, features, logger, publishHome: home.publish };
  const dms: Dms = createDms({ ...out, checkMember: (userId) => offboarding.check(userId) });
  const offboarding: Offboarding = createOffboarding({ ...out, actors, tellAdmins: dms.tellAdmins });
  const replies = createReplies({ ...out, clock, ids: createIds(clock), updateGapMs: config.updateGapMs ?? 1_200 });
  const guard = createChannelGuard({
    ...out,
    actors,
    botUserId: async () => (await installation()).botUserId,
    tellAdmins: dms.tellAdmins,
  });
  const threadWriter = config.threadsChannel
    ? createThreadWriter({
        ...out,
        posts: features.posts,
        guard,
        channelId: config.threadsChannel,
        names: () => namesOf(features),
      })
    : undefined;
  const poster = createPoster({ ...out, dms, withLead, threadWriter });
  const follower = createFollower([poster.runDms, poster.runThreads], async () => {
    const [last] = await features.threads.latest({ limit: 1 });
    return last?.id ?? 0;
  });

  // In
  const desk = createAdmission({ actors, features, replies });
  const listeners = deps.listeners ?? allListeners;
  const registry = createRegistry(deps.commands, {
    ...listeners,
    actions: [...listeners.actions, lateModals(replies)],
  });
  const common = { registry, features, desk, replies, logger, afterwards: follower.wake };
  const readFile = createFileReader({ calls, token: config.botToken, apiUrl: config.apiUrl });
  const receiver = deps.receiver ?? createReceiver(config, logger, deps.customRoutes ?? []);
  listen(
    { receiver, config, logger, authorize: async () => authorization(config, await installation()) },
    {
      gestures: createGestures(common),
      submissions: createSubmissions({ ...common, readFile }),
      events: createEvents({ ...common, calls, actors, home, guard, offboarding, withLead }),
      keep: follower.keep,
    },
  );

  /** After the time for which a process that died may still seem to hold them. */
  async function goOnImporting(): Promise<void> {
    const cutOff = await cutOffImports(features, readFile);
    if (cutOff.length === 0) return;
    await wait(config.resumeAfterMs ?? RESUME_AFTER_MS);
    for (const { userId, work } of cutOff) {
      if (!isListening) return;
      await replies
        .follow(userId, work)
        .catch((error: unknown) => logger.error({ error }, 'An import that was cut off could not go on'));
    }
  }

  let isListening = false;
  return {
    async start() {
      await said('SLACK_BOT_TOKEN', installation);
      await said('ADMIN_SLACK_USER_ID', () => ensureFirstAdmin(config, features, { calls, installation }));
      await said('SLACK_APP_TOKEN', async () => {
        await receiver.start();
        isListening = true;
      });
      follower.wake();
      void goOnImporting().catch((error: unknown) =>
        logger.error({ error }, 'Cut-off imports could not be looked for'),
      );
    },
    async stop() {
      if (isListening) await stopReceiver(receiver);
      isListening = false;
      await follower.stop();
    },
    publishHome: home.publish,
    follow: follower.follow,
    idle: follower.idle,
    wake: follower.wake,
    remindDrafts: poster.remindDrafts,
    checkMembers: offboarding.checkMembers,
    tellAdmins: dms.tellAdmins,
    postPipeline: createPipelinePost({ features, posting, channelId: config.dashboardChannel }),
    gestures: registry.gestures(),
  };
}

/** A step of the start; when Slack says no, the words name the setting to look at. */
async function said(setting: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (raw) {
    const error = translate(raw, false);
    if (!(error instanceof SlackRefusal)) throw error;
    throw new InvalidInput(`Slack did not accept ${setting}: ${error.slackError}.`, setting, error);
  }
}

/** Asks Slack who we are until it answers once; a failure is asked again the next time. */
function askOnce(ask: () => Promise<Installation>): () => Promise<Installation> {
  let known: Promise<Installation> | undefined;
  return () => {
    known ??= ask().catch((error) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}

const authorization = ({ botToken }: SlackConfig, me: Installation) => ({
  botToken,
  botId: me.botId,
  botUserId: me.botUserId,
  teamId: me.workspaceId,
});

/** The button of a modal that came too late for Slack's three seconds. */
function lateModals(replies: Replies): Action {
  return {
    id: 'view.open',
    async run({ value, member }) {
      const view = replies.takePending(value, member.id);
      return view ? { openModal: view } : { say: { text: 'That was too long ago. Press the first button again.' } };
    },
  };
}

async function ensureFirstAdmin(
  { adminUserId }: SlackConfig,
  { access }: Features,
  { calls, installation }: { calls: SlackCalls; installation: () => Promise<Installation> },
): Promise<void> {
  if (!adminUserId) return;
  const known = await access.member(adminUserId);
  if (known?.status === 'active' && known.role === 'admin') return;
  const [person, { homeId }] = await Promise.all([calls.person(adminUserId), installation()]);
  const { name, email, timezone = 'UTC' } = person;
  await access.ensureMember({ id: adminUserId, teamId: homeId, name, email, role: 'admin', timezone });
}
