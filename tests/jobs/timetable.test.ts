import { expect, test } from 'vitest';
import { nextRun, type Schedule } from '../../src/jobs/timetable.ts';

/** The next `count` runs, as ISO texts. */
function runs(schedule: Schedule, after: number, count: number): string[] {
  const out: string[] = [];
  for (let at = after; out.length < count; ) {
    at = nextRun(schedule, at, 'Europe/Berlin');
    out.push(iso(at));
  }
  return out;
}

const iso = (at: number) => new Date(at).toISOString();

test('a job of every two minutes runs on even minutes', () => {
  expect(iso(nextRun({ everyMinutes: 2 }, Date.UTC(2026, 0, 1, 0, 1, 30), 'UTC'))).toBe('2026-01-01T00:02:00.000Z');
});

test('a daily job keeps its local time over both clock changes and runs once on each of those days', () => {
  const schedule = { at: '02:30' };
  const spring = runs(schedule, Date.UTC(2026, 2, 28), 3);
  expect(spring).toEqual(['2026-03-28T01:30:00.000Z', '2026-03-29T01:30:00.000Z', '2026-03-30T00:30:00.000Z']);
  const autumn = runs(schedule, Date.UTC(2026, 9, 24, 12), 2);
  expect(autumn).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z']);
});

test('a weekly job waits for its weekday', () => {
  expect(iso(nextRun({ at: '09:00', weekdays: [1] }, Date.UTC(2026, 10, 24), 'UTC'))).toBe('2026-11-30T09:00:00.000Z');
});
