import { randomUUID } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Logger } from '../../kernel/logger.ts';
import type { PageAct, PageState } from '../page-api.ts';
import type { Acts } from './acts.ts';
import { type Method, text } from './args.ts';
import { mimeOf } from './file-methods.ts';
import type { Hub } from './hub.ts';
import { CONVERSATION_SCOPES, SCOPES } from './methods.ts';
import { Refusal } from './state.ts';

type Json = Record<string, unknown>;

export interface Fault {
  error?: string;
  status?: number;
  retryAfter?: number;
  times: number;
}

const MAX_BODY = 120 * 1024 * 1024;
const PAGES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
};
const actSchema = z.looseObject({ kind: z.string() });

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > MAX_BODY) throw new Error('body too large');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function parseArgs(body: Buffer, contentType: string): Json {
  if (contentType.startsWith('application/json')) return JSON.parse(body.toString() || '{}') as Json;
  const out: Json = {};
  for (const [key, value] of new URLSearchParams(body.toString())) {
    const isJson =
      /^[[{]/.test(value) && ['blocks', 'view', 'metadata', 'files', 'prompts', 'attachments', 'chunks'].includes(key);
    try {
      out[key] = isJson ? JSON.parse(value) : value;
    } catch {
      out[key] = value;
    }
  }
  return out;
}

/** The page's own origin and no other; a request without one is no browser's. */
const isOwn = (request: IncomingMessage) =>
  request.headers.origin === undefined || request.headers.origin === `http://${request.headers.host}`;

const isLoopback = (host: string) => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host);

function json(response: ServerResponse, status: number, body: Json, headers: Record<string, string> = {}): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
    .end(JSON.stringify(body));
}

