import { createHmac } from 'node:crypto';
import { systemClock } from '../../../kernel/clock.ts';
import type { Logger } from '../../../kernel/logger.ts';
import { isJson, type Json } from '../records.ts';
import type { Answer, PayloadKind, Retry } from './delivery.ts';

export interface Forgery {
  /** Signs with another secret. */
  secret?: string;
  /** Seconds by which the stamp lies in the past. */
  agedSeconds?: number;
}

/** The body as Slack writes it: JSON for events, forms for the rest (Bolt wants exactly this content type). */
function bodyOf(kind: PayloadKind, payload: Json): { body: string; type: string } {
  if (kind === 'events_api') return { body: JSON.stringify(payload), type: 'application/json' };
  const form =
    kind === 'slash_commands'
      ? Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, String(value)]))
      : { payload: JSON.stringify(payload) };
  return { body: new URLSearchParams(form).toString(), type: 'application/x-www-form-urlencoded' };
}

function readAnswer(text: string): Json | undefined {
  if (!text.trim()) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return isJson(parsed) ? parsed : { text };
  } catch {
    return { text };
  }
}

/** HTTP mode: signed requests to the app's address. */
export function createHttpLink(deps: { logger: Logger; signingSecret: string; deadlineMs: number }) {
  async function send(
    url: string,
    what: { kind: PayloadKind; payload: Json; retry?: Retry; forgery?: Forgery },
  ): Promise<Answer> {
    const { body, type } = bodyOf(what.kind, what.payload);
    const stamp = String(Math.floor(systemClock.now() / 1000) - (what.forgery?.agedSeconds ?? 0));
    const hmac = createHmac('sha256', what.forgery?.secret ?? deps.signingSecret).update(`v0:${stamp}:${body}`);
    const again: Record<string, string> = what.retry
      ? { 'x-slack-retry-num': String(what.retry.attempt), 'x-slack-retry-reason': what.retry.reason }
      : {};
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: {
          'content-type': type,
          'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
          'x-slack-request-timestamp': stamp,
          'x-slack-signature': `v0=${hmac.digest('hex')}`,
          ...again,
        },
        signal: AbortSignal.timeout(deps.deadlineMs),
      });
      const answer = readAnswer(await response.text());
      if (response.ok) return { acked: true, body: answer, status: response.status };
      return {
        acked: false,
        reason: 'http_error',
        status: response.status,
        noRetry: response.headers.get('x-slack-no-retry') === '1',
      };
    } catch (error) {
      deps.logger.debug({ error }, 'the app did not answer over HTTP');
      const isLate = error instanceof Error && error.name === 'TimeoutError';
      return { acked: false, reason: isLate ? 'timeout' : 'connection_failed' };
    }
  }

  return { send };
}
