import { addDays, fromLocal, toLocal } from '../../kernel/calendar.ts';
import { DAY_MS, type Instant } from '../../kernel/clock.ts';
import { datesIn, daysAloneIn, type NamedDay, periodsIn, WEEKDAY_NAMES, weekdaysIn } from './dates.ts';
import { flat } from './lexicon.ts';

const TOMORROW = /(?<!\p{L})(?:tomorrow|morgen|demain|mañana|domani|amanhã|jutro)(?!\p{L})/giu;
const FILLER =
  '(?: (?:and including|zum|einschließlich|inclus|el|le|la|il|den|dem|der|the|het|de|o|ao|dia|día|day|jour|giorno|next|coming|nächsten|kommenden|próximo|próxima|prochain|prossimo|volgende|aanstaande|(?:\\p{L}+(?:day|tag|di|dag|edì)|miércoles|jueves|viernes|lunes|martes|(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?)\\.?,?))*[ ,]*$';
/** What stands before the last day away and says so by itself ... */
const UNTIL = new RegExp(
  `(?<!\\p{L})(?:until|till|til|through|thru|bis|jusqu'(?:au|à|en)|hasta|fino al?|fino|tot|tot en met|t\\/m|até)${FILLER}`,
  'iu',
);
/** ... and what may mean other things, too. */
const TO = new RegExp(
  `(?<!\\p{L})(?:to|up to|incl\\.?|including|inclusive|after|einschließlich|nach dem|au|après le|al|a|ao|do|[-–—])${FILLER}`,
  'iu',
);
/** What stands before the first day back and says so by itself, but for "get back to you" and "return your call"; and what may. */
const BACK =
  /(?<!\p{L})(?:back(?! (?:to )?(?:you|me|us))|(?:return|reopen)(?!\p{L}* (?:your|the) )(?!ed)\p{L}*|available again|zurück|wieder|rückkehr|retour\p{L}*|(?:reviendrai|reviens)|reprendrai|vuelta|vuelv[oe]|volver\p{L}*|regres\p{L}+|reincorpor\p{L}+|rientr\p{L}+|ritorno|torn(?:o|erò)|terug|weer|volt[ao]|voltarei|retorn\p{L}+|regress\p{L}+|wracam|powrót)(?!\p{L})[^.!?\d]{0,30}$/iu;
const FROM =
  /(?<!\p{L})(?:available|from|as of|ab(?: dem)?|à partir du|à compter du|a partir d[eo]l?|dal|vanaf|od)[^.!?\d]{0,30}$/iu;
const BACK_AFTER =
  /^[^.!?\d]{0,40}?(?<!\p{L})(?:back(?! to (?:you|me|us))|zurück|wieder|de retour|de vuelta|weer|terug|de volta|di nuovo)(?!\p{L})/iu;
const FIRST_DAY = /(?:ab|dal|desde|vanaf|from|a partir del?|à partir du|à compter du) *(?:dem |den )?$/iu;
/** "In March", "ab KW 50": right before what is wider than a day. */
const RIGHT_BEFORE = /(?<!\p{L})(?:in|im|en|em|a|à|ab|from|by|at|the|der|la|am|op|na|no|next|office|back|bureau) $/iu;
/** What makes a bare "16.11." a day. */
const DAY_AHEAD = /(?:am|vom|zum|dem|den) (?:\p{L}+,? )?$/iu;
/** An answer, an offer or a ticket has its day, too, and nobody is away. */
const NOT_AWAY =
  /(?<!\p{L})(?:(?:valid|gültig|valable|válid|geldig|offer|angebot|angebots|meld|antwort|beantwort|answer|repl(?:y|ies)|respond|répon|rispond|antwoord|reopened|ticket|deadline|frist|order|bestell|register|anmeld)\p{L}*)/iu;
const WEEKDAY_RANGE = new RegExp(
  `(?:${WEEKDAY_NAMES}) (?:bis|tot|to|through|until|till|t\\/m)(?: (?:und|en) (?:mit|met))? ?$`,
  'iu',
);

