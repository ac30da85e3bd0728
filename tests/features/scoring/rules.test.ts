import { describe, expect, test } from 'vitest';
import { agoWords, painOf, scoreOf, stateOf, whyOf } from '../../../src/features/scoring/rules.ts';
import { playbook } from '../../../src/simulator/world/playbook.ts';

const fit = playbook.fit;
const ada = {
  title: 'Head of Billing',
  email: 'a@fernline.example',
  country: 'DE',
  industry: 'Furniture wholesale',
  employees: 140,
};
const pain = { text: 'Invoices go out nine days after delivery', isKnown: true };

test('each fit rule gives its points and its reason, the strongest first', () => {
  expect(scoreOf({ ...ada, pain }, fit)).toEqual({
    points: 100,
    reasonsFor: [
      'Works with the gap every day (Head of Billing, +30)',
      'Many part deliveries (Furniture wholesale, +20)',
      'Enough orders to lose some, no department for it (140 people, +20)',
      'Has a problem that we solve: Invoices go out nine days after delivery (+20)',
      'We have customers there (DE, +10)',
    ],
    reasonsAgainst: [],
  });
});

test('what is not known is said, and is no point against the lead', () => {
  expect(scoreOf({ title: '', email: 'a@b.example' }, fit)).toEqual({
    points: 0,
    reasonsFor: [],
    reasonsAgainst: ['Title not known', 'Industry not known', 'Company size not known', 'No problem on record yet'],
  });
});

test.each([
  ['CFO', 28],
  ['Chief Financial Officer', 28],
  ['経理部長', 24],
  ['Responsable de facturacion', 30],
  ['Site Administrator', 0],
  ['Homeowner', 0],
  ['Director of Service Operations', 14],
  ['Owner', 20],
])('the title %s is worth %i points', (title, points) => {
  expect(scoreOf({ title, email: 'a@b.example' }, fit).points).toBe(points);
});

test('a short word is no beginning of another one', () => {
  const rules = {
    ...fit,
    titles: [{ match: ['VD'], points: 9, reason: 'x' }],
    industries: [{ match: ['IT'], points: 7, reason: 'y' }],
  };
  expect(scoreOf({ title: 'VD', email: 'e', industry: 'IT services' }, rules).points).toBe(16);
  expect(scoreOf({ title: 'VDO artist', email: 'e', industry: 'Italian food' }, rules).points).toBe(0);
});

test('a disqualifier leaves no points, whatever else fits', () => {
  const notes = 'Asked us on 3 June not to email him again. Has opted out.';
  expect(scoreOf({ ...ada, notes, pain }, fit)).toEqual({
    points: 0,
    reasonsFor: [],
    reasonsAgainst: ['Asked not to be written to'],
  });
});

test('the points stay within 0 and 100', () => {
  const many = { ...fit, titles: [{ match: ['head'], points: 500, reason: 'x' }] };
  const few = { ...fit, titles: [{ match: ['head'], points: -500, reason: 'x' }] };
  expect(scoreOf(ada, many).points).toBe(100);
  expect(scoreOf({ ...ada, email: undefined }, few)).toMatchObject({
    points: 0,
    reasonsAgainst: expect.arrayContaining(['No email address (−10)']),
  });
});

test('a pain that the playbook solves comes before a newer one that it does not', () => {
  const pains = [{ text: 'Invoices go out late' }, { text: 'The coffee is cold' }];
  expect(painOf(pains, playbook.pains)).toEqual({ text: 'Invoices go out late', isKnown: true });
  expect(painOf([{ text: 'The coffee is cold' }], playbook.pains)).toEqual({
    text: 'The coffee is cold',
    isKnown: false,
  });
  expect(painOf([], playbook.pains)).toBeUndefined();
});

describe('state and reason in one line', () => {
  const score = scoreOf({ ...ada, pain }, fit);
  test.each([
    [
      { draftsWaiting: 0 },
      'free',
      'Works with the gap every day (Head of Billing); Many part deliveries (Furniture wholesale).',
    ],
    [
      { draftsWaiting: 5, sequence: 'active' },
      'waiting',
      expect.stringMatching(/^5 drafts wait for your approval\. Works/),
    ],
    [{ draftsWaiting: 1, sequence: 'active' }, 'waiting', expect.stringMatching(/^One draft waits/)],
    [{ draftsWaiting: 0, sequence: 'active' }, 'running', expect.stringMatching(/^On a sequence\./)],
    [{ draftsWaiting: 0, sequence: 'held' }, 'running', expect.stringMatching(/^Its sequence is on hold\./)],
    [{ draftsWaiting: 0, sequence: 'finished' }, 'stopped', expect.stringMatching(/^The last sequence has ended\./)],
    [
      { draftsWaiting: 3, sequence: 'stopped', openReply: { at: 0, summary: 'interested' } },
      'answered',
      'Answered 3 h ago (interested): waits for you.',
    ],
  ] as const)('%j is %s', (dealings, state, why) => {
    expect(stateOf(dealings)).toBe(state);
    expect(whyOf(dealings, score, 3 * 3_600_000 + 5)).toEqual(why);
  });

  test('a lead of whom little is known says that', () => {
    expect(whyOf({ draftsWaiting: 0 }, scoreOf({ title: '', email: 'x' }, fit), 0)).toBe('Title not known.');
  });

  test('time is told as people tell it', () => {
    expect([0, 59_000, 61_000, 3_600_000, 47 * 3_600_000, 49 * 3_600_000].map(agoWords)).toEqual([
      'just now',
      'just now',
      '1 min ago',
      '1 h ago',
      '47 h ago',
      '2 days ago',
    ]);
  });
});
