import { describe, expect, test } from 'vitest';
import { atLeast, describeFunnel, type FunnelFacts, intervalOf } from '../../../src/features/analytics/rules.ts';

const quiet = { optedOut: 0, startedLastDay: 0, repliedLastWeek: 0, repliedWeekBefore: 0, repliesByStep: [] };
const facts = (exactly: number[], more: Partial<FunnelFacts> = {}): FunnelFacts => ({
  ...quiet,
  counts: atLeast(exactly),
  ...more,
});

test('who got further counts in every step before', () => {
  expect(atLeast([50, 10, 14, 8, 3, 1])).toEqual({
    leads: 86,
    enrolled: 36,
    contacted: 26,
    replied: 12,
    meeting: 4,
    won: 1,
  });
});

describe('the title is the finding', () => {
  test.each([
    ['No leads yet', facts([0, 0, 0, 0, 0, 0])],
    ['1 lead, none on a sequence yet', facts([1, 0, 0, 0, 0, 0])],
    ['86 leads, none on a sequence yet', facts([86, 0, 0, 0, 0, 0])],
    ['Nothing sent yet: 5 sequences started in the last 24 hours', facts([81, 5, 0, 0, 0, 0], { startedLastDay: 5 })],
    ['Nothing sent yet: 5 leads on a sequence so far', facts([81, 5, 0, 0, 0, 0], { startedLastDay: 2 })],
    ['No replies yet: 1 sequence started in the last 24 hours', facts([85, 0, 1, 0, 0, 0], { startedLastDay: 1 })],
    ['No replies yet from 12 leads contacted', facts([70, 4, 12, 0, 0, 0], { startedLastDay: 4 })],
    ['12 of 86 contacted leads answered', facts([0, 0, 74, 12, 0, 0])],
    [
      '12 of 86 contacted leads answered, most after the first touch',
      facts([0, 0, 74, 12, 0, 0], {
        repliesByStep: [
          { step: 1, leads: 9 },
          { step: 3, leads: 3 },
        ],
      }),
    ],
    ['2 of 86 contacted leads answered', facts([0, 0, 84, 2, 0, 0], { repliesByStep: [{ step: 1, leads: 2 }] })],
    [
      '12 of 86 contacted leads answered',
      facts([0, 0, 74, 12, 0, 0], {
        repliesByStep: [
          { step: 1, leads: 6 },
          { step: 3, leads: 6 },
        ],
      }),
    ],
    ['1,204 of 52,000 contacted leads answered', facts([0, 0, 50_796, 1_204, 0, 0])],
  ])('%s', (title, given) => {
    expect(describeFunnel(given, 0).title).toBe(title);
  });
});

describe('two sentences', () => {
  test('name no rate while there is too little to go by', () => {
    const { summary } = describeFunnel(facts([82, 0, 0, 4, 0, 0], { repliedLastWeek: 3, repliedWeekBefore: 1 }), 0);
    expect(summary).toBe(
      '4 of 86 leads contacted, 0 met, 0 won. Too early to say which share answers (4 of 30 contacted); 3 answered in the last 7 days, 1 in the 7 days before.',
    );
  });

  test('name the rate with its interval, the week before, and who asked for no more', () => {
    const { summary } = describeFunnel(
      facts([0, 0, 74, 9, 2, 1], { repliedLastWeek: 5, repliedWeekBefore: 7, optedOut: 2 }),
      0,
    );
    expect(summary).toBe(
      '86 of 86 leads contacted, 3 met, 1 won. 14 % answered (likely between 8 and 23 %); 5 answered in the last 7 days, 7 in the 7 days before; 2 of all asked for no more.',
    );
  });

  test('of nothing say what fills it', () => {
    expect(describeFunnel(facts([0, 0, 0, 0, 0, 0]), 0).summary).toContain('`/lead add`');
    expect(describeFunnel(facts([3, 0, 0, 0, 0, 0]), 0).summary).toContain('`/leads`');
  });
});

test('the words for screen readers hold every number', () => {
  expect(describeFunnel(facts([50, 10, 14, 8, 3, 1]), 0).altText).toBe(
    '12 of 26 contacted leads answered. A bar for each step: Leads 86; Enrolled 36 (42 % of leads); Contacted 26 (72 % of enrolled); Answered 12 (of 26 contacted); Met 4 (of 12 answered); Won 1 (of 4 met). A lead counts in every step up to the furthest that it reached.',
  );
});

test('a share stands with its interval where chance plays a part, and with its bare base where there is too little', () => {
  const notes = (exactly: number[]) => describeFunnel(facts(exactly), 0).stages.map((one) => one.note);
  expect(notes([20, 10, 44, 8, 3, 1])).toEqual([
    undefined,
    '77 % of leads',
    '85 % of enrolled',
    '21 % of contacted, likely 13 to 34',
    'of 12 answered',
    'of 4 met',
  ]);
  expect(notes([0, 0, 0, 0, 0, 0])).toEqual(Array(6).fill(undefined));
  expect(notes([5, 0, 0, 0, 0, 0]).slice(0, 3)).toEqual([undefined, 'of 5 leads', undefined]);
});

test.each([
  [12, 86, 8, 23],
  [0, 40, 0, 9],
  [40, 40, 91, 100],
])('%i of %i is likely between %i and %i per cent', (part, whole, low, high) => {
  expect(intervalOf(part, whole)).toEqual({ low, high });
});
