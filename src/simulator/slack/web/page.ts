import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, normalize, sep } from 'node:path';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import type { PageAct, PageState } from '../../page-api.ts';
import { type Acts, MAX_UPLOAD_BYTES } from '../acts/acts.ts';
import type { Feed } from '../feed.ts';
import { mimeOf } from '../mime.ts';
import type { Store } from '../store.ts';
import type { SimulatorWorld } from '../world-type.ts';
import { BadRequest, MB, readBody, readJson, sendBytes, sendJson } from './http.ts';

const NOT_BUILT = `<!doctype html><meta charset="utf-8"><title>Local workspace</title>
<body style="font:16px/1.5 system-ui;max-width:40rem;margin:4rem auto;padding:0 1rem">
<h1>The workspace runs, its page is not built</h1>
<p>Build it once with <code>npm run build:simulator</code>, then load this address again.</p>`;

const id = z.string().max(300);
const at = z.object({ channelId: id, ts: id });
const values = z.record(z.string(), z.record(z.string(), z.unknown()));

const actSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('post'), channelId: id, text: z.string(), threadTs: id.optional() }),
  z.object({ kind: z.literal('command'), channelId: id, command: id, text: z.string(), threadTs: id.optional() }),
  z.object({
    kind: z.literal('block_action'),
    from: z.union([at, z.object({ viewId: id })]),
    blockId: id,
    actionId: id,
    value: z.unknown().optional(),
    state: values.optional(),
  }),
  z.object({ kind: z.literal('view_submit'), viewId: id, state: values }),
  z.object({ kind: z.literal('view_close'), viewId: id, clear: z.boolean().optional() }),
  z.object({ kind: z.literal('options'), viewId: id, blockId: id, actionId: id, query: z.string() }),
  z.object({ kind: z.literal('message_shortcut'), callbackId: id, channelId: id, ts: id }),
  z.object({ kind: z.literal('open_home') }),
  z.object({ kind: z.literal('open_app_messages') }),
  z.object({ kind: z.literal('read'), channelId: id, ts: id }),
  z.object({
    kind: z.literal('upload'),
    name: z.string().min(1).max(255),
    mimetype: id,
    base64: z.string(),
    channelId: id.optional(),
    text: z.string().optional(),
  }),
  z.object({ kind: z.literal('turn_clock'), to: z.number() }),
]);

export interface PageSideDeps {
  store: Store;
  feed: Feed;
  acts: Acts;
  world: SimulatorWorld;
  pageDir?: string;
  stateFor(userId: string): PageState;
}

/** What the page asks for: the snapshot, the live feed, gestures, files, and the page itself. */
export function createPageSide(deps: PageSideDeps) {
  const { store, feed, acts, world } = deps;
  const live = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });

  const personOf = (url: URL): string => {
    const userId = url.searchParams.get('as') ?? world.actAs[0]?.id ?? '';
    const person = store.people.get(userId);
    if (!person || person.isBot) throw new BadRequest(404, 'There is nobody of that id here.');
    return userId;
  };

  async function act(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const userId = personOf(url);
    const parsed = actSchema.safeParse(readJson(await readBody(request, Math.ceil(MAX_UPLOAD_BYTES * 1.4) + MB)));
    if (!parsed.success)
      return sendJson(response, 400, {
        ok: false,
        error: `This gesture is not understood: ${z.prettifyError(parsed.error)}`,
      });
    sendJson(response, 200, await acts.act(userId, parsed.data as PageAct));
  }

  function file(path: string, response: ServerResponse): void {
    const [, kind, name = ''] = /^\/sim\/(files|samples)\/([^/]+)/.exec(path) ?? [];
    const wanted = decodeURIComponent(name);
    const sample = kind === 'samples' ? world.sampleFiles.find((one) => one.name === wanted) : undefined;
    const stored = kind === 'files' ? store.files.get(wanted) : undefined;
    if (!stored && !sample) throw new BadRequest(404, 'There is no such file.');
    if (stored) sendBytes(response, stored.bytes, stored);
    else if (sample)
      sendBytes(response, Buffer.from(sample.content), { name: sample.name, mimetype: mimeOf(sample.name) });
  }

  async function sim(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (url.pathname === '/sim/state')
      return sendJson(response, 200, deps.stateFor(personOf(url)), { 'cache-control': 'no-store' });
    if (url.pathname === '/sim/act' && request.method === 'POST') return act(url, request, response);
    file(url.pathname, response);
  }

  async function built(path: string, response: ServerResponse): Promise<void> {
    const root = deps.pageDir && normalize(deps.pageDir.endsWith(sep) ? deps.pageDir : deps.pageDir + sep);
    for (const name of [path, '/index.html']) {
      const wanted = root && normalize(join(root, decodeURIComponent(name)));
      const isFile =
        wanted?.startsWith(root ?? '') &&
        (await stat(wanted).then(
          (one) => one.isFile(),
          () => false,
        ));
      if (!wanted || !isFile) continue;
      response.writeHead(200, {
        'content-type': mimeOf(wanted),
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-cache',
      });
      createReadStream(wanted)
        .on('error', () => response.destroy())
        .pipe(response);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(NOT_BUILT);
  }

  function watch(url: URL, upgrade: { request: IncomingMessage; socket: Duplex; head: Buffer }): void {
    const userId = personOf(url);
    live.handleUpgrade(upgrade.request, upgrade.socket, upgrade.head, (link) => {
      const stop = feed.watch(userId, (event) => link.readyState === link.OPEN && link.send(JSON.stringify(event)));
      link.on('close', stop);
      link.on('error', () => link.terminate());
    });
  }

  return {
    sim,
    built,
    watch,
    stop(): void {
      for (const link of live.clients) link.terminate();
      live.close();
    },
  };
}
