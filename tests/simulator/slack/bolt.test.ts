import { afterEach, describe, expect, test } from 'vitest';
import { ADA, BEN, button, form, HALL, type Options, openWithApp, plain, ROOM } from './support.ts';

let opened: Awaited<ReturnType<typeof openWithApp>> | undefined;
afterEach(async () => {
  await opened?.stop();
  opened = undefined;
});

async function begin(options: Options & { http?: boolean }) {
  opened = await openWithApp(options);
  return opened;
}

describe.each([
  ['Socket Mode', {}],
  ['HTTP', { http: true }],
])('a Bolt app over %s', (_name, mode) => {
  test('opens a modal from a command, shows errors under an input, and is done when the form is good', async () => {
    const { app, workspace } = await begin(mode);
    app.command('/hello', async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: form(`Hello ${body.text}`) });
    });
    const submitted: unknown[] = [];
    app.view('form', async ({ ack, view }) => {
      const name = view.state.values.name?.name?.value ?? '';
      if (name.length < 3) return ack({ response_action: 'errors', errors: { name: 'Too short' } });
      submitted.push(view.state.values);
      return ack();
    });
    expect(await workspace.command(ADA, '/hello', 'you')).toEqual({ ok: true });
    expect((await workspace.waitFor(() => workspace.modalOf(ADA))).json.title?.text).toBe('Hello you');
    expect(await workspace.submit(ADA)).toMatchObject({ ok: false });
    expect(workspace.modalOf(ADA)?.errors).toEqual({ name: 'Please complete this required field.' });
    await workspace.submit(ADA, { name: 'x' });
    expect(workspace.modalOf(ADA)?.errors).toEqual({ name: 'Too short' });
    await workspace.submit(ADA, { name: 'Ada' });
    expect(workspace.modalOf(ADA)).toBeUndefined();
    expect(submitted).toEqual([
      {
        name: { name: { type: 'plain_text_input', value: 'Ada' } },
        note: { note: { type: 'plain_text_input', value: 'as it was' } },
      },
    ]);
  });

  test('answers a submission by updating, pushing and clearing views, three deep and no deeper', async () => {
    const { app, workspace } = await begin(mode);
    const answers: Record<string, unknown>[] = [
      { response_action: 'update', view: form('Second') },
      { response_action: 'push', view: form('Third') },
      { response_action: 'push', view: form('Fourth') },
      { response_action: 'push', view: form('Fifth') },
      { response_action: 'clear' },
    ];
    app.command('/hello', async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: form('First') });
    });
    app.view('form', async ({ ack }) => ack(answers.shift() as never));
    await workspace.command(ADA, '/hello');
    await workspace.waitFor(() => workspace.modalOf(ADA));
    const titles: unknown[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      titles.push([(await workspace.submit(ADA, { name: 'Ada' })).ok, workspace.modalOf(ADA)?.json.title?.text]);
    }
    expect(titles).toEqual([
      [true, 'Second'],
      [true, 'Third'],
      [true, 'Fourth'],
      [false, 'Fourth'],
    ]);
    await workspace.submit(ADA, { name: 'Ada' });
    expect(workspace.modalOf(ADA)).toBeUndefined();
  });

  test('keeps what was typed when a view is updated while the person types', async () => {
    const { app, workspace } = await begin(mode);
    app.command('/hello', async ({ ack, body, client }) => {
      await ack();
      await client.views.open({
        trigger_id: body.trigger_id,
        view: form('First', {
          blocks: [...form('x').blocks, { type: 'actions', block_id: 'row', elements: [button('again')] }],
        }),
      });
    });
    app.action('again', async ({ ack, body, client }) => {
      await ack();
      if (!('view' in body) || !body.view) throw new Error('no view');
      await client.views.update({ view_id: body.view.id, hash: body.view.hash, view: form('Second') });
    });
    await workspace.command(ADA, '/hello');
    const view = await workspace.waitFor(() => workspace.modalOf(ADA));
    await workspace.submit(ADA, { name: 'Typed' });
    await workspace.click(ADA, { viewId: view.id }, 'again');
    await workspace.waitFor(() => workspace.modalOf(ADA)?.json.title?.text === 'Second');
    expect(workspace.modalOf(ADA)?.values.name?.name).toEqual({ type: 'plain_text_input', value: 'Typed' });
  });

  test('answers a command at once to the person alone, or into the channel when it says so', async () => {
    const { app, workspace } = await begin(mode);
    app.command('/hello', async ({ ack, body }) =>
      ack(body.text === 'all' ? { response_type: 'in_channel', text: 'to all' } : `to ${body.user_id}`),
    );
    await workspace.command(ADA, '/hello', 'me', ROOM);
    await workspace.command(ADA, '/hello', 'all', ROOM);
    expect(workspace.ephemeralsOf(ADA).map((one) => one.text)).toEqual([`to ${ADA}`]);
    expect(workspace.seenBy(BEN, ROOM).map((one) => one.text)).toEqual(['to all']);
  });

  test('gets the words of a command escaped as the manifest says', async () => {
    const { app, workspace } = await begin(mode);
    const heard: string[] = [];
    app.command(/./, async ({ ack, body }) => {
      heard.push(body.text);
      await ack();
    });
    const words = 'a <b> & @ben in #hall at ben@example.com https://x.example/a?b=1&c.';
    await workspace.command(ADA, '/hello', words);
    await workspace.command(ADA, '/raw', words);
    expect(heard).toEqual([
      `a &lt;b&gt; &amp; <@${BEN}|ben> in <#${HALL}|hall> at <mailto:ben@example.com|ben@example.com> <https://x.example/a?b=1&amp;c>.`,
      'a &lt;b&gt; &amp; @ben in #hall at ben@example.com https://x.example/a?b=1&amp;c.',
    ]);
  });

  test('hears which button was pressed, and replaces or removes the message by its response address', async () => {
    const { app, workspace } = await begin(mode);
    app.action('press', async ({ ack, respond, action, body }) => {
      await ack();
      if (body.type !== 'block_actions' || action.type !== 'button') throw new Error('not a button');
      if (action.value === 'remove') return respond({ delete_original: true }).then(() => undefined);
      return respond({ text: `pressed ${action.value} in ${body.channel?.id}`, replace_original: true }).then(
        () => undefined,
      );
    });
    const blocks = [{ type: 'actions' as const, elements: [button('press', 'seven')] }];
    const { ts = '' } = await app.client.chat.postMessage({ channel: ROOM, text: 'a card', blocks });
    expect(await workspace.click(ADA, { channelId: ROOM, ts }, 'press')).toEqual({ ok: true });
    await workspace.waitFor(() => workspace.message(ROOM, ts)?.text === `pressed seven in ${ROOM}`);
    expect(workspace.message(ROOM, ts)?.blocks).toEqual([]);
    const second = await app.client.chat.postMessage({
      channel: ROOM,
      text: 'b',
      blocks: [{ type: 'actions', elements: [button('press', 'remove')] }],
    });
    await workspace.click(ADA, { channelId: ROOM, ts: second.ts ?? '' }, 'press');
    await workspace.waitFor(() => workspace.messages(ROOM).length === 1);
  });

  test('gets every value of a message along with a gesture on it, each person their own', async () => {
    const { app, workspace } = await begin(mode);
    const heard: unknown[] = [];
    app.action('press', async ({ ack, body }) => {
      await ack();
      if (body.type === 'block_actions') heard.push(body.state?.values);
    });
    app.action('kind', async ({ ack }) => ack());
    const options = ['a', 'b'].map((value) => ({ text: plain(value.toUpperCase()), value }));
    const select = { type: 'static_select' as const, action_id: 'kind', options };
    const { ts = '' } = await app.client.chat.postMessage({
      channel: ROOM,
      text: 'x',
      blocks: [{ type: 'actions', block_id: 'row', elements: [select, button('press')] }],
    });
    await workspace.click(ADA, { channelId: ROOM, ts }, 'kind', 'b');
    await workspace.click(ADA, { channelId: ROOM, ts }, 'press');
    await workspace.click(BEN, { channelId: ROOM, ts }, 'press');
    expect(heard).toEqual([
      { row: { kind: { type: 'static_select', selected_option: options[1] } } },
      { row: { kind: { type: 'static_select', selected_option: null } } },
    ]);
  });

  test('gives the options of a menu for what is typed', async () => {
    const { app, workspace } = await begin(mode);
    const menu = {
      type: 'input' as const,
      block_id: 'who',
      label: plain('Who'),
      element: { type: 'external_select' as const, action_id: 'who', min_query_length: 0 },
    };
    app.command('/hello', async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: form('Pick', { blocks: [menu] }) });
    });
    app.options('who', async ({ ack, options }) =>
      ack({ options: [{ text: plain(`found ${options.value}`), value: 'one', description: plain('more') }] }),
    );
    await workspace.command(ADA, '/hello');
    const view = await workspace.waitFor(() => workspace.modalOf(ADA));
    expect(await workspace.options(ADA, view.id, 'who', 'by')).toEqual({
      ok: true,
      options: [{ text: 'found by', value: 'one', description: 'more' }],
    });
  });

  test('takes a message shortcut and a global one', async () => {
    const { app, workspace } = await begin(mode);
    const heard: unknown[] = [];
    app.shortcut('keep', async ({ ack, shortcut }) => {
      await ack();
      if (shortcut.type === 'message_action')
        heard.push([shortcut.channel.id, shortcut.message.text, shortcut.user.id]);
    });
    app.shortcut('anywhere', async ({ ack, shortcut, client }) => {
      await ack();
      await client.views.open({ trigger_id: shortcut.trigger_id, view: form('Anywhere') });
    });
    const message = await workspace.post(BEN, ROOM, 'worth keeping');
    expect(await workspace.shortcut(ADA, 'keep', ROOM, message.ts)).toEqual({ ok: true });
    expect(heard).toEqual([[ROOM, 'worth keeping', ADA]]);
    await workspace.globalShortcut(ADA, 'anywhere');
    expect((await workspace.waitFor(() => workspace.modalOf(ADA))).json.title?.text).toBe('Anywhere');
  });

  test('hears that a view was closed only where it asked for that', async () => {
    const { app, workspace } = await begin(mode);
    const heard: unknown[] = [];
    app.command('/hello', async ({ ack, body, client }) => {
      await ack();
      await client.views.open({
        trigger_id: body.trigger_id,
        view: form('A', { notify_on_close: body.text === 'tell' }),
      });
    });
    app.view({ callback_id: 'form', type: 'view_closed' }, async ({ ack, body }) => {
      await ack();
      heard.push('is_cleared' in body ? body.is_cleared : undefined);
    });
    for (const words of ['quiet', 'tell']) {
      await workspace.command(ADA, '/hello', words);
      await workspace.waitFor(() => workspace.modalOf(ADA));
      await workspace.close(ADA);
      expect(workspace.modalOf(ADA)).toBeUndefined();
    }
    expect(heard).toEqual([false]);
  });

  test('leaves the person with the words of Slack when it does not answer in time', async () => {
    const { app, workspace } = await begin(mode);
    app.command('/hello', async () => undefined);
    app.view('form', async () => undefined);
    expect(await workspace.command(ADA, '/hello')).toEqual({
      ok: false,
      error: '/hello failed because the app did not respond.',
    });
    expect(await workspace.command(ADA, '/nothing')).toMatchObject({
      ok: false,
      error: expect.stringContaining('not a valid command'),
    });
  });

  test('stays connected when one of its handlers throws', async () => {
    const { app, workspace } = await begin(mode);
    app.command('/hello', async () => {
      throw new Error('broken');
    });
    app.command('/raw', async ({ ack }) => ack('fine'));
    await workspace.command(ADA, '/hello');
    expect(await workspace.command(ADA, '/raw')).toEqual({ ok: true });
  });

  test('is told of errors that Slack can not show, and the form stays as it was', async () => {
    const { app, workspace } = await begin(mode);
    const answers: Record<string, unknown>[] = [
      { response_action: 'errors', errors: { nowhere: 'Too short' } },
      { response_action: 'update', view: form('A title that is longer than Slack takes') },
    ];
    app.command('/hello', async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: form('First') });
    });
    app.view('form', async ({ ack }) => ack(answers.shift() as never));
    await workspace.command(ADA, '/hello');
    await workspace.waitFor(() => workspace.modalOf(ADA));
    expect(await workspace.submit(ADA, { name: 'Ada' })).toMatchObject({
      ok: false,
      error: expect.stringContaining('We had some trouble'),
    });
    expect(await workspace.submit(ADA, { name: 'Ada' })).toMatchObject({
      ok: false,
      error: expect.stringContaining('/view/title/text'),
    });
    expect(workspace.modalOf(ADA)?.json.title?.text).toBe('First');
  });
});

test('an app over Socket Mode connects anew when Slack asks for it', async () => {
  const { app, workspace } = await begin({});
  app.command('/hello', async ({ ack }) => ack('here'));
  workspace.refreshConnection();
  await workspace.waitFor(() => workspace.calls('apps.connections.open') === 2, 10_000);
  await workspace.waitFor(() => workspace.isAppConnected());
  expect(await workspace.command(ADA, '/hello')).toEqual({ ok: true });
});
