import { WebAPIRateLimitedError } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MINUTE_MS } from '../../../src/kernel/clock.ts';
import {
  ADA,
  BEN,
  button,
  clientOf,
  errorOf,
  form,
  GONE,
  GUEST,
  HALL,
  manifest,
  OTHER,
  OUTSIDER,
  open,
  openWithApp,
  plain,
  ROOM,
  SECRET,
  START,
} from './support.ts';

let opened: Awaited<ReturnType<typeof open>>;
beforeEach(async () => {
  opened = await open();
});
afterEach(() => opened.stop());

const post = (text: string, more: object = {}) => opened.client.chat.postMessage({ channel: ROOM, text, ...more });

describe('tokens and scopes', () => {
  test('who is nobody, who has the wrong token, and what is no method', async () => {
    const { simulator } = opened;
    expect(await errorOf(clientOf(simulator, 'xoxb-wrong').auth.test())).toBe('invalid_auth');
    expect(await errorOf(clientOf(simulator, '').auth.test())).toBe('not_authed');
    expect(await errorOf(clientOf(simulator, simulator.appToken).auth.test())).toBe('not_allowed_token_type');
    expect(await errorOf(opened.client.apps.connections.open())).toBe('not_allowed_token_type');
    expect(await errorOf(opened.client.apiCall('chat.shout'))).toBe('unknown_method');
    expect(await errorOf(opened.client.apiCall('constructor'))).toBe('unknown_method');
  });

  test('a call without its scope says which one it needs and which ones there are', async () => {
    await opened.stop();
    opened = await open({ manifest: manifest({ scopes: ['chat:write', 'groups:history'] }) });
    const { client } = opened;
    await expect(client.users.info({ user: ADA })).rejects.toMatchObject({
      data: { ok: false, error: 'missing_scope', needed: 'users:read', provided: 'chat:write,groups:history' },
    });
    expect(await errorOf(client.conversations.history({ channel: ROOM }))).toBe('no error');
    expect(await errorOf(client.conversations.history({ channel: HALL }))).toBe('missing_scope');
    expect(await errorOf(client.conversations.list({ types: 'private_channel' }))).toBe('missing_scope');
  });

  test('an address is for those alone whose email scope the app has', async () => {
    expect((await opened.client.users.info({ user: ADA })).user?.profile?.email).toBe('ada@example.com');
    await opened.stop();
    opened = await open({ manifest: manifest({ scopes: ['users:read'] }) });
    expect((await opened.client.users.info({ user: ADA })).user?.profile).not.toHaveProperty('email');
  });
});

