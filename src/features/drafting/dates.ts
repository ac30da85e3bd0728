import { remembered } from './language.ts';

export interface FoundDate {
  raw: string;
  kind: 'day' | 'month' | 'year' | 'weekday' | 'season' | 'relative';
  month?: number;
  day?: number;
  year?: number;
  index: number;
  end: number;
}

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const MONTH_NAMES =
  'January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec';
const MONTH = new RegExp(
  `(?:\\b(\\d{1,2})(?:st|nd|rd|th)?\\s+(?:of\\s+)?)?\\b(${MONTH_NAMES})\\b\\.?(?:\\s+(\\d{1,2})(?:st|nd|rd|th)?\\b(?!\\s*%))?(?:,?\\s+((?:19|20)\\d{2})\\b)?`,
  'g',
);
const PERIOD =
  'week|month|year|quarter|night|summer|spring|autumn|fall|winter|monday|tuesday|wednesday|thursday|friday|saturday|sunday';
const RELATIVE = new RegExp(
  `\\b(?:(?:last|past|previous|this|next|coming) (?:few )?(?:${PERIOD})s?(?: ago)?|yesterday|tomorrow|this (?:morning|afternoon)|earlier (?:today|this \\w+)|the other day|(?:a|an|one|two|three|four|five|six|\\d+|a few|a couple of|some) (?:days?|weeks?|months?|years?) ago|recently|lately)\\b`,
  'gi',
);
const WEEKDAY = /\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b/gi;

/** Every date and every word that places something in time ("last week", "in May", "Q3"). */
export const datesOf = remembered((text: string): FoundDate[] => {
  const found: FoundDate[] = [];
  const add = (match: RegExpExecArray, kind: FoundDate['kind'], parts: Partial<FoundDate> = {}) => {
    const index = match.index + (match[0].length - match[0].trimStart().length);
    const end = match.index + match[0].length;
    if (!found.some((one) => index < one.end && one.index < end))
      found.push({ raw: match[0].trim(), kind, index, end, ...parts });
  };
  for (const match of text.matchAll(/\b((?:19|20)\d{2})-(\d{2})-(\d{2})\b/g))
    add(match, 'day', { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) });
  for (const match of text.matchAll(/\b(\d{1,2})[./](\d{1,2})[./](?:((?:19|20)\d{2})\b)?/g))
    add(match, 'day', {
      day: Number(match[1]),
      month: Number(match[2]),
      year: match[3] ? Number(match[3]) : undefined,
    });
  for (const match of text.matchAll(MONTH)) {
    const name = (match[2] ?? '').toLowerCase();
    if (
      name === 'may' &&
      !match[1] &&
      /^\s+(?:i|we|it|you|this|that)\b/i.test(text.slice(match.index + match[0].length))
    )
      continue;
    const day = match[1] ?? match[3];
    add(match, day ? 'day' : 'month', {
      month: MONTHS.findIndex((one) => one.startsWith(name.slice(0, 3))) + 1,
      day: day ? Number(day) : undefined,
      year: match[4] ? Number(match[4]) : undefined,
    });
  }
  for (const match of text.matchAll(/\bQ([1-4])\b(?:\s+((?:19|20)\d{2}))?/g)) add(match, 'season');
  for (const match of text.matchAll(RELATIVE)) add(match, 'relative');
  for (const match of text.matchAll(WEEKDAY)) add(match, 'weekday');
  for (const match of text.matchAll(/\b(?:spring|summer|autumn|winter|christmas|easter)\b/gi)) add(match, 'season');
  for (const match of text.matchAll(/(?<![\d.,$€£])\b((?:19|20)\d{2})\b(?![.,]?\d|\s*(?:%|€|\$|£))/g))
    add(match, 'year', { year: Number(match[1]) });
  return found.sort((a, b) => a.index - b.index);
});
