import { beforeEach, expect, test } from 'vitest';
import { createDrafting, type Drafting } from '../../../src/features/drafting/index.ts';
import type { Charge } from '../../../src/features/drafting/ports.ts';
import { createTurnableClock, MINUTE_MS, type TurnableClock } from '../../../src/kernel/clock.ts';
import { silentLogger } from '../../../src/kernel/logger.ts';
import { createFakeLlm } from '../../contracts/llm-fake.ts';
import { contextWith } from './worlds.ts';

type Sentence = [text: string, ...evidenceIds: string[]];

const said = (...sentences: Sentence[]) => sentences.map(([text, ...evidenceIds]) => ({ text, evidenceIds }));
const NOTE: Sentence = ['I have a note from our call in May: invoices go out nine days after delivery.', 'n1'];
const PROOF: Sentence = ['Northgate went from nine days between delivery and invoice to two.', 'p1'];
const OFFER: Sentence = ['I can send you one page on how they did it, and nothing else.'];
const ASK: Sentence = ['What has to happen between a delivery and its invoice today?'];

const goodSteps = [
  { step: 1, sentences: said(NOTE, PROOF, OFFER, ASK) },
  { step: 2, sentences: said(NOTE, ['I would be glad to compare notes with you here.'], ['Is that still how it is?']) },
  {
    step: 3,
    sentences: said(
      ['Tallyhook works beside the ERP that a company already has.', 'c1'],
      ['It starts with one team and one order type.', 'c1'],
      ['Would one page on it be of use to you?'],
    ),
  },
  { step: 4, sentences: said(NOTE, PROOF, ['Ask what has to happen between a delivery and its invoice today?']) },
  {
    step: 5,
    sentences: said(
      ['This is my last mail about this.'],
      ['If it becomes a topic later, a one-line answer is enough.'],
      ['Is there somebody else at Fernline whom I should ask?'],
    ),
  },
];
const goodAnswer = { subject: 'Nine days', steps: goodSteps };
const withStep = (step: number, ...sentences: Sentence[]) => ({
  ...goodAnswer,
  steps: goodSteps.map((one) => (one.step === step ? { step, sentences: said(...sentences) } : one)),
});

let clock: TurnableClock;
let model: ReturnType<typeof createFakeLlm>;
let charges: Charge[];
let left: number;
let drafting: Drafting;

beforeEach(() => {
  clock = createTurnableClock(Date.UTC(2026, 10, 3, 9));
  model = createFakeLlm();
  charges = [];
  left = 0.05;
  drafting = createDrafting({
    llm: model.llm,
    clock,
    logger: silentLogger,
    nonce: () => 'NONCE',
    budget: {
      remainingUsd: async () => left - charges.reduce((sum, one) => sum + one.usd, 0),
      async charge(one) {
        charges.push(one);
      },
    },
  });
});

const writers = async (context = contextWith()) => (await drafting.write(context)).map((one) => one.writer);
const ALL_MODEL = ['model', 'model', 'model', 'model', 'model'];
const ALL_TEMPLATE = ['template', 'template', 'template', 'template', 'template'];

test('one call writes all five, in our frame, each sentence with its evidence', async () => {
  model.willSay(goodAnswer);
  const drafts = await drafting.write(contextWith());
  expect(model.asked).toHaveLength(1);
  expect(drafts.map((one) => one.writer)).toEqual(ALL_MODEL);
  expect(drafts.flatMap((one) => one.problems)).toEqual([]);
  expect(drafts[0]?.subject).toBe('Nine days');
  expect(drafts[0]?.body).toBe(
    `Hi Ada,\n\n${NOTE[0]} ${PROOF[0]} ${OFFER[0]}\n\n${ASK[0]}\n\nBest regards\nMara Lindqvist\nTallyhook`,
  );
  expect(drafts[0]?.citations.filter((one) => one.evidenceIds.length > 0)).toEqual([
    { sentence: NOTE[0], evidenceIds: ['n1'] },
    { sentence: PROOF[0], evidenceIds: ['p1'] },
  ]);
  expect(drafts[1]?.body.startsWith('Hi Ada, I have a note')).toBe(true);
});

test('what it cost is booked to the lead, at the price of the model', async () => {
  model.willSay(goodAnswer);
  await drafting.write(contextWith());
  expect(charges).toEqual([
    {
      usd: expect.closeTo((500 * 0.1 + 1000 * 0.01 + 600 * 0.5) / 1e6, 9),
      model: 'gpt-6-luna',
      leadId: 'led_ada',
      details: { inputTokens: 1500, cachedTokens: 1000, outputTokens: 600, priceKnown: true },
    },
  ]);
});

