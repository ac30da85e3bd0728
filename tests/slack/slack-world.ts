import type { Member } from '../../src/features/access/index.ts';
import { createTurnableClock } from '../../src/kernel/clock.ts';
import { silentLogger } from '../../src/kernel/logger.ts';
import { createSlackApp, type SlackAppDeps } from '../../src/slack/app.ts';
import type { Features } from '../../src/slack/features.ts';
import { createFeatures } from '../../src/wiring.ts';
import { openTestDatabase } from '../support/database.ts';
import { createFakeMailProvider } from '../support/fake-mail-provider.ts';
import { admin, manager, otherRep, rep, teamLead } from '../support/people.ts';
import { plainDrafting, testPorts } from '../support/world.ts';
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
  const features: Features = {
    ...createFeatures({ ...testPorts, db, clock, mail: createFakeMailProvider().provider, drafting: plainDrafting }),
    connections: () => [{ name: 'Gmail', connected: false, todo: 'set GOOGLE_CLIENT_ID' }],
    diagnose: async () => [{ name: 'Gmail', connected: false, todo: 'set GOOGLE_CLIENT_ID' }],
    ...options.features,
  };
  const { access, posts, threads, settings, leads } = features;
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