describe('messages', () => {
  test('are refused where the app is not, and a private channel without it does not exist', async () => {
    const { client } = opened;
    expect(await errorOf(client.chat.postMessage({ channel: OTHER, text: 'x' }))).toBe('not_in_channel');
    expect(await errorOf(client.chat.postMessage({ channel: SECRET, text: 'x' }))).toBe('channel_not_found');
    expect(await errorOf(client.chat.postMessage({ channel: 'C0NOWHERE1', text: 'x' }))).toBe('channel_not_found');
    expect(await errorOf(client.chat.postMessage({ channel: GONE, text: 'x' }))).toBe('channel_not_found');
    expect(await errorOf(client.conversations.history({ channel: OTHER }))).toBe('not_in_channel');
    expect(await errorOf(client.conversations.info({ channel: SECRET }))).toBe('channel_not_found');
  });

  test('are refused when they say nothing, too much, or hang on a thread that is not there', async () => {
    expect(await errorOf(post(''))).toBe('no_text');
    expect(await errorOf(post('x'.repeat(40_001)))).toBe('msg_too_long');
    expect(await errorOf(post('x', { thread_ts: '1.000001' }))).toBe('thread_not_found');
    expect(await errorOf(post('x', { metadata: { event_type: '' } }))).toBe('invalid_metadata_format');
    expect(await errorOf(opened.client.chat.postMessage({ channel: ROOM, markdown_text: 'x'.repeat(12_001) }))).toBe(
      'msg_too_long',
    );
    expect(opened.workspace.messages(ROOM)).toEqual([]);
  });

  test('with blocks that Slack does not take say where and why', async () => {
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3001) } }];
    await expect(post('x', { blocks })).rejects.toMatchObject({
      data: {
        error: 'invalid_blocks',
        response_metadata: {
          messages: ['[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]'],
        },
      },
    });
    expect(await errorOf(post('x', { blocks: '[{' }))).toBe('invalid_blocks_format');
  });

  test('go to a person by id as a DM, and to a channel by name', async () => {
    const { client, workspace } = opened;
    const sent = await client.chat.postMessage({ channel: ADA, text: 'to you' });
    expect(sent.channel).toBe(workspace.dmOf(ADA));
    expect((await client.chat.postMessage({ channel: '#hall', text: 'to all' })).channel).toBe(HALL);
  });

  test('keep their metadata, and give it to whom asks for it', async () => {
    const metadata = { event_type: 'entry', event_payload: { key: 'k1' } };
    const { ts = '' } = await post('x', { metadata });
    const plainHistory = await opened.client.conversations.history({ channel: ROOM });
    expect(plainHistory.messages?.[0]).not.toHaveProperty('metadata');
    const full = await opened.client.conversations.history({ channel: ROOM, include_all_metadata: true });
    expect(full.messages?.[0]?.metadata).toEqual(metadata);
    const thread = await opened.client.conversations.replies({ channel: ROOM, ts, include_all_metadata: true });
    expect(thread.messages?.[0]?.metadata).toEqual(metadata);
  });

  test('are stamped by the turned clock, and never twice the same', async () => {
    const first = await post('a');
    const second = await post('b');
    opened.clock.set(START + 60 * MINUTE_MS);
    const third = await post('c');
    opened.clock.set(START + 61 * MINUTE_MS + 0.25);
    const fourth = await post('d');
    expect(first.ts).toBe(`${START / 1000}.000000`);
    expect(second.ts).toBe(`${START / 1000}.000001`);
    expect(third.ts).toBe(`${START / 1000 + 3600}.000000`);
    expect(fourth.ts).toBe(`${START / 1000 + 3660}.000000`);
  });

  test('of the app can be changed and taken back, of people not', async () => {
    const { client, workspace } = opened;
    const { ts = '' } = await post('a', { blocks: [{ type: 'divider' }] });
    await client.chat.update({ channel: ROOM, ts, text: 'b' });
    expect(workspace.message(ROOM, ts)).toMatchObject({ text: 'b', blocks: [{ type: 'divider' }] });
    await client.chat.update({ channel: ROOM, ts, text: 'c', blocks: [] });
    expect(workspace.message(ROOM, ts)).toMatchObject({ text: 'c', blocks: [] });
    expect(await errorOf(client.chat.update({ channel: ROOM, ts, text: 'x'.repeat(4001) }))).toBe('msg_too_long');
    const theirs = await workspace.post(ADA, ROOM, 'mine');
    expect(await errorOf(client.chat.update({ channel: ROOM, ts: theirs.ts, text: 'b' }))).toBe('cant_update_message');
    expect(await errorOf(client.chat.delete({ channel: ROOM, ts: theirs.ts }))).toBe('cant_delete_message');
    expect(await errorOf(client.chat.update({ channel: ROOM, ts: '1.000001', text: 'b' }))).toBe('message_not_found');
    await client.chat.delete({ channel: ROOM, ts });
    expect(await errorOf(client.chat.delete({ channel: ROOM, ts }))).toBe('message_not_found');
  });

  test('for one person are seen by that person alone, and can not be changed by their ts', async () => {
    const { client, workspace } = opened;
    const { message_ts: ts = '' } = await client.chat.postEphemeral({ channel: ROOM, user: ADA, text: 'psst' });
    expect(workspace.seenBy(ADA, ROOM)).toHaveLength(1);
    expect(workspace.seenBy(BEN, ROOM)).toEqual([]);
    expect((await client.conversations.history({ channel: ROOM })).messages).toEqual([]);
    expect(await errorOf(client.chat.update({ channel: ROOM, ts, text: 'b' }))).toBe('message_not_found');
    expect(await errorOf(client.chat.postEphemeral({ channel: ROOM, user: GUEST, text: 'x' }))).toBe(
      'user_not_in_channel',
    );
  });

  test('come in pages, newest first, within a window', async () => {
    const { client } = opened;
    for (const text of ['a', 'b', 'c']) await post(text);
    const first = await client.conversations.history({ channel: ROOM, limit: 2 });
    expect(first.messages?.map((one) => one.text)).toEqual(['c', 'b']);
    expect(first.has_more).toBe(true);
    const second = await client.conversations.history({
      channel: ROOM,
      limit: 2,
      cursor: first.response_metadata?.next_cursor,
    });
    expect(second.messages?.map((one) => one.text)).toEqual(['a']);
    const later = await client.conversations.history({ channel: ROOM, oldest: first.messages?.[1]?.ts });
    expect(later.messages?.map((one) => one.text)).toEqual(['c']);
    expect(await errorOf(client.conversations.history({ channel: ROOM, cursor: 'eA==' }))).toBe('invalid_cursor');
  });

  test('take a reaction once, and give it back once', async () => {
    const { client, workspace } = opened;
    const { ts } = await workspace.post(ADA, ROOM, 'look');
    const mark = { channel: ROOM, timestamp: ts, name: 'eyes' };
    await client.reactions.add(mark);
    expect(await errorOf(client.reactions.add(mark))).toBe('already_reacted');
    expect(workspace.message(ROOM, ts)?.reactions).toHaveLength(1);
    await client.reactions.remove(mark);
    expect(await errorOf(client.reactions.remove(mark))).toBe('no_reaction');
    expect(await errorOf(client.reactions.add({ ...mark, name: 'no such name' }))).toBe('invalid_name');
  });

  test('grow as a stream, and no more once it is stopped', async () => {
    const { client, workspace } = opened;
    const root = await workspace.post(ADA, workspace.dmOf(ADA), 'a question');
    const streamer = client.chatStream({ channel: root.channelId, thread_ts: root.ts, buffer_size: 1 });
    await streamer.append({ markdown_text: 'one ' });
    await streamer.append({ markdown_text: 'two' });
    await streamer.stop({ blocks: [{ type: 'divider' }] });
    const [answer] = workspace.replies(root.channelId, root.ts);
    expect(answer?.text).toBe('one two');
    expect(answer?.blocks.map((one) => one.type)).toEqual(['markdown', 'divider']);
    const late = { channel: root.channelId, ts: answer?.ts ?? '', markdown_text: 'three' };
    expect(await errorOf(client.chat.appendStream(late))).toBe('message_not_in_streaming_state');
    expect(await errorOf(client.chat.startStream({ channel: ROOM, thread_ts: '1.000001' }))).toBe('thread_not_found');
  });
});

