import type { IncomingMessage, ServerResponse } from 'node:http';
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
  whisper(): string;
}

const MOST_BYTES = 64 * 1024;
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
}): Route[] {
  const { webhook } = deps;
  const xml = (response: ServerResponse, body: string) =>
    response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8' }).end(body);

  async function take(
    request: IncomingMessage,
    response: ServerResponse,
    act: (params: Params) => Promise<unknown> | undefined,
    body = EMPTY,
  ): Promise<void> {
    const params = await formOf(request);
    if (!params) return void response.writeHead(413).end();
    const signature = request.headers['x-twilio-signature'];
    if (!webhook.verify(request.url ?? '', params, typeof signature === 'string' ? signature : undefined))
      return void response.writeHead(403).end();
    await act(params);
    xml(response, body);
  }

  const route = (path: string, act: (params: Params) => Promise<unknown> | undefined, body?: () => string): Route => ({
    path,
    method: ['POST'],
    handler(request, response) {
      take(request, response, act, body?.()).catch(() => {
        if (!response.headersSent) response.writeHead(503);
        response.end();
      });
    },
  });

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
    route(
      '/twilio/whisper',
      () => undefined,
      () => webhook.whisper(),
    ),
  ];
}
