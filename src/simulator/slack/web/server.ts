import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from '../../../kernel/logger.ts';
import type { SocketLink } from '../delivery/socket.ts';
import type { ResponseAnswer } from '../responses.ts';
import type { Store } from '../store.ts';
import type { createApi } from './api.ts';
import { BadRequest, isLocalHost, isOwnOrigin, MB, readBody, readForm, readJson, sendBytes, sendJson } from './http.ts';
import type { createPageSide } from './page.ts';

/** Handles a request that nobody else does; false when it is not its own either. */
export type Route = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

const MAX_UPLOAD = 66 * MB;

export interface ServerDeps {
  port: number;
  api: ReturnType<typeof createApi>;
  page: ReturnType<typeof createPageSide>;
  socket: SocketLink;
  store: Store;
  botToken: string;
  respond(id: string, body: unknown): ResponseAnswer;
  routes?: Route[];
  logger: Logger;
}

/** The one server of the workspace, on 127.0.0.1 only. */
export function createWorkspaceServer(deps: ServerDeps) {
  const { api, page, store, logger } = deps;

  async function upload(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const file = store.files.get(id);
    if (!file || file.state !== 'announced') throw new BadRequest(404, 'file_not_found');
    const body = await readBody(request, MAX_UPLOAD);
    const type = request.headers['content-type'] ?? '';
    let bytes = new Uint8Array(body);
    if (type.startsWith('multipart/form-data')) {
      const part = [...(await readForm(body, type)).values()].find((one) => typeof one !== 'string');
      if (!part || typeof part === 'string') throw new BadRequest(400, 'no_file');
      bytes = new Uint8Array(await part.arrayBuffer());
    }
    if (bytes.length !== file.length) throw new BadRequest(400, `expected ${file.length} bytes, got ${bytes.length}`);
    Object.assign(file, { bytes, state: 'uploaded' });
    response.writeHead(200, { 'content-type': 'text/plain' }).end(`OK - ${bytes.length}`);
  }

  /** A private file needs the app's token; without it Slack sends its sign-in page, not an error. */
  function download(path: string, request: IncomingMessage, response: ServerResponse): void {
    const id = /^\/files-pri\/[^/]+?-(F\w+)\//.exec(path)?.[1];
    const file = id ? store.files.get(id) : undefined;
    if (request.headers.authorization !== `Bearer ${deps.botToken}`)
      response.writeHead(302, { location: `/?redir=${encodeURIComponent(path)}` }).end();
    else if (file) sendBytes(response, file.bytes, file);
    else throw new BadRequest(404, 'file_not_found');
  }

  async function answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = path.split('/').at(-1) ?? '';
    const { status, body } = deps.respond(id, readJson(await readBody(request, 4 * MB)));
    sendJson(response, status, body);
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isLocalHost(request)) throw new BadRequest(403, 'This workspace is for this machine only.');
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!isRead && !isOwnOrigin(request)) throw new BadRequest(403, 'Another site can not act here.');
    const url = new URL(request.url ?? '/', 'http://localhost');
    const path = url.pathname;
    if (path.startsWith('/api/')) return api.handle({ method: path.slice('/api/'.length), request, response, url });
    if (path.startsWith('/sim/')) return page.sim(url, request, response);
    if (path.startsWith('/files-pri/')) return download(path, request, response);
    if (request.method === 'POST' && path.startsWith('/upload/v1/'))
      return upload(path.slice('/upload/v1/'.length), request, response);
    if (request.method === 'POST' && path.startsWith('/actions/')) return answer(path, request, response);
    for (const other of deps.routes ?? []) if (await other(request, response)) return;
    if (isRead) return page.built(path, response);
    throw new BadRequest(404, 'There is nothing here.');
  }

  function fail(error: unknown, response: ServerResponse): void {
    if (!(error instanceof BadRequest)) logger.error({ error }, 'a request to the local workspace failed');
    if (response.headersSent) return void response.destroy();
    const status = error instanceof BadRequest ? error.status : 500;
    sendJson(
      response,
      status,
      { ok: false, error: error instanceof BadRequest ? error.message : 'internal_error' },
      { connection: 'close' },
    );
  }

  const server: Server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => fail(error, response));
  });

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    try {
      const url = new URL(request.url ?? '/', 'http://localhost');
      if (!isLocalHost(request) || !isOwnOrigin(request)) socket.destroy();
      else if (url.pathname === '/link/') deps.socket.accept(url, { request, socket, head });
      else if (url.pathname === '/sim/live') page.watch(url, { request, socket, head });
      else socket.destroy();
    } catch {
      socket.destroy();
    }
  });

  return {
    /** Resolves with the address once it listens. */
    async listen(): Promise<string> {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(deps.port, '127.0.0.1', () => {
          server.off('error', reject);
          server.on('error', (error) => logger.error({ error }, 'the local workspace has trouble'));
          resolve();
        });
      });
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    async stop(): Promise<void> {
      page.stop();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