export interface Return {
  /** 9:00 there on the first day back, within a year. */
  at?: Instant;
  /** Only a day that is more than a year ahead is named. */
  isFar: boolean;
  /** The day is told by words of being away or coming back, so that it is one whatever else stands there. */
  isAnnounced: boolean;
}

interface Candidate {
  at: Instant;
  isMarked: boolean;
  isWeak: boolean;
  isAnnounced: boolean;
}

function judge(one: NamedDay, zone: string): Candidate {
  const { before, after } = one;
  const isUntil = UNTIL.test(before);
  const isLast = (isUntil || TO.test(before)) && !FIRST_DAY.test(before);
  const isBack = BACK.test(before);
  const isBackAfter = BACK_AFTER.test(after);
  const at = fromLocal(isLast ? addDays(one.last, 1) : one.day, 9 * 60, zone);
  return {
    at,
    isMarked: isLast || isBack || FROM.test(before) || isBackAfter,
    isWeak: one.isWeak && !DAY_AHEAD.test(before),
    isAnnounced: isBack || ((isUntil || isBackAfter) && !NOT_AWAY.test(before) && !WEEKDAY_RANGE.test(before)),
  };
}

const isPlain = (one: NamedDay) => UNTIL.test(one.before) || (BACK.test(one.before) && RIGHT_BEFORE.test(one.before));
const isOfWeek = (one: NamedDay) =>
  BACK.test(one.before) ||
  FROM.test(one.before) ||
  UNTIL.test(one.before) ||
  BACK_AFTER.test(one.after) ||
  /\bon (?:next )?$/i.test(one.before);

/** When somebody who is away says to be back. A day behind "until" is the last one away. `monthFirst` reads 11/9 as 9 November. */
export function readReturn(raw: string, now: Instant, where: { zone: string; monthFirst?: boolean }): Return {
  const text = flat(raw.slice(0, 5_000));
  const { year, month, day } = toLocal(now, where.zone);
  const today = { year, month, day };
  const dated = datesIn(text, today, where.monthFirst ?? false).map((one) => judge(one, where.zone));
  const wider = [
    ...daysAloneIn(text, today).filter((one) => BACK.test(one.before) || UNTIL.test(one.before)),
    ...periodsIn(text, today).filter(
      (one) => isPlain(one) || (FIRST_DAY.test(one.before) && BACK_AFTER.test(one.after)),
    ),
  ].map((one) => judge(one, where.zone));
  const found = [...dated, ...wider];
  const isAhead = ({ at }: Candidate) => at > now && at < now + 366 * DAY_MS;
  let ahead = found.filter(isAhead);
  const isFar = ahead.length === 0 && found.some((one) => one.isMarked && one.at >= now + 366 * DAY_MS);
  if (ahead.length === 0 && !isFar && dated.length === 0) ahead = daysOfWeek();
  const marked = ahead.filter((one) => one.isMarked);
  const latest = (marked.length > 0 ? marked : ahead.filter((one) => !one.isWeak)).sort((a, b) => b.at - a.at)[0];
  const isAnnounced = [...ahead, ...(isFar ? found : [])].some((one) => one.isAnnounced);
  return { at: latest?.at, isFar, isAnnounced };

  function daysOfWeek(): Candidate[] {
    const first = weekdaysIn(text, today).find(isOfWeek);
    if (first) return [{ ...judge(first, where.zone), isMarked: true }];
    const tomorrow = [...text.matchAll(TOMORROW)].map((match) => {
      const before = text.slice(Math.max(0, match.index - 60), match.index);
      const after = text.slice(match.index + match[0].length, match.index + match[0].length + 60);
      const isAnnounced = BACK.test(before) || BACK_AFTER.test(after);
      const at = fromLocal(addDays(today, 1), 9 * 60, where.zone);
      return { at, isMarked: true, isWeak: false, isAnnounced };
    });
    return tomorrow.filter(isAhead);
  }
}

/** The instant (9:00 there) on which somebody who is away says to be back, within a year; undefined when no day is named. */
export function returnsAt(
  raw: string,
  now: Instant,
  where: { zone: string; monthFirst?: boolean },
): Instant | undefined {
  return readReturn(raw, now, where).at;
}
