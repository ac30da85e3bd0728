import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Bridge, Press, RecordingOfCall } from '../features/calling/index.ts';
import type { CallReport, IncomingText, TextReport } from '../features/channels/index.ts';

interface Route {
  path: string;
  method: string[];
  handler(request: IncomingMessage, response: ServerResponse): void;
}

type Params = Record<string, string>;

interface Webhook {
  verify(path: string, params: Params, signature: string | undefined): boolean;
  message(params: Params, at: number): IncomingText | undefined;
  report(params: Params): TextReport | undefined;
  call(params: Params): CallReport | undefined;
  press(params: Params, callKey: string): Press | undefined;
  recording(params: Params, callKey: string): RecordingOfCall | undefined;
  whisper(): string;
  bridge(call: { callKey: string; leadPhone: string; isRecorded: boolean }): string;
  refusal(words: string): string;
}

const MOST_BYTES = 64 * 1024;
const NO_CALL: Bridge = { refusal: 'Goodbye.' };
const EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

/** The form of a request; undefined when it is larger than any that Twilio sends, or cut. */
function formOf(request: IncomingMessage): Promise<Params | undefined> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let size = 0;
    request.on('data', (part: Buffer) => {
      size += part.length;
      if (size <= MOST_BYTES) parts.push(part);
    });
    request.on('end', () => {
      if (size > MOST_BYTES) resolve(undefined);
      else resolve(Object.fromEntries(new URLSearchParams(Buffer.concat(parts).toString('utf8'))));
    });
    request.on('error', () => resolve(undefined));
  });
}

/**
 * What Twilio brings: messages, reports on ours, calls. Whoever has not signed gets nothing and changes nothing; what is signed may come
 * twice and in any order. A failure of ours is answered with 503, so that it is brought again.
 */
export function twilioRoutes(deps: {
  webhook: Webhook;
  now(): number;
  onMessage(text: IncomingText): Promise<unknown>;
  onReport(report: TextReport): Promise<unknown>;
  onCall(report: CallReport): Promise<unknown>;
  onPress(press: Press): Promise<Bridge>;
  onRecording(recording: RecordingOfCall): Promise<unknown>;
}): Route[] {
  const { webhook } = deps;
  type Act<T> = (params: Params, callKey: string) => Promise<T> | undefined;
  type Say<T> = (acted: T | undefined, callKey: string) => string;

  async function take<T>(
    request: IncomingMessage,
    response: ServerResponse,
    { act, say }: { act: Act<T>; say: Say<T> },
  ): Promise<void> {
    const params = await formOf(request);
    if (!params) return void response.writeHead(413).end();
    const path = request.url ?? '';
    const signature = request.headers['x-twilio-signature'];
    if (!webhook.verify(path, params, typeof signature === 'string' ? signature : undefined))
      return void response.writeHead(403).end();
    const callKey = new URL(path, 'http://here').searchParams.get('k') ?? '';
    const body = say(await act(params, callKey), callKey);
    response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8' }).end(body);
  }

  const route = <T>(path: string, act: Act<T>, say: Say<T> = () => EMPTY): Route => ({
    path,
    method: ['POST'],
    handler(request, response) {
      take(request, response, { act, say }).catch(() => {
        if (!response.headersSent) response.writeHead(503);
        response.end();
      });
    },
  });

  const press = async (params: Params, callKey: string): Promise<Bridge> => {
    const read = webhook.press(params, callKey);
    return read ? deps.onPress(read) : NO_CALL;
  };

  return [
    route('/twilio/message', (params) => {
      const text = webhook.message(params, deps.now());
      return text && deps.onMessage(text);
    }),
    route('/twilio/status', (params) => {
      const report = webhook.report(params);
      return report && deps.onReport(report);
    }),
    route('/twilio/call', (params) => {
      const report = webhook.call(params);
      return report && deps.onCall(report);
    }),
    route('/twilio/bridge', press, (answer = NO_CALL, callKey) =>
      'refusal' in answer ? webhook.refusal(answer.refusal) : webhook.bridge({ ...answer, callKey }),
    ),
    route('/twilio/recording', (params, callKey) => {
      const recording = webhook.recording(params, callKey);
      return recording && deps.onRecording(recording);
    }),
    route(
      '/twilio/whisper',
      () => undefined,
      () => webhook.whisper(),
    ),
  ];
}