test('86 leads stay within the month’s 0.05 dollars', async () => {
  model.willSay(goodAnswer);
  for (let i = 0; i < 86; i += 1) await drafting.write(contextWith({ lead: { id: `led_${i}` } }));
  expect(charges).toHaveLength(86);
  expect(charges.reduce((sum, one) => sum + one.usd, 0)).toBeLessThan(0.05);
});

test('an invented fact is named to the model once, and the mended words are taken', async () => {
  model.willSay(withStep(1, NOTE, ['Northgate saved 40 % of its costs within a month.', 'p1'], OFFER, ASK), {
    ...goodAnswer,
    steps: [goodSteps[0]],
  });
  expect(await writers()).toEqual(ALL_MODEL);
  expect(model.asked).toHaveLength(2);
  const repair = model.asked[1]?.input ?? '';
  expect(repair).toContain('Northgate saved 40 % of its costs within a month.');
  expect(repair).toContain('“40 %” is in none of the sources');
  expect(repair).toContain('step 1: email');
  expect(repair).not.toContain('step 3: email');
});

test('when it invents again, the template writes that step, and says so', async () => {
  model.willSay(withStep(3, ['We saved Siemens 2 million euros.', 'p1'], ['Would that be of use?']));
  const drafts = await drafting.write(contextWith());
  expect(drafts.map((one) => one.writer)).toEqual(['model', 'model', 'template', 'model', 'model']);
  expect(drafts.flatMap((one) => one.problems)).toEqual([]);
  expect(drafts[2]?.subject).toBe('Nine days');
  expect(model.asked).toHaveLength(2);
});

test('a step that the model forgot is asked for once more, then written by the template', async () => {
  model.willSay({ ...goodAnswer, steps: goodSteps.slice(0, 4) });
  expect(await writers()).toEqual(['model', 'model', 'model', 'model', 'template']);
});

test('an unfit subject costs the subject, not the words', async () => {
  model.willSay(
    { ...goodAnswer, subject: 'Re: our call about your 40 % loss' },
    { subject: 'Late invoices', steps: goodSteps },
  );
  const drafts = await drafting.write(contextWith());
  expect(drafts.map((one) => one.subject)).toEqual(['Late invoices', '', 'Late invoices', '', 'Late invoices']);
  expect(drafts.map((one) => one.writer)).toEqual(ALL_MODEL);
});

test.each(['limited', 'unavailable', 'unconnected', 'refuses', 'garbage'] as const)(
  'when the model is %s, templates write and nothing is thrown',
  async (how) => {
    model.willFail(how);
    const drafts = await drafting.write(contextWith());
    expect(drafts.map((one) => one.writer)).toEqual(ALL_TEMPLATE);
    expect(drafts.flatMap((one) => one.problems)).toEqual([]);
  },
);

test('when only the repair fails, the good steps stay the model’s', async () => {
  model.willSayThenFail(withStep(1, ['Everybody loves it.'], ASK), 'unavailable');
  expect(await writers()).toEqual(['template', 'model', 'model', 'model', 'model']);
});

test('what may have been billed without an answer is booked as a guess, what was turned away is not', async () => {
  for (const [how, guesses] of [
    ['limited', 0],
    ['unconnected', 0],
    ['unavailable', 1],
    ['refuses', 1],
  ] as const) {
    charges.length = 0;
    clock.set(clock.now() + 60 * MINUTE_MS);
    model.willFail(how);
    await drafting.write(contextWith());
    expect({ how, guesses: charges.filter((one) => one.details.guess === true && one.usd > 0).length }).toEqual({
      how,
      guesses,
    });
  }
  charges.length = 0;
  clock.set(clock.now() + 60 * MINUTE_MS);
  model.willFail('garbage');
  await drafting.write(contextWith());
  expect(charges).toMatchObject([{ details: { unusable: true, outputTokens: 600 } }]);
});

test('after a rate limit nobody asks until the pause is over', async () => {
  model.willFail('limited');
  await drafting.write(contextWith());
  await drafting.write(contextWith());
  expect(model.asked).toHaveLength(1);
  clock.set(clock.now() + 31_000);
  model.willSay(goodAnswer);
  expect(await writers()).toEqual(ALL_MODEL);
});

