import type { LinkedinPorts } from '../../src/features/channels/index.ts';
import { DAY_MS } from '../../src/kernel/clock.ts';
import {
  Denied,
  InvalidInput,
  NotConnected,
  RateLimited,
  Unavailable,
  UnknownOutcome,
} from '../../src/kernel/errors.ts';

/** `lost_after`: taken, and no answer came. `lost_before`: not taken, and no answer came. */
export type LinkedinFault =
  | 'lost_after'
  | 'lost_before'
  | 'not_allowed'
  | 'refused'
  | 'rate_limited'
  | 'revoked'
  | 'unreachable'
  | 'broken';

/** LinkedIn in memory: whoever asks is granted a token of their own at once. */
export function createFakeLinkedin() {
  const sent: { credentials: string; to: string; text: string }[] = [];
  const revoked: string[] = [];
  let fault: LinkedinFault | undefined;
  let counter = 0;
  let atCall: (() => Promise<void>) | undefined;

  const ports: LinkedinPorts = {
    redirect: { uri: 'http://127.0.0.1:9/oauth/linkedin/callback', isPublic: false },
    consent: {
      urlFor: async ({ state }) => `http://127.0.0.1:9/oauth/v2/authorization?state=${state}`,
      async redeem({ code }) {
        if (code === 'refused') throw new NotConnected('LinkedIn did not give its permission.');
        return { credentials: JSON.stringify({ accessToken: code }), expiresInMs: 60 * DAY_MS };
      },
      revoke: async (credentials) => void revoked.push(credentials),
    },
    provider: {
      async send(credentials, message) {
        await atCall?.();
        const how = fault;
        fault = undefined;
        if (how === 'not_allowed') throw new Denied('LinkedIn does not let this message through.');
        if (how === 'refused') throw new InvalidInput('LinkedIn does not take this message as it is.');
        if (how === 'rate_limited') throw new RateLimited('LinkedIn asks for a pause.', 60_000);
        if (how === 'revoked') throw new NotConnected('LinkedIn no longer accepts your permission.');
        if (how === 'unreachable') throw new Unavailable('LinkedIn could not be reached.');
        if (how === 'lost_before') throw new UnknownOutcome('No answer came.');
        sent.push({ credentials, ...message });
        if (how === 'lost_after') throw new UnknownOutcome('No answer came.');
        if (how === 'broken') throw new TypeError('a mistake of ours, after it was taken');
        counter += 1;
        return { providerMessageId: `message-${counter}` };
      },
    },
  };

  return {
    ports,
    sent,
    revoked,
    fail(how: LinkedinFault): void {
      fault = how;
    },
    /** Done while the call is on its way. */
    during(work: (() => Promise<void>) | undefined): void {
      atCall = work;
    },
  };
}
