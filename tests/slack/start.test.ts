import { afterEach, expect, test } from 'vitest';
import { silentLogger } from '../../src/kernel/logger.ts';
import { createSlackApp } from '../../src/slack/app.ts';
import { type SlackWorld, slackWorld, stranger } from './slack-world.ts';

let world: SlackWorld;
afterEach(() => world.close());

async function another(config: object) {
  world = await slackWorld();
  const { features, clock, slack } = world;
  const base = { botToken: 'xoxb-test', apiUrl: slack.apiUrl, port: 0 };
  return createSlackApp({
    features,
    commands: [],
    logger: silentLogger,
    clock,
    receiver: slack.receiver,
    config: { ...base, ...config },
  });
}

test('the configured first admin is a member from the start, and stays what an admin made of them', async () => {
  const app = await another({ adminUserId: stranger });
  await app.start();
  expect(await world.access.member(stranger)).toMatchObject({
    role: 'admin',
    status: 'active',
    name: 'Nadia Fox',
    timezone: 'Europe/Berlin',
  });
  await app.stop();
});

test('tokens that Slack refuses stop the start, by the name of the setting', async () => {
  const app = await another({});
  world.slack.fail('auth.test', { refusal: 'invalid_auth' });
  await expect(app.start()).rejects.toThrow('Slack did not accept SLACK_BOT_TOKEN: invalid_auth.');
  await app.stop();
});

test('a first admin whom Slack does not know stops the start', async () => {
  const app = await another({ adminUserId: 'U0TYPO0001' });
  await expect(app.start()).rejects.toThrow('Slack did not accept ADMIN_SLACK_USER_ID: user_not_found.');
});

test('a Slack that does not answer is said so', async () => {
  const app = await another({ apiUrl: 'http://127.0.0.1:9/api/' });
  await expect(app.start()).rejects.toThrow('Slack did not answer');
});

test('two gestures of one name stop the start', async () => {
  world = await slackWorld();
  const { features, clock, slack } = world;
  const action = { id: 'a.b', run: async () => ({}) };
  const listeners = { actions: [action, action], submissions: [], shortcuts: [], options: [] };
  const config = { botToken: 'xoxb-test', apiUrl: slack.apiUrl, port: 0 };
  expect(() =>
    createSlackApp({
      features,
      commands: [],
      logger: silentLogger,
      clock,
      receiver: slack.receiver,
      config,
      listeners,
    }),
  ).toThrow('Two actions are called a.b');
});
