import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StandIn {
  baseUrl: string;
  requests: { path: string; headers: IncomingMessage['headers']; body: Record<string, unknown> }[];
  /** What the next calls get, in order; the last one stays. */
  answers(...answers: Answer[]): void;
  stop(): Promise<void>;
}

export type Answer = (request: Record<string, unknown>, response: ServerResponse) => void;

/** A response as the Responses API gives it, around one text. */
export function responseOf(text: string, over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'resp_test',
    object: 'response',
    created_at: 1_780_000_000,
    status: 'completed',
    error: null,
    incomplete_details: null,
    instructions: null,
    metadata: {},
    model: 'gpt-6-luna-2026-09-22',
    output: [
      {
        id: 'msg_test',
        type: 'message',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text, annotations: [], logprobs: [] }],
      },
    ],
    parallel_tool_calls: true,
    temperature: 1,
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    usage: {
      input_tokens: 1500,
      input_tokens_details: { cached_tokens: 1024, cache_write_tokens: 0 },
      output_tokens: 600,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 2100,
    },
    ...over,
  };
}

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_request, response) => {
    response
      .writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'req_test', ...headers })
      .end(JSON.stringify(body));
  };
export const says = (value: unknown, over: Record<string, unknown> = {}): Answer =>
  json(200, responseOf(typeof value === 'string' ? value : JSON.stringify(value), over));
export const fails = (
  status: number,
  code: string,
  headers: Record<string, string> = {},
  param: string | null = null,
): Answer => json(status, { error: { message: `vendor words about ${code}`, type: code, param, code } }, headers);
/** Never answers. */
export const hangs: Answer = () => undefined;
/** Sends the headers and half a body, then nothing more. */
export const stalls: Answer = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"id":"resp_test",');
};
export const hangsUp: Answer = (_request, response) => {
  response.socket?.destroy();
};

/** A model's API on loopback that answers what it is told to. */
export async function startStandIn(): Promise<StandIn> {
  const requests: StandIn['requests'] = [];
  let queue: Answer[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(parts).toString('utf8') || '{}');
      requests.push({ path: request.url ?? '', headers: request.headers, body });
      const answer = queue.length > 1 ? queue.shift() : queue[0];
      (answer ?? fails(500, 'server_error'))(body, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    answers(...answers) {
      queue = answers;
      requests.length = 0;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
