import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../kernel/clock.ts';
import type { Logger } from '../../kernel/logger.ts';
import { startEmulator } from '../emulator.ts';
import type { Turn } from './sound.ts';
import { approvals, rendered, type SampleTemplate, sampleTemplates } from './templates.ts';
import { createVoice, type PickedUp, type PlacedCall, type Recording } from './voice.ts';

const ACCOUNT = `AC${'5'.repeat(32)}`;
const TOKEN = 'simulator-twilio-token';
const DAY_MS = 86_400_000;
const MESSAGES = /^\/2010-04-01\/Accounts\/[^/]+\/Messages\.json$/;
const CALLS = /^\/2010-04-01\/Accounts\/[^/]+\/Calls\.json$/;

/** How the next call goes wrong: an error of Twilio's, a bare status, or no answer, each with the work done or not. */
export type TextFault =
  | { code: number; status?: number }
  | { status: number; taken: boolean }
  | { hang: true; taken: boolean };

export interface SentText {
  sid: string;
  channel: 'whatsapp' | 'sms';
  from: string;
  to: string;
  body: string;
  contentSid?: string;
  at: number;
}

export interface TwilioStandIn {
  /** For TWILIO_API_URL. */
  url: string;
  accountSid: string;
  authToken: string;
  numbers: { whatsapp: string; sms: string; voice: string };
  sentTexts(): readonly SentText[];
  placedCalls(): readonly PlacedCall[];
  /** The member picks up and presses a key, or none, as a voicemail would. */
  pickUp(sid: string, key?: string): Promise<PickedUp>;
  /** The call is over; a recording of these turns is there where both sides were joined with one. Nobody is told of that yet. */
  hangUp(sid: string, turns?: Turn[]): Promise<Recording | undefined>;
  /** The sound alone, while the call goes on. */
  record(sid: string, turns: Turn[]): Recording | undefined;
  /** Answers the status that the product gave. */
  tellRecording(recording: Recording): Promise<number>;
  recordings(): readonly Recording[];
  /** How the next fetches, and the next removals, of recordings fail. */
  failSound(...statuses: number[]): void;
  failRemoval(...statuses: number[]): void;
  /** A person writes to one of the numbers; Twilio tells the product where it has an address for it. */
  receive(text: { channel: 'whatsapp' | 'sms'; from: string; text: string }): Promise<{ sid: string }>;
  /** What became of a message, or of a call. */
  report(sid: string, status: string): Promise<void>;
  failNext(fault: TextFault): void;
  stop(): Promise<void>;
}

interface Options {
  port: number;
  clock: Clock;
  logger: Logger;
  numbers?: TwilioStandIn['numbers'];
  templates?: SampleTemplate[];
  /** Where the product listens for what comes in; absent where it polls. */
  productUrl?: string;
}

const SAMPLE_NUMBERS = { whatsapp: '+442079460990', sms: '+442079460991', voice: '+442079460992' };

