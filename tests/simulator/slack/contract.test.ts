import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADA, BEN, HALL, manifest, OTHER, openWithApp, plain, ROOM } from './support.ts';

const path = fileURLToPath(new URL('../../../../shared/specs/slack/web-api-2021.json', import.meta.url));
const isPresent = existsSync(path);
if (!isPresent)
  process.stdout.write(
    "Left out: the contract with Slack's official description, as ../shared/specs/slack is not here.\n",
  );

type Json = Record<string, unknown>;

/**
 * The description is of 2021: fields that came later are no breach, lists of alternatives are written as tuples, and
 * formats are not checked. What stays is what has to be there, and of which type.
 */
function relaxed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(relaxed);
  if (typeof node !== 'object' || node === null) return node;
  const { additionalProperties: _closed, format: _format, items, ...rest } = node as Json;
  const out = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, relaxed(value)]));
  if (Array.isArray(items) && out.type === undefined) return { ...out, anyOf: items.map(relaxed) };
  return items === undefined ? out : { ...out, items: relaxed(Array.isArray(items) ? { anyOf: items } : items) };
}

let spec:
  | { paths: Record<string, Record<string, { responses: Record<string, { schema: unknown }> }>>; definitions: Json }
  | undefined;
let ajv: Ajv;
let opened: Awaited<ReturnType<typeof openWithApp>>;

beforeAll(async () => {
  opened = await openWithApp();
  if (!isPresent) return;
  spec = JSON.parse(readFileSync(path, 'utf8'));
  ajv = new Ajv({ strict: false, allErrors: true });
  // Two things that 2021 says otherwise than today's Slack: private channels have ids with C too, and blocks are a list.
  const today = {
    defs_group_id: { type: 'string', pattern: '^[CG][A-Z0-9]{8,}$' },
    blocks: { type: 'array', items: { type: 'object', required: ['type'] } },
  };
  ajv.addSchema({ $id: 'slack', definitions: { ...(relaxed(spec?.definitions) as Json), ...today } });
});
afterAll(() => opened.stop());

function validatorOf(method: string): ValidateFunction {
  const schema = JSON.stringify(relaxed(Object.values(spec?.paths[`/${method}`] ?? {})[0]?.responses['200']?.schema));
  return ajv.compile(JSON.parse(schema.replaceAll('"#/definitions/', '"slack#/definitions/')));
}

async function answerOf(method: string, args: Json): Promise<Json> {
  const { client } = opened;
  return { ...(await client.apiCall(method, args)) };
}

test.skipIf(!isPresent)("answers hold against Slack's official description where it covers the method", async () => {
  const { client, workspace } = opened;
  const root = await workspace.post(ADA, ROOM, 'a root');
  const posted = await client.chat.postMessage({
    channel: ROOM,
    text: 'an answer',
    thread_ts: root.ts,
    blocks: [{ type: 'section', text: plain('x') }],
  });
  const bare = await client.chat.postMessage({ channel: ROOM, text: 'bare' });
  await client.filesUploadV2({ channel_id: ROOM, file: Buffer.from('x'), filename: 'a.png', title: 'A' });
  const fileId = workspace.messages(ROOM).at(-1)?.fileIds[0] ?? '';
  const message = { channel: ROOM, ts: posted.ts };
  const calls: [string, Json][] = [
    ['auth.test', {}],
    ['chat.postMessage', { channel: ROOM, text: 'x' }],
    ['chat.postEphemeral', { channel: ROOM, user: ADA, text: 'x' }],
    ['chat.update', { channel: ROOM, ts: bare.ts, text: 'y' }],
    ['chat.getPermalink', { channel: ROOM, message_ts: posted.ts }],
    ['conversations.open', { users: ADA, return_im: true }],
    ['conversations.info', { channel: ROOM }],
    ['conversations.info', { channel: workspace.dmOf(ADA) }],
    ['conversations.list', { types: 'public_channel,private_channel' }],
    ['conversations.members', { channel: ROOM }],
    ['conversations.history', { channel: ROOM }],
    ['conversations.replies', { channel: ROOM, ts: root.ts }],
    ['conversations.join', { channel: OTHER }],
    ['conversations.invite', { channel: OTHER, users: BEN }],
    ['conversations.mark', { channel: HALL, ts: posted.ts }],
    ['users.info', { user: ADA }],
    ['users.list', {}],
    ['users.lookupByEmail', { email: 'ada@example.com' }],
    ['users.conversations', { user: ADA }],
    ['files.info', { file: fileId }],
    ['files.list', { channel: ROOM }],
    ['reactions.add', { channel: ROOM, timestamp: root.ts, name: 'eyes' }],
    ['reactions.remove', { channel: ROOM, timestamp: root.ts, name: 'eyes' }],
    ['views.publish', { user_id: ADA, view: { type: 'home', blocks: [] } }],
    ['chat.delete', message],
  ];
  const problems: unknown[] = [];
  for (const [method, args] of calls) {
    const validate = validatorOf(method);
    const { response_metadata: meta, ...answer } = await answerOf(method, args);
    // The SDK adds what it read from headers to this part.
    const cursor = (meta as Json | undefined)?.next_cursor;
    if (!validate({ ...answer, ...(cursor === undefined ? {} : { response_metadata: { next_cursor: cursor } }) })) {
      problems.push([method, validate.errors?.slice(0, 4).map((one) => `${one.instancePath} ${one.message}`)]);
    }
  }
  expect(problems).toEqual([]);
});

test.skipIf(!isPresent)('the description would catch an answer that lacks something', () => {
  expect(validatorOf('chat.postMessage')({ ok: true, channel: ROOM })).toBe(false);
  expect(validatorOf('users.info')({ ok: true })).toBe(false);
});

test('the manifest of the tests is one that the workspace reads', () => {
  expect(manifest().oauth_config.scopes.bot).toContain('chat:write');
});
