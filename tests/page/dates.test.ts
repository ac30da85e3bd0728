import { describe, expect, it } from 'vitest';
import {
  dayLabel,
  fieldValue,
  formatDateToken,
  fromField,
  instantOf,
  nextAtHour,
  wallClock,
  whenLabel,
} from '../../src/simulator/page/src/text/dates.ts';

const AMSTERDAM = 'Europe/Amsterdam';
/** Tuesday, 9:05 in Amsterdam. */
const now = Date.UTC(2026, 10, 3, 8, 5);
const iso = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString());

describe('times in the reader’s zone', () => {
  it('finds the next morning, over a day, a month and a change to summer time', () => {
    expect(iso(nextAtHour(now, AMSTERDAM, 9))).toBe('2026-11-04T08:00:00.000Z');
    expect(iso(nextAtHour(Date.UTC(2026, 10, 3, 7, 0), AMSTERDAM, 9))).toBe('2026-11-03T08:00:00.000Z');
    expect(iso(nextAtHour(Date.UTC(2026, 9, 31, 20), AMSTERDAM, 9))).toBe('2026-11-01T08:00:00.000Z');
    expect(iso(nextAtHour(Date.UTC(2027, 2, 27, 20), AMSTERDAM, 9))).toBe('2027-03-28T07:00:00.000Z');
    expect(iso(nextAtHour(Date.UTC(2026, 10, 3, 14, 30), 'America/New_York', 9))).toBe('2026-11-04T14:00:00.000Z');
  });

  it('turns a wall clock into the instant and back', () => {
    for (const zone of [AMSTERDAM, 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland']) {
      for (const at of [now, Date.UTC(2026, 6, 1, 23, 30), Date.UTC(2027, 0, 1)])
        expect(instantOf(wallClock(at, zone), zone)).toBe(at);
    }
  });

  it('reads and writes the value of a date and time field', () => {
    expect(fieldValue(now, AMSTERDAM)).toBe('2026-11-03T09:05');
    expect(iso(fromField('2026-11-03T09:05', AMSTERDAM))).toBe('2026-11-03T08:05:00.000Z');
    expect(fromField('2026-11-', AMSTERDAM)).toBeUndefined();
  });

  it('names days as people do', () => {
    expect(dayLabel(now, AMSTERDAM, now)).toBe('Today');
    expect(dayLabel(now - 10 * 3_600_000, AMSTERDAM, now)).toBe('Yesterday');
    expect(dayLabel(Date.UTC(2025, 0, 2, 12), AMSTERDAM, now)).toMatch(/^Thursday,? 2 January 2025$/);
    expect(whenLabel(now - 86_400_000, AMSTERDAM, now)).toBe('yesterday at 9:05');
  });
});

describe('date tokens', () => {
  const written = (format: string, at = now) => formatDateToken(format, at, { zone: AMSTERDAM, now });

  it.each([
    ['{date_num} {time_secs}', '2026-11-03 9:05:00'],
    ['{date_short} at {time}', 'Nov 3, 2026 at 9:05'],
    ['{date_long}', 'Tuesday, November 3rd, 2026'],
    ['{date_short_pretty} at {time}', 'Today at 9:05'],
    ['due {date_pretty}', 'due today'],
    ['{unknown} {date}', '{unknown} November 3rd, 2026'],
  ])('writes %j', (format, expected) => {
    expect(written(format)).toBe(expected);
  });

  it('says how long ago or how soon', () => {
    expect([
      written('{ago}', now - 120_000),
      written('{ago}', now + 7_200_000),
      written('{ago}', now - 3 * 86_400_000),
    ]).toEqual(['2 minutes ago', 'in 2 hours', '3 days ago']);
  });

  it('gives up on a time that is none, so that the fallback shows', () => {
    expect(written('{date}', Number.NaN)).toBeUndefined();
  });
});
