import { App, LogLevel } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { createTurnableClock } from '../../../src/kernel/clock.ts';
import { silentLogger } from '../../../src/kernel/logger.ts';
import { type SimulatorOptions, startSimulator } from '../../../src/simulator/index.ts';
import type { SimulatorWorld } from '../../../src/simulator/slack/world-type.ts';

export const ADA = 'U0ADA00001';
export const BEN = 'U0BEN00001';
export const GUEST = 'U0GUEST001';
export const OUTSIDER = 'U0OUT00001';
export const GONE = 'U0GONE0001';
export const ROOM = 'C0ROOM0001';
export const HALL = 'C0HALL0001';
export const OTHER = 'C0OTHER001';
export const SECRET = 'C0SECRET01';
export const START = Date.UTC(2026, 10, 3, 8);

const person = (id: string, name: string) => ({
  id,
  name,
  realName: `${name} Example`,
  title: 'Rep',
  timezone: 'Europe/Berlin',
  email: `${name}@example.com`,
});

export const world: SimulatorWorld = {
  teamId: 'T0TEST0001',
  teamName: 'Test team',
  people: [
    person(ADA, 'ada'),
    person(BEN, 'ben'),
    { ...person(GUEST, 'gus'), isGuest: true },
    { ...person(OUTSIDER, 'olga'), teamId: 'T0ELSE0001' },
    { ...person(GONE, 'gone'), deleted: true },
  ],
  channels: [
    { id: ROOM, name: 'room', kind: 'private', memberIds: [ADA, BEN], topic: 'A room' },
    { id: HALL, name: 'hall', kind: 'channel', memberIds: [ADA, BEN, GUEST, OUTSIDER], topic: '' },
    { id: OTHER, name: 'other', kind: 'channel', memberIds: [ADA], topic: '' },
    { id: SECRET, name: 'secret', kind: 'private', memberIds: [ADA], topic: '' },
  ],
  actAs: [
    { id: ADA, label: 'rep' },
    { id: BEN, label: 'manager' },
  ],
  sampleFiles: [{ name: 'a b.csv', description: 'a file', content: 'Name,Email\n' }],
  appChannels: [ROOM, HALL],
};

const SCOPES = [
  'app_mentions:read',
  'assistant:write',
  'channels:history',
  'channels:join',
  'channels:manage',
  'channels:read',
  'chat:write',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'groups:write',
  'im:history',
  'im:read',
  'im:write',
  'reactions:write',
  'users:read',
  'users:read.email',
];

export function manifest(change: { scopes?: string[]; events?: string[] } = {}) {
  return {
    display_information: { name: 'Test app' },
    features: {
      bot_user: { display_name: 'Test app' },
      app_home: { home_tab_enabled: true, messages_tab_enabled: true },
      slash_commands: [
        { command: '/hello', description: 'says hello', usage_hint: '[name]', should_escape: true },
        { command: '/raw', description: 'takes words as they are' },
      ],
      shortcuts: [
        { callback_id: 'keep', name: 'Keep', description: 'keeps it', type: 'message' },
        { callback_id: 'anywhere', name: 'Anywhere', description: 'starts it', type: 'global' },
      ],
    },
    oauth_config: { scopes: { bot: change.scopes ?? SCOPES } },
    settings: {
      event_subscriptions: {
        bot_events: change.events ?? [
          'app_home_opened',
          'app_mention',
          'app_uninstalled',
          'member_joined_channel',
          'message.channels',
          'message.groups',
          'message.im',
          'tokens_revoked',
          'user_change',
        ],
      },
    },
  };
}

const quiet = () => undefined;
const noLog = {
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
  setLevel: quiet,
  getLevel: () => LogLevel.ERROR,
  setName: quiet,
};

export type Options = Partial<SimulatorOptions>;

/** The local Slack alone, with a client that tries nothing twice. */
export async function open(options: Options = {}) {
  const clock = createTurnableClock(START);
  const simulator = await startSimulator({
    port: 0,
    clock,
    logger: silentLogger,
    world,
    manifest: manifest(),
    ...options,
  });
  const client = clientOf(simulator);
  return { simulator, workspace: simulator.workspace, client, clock, stop: simulator.stop };
}

export function clientOf(simulator: { slackApiUrl: string; botToken: string }, token = simulator.botToken) {
  return new WebClient(token, {
    slackApiUrl: simulator.slackApiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: noLog,
  });
}

/** The local Slack with a real Bolt app on it, over Socket Mode or HTTP. */
export async function openWithApp(options: Options & { http?: boolean } = {}) {
  const { http, ...rest } = options;
  const opened = await open({ ...rest, timing: { ackDeadlineMs: 250, ...rest.timing } });
  const { simulator } = opened;
  const clientOptions = { slackApiUrl: simulator.slackApiUrl, retryConfig: { retries: 0 } };
  const common = { token: simulator.botToken, clientOptions, logger: noLog };
  const app = http
    ? new App({ ...common, signingSecret: simulator.signingSecret })
    : new App({ ...common, appToken: simulator.appToken, socketMode: true });
  app.error(async () => undefined);
  if (http) {
    const server = (await app.start({ port: 0, host: '127.0.0.1' })) as { address(): { port: number } };
    simulator.reachByHttp(`http://127.0.0.1:${server.address().port}/slack/events`);
  } else {
    await app.start();
  }
  return {
    ...opened,
    app,
    async stop() {
      await app.stop();
      await simulator.stop();
    },
  };
}

export const errorOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no error',
    (error: { data?: { error?: string }; message: string }) => error.data?.error ?? error.message,
  );

export const plain = (text: string) => ({ type: 'plain_text' as const, text });

export const button = (actionId: string, value = 'v') => ({
  type: 'button' as const,
  action_id: actionId,
  text: plain('Press'),
  value,
});

export function form(title: string, more: Record<string, unknown> = {}) {
  return {
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
    ...more,
  };
}