/** The one server: Slack's API for the app, the workspace's page and its control for people. Loopback only. */
export function createWeb(deps: {
  hub: Hub;
  acts: Acts;
  methods: Record<string, Method>;
  tokens: { bot: string; app: string };
  logger: Logger;
  pageDir?: string;
  actAs: { id: string; label: string }[];
  sampleFiles: { name: string; description: string; content: string }[];
  isTurning(): boolean;
}) {
  const { hub, acts, methods, tokens, logger } = deps;
  const faults = new Map<string, Fault>();
  const live = new WebSocketServer({ noServer: true });
  /** Each opens one Socket Mode connection. */
  const tickets = new Set<string>();

  function authorise(method: string, request: IncomingMessage, args: Json): void {
    const token = request.headers.authorization?.replace(/^Bearer /i, '') || text(args.token);
    if (!token) throw new Refusal('not_authed');
    if (method === 'apps.connections.open') {
      if (token !== tokens.app) throw new Refusal('invalid_auth');
      return;
    }
    if (token !== tokens.bot) throw new Refusal('invalid_auth');
    const reading = CONVERSATION_SCOPES[method];
    const channel = reading ? hub.state.channels.get(text(args.channel)) : undefined;
    const needed = reading && channel ? [reading[channel.kind]] : SCOPES[method];
    if (needed && !needed.some((scope) => hub.manifest.scopes.includes(scope))) {
      throw new Refusal('missing_scope', { needed: needed.join(','), provided: hub.manifest.scopes.join(',') });
    }
  }

  async function api(method: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const fault = faults.get(method) ?? faults.get('*');
    if (fault && fault.times > 0) {
      fault.times -= 1;
      if (fault.status === 429)
        return json(
          response,
          429,
          { ok: false, error: 'ratelimited' },
          { 'retry-after': String(fault.retryAfter ?? 1) },
        );
      if (fault.status) return json(response, fault.status, { ok: false, error: 'internal_error' });
      return json(response, 200, { ok: false, error: fault.error ?? 'internal_error' });
    }
    try {
      const args = parseArgs(body, request.headers['content-type'] ?? '');
      authorise(method, request, args);
      if (method === 'apps.connections.open') {
        const ticket = `/link/${randomUUID()}`;
        tickets.add(ticket);
        return json(response, 200, { ok: true, url: `${hub.baseUrl().replace(/^http/, 'ws')}${ticket}` });
      }
      const known = methods[method];
      if (!known) throw new Refusal('unknown_method', { req_method: method });
      json(response, 200, { ok: true, ...(await known(args)) });
    } catch (error) {
      if (!(error instanceof Refusal)) logger.error({ method, error }, 'the local Slack stumbled');
      const refusal = error instanceof Refusal ? error : new Refusal('internal_error');
      json(response, 200, { ok: false, error: refusal.word, ...refusal.more });
    }
  }

  function stateFor(userId: string): PageState {
    const { state, identity, manifest } = hub;
    const me = state.people.get(userId) ?? [...state.people.values()][0];
    if (!me) throw new Error('nobody lives in this workspace');
    state.dmOf(me.id, identity.botUserId);
    const channels = [...state.channels.values()].filter((one) => one.memberIds.includes(me.id));
    const home = state.homes.get(me.id);
    const modal = state.modals.get(me.id)?.at(-1);
    return {
      workspace: identity.teamName,
      me: hub.pagePerson(me),
      actAs: deps.actAs,
      people: [...state.people.values()].map(hub.pagePerson),
      channels: channels.map((one) => hub.pageChannel(one, me.id)),
      messages: channels
        .flatMap((one) => one.messages)
        .filter((one) => !one.onlyFor || one.onlyFor === me.id)
        .sort((a, b) => (a.ts < b.ts ? -1 : 1))
        .map(hub.pageMessage),
      commands: manifest.commands.map(({ command, description, usageHint }) => ({ command, description, usageHint })),
      shortcuts: manifest.shortcuts
        .filter((one) => one.type === 'message')
        .map(({ callbackId, name, description }) => ({ callbackId, name, description })),
      home: home ? hub.pageView(home) : null,
      modal: modal ? hub.pageView(modal) : null,
      botUserId: identity.botUserId,
      now: hub.clock.now(),
      turning: deps.isTurning(),
      appConnected: hub.delivery.isConnected(),
      sampleFiles: deps.sampleFiles.map(({ name, description }) => ({
        name,
        description,
        url: `/sim/sample/${encodeURIComponent(name)}`,
      })),
    };
  }

  function sendBytes(response: ServerResponse, bytes: Uint8Array, mimetype: string): void {
    // Never as a page of this origin: what people upload is not ours.
    response
      .writeHead(200, {
        'content-type': mimetype === 'text/html' ? 'text/plain' : mimetype,
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
      })
      .end(bytes);
  }

  async function sim(path: string, url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const userId = url.searchParams.get('as') ?? deps.actAs[0]?.id ?? '';
    if (path === '/sim/state') return json(response, 200, stateFor(userId) as unknown as Json);
    if (path === '/sim/act' && request.method === 'POST') {
      try {
        const act = actSchema.parse(JSON.parse((await readBody(request)).toString()));
        return json(response, 200, (await acts.act(userId, act as unknown as PageAct)) as unknown as Json);
      } catch (error) {
        return json(response, 200, { ok: false, error: error instanceof Error ? error.message : 'failed' });
      }
    }
    const file = path.match(/^\/sim\/files\/(\w+)/)?.[1];
    const stored = file ? hub.state.files.get(file) : undefined;
    if (stored) return sendBytes(response, stored.bytes, stored.mimetype);
    const name = path.startsWith('/sim/sample/') ? decodeURIComponent(path.slice('/sim/sample/'.length)) : '';
    const sample = deps.sampleFiles.find((one) => one.name === name);
    if (sample) return sendBytes(response, Buffer.from(sample.content), mimeOf(sample.name));
    json(response, 404, { ok: false, error: 'not_found' });
  }

  async function upload(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const file = hub.state.files.get(id);
    if (!file) return json(response, 404, { ok: false, error: 'file_not_found' });
    const body = await readBody(request);
    const contentType = request.headers['content-type'] ?? '';
    if (contentType.startsWith('multipart/form-data')) {
      const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
      for (const [, value] of form)
        if (typeof value !== 'string') file.bytes = new Uint8Array(await value.arrayBuffer());
    } else {
      file.bytes = new Uint8Array(body);
    }
    response.writeHead(200).end(`OK - ${file.bytes.length}`);
  }

  function page(path: string, response: ServerResponse): void {
    const root = deps.pageDir;
    if (!root || !existsSync(join(root, 'index.html'))) {
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end('<p>The page of this workspace is not built yet: run <code>npm run build:simulator</code>.</p>');
      return;
    }
    const wanted = join(root, normalize(path).replace(/^(\.\.[/\\])+/, ''));
    const found =
      wanted.startsWith(root) && existsSync(wanted) && statSync(wanted).isFile() ? wanted : join(root, 'index.html');
    response.writeHead(200, { 'content-type': PAGES[extname(found)] ?? 'application/octet-stream' });
    createReadStream(found).pipe(response);
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isLoopback(request.headers.host ?? '') || !isOwn(request))
      return json(response, 403, { ok: false, error: 'this workspace is for this machine only' });
    const url = new URL(request.url ?? '/', 'http://localhost');
    const path = url.pathname;
    if (path.startsWith('/api/')) return api(path.slice('/api/'.length), request, response);
    if (path.startsWith('/sim/')) return sim(path, url, request, response);
    if (path.startsWith('/upload/')) return upload(path.slice('/upload/'.length), request, response);
    if (path.startsWith('/actions/')) {
      const answer = acts.respond(
        path.slice('/actions/'.length),
        parseArgs(await readBody(request), request.headers['content-type'] ?? ''),
      );
      return json(response, answer.status, answer.body);
    }
    const download = path.match(/^\/files-pri\/(\w+)/)?.[1];
    if (download) {
      const file = hub.state.files.get(download);
      if (request.headers.authorization !== `Bearer ${tokens.bot}` || !file)
        return json(response, 404, { ok: false, error: 'not_found' });
      return sendBytes(response, file.bytes, file.mimetype);
    }
    page(path, response);
  }

  const server: Server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      logger.error({ error }, 'a request to the local workspace failed');
      if (!response.headersSent) json(response, 500, { ok: false, error: 'internal_error' });
    });
  });

  server.on('upgrade', (request, socket, head) => {
    if (
      !isLoopback(request.headers.host ?? '') ||
      !isOwn(request) ||
      !URL.canParse(request.url ?? '', 'http://localhost')
    )
      return socket.destroy();
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (tickets.delete(url.pathname)) return hub.delivery.connect(request, socket, head);
    if (url.pathname !== '/sim/live') return socket.destroy();
    live.handleUpgrade(request, socket, head, (link) => {
      const stop = hub.watch(url.searchParams.get('as') ?? '', (event) => link.send(JSON.stringify(event)));
      link.on('close', stop);
      link.on('error', () => link.terminate());
    });
  });

  return {
    server,
    failNext(method: string, fault: Partial<Fault>) {
      faults.set(method, { times: 1, ...fault });
    },
    stop(): Promise<void> {
      for (const link of live.clients) link.terminate();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
