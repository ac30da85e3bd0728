import { expect, test } from 'vitest';
import { feedbackOn } from '../../../src/features/coaching/rules.ts';

/** Two turns are parted by a slash, as a person writes them down on two lines. */
const stepOf = (words: string) => {
  const filler = 'We went through the open list together and looked at what had not been billed so far.';
  const text = `${filler}\n${words.split(' / ').join('\n')}`;
  const account = { kind: 'call', source: 'account', text, leadFirstName: 'Luis' } as const;
  const { points } = feedbackOn({ ...account, objections: [], pains: [], painsOnRecord: [] });
  return points.find((one) => one.key === 'next_step');
};

const AGREED = [
  'Shall we look at last month together on Tuesday at 10? / Luis: Yes, Tuesday at 10 works.',
  'Shall we look at last month together on Tuesday at 10? / Luis: Yes, that works.',
  'How about Thursday at 14:30? / Luis: Sounds good.',
  'Me: Could we talk on the 12th? / Luis: Sure, happy to.',
  'Luis: Can we speak on Friday? / Me: Yes.',
  'Rep: Shall we have a call? / Lead: Yes, Wednesday at 9 am.',
  'I proposed Tuesday at ten. / He said yes.',
  'Tuesday at 10 works for him.',
  'She can do Thursday.',
  'Next Monday is fine, he said.',
  'How about 3 June? / No problem.',
  'How about tomorrow at 11? / Perfect, see you then.',
  'Let’s say Monday at nine. / Luis: Deal.',
  'Wollen wir am Dienstag um 10 sprechen? / Luis: Ja, gerne.',
  'Shall we go through it next week? / Luis: Of course, Wednesday suits me.',
  'Agreed to send the list by Friday.',
  'We booked Tuesday at ten.',
  'I will call her next week.',
];

const UNCLEAR = [
  'Shall we look at last month together on Tuesday at 10?',
  'Shall we look at it on Tuesday at 10? / Luis: Maybe Tuesday.',
  'Shall we look at it on Tuesday at 10? / Luis: Let me check my calendar.',
  'How about Thursday? / Luis: I can’t do Thursday.',
  'How about Thursday at 2 pm? / Luis: What would we look at?',
  'I proposed Tuesday. / She did not answer.',
  'Maybe Tuesday.',
  'We might talk again on Tuesday.',
  'Can we talk on Friday?',
  'How about Monday at 9? / Luis: Not sure, it depends on the audit.',
  'Me: How about Monday at 9? / Me: Yes, that would be good.',
  'Shall we say Tuesday at 10? / Luis: Yes, works. / Luis: Oh wait, I can’t do that after all.',
  'Shall we meet on Monday? / Luis: He would have to check with his boss.',
  'Tuesday works if my boss is back.',
];

const NONE = [
  'We talked last Tuesday and he said yes to the idea.',
  'The call on Monday was fine.',
  'Yesterday two invoices slipped, he said.',
  'Their team works on Tuesdays and Thursdays.',
  'The export works every Monday at 9.',
  'It costs more than they planned, at 10 percent a year.',
  'Yes, it is a problem, he said.',
  'She liked it.',
  'He agreed that it is expensive.',
  'On Friday he was away.',
  'We had a call on Tuesday.',
  'No next step was agreed.',
];

test.each(AGREED)('agreed: %s', (words) => {
  expect(stepOf(words)).toMatchObject({ kind: 'good', text: 'Next step agreed.' });
});

test.each(UNCLEAR)('not enough to say: %s', (words) => {
  expect(stepOf(words)).toMatchObject({ kind: 'unknown' });
});

test.each(NONE)('none: %s', (words) => {
  expect(stepOf(words)).toMatchObject({ kind: 'try', text: 'Next step agreed: none found.' });
});

test('an agreement is quoted by the sentence that holds the time', () => {
  expect(stepOf('How about Thursday at 14:30? / Luis: Sounds good.')?.quote).toBe('How about Thursday at 14:30?');
  expect(stepOf('Shall we meet? / Luis: Yes, Tuesday at 10 works.')?.quote).toBe('Yes, Tuesday at 10 works.');
});
