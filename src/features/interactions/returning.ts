import { addDays, fromLocal, type LocalDay, toLocal, weekdayOf } from '../../kernel/calendar.ts';
import { DAY_MS, type Instant } from '../../kernel/clock.ts';
import { flat } from './lexicon.ts';

const MONTHS = new Map<string, number>();
for (const [index, names] of [
  'january jan january. januar jänner janvier enero gennaio januari janeiro stycznia',
  'february feb februar februari février fevrier febrero febbraio fevereiro lutego',
  'march mar mär märz maerz mars marzo maart março marca',
  'april apr avril abril aprile kwietnia',
  'may mai mayo maggio mei maio maj maja',
  'june jun juni juin junio giugno junho czerwca',
  'july jul juli juillet julio luglio julho lipca',
  'august aug août aout agosto augustus augusti sierpnia',
  'september sep sept septembre septiembre settembre setembro września',
  'october oct okt oktober octobre octubre ottobre outubro października',
  'november nov novembre noviembre novembro listopada',
  'december dec dez dezember décembre decembre diciembre dicembre dezembro grudnia',
].entries()) {
  for (const name of names.split(' ')) MONTHS.set(name, index + 1);
}

const WEEKDAYS = new Map<string, number>();
for (const [index, names] of [
  'monday montag lundi lunes lunedì maandag segunda-feira poniedziałku',
  'tuesday dienstag mardi martes martedì dinsdag terça-feira wtorku',
  'wednesday mittwoch mercredi miércoles mercoledì woensdag quarta-feira środy',
  'thursday donnerstag jeudi jueves giovedì donderdag quinta-feira czwartku',
  'friday freitag vendredi viernes venerdì vrijdag sexta-feira piątku',
].entries()) {
  for (const name of names.split(' ')) WEEKDAYS.set(name, index + 1);
}

const TOMORROW = /(?<!\p{L})(?:tomorrow|morgen|demain|mañana|domani|amanhã|jutro)(?!\p{L})/iu;
/** What stands before the last day away ... */
const UNTIL =
  /(?<!\p{L})(?:until|till|til|through|thru|to|up to|incl\.?|including|inclusive|after|bis|einschließlich|nach dem|jusqu'(?:au|à)|au|après le|hasta|al|fino al?|tot|tot en met|t\/m|até|a|ao|do|[-–—])(?: (?:and including|zum|einschließlich|inclus|el|le|il|den|the|o|dia|day|jour|giorno|día|(?:\p{L}+(?:day|tag|di|dag|edì)|miércoles|jueves|viernes|lunes|martes|(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?)\.?,?))*[ ,]*$/iu;
/** ... and before the first day back. */
const BACK =
  /(?:back|return\p{L}*|available(?: again)?|from|as of|zurück|wieder|ab(?: dem)?|rückkehr|retour\p{L}*|reviendrai|à partir du|vuelta|vuelvo|regres\p{L}+|reincorpor\p{L}+|a partir del?|rientr\p{L}+|ritorno|dal|terug|weer|vanaf|volta|volto|retorn\p{L}+|regress\p{L}+|wracam|powrót|od)[^.!?\d]{0,30}$/iu;

/** What makes a bare "16.11." a day. */
const DAY_AHEAD = /(?:am|vom|zum|dem|den) (?:\p{L}+,? )?$/iu;

const DAYS_IN = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const ordinal = (day: LocalDay) => day.year * 372 + day.month * 31 + day.day;

interface Found {
  day: LocalDay;
  before: string;
  /** "3.12." may as well be a room: it counts only behind a word of coming or going. */
  isWeak?: boolean;
}

/** A day without a year is the coming one; one that passed in the last half year has passed: an old note, not one for next year. */
function dayOf(parts: { year?: string; month: number; day: number }, today: LocalDay): LocalDay | undefined {
  const { month, day } = parts;
  if (month < 1 || month > 12 || day < 1 || day > (DAYS_IN[month - 1] ?? 0)) return undefined;
  if (parts.year) return { year: Number(parts.year.padStart(4, '20')), month, day };
  const here = { year: today.year, month, day };
  const isLongAgo = ordinal(today) - ordinal(here) > 186;
  return isLongAgo ? { ...here, year: today.year + 1 } : here;
}

const ISO = /(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)/g;
const DOTTED = /(?<![\d.])(\d{1,2})\. ?(\d{1,2})\.(?: ?(\d{4}|\d{2})(?!\d))?/g;
const SLASHED = /(?<![\d/-])(\d{1,2})([/-])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?![\d/-])/g;
const DAY_MONTH =
  /(?<!\d)(\d{1,2})(?:st|nd|rd|th|\.|er|º|ª)? (?:de |of |di )?(\p{L}{3,12})\.?(?:,? (?:de |of )?(\d{4}))?/giu;
