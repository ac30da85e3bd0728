import { addDays, fromLocal, toLocal, weekdayOf } from '../kernel/calendar.ts';
import { type Instant, MINUTE_MS } from '../kernel/clock.ts';

/** When a job runs: every so many minutes, or at a local time on some weekdays (1 Monday to 7 Sunday). */
export type Schedule = { everyMinutes: number } | { at: string; weekdays?: number[] };

/** The timetable's one rule: the next run after `after`. A time that a clock change skips runs once, behind the gap; one that comes twice runs once. */
export function nextRun(schedule: Schedule, after: Instant, zone: string): Instant {
  if ('everyMinutes' in schedule) {
    const span = schedule.everyMinutes * MINUTE_MS;
    return (Math.floor(after / span) + 1) * span;
  }
  const [hour = '0', minute = '0'] = schedule.at.split(':');
  const minuteOfDay = Number(hour) * 60 + Number(minute);
  const local = toLocal(after, zone);
  let day = { year: local.year, month: local.month, day: local.day };
  for (let i = 0; i < 370; i += 1) {
    const at = fromLocal(day, minuteOfDay, zone);
    const wanted = !schedule.weekdays || schedule.weekdays.includes(weekdayOf(day));
    if (wanted && at > after) return at;
    day = addDays(day, 1);
  }
  throw new RangeError('A schedule without a run within a year.');
}
