import { z } from 'zod';
import type { LinkedinConsent } from '../../features/channels/ports.ts';
import { accessTokenOf, type ClientOptions, type LinkedinConfig, oauthBase, post, sealed } from './client.ts';
import { translate } from './errors.ts';

const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

/**
 * LinkedIn's consent for one member's own account (authorization code flow, three-legged). There is no proof key in it: LinkedIn takes
 * PKCE from native clients only and refuses a web client that sends a verifier, so the state and the client's secret have to do.
 * The token lives about 60 days; refresh tokens are for chosen partners and not asked for, so a member says yes again.
 */
export function createConsent(config: LinkedinConfig, options: ClientOptions = {}): LinkedinConsent {
  const form = (fields: Record<string, string>) => ({
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      ...fields,
      client_id: config.clientId,
      client_secret: config.clientSecret,
    }).toString(),
  });
  const address = (name: string) => new URL(`oauth/v2/${name}`, oauthBase(config));

  return {
    async urlFor({ state, redirectUri }) {
      const url = address('authorization');
      const ask = { response_type: 'code', client_id: config.clientId, redirect_uri: redirectUri, state };
      for (const [name, value] of Object.entries({ ...ask, scope: config.scope })) url.searchParams.set(name, value);
      return url.href;
    },

    async redeem({ code, redirectUri }) {
      const fields = { grant_type: 'authorization_code', code, redirect_uri: redirectUri };
      const response = await post(address('accessToken'), form(fields), { purpose: 'grants', ...options });
      try {
        const { access_token, expires_in } = tokenSchema.parse(await response.json());
        return { credentials: sealed(access_token), expiresInMs: expires_in * 1_000 };
      } catch (error) {
        throw translate(error, 'grants');
      }
    },

    async revoke(credentials) {
      await post(address('revoke'), form({ token: accessTokenOf(credentials) }), { purpose: 'grants', ...options });
    },
  };
}
