import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { ActResult, LiveEvent, PageAct, PageState } from '../../../src/simulator/page-api.ts';
import {
  ADA,
  BEN,
  button,
  form,
  HALL,
  type Options,
  OTHER,
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

async function again(options: Options) {
  await opened.stop();
  opened = await open(options);
}

const get = (path: string, init: RequestInit = {}) => fetch(`${opened.simulator.url}${path}`, init);
const stateOf = async (userId: string) => (await (await get(`/sim/state?as=${userId}`)).json()) as PageState;
async function act(userId: string, what: PageAct): Promise<ActResult> {
  const answer = await get(`/sim/act?as=${userId}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(what),
  });
  return (await answer.json()) as ActResult;
}

async function watch(userId: string): Promise<LiveEvent[]> {
  const seen: LiveEvent[] = [];
  const link = new WebSocket(`${opened.simulator.url.replace('http', 'ws')}/sim/live?as=${userId}`);
  link.on('message', (data) => seen.push(JSON.parse(String(data)) as LiveEvent));
  await new Promise((resolve, reject) => link.once('open', resolve).once('error', reject));
  return seen;
}

/** A request with headers that `fetch` does not let one set. */
function rawStatus(path: string, headers: Record<string, string>): Promise<number | undefined> {
  const { port } = new URL(opened.simulator.url);
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('the snapshot', () => {
  test('shows a person their own channels, and the first one of the list by default', async () => {
    const ada = await stateOf(ADA);
    expect(ada.channels.map((one) => [one.id, one.kind])).toEqual([
      [ROOM, 'private'],
      [HALL, 'channel'],
      [OTHER, 'channel'],
      [SECRET, 'private'],
      [opened.workspace.dmOf(ADA), 'app'],
    ]);
    expect((await stateOf(BEN)).channels.map((one) => one.id)).toEqual([ROOM, HALL, opened.workspace.dmOf(BEN)]);
    expect(((await (await get('/sim/state')).json()) as PageState).me.id).toBe(ADA);
    expect((await get('/sim/state?as=U0NOBODY01')).status).toBe(404);
    expect(ada.commands[0]).toEqual({ command: '/hello', description: 'says hello', usageHint: '[name]' });
    expect(ada.shortcuts).toEqual([{ callbackId: 'keep', name: 'Keep', description: 'keeps it' }]);
    expect(ada).toMatchObject({
      workspace: 'Test team',
      now: START,
      turning: false,
      appConnected: false,
      modal: null,
      home: null,
    });
  });

  test('counts what is unread and who is named', async () => {
    const { client } = opened;
    const first = await client.chat.postMessage({ channel: ROOM, text: 'one' });
    await client.chat.postMessage({ channel: ROOM, text: `two, <@${ADA}>` });
    await client.chat.postMessage({ channel: ROOM, text: 'in the thread', thread_ts: first.ts });
    const room = async () => (await stateOf(ADA)).channels[0];
    expect(await room()).toMatchObject({ unread: 2, mentions: 1 });
    await act(ADA, { kind: 'read', channelId: ROOM, ts: (await stateOf(ADA)).messages.at(-1)?.ts ?? '' });
    expect(await room()).toMatchObject({ unread: 0, mentions: 0 });
  });

  test('offers the sample files', async () => {
    const [sample] = (await stateOf(ADA)).sampleFiles;
    const file = await get(sample?.url ?? '');
    expect([sample?.name, await file.text(), file.headers.get('content-type')]).toEqual([
      'a b.csv',
      'Name,Email\n',
      'text/csv',
    ]);
  });
});

describe('the live feed', () => {
  test('brings messages, modals, homes and the state of the app to whom they are for', async () => {
    const { client, workspace } = opened;
    const [ada, ben] = [await watch(ADA), await watch(BEN)];
    await act(BEN, { kind: 'post', channelId: ROOM, text: 'hello &amp; <b>' });
    await client.chat.postEphemeral({ channel: ROOM, user: ADA, text: 'psst' });
    await client.views.publish({
      user_id: ADA,
      view: { type: 'home', blocks: [{ type: 'section', text: plain('Home') }] },
    });
    await workspace.waitFor(() => ada.some((one) => one.type === 'home'));
    expect(ada.flatMap((one) => (one.type === 'message' ? [one.message.text] : []))).toEqual([
      'hello &amp; &lt;b&gt;',
      'psst',
    ]);
    expect(ben.flatMap((one) => (one.type === 'message' ? [one.message.text] : []))).toEqual(['hello &amp; &lt;b&gt;']);
  });

  test('shows the clock being turned, and the turn ends where it was asked to', async () => {
    await again({
      async onTurn(_to, progress) {
        progress('Tuesday');
      },
    });
    const seen = await watch(ADA);
    expect(await act(ADA, { kind: 'turn_clock', to: START + 1000 })).toEqual({ ok: true });
    expect(opened.clock.now()).toBe(START + 1000);
    expect(await act(ADA, { kind: 'turn_clock', to: START })).toMatchObject({ ok: false });
    await opened.workspace.waitFor(() => seen.length === 3);
    expect(seen).toEqual([
      { type: 'clock', now: START, turning: true },
      { type: 'clock', now: START, turning: true, note: 'Tuesday' },
      { type: 'clock', now: START + 1000, turning: false },
    ]);
  });
});

describe('gestures', () => {
  test('are refused where the person is not, and when they are not understood', async () => {
    expect(await act(BEN, { kind: 'post', channelId: SECRET, text: 'let me in' })).toMatchObject({ ok: false });
    expect(await act(ADA, { kind: 'dance' } as never)).toMatchObject({ ok: false });
    expect((await get(`/sim/act?as=${ADA}`, { method: 'POST', body: 'no json' })).status).toBe(400);
  });

  test('without the app say that it did not respond', async () => {
    expect(await act(ADA, { kind: 'command', channelId: ROOM, command: '/hello', text: '' })).toEqual({
      ok: false,
      error: '/hello failed because the app did not respond.',
    });
    expect(
      await act(ADA, { kind: 'command', channelId: ROOM, command: '/hello', text: '', threadTs: '1.0' }),
    ).toMatchObject({ error: '/hello is not supported in threads. Sorry!' });
  });

  test('press a button, choose and fill in, each in the shape that the page sends', async () => {
    const withApp = await openWithApp();
    await opened.stop();
    opened = withApp;
    const heard: unknown[] = [];
    withApp.app.action(/./, async ({ ack, action, body, client }) => {
      await ack();
      heard.push(action.type === 'static_select' ? action.selected_option.value : action.type);
      if (action.type === 'button' && body.type === 'block_actions')
        await client.views.open({ trigger_id: body.trigger_id, view: form('Form') });
    });
    withApp.app.view('form', async ({ ack, view }) => {
      await ack();
      heard.push(view.state.values.name?.name?.value);
    });
    const menu = { type: 'static_select' as const, action_id: 'kind', options: [{ text: plain('A'), value: 'a' }] };
    const { ts = '' } = await withApp.client.chat.postMessage({
      channel: ROOM,
      text: 'x',
      blocks: [{ type: 'actions', block_id: 'row', elements: [menu, button('press')] }],
    });
    const from = { channelId: ROOM, ts };
    const chosen = { type: 'static_select', selected_option: menu.options[0] };
    expect(await act(ADA, { kind: 'block_action', from, blockId: 'row', actionId: 'kind', value: chosen })).toEqual({
      ok: true,
    });
    expect(await act(ADA, { kind: 'block_action', from, blockId: 'row', actionId: 'press' })).toEqual({ ok: true });
    const view = await withApp.workspace.waitFor(() => withApp.workspace.modalOf(ADA));
    expect((await stateOf(ADA)).modal).toMatchObject({ id: view.id, title: 'Form', depth: 1, errors: {} });
    const state = { name: { name: { type: 'plain_text_input', value: 'Ada' } } };
    expect(await act(ADA, { kind: 'view_submit', viewId: view.id, state })).toEqual({ ok: true });
    expect(heard).toEqual(['a', 'button', 'Ada']);
  });

  test('upload a file, which is never run as a page', async () => {
    const base64 = Buffer.from('<script>1</script>').toString('base64');
    const { file } = await act(ADA, {
      kind: 'upload',
      name: 'x.html',
      mimetype: 'text/html',
      base64,
      channelId: ROOM,
      text: 'see',
    });
    const answer = await get(file?.url ?? '');
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    expect((await stateOf(BEN)).messages).toMatchObject([{ text: 'see', files: [{ name: 'x.html', size: 18 }] }]);
  });
});

describe('who may come in', () => {
  test('no other site, by whatever way', async () => {
    const headers = { origin: 'https://evil.example' };
    expect((await get(`/sim/act?as=${ADA}`, { method: 'POST', headers, body: '{}' })).status).toBe(403);
    expect((await get('/api/auth.test', { method: 'POST', headers })).status).toBe(403);
    expect(await rawStatus('/sim/state', { host: 'evil.example' })).toBe(403);
    const link = new WebSocket(`${opened.simulator.url.replace('http', 'ws')}/sim/live?as=${ADA}`, {
      origin: 'https://evil.example',
    });
    await expect(new Promise((resolve, reject) => link.once('open', resolve).once('error', reject))).rejects.toThrow();
    expect(
      (await get(`/sim/act?as=${ADA}`, { method: 'POST', headers: { origin: opened.simulator.url }, body: '{}' }))
        .status,
    ).toBe(400);
  });

  test('nobody connects as the app without a ticket', async () => {
    const link = new WebSocket(`${opened.simulator.url.replace('http', 'ws')}/link/?ticket=guessed`);
    await expect(new Promise((resolve, reject) => link.once('open', resolve).once('error', reject))).rejects.toThrow();
  });

  test('a body that is too large is turned away, and the workspace goes on', async () => {
    const answer = await get('/actions/T/x', { method: 'POST', body: 'x'.repeat(5 * 1024 * 1024) }).catch(
      () => undefined,
    );
    expect([413, undefined]).toContain(answer?.status);
    expect((await get('/sim/state')).status).toBe(200);
  });
});

describe('the page itself', () => {
  test('says how to build it when it is not built', async () => {
    expect(await (await get('/')).text()).toContain('npm run build:simulator');
  });

  test('is served from its folder, and nothing outside of it is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'page-'));
    await writeFile(join(folder, 'index.html'), 'the page');
    await writeFile(join(folder, 'main.js'), 'the code');
    await again({ pageDir: folder });
    const code = await get('/main.js');
    expect([await code.text(), code.headers.get('content-type')]).toEqual([
      'the code',
      'text/javascript; charset=utf-8',
    ]);
    expect(await (await get('/anything')).text()).toBe('the page');
    expect(await (await get('/..%2f..%2fetc%2fpasswd')).text()).toBe('the page');
    await rm(folder, { recursive: true });
  });

  test('leaves room for further requests', async () => {
    await again({
      routes: [
        (asked, response) => {
          if (asked.url !== '/mail') return false;
          response.end('mail');
          return true;
        },
      ],
    });
    expect(await (await get('/mail')).text()).toBe('mail');
  });
});

test('a second workspace on the same port is refused, and the first one goes on', async () => {
  const { port } = new URL(opened.simulator.url);
  await expect(open({ port: Number(port) })).rejects.toThrow('EADDRINUSE');
  expect((await get('/sim/state')).status).toBe(200);
});
