import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type LinkedinStandInFault = { status: number; isTaken?: boolean } | 'silence' | 'silence_after' | 'cut_after';

export interface TakenMessage {
  token: string;
  body: unknown;
  headers: IncomingMessage['headers'];
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

const URN = /^urn:li:person:[\w-]+$/;

/**
 * LinkedIn's sign-in and its Messages API on this machine, as far as its public pages describe them: whoever opens the consent page has
 * said yes. As the real one does for a web client, it refuses a code that comes with a PKCE verifier.
 */
export async function startLinkedin() {
  const clientId = 'linkedin-client';
  const clientSecret = 'linkedin-secret';
  const codes = new Map<string, string>();
  const tokens = new Set<string>();
  const messages: TakenMessage[] = [];
  const asked: URL[] = [];
  let fault: LinkedinStandInFault | undefined;

  const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

  function authorize(url: URL, response: ServerResponse): void {
    asked.push(url);
    const back = new URL(url.searchParams.get('redirect_uri') ?? '');
    const code = randomBytes(12).toString('hex');
    codes.set(code, back.href);
    back.searchParams.set('code', code);
    back.searchParams.set('state', url.searchParams.get('state') ?? '');
    response.writeHead(302, { location: back.href }).end();
  }

  function isClient(form: URLSearchParams): boolean {
    return (
      form.get('client_id') === clientId && form.get('client_secret') === clientSecret && !form.has('code_verifier')
    );
  }

  function grant(form: URLSearchParams, response: ServerResponse): void {
    const code = form.get('code') ?? '';
    if (!isClient(form)) return void json(response, 401, { error: 'invalid_client' });
    if (codes.get(code) !== form.get('redirect_uri')) return void json(response, 400, { error: 'invalid_request' });
    codes.delete(code);
    const token = `token-${randomBytes(12).toString('hex')}`;
    tokens.add(token);
    json(response, 200, { access_token: token, expires_in: 5_184_000, scope: 'w_messages' });
  }

  function take(request: IncomingMessage, text: string, response: ServerResponse): void {
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    const now = fault;
    fault = undefined;
    if (!tokens.has(token)) return void json(response, 401, { status: 401, code: 'INVALID_ACCESS_TOKEN' });
    if (now === 'silence') return;
    if (typeof now === 'object' && !now.isTaken)
      // Whoever follows a redirect sends it once more.
      return void json(response, now.status, { status: now.status, message: 'no' }, { location: '/rest/messages' });
    const body = JSON.parse(text) as { recipients?: string[]; body?: string; messageType?: string };
    const isWhole = request.headers['x-restli-protocol-version'] === '2.0.0' && request.headers['linkedin-version'];
    if (!isWhole || !body.body || !body.messageType || !body.recipients?.every((one) => URN.test(one)))
      return void json(response, 422, { status: 422, code: 'UNPROCESSABLE' });
    messages.push({ token, body, headers: request.headers });
    if (now === 'silence_after') return;
    if (now === 'cut_after') return void request.socket.destroy();
    const status = typeof now === 'object' ? now.status : 201;
    json(response, status, {}, { 'x-restli-id': `message-${messages.length}` });
  }

  const server = createServer((request, response) => {
    void read(request).then((text) => {
      const url = new URL(request.url ?? '/', 'http://here');
      const form = new URLSearchParams(text);
      if (url.pathname === '/oauth/v2/authorization') return authorize(url, response);
      if (url.pathname === '/oauth/v2/accessToken') return grant(form, response);
      if (url.pathname === '/oauth/v2/revoke') {
        tokens.delete(form.get('token') ?? '');
        return json(response, 200, {});
      }
      if (url.pathname === '/rest/messages') return take(request, text, response);
      return json(response, 404, { status: 404 });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  return {
    config: { clientId, clientSecret, scope: 'w_messages', version: '202609', apiUrl: url, oauthUrl: url },
    messages,
    /** The consent pages that were opened. */
    asked,
    /** Fails the next message. */
    failNext(how: LinkedinStandInFault): void {
      fault = how;
    },
    /** A token as a consent would have brought it. */
    token(): string {
      const token = `token-${randomBytes(12).toString('hex')}`;
      tokens.add(token);
      return token;
    },
    revoke: (token: string): void => void tokens.delete(token),
    /** The person opens the link and says yes: what comes back to the app. */
    async sayYes(link: string): Promise<{ state: string; code: string }> {
      const answer = await fetch(link, { redirect: 'manual' });
      const back = new URL(answer.headers.get('location') ?? '');
      return { state: back.searchParams.get('state') ?? '', code: back.searchParams.get('code') ?? '' };
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export type LinkedinStandIn = Awaited<ReturnType<typeof startLinkedin>>;
