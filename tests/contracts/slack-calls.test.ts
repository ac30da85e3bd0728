import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebClient } from '@slack/web-api';
import { createEmulator } from 'emulate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSlackCalls, type SlackCalls } from '../../src/slack/calls.ts';

/** A Slack that nobody here wrote: the product's calls run against it by base address alone. */

let stop: () => Promise<void>;
let calls: SlackCalls;
let ada = '';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

beforeAll(async () => {
  const emulator = await createEmulator({
    service: 'slack',
    port: await freePort(),
    seed: { slack: { users: [{ name: 'ada', real_name: 'Ada Byron', email: 'ada@example.com' }] } },
  });
  stop = () => emulator.close();
  const client = new WebClient('xoxb-test', { slackApiUrl: `${emulator.url}/api/`, retryConfig: { retries: 0 } });
  ada = (await client.users.list({})).members?.find((one) => one.name === 'ada')?.id ?? '';
  calls = createSlackCalls(client);
});
afterAll(() => stop());

const PERSON = 'U000000001';
const GENERAL = 'C000000001';

test('who am I', async () => {
  expect(await calls.whoAmI()).toMatchObject({ homeId: 'T000000001', workspaceId: 'T000000001', botUserId: PERSON });
});

test('people', async () => {
  expect(await calls.person(PERSON)).toMatchObject({ id: PERSON, name: 'Admin User', isBot: false, isDeleted: false });
  await expect(calls.person('U0NOBODY01')).rejects.toThrow();
});

test('posting, drawing anew, finding again by its key', async () => {
  const posted = await calls.post({
    channelId: GENERAL,
    card: { text: 'a card', blocks: [{ type: 'divider' }] },
    key: 'entry:1',
  });
  expect(posted).toMatchObject({ channelId: GENERAL });
  await calls.update({ channelId: GENERAL, ts: posted.ts, card: { text: 'the same card, later' } });
  const reply = await calls.post({
    channelId: GENERAL,
    card: { text: 'in its thread' },
    threadTs: posted.ts,
    key: 'entry:2',
  });
  expect(await calls.findByKey(GENERAL, 'entry:1', { since: 0 })).toBe(posted.ts);
  expect(await calls.findByKey(GENERAL, 'entry:2', { since: 0, threadTs: posted.ts })).toBe(reply.ts);
  expect(await calls.findByKey(GENERAL, 'entry:3', { since: 0 })).toBeUndefined();
});

test('a DM', async () => {
  const dm = await calls.openDm(ada);
  expect(dm).toMatch(/^D/);
  expect(await calls.post({ channelId: dm, card: { text: 'to you alone' } })).toMatchObject({ channelId: dm });
});

test('channels and who is in them', async () => {
  expect(await calls.membersOf(GENERAL)).toContain(PERSON);
});

test('a file with words into a channel', async () => {
  await calls.uploadFile({
    channelId: GENERAL,
    text: 'the funnel',
    file: { name: 'funnel.png', title: 'Funnel', altText: 'no leads', bytes: new Uint8Array([1, 2, 3]) },
  });
  expect(await calls.hasFile(GENERAL, 'funnel.png', 0)).toBe(true);
});

test('a home', async () => {
  await calls.publishHome(PERSON, { type: 'home', blocks: [{ type: 'divider' }] });
});