/** A local Twilio on 127.0.0.1: messages and calls are the emulator's, templates and WhatsApp's rules are ours, as it has none. */
export async function startTwilio(options: Options): Promise<TwilioStandIn> {
  const { clock, logger } = options;
  const numbers = options.numbers ?? SAMPLE_NUMBERS;
  const templates = options.templates ?? sampleTemplates;
  const heardUrl = options.productUrl && new URL('/twilio/message', options.productUrl).href;
  const emulator = await startEmulator('twilio', {
    twilio: {
      account: { sid: ACCOUNT, auth_token: TOKEN },
      phone_numbers: [`whatsapp:${numbers.whatsapp}`, numbers.sms, numbers.voice].map((phone_number) => ({
        phone_number,
        ...(heardUrl ? { sms_url: heardUrl } : {}),
      })),
    },
  });
  const sent: SentText[] = [];
  const voice = createVoice({ accountSid: ACCOUNT, authToken: TOKEN, clock });
  const faults: TextFault[] = [];
  const stopped = new Set<string>();
  const heardAt = new Map<string, number>();
  const authorization = `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`;

  const ask = async (method: string, path: string, form?: URLSearchParams) => {
    const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
    return fetch(`${emulator.url}${path}`, { method, headers, ...(form ? { body: form.toString() } : {}) });
  };

  /** What WhatsApp and the phone networks refuse; the emulator takes everything. */
  function refusalOf(form: URLSearchParams): number | undefined {
    const to = form.get('To') ?? '';
    if (stopped.has(to.replace('whatsapp:', ''))) return 21610;
    if (!form.get('ContentSid')) {
      const lastHeard = heardAt.get(to) ?? Number.NEGATIVE_INFINITY;
      return to.startsWith('whatsapp:') && clock.now() - lastHeard > DAY_MS ? 63016 : undefined;
    }
    const template = templates.find((one) => one.sid === form.get('ContentSid'));
    if (!template || rendered(template, form.get('ContentVariables')) === undefined) return 21656;
    return undefined;
  }

  async function sendMessage(form: URLSearchParams): Promise<{ status: number; body: string }> {
    const template = templates.find((one) => one.sid === form.get('ContentSid'));
    if (template) form.set('Body', rendered(template, form.get('ContentVariables')) ?? '');
    const answer = await ask('POST', `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`, form);
    const body = await answer.text();
    if (answer.status === 201) {
      const to = form.get('To') ?? '';
      sent.push({
        sid: JSON.parse(body).sid,
        channel: to.startsWith('whatsapp:') ? 'whatsapp' : 'sms',
        from: (form.get('From') ?? '').replace('whatsapp:', ''),
        to: to.replace('whatsapp:', ''),
        body: form.get('Body') ?? '',
        ...(template ? { contentSid: template.sid } : {}),
        at: clock.now(),
      });
    }
    return { status: answer.status, body };
  }

  async function placeCall(form: URLSearchParams): Promise<{ status: number; body: string }> {
    const answer = await ask('POST', `/2010-04-01/Accounts/${ACCOUNT}/Calls.json`, form);
    const body = await answer.text();
    if (answer.status === 201)
      voice.placed({
        sid: JSON.parse(body).sid,
        to: form.get('To') ?? '',
        twiml: form.get('Twiml') ?? '',
        statusCallback: form.get('StatusCallback') ?? undefined,
      });
    return { status: answer.status, body };
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', emulator.url);
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const data = Buffer.concat(parts).toString('utf8');
    const write = (status: number, body: string) =>
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(body);
    if (request.headers.authorization !== authorization) return void write(401, failure(20003, 401));
    const spoken = voice.answer(request.method ?? 'GET', url);
    if (spoken) return void response.writeHead(spoken.status, { 'content-type': spoken.type }).end(spoken.body);
    const isSend = request.method === 'POST' && (MESSAGES.test(url.pathname) || CALLS.test(url.pathname));
    if (!isSend) {
      if (url.pathname === '/v1/ContentAndApprovals') return void write(200, approvals(templates, `${url.origin}`));
      const answer = await ask(
        request.method ?? 'GET',
        `${url.pathname}${url.search}`,
        data ? new URLSearchParams(data) : undefined,
      );
      return void write(answer.status, await answer.text());
    }
    const form = new URLSearchParams(data);
    const work = () => (MESSAGES.test(url.pathname) ? sendMessage(form) : placeCall(form));
    const fault = faults.shift();
    if (fault && 'code' in fault) return void write(fault.status ?? 400, failure(fault.code, fault.status ?? 400));
    if (fault) {
      if (fault.taken) await work();
      logger.info({ fault }, 'twilio stand-in: fault');
      if ('hang' in fault) return;
      return void write(fault.status, failure(20500, fault.status));
    }
    const refusal = MESSAGES.test(url.pathname) ? refusalOf(form) : undefined;
    if (refusal !== undefined) return void write(400, failure(refusal, 400));
    const { status, body } = await work();
    write(status, body);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      logger.error({ error }, 'twilio stand-in');
      response.destroy();
    });
  });
  await listen(server, options.port);

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accountSid: ACCOUNT,
    authToken: TOKEN,
    numbers,
    sentTexts: () => sent,
    placedCalls: () => voice.calls,
    pickUp: voice.pickUp,
    record: voice.record,
    async hangUp(sid, turns = []) {
      const recording = voice.record(sid, turns);
      const known = voice.recordings.find((one) => one.callSid === sid);
      const seconds = known?.seconds ?? Math.round(turns.reduce((sum, one) => sum + one.seconds, 0));
      await voice.tellEnd(sid, seconds + 8, seconds);
      // The emulator tells it once more, and shows it to who asks.
      const form = new URLSearchParams({ CallSid: sid, Status: 'completed' });
      await ask('POST', '/_twilio/simulate/call-status', form);
      return recording;
    },
    tellRecording: voice.tellRecording,
    recordings: () => voice.recordings,
    failSound: voice.failSound,
    failRemoval: voice.failRemoval,
    async receive({ channel, from, text }) {
      const prefix = channel === 'whatsapp' ? 'whatsapp:' : '';
      heardAt.set(`${prefix}${from}`, clock.now());
      if (channel === 'sms' && /^(stop|stopall|unsubscribe|cancel|end|quit)$/i.test(text.trim())) stopped.add(from);
      if (channel === 'sms' && /^(start|unstop|yes)$/i.test(text.trim())) stopped.delete(from);
      const form = new URLSearchParams({ From: `${prefix}${from}`, To: `${prefix}${numbers[channel]}`, Body: text });
      const answer = await ask('POST', '/_twilio/simulate/inbound-message', form);
      return { sid: ((await answer.json()) as { sid: string }).sid };
    },
    async report(sid, status) {
      const [kind, name] = sid.startsWith('CA') ? ['call-status', 'CallSid'] : ['message-status', 'MessageSid'];
      await ask('POST', `/_twilio/simulate/${kind}`, new URLSearchParams({ [name]: sid, Status: status }));
    },
    failNext: (fault) => void faults.push(fault),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await emulator.stop();
    },
  };
}

const failure = (code: number, status: number): string =>
  JSON.stringify({
    code,
    message: `stand-in: ${code}`,
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status,
  });

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve());
  });
}
