import { afterEach, expect, test } from 'vitest';
import { SECOND_MS } from '../../src/kernel/clock.ts';
import { silentLogger } from '../../src/kernel/logger.ts';
import { createSlackApp } from '../../src/slack/app.ts';
import type { Features } from '../../src/slack/features.ts';
import { rep } from '../support/people.ts';
import { type SlackWorld, slackWorld } from './slack-world.ts';

const THREADS = 'C0THREADS1';
let world: SlackWorld;
afterEach(() => world.close());

const quiet = {
  coaching: { consider: async () => [] },
  sequences: { waiting: async () => [] },
} as unknown as Partial<Features>;

/** A second app over the same database and the same Slack, as another process would be. */
async function twoApps() {
  world = await slackWorld({ features: quiet, config: { threadsChannel: THREADS } });
  world.slack.channelMembers.set(THREADS, ['U0BOT00001', rep.id]);
  const { features, clock, slack } = world;
  // It reads slowly, so that it always acts on what it saw a while ago.
  const of: typeof features.threads.of = async (...args) => {
    const entries = await features.threads.of(...args);
    await new Promise((resolve) => setTimeout(resolve, 30));
    return entries;
  };
  const slow = { ...features, threads: { ...features.threads, of } };
  const config = { botToken: 'xoxb-test', apiUrl: slack.apiUrl, port: 0, postGapMs: 0, threadsChannel: THREADS };
  return createSlackApp({
    features: slow,
    commands: [],
    logger: silentLogger,
    clock,
    receiver: { ...slack.receiver, init: () => undefined },
    config,
  });
}

test('two processes that follow the log post each entry once, in order', async () => {
  const other = await twoApps();
  const added = await world.leads.add(rep, { firstName: 'Ada', lastName: 'Byron', email: 'ada@fernline.example' });
  const leadId = added.added ? added.lead.id : '';
  const append = (kind: 'lead.replied' | 'note.added', text: string) =>
    world.db.transaction((scope) =>
      world.threads.append(scope, { at: world.clock.now(), kind, leadId, actorId: rep.id, text }),
    );
  const following: Promise<unknown>[] = [];
  for (let i = 1; i <= 12; i += 1) {
    await append(i % 4 === 0 ? 'lead.replied' : 'note.added', `entry ${i}.`);
    following.push(other.follow(), world.app.follow());
    await new Promise((resolve) => setTimeout(resolve, 7));
  }
  await Promise.all(following);
  // A claim of a process that was overtaken is free again after half a minute.
  world.clock.set(world.clock.now() + 31 * SECOND_MS);
  for (let i = 0; i < 3; i += 1) await Promise.all([world.app.follow(), other.follow()]);
  const inThread = world.slack.messages.filter((one) => one.channel === THREADS);
  expect(inThread.filter((one) => !one.thread_ts)).toHaveLength(1);
  const seen = inThread.flatMap((one) =>
    [...JSON.stringify(one.blocks).matchAll(/entry \d+\./g)].map((match) => match[0]),
  );
  expect(seen).toEqual(Array.from({ length: 12 }, (_, i) => `entry ${i + 1}.`));
  expect(world.slack.inDmOf(rep.id)).toHaveLength(3);
});
