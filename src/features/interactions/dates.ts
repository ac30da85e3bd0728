import { addDays, type LocalDay, weekdayOf } from '../../kernel/calendar.ts';

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
  'saturday samstag samedi sábado sabato zaterdag',
  'sunday sonntag dimanche domingo domenica zondag',
].entries()) {
  for (const name of names.split(' ')) WEEKDAYS.set(name, index + 1);
}

/** A day that a text names, with the words around it, which say what it is the day of. */
export interface NamedDay {
  /** The first day back, where it is one. */
  day: LocalDay;
  /** The last day away, where it is that instead; the same for a date, another for "March" or "week 50". */
  last: LocalDay;
  before: string;
  after: string;
  /** "3.12." may as well be a room, and "March" a name: it counts only behind a word of coming or going. */
  isWeak: boolean;
}

const DAYS_IN = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const AROUND = 60;
const ordinal = (day: LocalDay) => day.year * 372 + day.month * 31 + day.day;
const monday = (day: LocalDay) => addDays(day, 1 - weekdayOf(day));

/** A day without a year is the coming one; one that passed in the last half year has passed: an old note, not one for next year. */
function dayOf(parts: { year?: string; month: number; day: number }, today: LocalDay): LocalDay | undefined {
  const { month, day } = parts;
  if (month < 1 || month > 12 || day < 1 || day > (DAYS_IN[month - 1] ?? 0)) return undefined;
  if (parts.year) return { year: Number(parts.year.padStart(4, '20')), month, day };
  const here = { year: today.year, month, day };
  const isLongAgo = ordinal(today) - ordinal(here) > 186;
  return isLongAgo ? { ...here, year: today.year + 1 } : here;
}

function around(text: string, match: RegExpMatchArray): { before: string; after: string } {
  const at = match.index ?? 0;
  const end = at + match[0].length;
  return { before: text.slice(Math.max(0, at - AROUND), at), after: text.slice(end, end + AROUND) };
}

