import { createTurnableClock } from '../../src/kernel/clock.ts';
import { createFakeMailProvider } from '../support/fake-mail-provider.ts';
import { describeMailProvider } from './mail-provider.ts';

const REP = 'rosa@tallyhook.example';

for (const rewritesMessageIds of [true, false]) {
  describeMailProvider(rewritesMessageIds ? 'the fake that rewrites Message-IDs' : 'the fake', async () => {
    const fake = createFakeMailProvider({ clock: createTurnableClock(Date.UTC(2026, 10, 3, 9)), rewritesMessageIds });
    return {
      provider: fake.provider,
      mailbox: { address: REP, credentials: '{}' },
      async delivered() {
        return fake.sent.map((mail) => ({
          to: mail.to.address,
          subject: mail.subject,
          text: mail.text,
          touchKey: mail.touchKey,
          references: mail.thread?.references ?? [],
        }));
      },
      failNext: (call, how) => void fake.fail(call, how === 'after' ? 'lost_after' : 'lost_before'),
      refuseNext: (call, how) => void fake.fail(call, how === 'not_connected' ? 'grant_dead' : how),
      async receive({ answers, ...mail }) {
        const about = fake.sent.find((one) => one.sent.messageId === answers?.messageId);
        fake.deliver({ ...mail, to: REP, answers: about ?? 'none' });
      },
      async writeByHand(mail) {
        fake.writeByHand(REP, mail);
      },
      async forgetHistory() {
        fake.forgetHistory();
      },
      async stop() {
        fake.release();
      },
    };
  });
}
