import { expect, test } from 'vitest';
import { bounceWords } from '../../../src/features/interactions/bounce-words.ts';

test.each([
  ['5.1.1', 'The address does not exist (the mail came back, 5.1.1).'],
  ['5.2.2', 'The mailbox is full (the mail came back, 5.2.2).'],
  ['5.2.1', 'The mailbox is switched off (the mail came back, 5.2.1).'],
  ['5.7.1', 'The other side refuses our mail by its rules (the mail came back, 5.7.1).'],
  ['5.0.0', 'The mail came back (5.0.0): this address can’t be reached.'],
  [undefined, 'The mail came back: this address can’t be reached.'],
])('%s: %s', (status, words) => {
  expect(bounceWords(status)).toBe(words);
});
