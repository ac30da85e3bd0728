import { afterEach, beforeEach, expect, test } from 'vitest';
import { createConsent } from '../../../src/adapters/linkedin/consent.ts';
import { createLinkedin } from '../../../src/adapters/linkedin/index.ts';
import { DAY_MS } from '../../../src/kernel/clock.ts';
import { InvalidInput, NotConnected, RateLimited, UnknownOutcome } from '../../../src/kernel/errors.ts';
import { type LinkedinStandIn, startLinkedin } from '../../support/linkedin-stand-in.ts';

const REDIRECT = 'http://127.0.0.1:9/oauth/linkedin/callback';
const message = { to: 'urn:li:person:AbC', text: 'Nine days is long, Ada.' };

let standIn: LinkedinStandIn;
beforeEach(async () => {
  standIn = await startLinkedin();
});
afterEach(() => standIn.stop());

const credentials = () => JSON.stringify({ accessToken: standIn.token() });
const provider = (timeoutMs = 5_000) => createLinkedin(standIn.config, { timeoutMs });

test('a message goes in LinkedIn’s own form, with the version of the configuration', async () => {
  await provider().send(credentials(), message);
  const [taken] = standIn.messages;
  expect(taken?.body).toEqual({ recipients: [message.to], messageType: 'MEMBER_TO_MEMBER', body: message.text });
  expect(taken?.headers).toMatchObject({ 'linkedin-version': '202609', 'x-restli-protocol-version': '2.0.0' });
});

test.each([400, 404, 409, 413])('%i: refused as it is', async (status) => {
  standIn.failNext({ status });
  await expect(provider().send(credentials(), message)).rejects.toBeInstanceOf(InvalidInput);
});

test.each([
  ['a timeout of theirs', { status: 408 }],
  ['a redirect', { status: 307 }],
  ['no answer in time', 'silence'],
  ['no answer in time, though it was taken', 'silence_after'],
  ['a connection that breaks behind it', 'cut_after'],
] as const)('%s leaves the outcome unknown', async (_, fault) => {
  standIn.failNext(fault);
  const sending = provider(1_000).send(credentials(), message);
  await expect(sending).rejects.toBeInstanceOf(UnknownOutcome);
});

test('no failure tells the token, and a permission that can’t be read is told without it', async () => {
  const held = credentials();
  standIn.failNext({ status: 403 });
  const error = await provider()
    .send(held, message)
    .catch((one: unknown) => one);
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('token-');
  await expect(provider().send('{"refreshToken":"secret"}', message)).rejects.toThrow(NotConnected);
});

test('a pause that LinkedIn asks for is an hour where it names none', async () => {
  standIn.failNext({ status: 429 });
  const error = await provider()
    .send(credentials(), message)
    .catch((one: unknown) => one);
  expect(error).toBeInstanceOf(RateLimited);
  expect((error as RateLimited).retryAfterMs).toBe(3_600_000);
});

test('a member says yes, for about 60 days, and can take it back', async () => {
  const consent = createConsent(standIn.config);
  const link = await consent.urlFor({ state: 's1', challenge: 'c', redirectUri: REDIRECT });
  const asked = new URL(link);
  expect(asked.pathname).toBe('/oauth/v2/authorization');
  expect(Object.fromEntries(asked.searchParams)).toEqual({
    response_type: 'code',
    client_id: 'linkedin-client',
    redirect_uri: REDIRECT,
    state: 's1',
    scope: 'w_messages',
  });
  const { code } = await standIn.sayYes(link);
  const granted = await consent.redeem({ code, verifier: 'v', redirectUri: REDIRECT });
  expect(granted.expiresInMs).toBe(60 * DAY_MS);
  await provider().send(granted.credentials, message);
  await consent.revoke(granted.credentials);
  await expect(provider().send(granted.credentials, message)).rejects.toBeInstanceOf(NotConnected);
  await expect(consent.redeem({ code, verifier: 'v', redirectUri: REDIRECT })).rejects.toBeInstanceOf(NotConnected);
});
