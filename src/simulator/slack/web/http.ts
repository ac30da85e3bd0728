import type { IncomingMessage, ServerResponse } from 'node:http';
import { isJson, type Json } from '../records.ts';

/** A request that is answered with a status and a few words. */
export class BadRequest extends Error {
  readonly status: number;
  constructor(status: number, words: string) {
    super(words);
    this.status = status;
  }
}

export const MB = 1024 * 1024;

export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > maxBytes) throw new BadRequest(413, 'The body is too large.');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

export function readJson(body: Buffer): Json {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8') || '{}');
    if (isJson(parsed)) return parsed;
  } catch {
    // Falls through: what is no JSON object is refused below.
  }
  throw new BadRequest(400, 'The body is no JSON object.');
}

/** Parses multipart bodies with the platform's own parser. */
export async function readForm(body: Buffer, contentType: string): Promise<FormData> {
  return new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
    .end(JSON.stringify(body));
}

/** Bytes that people uploaded: never run as a page of this origin. */
export function sendBytes(response: ServerResponse, bytes: Uint8Array, file: { name: string; mimetype: string }): void {
  const isShown = /^(image\/(png|jpeg|gif|webp)|text\/(plain|csv)|application\/pdf)/.test(file.mimetype);
  response
    .writeHead(200, {
      'content-type': isShown ? file.mimetype : 'application/octet-stream',
      'content-length': bytes.length,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-disposition': `${isShown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    })
    .end(bytes);
}

const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/** The address that the browser or the app asked for is this machine's own. */
export const isLocalHost = (request: IncomingMessage): boolean => LOOPBACK.test(request.headers.host ?? '');

/** No Origin (the app, a script) or the page's own; another site has no business here. */
export function isOwnOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}
