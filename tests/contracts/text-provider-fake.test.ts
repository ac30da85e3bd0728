import { createTurnableClock } from '../../src/kernel/clock.ts';
import { createFakeTextProvider } from '../support/fake-text-provider.ts';
import { describeTextProvider } from './text-provider.ts';

describeTextProvider('the fake', async () => {
  const clock = createTurnableClock(Date.UTC(2026, 10, 3, 9));
  const template = {
    sid: 'HX1',
    name: 'hello',
    body: 'Hello {{1}}.',
    gaps: { '1': 'first_name' },
    category: 'marketing' as const,
    language: 'en',
  };
  const fake = createFakeTextProvider({ clock, templates: [template] });
  return {
    texts: fake.texts,
    calls: fake.calls,
    since: clock.now() - 1,
    delivered: () => fake.sent.map(({ channel, to, text }) => ({ channel, to, text })),
    receive: async (text) => void fake.receive(text),
    report: async (id, status) => void fake.report(id, status),
    failNext: (how) => fake.fail('send', how),
    template: { sid: 'HX1', variables: { '1': 'Ada' }, text: 'Hello Ada.' },
    close: async () => undefined,
  };
});
