import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Lead } from '../../src/features/leads/index.ts';
import type { EntryKind } from '../../src/features/threads/index.ts';
import { MINUTE_MS } from '../../src/kernel/clock.ts';
import { silentLogger } from '../../src/kernel/logger.ts';
import { createSlackApp } from '../../src/slack/app.ts';
import type { Features } from '../../src/slack/features.ts';
import { rep } from '../support/people.ts';
import { type SlackWorld, slackWorld } from './slack-world.ts';

let world: SlackWorld;
let ada: Lead;
let due: object[];

beforeEach(async () => {
  due = [{ id: 'tch_1', leadName: 'Ada', channel: 'linkedin', dueAt: 0, leadId: 'l' }];
  const features = {
    coaching: { consider: async () => [] },
    sequences: { waiting: async () => [], tasks: async () => due },
  } as unknown as Partial<Features>;
  world = await slackWorld({ features });
  const added = await world.leads.add(rep, { firstName: 'Ada', lastName: 'Byron', email: 'ada@fernline.example' });
  if (!added.added) throw new Error('a duplicate');
  ada = added.lead;
  await world.app.follow();
});
afterEach(() => world.close());

const append = (kind: EntryKind) =>
  world.db.transaction((scope) =>
    world.threads.append(scope, { at: world.clock.now(), kind, leadId: ada.id, refs: {} }),
  );
const cards = () => world.slack.inDmOf(rep.id).map((one) => one.text);
const fourTimes = ['error_500', 'error_500', 'error_500', 'error_500'] as const;

/** The app of another process over the same database and Slack. */
function nextApp() {
  const { features, clock, slack } = world;
  return createSlackApp({
    features,
    commands: [],
    logger: silentLogger,
    clock,
    receiver: { ...slack.receiver, init: () => undefined },
    config: { botToken: 'xoxb-test', apiUrl: slack.apiUrl, port: 0, postGapMs: 0 },
  });
}

test.each(['conversations.open', 'chat.postMessage'])(
  'a card whose drawing met a failure of %s is drawn at the next try',
  async (method) => {
    world.slack.fail(method, ...fourTimes);
    await append('touch.due');
    expect(await world.app.follow()).toBe(false);
    world.slack.fail(method);
    world.clock.set(world.clock.now() + MINUTE_MS);
    expect(await world.app.follow()).toBe(true);
    expect(cards()).toEqual(['1 task is due']);
  },
);

test('a card that is to be drawn anew is, also by the process that comes after one that was killed', async () => {
  await append('touch.due');
  await world.app.follow();
  due.push({ id: 'tch_2', leadName: 'Bo', channel: 'linkedin', dueAt: 0, leadId: 'm' });
  world.slack.fail('chat.update', { refusal: 'invalid_auth' });
  await append('touch.due');
  expect(await world.app.follow()).toBe(false);
  expect(cards()).toEqual(['1 task is due']);
  world.slack.fail('chat.update');
  const next = nextApp();
  expect(await next.follow()).toBe(true);
  expect(cards()).toEqual(['2 tasks are due']);
  await next.stop();
});

test('what was drawn is not drawn again, nor when the log is told anew', async () => {
  await append('touch.due');
  await world.app.follow();
  const calls = () => world.slack.calls.filter((one) => one.method === 'chat.update').length;
  const before = calls();
  await world.db('cursors').delete();
  const next = nextApp();
  await next.follow();
  await next.stop();
  expect(calls()).toBe(before);
  expect(cards()).toHaveLength(1);
});
