import type { Answer } from './faults.ts';

/** The emulator counts 5,000 calls a token and real hour; a turned clock makes more than that, so each mailbox takes turns with several. */
const TOKENS_PER_MAILBOX = 40;

export interface Backend {
  readonly url: string;
  /** A Gmail call as that mailbox, past the front: `path` begins behind `/users/me/`. */
  gmail(address: string, method: string, path: string, body?: unknown): Promise<Answer>;
  /** Any call as that mailbox, or as nobody. */
  call(address: string | undefined, method: string, path: string, content?: Content): Promise<BackendAnswer>;
}

interface Content {
  type?: string;
  data?: Uint8Array | string;
}

export interface BackendAnswer {
  status: number;
  type: string;
  location?: string;
  data: Buffer;
}

function innerToken(address: string, index: number): string {
  return `inner-${index}-${Buffer.from(address).toString('base64url')}`;
}

/** Tokens for the emulator's seed, which name the mailbox that each stands for. */
export function seedTokens(addresses: string[]): Record<string, { login: string; scopes: string[] }> {
  const tokens: Record<string, { login: string; scopes: string[] }> = {};
  for (const login of addresses) {
    for (let i = 0; i < TOKENS_PER_MAILBOX; i += 1) tokens[innerToken(login, i)] = { login, scopes: [] };
  }
  return tokens;
}

export function createBackend(url: string): Backend {
  let turn = 0;
  const call: Backend['call'] = async (address, method, path, content = {}) => {
    const headers: Record<string, string> = {};
    if (content.type) headers['content-type'] = content.type;
    if (address) {
      turn = (turn + 1) % TOKENS_PER_MAILBOX;
      headers.authorization = `Bearer ${innerToken(address, turn)}`;
    }
    const body = content.data !== undefined && content.data.length > 0 ? content.data : undefined;
    const answer = await fetch(`${url}${path}`, { method, headers, body, redirect: 'manual' });
    return {
      status: answer.status,
      type: answer.headers.get('content-type') ?? '',
      location: answer.headers.get('location') ?? undefined,
      data: Buffer.from(await answer.arrayBuffer()),
    };
  };
  return {
    url,
    call,
    async gmail(address, method, path, body) {
      const content = body === undefined ? {} : { type: 'application/json', data: JSON.stringify(body) };
      const answer = await call(address, method, `/gmail/v1/users/me/${path}`, content);
      const text = answer.data.toString('utf8');
      return { status: answer.status, body: text ? JSON.parse(text) : undefined };
    },
  };
}
