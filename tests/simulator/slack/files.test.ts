import { afterEach, beforeEach, expect, test } from 'vitest';
import { ADA, errorOf, form, OTHER, open, openWithApp, plain, ROOM } from './support.ts';

let opened: Awaited<ReturnType<typeof open>>;
beforeEach(async () => {
  opened = await open();
});
afterEach(() => opened.stop());

const picture = { file: Buffer.from('picture'), filename: 'a.png', title: 'A', alt_text: 'a picture' };

test('an upload in three steps lands in the channel, with its bytes, its words and its description', async () => {
  const { client, workspace } = opened;
  await client.filesUploadV2({ ...picture, channel_id: ROOM, initial_comment: 'look' });
  const [message] = workspace.messages(ROOM);
  const file = workspace.file(message?.fileIds[0] ?? '');
  expect(message?.text).toBe('look');
  expect(Buffer.from(file?.bytes ?? []).toString()).toBe('picture');
  expect(file).toMatchObject({
    name: 'a.png',
    title: 'A',
    altText: 'a picture',
    mimetype: 'image/png',
    channelIds: [ROOM],
  });
  const info = await client.files.info({ file: file?.id ?? '' });
  expect(info.file).toMatchObject({ name: 'a.png', mimetype: 'image/png', size: 7, groups: [ROOM] });
  expect((await client.files.list({ channel: ROOM })).files?.map((one) => one.name)).toEqual(['a.png']);
});

test('an upload into a thread hangs there', async () => {
  const { client, workspace } = opened;
  const root = await workspace.post(ADA, ROOM, 'a thread');
  await client.filesUploadV2({ ...picture, channel_id: ROOM, thread_ts: root.ts });
  expect(workspace.replies(ROOM, root.ts).map((one) => one.fileIds.length)).toEqual([1]);
});

test('a file is refused where the app is not, when it is too large, and before it is there', async () => {
  const { client, workspace } = opened;
  expect(await errorOf(client.filesUploadV2({ ...picture, channel_id: OTHER }))).toBe('not_in_channel');
  expect(await errorOf(client.files.getUploadURLExternal({ filename: 'a', length: 2 ** 31 }))).toBe(
    'file_upload_size_restricted',
  );
  const { file_id: id = '' } = await client.files.getUploadURLExternal({ filename: 'a', length: 3 });
  expect(await errorOf(client.files.completeUploadExternal({ files: [{ id }] }))).toBe('file_not_found');
  expect(await errorOf(client.files.info({ file: id }))).toBe('file_not_found');
  expect(workspace.allMessages()).toEqual([]);
});

test('bytes of another length than announced are refused', async () => {
  const { upload_url: url = '' } = await opened.client.files.getUploadURLExternal({ filename: 'a', length: 3 });
  expect((await fetch(url, { method: 'POST', body: 'four' })).status).toBe(400);
  expect((await fetch(url, { method: 'POST', body: 'two' })).status).toBe(200);
});

test('a private file comes with the token of the app, and without it there is a sign-in page', async () => {
  const { client, workspace, simulator } = opened;
  const id = await workspace.upload(ADA, 'leads.csv', 'Name\nAda\n', { channelId: ROOM, text: 'here' });
  const url = (await client.files.info({ file: id })).file?.url_private_download ?? '';
  const authorised = await fetch(url, { headers: { authorization: `Bearer ${simulator.botToken}` } });
  expect(await authorised.text()).toBe('Name\nAda\n');
  const anybody = await fetch(url, { redirect: 'manual' });
  expect(anybody.status).toBe(302);
});

test('a file that a person gives in a form reaches the app with its address', async () => {
  await opened.stop();
  const withApp = await openWithApp();
  opened = withApp;
  const { app, workspace } = withApp;
  const heard: unknown[] = [];
  const field = {
    type: 'input' as const,
    block_id: 'csv',
    label: plain('File'),
    element: { type: 'file_input' as const, action_id: 'csv', filetypes: ['csv'] },
  };
  app.command('/hello', async ({ ack, body, client }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: form('Import', { blocks: [field] }) });
  });
  app.view('form', async ({ ack, view }) => {
    await ack();
    heard.push(
      view.state.values.csv?.csv?.files?.map((one) => [one.name, one.url_private_download?.includes('/files-pri/')]),
    );
  });
  await workspace.command(ADA, '/hello');
  await workspace.waitFor(() => workspace.modalOf(ADA));
  const wrong = await workspace.upload(ADA, 'picture.png', 'x');
  expect(await workspace.submit(ADA, { csv: [wrong] })).toMatchObject({ ok: false });
  expect(workspace.modalOf(ADA)?.errors).toEqual({ csv: 'This kind of file can not be added here.' });
  const id = await workspace.upload(ADA, 'leads.csv', 'Name\n');
  expect(await workspace.submit(ADA, { csv: [id] })).toEqual({ ok: true });
  expect(heard).toEqual([[['leads.csv', true]]]);
});
