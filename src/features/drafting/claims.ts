import { datesOf, type FoundDate } from './dates.ts';
import { numbersOf } from './figures.ts';
import type { Evidence, Problem } from './index.ts';
import { doubt, isCourtesy, type Reading, type SentenceKind } from './kinds.ts';
import { fold, stem, stemsOf, type Word, wordsOf } from './language.ts';
import {
  ATTRIBUTIONS,
  type AttributionPattern,
  CLAIMS,
  LOADED_QUESTION,
  PLAIN_CAPITALS,
  SMUGGLE,
  TALK_SOURCE,
  WRITING_SOURCE,
} from './lexicon.ts';
import { numberProblems } from './number-claims.ts';
import {
  CUSTOMER_MARK,
  contentWords,
  coreOf,
  customersIn,
  GLUE,
  GREETING,
  LEAD_KINDS,
  NEUTRAL,
  RETELLING,
  type Surroundings,
  speaksOfLead,
} from './parties.ts';

/** What one sentence says that the cited evidence does not; [] when it may stand. */
export function problemsOf(sentence: string, reading: Reading): Problem[] {
  const { kind, cited, around } = reading;
  if (kind === 'greeting') return nameProblems(sentence, reading);
  const core = coreOf(sentence, around.isScript);
  const found = [
    ...numberProblems(core, reading),
    ...dateProblems(core, kind, cited),
    ...nameProblems(sentence, reading),
    ...claimProblems(core, kind, cited),
    ...attributionProblems(core, cited, around),
  ];
  const unsupported = kind === 'statement' ? supportProblem(core, cited, around) : undefined;
  const all = unsupported && found.length === 0 ? [unsupported] : found;
  return all.map((one) => ({ ...one, sentence }));
}

function dateProblems(text: string, kind: SentenceKind, cited: Evidence[]): Problem[] {
  return datesOf(text)
    .filter((date) => !(kind !== 'statement' && isAhead(date)))
    .filter((date) => !cited.some((one) => hasDate(one.text, date)))
    .map((date) => doubt('date', `No source says “${date.raw}”. Take it out, or name the date that the source has.`));
}

/** A proposal of a day to come: "Would Thursday suit?" */
function isAhead(date: FoundDate): boolean {
  return date.kind === 'weekday' || /^(?:next|coming|tomorrow|this)\b/i.test(date.raw);
}

function hasDate(text: string, date: FoundDate): boolean {
  if (date.kind === 'relative' || date.kind === 'weekday' || date.kind === 'season')
    return fold(text).includes(fold(date.raw).replace(/s$/, ''));
  return datesOf(text).some(
    (one) =>
      (date.month === undefined || one.month === date.month) &&
      (date.day === undefined || one.day === date.day) &&
      (date.year === undefined ||
        one.year === date.year ||
        (one.year === undefined && text.includes(String(date.year)))),
  );
}

const SAYABLE = new Set([...PLAIN_CAPITALS].map(stem));

