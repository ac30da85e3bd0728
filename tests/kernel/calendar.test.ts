import { describe, expect, it } from 'vitest';
import { addDays, fromLocal, isBusinessDay, weekdayOf } from '../../src/kernel/calendar.ts';

const day = (text: string) => {
  const [year = 0, month = 0, date = 0] = text.split('-').map(Number);
  return { year, month, day: date };
};

describe('business days are those of the country', () => {
  it.each([
    ['SA', '2026-06-05', false, 'Friday in Saudi Arabia'],
    ['SA', '2026-06-07', true, 'Sunday in Saudi Arabia'],
    ['IL', '2026-06-05', false, 'Friday in Israel'],
    ['IL', '2026-06-07', true, 'Sunday in Israel'],
    ['IN', '2026-06-06', false, 'Saturday in India, where Sunday alone is free by law'],
    ['AE', '2026-06-05', true, 'Friday in the Emirates'],
    ['DE', '2026-06-06', false, 'Saturday in Germany'],
    ['DE', '2026-06-08', true, 'Monday in Germany'],
    [undefined, '2026-06-06', false, 'Saturday somewhere'],
    ['not a code', '2026-06-05', true, 'Friday somewhere'],
  ] as [string | undefined, string, boolean, string][])('%s %s: %s (%s)', (country, date, isOne, _where) => {
    expect(isBusinessDay(day(date), country)).toBe(isOne);
  });
});

describe('days are counted on the calendar', () => {
  it.each([
    ['2026-12-31', 1, '2027-01-01'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2026-03-01', -1, '2026-02-28'],
    ['2026-01-01', 400, '2027-02-05'],
  ])('%s and %i days is %s', (from, days, to) => {
    expect(addDays(day(from), days)).toEqual(day(to));
  });

  it('Monday is 1 and Sunday 7', () => {
    expect([weekdayOf(day('2026-06-01')), weekdayOf(day('2026-06-07'))]).toEqual([1, 7]);
  });
});

it('a time that a spring change skips moves on, one that an autumn change repeats is the first', () => {
  expect(new Date(fromLocal(day('2026-03-29'), 150, 'Europe/Berlin')).toISOString()).toBe('2026-03-29T01:30:00.000Z');
  expect(new Date(fromLocal(day('2026-10-25'), 150, 'Europe/Berlin')).toISOString()).toBe('2026-10-25T00:30:00.000Z');
});
