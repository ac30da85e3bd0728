import { createFakeLinkedin } from '../support/fake-linkedin.ts';
import { describeLinkedinProvider } from './linkedin-provider.ts';

describeLinkedinProvider('the fake', async () => {
  const fake = createFakeLinkedin();
  return {
    provider: fake.ports.provider,
    credentials: JSON.stringify({ accessToken: 'a' }),
    delivered: () => fake.sent.map(({ to, text }) => ({ to, text })),
    failNext: async (how) => fake.fail(how),
    close: async () => undefined,
  };
});