const ISO = /(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)/g;
const DOTTED = /(?<![\d.])(\d{1,2})\. ?(\d{1,2})\.(?: ?(\d{4}|\d{2})(?!\d))?/g;
const SLASHED = /(?<![\d/-])(\d{1,2})([/-])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?![\d/-])/g;
/** "9-17" is a time of day or a range; with dashes a date has its year, or a word before it that only a date has. */
const DASHED_AFTER = /(?<!\p{L})(?:op|vanaf|tot|t\/m|hasta el|desde el|vanaf|até|jusqu'au) $/iu;
const DAY_MONTH =
  /(?<!\d)(\d{1,2})(?:st|nd|rd|th|\.|er|º|ª|°)? (?:de |of |di )?(\p{L}{3,12})\.?(?:,? (?:de |of )?(\d{4}))?/giu;
const MONTH_DAY =
  /(?<!\p{L})(\p{L}{3,12})\.? (?:the )?(\d{1,2})(?:st|nd|rd|th)?(?: ?[-–—] ?(\d{1,2}))?(?:,? (\d{4}))?(?![\d:])/giu;

/** "16.11.", "11/16", "16 November", "Nov 16". `monthFirst` reads 11/9 as 9 November. */
export function datesIn(text: string, today: LocalDay, monthFirst: boolean): NamedDay[] {
  const found: NamedDay[] = [];
  const push = (match: RegExpMatchArray, parts: { year?: string; month: number; day: number }, isWeak = false) => {
    const day = dayOf(parts, today);
    if (day) found.push({ day, last: day, ...around(text, match), isWeak });
  };
  for (const m of text.matchAll(ISO)) push(m, { year: m[1], month: Number(m[2]), day: Number(m[3]) });
  for (const m of text.matchAll(DOTTED)) push(m, { year: m[3], month: Number(m[2]), day: Number(m[1]) }, !m[3]);
  for (const m of text.matchAll(SLASHED)) {
    const [a, b] = [Number(m[1]), Number(m[3])];
    const isMonthFirst = b > 12 || (monthFirst && a <= 12);
    if (m[2] === '/' || m[4] || DASHED_AFTER.test(around(text, m).before))
      push(m, { year: m[4], month: isMonthFirst ? a : b, day: isMonthFirst ? b : a });
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

const DAY_ALONE =
  /(?<![\p{L}\d])(?:the|día|dia|il|le|el|op de|am|dem|\p{L}+(?:day|tag|dag|di|edì|ves|nes|tes|les|feira)),? (\d{1,2})(?:st|nd|rd|th|er|e|\.|º)?(?![\p{L}\d:/%€]|[.-]\d| ?(?:uhr|h|am|pm|o'clock|tage|days|jours|días|giorni|dagen|dias|hours|weeks)(?!\p{L}))(?:,? (?:de |of |di )?(\p{L}+))?/giu;

/** "The 3rd", "dia 2", "lunes 30": the coming one. */
export function daysAloneIn(text: string, today: LocalDay): NamedDay[] {
  const found: NamedDay[] = [];
  for (const m of text.matchAll(DAY_ALONE)) {
    const wanted = Number(m[1]);
    if (MONTHS.has((m[2] ?? '').toLowerCase()) || wanted < 1) continue;
    const isNext = wanted <= today.day;
    const month = isNext ? (today.month % 12) + 1 : today.month;
    const year = isNext && today.month === 12 ? today.year + 1 : today.year;
    if (wanted > (DAYS_IN[month - 1] ?? 0)) continue;
    const day = { year, month, day: wanted };
    found.push({ day, last: day, ...around(text, m), isWeak: true });
  }
  return found;
}

const MONTH =
  /(?<![\p{L}\d])(?:(mid|middle of|mitte|mi|mediados de|metà(?: di)?|midden|half|meados de)[- ]|((?:the )?end of|ende|fin|la fin de|fin(?:al)?es de|fine|eind(?:e)?(?: van)?|fim de)[- ]|(?:(?:the )?(?:beginning|start) of|early|anfang|début|principios de|inizio|begin|início de)[- ])?(?:d')?(\p{L}{3,12})(?: (?:de |of )?(20\d\d))?(?!\p{L}| ?\d|\. ?\d)/giu;
const YEAR_END =
  /(?<!\p{L})(?:end of (?:the |this )?year|year[- ]end|new year|jahresende|ende des jahres|jahreswechsel|neue[ns]? jahr|fin (?:de l'|d')année|nouvel an|fin(?:al)?(?:es)? de(?:l)? año|año nuevo|nuevo año|fine (?:dell')?anno|nuovo anno|eind(?:e)? van het jaar|nieuwe jaar|fi[mn](?:al)? d[oe] ano|ano novo)(?!\p{L})/giu;
const WEEK_NUMBER =
  /(?<!\p{L})(?:kw|kalenderwoche|week|semaine|semana|settimana) ?(\d{1,2})(?!\d| ?(?:uhr|tage|h)(?!\p{L}))/giu;
const NEXT_WEEK =
  /(?<!\p{L})(?:next week|nächste[rn]? woche|kommende[rn]? woche|semaine prochaine|próxima semana|semana que v(?:iene|em)|prossima settimana|volgende week)(?!\p{L})/giu;
const WEEK_END =
  /(?<!\p{L})(?:end of (?:the |this )?week|ende (?:der|dieser) woche|fin de (?:la |cette )?semaine(?! prochaine)|fin(?:al)? de (?:la |esta )?semana(?! que)|fine settimana|eind(?:e)? van (?:de|deze) week|fim d[ae](?:sta)? semana)(?!\p{L})/giu;
const NEXT_MONTH =
  /(?<!\p{L})(?:next month|nächste[nr]? monat|mois prochain|próximo m(?:es|ês)|mese prossimo|volgende maand)(?!\p{L})/giu;

const lastOf = (year: number, month: number): LocalDay =>
  addDays(month === 12 ? { year: year + 1, month: 1, day: 1 } : { year, month: month + 1, day: 1 }, -1);

/** The Monday of an ISO week: the one of 4 January is the first. */
function weekOf(number: number, today: LocalDay): LocalDay | undefined {
  if (number < 1 || number > 53) return undefined;
  const of = (year: number) => addDays(monday({ year, month: 1, day: 4 }), (number - 1) * 7);
  const here = of(today.year);
  return ordinal(addDays(here, 6)) < ordinal(today) ? of(today.year + 1) : here;
}

/** "Mid-December", "March 2027", "KW 50", "the end of the year": wider than a day, so what they mean rests on the word before. */
export function periodsIn(text: string, today: LocalDay): NamedDay[] {
  const found: NamedDay[] = [];
  const push = (match: RegExpMatchArray, day: LocalDay, last: LocalDay) =>
    found.push({ day, last, ...around(text, match), isWeak: true });
  for (const m of text.matchAll(MONTH)) {
    const month = MONTHS.get((m[3] ?? '').toLowerCase());
    if (!month || /\d(?:st|nd|rd|th|\.|er|º)?,? ?(?:de |of |di )?$/iu.test(around(text, m).before)) continue;
    const year = m[4] ? Number(m[4]) : month < today.month ? today.year + 1 : today.year;
    const first = { year, month, day: 1 };
    if (m[1]) push(m, { ...first, day: 15 }, { ...first, day: 15 });
    else if (m[2]) push(m, lastOf(year, month), lastOf(year, month));
    else push(m, first, addDays(first, -1));
  }
  const newYear = { year: today.year + 1, month: 1, day: 1 };
  for (const m of text.matchAll(YEAR_END)) push(m, addDays(newYear, 1), newYear);
  for (const m of text.matchAll(WEEK_NUMBER)) {
    const week = weekOf(Number(m[1]), today);
    if (week) push(m, week, addDays(week, 6));
  }
  const next = addDays(monday(today), 7);
  for (const m of text.matchAll(WEEK_END)) push(m, addDays(next, -3), addDays(next, -1));
  for (const m of text.matchAll(NEXT_WEEK)) {
    const isItsEnd =
      /(?:end of|ende(?: der)?|fin de la|finales de(?: la)?|fine della|eind(?:e)?(?: van)?|fim da|final da) $/iu;
    const around_ = around(text, m);
    if (isItsEnd.test(around_.before)) {
      const before = around_.before.replace(isItsEnd, '');
      found.push({ day: addDays(next, 4), last: addDays(next, 6), ...around_, before, isWeak: true });
    } else push(m, next, addDays(next, -1));
  }
  const nextMonth = addDays(lastOf(today.year, today.month), 1);
  for (const m of text.matchAll(NEXT_MONTH)) push(m, nextMonth, addDays(nextMonth, -1));
  return found;
}

/** "Monday", "bis Freitag": the coming one. */
export function weekdaysIn(text: string, today: LocalDay): NamedDay[] {
  const found: NamedDay[] = [];
  for (const match of text.matchAll(/\p{L}+(?:-feira)?/gu)) {
    const weekday = WEEKDAYS.get(match[0].toLowerCase());
    if (!weekday) continue;
    const day = addDays(today, (weekday - weekdayOf(today) + 7) % 7 || 7);
    found.push({ day, last: day, ...around(text, match), isWeak: true });
  }
  return found;
}

/** Days of the week, for a pattern. */
export const WEEKDAY_NAMES = [...WEEKDAYS.keys()].join('|');
