import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Logger } from '../../../kernel/logger.ts';
import { isJson, type Json } from '../records.ts';
import type { Answer, PayloadKind, Retry } from './delivery.ts';

const PING_EVERY_MS = 10_000;

/** Socket Mode: envelopes to whoever holds a connection, acknowledged by their id. */
export function createSocketLink(deps: {
  logger: Logger;
  appId: string;
  deadlineMs: number;
  onChange(connections: number): void;
}) {
  const { logger } = deps;
  const server = new WebSocketServer({ noServer: true, maxPayload: 8 * 1024 * 1024 });
  const links = new Set<WebSocket>();
  const tickets = new Set<string>();
  const waiting = new Map<string, (answer: Answer) => void>();
  // The client leaves a connection on which it hears no ping for thirty seconds.
  const pings = setInterval(() => {
    for (const link of links) link.ping();
  }, PING_EVERY_MS);
  pings.unref();

  function welcome(link: WebSocket): void {
    links.add(link);
    const hello = {
      num_connections: links.size,
      debug_info: { host: 'simulator', approximate_connection_time: 18_060 },
    };
    link.send(JSON.stringify({ type: 'hello', ...hello, connection_info: { app_id: deps.appId } }));
    link.on('message', (data) => take(String(data)));
    link.on('error', (error) => logger.debug({ error }, 'a connection of the app broke'));
    link.on('close', () => {
      links.delete(link);
      deps.onChange(links.size);
    });
    deps.onChange(links.size);
  }

  function take(data: string): void {
    const parsed = parse(data);
    const id = isJson(parsed) ? parsed.envelope_id : undefined;
    if (!isJson(parsed) || typeof id !== 'string') {
      logger.warn({}, 'the app sent something that is no acknowledgement');
      return;
    }
    const body = isJson(parsed.payload) && Object.keys(parsed.payload).length > 0 ? parsed.payload : undefined;
    waiting.get(id)?.({ acked: true, body });
  }

  return {
    /** An address to connect to, good for one connection. */
    ticket(baseUrl: string): string {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `${baseUrl.replace(/^http/, 'ws')}/link/?ticket=${ticket}&app_id=${deps.appId}`;
    },
    accept(url: URL, upgrade: { request: IncomingMessage; socket: Duplex; head: Buffer }): void {
      if (!tickets.delete(url.searchParams.get('ticket') ?? '')) {
        upgrade.socket.destroy();
        return;
      }
      server.handleUpgrade(upgrade.request, upgrade.socket, upgrade.head, welcome);
    },
    count: () => links.size,
    send(kind: PayloadKind, payload: Json, retry?: Retry): Promise<Answer> {
      const link = [...links].at(-1);
      if (!link) return Promise.resolve({ acked: false, reason: 'connection_failed' });
      const id = randomUUID();
      const isEvent = kind === 'events_api';
      const again = isEvent ? { retry_attempt: retry?.attempt ?? 0, retry_reason: retry?.reason ?? '' } : {};
      return new Promise((resolve) => {
        const done = (answer: Answer) => {
          clearTimeout(timer);
          waiting.delete(id);
          resolve(answer);
        };
        const timer = setTimeout(() => done({ acked: false, reason: 'timeout' }), deps.deadlineMs);
        waiting.set(id, done);
        link.send(
          JSON.stringify({ envelope_id: id, type: kind, accepts_response_payload: !isEvent, payload, ...again }),
        );
      });
    },
    /** Asks the app to connect anew, as Slack does every few hours. */
    refresh(reason: 'warning' | 'refresh_requested' = 'refresh_requested'): void {
      for (const link of links)
        link.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'simulator' } }));
    },
    /** Cuts every connection without a word. */
    cut(): void {
      for (const link of links) link.terminate();
    },
    stop(): void {
      clearInterval(pings);
      for (const done of [...waiting.values()]) done({ acked: false, reason: 'connection_failed' });
      for (const link of links) link.terminate();
      server.close();
    },
  };
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

export type SocketLink = ReturnType<typeof createSocketLink>;
