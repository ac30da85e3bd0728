import { datesOf } from './dates.ts';
import { numbersOf } from './figures.ts';
import type { Evidence } from './index.ts';
import { fold, stem, type Word, wordsOf } from './language.ts';
import { GLUE_WORDS, NEUTRAL_WORDS, RETELLING_WORDS } from './lexicon.ts';

/** What is known about the two sides of a mail, apart from evidence. */
export interface Surroundings {
  /** Names that may stand in any sentence: the lead's, the sender's, both companies'. */
  names: string[];
  /** The lead's company, as it may be named. */
  leadCompany: string;
  leadFirstName: string;
  sellerCompany: string;
  /** The playbook's own words, which a question may use. */
  vocabulary: Set<string>;
  /** Customers of the playbook's proof. */
  customers: string[];
  /** Talking points for the rep: instructions stand in it that nobody else reads. */
  isScript: boolean;
}

export const GLUE = new Set([...GLUE_WORDS].map(stem));
export const NEUTRAL = new Set([...NEUTRAL_WORDS].flatMap((word) => word.split('-')).map(stem));
export const RETELLING = new Set([...RETELLING_WORDS].map(stem));
export const CUSTOMER_MARK = / \(customer: [^()]*\)$/;
export const GREETING =
  /^(?:hi|hello|dear|hey|good (?:morning|afternoon|day)|guten tag|hallo|bonjour|hola)\b[^,:.!?]{0,60}[,:!]?\s*/i;
export const LEAD_KINDS = new Set<Evidence['kind']>(['pain', 'note', 'lead', 'reply']);

/** The sentence without "Hi Ada,", without a list mark and, in talking points, without its label. */
export function coreOf(sentence: string, isScript = false): string {
  const bare = sentence
    .replace(/^\s*(?:[-•–*]|\d\.)\s+/, '')
    .replace(GREETING, '')
    .trim();
  return isScript ? bare.replace(/^(?:Open|Why|Ask|Proof|Close):\s+/, '') : bare;
}

export function mentionsLead(folded: string, around: Surroundings): boolean {
  return (
    /\byou(?:r|rs|'re|'ve)?\b/.test(folded) || (around.leadCompany !== '' && folded.includes(fold(around.leadCompany)))
  );
}

/** What is on record of the lead, not of us or of a customer. */
export function isOfLead(evidence: Evidence): boolean {
  return LEAD_KINDS.has(evidence.kind);
}

/** Two customers, or a customer and the lead, in one sentence. */
export function joinsParties(sentence: string, around: Surroundings): boolean {
  const customers = new Set(customersIn(sentence, around).map((one) => one.name)).size;
  return customers > 1 || (customers === 1 && mentionsLead(fold(coreOf(sentence)), around));
}

/** Customers of the proof that a text names, whole or by the first word of their name. */
export function customersIn(text: string, around: Surroundings): { name: string; index: number }[] {
  return around.customers.flatMap((name) => {
    const [first = ''] = name.split(' ');
    const whole = placeIn(text, name);
    const mayShorten = first.length > 3 && first !== around.sellerCompany.split(' ')[0];
    const index = whole ?? (mayShorten ? placeIn(text, first) : undefined);
    return index === undefined ? [] : [{ name, index }];
  });
}

function placeIn(text: string, name: string): number | undefined {
  if (!/\p{L}{2}|\p{Script=Han}/u.test(name)) return undefined;
  return new RegExp(
    `(?<![\\p{L}\\p{N}])${escapeRegExp(name)}(?![\\p{L}\\p{N}])`,
    /\p{Lu}/u.test(name) ? 'u' : 'iu',
  ).exec(text)?.index;
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

export function contentWords(text: string, around: Surroundings): Word[] {
  const names = new Set(around.names.flatMap((name) => wordsOf(name).map((word) => word.stem)));
  const dates = datesOf(text);
  const numbers = numbersOf(text);
  const covered = (index: number) => [...dates, ...numbers].some((one) => index >= one.index && index < one.end);
  return wordsOf(text).filter(
    (word) => !GLUE.has(word.stem) && !names.has(word.stem) && !covered(word.index) && word.stem.length > 1,
  );
}

/** The lead, or their company, is what the sentence states something of. */
export function speaksOfLead(text: string, around: Surroundings): boolean {
  // "It works beside the ERP that you have" speaks of the product.
  const ours = around.sellerCompany ? `|${escapeRegExp(fold(around.sellerCompany))}\\b` : '';
  if (
    new RegExp(`^(?:it\\b|we\\b${ours})`).test(fold(text)) &&
    !/\b(?:see|tell|know|think|believe|say|guess|understand|hear)\b|\byour \w+ (?:is|are|has|have|was|were|go|goes|take|takes|need|needs)\b/.test(
      fold(text),
    )
  )
    return false;
  const company = around.leadCompany ? `|${escapeRegExp(fold(around.leadCompany))}\\b` : '';
  return new RegExp(
    `(?:^|[,;:–]\\s|\\b(?:that|because|when|where|as|and|but|since)\\s)(?:today |currently |at the moment )?(?:you\\b|your\\b${company})`,
  ).test(fold(text));
}
