import { afterEach, describe, expect, test } from 'vitest';
import {
  ADA,
  BEN,
  clientOf,
  errorOf,
  GUEST,
  HALL,
  manifest,
  type Options,
  OTHER,
  OUTSIDER,
  openWithApp,
  ROOM,
} from './support.ts';

let opened: Awaited<ReturnType<typeof openWithApp>> | undefined;
afterEach(async () => {
  await opened?.stop();
  opened = undefined;
});

async function begin(options: Options & { http?: boolean } = {}) {
  opened = await openWithApp(options);
  return opened;
}

describe.each([
  ['Socket Mode', {}],
  ['HTTP', { http: true }],
])('events over %s', (_name, mode) => {
  test('a message is told escaped, with an event id that a second delivery repeats and marks', async () => {
    const { app, workspace } = await begin(mode);
    const heard: unknown[][] = [];
    app.message(async ({ message, body, context }) => {
      heard.push(['text' in message ? message.text : '', body.event_id, context.retryNum ?? 0]);
    });
    await workspace.post(ADA, ROOM, 'hi <!channel> & @ben');
    await workspace.redeliverLastEvent();
    await workspace.waitFor(() => heard.length === 2);
    expect(heard[0]?.[0]).toBe(`hi &lt;!channel&gt; &amp; <@${BEN}>`);
    expect(heard[1]).toEqual([heard[0]?.[0], heard[0]?.[1], 1]);
    expect(heard[0]?.[2]).toBe(0);
  });

  test('an event that is not acknowledged comes again, three times, and then no more', async () => {
    const { app, workspace } = await begin({ ...mode, timing: { retryAfterMs: [0, 5, 5] } });
    const heard: unknown[] = [];
    app.processEvent = async ({ body, retryNum, retryReason }) => {
      heard.push([
        body.event_id === workspace.sentEvents()[0]?.event_id,
        retryNum || 0,
        retryNum ? typeof retryReason : '',
      ]);
    };
    await workspace.post(ADA, ROOM, 'anybody there?');
    await workspace.waitFor(() => heard.length === 4, 4_000);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(heard).toEqual([
      [true, 0, ''],
      [true, 1, 'string'],
      [true, 2, 'string'],
      [true, 3, 'string'],
    ]);
  });

  test('opening the home tab is told with the tab and the DM', async () => {
    const { app, workspace } = await begin(mode);
    const heard: unknown[] = [];
    app.event('app_home_opened', async ({ event }) => {
      heard.push([event.user, event.tab, event.channel]);
    });
    await workspace.openHome(ADA);
    await workspace.openAppMessages(ADA);
    await workspace.waitFor(() => heard.length === 2);
    expect(heard).toEqual([
      [ADA, 'home', workspace.dmOf(ADA)],
      [ADA, 'messages', workspace.dmOf(ADA)],
    ]);
  });
});

test('nothing is told of a channel without the app, nor of a kind of event that the manifest does not name', async () => {
  const { workspace } = await begin({ manifest: manifest({ events: ['message.im'] }) });
  await workspace.post(ADA, OTHER, 'among us');
  await workspace.post(ADA, ROOM, 'among us three');
  await workspace.openHome(ADA);
  expect(workspace.sentEvents()).toEqual([]);
  await workspace.post(ADA, workspace.dmOf(ADA), 'to the app');
  expect(workspace.sentEvents()).toMatchObject([{ event: { type: 'message', channel_type: 'im', user: ADA } }]);
});

test('a message of an outsider carries the team that the outsider is from, a guest none', async () => {
  const { workspace, simulator } = await begin();
  await workspace.post(OUTSIDER, HALL, 'from elsewhere');
  await workspace.post(GUEST, HALL, 'from here');
  expect(workspace.sentEvents()).toMatchObject([
    {
      team_id: simulator.teamId,
      is_ext_shared_channel: true,
      event: { user_team: 'T0ELSE0001', source_team: 'T0ELSE0001', team: 'T0ELSE0001' },
    },
    { event: { user: GUEST, team: simulator.teamId } },
  ]);
  expect(workspace.sentEvents()[1]?.event).not.toHaveProperty('user_team');
});