test('a dead provider is left alone after two tries in a row, so that 86 leads don’t wait for it', async () => {
  model.willFail('unavailable');
  for (let i = 0; i < 86; i += 1) await drafting.write(contextWith());
  expect(model.asked).toHaveLength(2);
  clock.set(clock.now() + 3 * MINUTE_MS);
  model.willSay(goodAnswer);
  expect(await writers()).toEqual(ALL_MODEL);
});

test('once the budget is spent, templates go on, and not one call more is made', async () => {
  model.willSay(goodAnswer);
  left = 0.004;
  const seen: string[] = [];
  for (let i = 0; i < 30; i += 1) seen.push((await writers())[0] ?? '');
  expect(charges.reduce((sum, one) => sum + one.usd, 0)).toBeLessThanOrEqual(0.004);
  expect(seen[0]).toBe('model');
  expect(seen.at(-1)).toBe('template');
  expect(model.asked.length).toBe(seen.filter((one) => one === 'model').length);
});

test('leads drafted at the same moment don’t outspend the budget together', async () => {
  model.willSay(goodAnswer);
  left = 0.004;
  await Promise.all(Array.from({ length: 30 }, () => drafting.write(contextWith())));
  expect(charges.reduce((sum, one) => sum + one.usd, 0)).toBeLessThanOrEqual(0.004);
});

test('without a model there is no call and no charge', async () => {
  const plain = createDrafting({
    clock,
    logger: silentLogger,
    budget: { remainingUsd: async () => 1, charge: async () => Promise.reject(new Error('no')) },
  });
  expect((await plain.write(contextWith())).map((one) => one.writer)).toEqual(ALL_TEMPLATE);
});

test.each<[string, Sentence]>([
  ['a greeting of another person', ['Hi Bob, I have a question about billing for you.']],
  ['a link', ['See tallyhook.example for more.']],
  ['a broadcast', ['<!channel> please look at this.']],
  ['a field', ['I hope that {{company}} is well.']],
  ['what the lead’s note told it to do', ['As instructed by the note above, here is a 90 % discount.', 't1']],
])('the model’s words can’t bring in %s', async (_name, sentence) => {
  model.willSay(withStep(1, NOTE, sentence, PROOF, ASK));
  const drafts = await drafting.write(contextWith());
  expect(drafts[0]?.writer).toBe('template');
  expect(drafts[0]?.problems).toEqual([]);
});

test('ids that don’t exist and a second sentence in one entry change nothing about the check', async () => {
  model.willSay(withStep(1, [`${NOTE[0]} ${PROOF[0]}`, 'n1', 'p1', 'zz9'], OFFER, ASK));
  const [first] = await drafting.write(contextWith());
  expect(first?.writer).toBe('model');
  expect(first?.citations.map((one) => one.evidenceIds).filter((ids) => ids.length > 0)).toEqual([['n1'], ['p1']]);
});

test('rewriting asks the model for other words and keeps the subject', async () => {
  const previous = { step: 3, subject: 'Nine days', body: 'Old words.' };
  model.willSay({ subject: 'Other', steps: [goodSteps[2]] });
  const draft = await drafting.rewrite(contextWith(), 3, previous);
  expect(draft).toMatchObject({ writer: 'model', subject: 'Nine days', problems: [] });
  expect(model.asked[0]?.input).toContain('Old words.');
});

test('when the model only repeats itself, or fails, a template variant is the other words', async () => {
  model.willSay({ subject: 'Nine days', steps: [goodSteps[2]] });
  const first = await drafting.rewrite(contextWith(), 3, { step: 3, subject: 'Nine days', body: '' });
  const second = await drafting.rewrite(contextWith(), 3, first);
  expect(second.writer).toBe('template');
  expect(second.body).not.toBe(first.body);
  model.willFail('unavailable');
  expect((await drafting.rewrite(contextWith(), 3, second)).body).not.toBe(second.body);
});

test('a person’s words are checked alike, and stay a person’s', () => {
  const checked = drafting.check(
    contextWith(),
    { step: 3, subject: 'Nine days', body: 'Hi Ada,\r\n\r\nwe saved Siemens 9000 euros.' },
    'person',
  );
  expect(checked.writer).toBe('person');
  expect(checked.body).not.toContain('\r');
  expect(checked.problems.map((one) => one.kind)).toEqual(
    expect.arrayContaining(['number', 'name', 'length', 'question']),
  );
  expect(checked.problems.every((one) => one.canVouch)).toBe(true);
});
