import { describe, expect, test } from 'vitest';
import {
  type Account,
  coursesOf,
  feedbackOn,
  headlineOf,
  meaningOf,
  nextStepFor,
  painsIn,
  questionsIn,
} from '../../../src/features/coaching/rules.ts';
import { playbook } from '../../../src/simulator/world/playbook.ts';

const objectionsBy = (...keys: string[]) => playbook.objections.filter((one) => keys.includes(one.key));
const account = (text: string, more: Partial<Account> = {}): Account => ({
  kind: 'call',
  source: 'account',
  text,
  leadFirstName: 'Ada',
  objections: [],
  pains: painsIn(text, playbook.pains),
  painsOnRecord: [],
  ...more,
});
const point = (given: Account, key: string) => feedbackOn(given).points.find((one) => one.key === key);

const GOOD_CALL =
  'I asked what happens when one slips. Ada said two people look for it for a day. I explained the nightly comparison. ' +
  'The price came up: 400 a month is more than we planned, she said. I offered to start with one team and one order type. ' +
  'Agreed to send the one-pager by Friday and to talk again on Tuesday.';

describe('feedback on an account of a call', () => {
  test('names what went well, with the words that it rests on', () => {
    const { points } = feedbackOn(account(GOOD_CALL, { objections: objectionsBy('price') }));
    expect(points).toEqual([
      {
        key: 'open_question',
        kind: 'good',
        text: 'You asked before you answered.',
        quote: 'I asked what happens when one slips.',
      },
      {
        key: 'objection_price',
        kind: 'good',
        text: '“Too expensive” came up and was met.',
        quote: 'I offered to start with one team and one order type.',
      },
      {
        key: 'next_step',
        kind: 'good',
        text: 'Next step agreed.',
        quote: 'Agreed to send the one-pager by Friday and to talk again on Tuesday.',
      },
      {
        key: 'not_judged',
        kind: 'unknown',
        text: 'on length, pace and clarity, as this is your account and no recording.',
      },
    ]);
    expect(headlineOf(points)).toBe('what went well');
  });

  test('names what stayed open, with the playbook’s answer', () => {
    const text =
      'Walked Ada through the comparison for a while and showed the dashboard. She said it is expensive for a team of their size. ' +
      'Later again: no budget before the summer. She will think about it and that was it.';
    const { points } = feedbackOn(account(text, { objections: objectionsBy('price') }));
    expect(points.map((one) => [one.key, one.kind])).toEqual([
      ['open_question', 'try'],
      ['objection_price', 'try'],
      ['next_step', 'try'],
      ['not_judged', 'unknown'],
    ]);
    expect(points[1]).toMatchObject({
      text: expect.stringMatching(/^“Too expensive” came up twice and stayed open\. Playbook: Start with one team/),
      quote: 'She said it is expensive for a team of their size.',
    });
    expect(points[2]?.text).toBe('Next step agreed: none found.');
    expect(headlineOf(points)).toBe('3 things to try');
  });

  test('says that it is not enough in a few words, and nothing more', () => {
    const { points } = feedbackOn(account('Short call, nothing new.'));
    expect(points).toEqual([
      {
        key: 'too_short',
        kind: 'unknown',
        text: 'in so few words. Two or three sentences on who said what give more to go by.',
      },
    ]);
    expect(headlineOf(points)).toBe('not enough to say');
    expect(feedbackOn(account('')).points).toHaveLength(1);
    expect(feedbackOn(account('😀 😀 😀')).points).toHaveLength(1);
  });

  test('takes an agreement out of a few words all the same', () => {
    expect(feedbackOn(account('Quick one. We will talk again on Tuesday.')).points.map((one) => one.key)).toEqual([
      'next_step',
      'too_short',
    ]);
  });

  test('does not take the lead’s questions for ours', () => {
    const filler = 'We went through the month-end list together for ten minutes and looked at the numbers of May.';
    for (const theirs of [
      'Ada asked what it costs and how long it takes.',
      'She wanted to know why it takes three exports?',
      'Ada: What does it cost?',
      'Customer: How long does it take?',
    ]) {
      expect(point(account(`${filler} ${theirs}`), 'open_question')?.kind).toBe('try');
    }
    for (const ours of [
      'I asked how long it takes today.',
      'Me: What happens when one slips?',
      'What happens when one slips?',
      '“What happens when one slips?”',
    ]) {
      expect(point(account(`${filler} ${ours}`), 'open_question')?.kind).toBe('good');
    }
    expect(point(account(`${filler} Is that right?`), 'open_question')?.kind).toBe('try');
  });

  test('suggests the playbook’s question for the pain that was heard, and says when that is not on record', () => {
    const text =
      'Ada told me that invoices go out nine days after delivery. She has three people on it. We looked at the list together and left it there.';
    expect(point(account(text), 'open_question')?.text).toContain(
      'What has to happen between a delivery and its invoice today?',
    );
    expect(point(account(text), 'pain_late_invoices')).toMatchObject({
      kind: 'note',
      text: 'A problem that we solve: invoices go out late. It is not on the lead’s record yet.',
    });
    expect(point(account(text, { painsOnRecord: ['Invoices leave nine days late'] }), 'pain_late_invoices')?.text).toBe(
      'A problem that we solve: invoices go out late.',
    );
  });

  test.each([
    ['Agreed to send the list by Friday.', 'good'],
    ['I will call her next week.', 'good'],
    ['We booked Tuesday at ten.', 'good'],
    ['She will check with her boss and come back on Monday.', 'good'],
    ['Ich melde mich am Freitag.', 'good'],
    ['No next step was agreed.', 'try'],
    ['Nothing was agreed on.', 'try'],
    ['She liked it.', 'try'],
  ])('“%s” is a next step: %s', (sentence, kind) => {
    const filler = 'We went through the month-end list together and looked at the numbers of May with care.';
    expect(point(account(`${filler} ${sentence}`), 'next_step')?.kind).toBe(kind);
  });

  test('a message is not asked for open questions', () => {
    const text =
      'Hi Ada, here is the page that we spoke of, with the three exports that the first comparison needs to run well.';
    expect(feedbackOn(account(text, { kind: 'message' })).points.map((one) => one.key)).toEqual([
      'next_step',
      'not_judged',
    ]);
  });
});

