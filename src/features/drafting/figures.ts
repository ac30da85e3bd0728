import { datesOf } from './dates.ts';
import { fold, remembered } from './language.ts';

export type NumberKind = 'plain' | 'percent' | 'times' | 'ordinal' | `currency:${string}`;

export interface FoundNumber {
  raw: string;
  value: number;
  kind: NumberKind;
  index: number;
  end: number;
}

const SMALL = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
];
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const SCALES: Record<string, number> = {
  hundred: 100,
  thousand: 1_000,
  million: 1_000_000,
  billion: 1_000_000_000,
  dozen: 12,
};
const ORDINALS = [
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
  'eleventh',
  'twelfth',
  'thirteenth',
  'fourteenth',
  'fifteenth',
  'sixteenth',
  'seventeenth',
  'eighteenth',
  'nineteenth',
  'twentieth',
];
const TIMES: Record<string, number> = {
  twice: 2,
  twofold: 2,
  double: 2,
  doubled: 2,
  doubles: 2,
  doubling: 2,
  thrice: 3,
  threefold: 3,
  triple: 3,
  tripled: 3,
  triples: 3,
  tripling: 3,
  tenfold: 10,
  quadruple: 4,
  quadrupled: 4,
};
const SUFFIX: Record<string, number> = { k: 1e3, m: 1e6, bn: 1e9, million: 1e6, thousand: 1e3, billion: 1e9 };
const CURRENCY: Record<string, string> = {
  $: 'usd',
  usd: 'usd',
  dollar: 'usd',
  dollars: 'usd',
  '€': 'eur',
  eur: 'eur',
  euro: 'eur',
  euros: 'eur',
  '£': 'gbp',
  gbp: 'gbp',
  pound: 'gbp',
  pounds: 'gbp',
  '¥': 'jpy',
  '₹': 'inr',
};

const DIGITS =
  /(?<![\p{L}\p{N}.,])((?:[$€£¥₹]|\b(?:usd|eur|gbp))\s?)?(\d+(?:[.,]\d+)*)(st|nd|rd|th)?(?:\s?(%|percent\b|per cent\b|k\b|m\b|bn\b|x\b|×|-?fold\b|times\b|million\b|thousand\b|billion\b))?(?:\s?(€|\$|£|usd\b|eur\b|gbp\b|euros?\b|dollars?\b|pounds?\b))?/giu;

function digitsValue(text: string): number {
  if (/^\d{1,3}(,\d{3})+(\.\d+)?$/.test(text)) return Number(text.replace(/,/g, ''));
  if (/^\d{1,3}(\.\d{3})+(,\d+)?$/.test(text)) return Number(text.replace(/\./g, '').replace(',', '.'));
  return Number(text.replace(',', '.'));
}

function digitNumbers(text: string): FoundNumber[] {
  return [...text.matchAll(DIGITS)].map((match) => {
    const [raw, before, digits = '', ordinal, suffix = '', after] = match;
    const unit = suffix.toLowerCase();
    const currency = CURRENCY[(before ?? after ?? '').trim().toLowerCase()];
    let kind: NumberKind = 'plain';
    if (unit === '%' || unit.startsWith('per')) kind = 'percent';
    else if (/^(x|×|-?fold|times)$/.test(unit)) kind = 'times';
    else if (currency) kind = `currency:${currency}`;
    else if (ordinal) kind = 'ordinal';
    return {
      raw: raw.trim(),
      value: digitsValue(digits) * (SUFFIX[unit] ?? 1),
      kind,
      index: match.index,
      end: match.index + raw.length,
    };
  });
}

function wordValue(word: string): number | undefined {
  const small = SMALL.indexOf(word);
  if (small >= 0) return small;
  const tens = TENS.indexOf(word);
  return tens > 1 ? tens * 10 : undefined;
}

function kindAfter(rest: string): NumberKind {
  if (/^\s*(%|percent\b|per cent\b)/i.test(rest)) return 'percent';
  if (/^\s*(times|fold)\b/i.test(rest) || /^-fold\b/i.test(rest)) return 'times';
  const currency = /^\s*(euros?|dollars?|pounds?|usd|eur|gbp)\b/i.exec(rest)?.[1];
  return currency ? `currency:${CURRENCY[currency.toLowerCase()] ?? 'usd'}` : 'plain';
}

function spelledNumbers(text: string): FoundNumber[] {
  const found: FoundNumber[] = [];
  const words = [...text.matchAll(/\p{L}+/gu)]
    .map((match) => ({ word: fold(match[0]), index: match.index, end: match.index + match[0].length }))
    .filter((one) => one.word !== 'and');
  for (let i = 0; i < words.length; i += 1) {
    const first = words[i];
    if (!first) break;
    const times = TIMES[first.word];
    const ordinal = ORDINALS.indexOf(first.word);
    const add = (value: number, kind: NumberKind, end = first.end) =>
      found.push({ raw: text.slice(first.index, end), value, kind, index: first.index, end });
    if (times) add(times, 'times');
    else if (first.word === 'half' || first.word === 'halved' || first.word === 'halves') add(0.5, 'plain');
    else if (first.word === 'third' && /^\s+of\b/.test(text.slice(first.end))) add(1 / 3, 'plain');
    else if (first.word === 'quarter' && /^\s+of\b/.test(text.slice(first.end))) add(0.25, 'plain');
    else if (ordinal >= 0) add(ordinal + 3, 'ordinal');
    if (wordValue(first.word) === undefined && !(first.word in SCALES)) continue;
    let total = 0;
    let current = 0;
    let last = first;
    let used = 0;
    for (let j = i; j < words.length; j += 1) {
      const next = words[j];
      if (!next || (j > i && !/^[\s-]+(?:and\s+)?$/.test(text.slice(last.end, next.index)))) break;
      const value = wordValue(next.word);
      const scale = SCALES[next.word];
      if (value === undefined && scale === undefined) break;
      // "five eight" are two numbers, "twenty-five" is one.
      if (
        value !== undefined &&
        used > 0 &&
        !(value < 10 && current % 100 >= 20 && current % 10 === 0) &&
        current % 100 !== 0
      )
        break;
      if (value !== undefined) current += value;
      else if (scale === 100 || scale === 12) current = (current || 1) * (scale ?? 1);
      else {
        total += (current || 1) * (scale ?? 1);
        current = 0;
      }
      last = next;
      used += 1;
    }
    i += used - 1;
    const value = total + current;
    const kind = kindAfter(text.slice(last.end));
    // "one page", "one of them": an article more than a number, unless time is counted or a figure ends with it.
    const isCounted =
      /^[\s-]+(?:\w+ )?(?:days?|weeks?|months?|years?|hours?|quarters?)\b/i.test(text.slice(last.end)) ||
      (/\b(?:to|from|by)\s+$/i.test(text.slice(0, first.index)) && /^\s*(?:[.,;!?]|$)/.test(text.slice(last.end)));
    if (value === 1 && kind === 'plain' && !isCounted) continue;
    add(value, kind, last.end);
  }
  return found;
}

/** Every number, in digits or in words, that is not part of a date. "One" by itself is an article. */
export const numbersOf = remembered((text: string): FoundNumber[] => {
  const dates = datesOf(text);
  const inDate = (one: { index: number; end: number }) =>
    dates.some((date) => one.index < date.end && date.index < one.end);
  return [...digitNumbers(text), ...spelledNumbers(text)]
    .filter((one) => !inDate(one))
    .sort((a, b) => a.index - b.index);
});
