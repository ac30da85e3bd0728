import { App, LogLevel } from '@slack/bolt';
import { createTurnableClock } from '../../../src/kernel/clock.ts';
import { silentLogger } from '../../../src/kernel/logger.ts';
import { type Simulator, type SlackWorld, startSimulator } from '../../../src/simulator/index.ts';

export const ADA = 'U0ADA00001';
export const GUEST = 'U0GUEST001';
export const ROOM = 'C0ROOM0001';
export const OTHER = 'C0OTHER001';

const world: SlackWorld = {
  teamId: 'T0TEST0001',
  teamName: 'Test',
  people: [
    { id: ADA, name: 'ada', realName: 'Ada Byron', title: 'Rep', timezone: 'Europe/Berlin', email: 'ada@example.com' },
    { id: GUEST, name: 'gus', realName: 'Gus Guest', title: '', timezone: 'UTC', isGuest: true },
  ],
  channels: [
    { id: ROOM, name: 'room', kind: 'private', memberIds: [ADA], topic: '' },
    { id: OTHER, name: 'other', kind: 'channel', memberIds: [ADA], topic: '' },
  ],
  actAs: [{ id: ADA, label: 'rep' }],
  sampleFiles: [{ name: 'a.csv', description: 'a file', content: 'Name,Email\n' }],
  appChannels: [ROOM],
};

const manifest = {
  features: {
    bot_user: { display_name: 'Test app' },
    slash_commands: [{ command: '/hello', description: 'says hello', usage_hint: '[name]', should_escape: true }],
    shortcuts: [{ callback_id: 'keep', name: 'Keep', description: 'keeps it', type: 'message' }],
  },
  oauth_config: {
    scopes: {
      bot: [
        'chat:write',
        'commands',
        'users:read',
        'im:write',
        'im:history',
        'groups:history',
        'groups:read',
        'files:write',
        'files:read',
      ],
    },
  },
  settings: { event_subscriptions: { bot_events: ['message.im', 'message.groups', 'app_home_opened'] } },
};

export interface Started {
  simulator: Simulator;
  app: App;
  stop(): Promise<void>;
}

const quiet = () => undefined;
/** The SDK writes to the console whenever a socket closes. */
const noLog = {
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
  setLevel: quiet,
  getLevel: () => LogLevel.ERROR,
  setName: quiet,
};

/** The local Slack with a real Bolt app on it, over Socket Mode or HTTP. */
export async function start(options: { http?: boolean } = {}): Promise<Started> {
  const simulator = await startSimulator({
    port: 0,
    clock: createTurnableClock(Date.UTC(2026, 10, 3, 8)),
    logger: silentLogger,
    world,
    manifest,
  });
  const clientOptions = { slackApiUrl: simulator.slackApiUrl, retryConfig: { retries: 0 } };
  const app = options.http
    ? new App({ token: simulator.botToken, signingSecret: simulator.signingSecret, clientOptions, logger: noLog })
    : new App({
        token: simulator.botToken,
        appToken: simulator.appToken,
        socketMode: true,
        clientOptions,
        logger: noLog,
      });
  app.error(async () => undefined);
  if (options.http) {
    const server = await app.start({ port: 0, host: '127.0.0.1' });
    const address = (server as { address(): { port: number } }).address();
    simulator.reachByHttp(`http://127.0.0.1:${address.port}/slack/events`);
  } else {
    await app.start();
  }
  return {
    simulator,
    app,
    async stop() {
      await app.stop();
      await simulator.stop();
    },
  };
}
