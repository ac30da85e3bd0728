import { z } from 'zod';
import type { Backend } from './backend.ts';
import type { Answer } from './faults.ts';

const issued = z.object({ access_token: z.string() });
const userInfo = z.object({ email: z.string() });

export interface Oauth {
  /** Whose mailbox an Authorization header opens; undefined for a token that was never given or is revoked. */
  mailboxOf(authorization: string | undefined): string | undefined;
  giveToken(form: Buffer, type: string): Promise<Answer>;
  revoke(token: string): Promise<Answer>;
}

/** Tokens are the emulator's; but it takes an unknown one for its first user, so what it gave is kept here. */
export function createOauth(backend: Backend): Oauth {
  const owners = new Map<string, string>();
  return {
    mailboxOf: (authorization) => owners.get((authorization ?? '').replace(/^Bearer\s+/i, '')),
    async giveToken(form, type) {
      const answer = await backend.call(undefined, 'POST', '/oauth2/token', { type, data: form });
      const body: unknown = JSON.parse(answer.data.toString('utf8'));
      const token = issued.safeParse(body);
      if (token.success) {
        const headers = { authorization: `Bearer ${token.data.access_token}` };
        const info = await fetch(`${backend.url}/oauth2/v2/userinfo`, { headers });
        owners.set(token.data.access_token, userInfo.parse(await info.json()).email);
      }
      return { status: answer.status, body };
    },
    async revoke(token) {
      owners.delete(token);
      const content = { type: 'application/x-www-form-urlencoded', data: String(new URLSearchParams({ token })) };
      await backend.call(undefined, 'POST', '/oauth2/revoke', content);
      return { status: 200, body: {} };
    },
  };
}
