import type { LinkedinProvider } from '../../features/channels/ports.ts';
import { accessTokenOf, apiBase, type ClientOptions, type LinkedinConfig, post } from './client.ts';

/**
 * LinkedIn's Messages API, which is open to teams that LinkedIn has approved and to nobody else:
 * https://learn.microsoft.com/en-us/linkedin/shared/integrations/communications/messages
 *
 * The public page names the fields (`recipients`, person URNs; `body`; `messageType`) and asks for X-Restli-Protocol-Version 2.0.0. Not
 * certain without an approved app: the versioned path `/rest/messages` in place of the older `/v2/messages`, the value of `messageType`
 * for a message between members, and which header of the answer holds the id. An id that is missing harms nothing: what was created was sent.
 */
export function createLinkedin(config: LinkedinConfig, options: ClientOptions = {}): LinkedinProvider {
  return {
    async send(credentials, { to, text }) {
      const headers = {
        authorization: `Bearer ${accessTokenOf(credentials)}`,
        'content-type': 'application/json',
        'linkedin-version': config.version,
        'x-restli-protocol-version': '2.0.0',
      };
      const body = JSON.stringify({ recipients: [to], messageType: 'MEMBER_TO_MEMBER', body: text });
      const url = new URL('rest/messages', apiBase(config));
      const response = await post(url, { headers, body }, { purpose: 'sends', ...options });
      // Its words are not read: the headers say all, and a body that breaks off would put a sent message in doubt.
      await response.body?.cancel().catch(() => undefined);
      const id = response.headers.get('x-restli-id') ?? response.headers.get('x-linkedin-id');
      return id ? { providerMessageId: id.slice(0, 200) } : {};
    },
  };
}
