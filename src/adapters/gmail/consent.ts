import { z } from 'zod';
import type { MailConsent } from '../../features/channels/ports.ts';
import { NotConnected } from '../../kernel/errors.ts';
import type { GmailConfig } from './client.ts';
import { translate } from './errors.ts';

/** To make drafts, send them and read what comes back; whose mailbox it is. */
const SCOPES = ['openid', 'email', 'https://www.googleapis.com/auth/gmail.modify'];
const profileSchema = z.object({ emailAddress: z.string().min(3) });
const TIMEOUT_MS = 10_000;
/** The name of the method, which the SDK keeps in an enum of its own. */
const S256: string = 'S256';

/** Google's consent for one person's own mailbox, by its own SDK. */
export function createConsent(config: GmailConfig): MailConsent {
  const base = config.oauthUrl?.replace(/\/+$/, '');

  async function account(redirectUri: string) {
    const { auth } = await import('@googleapis/gmail');
    const endpoints = {
      oauth2AuthBaseUrl: `${base}/o/oauth2/v2/auth`,
      oauth2TokenUrl: `${base}/token`,
      oauth2RevokeUrl: `${base}/revoke`,
    };
    const { clientId, clientSecret } = config;
    const transporterOptions = { timeout: TIMEOUT_MS, retry: false };
    return new auth.OAuth2({ clientId, clientSecret, redirectUri, transporterOptions, ...(base ? { endpoints } : {}) });
  }

  return {
    async urlFor({ state, challenge, redirectUri, hint }) {
      const client = await account(redirectUri);
      type Ask = NonNullable<Parameters<typeof client.generateAuthUrl>[0]>;
      return client.generateAuthUrl({
        access_type: 'offline',
        // Google gives a lasting token the first time only, unless it asks again.
        prompt: 'consent',
        scope: SCOPES,
        state,
        code_challenge: challenge,
        code_challenge_method: S256 as Ask['code_challenge_method'],
        ...(hint ? { login_hint: hint } : {}),
      });
    },

    async redeem({ code, verifier, redirectUri }) {
      try {
        const client = await account(redirectUri);
        const { tokens } = await client.getToken({ code, codeVerifier: verifier, redirect_uri: redirectUri });
        if (!tokens.refresh_token)
          throw new NotConnected('Google gave no lasting permission. Please connect once more and allow it.');
        client.setCredentials(tokens);
        const { gmail } = await import('@googleapis/gmail');
        const rootUrl = config.apiUrl ? { rootUrl: `${config.apiUrl.replace(/\/+$/, '')}/` } : {};
        const api = gmail({ version: 'v1', auth: client, ...rootUrl, timeout: TIMEOUT_MS, retry: false });
        const profile = profileSchema.parse((await api.users.getProfile({ userId: 'me' })).data);
        return {
          address: profile.emailAddress,
          credentials: JSON.stringify({ refreshToken: tokens.refresh_token }),
        };
      } catch (error) {
        throw translate(error, 'reads');
      }
    },

    async revoke(credentials) {
      const { refreshToken } = z.object({ refreshToken: z.string() }).parse(JSON.parse(credentials));
      try {
        await (await account('')).revokeToken(refreshToken);
      } catch (error) {
        throw translate(error, 'reads');
      }
    },
  };
}
