import { expect, test } from 'vitest';
import { describeTextProvider } from '../../contracts/text-provider.ts';
import { twilioStage } from './stand-in.ts';

const FAULTS = {
  lost_after: { status: 500, taken: true },
  lost_before: { status: 503, taken: false },
  opted_out: { code: 21610 },
  refused: { code: 21614 },
  rate_limited: { code: 20429, status: 429 },
} as const;

describeTextProvider('Twilio, by its own SDK', async () => {
  const { standIn, twilio } = await twilioStage();
  if (!twilio.calls) throw new Error('no number to call from');
  return {
    texts: twilio.texts,
    calls: twilio.calls,
    since: Date.now() - 60_000,
    delivered: () => standIn.sentTexts().map(({ channel, to, body }) => ({ channel, to, text: body })),
    receive: async (text) => void (await standIn.receive(text)),
    report: (id, status) => standIn.report(id, status),
    failNext: (how) => standIn.failNext(FAULTS[how]),
    template: {
      sid: `HX${'1'.repeat(32)}`,
      variables: { '1': 'Ada', '2': 'Rosa', '3': 'Tallyhook', '4': 'How long does an invoice take?' },
      text: 'Hello Ada, this is Rosa of Tallyhook. How long does an invoice take? I would be glad to send you a few lines on it here. If you would rather not hear from me, say no and I will not write again.',
    },
    close: () => standIn.stop(),
  };
});

test('shows all that came in, however many, the oldest first', async () => {
  const { standIn, twilio } = await twilioStage();
  for (let i = 0; i < 230; i += 1) await standIn.receive({ channel: 'sms', from: '+442079460123', text: `No ${i}` });
  const found = await twilio.texts.received('sms', Date.now() - 600_000);
  expect(new Set(found.map((one) => one.text)).size).toBe(230);
  await standIn.stop();
});
