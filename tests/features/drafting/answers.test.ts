import { expect, test } from 'vitest';
import { checkWords } from '../../../src/features/drafting/rules.ts';
import { contextWith } from './worlds.ts';

/** What stands against an answer in these words, to a lead who wrote `reply`. */
function problems(body: string, reply: string) {
  const step = { step: 0, channel: 'email' as const, role: 'answer' as const, dueAt: 0 };
  const context = { ...contextWith(), steps: [step], reply };
  return checkWords(context, { step: 0, subject: 'Re: Nine days', body }).problems.map((one) => one.kind);
}

const ASKED = 'Do you give 50 % off? 412 a month is more than we planned.';

test('their own words carry what is retold of them', () => {
  expect(problems('Hi Ada,\n\nYou wrote that 412 a month is more than you planned.', ASKED)).toEqual([]);
  expect(problems('Hi Ada,\n\nYou wrote that 412 a month is more than you planned.', 'Hello.')).not.toEqual([]);
});

test('and nothing that we promise', () => {
  expect(problems('Hi Ada,\n\nYes, we give you 50 % off.', ASKED)).toContain('number');
  expect(problems('Hi Ada,\n\nOur price is 412 a month.', ASKED)).not.toEqual([]);
});

test('a short yes, several questions or a link are no fault; a placeholder and a command of Slack’s are', () => {
  const form = [
    problems('Hi Ada,\n\nYes.', ASKED),
    problems('Hi Ada,\n\nShall we talk? Would Thursday suit?', ASKED),
  ].flat();
  expect(form.filter((one) => one === 'length' || one === 'question' || one === 'subject')).toEqual([]);
  expect(problems('Hi Ada,\n\nHere you are: https://example.com/x', ASKED)).not.toContain('link');
  expect(problems('Hi {{first_name}},\n\nYes.', ASKED)).toContain('placeholder');
  expect(problems('Hi Ada,\n\n<!channel> yes.', ASKED)).toContain('unsafe');
});