test('a mention reaches the app as one, beside the message itself', async () => {
  const { app, workspace, simulator } = await begin();
  const heard: string[] = [];
  app.event('app_mention', async ({ event }) => {
    heard.push(event.text);
  });
  await workspace.post(ADA, HALL, '@test_app are you there');
  await workspace.waitFor(() => heard.length === 1);
  expect(heard).toEqual([`<@${simulator.botUserId}> are you there`]);
  expect(workspace.sentEvents()).toHaveLength(2);
});

test("the app's own messages come back to it under its own id, and Bolt drops them", async () => {
  const { app, workspace, simulator } = await begin();
  const heard: unknown[] = [];
  app.message(async ({ message }) => {
    heard.push(message);
  });
  const { ts = '' } = await app.client.chat.postMessage({ channel: ROOM, text: 'mine' });
  await app.client.chat.update({ channel: ROOM, ts, text: 'mine, better' });
  await app.client.chat.delete({ channel: ROOM, ts });
  await workspace.settled();
  expect(workspace.sentEvents().map((one) => one.event)).toMatchObject([
    { user: simulator.botUserId, bot_id: simulator.botId, text: 'mine' },
    { subtype: 'message_changed', message: { text: 'mine, better' }, previous_message: { text: 'mine' } },
    { subtype: 'message_deleted', deleted_ts: ts },
  ]);
  expect(heard.filter((one) => typeof one === 'object' && one !== null && !('subtype' in one))).toEqual([]);
});

test('replies hang on their thread, and the root counts them', async () => {
  const { client, workspace } = await begin();
  const root = await workspace.post(ADA, ROOM, 'a question');
  await workspace.post(BEN, ROOM, 'an answer', root.ts);
  const posted = await client.chat.postMessage({ channel: ROOM, text: 'another', thread_ts: root.ts });
  await client.chat.postMessage({ channel: ROOM, text: 'to the reply', thread_ts: posted.ts });
  const { messages = [] } = await client.conversations.replies({ channel: ROOM, ts: root.ts });
  expect(messages.map((one) => one.text)).toEqual(['a question', 'an answer', 'another', 'to the reply']);
  expect(messages[0]).toMatchObject({
    reply_count: 3,
    reply_users: [BEN, expect.any(String)],
    latest_reply: messages[3]?.ts,
  });
  expect(messages[3]).toMatchObject({ thread_ts: root.ts, parent_user_id: ADA });
  expect((await client.conversations.history({ channel: ROOM })).messages).toHaveLength(1);
});

test('somebody who is deactivated is told of once, and can act no more', async () => {
  const { app, workspace, client } = await begin();
  const heard: unknown[] = [];
  app.event('user_change', async ({ event }) => {
    heard.push([event.user.id, event.user.deleted]);
  });
  await workspace.deactivate(BEN);
  await workspace.waitFor(() => heard.length === 1);
  expect(heard).toEqual([[BEN, true]]);
  expect((await client.users.info({ user: BEN })).user).toMatchObject({ deleted: true });
  expect(await workspace.command(BEN, '/hello')).toMatchObject({ ok: false });
});

test('an app that is taken out of the workspace is told so, and its token dies', async () => {
  const { workspace, simulator } = await begin();
  await workspace.uninstall();
  expect(workspace.sentEvents().map((one) => (one.event as { type: string }).type)).toEqual([
    'tokens_revoked',
    'app_uninstalled',
  ]);
  expect(await errorOf(clientOf(simulator).auth.test())).toBe('token_revoked');
});

describe('signatures', () => {
  const payload = {
    type: 'event_callback',
    event_id: 'Ev1',
    team_id: 'T0TEST0001',
    event: { type: 'message', text: 'forged', user: ADA, channel: ROOM, ts: '1.0' },
  };

  test('the address proves itself, and a payload with a wrong or an old signature is refused', async () => {
    const { app, workspace } = await begin({ http: true });
    const heard: unknown[] = [];
    app.message(async ({ message }) => {
      heard.push(message);
    });
    expect(await workspace.verifyUrl()).toBe(true);
    expect(await workspace.forge('events_api', payload)).toMatchObject({ acked: false, status: 401 });
    expect(await workspace.forge('events_api', payload, { agedSeconds: 600 })).toMatchObject({
      acked: false,
      status: 401,
    });
    expect(heard).toEqual([]);
  });

  test('there is none to forge in Socket Mode', async () => {
    const { workspace } = await begin();
    await expect(workspace.forge('events_api', payload)).rejects.toThrow('no signature');
  });
});