describe('people and channels', () => {
  test('guests, outsiders and the deactivated are told apart', async () => {
    const { client, simulator } = opened;
    const info = async (user: string) => (await client.users.info({ user })).user;
    expect(await info(GUEST)).toMatchObject({ is_restricted: true, deleted: false, team_id: simulator.teamId });
    expect(await info(OUTSIDER)).toMatchObject({ is_stranger: true, team_id: 'T0ELSE0001' });
    expect(await info(GONE)).toMatchObject({ deleted: true });
    expect(await info(simulator.botUserId)).toMatchObject({ is_bot: true });
    expect(await errorOf(client.users.info({ user: 'U0NOBODY01' }))).toBe('user_not_found');
    expect(await errorOf(client.users.lookupByEmail({ email: 'nobody@example.com' }))).toBe('users_not_found');
    expect((await client.users.lookupByEmail({ email: 'ADA@example.com' })).user?.id).toBe(ADA);
  });

  test('a DM is opened with people who are there', async () => {
    const { client, workspace, simulator } = opened;
    expect((await client.conversations.open({ users: ADA })).channel?.id).toBe(workspace.dmOf(ADA));
    expect((await client.conversations.open({ users: ADA })).already_open).toBe(true);
    expect(await errorOf(client.conversations.open({ users: GONE }))).toBe('user_disabled');
    expect(await errorOf(client.conversations.open({ users: 'U0NOBODY01' }))).toBe('user_not_found');
    expect(await errorOf(client.conversations.open({ users: simulator.botUserId }))).toBe('cannot_dm_bot');
  });

  test('channels are listed by kind, joined and invited into', async () => {
    const { client, simulator } = opened;
    const list = async (types?: string) => (await client.conversations.list({ types })).channels?.map((one) => one.id);
    expect(await list()).toEqual([HALL, OTHER]);
    expect(await list('public_channel,private_channel')).toEqual([ROOM, HALL, OTHER]);
    expect(await errorOf(client.conversations.list({ types: 'club' }))).toBe('invalid_types');
    await client.conversations.join({ channel: OTHER });
    expect((await client.conversations.members({ channel: OTHER })).members).toEqual([ADA, simulator.botUserId]);
    await client.conversations.invite({ channel: OTHER, users: BEN });
    expect(await errorOf(client.conversations.invite({ channel: OTHER, users: BEN }))).toBe('already_in_channel');
    expect(await errorOf(client.conversations.join({ channel: SECRET }))).toBe('channel_not_found');
  });
});

