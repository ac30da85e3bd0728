import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Heard {
  path: string;
  authorization: string | undefined;
  fields: Record<string, string>;
  file: { name: string; type: string; bytes: Uint8Array };
}

export interface TranscriptionStandIn {
  baseUrl: string;
  heard: Heard[];
  /** What the next ones get; the last stays. A number is a failure with that status. */
  answers(...answers: (object | number | { status: number; code: string } | 'hang')[]): void;
  stop(): Promise<void>;
}

/** A model that writes down sound, on loopback, which answers what it is told to. For tests alone. */
export async function startTranscriptions(): Promise<TranscriptionStandIn> {
  const heard: Heard[] = [];
  let queue: (object | number | 'hang')[] = [{ text: 'Hello.' }];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const type = String(request.headers['content-type']);
    const form = await new Response(Buffer.concat(parts), { headers: { 'content-type': type } }).formData();
    const fields: Record<string, string> = {};
    let file: Heard['file'] = { name: '', type: '', bytes: new Uint8Array() };
    for (const [name, value] of form) {
      if (typeof value === 'string') fields[name] = value;
      else file = { name: value.name, type: value.type, bytes: new Uint8Array(await value.arrayBuffer()) };
    }
    heard.push({ path: request.url ?? '', authorization: request.headers.authorization, fields, file });
    const answer = queue.length > 1 ? queue.shift() : queue[0];
    if (answer === 'hang') return;
    const failure = typeof answer === 'number' ? { status: answer, code: 'failed' } : answer;
    const isFailure = failure !== undefined && 'status' in failure && 'code' in failure;
    const body = isFailure ? { error: { message: 'vendor words', type: 'x', code: failure.code } } : answer;
    response
      .writeHead(isFailure ? Number(failure.status) : 200, { 'content-type': 'application/json' })
      .end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    heard,
    answers(...answers) {
      queue = answers;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** As a model answers that tells voices and times apart. */
export const diarized = (segments: { start: number; end: number; text: string; speaker?: string }[]) => ({
  task: 'transcribe',
  duration: segments.at(-1)?.end ?? 0,
  text: segments.map((one) => one.text).join(' '),
  segments: segments.map((one, index) => ({
    type: 'transcript.text.segment',
    id: `seg_${index}`,
    speaker: 'A',
    ...one,
  })),
});