const MONTH_DAY =
  /(?<!\p{L})(\p{L}{3,12})\.? (?:the )?(\d{1,2})(?:st|nd|rd|th)?(?: ?[-–—] ?(\d{1,2}))?(?:,? (\d{4}))?(?![\d:])/giu;

function datesIn(text: string, today: LocalDay, monthFirst: boolean): Found[] {
  const found: Found[] = [];
  const push = (match: RegExpMatchArray, parts: { year?: string; month: number; day: number }, isWeak = false) => {
    const day = dayOf(parts, today);
    const at = match.index ?? 0;
    if (day) found.push({ day, before: text.slice(Math.max(0, at - 60), at), isWeak });
  };
  for (const m of text.matchAll(ISO)) push(m, { year: m[1], month: Number(m[2]), day: Number(m[3]) });
  for (const m of text.matchAll(DOTTED)) push(m, { year: m[3], month: Number(m[2]), day: Number(m[1]) }, !m[3]);
  for (const m of text.matchAll(SLASHED)) {
    const [a, b] = [Number(m[1]), Number(m[3])];
    const isMonthFirst = b > 12 || (monthFirst && a <= 12);
    // "9-17" is a time of day or a range; with dashes a date has its year.
    if (m[2] === '/' || m[4]) push(m, { year: m[4], month: isMonthFirst ? a : b, day: isMonthFirst ? b : a });
  }
  for (const m of text.matchAll(DAY_MONTH)) {
    const month = MONTHS.get((m[2] ?? '').toLowerCase());
    if (month) push(m, { year: m[3], month, day: Number(m[1]) });
  }
  for (const m of text.matchAll(MONTH_DAY)) {
    const month = MONTHS.get((m[1] ?? '').toLowerCase());
    if (month) push(m, { year: m[4], month, day: Number(m[3] ?? m[2]) });
  }
  return found;
}

/** "Back on Monday", "bis Freitag": the coming one. */
function weekdayIn(text: string, today: LocalDay): Found | undefined {
  for (const match of text.matchAll(/\p{L}+(?:-feira)?/gu)) {
    const weekday = WEEKDAYS.get(match[0].toLowerCase());
    const before = text.slice(Math.max(0, match.index - 60), match.index);
    if (!weekday || !(BACK.test(before) || UNTIL.test(before) || /\bon (?:next )?$/i.test(before))) continue;
    const ahead = (weekday - weekdayOf(today) + 7) % 7 || 7;
    return { day: addDays(today, ahead), before };
  }
  return TOMORROW.test(text) ? { day: addDays(today, 1), before: 'back ' } : undefined;
}

/**
 * The instant (9:00 there) on which somebody who is away says to be back, within a year; undefined when no day is named.
 * A day behind "until" is the last one away. `monthFirst` reads 11/9 as 9 November.
 */
export function returnsAt(
  raw: string,
  now: Instant,
  where: { zone: string; monthFirst?: boolean },
): Instant | undefined {
  const text = flat(raw.slice(0, 5_000));
  const { year, month, day } = toLocal(now, where.zone);
  const today = { year, month, day };
  const dated = datesIn(text, today, where.monthFirst ?? false);
  const named = dated.length === 0 ? weekdayIn(text, today) : undefined;
  const days = (named ? [named] : dated).map((one) => {
    const isLast =
      UNTIL.test(one.before) && !/(?:ab|dal|desde|vanaf|from|a partir del?|à partir du) *$/iu.test(one.before);
    const at = fromLocal(isLast ? addDays(one.day, 1) : one.day, 9 * 60, where.zone);
    return { at, isMarked: isLast || BACK.test(one.before), isWeak: one.isWeak && !DAY_AHEAD.test(one.before) };
  });
  const ahead = days.filter(({ at }) => at > now && at < now + 366 * DAY_MS);
  const marked = ahead.filter((one) => one.isMarked);
  const latest = (marked.length > 0 ? marked : ahead.filter((one) => !one.isWeak))
    .map(({ at }) => at)
    .sort((a, b) => b - a);
  return latest[0];
}