describe('views', () => {
  async function withTrigger(options: object = {}) {
    await opened.stop();
    const withApp = await openWithApp(options);
    opened = withApp;
    let trigger = '';
    withApp.app.command('/hello', async ({ ack, body }) => {
      trigger = body.trigger_id;
      await ack();
    });
    const fresh = async () => {
      await opened.workspace.command(ADA, '/hello');
      return trigger;
    };
    return { ...withApp, fresh };
  }

  test('a trigger opens one view, soon, and a view that is refused does not spend it', async () => {
    const { client, fresh } = await withTrigger({ timing: { triggerLifeMs: 100 } });
    const trigger = await fresh();
    const wrong = form('A title that is longer than Slack takes');
    await expect(client.views.open({ trigger_id: trigger, view: wrong })).rejects.toMatchObject({
      data: {
        error: 'invalid_arguments',
        response_metadata: { messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'] },
      },
    });
    expect(await errorOf(client.views.open({ trigger_id: trigger, view: form('A') }))).toBe('no error');
    expect(await errorOf(client.views.open({ trigger_id: trigger, view: form('A') }))).toBe('exchanged_trigger_id');
    expect(await errorOf(client.views.open({ trigger_id: '1.2.3', view: form('A') }))).toBe('invalid_trigger_id');
    const late = await fresh();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await errorOf(client.views.open({ trigger_id: late, view: form('A') }))).toBe('expired_trigger_id');
  });

  test('are updated by whom knows their last state, and pushed three deep', async () => {
    const { app, client, workspace, fresh } = await withTrigger();
    const row = [{ type: 'actions' as const, block_id: 'row', elements: [button('more')] }];
    const results: unknown[] = [];
    app.action('more', async ({ ack, body }) => {
      await ack();
      if (body.type === 'block_actions')
        results.push(
          await errorOf(client.views.push({ trigger_id: body.trigger_id, view: form('Deeper', { blocks: row }) })),
        );
    });
    const { view } = await client.views.open({ trigger_id: await fresh(), view: form('A', { blocks: row }) });
    const [viewId, first] = [view?.id ?? '', view?.hash];
    await client.views.update({ view_id: viewId, hash: first, view: form('B', { blocks: row }) });
    expect(await errorOf(client.views.update({ view_id: viewId, hash: first, view: form('C') }))).toBe('hash_conflict');
    expect(await errorOf(client.views.update({ view_id: 'V0NOTHING1', view: form('C') }))).toBe('not_found');
    for (let depth = 1; depth <= 3; depth += 1) {
      await workspace.click(ADA, { viewId: workspace.modalOf(ADA)?.id ?? '' }, 'more');
      await workspace.waitFor(() => results.length === depth);
    }
    expect(results).toEqual(['no error', 'no error', 'push_limit_reached']);
    const back = await workspace.close(ADA);
    expect([back.ok, workspace.modalOf(ADA)?.json.title?.text]).toEqual([true, 'Deeper']);
    await workspace.close(ADA, { clear: true });
    expect(workspace.modalOf(ADA)).toBeUndefined();
  });

  test('a home tab is published for people who are there', async () => {
    const { client, workspace } = opened;
    const home = { type: 'home' as const, blocks: [{ type: 'section' as const, text: plain('Good morning') }] };
    await client.views.publish({ user_id: ADA, view: home });
    expect(workspace.homeOf(ADA)?.json.blocks).toMatchObject(home.blocks);
    expect(await errorOf(client.views.publish({ user_id: 'U0NOBODY01', view: home }))).toBe('user_not_found');
    expect(await errorOf(client.views.publish({ user_id: ADA, view: form('A') as never }))).toBe('invalid_arguments');
  });
});

