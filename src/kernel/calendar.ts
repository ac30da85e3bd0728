import { createRequire } from 'node:module';
import type Holidays from 'date-holidays';
import { DateTime, IANAZone } from 'luxon';
import type { Instant } from './clock.ts';

export interface LocalTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  /** 1 Monday to 7 Sunday. */
  weekday: number;
}

export interface LocalDay {
  year: number;
  month: number;
  day: number;
}

export function isZone(zone: string): boolean {
  return IANAZone.isValidZone(zone);
}

export function toLocal(at: Instant, zone: string): LocalTime {
  const t = DateTime.fromMillis(at, { zone });
  return { year: t.year, month: t.month, day: t.day, hour: t.hour, minute: t.minute, weekday: t.weekday };
}

/**
 * The instant of a wall-clock time. A time that a spring change skips moves on by the gap (2:30 becomes 3:30);
 * a time that an autumn change repeats is its first occurrence.
 */
export function fromLocal(day: LocalDay, minuteOfDay: number, zone: string): Instant {
  // Luxon leaves open which of two it picks (its guess depends on today), so both offsets around are tried here.
  const wall = Date.UTC(day.year, day.month - 1, day.day, 0, minuteOfDay);
  const { before, after } = offsetsAround(wall, zone);
  const fits = [before, after].map((offset) => wall - offset).filter((at) => at + offsetAt(at, zone) === wall);
  return fits.length > 0 ? Math.min(...fits) : wall - before;
}

const QUARTER_MS = 15 * 60_000;
const OFFSETS_MAX = 50_000;
const offsets = new Map<string, number>();

/** In ms. Zones change on the quarter of an hour, and the gates of every touch ask for the same few. */
function offsetAt(at: Instant, zone: string): number {
  if (zone.toLowerCase() === 'utc') return 0;
  const key = `${zone} ${Math.floor(at / QUARTER_MS)}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  if (offsets.size >= OFFSETS_MAX) offsets.clear();
  const found = IANAZone.create(zone).offset(at) * 60_000;
  offsets.set(key, found);
  return found;
}

function offsetsAround(wall: Instant, zone: string): { before: number; after: number } {
  const day = 86_400_000;
  return { before: offsetAt(wall - day, zone), after: offsetAt(wall + day, zone) };
}

export function addDays(day: LocalDay, days: number): LocalDay {
  const t = new Date(Date.UTC(day.year, day.month - 1, day.day + days));
  return { year: t.getUTCFullYear(), month: t.getUTCMonth() + 1, day: t.getUTCDate() };
}

export function weekdayOf(day: LocalDay): number {
  return new Date(Date.UTC(day.year, day.month - 1, day.day)).getUTCDay() || 7;
}

const require = createRequire(import.meta.url);
const calendars = new Map<string, Holidays | undefined>();

function calendarOf(country: string): Holidays | undefined {
  if (!calendars.has(country)) {
    // All countries' holidays are a fifth of what a start has to load, and a process that plans nothing needs none.
    const Calendar = require('date-holidays') as typeof Holidays;
    const known = new Calendar().getCountries();
    calendars.set(country, country in known ? new Calendar(country) : undefined);
  }
  return calendars.get(country);
}

/** The name of the public holiday on that day in that country (ISO code), or undefined; an unknown country has none. */
export function publicHoliday(day: LocalDay, country: string | undefined): string | undefined {
  if (!country) return undefined;
  const date = `${day.year}-${String(day.month).padStart(2, '0')}-${String(day.day).padStart(2, '0')}`;
  const key = `${country} ${date}`;
  if (!holidays.has(key)) {
    if (holidays.size > 20_000) holidays.clear();
    holidays.set(key, findHoliday(date, country));
  }
  return holidays.get(key);
}

// Each look into the calendar takes a millisecond, and every plan and every gate asks for the same few weeks.
const holidays = new Map<string, string | undefined>();

function findHoliday(date: string, country: string): string | undefined {
  const found = calendarOf(country.toUpperCase())?.isHoliday(`${date} 12:00:00`);
  if (!found) return undefined;
  return found.find((one) => one.type === 'public')?.name;
}

export function isBusinessDay(day: LocalDay, country: string | undefined): boolean {
  return !weekendOf(country).has(weekdayOf(day)) && publicHoliday(day, country) === undefined;
}

const USUAL_WEEKEND: ReadonlySet<number> = new Set([6, 7]);
const weekends = new Map<string, ReadonlySet<number>>();

/** The weekdays on which offices of a country are closed, by the Unicode locale data that Node carries. */
function weekendOf(country: string | undefined): ReadonlySet<number> {
  if (!/^[A-Za-z]{2}$/.test(country ?? '')) return USUAL_WEEKEND;
  const code = (country ?? '').toUpperCase();
  const known = weekends.get(code);
  if (known) return known;
  // A property up to Node 21, a method since.
  const locale = new Intl.Locale(`und-${code}`) as Intl.Locale & { weekInfo?: WeekInfo; getWeekInfo?(): WeekInfo };
  const days = (locale.getWeekInfo?.() ?? locale.weekInfo)?.weekend ?? [...USUAL_WEEKEND];
  // Where Sunday alone is free by law, many offices are closed on Saturday too.
  const found = new Set(days.includes(7) ? [...days, 6] : days);
  weekends.set(code, found);
  return found;
}

interface WeekInfo {
  weekend: number[];
}

/** `count` business days after `day`; with 0 the day itself, or the next business day when it is none. */
export function addBusinessDays(day: LocalDay, count: number, country: string | undefined): LocalDay {
  let current = day;
  while (!isBusinessDay(current, country)) current = addDays(current, 1);
  for (let left = count; left > 0; left -= 1) {
    current = addDays(current, 1);
    while (!isBusinessDay(current, country)) current = addDays(current, 1);
  }
  return current;
}

/** Words for a reader in that zone: "Tue 9:10", with the date once it is more than six days from `now`. */
export function formatInstant(at: Instant, zone: string, now: Instant): string {
  const t = DateTime.fromMillis(at, { zone, locale: 'en-GB' });
  const today = DateTime.fromMillis(now, { zone });
  const days = Math.abs(t.startOf('day').diff(today.startOf('day'), 'days').days);
  if (days < 1) return t.toFormat('H:mm');
  return days <= 6 ? t.toFormat('ccc H:mm') : t.toFormat('ccc d LLL H:mm');
}

export function formatDay(at: Instant, zone: string): string {
  return DateTime.fromMillis(at, { zone, locale: 'en-GB' }).toFormat('d LLL yyyy');
}

/** The IANA zones in use in a country (ISO code); [] for an unknown one. */
export function zonesOf(country: string | undefined): string[] {
  if (!country) return [];
  return (calendarOf(country.toUpperCase())?.getTimezones() ?? []).filter(isZone);
}