function nameProblems(sentence: string, reading: Reading): Problem[] {
  const { cited, around } = reading;
  const isKnown = (one: string) =>
    [...around.names, ...cited.map((source) => source.text)].some((text) => stemsOf(text).has(one));
  const dates = datesOf(sentence);
  const numbers = numbersOf(sentence);
  const suspects = wordsOf(sentence).filter((word) => {
    if (isKnown(word.stem) || SAYABLE.has(word.stem)) return false;
    if ([...dates, ...numbers].some((one) => word.index >= one.index && word.index < one.end)) return false;
    if (!/\p{Lu}/u.test(word.text)) return /[^\p{Script=Latin}\p{M}'’]/u.test(word.text);
    return !isSentenceCapital(sentence, word, reading);
  });
  return suspects.map((word) =>
    doubt('name', `“${word.text}” is in none of the sources. Take it out, or add a note that names it.`),
  );
}

/** A capital that only marks the start of a sentence, of a quotation or of what follows a colon. */
function isSentenceCapital(sentence: string, word: Word, { kind, around }: Reading): boolean {
  if (!/^\p{Lu}[\p{Ll}\p{M}'’]*$/u.test(word.text)) return false;
  const greeting = GREETING.exec(sentence)?.[0].length ?? 0;
  if (word.index < greeting)
    return /^(?:Hi|Hello|Dear|Hey|Good|Guten|Tag|Hallo|Bonjour|Hola|Morning|Afternoon|There|All|Team)$/.test(word.text);
  const before = sentence.slice(greeting, word.index);
  const starts = /^[\s"“‘'(–•*-]*$/.test(before) || /[:–]\s*["“‘]?$/.test(before) || /[.!?]\s+["“‘]?$/.test(before);
  if (!starts) return false;
  if (GLUE.has(word.stem)) return true;
  const next = wordsOf(sentence.slice(word.index + word.text.length))[0];
  const nextIsName =
    next !== undefined &&
    next.index === 1 &&
    /^\p{Lu}/u.test(next.text) &&
    !PLAIN_CAPITALS.has(fold(next.text)) &&
    !datesOf(next.text).length &&
    !around.names.some((name) => name.includes(next.text));
  if (nextIsName) return false;
  const usual =
    GLUE.has(word.stem) || NEUTRAL.has(word.stem) || around.vocabulary.has(word.stem) || USUAL_STARTS.test(word.text);
  return usual || kind === 'courtesy' || (kind === 'question' && /(?:ing|ly)$/.test(word.text));
}

const USUAL_STARTS =
  /^(?:Apart|Because|Since|While|Whether|Although|Though|Given|Based|According|Following|Congrats|Congratulations|Great|Nice|Thousands|Hundreds|Dozens|Many|Most|Several|Every|All|Few|Companies|Teams|Customers|Clients|Businesses|Unlike|Compared|Noticed|Saw|Studies|Research|Experts|Guaranteed|Join|Imagine|Stop|Save|Cut|Today|Yesterday|Recently|Finally|However|Sometimes|Usually|Often|Next|Late|Wrong|Open|Point|Why|Opening|Proof|Then|Talking|Points|Goal|Listen|Agree|Mention|Offer|Say|Introduce|Happy|Glad|Sorry|Otherwise|Meanwhile|Maybe|Perhaps|Shall|Cheers|Regards|Yours|Sincerely)$/;

function claimProblems(text: string, kind: SentenceKind, cited: Evidence[]): Problem[] {
  const folded = fold(text);
  const sources = cited.map((one) => fold(one.text));
  const isCited = (one: string) => cited.some((source) => stemsOf(source.text).has(one));
  return CLAIMS.filter((one) => !(one.inStatementsOnly && kind !== 'statement')).flatMap(({ pattern, what, literal }) =>
    [...folded.matchAll(pattern)]
      .filter((match) => !sources.some((source) => source.includes(match[0].trim())))
      .filter(
        (match) =>
          literal ||
          !wordsOf(match[0]).every((word) => isCited(word.stem) || GLUE.has(word.stem)) ||
          wordsOf(match[0]).every((word) => GLUE.has(word.stem)),
      )
      .map((match) =>
        doubt(
          'claim',
          `“${match[0].trim()}” is ${what} that no source makes. Leave it out, or say what the source says.`,
        ),
      ),
  );
}

function attributionProblems(text: string, cited: Evidence[], around: Surroundings): Problem[] {
  const folded = fold(text);
  return ATTRIBUTIONS.flatMap(({ pattern, needs }) => {
    const match = pattern.exec(folded);
    if (!match) return [];
    const own = cited.filter((one) => LEAD_KINDS.has(one.kind) && one.kind !== 'lead');
    const fits = own.some(
      (one) => sourceCarries(fold(one.text), needs, folded, around) || fold(one.text).includes(match[0]),
    );
    if (fits) return [];
    return [
      doubt('claim', `Nothing on record says “${match[0].trim()}”. Say where it is from, or leave that part out.`),
    ];
  });
}

function sourceCarries(
  source: string,
  needs: AttributionPattern['needs'],
  sentence: string,
  around: Surroundings,
): boolean {
  if (needs === 'any') return true;
  if (needs === 'word')
    return wordsOf(/for (?:your|the) (.*)$/.exec(sentence)?.[1] ?? '')
      .slice(0, 2)
      .some((word) => !GLUE.has(word.stem) && wordsOf(source).some((one) => one.stem === word.stem));
  if (needs === 'writing') return WRITING_SOURCE.test(source);
  if (!TALK_SOURCE.test(source)) return false;
  // A call with a colleague is not a call with this lead.
  const withWhom = /\bcall with ([\p{L}'-]+)/u.exec(source)?.[1];
  return (
    withWhom === undefined ||
    sentence.includes(`with ${withWhom}`) ||
    fold(around.leadFirstName).split(' ').includes(withWhom)
  );
}

const NOTHING =
  'Nothing on record says this. Point to a note or to the playbook, ask it as a question, or leave it out.';

function supportProblem(text: string, cited: Evidence[], around: Surroundings): Problem | undefined {
  const content = contentWords(text, around);
  if (content.length === 0 && numbersOf(text).length === 0 && datesOf(text).length === 0) return undefined;
  if (cited.length === 0) return doubt('unsupported', NOTHING);
  const folded = fold(text);
  const speaksOfCustomer = /\b(?:customer of ours|(?:a|our|another|one) customer|one of our customers)\b/.test(folded);
  const said = cited.map((one) => (speaksOfCustomer ? one.text : one.text.replace(CUSTOMER_MARK, '')));
  const isSaid = (one: string) => [...said, ...around.customers].some((text) => stemsOf(text).has(one));
  // An offer or an open question may wrap what it cites in words of courtesy; a statement may not.
  const isOffer =
    (/\?["”’)]*$/.test(text) && !LOADED_QUESTION.test(folded)) || (isCourtesy(folded, around) && !SMUGGLE.test(folded));
  const missing = content.filter(
    (word) => !isSaid(word.stem) && !RETELLING.has(word.stem) && !(isOffer && NEUTRAL.has(word.stem)),
  );
  const shared = content.length > missing.length || numbersOf(text).length > 0 || content.length === 0;
  if (missing.length > 0 || !shared) {
    const words = missing
      .slice(0, 3)
      .map((word) => `“${word.text}”`)
      .join(', ');
    return doubt(
      'unsupported',
      missing.length > 0 && missing.length < content.length
        ? `The source does not speak of ${words}. Say what it says, or leave that part out.`
        : NOTHING,
    );
  }
  if (speaksOfLead(text, around) && !cited.some((one) => LEAD_KINDS.has(one.kind))) {
    return doubt(
      'unsupported',
      `This is said of ${around.leadCompany || 'them'}, but the source speaks of somebody else.`,
    );
  }
  return borrowedFrom(text, cited, around);
}

/** One customer's case told as if it held for everybody. */
function borrowedFrom(text: string, cited: Evidence[], around: Surroundings): Problem | undefined {
  if (
    /^(?:they|it|that|this|there|he|she)\b/i.test(text) ||
    /\bcustomer of ours\b|\b(?:a|one|another) customer\b|\bone of our customers\b/i.test(text)
  )
    return undefined;
  const borrowed = cited.filter((one) => one.kind === 'proof' && CUSTOMER_MARK.test(one.text));
  if (borrowed.length === 0 || borrowed.length < cited.length) return undefined;
  const named = customersIn(text, around);
  const owner = / \(customer: ([^()]*)\)$/.exec(borrowed[0]?.text ?? '')?.[1] ?? 'one customer';
  return named.length > 0 ? undefined : doubt('unsupported', `This is true of ${owner}. Name them, or leave it out.`);
}
