import { randomUUID } from 'node:crypto';
import { MINUTE_MS, SECOND_MS } from '../../../kernel/clock.ts';
import type { Logger } from '../../../kernel/logger.ts';
import type { Json } from '../records.ts';
import { createHttpLink, type Forgery } from './http.ts';
import { createSocketLink } from './socket.ts';

export type PayloadKind = 'events_api' | 'slash_commands' | 'interactive';

export interface Answer {
  acked: boolean;
  /** What the app sent along with its acknowledgement. */
  body?: Json;
  reason?: 'timeout' | 'http_error' | 'connection_failed';
  status?: number;
  noRetry?: boolean;
}

export interface Retry {
  attempt: number;
  reason: string;
}

export interface DeliveryOptions {
  logger: Logger;
  appId: string;
  signingSecret: string;
  /** HTTP mode when set, Socket Mode when not. */
  eventsUrl?: string;
  deadlineMs?: number;
  /** When an event that nobody acknowledged is tried again, after the try before. */
  retryAfterMs?: number[];
  onConnection(isConnected: boolean): void;
}

const DEADLINE_MS = 3 * SECOND_MS;
const RETRY_AFTER_MS = [0, MINUTE_MS, 5 * MINUTE_MS];
const KEPT_EVENTS = 200;

/** Brings payloads to the app over Socket Mode or signed HTTP, and waits three seconds for its acknowledgement. */
export function createDelivery(options: DeliveryOptions) {
  const { logger, signingSecret, deadlineMs = DEADLINE_MS, retryAfterMs = RETRY_AFTER_MS } = options;
  let eventsUrl = options.eventsUrl;
  const isConnected = () => eventsUrl !== undefined || socket.count() > 0;
  const socket = createSocketLink({
    logger,
    appId: options.appId,
    deadlineMs,
    onChange: () => options.onConnection(isConnected()),
  });
  const http = createHttpLink({ logger, signingSecret, deadlineMs });
  const timers = new Set<NodeJS.Timeout>();
  const sent: Json[] = [];
  let inFlight = 0;
  let isStopped = false;

  async function send(kind: PayloadKind, payload: Json, retry?: Retry): Promise<Answer> {
    if (isStopped) return { acked: false, reason: 'connection_failed' };
    inFlight += 1;
    try {
      return await (eventsUrl ? http.send(eventsUrl, { kind, payload, retry }) : socket.send(kind, payload, retry));
    } finally {
      inFlight -= 1;
    }
  }

  /** The first try of an event; further ones follow by themselves until the app acknowledges it. */
  async function sendEvent(payload: Json): Promise<Answer> {
    sent.push(payload);
    if (sent.length > KEPT_EVENTS) sent.shift();
    return attempt(payload, 0);
  }

  async function attempt(payload: Json, number: number, reason = ''): Promise<Answer> {
    const answer = await send('events_api', payload, number > 0 ? { attempt: number, reason } : undefined);
    const waitMs = retryAfterMs[number];
    if (answer.acked || answer.noRetry || waitMs === undefined || isStopped) return answer;
    const why = answer.reason === 'timeout' && eventsUrl ? 'http_timeout' : (answer.reason ?? 'unknown_error');
    const timer = setTimeout(() => {
      timers.delete(timer);
      attempt(payload, number + 1, why).catch((error: unknown) =>
        logger.warn({ error }, 'an event could not be tried again'),
      );
    }, waitMs);
    timer.unref();
    timers.add(timer);
    return answer;
  }

  return {
    send,
    sendEvent,
    socket,
    isConnected,
    isBusy: () => inFlight > 0,
    /** Events that have been sent, oldest first. */
    sentEvents: (): readonly Json[] => sent,
    /** The last `count` events once more, as Slack does when it did not hear the acknowledgement. */
    async redeliver(count = 1): Promise<Answer[]> {
      const again = sent.slice(-count);
      return Promise.all(
        again.map((payload) =>
          send('events_api', payload, { attempt: 1, reason: eventsUrl ? 'http_timeout' : 'timeout' }),
        ),
      );
    },
    /** A payload that Slack never signed; only over HTTP is there a signature. */
    async forge(kind: PayloadKind, payload: Json, forgery: Forgery = {}): Promise<Answer> {
      if (!eventsUrl) throw new Error('There is no signature in Socket Mode; give an eventsUrl.');
      return http.send(eventsUrl, { kind, payload, forgery: { secret: 'not-the-secret', ...forgery } });
    },
    /** Asks the app's address to prove itself, as Slack does when it is typed in. */
    async verifyUrl(): Promise<boolean> {
      const challenge = randomUUID();
      const answer = await send('events_api', { type: 'url_verification', token: 'simulator', challenge });
      return answer.body?.challenge === challenge || answer.body?.text === challenge;
    },
    /** From now on the app is reached there; undefined goes back to Socket Mode. */
    reachByHttp(url: string | undefined): void {
      eventsUrl = url;
      options.onConnection(isConnected());
    },
    stop(): void {
      isStopped = true;
      for (const timer of timers) clearTimeout(timer);
      socket.stop();
    },
  };
}

export type Delivery = ReturnType<typeof createDelivery>;
