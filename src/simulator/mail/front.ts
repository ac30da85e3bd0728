import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from '../../kernel/logger.ts';
import type { Backend, BackendAnswer } from './backend.ts';
import { type Answer, answerOf, type Faults, googleError, type MailOperation } from './faults.ts';
import type { Gmail } from './gmail.ts';
import { createOauth } from './oauth.ts';

const SIMPLE: Record<string, MailOperation> = {
  'GET profile': 'profile',
  'POST drafts': 'drafts.create',
  'POST drafts/send': 'drafts.send',
  'GET drafts': 'drafts.list',
  'GET history': 'history',
  'GET messages': 'messages.list',
  'POST messages/send': 'messages.send',
  'POST messages/import': 'messages.import',
  'GET threads': 'threads.list',
};

const WITH_ID: Record<string, MailOperation> = {
  'GET drafts': 'drafts.get',
  'PUT drafts': 'drafts.update',
  'DELETE drafts': 'drafts.delete',
  'GET messages': 'messages.get',
  'GET threads': 'threads.get',
};

function operationOf(method: string, path: string): MailOperation {
  const simple = SIMPLE[`${method} ${path}`];
  if (simple) return simple;
  const [, folder, rest] = /^(\w+)\/([^/]+)$/.exec(path) ?? [];
  return (folder && rest && WITH_ID[`${method} ${folder}`]) || 'other';
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function jsonBody(data: Buffer, type: string): unknown {
  if (data.length === 0) return undefined;
  if (type.includes('message/rfc822')) return { raw: data.toString('base64url') };
  try {
    return JSON.parse(data.toString('utf8'));
  } catch {
    return undefined;
  }
}

function write(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { 'content-type': 'application/json; charset=UTF-8', ...answer.headers });
  response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
}

function passThrough(response: ServerResponse, answer: BackendAnswer): void {
  const location = answer.location ? { location: answer.location } : {};
  response.writeHead(answer.status, { 'content-type': answer.type, ...location });
  response.end(answer.data);
}

/** The server that the product talks to: who is calling, faults, what the emulator lacks; the rest goes through. */
export async function startFront(deps: {
  port: number;
  backend: Backend;
  gmail: Gmail;
  faults: Faults;
  logger: Logger;
}): Promise<{ url: string; stop(): Promise<void> }> {
  const { backend, faults, gmail, logger } = deps;
  const oauth = createOauth(backend);

  /** Answers, unless a fault is armed: then the work is done only when the fault says so, and its answer is lost. */
  async function answerWith(
    response: ServerResponse,
    who: { operation: MailOperation; address?: string },
    work: () => Promise<Answer>,
  ): Promise<void> {
    const fault = faults.next(who.operation, who.address);
    if (!fault) return write(response, await work());
    if (fault.taken) await work();
    logger.info({ operation: who.operation, fault: fault.fault, taken: fault.taken }, 'mail stand-in: fault');
    const answer = answerOf(fault.fault);
    if (answer) write(response, answer);
    else if (fault.fault === 'cut') response.destroy();
  }

  async function handleGmail(request: IncomingMessage, response: ServerResponse, url: URL, data: Buffer) {
    const match = /^(?:\/upload)?\/gmail\/v1\/users\/([^/]+)\/(.+)$/.exec(url.pathname);
    const address = oauth.mailboxOf(request.headers.authorization);
    if (!match || !address) return write(response, googleError(401, 'authError', 'Invalid Credentials'));
    const [, user = '', path = ''] = match;
    if (user !== 'me' && decodeURIComponent(user).toLowerCase() !== address) {
      return write(response, googleError(403, 'forbidden', `Delegation denied for ${address}`));
    }
    const method = request.method ?? 'GET';
    const operation = operationOf(method, path);
    const body = jsonBody(data, request.headers['content-type'] ?? '');
    await answerWith(response, { operation, address }, () =>
      gmail.answer(operation, { address, method, path, query: url.searchParams, body }),
    );
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const data = await readBody(request);
    const type = request.headers['content-type'] ?? 'application/x-www-form-urlencoded';
    const method = request.method ?? 'GET';
    if (/^(\/upload)?\/gmail\/v1\//.test(url.pathname)) return handleGmail(request, response, url, data);
    if (/^(\/oauth2)?\/token$/.test(url.pathname)) {
      return answerWith(response, { operation: 'token' }, () => oauth.giveToken(data, type));
    }
    if (/^(\/oauth2)?\/revoke$/.test(url.pathname)) {
      // The client names the token in the address, others in the body.
      const token = url.searchParams.get('token') ?? new URLSearchParams(data.toString('utf8')).get('token');
      return write(response, await oauth.revoke(token ?? ''));
    }
    if (/^\/(o\/oauth2|_emulate|\.well-known)\//.test(url.pathname)) {
      const path = url.pathname + url.search;
      return passThrough(response, await backend.call(undefined, method, path, { type, data }));
    }
    write(response, googleError(404, 'notFound', 'Not Found'));
  }

  const server: Server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      logger.error({ error }, 'mail stand-in: a call failed');
      if (response.headersSent) response.destroy();
      else write(response, googleError(500, 'backendError', 'Internal error encountered.'));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(deps.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
