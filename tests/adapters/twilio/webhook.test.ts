import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type twilio from 'twilio';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { translate } from '../../../src/adapters/twilio/errors.ts';
import { askForKey, bridge } from '../../../src/adapters/twilio/twiml.ts';
import { createWebhook } from '../../../src/adapters/twilio/webhook.ts';
import type { Press, RecordingOfCall } from '../../../src/features/calling/index.ts';
import type { CallReport, IncomingText, TextReport } from '../../../src/features/channels/index.ts';
import { NotConnected, RateLimited, UnknownOutcome } from '../../../src/kernel/errors.ts';
import { twilioRoutes } from '../../../src/web/twilio.ts';
import { twilioStage } from './stand-in.ts';

const sdk = createRequire(import.meta.url)('twilio') as typeof twilio;
const TOKEN = 'token-of-a-test';
const PUBLIC = 'https://sales.example/';
const pressed: Press[] = [];
const recorded: RecordingOfCall[] = [];
const taken: (IncomingText | TextReport | CallReport)[] = [];
let url = '';
let fails = false;
let close: () => Promise<void>;

/** The routes as they stand behind a proxy: http, another host. */
beforeEach(async () => {
  taken.length = 0;
  pressed.length = 0;
  recorded.length = 0;
  fails = false;
  const keep = async (one: (typeof taken)[number]) => {
    if (fails) throw new Error('the database is away');
    taken.push(one);
  };
  const routes = twilioRoutes({
    webhook: createWebhook({ authToken: TOKEN, publicUrl: PUBLIC, voiceFrom: '+442079460992' }),
    now: () => 1_000,
    onMessage: keep,
    onReport: keep,
    onCall: keep,
    async onPress(press) {
      if (fails) throw new Error('the database is away');
      pressed.push(press);
      return press.key === '1' ? { leadPhone: '+442079460123', isRecorded: true } : { refusal: 'Goodbye.' };
    },
    async onRecording(recording) {
      if (fails) throw new Error('the database is away');
      recorded.push(recording);
    },
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

async function post(path: string, params: Record<string, string>, signature?: string): Promise<number> {
  return (await sent(path, params, signature)).status;
}

async function sent(path: string, params: Record<string, string>, signature = sign(path, params)): Promise<Response> {
  const headers = { 'x-twilio-signature': signature, 'content-type': 'application/x-www-form-urlencoded' };
  return fetch(`${url}${path}`, { method: 'POST', headers, body: new URLSearchParams(params).toString() });
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

test('without a public address nothing can be signed for us', () => {
  const webhook = createWebhook({ authToken: TOKEN });
  expect(webhook.verify('/twilio/message', message, sign('/twilio/message', message))).toBe(false);
});

describe('a call', () => {
  const from = { voiceFrom: '+442079460992', publicUrl: PUBLIC };
  const LEAD = '+442079460123';
  const press = { CallSid: 'CA1', Digits: '1', CallStatus: 'in-progress' };
  const recording = { CallSid: 'CA1', RecordingSid: 'RE1', RecordingStatus: 'completed', RecordingDuration: '65' };

  test('asks for a key before anybody is rung, and names nobody', () => {
    expect(askForKey(PUBLIC, 'cal_1')).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response>' +
        '<Gather numDigits="1" timeout="8" action="https://sales.example/twilio/bridge?k=cal_1" method="POST">' +
        '<Say loop="2">Press 1 to call your lead.</Say></Gather>' +
        '<Say>No key was pressed. Goodbye.</Say><Hangup/></Response>',
    );
  });

  test('is bridged from the own number', () => {
    expect(bridge(from, { callKey: 'cal_1', leadPhone: LEAD, isRecorded: false })).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response><Say>Connecting you to your lead.</Say>' +
        `<Dial callerId="+442079460992" answerOnBridge="true" timeLimit="3600"><Number>${LEAD}</Number></Dial></Response>`,
    );
  });

  test('is recorded only with a word to both, to each before they are joined', () => {
    expect(bridge(from, { callKey: 'cal_1', leadPhone: LEAD, isRecorded: true })).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response><Say>Connecting you to your lead. This call is recorded.</Say>' +
        '<Dial callerId="+442079460992" answerOnBridge="true" timeLimit="3600" record="record-from-answer-dual" ' +
        'recordingStatusCallback="https://sales.example/twilio/recording?k=cal_1" recordingStatusCallbackEvent="completed">' +
        `<Number url="https://sales.example/twilio/whisper">${LEAD}</Number></Dial></Response>`,
    );
    expect(createWebhook({ authToken: TOKEN }).whisper()).toContain('<Say>This call is recorded.</Say>');
  });

  test('is never recorded where the lead could not be told', () => {
    const call = { callKey: 'cal_1', leadPhone: '+1', isRecorded: true };
    expect(bridge({ voiceFrom: '+442079460992' }, call)).not.toContain('record');
  });

  test('is joined by a signed 1 alone; the number stands in no address', async () => {
    const answer = await sent('/twilio/bridge?k=cal_1', press);
    expect(answer.headers.get('content-type')).toContain('text/xml');
    const twiml = await answer.text();
    expect(twiml).toContain(`>${LEAD}</Number>`);
    expect([...twiml.matchAll(/"(https?:[^"]+)"/g)].join(' ')).not.toContain('442079460123');
    const other = await (await sent('/twilio/bridge?k=cal_1', { ...press, Digits: '2' })).text();
    expect(other).toContain('<Say>Goodbye.</Say><Hangup/>');
    expect(pressed.map((one) => [one.callKey, one.providerCallId, one.key])).toEqual([
      ['cal_1', 'CA1', '1'],
      ['cal_1', 'CA1', '2'],
    ]);
  });

  test.each([
    ['/twilio/bridge?k=cal_1', press],
    ['/twilio/recording?k=cal_1', recording],
  ])('%s changes nothing unless it is signed as it is', async (path, params) => {
    for (const signature of ['', sign(path, params, 'stolen'), sign('/twilio/bridge?k=cal_2', params)])
      expect(await post(path, params, signature)).toBe(403);
    expect([...pressed, ...recorded]).toEqual([]);
    fails = true;
    expect(await post(path, params)).toBe(503);
  });

  test('a recording that is there is taken; what is none, or would lead elsewhere, is not', async () => {
    expect(await post('/twilio/recording?k=cal_1', recording)).toBe(200);
    expect(recorded).toEqual([{ callKey: 'cal_1', providerRecordingId: 'RE1', seconds: 65 }]);
    for (const odd of [{ RecordingStatus: 'absent' }, { RecordingSid: '../Messages/SM1' }, { RecordingSid: '' }])
      expect(await post('/twilio/recording?k=cal_1', { ...recording, ...odd })).toBe(200);
    expect(recorded).toHaveLength(1);
    expect(await (await sent('/twilio/bridge?k=cal_1', { Digits: '1' })).text()).toContain('<Hangup/>');
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
