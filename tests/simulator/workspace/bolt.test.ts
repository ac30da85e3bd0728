import { WebClient } from '@slack/web-api';
import { afterEach, describe, expect, test } from 'vitest';
import { ADA, OTHER, ROOM, type Started, start } from './start.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const modal = (title: string) => ({
  type: 'modal' as const,
  callback_id: 'form',
  title: plain(title),
  submit: plain('Save'),
  blocks: [
    {
      type: 'input' as const,
      block_id: 'name',
      label: plain('Name'),
      element: { type: 'plain_text_input' as const, action_id: 'name' },
    },
    {
      type: 'input' as const,
      block_id: 'note',
      optional: true,
      label: plain('Note'),
      element: { type: 'plain_text_input' as const, action_id: 'note', initial_value: 'as it was' },
    },
  ],
});

let started: Started | undefined;
afterEach(async () => {
  await started?.stop();
  started = undefined;
});

describe.each([
  ['Socket Mode', {}],
  ['HTTP', { http: true }],
])('over %s', (_name, options) => {
  test('a command opens a modal, its errors stand under the input, a good submission updates it', async () => {
    started = await start(options);
    const { app, simulator } = started;
    const { workspace } = simulator;
    app.command('/hello', async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: modal(`Hello ${body.text}`) });
    });
    app.view('form', async ({ ack, view }) => {
      const name = view.state.values.name?.name?.value ?? '';
      if (name.length < 3) await ack({ response_action: 'errors', errors: { name: 'Too short' } });
      else
        await ack({
          response_action: 'update',
          view: {
            type: 'modal',
            title: plain(`${name}, ${view.state.values.note?.note?.value}`),
            blocks: [{ type: 'divider' }],
          },
        });
    });
    expect(await workspace.command(ADA, '/hello', 'you')).toEqual({ ok: true });
    const view = await workspace.waitFor(() => workspace.modalOf(ADA));
    expect(view.json.title?.text).toBe('Hello you');
    await workspace.submit(ADA, {});
    expect(workspace.modalOf(ADA)?.errors).toEqual({ name: 'Please complete this required field.' });
    await workspace.submit(ADA, { name: 'x' });
    expect(workspace.modalOf(ADA)?.errors).toEqual({ name: 'Too short' });
    await workspace.submit(ADA, { name: 'Ada' });
    expect(workspace.modalOf(ADA)?.json.title?.text).toBe('Ada, as it was');
  });

  test('a button on a message brings its value, and the answer replaces the message by its response address', async () => {
    started = await start(options);
    const { app, simulator } = started;
    const { workspace } = simulator;
    app.action('press', async ({ ack, respond, action }) => {
      await ack();
      await respond({ text: `done ${'value' in action ? action.value : ''}`, replace_original: true });
    });
    const posted = await app.client.chat.postMessage({
      channel: ROOM,
      text: 'a card',
      blocks: [
        { type: 'actions', elements: [{ type: 'button', text: plain('Press'), action_id: 'press', value: 'seven' }] },
      ],
    });
    expect(await workspace.click(ADA, { channelId: ROOM, ts: posted.ts ?? '' }, 'press')).toEqual({ ok: true });
    await workspace.waitFor(() => workspace.messages(ROOM).find((one) => one.text === 'done seven'));
    expect(workspace.messages(ROOM)).toHaveLength(1);
  });

  test("an app that does not acknowledge leaves the person with Slack's words", async () => {
    started = await start(options);
    started.app.command('/hello', async () => undefined);
    expect(await started.simulator.workspace.command(ADA, '/hello')).toMatchObject({
      ok: false,
      error: expect.stringContaining('did not respond'),
    });
  });

  test('a message of a person reaches the app escaped, once, with an event id that a retry repeats', async () => {
    started = await start(options);
    const { app, simulator } = started;
    const seen: { text?: string; eventId: string }[] = [];
    app.message(async ({ message, body }) => {
      seen.push({ text: 'text' in message ? message.text : undefined, eventId: body.event_id });
    });
    await simulator.workspace.post(ADA, ROOM, 'hi <!channel> & all');
    await simulator.workspace.waitFor(() => seen.length === 1);
    await simulator.workspace.redeliverLastEvent();
    await simulator.workspace.waitFor(() => seen.length === 2);
    expect(seen[0]?.text).toBe('hi &lt;!channel&gt; &amp; all');
    expect(seen[1]?.eventId).toBe(seen[0]?.eventId);
  });
});