test('an objection is met only by something that stands behind it', () => {
  const [price] = objectionsBy('price');
  expect(
    coursesOf('I offered to start with one team. Then she said it is too expensive.', price ? [price] : []),
  ).toMatchObject([{ metBy: undefined, times: 1 }]);
  expect(
    coursesOf(
      'It is too expensive, she said. The first comparison shows what was not billed last month.',
      price ? [price] : [],
    ),
  ).toMatchObject([{ metBy: 'The first comparison shows what was not billed last month.' }]);
  expect(coursesOf('Nothing of the kind.', price ? [price] : [])).toEqual([{ objection: price, times: 1 }]);
});

describe('an answer', () => {
  test.each([
    [['interested'], [], 'Open to more.'],
    [
      ['not_now', 'objection'],
      ['Too expensive', 'Not now'],
      'Not a no, but one thing stands in the way: too expensive and not now.',
    ],
    [['not_interested', 'objection'], ['Too expensive'], 'A no for now. The reason given: too expensive.'],
    [['meeting', 'question'], [], 'Ready to talk.'],
    [['unclear'], [], 'Not clear to a rule; read it yourself.'],
    [[], [], 'Not clear to a rule; read it yourself.'],
  ] as const)('with %j and %j means “%s”', (intents, objections, words) => {
    expect(meaningOf([...intents], [...objections])).toBe(words);
  });

  test('calls for one next step, with the playbook’s words where an objection stands', () => {
    const [price] = objectionsBy('price');
    const next = (intents: Parameters<typeof nextStepFor>[0]['intents'], more = {}) =>
      nextStepFor({ intents, firstName: 'Ada', ...more });
    expect(next(['interested', 'objection'], { objection: price })).toBe(price?.answers[0]);
    expect(next(['interested', 'objection'], { objection: { ...price, answers: [] } })).toContain(
      'no answer to “Too expensive” yet',
    );
    expect(next(['not_interested'], { objection: price })).toContain('ask nothing');
    expect(next(['meeting'])).toContain('Ada’s working hours');
    expect(next(['interested'], { painQuestion: 'Why?' })).toContain('“Why?”');
    expect(next(['unclear'])).toContain('Read the answer');
  });

  test('holds these questions', () => {
    expect(questionsIn('Thanks. What does it cost? And “how long does it take?” Bye.')).toEqual([
      'What does it cost?',
      'And “how long does it take?”',
    ]);
  });
});
