import { createHmac, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Logger } from '../../kernel/logger.ts';

type Json = Record<string, unknown>;

export interface Answer {
  acked: boolean;
  /** What the app sent along with its acknowledgement. */
  body?: Json;
}

const DEADLINE_MS = 3_000;
/** When Slack tries an event again: at once, after a minute, after five. */
const RETRY_AFTER_MS = [0, 60_000, 300_000];

interface Pending {
  done(answer: Answer): void;
}

/** Brings payloads to the app, over Socket Mode or signed HTTP, and waits three seconds for its acknowledgement. */
export function createDelivery(deps: {
  logger: Logger;
  signingSecret: string;
  eventsUrl?: string;
  onConnection(connected: boolean): void;
}) {
  const { logger } = deps;
  const server = new WebSocketServer({ noServer: true });
  const sockets = new Set<WebSocket>();
  const pending = new Map<string, Pending>();
  const timers = new Set<NodeJS.Timeout>();
  let inFlight = 0;
  let eventUrl = deps.eventsUrl;

  function connect(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    server.handleUpgrade(request, socket, head, (link) => {
      sockets.add(link);
      deps.onConnection(true);
      link.send(
        JSON.stringify({ type: 'hello', num_connections: sockets.size, connection_info: { app_id: 'A0SIMULATOR' } }),
      );
      link.on('message', (data) => onAck(String(data)));
      link.on('close', () => {
        sockets.delete(link);
        deps.onConnection(sockets.size > 0);
      });
      link.on('error', (error) => logger.debug({ error }, 'a socket of the app broke'));
    });
  }

  function onAck(data: string): void {
    try {
      const { envelope_id: id, payload } = JSON.parse(data) as { envelope_id?: string; payload?: Json };
      if (!id) return;
      pending.get(id)?.done({ acked: true, body: payload });
      pending.delete(id);
    } catch (error) {
      logger.warn({ error }, 'the app sent something that is no JSON');
    }
  }

  function overSocket(type: string, payload: Json, retry?: { attempt: number }): Promise<Answer> {
    const link = [...sockets].at(-1);
    if (!link) return Promise.resolve({ acked: false });
    const id = randomUUID();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        pending.delete(id);
        resolve({ acked: false });
      }, DEADLINE_MS);
      pending.set(id, {
        done(answer) {
          clearTimeout(timer);
          resolve(answer);
        },
      });
      link.send(
        JSON.stringify({
          envelope_id: id,
          type,
          accepts_response_payload: type !== 'events_api',
          payload,
          ...(retry ? { retry_attempt: retry.attempt, retry_reason: 'timeout' } : {}),
        }),
      );
    });
  }

  async function overHttp(url: string, type: string, payload: Json, retry?: { attempt: number }): Promise<Answer> {
    const isEvent = type === 'events_api';
    const body = isEvent
      ? JSON.stringify(payload)
      : type === 'slash_commands'
        ? new URLSearchParams(payload as Record<string, string>).toString()
        : new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    const stamp = String(Math.floor(Date.now() / 1000));
    const signature = `v0=${createHmac('sha256', deps.signingSecret).update(`v0:${stamp}:${body}`).digest('hex')}`;
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: {
          'content-type': isEvent ? 'application/json' : 'application/x-www-form-urlencoded',
          'x-slack-request-timestamp': stamp,
          'x-slack-signature': signature,
          ...(retry ? { 'x-slack-retry-num': String(retry.attempt), 'x-slack-retry-reason': 'http_timeout' } : {}),
        },
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
      const text = await response.text();
      return { acked: response.ok, body: asJson(text) };
    } catch (error) {
      logger.debug({ error }, 'the app did not answer by HTTP');
      return { acked: false };
    }
  }

  async function send(
    type: 'events_api' | 'slash_commands' | 'interactive',
    payload: Json,
    retry?: { attempt: number },
  ): Promise<Answer> {
    inFlight += 1;
    try {
      return await (eventUrl ? overHttp(eventUrl, type, payload, retry) : overSocket(type, payload, retry));
    } finally {
      inFlight -= 1;
    }
  }

  /** An event, tried again as Slack does until the app acknowledges it; never waits for more than the first try. */
  async function sendEvent(payload: Json, attempt = 0): Promise<void> {
    const answer = await send('events_api', payload, attempt > 0 ? { attempt } : undefined);
    const wait = RETRY_AFTER_MS[attempt];
    if (answer.acked || wait === undefined) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      void sendEvent(payload, attempt + 1);
    }, wait);
    timer.unref();
    timers.add(timer);
  }

  return {
    connect,
    send,
    sendEvent,
    isBusy: () => inFlight > 0,
    isConnected: () => eventUrl !== undefined || sockets.size > 0,
    reachByHttp(url: string) {
      eventUrl = url;
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
      for (const link of sockets) link.terminate();
      server.close();
    },
  };
}

function asJson(text: string): Json | undefined {
  if (!text.trim()) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Json) : { text };
  } catch {
    return { text };
  }
}

export type Delivery = ReturnType<typeof createDelivery>;
