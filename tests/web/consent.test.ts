import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { InvalidInput } from '../../src/kernel/errors.ts';
import { CONSENT_PATHS, consentRoutes } from '../../src/web/consent.ts';

let server: Server;
let url = '';
let finish: (answer: { state: string; code: string }) => Promise<string>;

beforeEach(async () => {
  finish = async () => 'rosa@<b>.example sends from now on.';
  const page = { path: CONSENT_PATHS.google, provider: 'Google', command: '/sales connect' };
  const [route] = consentRoutes([{ ...page, finish: (answer) => finish(answer) }]);
  server = createServer((request, response) => route?.handler(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${CONSENT_PATHS.google}`;
});
afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())));

const ask = async (query: string) => {
  const answer = await fetch(`${url}${query}`);
  return { status: answer.status, text: await answer.text() };
};

test('says what became of it, and nobody’s words become markup', async () => {
  const { status, text } = await ask('?state=a&code=b');
  expect(status).toBe(200);
  expect(text).toContain('Connected');
  expect(text).not.toContain('<b>');
});

test('a no at Google, an address cut short and a used link are told in words', async () => {
  expect(await ask('?error=access_denied&state=a')).toMatchObject({
    status: 200,
    text: expect.stringContaining('You said no'),
  });
  expect((await ask('')).status).toBe(400);
  finish = async () => {
    throw new InvalidInput('This link was used already.');
  };
  expect(await ask('?state=a&code=b')).toMatchObject({ status: 400, text: expect.stringContaining('used already') });
});

test('a failure of ours shows nothing of itself', async () => {
  finish = async () => {
    throw new Error('SQLITE_BUSY at secret.db');
  };
  const { status, text } = await ask('?state=a&code=b');
  expect(status).toBe(503);
  expect(text).not.toContain('SQLITE');
});
