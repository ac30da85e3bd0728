import { expect, test } from 'vitest';
import type { DraftContext, Problem } from '../../../src/features/drafting/index.ts';
import { checkWords } from '../../../src/features/drafting/rules.ts';
import { heldOutRows, type Row, seenRows } from './claims-table.ts';
import { contextWith, otherContext } from './worlds.ts';

const ABOUT_TRUTH = new Set<Problem['kind']>(['unsupported', 'number', 'name', 'date', 'claim']);

function flagged(context: DraftContext, sentence: string): Problem[] {
  return checkWords(context, { step: 1, subject: 'A question', body: sentence }).problems.filter((one) =>
    ABOUT_TRUTH.has(one.kind),
  );
}

function scores(context: DraftContext, rows: Row[]) {
  const caught = rows.filter((row) => flagged(context, row.sentence).length > 0);
  const bad = rows.filter((row) => row.verdict === 'bad');
  const hits = caught.filter((row) => row.verdict === 'bad').length;
  return {
    precision: hits / caught.length,
    recall: hits / bad.length,
    missed: bad.filter((row) => !caught.includes(row)).map((row) => row.sentence),
    wronged: caught.filter((row) => row.verdict === 'good').map((row) => row.sentence),
  };
}

test('of the sentences that the rules were made with, every invented one is caught and every true one passes', () => {
  const { missed, wronged } = scores(contextWith(), seenRows);
  expect({ missed, wronged }).toEqual({ missed: [], wronged: [] });
});

test('of sentences of another trade that nothing was tuned for, nearly all invented ones are caught', () => {
  const found = scores(otherContext(), heldOutRows);
  expect(found.recall).toBeGreaterThan(0.9);
  expect(found.precision).toBeGreaterThan(0.9);
});

const claims = contextWith().playbook.content.proof;
const figures = (text: string) => [...text.matchAll(/\b(?:\d[\d.]*|two|four|nine)\b/g)].map((match) => match[0]);

test('every claim of the playbook may be quoted as it stands', () => {
  for (const { claim } of claims) expect(flagged(contextWith(), claim)).toEqual([]);
});

test('no figure of one customer can be put to another', () => {
  const borrowed = claims.flatMap((one) =>
    figures(one.claim).flatMap((figure) =>
      claims.flatMap((other) =>
        figures(other.claim)
          .filter((stranger) => !figures(one.claim).includes(stranger))
          .map((stranger) => one.claim.replace(figure, stranger)),
      ),
    ),
  );
  expect(borrowed.length).toBeGreaterThan(60);
  expect(borrowed.filter((sentence) => flagged(contextWith(), sentence).length === 0)).toEqual([]);
});

test('no claim of one customer can be told of another, or of the lead', () => {
  const named = claims.filter((one) => one.claim.startsWith(one.customer));
  const swapped = named.flatMap((one) =>
    ['Siemens', 'Fernline', 'You', ...named.filter((other) => other !== one).map((other) => other.customer)].map(
      (name) => one.claim.replace(one.customer, name),
    ),
  );
  expect(swapped.length).toBeGreaterThan(30);
  expect(swapped.filter((sentence) => flagged(contextWith(), sentence).length === 0)).toEqual([]);
});

test('the pain may be told with its figure, its source and its month, and with no other', () => {
  const told = (figure: string, where: string) =>
    flagged(contextWith(), `I have a note from ${where}: invoices go out ${figure} after delivery.`);
  expect(told('nine days', 'our call in May')).toEqual([]);
  expect(told('9 days', 'our call on 5 May')).toEqual([]);
  for (const figure of ['eight days', '90 days', 'nine weeks', 'nine hours', 'twenty-nine days', '9 %'])
    expect(told(figure, 'our call in May')).toMatchObject([{ kind: 'number' }]);
  for (const where of ['our call in June', 'our call on 6 May', 'our call last week', 'our call in May 2025'])
    expect(told('nine days', where)).toMatchObject([{ kind: 'date' }]);
});

test('a call with a colleague is no call with the lead', () => {
  const context = contextWith({
    lead: {
      firstName: 'Patty',
      pains: [{ id: 'p', text: 'Invoicing waits until Friday', source: 'Call with Luis', sourceDate: '2026-09-22' }],
    },
  });
  expect(flagged(context, 'You told us that invoicing waits until Friday.')).toMatchObject([{ kind: 'claim' }]);
  expect(flagged(context, 'I have a note from our call with Luis: invoicing waits until Friday.')).toEqual([]);
});

test('what a source says on the web is not what the lead said', () => {
  const context = contextWith({
    lead: {
      pains: [
        {
          id: 'p',
          text: 'Hospitals get the old price for weeks',
          source: 'Their careers page',
          sourceDate: '2026-08-03',
        },
      ],
    },
  });
  expect(flagged(context, 'You mentioned that hospitals get the old price for weeks.')).toMatchObject([
    { kind: 'claim' },
  ]);
  expect(flagged(context, 'Your careers page says that hospitals get the old price for weeks.')).toEqual([]);
});

