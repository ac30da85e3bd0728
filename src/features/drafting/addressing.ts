import type { Lead, Pain } from '../leads/index.ts';
import { longDate } from './evidence.ts';
import { fold, sentencesOf } from './language.ts';
import { findLink, plainLine } from './names.ts';

/** Turns a note about somebody into words to that somebody. Pure. */

const VERBS: Record<string, string> = {
  checks: 'check',
  reconciles: 'reconcile',
  thinks: 'think',
  spends: 'spend',
  needs: 'need',
  uses: 'use',
  waits: 'wait',
  loses: 'lose',
  has: 'have',
  wants: 'want',
  finds: 'find',
  gets: 'get',
  matches: 'match',
  types: 'type',
  sends: 'send',
  writes: 'write',
  keeps: 'keep',
  runs: 'run',
  plans: 'plan',
  struggles: 'struggle',
  complains: 'complain',
  says: 'say',
  does: 'do',
  pays: 'pay',
  chases: 'chase',
  is: 'are',
  was: 'were',
  works: 'work',
  compares: 'compare',
  copies: 'copy',
  enters: 'enter',
  sorts: 'sort',
  signs: 'sign',
  reads: 'read',
  sees: 'see',
  knows: 'know',
  feels: 'feel',
  believes: 'believe',
  collects: 'collect',
  bills: 'bill',
  goes: 'go',
  makes: 'make',
  comes: 'come',
  tries: 'try',
  asks: 'ask',
  buys: 'buy',
  sells: 'sell',
  manages: 'manage',
  handles: 'handle',
  travels: 'travel',
  forgets: 'forget',
  corrects: 'correct',
  fixes: 'fix',
};
const NO_PLURAL = /^(?:is|was|has|does|takes|needs|gets|this|its|it's|us|as|always|sometimes|days|weeks|months|hours)$/;

function youFor(verb: string): string {
  return VERBS[verb.toLowerCase()] ?? verb;
}

/** "when she types in" becomes "when you type in"; "her team" becomes "your team". */
function secondPerson(text: string): string {
  const singular = text
    .replace(/\b(?:she|he)\b(\s+)(\p{L}+)/giu, (_all, gap: string, verb: string) => `you${gap}${youFor(verb)}`)
    .replace(/\b(?:her|his)\b(?=\s+\p{L})/giu, 'your')
    .replace(/\b(?:him|hers|her)\b/giu, 'you');
  return singular.replace(/\b(?:they|them|their)\b/gi, (word, at: number) => {
    const before =
      singular
        .slice(0, at)
        .toLowerCase()
        .match(/\p{L}+s\b/gu) ?? [];
    // Somebody else is meant when a plural stands before: "town halls …, that they can't match".
    if (before.some((one) => !NO_PLURAL.test(one))) return word;
    return /^their$/i.test(word) ? 'your' : 'you';
  });
}

function withSubject(text: string): string {
  const [first = '', ...rest] = text.split(' ');
  const verb = first.toLowerCase();
  if (verb === 'takes') return `it takes ${rest.join(' ')}`;
  return verb in VERBS && verb !== 'bills' ? `you ${youFor(verb)} ${rest.join(' ')}` : text;
}

function lowerFirst(text: string): string {
  const first = /^[\p{L}’']+/u.exec(text)?.[0] ?? '';
  const keeps =
    first !== 'I' &&
    /^\p{Lu}[\p{Ll}’']*$/u.test(first) &&
    !/^(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)$/.test(
      first,
    );
  return keeps || first === 'A' ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

const ODD = /[<>{}[\]@#|\\"“”„*_`~^=]|https?:|[?!…]|\n/;

/** The pain as part of a sentence to the lead ("invoices go out nine days after delivery"), or undefined when it can't be said so. */
export function addressedPain(pain: Pain, lead: Lead): string | undefined {
  if (ODD.test(pain.text) || findLink(pain.text)) return undefined;
  const text = plainLine(pain.text, 400).replace(/[.;,:\s]+$/, '');
  const words = text.split(' ');
  if (words.length < 2 || words.length > 22 || sentencesOf(text).length !== 1) return undefined;
  if (/\b(?:i|we|our|my|us)\b/i.test(text) || /[^\p{Script=Latin}\p{N}\p{M}\s.,:;’'()%€$£&/+–-]/u.test(text))
    return undefined;
  const name = new RegExp(`\\b${fold(lead.firstName).replace(/[^a-z]/g, '') || 'nobody'}\\b`);
  if (name.test(fold(text))) return undefined;
  const addressed = lowerFirst(withSubject(secondPerson(text)));
  return addressed.replace(/:\s+/g, ' – ');
}

const PRONOUN_SOURCE = /^(?:her|his|their|the lead's) (.{3,60})$/i;

/** Where a note is from, as one would say it to the lead: "our call in May", "your post on LinkedIn in June"; '' when it is better left unsaid. */
export function originOf(pain: Pain, lead: Lead, now: number): string {
  const source = plainLine(pain.source, 80).replace(/[.\s]+$/, '');
  const when = monthPhrase(pain.sourceDate, now);
  const place = placeOf(source, lead);
  if (
    place === undefined ||
    ODD.test(source) ||
    findLink(source) ||
    /[^\p{Script=Latin}\p{N}\p{M}\s.,’'&-]/u.test(source)
  )
    return when;
  return when ? `${place} in ${when}` : place;
}

const PUBLISHED =
  /^(?:(?:the|their|its|his|her|company|company’s|company's) )?((?:annual|quarterly|yearly|sustainability) report|job ad|careers page|web ?site|press release|newsletter|blog post|interview)\b/i;

function placeOf(source: string, lead: Lead): string | undefined {
  const withWhom = /^(?:phone )?call with (.+)$/i.exec(source)?.[1];
  if (withWhom)
    return fold(lead.firstName)
      .split(' ')
      .includes(fold(withWhom).split(' ')[0] ?? '')
      ? 'our call'
      : `our call with ${withWhom}`;
  if (/^(?:(?:intro|first|phone|discovery) )?call$/i.test(source))
    return source.toLowerCase().includes('intro') ? 'our intro call' : 'our call';
  if (/^webinar question$/i.test(source)) return 'a webinar';
  if (/^(?:talk|conversation|chat) at /i.test(source)) return `a ${lowerFirst(source)}`;
  if (/^(?:trade mission|workshop|visit|meeting|demo|supplier dinner)\b/i.test(source))
    return `the ${lowerFirst(source)}`;
  const published = PUBLISHED.exec(source)?.[1];
  if (published) return `your ${published.toLowerCase()}`;
  const own = PRONOUN_SOURCE.exec(source)?.[1];
  if (own && /^(?:post|talk|article|job ad|careers page|comment|website|blog)/i.test(own)) return `your ${own}`;
  return undefined;
}

const YEAR_MS = 365 * 86_400_000;

/** "May", or "May 2025" once it is most of a year ago. */
function monthPhrase(iso: string | undefined, now: number): string {
  const [, month, year] = longDate(iso).split(' ');
  if (!month || !year) return '';
  const age = now - Date.parse(`${iso?.slice(0, 10)}T00:00:00Z`);
  return Math.abs(age) < YEAR_MS * 0.8 ? month : `${month} ${year}`;
}