test('a request with a forged signature is refused by the app', async () => {
  started = await start({ http: true });
  const seen: unknown[] = [];
  started.app.message(async () => void seen.push(1));
  const target = started.app as unknown as { receiver: { server?: { address(): { port: number } } } };
  const port = target.receiver.server?.address().port;
  const response = await fetch(`http://127.0.0.1:${port}/slack/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-slack-request-timestamp': String(Math.floor(Date.now() / 1000)),
      'x-slack-signature': 'v0=00',
    },
    body: '{}',
  });
  expect(response.status).toBe(401);
  expect(seen).toEqual([]);
});

describe('what Slack refuses', () => {
  const errorOf = (call: Promise<unknown>) =>
    call.then(
      () => 'no error',
      (error: { data?: { error?: string } }) => error.data?.error,
    );

  test('a trigger that is used, expired or invented', async () => {
    started = await start();
    const { app, simulator } = started;
    let trigger = '';
    app.command('/hello', async ({ ack, body }) => {
      trigger = body.trigger_id;
      await ack();
    });
    await simulator.workspace.command(ADA, '/hello');
    const open = (id: string) => errorOf(app.client.views.open({ trigger_id: id, view: modal('A') }));
    expect(await open(trigger)).toBe('no error');
    expect(await open(trigger)).toBe('exchanged_trigger_id');
    expect(await open('1.2')).toBe('invalid_trigger_id');
    await simulator.workspace.command(ADA, '/hello');
    await new Promise((resolve) => setTimeout(resolve, 3_100));
    expect(await open(trigger)).toBe('expired_trigger_id');
  });

  test('a channel that the app is not in, a token that is none, a scope that is missing, a method that is not there', async () => {
    started = await start();
    const { app, simulator } = started;
    expect(await errorOf(app.client.chat.postMessage({ channel: OTHER, text: 'x' }))).toBe('not_in_channel');
    expect(await errorOf(app.client.chat.postMessage({ channel: 'C0NOWHERE1', text: 'x' }))).toBe('channel_not_found');
    expect(await errorOf(app.client.reactions.add({ channel: ROOM, timestamp: '1', name: 'memo' }))).toBe(
      'missing_scope',
    );
    const stranger = new WebClient('xoxb-nobody', { slackApiUrl: simulator.slackApiUrl, retryConfig: { retries: 0 } });
    expect(await errorOf(stranger.auth.test())).toBe('invalid_auth');
    expect(await errorOf(app.client.apiCall('chat.shout'))).toBe('unknown_method');
  });

  test('a 429 is told with its pause', async () => {
    started = await start();
    const { simulator } = started;
    simulator.workspace.failNext('chat.postMessage', { status: 429, retryAfter: 7 });
    const client = new WebClient(simulator.botToken, {
      slackApiUrl: simulator.slackApiUrl,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    });
    await expect(client.chat.postMessage({ channel: ROOM, text: 'x' })).rejects.toMatchObject({ retryAfter: 7 });
  });
});

test('an upload in three steps lands in the channel with its bytes and its words', async () => {
  started = await start();
  const { app, simulator } = started;
  await app.client.filesUploadV2({
    channel_id: ROOM,
    file: Buffer.from('picture'),
    filename: 'a.png',
    title: 'A',
    alt_text: 'a picture',
    initial_comment: 'look',
  });
  const message = await simulator.workspace.waitFor(() =>
    simulator.workspace.messages(ROOM).find((one) => one.text === 'look'),
  );
  const file = simulator.workspace.file(message.fileIds[0] ?? '');
  expect(Buffer.from(file?.bytes ?? []).toString()).toBe('picture');
  expect(file?.altText).toBe('a picture');
});

test('metadata of a message comes back when it is asked for', async () => {
  started = await start();
  const { app } = started;
  const metadata = { event_type: 'entry', event_payload: { key: 'k1' } };
  await app.client.chat.postMessage({ channel: ROOM, text: 'x', metadata });
  const plainHistory = await app.client.conversations.history({ channel: ROOM });
  const full = await app.client.conversations.history({ channel: ROOM, include_all_metadata: true });
  expect(plainHistory.messages?.[0]?.metadata).toBeUndefined();
  expect(full.messages?.[0]?.metadata).toEqual(metadata);
});

test('the page is for this machine only', async () => {
  started = await start();
  const { url } = started.simulator;
  const foreign = await fetch(`${url}/sim/act?as=${ADA}`, {
    method: 'POST',
    headers: { origin: 'https://evil.example' },
    body: '{}',
  });
  expect(foreign.status).toBe(403);
  const state = (await (await fetch(`${url}/sim/state?as=${ADA}`)).json()) as {
    channels: unknown[];
    commands: unknown[];
  };
  expect(state.commands).toEqual([{ command: '/hello', description: 'says hello', usageHint: '[name]' }]);
  expect(state.channels).toHaveLength(3);
});
