import { createHmac } from 'node:crypto';
import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sales } from '../../commands/sales.ts';
import { rep } from '../support/people.ts';
import { type SlackWorld, slackWorld } from './slack-world.ts';
import { payloads } from './stub-slack.ts';

const SECRET = 'test-signing-secret';
let world: SlackWorld;
let base: string;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

beforeEach(async () => {
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  world = await slackWorld({
    app: {
      receiver: undefined,
      commands: [sales],
      customRoutes: [
        { path: '/healthz', method: ['GET', 'HEAD'], handler: (_, response) => response.writeHead(200).end('ok') },
      ],
    },
    config: { signingSecret: SECRET, port },
  });
});
afterEach(() => world.close());

function send(body: string, options: { secret?: string; at?: number } = {}): Promise<Response> {
  const at = Math.floor((options.at ?? Date.now()) / 1000);
  const signature = createHmac('sha256', options.secret ?? SECRET)
    .update(`v0:${at}:${body}`)
    .digest('hex');
  return fetch(`${base}/slack/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(at),
      'x-slack-signature': `v0=${signature}`,
    },
    body,
  });
}

const command = () =>
  new URLSearchParams(payloads.command(world.slack, rep.id, '/sales', 'help') as Record<string, string>).toString();

test('a signed command is answered', async () => {
  expect((await send(command())).status).toBe(200);
  await expect.poll(() => world.slack.callsOf('response_url').length).toBe(1);
});

test('a forged, an old and a missing signature are refused and nothing runs', async () => {
  expect((await send(command(), { secret: 'another' })).status).toBe(401);
  expect((await send(command(), { at: Date.now() - 10 * 60_000 })).status).toBe(401);
  expect((await fetch(`${base}/slack/events`, { method: 'POST', body: command() })).status).toBe(401);
  expect(world.slack.callsOf('response_url')).toEqual([]);
  expect(await world.access.auditTrail({ actorId: rep.id })).toEqual([]);
});

test('a replayed request has one effect', async () => {
  const body = command();
  await Promise.all([send(body), send(body)]);
  await send(body);
  await expect.poll(() => world.slack.callsOf('response_url').length).toBe(1);
});

test('health is answered without a signature and gives away nothing', async () => {
  const answer = await fetch(`${base}/healthz`);
  expect([answer.status, await answer.text()]).toEqual([200, 'ok']);
});
