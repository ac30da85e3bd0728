import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type twilio from 'twilio';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bridge } from '../../../src/adapters/twilio/calls.ts';
import { translate } from '../../../src/adapters/twilio/errors.ts';
import { createWebhook } from '../../../src/adapters/twilio/webhook.ts';
import type { CallReport, IncomingText, TextReport } from '../../../src/features/channels/index.ts';
import { NotConnected, RateLimited, UnknownOutcome } from '../../../src/kernel/errors.ts';
import { twilioRoutes } from '../../../src/web/twilio.ts';
import { twilioStage } from './stand-in.ts';

const sdk = createRequire(import.meta.url)('twilio') as typeof twilio;
const TOKEN = 'token-of-a-test';
const PUBLIC = 'https://sales.example/';
const taken: (IncomingText | TextReport | CallReport)[] = [];
let url = '';
let fails = false;
let close: () => Promise<void>;

/** The routes as they stand behind a proxy: http, another host. */
beforeEach(async () => {
  taken.length = 0;
  fails = false;
  const keep = async (one: (typeof taken)[number]) => {
    if (fails) throw new Error('the database is away');
    taken.push(one);
  };
  const routes = twilioRoutes({
    webhook: createWebhook({ authToken: TOKEN, publicUrl: PUBLIC }),
    now: () => 1_000,
    onMessage: keep,
    onReport: keep,
    onCall: keep,
  });
  const server = createServer((request, response) => {
    const found = routes.find((one) => one.path === (request.url ?? '').split('?')[0]);
    if (found && request.method === 'POST') found.handler(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () => new Promise((resolve) => server.close(() => resolve()));
});
afterEach(() => close());

const message = { MessageSid: 'SM1', From: 'whatsapp:+442079460123', To: 'whatsapp:+442079460990', Body: 'Yes please' };
const sign = (path: string, params: Record<string, string>, token = TOKEN, base = PUBLIC) =>
  sdk.getExpectedTwilioSignature(token, new URL(path, base).href, params);

async function post(path: string, params: Record<string, string>, signature = sign(path, params)): Promise<number> {
  const headers = { 'x-twilio-signature': signature, 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(params).toString(),
  });
  return answer.status;
}

describe('what Twilio brings', () => {
  test('is taken when it is signed for the public address, whatever a proxy made of it', async () => {
    expect(await post('/twilio/message', message)).toBe(200);
    expect(taken).toEqual([
      {
        providerMessageId: 'SM1',
        channel: 'whatsapp',
        from: '+442079460123',
        to: '+442079460990',
        text: 'Yes please',
        receivedAt: 1_000,
      },
    ]);
  });

  test.each([
    ['no signature', ''],
    ['another token', sign('/twilio/message', message, 'stolen')],
    ['the inner address', sign('/twilio/message', message, TOKEN, 'http://127.0.0.1:1234')],
    ['other words', sign('/twilio/message', { ...message, Body: 'STOP' })],
    ['another path', sign('/twilio/status', message)],
  ])('is refused with %s, and changes nothing', async (_, signature) => {
    expect(await post('/twilio/message', message, signature)).toBe(403);
    expect(taken).toEqual([]);
  });

  test('the address’s own query is part of what is signed', async () => {
    const report = { MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: '30006' };
    expect(await post('/twilio/status?k=tch_1', report)).toBe(200);
    expect(await post('/twilio/status?k=tch_2', report, sign('/twilio/status?k=tch_1', report))).toBe(403);
    expect(taken).toEqual([{ providerMessageId: 'SM1', status: 'undelivered', errorCode: 30_006 }]);
  });

  test('what is signed and makes no sense is answered, and nothing happens', async () => {
    expect(await post('/twilio/message', { Hello: 'there' })).toBe(200);
    expect(await post('/twilio/status', { MessageSid: 'SM1' })).toBe(200);
    expect(taken).toEqual([]);
  });

  test('a failure of ours asks to bring it again, and too much is refused', async () => {
    fails = true;
    expect(await post('/twilio/message', message)).toBe(503);
    const long = { ...message, Body: 'x'.repeat(70_000) };
    expect(await post('/twilio/message', long)).toBe(413);
  });
});

test.each(['//', 'http://[', '//:99999/x'])('a target that is no address (%s) is not signed', (target) => {
  const webhook = createWebhook({ authToken: TOKEN, publicUrl: PUBLIC });
  expect(webhook.verify(target, message, 'anything')).toBe(false);
});

test('without a public address nothing can be signed for us', () => {
  const webhook = createWebhook({ authToken: TOKEN });
  expect(webhook.verify('/twilio/message', message, sign('/twilio/message', message))).toBe(false);
});

describe('a call', () => {
  const from = { voiceFrom: '+442079460992', publicUrl: PUBLIC };
  test('is bridged from the own number, and not recorded unless both are told first', () => {
    const plain = bridge(from, { leadPhone: '+442079460123', isRecorded: false });
    expect(plain).toContain('callerId="+442079460992"');
    expect(plain).not.toContain('record=');
    const recorded = bridge(from, { leadPhone: '+442079460123', isRecorded: true });
    expect(recorded).toMatch(
      /<Say>[^<]*recorded\.<\/Say><Dial[^>]*record="record-from-answer-dual"[^>]*><Number url="https:\/\/sales\.example\/twilio\/whisper">/,
    );
    expect(createWebhook({ authToken: TOKEN }).whisper()).toContain('recorded');
  });

  test('is never recorded where the lead could not be told', () => {
    expect(bridge({ voiceFrom: '+442079460992' }, { leadPhone: '+1', isRecorded: true })).not.toContain('record=');
  });
});

test('failures come in the product’s own classes', () => {
  expect(translate({ status: 401, code: 20003 }, 'sends')).toBeInstanceOf(NotConnected);
  expect(translate({ status: 400, code: 63018 }, 'sends')).toBeInstanceOf(RateLimited);
  expect(translate(new Error('socket hang up'), 'sends')).toBeInstanceOf(UnknownOutcome);
  expect(translate({ status: 400, code: 63049 }, 'sends').forUser).toContain('must not be tried again soon. (63049)');
});

test('a provider that hangs is an unknown outcome within the time that a call may take', async () => {
  const { standIn, twilio } = await twilioStage();
  standIn.failNext({ hang: true, taken: true });
  const text = { touchKey: 't', channel: 'sms' as const, to: '+442079460123', text: 'Hello.' };
  await expect(twilio.texts.send(text)).rejects.toBeInstanceOf(UnknownOutcome);
  expect(await twilio.texts.lookUp(text, Date.now() - 60_000)).toBeDefined();
  await standIn.stop();
});
