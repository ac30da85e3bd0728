/** Days and times as a reader in that zone sees them. Instants are epoch milliseconds. */

const DAY_MS = 86_400_000;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** To make a formatter takes a hundred times as long as to use it. */
function formatterFor(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${JSON.stringify(options)}`;
  const made = formatters.get(key) ?? new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone });
  formatters.set(key, made);
  return made;
}

const format = (at: number, zone: string, options: Intl.DateTimeFormatOptions): string =>
  formatterFor(zone, options).format(at);

interface DayAndTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

const clockParts: Intl.DateTimeFormatOptions = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
};

/** The wall clock of a zone at that instant. */
export function wallClock(at: number, zone: string): DayAndTime {
  const parts = formatterFor(zone, clockParts).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  return { year: part('year'), month: part('month'), day: part('day'), hour: part('hour'), minute: part('minute') };
}

/** The instant at which a zone's wall clock shows this; an hour that a DST change skips gives the one after it. */
export function instantOf(wall: DayAndTime, zone: string): number {
  const wanted = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);
  const offsetAt = (at: number) => {
    const seen = wallClock(at, zone);
    return Date.UTC(seen.year, seen.month - 1, seen.day, seen.hour, seen.minute) - at;
  };
  const first = wanted - offsetAt(wanted);
  return wanted - offsetAt(first);
}

/** The next time the zone's clock shows that hour, after `now`. */
export function nextAtHour(now: number, zone: string, hour: number): number {
  const today = instantOf({ ...wallClock(now, zone), hour, minute: 0 }, zone);
  if (today > now) return today;
  const tomorrow = wallClock(instantOf({ ...wallClock(now, zone), hour: 12, minute: 0 }, zone) + DAY_MS, zone);
  return instantOf({ ...tomorrow, hour, minute: 0 }, zone);
}

/** No zone begins its day inside of a quarter of an hour. */
const QUARTER_MS = 900_000;
const dayKeys = new Map<string, string>();

/** "2026-11-03", sorts by day. A pane asks it of every message each time one comes in, so answers are kept. */
export function dayKey(at: number, zone: string): string {
  const quarter = `${zone} ${Math.floor(at / QUARTER_MS)}`;
  const kept = dayKeys.get(quarter);
  if (kept) return kept;
  const { year, month, day } = wallClock(at, zone);
  const key = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  dayKeys.set(quarter, key);
  return key;
}

export const timeOf = (at: number, zone: string): string =>
  format(at, zone, { hour: 'numeric', minute: '2-digit', hourCycle: 'h23' });

/** "2026-11-03T09:05" as a date-and-time field wants it. */
export function fieldValue(at: number, zone: string): string {
  const { hour, minute } = wallClock(at, zone);
  return `${dayKey(at, zone)}T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/** The instant of such a field's value, undefined for an unfinished one. */
export function fromField(value: string, zone: string): number | undefined {
  const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(value);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = found.slice(1).map(Number);
  return instantOf({ year, month, day, hour, minute }, zone);
}

function ordinal(day: number): string {
  const rest = day % 100;
  if (rest >= 11 && rest <= 13) return `${day}th`;
  return `${day}${['th', 'st', 'nd', 'rd'][day % 10] ?? 'th'}`;
}

const relativeDays: Record<string, string> = { '-1': 'yesterday', '0': 'today', '1': 'tomorrow' };

function relativeDay(at: number, zone: string, now: number): string | undefined {
  const days = Math.round((Date.parse(dayKey(at, zone)) - Date.parse(dayKey(now, zone))) / DAY_MS);
  return relativeDays[String(days)];
}

/** "Today", "Yesterday", else "Tuesday, 3 November" (with the year when it is another one). */
export function dayLabel(at: number, zone: string, now: number): string {
  const near = relativeDay(at, zone, now);
  if (near) return `${near[0]?.toUpperCase()}${near.slice(1)}`;
  const sameYear = wallClock(at, zone).year === wallClock(now, zone).year;
  return format(at, zone, { weekday: 'long', day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) });
}

/** "Tue 3 Nov, 9:05". */
export const clockLabel = (at: number, zone: string): string =>
  `${format(at, zone, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }).replace(',', '')}, ${timeOf(at, zone)}`;

export const fullLabel = (at: number, zone: string): string =>
  `${format(at, zone, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })} at ${timeOf(at, zone)}`;

/** "today at 9:05", "yesterday at 9:05", "3 Nov at 9:05". */
export function whenLabel(at: number, zone: string, now: number): string {
  return `${relativeDay(at, zone, now) ?? format(at, zone, { day: 'numeric', month: 'short' })} at ${timeOf(at, zone)}`;
}

function ago(at: number, now: number): string {
  const minutes = Math.round(Math.abs(now - at) / 60_000);
  if (minutes < 1) return 'just now';
  const [n, unit] =
    minutes < 60
      ? [minutes, 'minute']
      : minutes < 1440
        ? [Math.round(minutes / 60), 'hour']
        : [Math.round(minutes / 1440), 'day'];
  const words = `${n} ${unit}${n === 1 ? '' : 's'}`;
  return at > now ? `in ${words}` : `${words} ago`;
}

type Writer = (at: number, zone: string, now: number) => string;

const long: Writer = (at, zone) => {
  const { day } = wallClock(at, zone);
  return `${format(at, zone, { weekday: 'long' })}, ${format(at, zone, { month: 'long' })} ${ordinal(day)}, ${format(at, zone, { year: 'numeric' })}`;
};
const medium: Writer = (at, zone) => {
  const { day } = wallClock(at, zone);
  return `${format(at, zone, { month: 'long' })} ${ordinal(day)}, ${format(at, zone, { year: 'numeric' })}`;
};
const short: Writer = (at, zone) =>
  `${format(at, zone, { month: 'short' })} ${wallClock(at, zone).day}, ${format(at, zone, { year: 'numeric' })}`;
const pretty =
  (writer: Writer): Writer =>
  (at, zone, now) =>
    relativeDay(at, zone, now) ?? writer(at, zone, now);

const tokens: Record<string, Writer> = {
  date_num: (at, zone) => dayKey(at, zone),
  date_slash: (at, zone) => dayKey(at, zone).replaceAll('-', '/'),
  date: medium,
  date_short: short,
  date_long: long,
  date_pretty: pretty(medium),
  date_short_pretty: pretty(short),
  date_long_pretty: pretty(long),
  time: (at, zone) => timeOf(at, zone),
  time_secs: (at, zone) =>
    format(at, zone, { hour: 'numeric', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }),
  ago: (at, _zone, now) => ago(at, now),
  day_divider_pretty: dayLabel,
};

/** Slack's `{date_short_pretty} at {time}` and its kin, with a capital where the date stands first. */
export function formatDateToken(
  pattern: string,
  at: number,
  reader: { zone: string; now: number },
): string | undefined {
  if (!Number.isFinite(at)) return undefined;
  const written = pattern.replace(
    /\{(\w+)\}/g,
    (whole, name: string) => tokens[name]?.(at, reader.zone, reader.now) ?? whole,
  );
  return /^\{date\w*_pretty\}/.test(pattern) ? `${written.slice(0, 1).toUpperCase()}${written.slice(1)}` : written;
}
