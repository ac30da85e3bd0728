import { z } from 'zod';
import { NotConnected } from '../../kernel/errors.ts';
import { failureOf, type Purpose, translate } from './errors.ts';

export interface LinkedinConfig {
  clientId: string;
  clientSecret: string;
  /** What LinkedIn has granted to the app; the names of restricted permissions come with the approval. */
  scope: string;
  /** Month of the API's version, such as 202609; LinkedIn ends old ones after about a year. */
  version: string;
  /** Base address of the API; LinkedIn's own without it. */
  apiUrl?: string;
  /** Base address of the sign-in page and tokens: `/oauth/v2/authorization`, `/oauth/v2/accessToken`, `/oauth/v2/revoke`. */
  oauthUrl?: string;
}

export interface ClientOptions {
  timeoutMs?: number;
}

const credentialsSchema = z.object({ accessToken: z.string().min(1) });
const TIMEOUT_MS = 10_000;

export const sealed = (accessToken: string): string => JSON.stringify({ accessToken });

export function accessTokenOf(credentials: string): string {
  try {
    return credentialsSchema.parse(JSON.parse(credentials)).accessToken;
  } catch {
    // The cause would carry the credentials.
    throw new NotConnected('The stored LinkedIn permission is incomplete. Please connect LinkedIn again.');
  }
}

export const apiBase = (config: LinkedinConfig): string => config.apiUrl ?? 'https://api.linkedin.com/';
export const oauthBase = (config: LinkedinConfig): string => config.oauthUrl ?? 'https://www.linkedin.com/';

/** One POST, once. A redirect is not followed: what it did to the message would not be known. */
export async function post(
  url: URL,
  request: { headers: Record<string, string>; body: string },
  how: { purpose: Purpose } & ClientOptions,
): Promise<Response> {
  try {
    const signal = AbortSignal.timeout(how.timeoutMs ?? TIMEOUT_MS);
    const response = await fetch(url, { method: 'POST', redirect: 'manual', signal, ...request });
    if (!response.ok) throw await failureOf(response);
    return response;
  } catch (error) {
    throw translate(error, how.purpose);
  }
}