describe('response addresses', () => {
  async function address() {
    await opened.stop();
    const withApp = await openWithApp();
    opened = withApp;
    let url = '';
    withApp.app.command('/hello', async ({ ack, body }) => {
      url = body.response_url;
      await ack();
    });
    await withApp.workspace.command(ADA, '/hello', '', ROOM);
    const send = (body: object) =>
      fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    return { ...withApp, send };
  }

  test('work five times, for the person alone unless they say otherwise', async () => {
    const { workspace, send } = await address();
    await send({ text: 'to you' });
    await send({ text: 'to all', response_type: 'in_channel' });
    expect(workspace.ephemeralsOf(ADA).map((one) => one.text)).toEqual(['to you']);
    expect(workspace.messages(ROOM).map((one) => one.text)).toEqual(['to all']);
    const statuses: number[] = [];
    for (let use = 3; use <= 6; use += 1) statuses.push((await send({ text: 'more' })).status);
    expect(statuses).toEqual([200, 200, 200, 404]);
  });

  test('are over after thirty minutes of the turned clock, and take what a message takes', async () => {
    const { clock, send } = await address();
    const refused = await send({ blocks: [{ type: 'marquee' }] });
    expect([refused.status, await refused.json()]).toMatchObject([400, { error: 'invalid_blocks' }]);
    clock.set(START + 30 * MINUTE_MS);
    expect((await send({ text: 'in time' })).status).toBe(200);
    clock.set(START + 31 * MINUTE_MS);
    expect((await send({ text: 'late' })).status).toBe(404);
  });
});

describe('failures on order', () => {
  test('a 429 says how long to wait, a 500 and an error word come as often as told', async () => {
    const { workspace } = opened;
    workspace.failNext('chat.postMessage', { status: 429, retryAfter: 7 });
    const limited = await post('x').catch((error: unknown) => error);
    expect(limited).toBeInstanceOf(WebAPIRateLimitedError);
    expect(limited).toMatchObject({ retryAfter: 7 });
    workspace.failNext('chat.postMessage', { error: 'is_archived', times: 2 });
    expect(await errorOf(post('x'))).toBe('is_archived');
    expect(await errorOf(post('x'))).toBe('is_archived');
    expect(await errorOf(post('x'))).toBe('no error');
    workspace.failNext('*', { status: 500 });
    expect(await errorOf(opened.client.auth.test())).toContain('500');
    expect(workspace.calls('chat.postMessage')).toBe(4);
    expect(workspace.counts().posted).toBe(1);
  });

  test('a lost answer leaves the message behind', async () => {
    const { workspace } = opened;
    workspace.failNext('chat.postMessage', { isAnswerLost: true });
    expect(await errorOf(post('did it go?'))).not.toBe('no error');
    expect(workspace.messages(ROOM).map((one) => one.text)).toEqual(['did it go?']);
  });
});

test('suggested prompts are at most four', async () => {
  const { client, workspace } = opened;
  const prompt = { title: 'What now?', message: 'What should I do now?' };
  const channel_id = workspace.dmOf(ADA);
  await client.assistant.threads.setSuggestedPrompts({ channel_id, title: 'Try', prompts: [prompt] });
  expect(workspace.promptsOf(ADA)).toEqual({ title: 'Try', prompts: [prompt] });
  expect(
    await errorOf(
      client.assistant.threads.setSuggestedPrompts({ channel_id, prompts: [prompt, prompt, prompt, prompt, prompt] }),
    ),
  ).toBe('invalid_arguments');
});
