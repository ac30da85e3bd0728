import { createLinkedin } from '../../../src/adapters/linkedin/index.ts';
import { describeLinkedinProvider } from '../../contracts/linkedin-provider.ts';
import { type LinkedinStandInFault, startLinkedin } from '../../support/linkedin-stand-in.ts';

const FAULTS: Record<'lost_after' | 'lost_before' | 'not_allowed' | 'refused' | 'rate_limited', LinkedinStandInFault> =
  {
    lost_after: { status: 500, isTaken: true },
    lost_before: { status: 503 },
    not_allowed: { status: 403 },
    refused: { status: 422 },
    rate_limited: { status: 429 },
  };

describeLinkedinProvider('LinkedIn’s Messages API', async () => {
  const standIn = await startLinkedin();
  const token = standIn.token();
  return {
    provider: createLinkedin(standIn.config),
    credentials: JSON.stringify({ accessToken: token }),
    delivered: () =>
      standIn.messages.map(({ body }) => {
        const { recipients, body: text } = body as { recipients: string[]; body: string };
        return { to: recipients.join(), text };
      }),
    async failNext(how) {
      if (how === 'revoked') standIn.revoke(token);
      else if (how === 'unreachable') await standIn.stop();
      else standIn.failNext(FAULTS[how]);
    },
    close: () => standIn.stop(),
  };
});
