import { type FoundNumber, numbersOf } from './figures.ts';
import type { Evidence, Problem } from './index.ts';
import { doubt, type Reading } from './kinds.ts';
import { fold, stem, wordsOf } from './language.ts';
import { customersIn, GLUE, LEAD_KINDS, RETELLING } from './parties.ts';

const HARMLESS_COUNT = /^\s*(?:-\s*)?(?:minutes?|lines?|sentences?|words?|pages?|min\b)/i;

/** Figures that no source has, or has otherwise: of another one, in another unit, the other way round. */
export function numberProblems(text: string, reading: Reading): Problem[] {
  const { kind, cited } = reading;
  return numbersOf(text).flatMap((number) => {
    const isOffer =
      kind !== 'statement' &&
      HARMLESS_COUNT.test(text.slice(number.end)) &&
      !/\b(?:by|from|to|save|of|under)\s*$/i.test(text.slice(0, number.index));
    if (isOffer) return [];
    const sources = sourcesFor(number.index, text, reading);
    const fits = sources.evidence.some((one) => hasNumber(one.text, number) && sameUnit(text, number, one.text));
    if (fits && !isReversed(text, number, sources.evidence)) return [];
    const anywhere = cited.some((one) => hasNumber(one.text, number));
    const reason = !anywhere
      ? `“${number.raw}” is in none of the sources. Take it out, or add a note that says it.`
      : `“${number.raw}” is in a source, but not like this${sources.subject ? ` of ${sources.subject}` : ''}. Say it as the source does.`;
    return [doubt('number', reason)];
  });
}

function hasNumber(text: string, number: FoundNumber): boolean {
  return numbersOf(text).some((one) => isSame(one, number));
}

/** "nine days" is not "nine hours": what is counted must be what the source counts. */
function sameUnit(text: string, number: FoundNumber, source: string): boolean {
  const counted = countedBy(text, number)[0];
  if (counted === undefined) return true;
  const others = numbersOf(source);
  const own = others.filter((one) => isSame(one, number)).flatMap((one) => countedBy(source, one));
  // "from nine days to two": the second figure's unit stands with the first.
  const near =
    own.length > 0 ? own : others.filter((one) => one.kind === number.kind).flatMap((one) => countedBy(source, one));
  return (
    near.includes(counted) ||
    (own.length > 0 && !UNITS.has(counted) && near.some((one) => countedBy(text, number).includes(one)))
  );
}

/** Stems of what a figure counts: the words of substance right behind it. */
function countedBy(text: string, number: FoundNumber): string[] {
  const clause =
    text
      .slice(number.end)
      .split(
        /[.,;:!?–]| (?:between|to|and|or|after|before|than|instead|in|from|at|for|without|with|by|has|have|had|is|are|were|was|now|that|which|when) |\s(?:between|to|and|in)$/,
      )[0] ?? '';
  return wordsOf(clause)
    .slice(0, number.kind === 'percent' ? 8 : 4)
    .map((word) => word.stem)
    .filter((one) => !GLUE.has(one) && !RETELLING.has(one));
}

function isSame(a: FoundNumber, b: FoundNumber): boolean {
  return Math.abs(a.value - b.value) < 1e-9 && a.kind === b.kind;
}

const UNITS = new Set(['day', 'week', 'month', 'year', 'hour', 'minute', 'quarter', 'second', 'percent'].map(stem));

/** The evidence that a figure may come from: what speaks of the one whom the sentence speaks of there. */
function sourcesFor(
  index: number,
  text: string,
  { cited, around }: Reading,
): { evidence: Evidence[]; subject?: string } {
  const customers = customersIn(text, around).map((one) => ({ ...one, is: 'customer' as const }));
  const lead = [...text.matchAll(/\byou(?:r|rs|'re)?\b/gi)].map((match) => ({
    name: 'your side',
    index: match.index,
    is: 'lead' as const,
  }));
  const company = around.leadCompany ? text.indexOf(around.leadCompany) : -1;
  const subjects = [
    ...customers,
    ...lead,
    ...(company >= 0 ? [{ name: around.leadCompany, index: company, is: 'lead' as const }] : []),
  ].sort((a, b) => a.index - b.index);
  const before = subjects.filter((one) => one.index < index).at(-1) ?? subjects.find((one) => one.is === 'customer');
  if (!before) return { evidence: cited };
  if (before.is === 'customer') {
    return {
      subject: before.name,
      evidence: cited.filter((one) => fold(one.text).includes(fold(before.name).split(' ')[0] ?? '')),
    };
  }
  const customerBefore = customers.some((one) => one.index < index);
  return {
    subject: customerBefore ? undefined : before.name,
    evidence: cited.filter((one) => LEAD_KINDS.has(one.kind) || (!customers.length && one.kind === 'company')),
  };
}

const EARLIER = /\b(?:before|used to|previously|formerly|in the past|once was)\b/;
const LATER = /\b(?:now|today|afterwards|since then|in the third month after)\b/;
const EARLIER_NEXT =
  /\b(?:from|instead of|rather than|down from|up from|compared (?:to|with)|used to (?:be|take|need))\s*(?:about |some )?$/;
const LATER_NEXT = /\b(?:to|now|today|within|down to|up to)\s*(?:in |within |only |just |about |takes? |needs? )?$/;

/** Which of the figures in a text is the earlier and which the later one, where the text says so. */
function order(text: string): { before: number[]; after: number[] } {
  const folded = fold(text);
  const marked: { value: number; mark?: 'before' | 'after' }[] = [];
  // Each part between "and", commas that part clauses, and semicolons speaks of one time.
  for (const part of folded.split(/(;|, and\b|\band\b|, (?=(?:now|but|while)\b))/)) {
    for (const number of numbersOf(part)) {
      const lead = part.slice(Math.max(0, number.index - 30), number.index);
      const mark = EARLIER_NEXT.test(lead)
        ? 'before'
        : LATER_NEXT.test(lead)
          ? 'after'
          : EARLIER.test(part)
            ? 'before'
            : LATER.test(part)
              ? 'after'
              : undefined;
      marked.push({ value: number.value, mark });
    }
  }
  const other = marked.some((one) => one.mark === 'before')
    ? 'after'
    : marked.some((one) => one.mark === 'after')
      ? 'before'
      : undefined;
  const settled = marked.map((one) => ({ value: one.value, mark: one.mark ?? other }));
  return {
    before: settled.filter((one) => one.mark === 'before').map((one) => one.value),
    after: settled.filter((one) => one.mark === 'after').map((one) => one.value),
  };
}

function isReversed(text: string, number: FoundNumber, sources: Evidence[]): boolean {
  const said = order(text);
  return sources.every((one) => {
    const meant = order(one.text);
    const laterAsEarlier =
      said.before.includes(number.value) && meant.after.includes(number.value) && !meant.before.includes(number.value);
    const earlierAsLater =
      said.after.includes(number.value) && meant.before.includes(number.value) && !meant.after.includes(number.value);
    return hasNumber(one.text, number) ? laterAsEarlier || earlierAsLater : true;
  });
}
