import { expect, test } from 'vitest';
import { oneLine } from '../../src/kernel/escape.ts';

test('what nobody can see is no name', () => {
  for (const blank of ['\u200d\ufeff\u2060', '\u00ad\u061c', '\u3164 \u115f', '\u200b\u202e\u2066'])
    expect(oneLine(blank)).toBe('');
});

test('emoji that are joined and scripts that need joiners stay whole', () => {
  expect(oneLine('👩\u200d💼 Ada')).toBe('👩\u200d💼 Ada');
  expect(oneLine('می\u200cخواهم')).toBe('می\u200cخواهم');
  expect(oneLine('Ada\u200d Byron\r\nX')).toBe('Ada Byron X');
});
