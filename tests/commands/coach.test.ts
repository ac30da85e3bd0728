import { afterEach, beforeEach, expect, test } from 'vitest';
import { coach } from '../../commands/coach.ts';
import type { Features } from '../../src/slack/features.ts';
import { answerMessage } from '../../src/slack/listeners/assistant.ts';
import { type SlackWorld, slackWorld } from '../slack/slack-world.ts';
import { rep } from '../support/people.ts';

let world: SlackWorld;
beforeEach(async () => {
  const prepare = async () => ({
    headline: 'Ada Byron, before the call',
    points: [{ key: 'p', kind: 'note', text: 'Invoices go out late', quote: 'nine <days>' }],
  });
  world = await slackWorld({ features: { coaching: { prepare } } as unknown as Partial<Features> });
  await world.leads.add(rep, { firstName: 'Ada', lastName: 'Byron', email: 'ada@fernline.example' });
  await world.leads.add(rep, { firstName: 'Callum', lastName: 'Reid', email: 'callum@fernline.example' });
});
afterEach(() => world.close());

const run = (text: string) => coach.run({ member: rep, text, onceKey: text }, world.features);
const ask = (text: string) => answerMessage(text, rep, world.features);

test('without a name it asks for one', async () => {
  expect((await run('')).say?.text).toContain('For whom?');
  expect((await run('prepare')).say?.text).toContain('For whom?');
});

test.each(['ada', 'prepare ada byron', 'prepare me for Ada'])(
  '“%s” prepares for that lead, quoting words as they are',
  async (text) => {
    const { say } = await run(text);
    expect(say?.text).toBe('Ada Byron, before the call');
    expect(JSON.stringify(say?.blocks)).toContain('nine &lt;days&gt;');
  },
);

test.each([
  'Prepare me for Ada',
  'please prepare me for a call with Ada Byron.',
  'prep ada byron?',
  'brief me on the meeting with Ada',
  'Prepare me for Callum Reid',
])('in a message, “%s” does the same', async (text) => {
  expect((await ask(text)).say?.text).toBe('Ada Byron, before the call');
});

test('anything else is answered with what it can do, and never with an invention', async () => {
  const { say } = await ask('Will Ada buy?');
  expect(say?.text).toContain('I can’t answer that yet, Rosa');
});
