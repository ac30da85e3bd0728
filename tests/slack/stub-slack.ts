import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App, Receiver } from '@slack/bolt';

/** Slack's Web API in memory, without Slack's judgement, for the cases that the local workspace can't play: lost answers and refusals on call. */

export interface StubCall {
  method: string;
  args: Record<string, unknown>;
}

export interface StubMessage {
  channel: string;
  ts: string;
  text: string;
  blocks: unknown[];
  thread_ts?: string;
  metadata?: unknown;
}

export type Fault = 'error_500' | 'lost' | 'rate_limited' | { refusal: string };

export async function startStubSlack(
  options: { users?: Record<string, Record<string, unknown>>; channelMembers?: Record<string, string[]> } = {},
) {
  const calls: StubCall[] = [];
  const messages: StubMessage[] = [];
  const faults = new Map<string, Fault[]>();
  /** People to whom Slack takes no message, with its word for why. */
  const refusing = new Map<string, string>();
  const users = new Map(Object.entries(options.users ?? {}));
  const channelMembers = new Map(Object.entries(options.channelMembers ?? {}));
  let counter = 0;

  const nextTs = () => {
    counter += 1;
    return `1780000000.${String(counter).padStart(6, '0')}`;
  };
  const dmOf = (userId: string) => `D${userId.slice(1)}`;

  const methods: Record<string, (args: Record<string, unknown>) => Record<string, unknown>> = {
    'auth.test': () => ({ team_id: 'T0TEST0001', user_id: 'U0BOT00001', bot_id: 'B0BOT00001' }),
    'users.info': ({ user }) => {
      const found = users.get(String(user));
      return found
        ? { user: { id: user, team_id: 'T0TEST0001', tz: 'Europe/Berlin', ...found } }
        : { ok: false, error: 'user_not_found' };
    },
    'conversations.open': ({ users: ids }) => {
      const error = refusing.get(String(ids));
      return error ? { ok: false, error } : { channel: { id: dmOf(String(ids)) } };
    },
    'conversations.members': ({ channel }) => ({ members: channelMembers.get(String(channel)) ?? ['U0BOT00001'] }),
    'conversations.history': ({ channel }) => ({
      messages: messages.filter((one) => one.channel === channel && !one.thread_ts).reverse(),
    }),
    'conversations.replies': ({ channel, ts }) => ({
      messages: messages.filter((one) => one.channel === channel && (one.ts === ts || one.thread_ts === ts)),
    }),
    'chat.postMessage': (args) => {
      const { channel, text, blocks, thread_ts, metadata } = args;
      const refusal = [...refusing].find(([userId]) => dmOf(userId) === channel)?.[1];
      if (refusal) return { ok: false, error: refusal };
      if (thread_ts && !messages.some((one) => one.ts === thread_ts)) return { ok: false, error: 'thread_not_found' };
      const ts = nextTs();
      messages.push({
        channel: String(channel),
        ts,
        text: String(text),
        blocks: (blocks as unknown[]) ?? [],
        ...(thread_ts ? { thread_ts: String(thread_ts) } : {}),
        metadata,
      });
      return { channel, ts };
    },
    'chat.update': ({ channel, ts, text, blocks }) => {
      const found = messages.find((one) => one.channel === channel && one.ts === ts);
      if (!found) return { ok: false, error: 'message_not_found' };
      found.text = String(text);
      found.blocks = (blocks as unknown[]) ?? [];
      return { channel, ts };
    },
    'views.open': ({ view }) => ({ view: { ...(view as object), id: `V${nextTs()}` } }),
    'views.push': ({ view }) => ({ view: { ...(view as object), id: `V${nextTs()}` } }),
  };

  const parse = (body: string): Record<string, unknown> =>
    Object.fromEntries(
      [...new URLSearchParams(body)].map(([key, value]) => [key, /^[[{]/.test(value) ? JSON.parse(value) : value]),
    );

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const method = (request.url ?? '').replace('/api/', '');
      const text = Buffer.concat(chunks).toString();
      const reply = (status: number, body: unknown, headers: Record<string, string> = {}) => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(JSON.stringify(body));
      };
      if (method.startsWith('/respond/')) {
        calls.push({ method: 'response_url', args: JSON.parse(text) });
        return reply(200, { ok: true });
      }
      const args = parse(text);
      calls.push({ method, args });
      const fault = faults.get(method)?.shift();
      if (fault === 'rate_limited') return reply(429, { ok: false, error: 'ratelimited' }, { 'retry-after': '0' });
      if (typeof fault === 'object') return reply(200, { ok: false, error: fault.refusal });
      const answer = methods[method]?.(args) ?? {};
      // "lost": Slack took it, and the answer never came.
      if (fault === 'lost') return response.destroy();
      if (fault === 'error_500') return reply(500, {});
      reply(200, { ok: true, ...answer });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const base = `http://127.0.0.1:${port}`;

  let app: App | undefined;
  const receiver: Receiver = {
    init: (its) => {
      app = its;
    },
    start: async () => undefined,
    stop: async () => undefined,
  };
  const acks: unknown[] = [];

  /** Delivers a payload as Slack would; answers what the app acknowledged with, and when all of it was done. */
  async function deliver(body: Record<string, unknown>): Promise<unknown> {
    let acked: unknown;
    await app?.processEvent({
      body: { token: 'x', ...body },
      ack: async (answer) => {
        acked = answer ?? '';
        acks.push(acked);
      },
    });
    return acked;
  }

  return {
    apiUrl: `${base}/api/`,
    receiver,
    calls,
    messages,
    users,
    channelMembers,
    refusing,
    acks,
    dmOf,
    deliver,
    callsOf: (method: string) => calls.filter((one) => one.method === method).map((one) => one.args),
    inDmOf: (userId: string) => messages.filter((one) => one.channel === dmOf(userId)),
    fail: (method: string, ...with_: Fault[]) => faults.set(method, with_),
    respondUrl: `${base}/respond/1`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export type StubSlack = Awaited<ReturnType<typeof startStubSlack>>;

let sequence = 0;
const unique = (prefix: string) => {
  sequence += 1;
  return `${prefix}.${sequence}`;
};

/** Payloads in Slack's shape. */
export const payloads = {
  command: (slack: StubSlack, userId: string, command: string, text = '', more: object = {}) => ({
    command,
    text,
    user_id: userId,
    team_id: 'T0TEST0001',
    channel_id: 'C0SALES001',
    trigger_id: unique('trigger'),
    response_url: slack.respondUrl,
    ...more,
  }),
  action: (slack: StubSlack, userId: string, actionId: string, value = '', more: object = {}) => ({
    type: 'block_actions',
    user: { id: userId, team_id: 'T0TEST0001' },
    team: { id: 'T0TEST0001' },
    trigger_id: unique('trigger'),
    response_url: slack.respondUrl,
    channel: { id: 'C0SALES001' },
    container: { type: 'message', message_ts: '1.0', channel_id: 'C0SALES001' },
    message: { ts: '1.0' },
    actions: [{ type: 'button', action_id: actionId, block_id: 'b', value, action_ts: unique('1') }],
    ...more,
  }),
  submission: (userId: string, callbackId: string, values: object = {}, more: object = {}) => ({
    type: 'view_submission',
    user: { id: userId, team_id: 'T0TEST0001' },
    team: { id: 'T0TEST0001' },
    trigger_id: unique('trigger'),
    view: {
      id: unique('V'),
      type: 'modal',
      hash: 'h1',
      callback_id: callbackId,
      private_metadata: '',
      title: { type: 'plain_text', text: 'A form' },
      submit: { type: 'plain_text', text: 'Save' },
      blocks: [
        {
          type: 'input',
          block_id: 'reason',
          label: { type: 'plain_text', text: 'Reason' },
          element: { type: 'plain_text_input', action_id: 'reason' },
        },
      ],
      state: { values },
      ...more,
    },
  }),
  event: (event: Record<string, unknown>) => ({
    type: 'event_callback',
    team_id: 'T0TEST0001',
    event_id: unique('Ev'),
    authorizations: [{ team_id: 'T0TEST0001', user_id: 'U0BOT00001', is_bot: true }],
    event,
  }),
};
