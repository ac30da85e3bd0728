import { createGmail } from '../../../src/adapters/gmail/index.ts';
import { createTurnableClock } from '../../../src/kernel/clock.ts';
import { silentLogger } from '../../../src/kernel/logger.ts';
import { startMail } from '../../../src/simulator/mail/index.ts';
import { describeMailProvider } from '../../contracts/mail-provider.ts';
import { googleError, REP, startGoogle } from './google.ts';

const PATHS = {
  createDraft: /POST .*\/drafts(\?|$)/,
  sendDraft: /POST .*\/drafts\/send/,
  changesSince: /GET .*\/history/,
};
const REFUSALS = {
  rate_limited: googleError(403, 'userRateLimitExceeded'),
  not_connected: googleError(401, 'authError'),
  refused: googleError(400, 'invalidArgument', 'Invalid To header'),
};

describeMailProvider('Gmail over the emulator', async () => {
  const google = await startGoogle();
  return {
    provider: google.provider(),
    mailbox: google.mailbox,
    delivered: google.delivered,
    failNext: (call, how) =>
      google.fail({ on: PATHS[call], taken: how === 'after', answer: googleError(503, 'backendError') }),
    // A refused token is renewed and tried once more by the SDK, so the refusal has to hold for two calls.
    refuseNext: (call, how) =>
      google.fail({ on: PATHS[call], answer: REFUSALS[how], times: how === 'not_connected' ? 2 : 1 }),
    async receive({ answers, ...mail }) {
      await google.receive({ ...mail, to: REP, inReplyTo: answers?.messageId, references: answers?.messageId });
    },
    writeByHand: google.writeByHand,
    async forgetHistory() {
      google.fail({ on: PATHS.changesSince, answer: googleError(404, 'notFound') });
    },
    stop: google.stop,
  };
});

for (const modes of [{}, { rewritesMessageIds: true, searchLagMs: 120_000 }]) {
  describeMailProvider(`Gmail over the simulator's mail, ${JSON.stringify(modes)}`, async () => {
    const mail = await startMail({
      port: 0,
      clock: createTurnableClock(Date.UTC(2026, 10, 3, 9)),
      logger: silentLogger,
      mailboxes: [{ userId: 'U0REP00001', address: REP, name: 'Rosa Quint' }],
      modes,
    });
    const operations = { createDraft: 'drafts.create', sendDraft: 'drafts.send', changesSince: 'history' } as const;
    return {
      provider: createGmail({
        clientId: mail.clientId,
        clientSecret: mail.clientSecret,
        apiUrl: mail.googleApiUrl,
        oauthUrl: mail.googleOauthUrl,
      }),
      mailbox: { address: REP, credentials: JSON.stringify(mail.credentialsOf(REP)) },
      async delivered() {
        return mail.sentMessages(REP).map((one) => ({
          to: one.to.map((to) => to.address).join(),
          subject: one.subject,
          text: one.text.trimEnd(),
          touchKey: one.headers['x-touch-id'],
          references: one.references,
        }));
      },
      failNext: (call, how) => mail.failNext(operations[call], 'error500', { taken: how === 'after' }),
      refuseNext(call, how) {
        if (how === 'not_connected') mail.failNext(operations[call], 'unauthorized401', { times: 2 });
        if (how === 'rate_limited') mail.failNext(operations[call], 'rate429');
      },
      refusesMails: false,
      async receive({ answers, from, ...rest }) {
        await mail.deliver({ ...rest, from: { name: '', address: from }, to: REP, inReplyTo: answers?.messageId });
      },
      async writeByHand({ to, ...rest }) {
        await mail.sendByHand({ ...rest, from: REP, to: { name: '', address: to } });
      },
      async forgetHistory() {
        mail.failNext('history', 'not_found404');
      },
      stop: mail.stop,
    };
  });
}
