import { expect, test } from 'vitest';
import type { Entry } from '../../src/features/threads/index.ts';
import { batches, rangeOf } from '../../src/slack/thread-writer.ts';

test('entries share a message while they are few and short, and every entry is in exactly one', () => {
  const entries = Array.from(
    { length: 37 },
    (_, i) => ({ id: i + 1, at: 0, kind: 'note.added', refs: {}, text: 'x'.repeat(i * 100) }) as Entry,
  );
  const cut = batches(entries);
  expect(cut.flat().map((one) => one.id)).toEqual(entries.map((one) => one.id));
  expect(Math.max(...cut.map((one) => one.length))).toBeLessThanOrEqual(10);
  expect(rangeOf('thread:led_1:0:3-14')).toEqual({ first: 3, last: 14 });
});
