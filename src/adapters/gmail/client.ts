import { createHash } from 'node:crypto';
import type { gmail_v1 } from '@googleapis/gmail';
import { z } from 'zod';
import type { MailboxAccess } from '../../features/channels/ports.ts';
import { NotConnected } from '../../kernel/errors.ts';

export interface GmailConfig {
  clientId: string;
  clientSecret: string;
  /** Base address of the API; Google's own without it. */
  apiUrl?: string;
  /** Base address of the sign-in pages and tokens: `/o/oauth2/v2/auth`, `/token`, `/revoke`. */
  oauthUrl?: string;
}

export type GmailClient = gmail_v1.Gmail;

const credentialsSchema = z.object({ refreshToken: z.string().min(1) });
const TIMEOUT_MS = 10_000;

function refreshTokenOf(mailbox: MailboxAccess): string {
  try {
    return credentialsSchema.parse(JSON.parse(mailbox.credentials)).refreshToken;
  } catch {
    // The cause would carry the credentials.
    throw new NotConnected('The stored permission of this mailbox is incomplete. Please connect the mailbox again.');
  }
}

/**
 * Clients by Google's own SDK, which is loaded on first use; one for a mailbox, so that its access token is renewed once for all.
 * Nothing is tried again in here: whoever calls decides from the class of the error.
 */
export function createClients(config: GmailConfig, options: { fetch?: typeof fetch; timeoutMs?: number } = {}) {
  const clients = new Map<string, { fingerprint: string; client: Promise<GmailClient> }>();
  const transport = {
    timeout: options.timeoutMs ?? TIMEOUT_MS,
    retry: false,
    fetchImplementation: options.fetch ?? globalThis.fetch,
  };

  async function connect(refreshToken: string): Promise<GmailClient> {
    const { auth, gmail } = await import('@googleapis/gmail');
    const base = config.oauthUrl?.replace(/\/+$/, '');
    const endpoints = {
      oauth2AuthBaseUrl: `${base}/o/oauth2/v2/auth`,
      oauth2TokenUrl: `${base}/token`,
      oauth2RevokeUrl: `${base}/revoke`,
    };
    const { clientId, clientSecret } = config;
    const account = new auth.OAuth2({
      clientId,
      clientSecret,
      transporterOptions: transport,
      ...(base ? { endpoints } : {}),
    });
    account.setCredentials({ refresh_token: refreshToken });
    const rootUrl = config.apiUrl ? { rootUrl: `${config.apiUrl.replace(/\/+$/, '')}/` } : {};
    return gmail({ version: 'v1', auth: account, ...rootUrl, ...transport });
  }

  return {
    /** Throws NotConnected for credentials that can't be read. */
    of(mailbox: MailboxAccess): Promise<GmailClient> {
      const refreshToken = refreshTokenOf(mailbox);
      const fingerprint = createHash('sha256').update(refreshToken).digest('base64');
      const known = clients.get(mailbox.address);
      if (known?.fingerprint === fingerprint) return known.client;
      const client = connect(refreshToken);
      clients.set(mailbox.address, { fingerprint, client });
      client.catch(() => clients.delete(mailbox.address));
      return client;
    },
    /** The next call begins with the refresh token again. */
    forget(mailbox: MailboxAccess): void {
      clients.delete(mailbox.address);
    },
  };
}
