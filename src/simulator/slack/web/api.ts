import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../../../kernel/logger.ts';
import type { Faults } from '../faults.ts';
import { createArgs } from '../methods/args.ts';
import type { Methods } from '../methods/method.ts';
import type { Json } from '../records.ts';
import { Refusal } from '../refusal.ts';
import { MB, readBody, readForm, sendJson } from './http.ts';

const MAX_BODY = 8 * MB;
const MISTAKES = new Set(['invalid_blocks', 'invalid_arguments', 'missing_scope', 'unknown_method', 'invalid_json']);

interface Call {
  method: string;
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
}

async function readArgs({ request, url }: Call): Promise<Json> {
  const fromUrl = Object.fromEntries(url.searchParams);
  const body = await readBody(request, MAX_BODY);
  if (body.length === 0) return fromUrl;
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/json')) {
    try {
      const parsed: unknown = JSON.parse(body.toString('utf8'));
      if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...fromUrl, ...parsed };
    } catch {
      throw new Refusal('invalid_json');
    }
    throw new Refusal('json_not_object');
  }
  if (type.startsWith('multipart/form-data')) return { ...fromUrl, ...Object.fromEntries(await readForm(body, type)) };
  return { ...fromUrl, ...Object.fromEntries(new URLSearchParams(body.toString('utf8'))) };
}

/** Slack's Web API over HTTP: tokens, scopes, faults on order, errors in Slack's own shape. */
export function createApi(deps: {
  methods: Methods;
  faults: Faults;
  scopes: string[];
  tokens: { bot: string; app: string };
  openConnection(): string;
  logger: Logger;
}) {
  const { methods, faults, scopes, tokens, logger } = deps;
  const calls = new Map<string, number>();
  let inFlight = 0;
  let isRevoked = false;

  function authorise(name: string, token: string): void {
    if (!token) throw new Refusal('not_authed');
    if (token !== tokens.bot && token !== tokens.app) throw new Refusal('invalid_auth');
    if (isRevoked) throw new Refusal('token_revoked');
    if ((name === 'apps.connections.open') !== (token === tokens.app)) throw new Refusal('not_allowed_token_type');
  }

  function run(name: string, raw: Json, token: string): Json {
    authorise(name, token);
    if (name === 'apps.connections.open') return { url: deps.openConnection() };
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (!method) throw new Refusal('unknown_method', { req_method: name });
    const args = createArgs(raw);
    const needed = typeof method.scope === 'function' ? method.scope(args) : method.scope;
    if (needed && !scopes.includes(needed)) throw new Refusal('missing_scope', { needed, provided: scopes.join(',') });
    return method.run(args);
  }

  /** What only a mistake in the app brings about is worth a line where people look. */
  function tell(method: string, refusal: Refusal): void {
    const about = { method, refusal: refusal.word, ...refusal.more };
    if (MISTAKES.has(refusal.word)) logger.warn(about, 'the local Slack refused a call that the real one would refuse');
    else logger.debug(about, 'the local Slack refused a call');
  }

  async function answer(call: Call): Promise<{ status: number; body: Json; headers?: Record<string, string> }> {
    try {
      const raw = await readArgs(call);
      const token = /^Bearer\s+(\S+)/i.exec(call.request.headers.authorization ?? '')?.[1] ?? String(raw.token ?? '');
      return { status: 200, body: { ok: true, ...run(call.method, raw, token) } };
    } catch (error) {
      if (error instanceof Refusal) {
        tell(call.method, error);
        return { status: 200, body: { ok: false, error: error.word, ...error.more } };
      }
      logger.error({ error, method: call.method }, 'the local Slack stumbled over a call');
      return { status: 200, body: { ok: false, error: 'internal_error' } };
    }
  }

  async function handle(call: Call): Promise<void> {
    const { method, response } = call;
    calls.set(method, (calls.get(method) ?? 0) + 1);
    const fault = faults.take(method);
    if (fault?.delayMs) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    if (fault && !fault.isAnswerLost && (fault.status || fault.error)) {
      await readBody(call.request, MAX_BODY);
      const { status = 200, error = status === 429 ? 'ratelimited' : 'internal_error', retryAfter = 1 } = fault;
      return sendJson(
        response,
        status,
        { ok: false, error },
        status === 429 ? { 'retry-after': String(retryAfter) } : {},
      );
    }
    const { status, body, headers } = await answer(call);
    if (fault?.isAnswerLost) {
      response.destroy();
      return;
    }
    sendJson(response, status, body, { 'x-oauth-scopes': scopes.join(','), ...headers });
  }

  return {
    async handle(call: Call): Promise<void> {
      inFlight += 1;
      try {
        await handle(call);
      } finally {
        inFlight -= 1;
      }
    },
    isBusy: () => inFlight > 0,
    /** How often each method was called. */
    calls: (method: string): number => calls.get(method) ?? 0,
    revoke(): void {
      isRevoked = true;
    },
  };
}