test('each sentence carries the evidence that it rests on, and the sentence is a piece of the body', () => {
  const body =
    'Hi Ada,\n\nYou mentioned in May that invoices go out nine days after delivery. Northgate went from nine days to two. Would it help to see how?\n\nBest regards\nMara Lindqvist\nTallyhook';
  const { citations, evidence } = checkWords(contextWith(), { step: 3, subject: 'Nine days', body });
  expect(citations.map((one) => one.evidenceIds)).toEqual([[], ['n1'], ['p1'], [], [], [], []]);
  for (const one of citations) expect(body).toContain(one.sentence);
  expect(evidence.find((one) => one.id === 'n1')).toMatchObject({ kind: 'pain', label: 'Call with Ada, 5 May 2026' });
  expect(evidence.find((one) => one.id === 'p1')).toMatchObject({
    kind: 'proof',
    label: 'playbook, proof “Northgate”, checked 2 Oct 2026',
  });
});

const GOOD =
  'Hi Ada,\n\nNorthgate, a furniture wholesaler, went from nine days between delivery and invoice to two. I can send you one page on it. Would that be of use?\n\nBest regards\nMara Lindqvist\nTallyhook';
const kindsOf = (words: { body?: string; subject?: string; step?: number }, context = contextWith()) =>
  checkWords(context, {
    step: words.step ?? 3,
    subject: words.subject ?? 'Nine days',
    body: words.body ?? GOOD,
  }).problems.map((one) => one.kind);

test('good words have no problem', () => {
  expect(kindsOf({})).toEqual([]);
});

test.each<[string, string, Problem['kind'], boolean]>([
  ['a double-brace field', '{{first_name}}', 'placeholder', false],
  ['a bracket field', '[Name]', 'placeholder', false],
  ['an angle field', '<company>', 'placeholder', false],
  ['a row of X', 'XXX', 'placeholder', false],
  ['a to-do', 'TODO', 'placeholder', false],
  ['filler text', 'lorem ipsum', 'placeholder', false],
  ['a link', 'https://tallyhook.example/book', 'link', false],
  ['a bare domain', 'tallyhook.com', 'link', false],
  ['a spelled-out domain', 'tallyhook dot com', 'link', false],
  ['a mail address', 'mara@tallyhook.example', 'link', false],
  ['a Slack broadcast', '<!channel>', 'unsafe', false],
  ['a Slack mention', '<@U0ADMIN001>', 'unsafe', false],
  ['a broadcast in plain', '@everyone', 'unsafe', false],
  ['a direction override', '\u202egnihton', 'unsafe', false],
  ['a zero-width character', 'no\u200bthing', 'unsafe', false],
  ['a tag character', 'nothing\u{E0041}', 'unsafe', false],
  ['a control character', 'nothing\u0007', 'unsafe', false],
  ['a machine’s remark', 'As an AI language model I can help.', 'unsafe', false],
  ['a word of the prompt', 'I follow the instructions above: previous instructions.', 'unsafe', false],
  ['a code fence', '```', 'unsafe', false],
  ['an avoided word', 'It is a quick win.', 'claim', true],
])('%s is found', (_name, words, kind, canVouch) => {
  const found = checkWords(contextWith(), {
    step: 3,
    subject: 'Nine days',
    body: GOOD.replace('I can send', `${words} I can send`),
  }).problems.filter((one) => one.kind === kind);
  expect(found.length).toBeGreaterThan(0);
  expect(found[0]).toMatchObject({ canVouch, reason: expect.stringMatching(/\S/) });
});

test.each(['e.g. on a page', 'a 3.1 % share', 'at 9.30', 'Dr. Vogel', 'the S.L. in Bilbao', 'work.Then'])(
  '%s is no link',
  (words) => {
    expect(kindsOf({ body: GOOD.replace('I can send', `${words} I can send`) })).not.toContain('link');
  },
);

test('length, questions and the subject are counted', () => {
  expect(kindsOf({ body: 'Hi Ada, would that be of use?' })).toEqual(['length']);
  expect(
    kindsOf({ body: `${GOOD.replace('one page on it.', `one page on it. ${'I can send it. '.repeat(20)}`)}` }),
  ).toEqual(['length']);
  expect(kindsOf({ body: GOOD.replace('?', '.') })).toContain('question');
  expect(kindsOf({ body: GOOD.replace('on it.', 'on it?') })).toContain('question');
  expect(kindsOf({ step: 1 })).toEqual(['length']);
  expect(kindsOf({ subject: '' })).toEqual(['subject']);
  expect(kindsOf({ subject: 'Re: nine days' })).toContain('subject');
  expect(kindsOf({ subject: 'One two of our many long words here' })).toContain('subject');
  expect(kindsOf({ subject: '40 % less' })).toContain('number');
  expect(kindsOf({ subject: 'Siemens and you' })).toContain('name');
  expect(kindsOf({ subject: 'Other words' }, { ...contextWith(), firstSubject: 'Nine days' })).toEqual(['subject']);
  expect(kindsOf({ body: '   ' })).toContain('empty');
});

test('an invitation on LinkedIn keeps to 300 characters', () => {
  const body = `Hi Ada, ${'I would be extraordinarily glad to correspond. '.repeat(7)}Would that suit?`;
  expect(body.length).toBeGreaterThan(300);
  expect(checkWords(contextWith(), { step: 2, subject: '', body }).problems).toMatchObject([
    { kind: 'length', reason: expect.stringContaining('300 fit') },
  ]);
});
