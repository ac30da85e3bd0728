import type { Member } from '../../src/features/access/index.ts';
import { createAccess } from '../../src/features/access/index.ts';
import { createAnalytics } from '../../src/features/analytics/index.ts';
import { createChannels } from '../../src/features/channels/index.ts';
import { createCoaching } from '../../src/features/coaching/index.ts';
import { createInteractions } from '../../src/features/interactions/index.ts';
import { createLeads } from '../../src/features/leads/index.ts';
import { createPlaybooks } from '../../src/features/playbook/index.ts';
import { createPosts } from '../../src/features/posts/index.ts';
import { createScoring } from '../../src/features/scoring/index.ts';
import { createSequences } from '../../src/features/sequences/index.ts';
import { createSettings } from '../../src/features/settings/index.ts';
import { createThreads } from '../../src/features/threads/index.ts';
import { createTurnableClock } from '../../src/kernel/clock.ts';
import { createIds } from '../../src/kernel/ids.ts';
import { silentLogger } from '../../src/kernel/logger.ts';
import { createAddressHash, createSecretBox } from '../../src/kernel/secret-box.ts';
import { createSlackApp, type SlackAppDeps } from '../../src/slack/app.ts';
import type { Features } from '../../src/slack/features.ts';
import { openTestDatabase } from '../support/database.ts';
import { createFakeMailProvider } from '../support/fake-mail-provider.ts';
import { admin, manager, otherRep, rep, teamLead } from '../support/people.ts';
import { plainDrafting } from '../support/world.ts';
import { startStubSlack } from './stub-slack.ts';

export const stranger = 'U0STRANGER';
export const guest = 'U0GUEST001';
export const outsider = 'U0OUTSIDE1';
export const deactivated = 'U0GONE0001';
export const otherBot = 'U0OTHERBOT';

const START = Date.UTC(2026, 4, 12, 8, 0);

/** The app over a real database and a Slack in memory. `features` adds what the test needs besides access, log and posts. */
export async function slackWorld(
  options: { features?: Partial<Features>; app?: Partial<SlackAppDeps>; config?: Partial<SlackAppDeps['config']> } = {},
) {
  const { db, close } = await openTestDatabase();
  const clock = createTurnableClock(START);
  const ids = createIds(clock);
  const access = createAccess({ db, clock, ids });
  const posts = createPosts({ db, clock });
  const threads = createThreads({ db });
  const settings = createSettings({ db, clock, record: access.record });
  const leads = createLeads({ db, clock, ids, threads, access });
  const members = [admin, manager, teamLead, rep, otherRep];
  for (const one of members) await access.ensureMember(one);
  const named = (one: Member) => [one.id, { profile: { real_name: one.name } }];
  const slack = await startStubSlack({
    users: {
      ...Object.fromEntries(members.map(named)),
      [stranger]: { profile: { real_name: 'Nadia Fox' } },
      [guest]: { profile: { real_name: 'Gus Guest' }, is_restricted: true },
      [outsider]: { profile: { real_name: 'Olga Outside' }, team_id: 'T0OTHER001', is_stranger: true },
      [deactivated]: { profile: { real_name: 'Dora Gone' }, deleted: true },
      [otherBot]: { profile: { real_name: 'Other Bot' }, is_bot: true },
    },
  });
  const playbook = createPlaybooks({ db, clock, threads });
  const noCharts = { funnel: async () => new Uint8Array() };
  const box = { secretBox: createSecretBox('a key for tests only'), addressHash: createAddressHash('salt') };
  const channels = createChannels({ db, clock, ids, ...box, mail: createFakeMailProvider().provider });
  const logger = silentLogger;
  const sequences = createSequences({
    db,
    clock,
    ids,
    logger,
    access,
    settings,
    playbook,
    leads,
    drafting: plainDrafting,
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
  const coaching = createCoaching({ db, clock, ids, threads, leads, access, playbook, interactions });
  const analytics = createAnalytics({ db, clock, charts: noCharts });
  const scoring = createScoring({ db, clock, playbook, leads });
  const connections = () => [{ name: 'Gmail', connected: false, todo: 'set GOOGLE_CLIENT_ID' }];
  const features: Features = {
    access,
    posts,
    threads,
    settings,
    leads,
    playbook,
    channels,
    sequences,
    interactions,
    coaching,
    analytics,
    scoring,
    connections,
    clock,
    ...options.features,
  };
  const app = createSlackApp({
    features,
    commands: [],
    logger: silentLogger,
    clock,
    receiver: slack.receiver,
    ...options.app,
    config: { botToken: 'xoxb-test', apiUrl: slack.apiUrl, port: 0, postGapMs: 0, updateGapMs: 10, ...options.config },
  });
  await app.start();
  await app.follow();
  return {
    db,
    clock,
    access,
    posts,
    threads,
    leads,
    settings,
    features,
    slack,
    app,
    async close() {
      await app.stop();
      await slack.stop();
      await close();
    },
  };
}

export type SlackWorld = Awaited<ReturnType<typeof slackWorld>>;
