import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPosts, type Posts } from '../../src/features/posts/index.ts';
import { createTurnableClock, SECOND_MS } from '../../src/kernel/clock.ts';
import { RateLimited, Unavailable, UnknownOutcome } from '../../src/kernel/errors.ts';
import type { SlackCalls } from '../../src/slack/calls.ts';
import { createLeadLocks, whileHeld } from '../../src/slack/locks.ts';
import { createPosting } from '../../src/slack/posting.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

const POST = { key: 'reply:1', kind: 'reply', channelId: 'D1', card: { text: 'Yes.' } };
const FILE = {
  key: 'pipeline:1',
  channelId: 'C1',
  text: 'The funnel',
  file: { name: 'a.png', title: 'a', altText: 'a', bytes: new Uint8Array(1) },
};

let database: TestDatabase;
let posts: Posts;
let taken: string[];
const clock = createTurnableClock(Date.UTC(2026, 4, 12));
beforeEach(async () => {
  database = await openTestDatabase();
  posts = createPosts({ db: database.db, clock });
  taken = [];
});
afterEach(() => database.close());

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** One process. Slack answers it with `answers` first, and takes what comes after. */
function processOf(name: string, ...answers: (() => Promise<void>)[]) {
  const take = async (key: string) => {
    await answers.shift()?.();
    taken.push(`${name} ${key}`);
  };
  const calls = {
    async post({ key, channelId }: { key: string; channelId: string }) {
      await take(key);
      return { channelId, ts: `${taken.length}.1` };
    },
    uploadFile: ({ file }: typeof FILE) => take(file.name),
    findByKey: async () => undefined,
    hasFile: async () => false,
  } as unknown as SlackCalls;
  return createPosting({ calls, posts, clock, gapMs: 0 });
}

const slowDown = async () => {
  throw new RateLimited('slow down', 150);
};

test('a post that waits for Slack, and was posted by another process meanwhile, is not posted again', async () => {
  const first = processOf('one', slowDown).post(POST);
  await pause(50);
  clock.set(clock.now() + 31 * SECOND_MS);
  await processOf('two').post(POST);
  await expect(first).rejects.toBeInstanceOf(Unavailable);
  expect(taken).toEqual(['two reply:1']);
  expect(await processOf('one').post(POST)).toMatchObject({ isNew: false });
});

test('who lost a claim frees nothing of the one who has it now', async () => {
  const first = processOf('one', slowDown).post(POST);
  await pause(50);
  clock.set(clock.now() + 31 * SECOND_MS);
  const second = processOf('two', slowDown).post(POST);
  await expect(first).rejects.toBeInstanceOf(Unavailable);
  expect((await posts.get(POST.key))?.state).toBe('claimed');
  await second;
  expect(taken).toEqual(['two reply:1']);
});

test('each look at a claim is another half minute, so that waiting for Slack does not lose it', async () => {
  const first = processOf('one', slowDown, slowDown).post(POST);
  for (let i = 0; i < 2; i += 1) {
    await pause(100);
    clock.set(clock.now() + 20 * SECOND_MS);
    await expect(processOf('two').post(POST)).rejects.toBeInstanceOf(Unavailable);
    await pause(60);
  }
  await first;
  expect(taken).toEqual(['one reply:1']);
});

test('asked for twice at once in one process, a post is made once', async () => {
  const one = processOf('one', () => pause(50));
  const both = await Promise.all([one.post(POST), one.post(POST)]);
  expect(both.map((at) => at.isNew)).toEqual([true, false]);
  expect(taken).toHaveLength(1);
});

test('a file that another process is posting is left to it, and one whose process is gone is posted once', async () => {
  const first = processOf('one', () => pause(100)).postFile(FILE);
  await pause(30);
  await expect(processOf('two').postFile(FILE)).rejects.toBeInstanceOf(Unavailable);
  expect(await first).toBe(true);
  const dying = processOf('one', async () => {
    throw new UnknownOutcome('cut off');
  });
  await expect(dying.postFile({ ...FILE, key: 'pipeline:2' })).rejects.toBeInstanceOf(UnknownOutcome);
  clock.set(clock.now() + 31 * SECOND_MS);
  expect(await processOf('two').postFile({ ...FILE, key: 'pipeline:2' })).toBe(true);
  expect(taken).toEqual(['one a.png', 'two a.png']);
});

test('a lock that ran out and was taken by somebody else is not freed by who had it before', async () => {
  const first = await posts.hold('thread:1');
  clock.set(clock.now() + 31 * SECOND_MS);
  const second = await posts.hold('thread:1');
  expect(second).not.toBe(first);
  await posts.letGo('thread:1', first ?? '');
  expect(await posts.prolong('thread:1', first ?? '')).toBe(false);
  expect(await posts.hold('thread:1')).toBeUndefined();
  await posts.letGo('thread:1', second ?? '');
  expect(await posts.hold('thread:1')).toBeDefined();
});

test('work whose lock was taken over stops before its next step', async () => {
  const work = whileHeld(posts, 'thread:1', async (held) => {
    await held.assertMine();
    taken.push('first step');
    clock.set(clock.now() + 31 * SECOND_MS);
    expect(await posts.hold('thread:1')).toBeDefined();
    await held.assertMine();
    taken.push('second step');
  });
  await expect(work).rejects.toBeInstanceOf(Unavailable);
  expect(taken).toEqual(['first step']);
});

test('two processes take their turns on a lead’s thread', async () => {
  const one = createLeadLocks({ posts });
  const two = createLeadLocks({ posts });
  const step = (name: string) => async () => {
    taken.push(`${name} begins`);
    await pause(20);
    taken.push(`${name} ends`);
  };
  await Promise.all([one('led_1', step('one')), two('led_1', step('two'))]);
  expect(taken[1]).toBe(taken[0]?.replace('begins', 'ends'));
});
