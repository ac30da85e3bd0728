import { isBareNo } from './declining.ts';
import type { Intent, Reading } from './index.ts';
import { flat, INTENTS, NEGATIVE, POSITIVE } from './lexicon.ts';
import { ANGRY } from './lexicon-angry.ts';
import { FOR_NOW, OF_OTHERS, ONE_WAY, POLITE, STOP, STOP_ALONE, STOP_UNLESS_QUALIFIED, WANTS } from './lexicon-stop.ts';

const MAX_READ = 20_000;
const SHORT_WORDS = 8;
/** Where a text has no full stops, its sentences end here. */
const MAX_SENTENCE = 400;

/** "Mails that you no longer want to receive", "To unsubscribe me ...": how it is done, as in the footer of a newsletter of theirs. */
const OF_YOU =
  /(?<!(?:appreciate it|grateful|glad|happy|nice) )(?<!\p{L})(?:if|that|which|mails|messages|information)(?: \p{L}+){0,3} you(?:'d| would| do)? $|(?<!\p{L})(?:if|that|which|mails|messages|information) you(?:'d| would| do)? $|^(?:to|um|pour|para|per|om) $/iu;

/** Wrapped lines belong together, paragraphs do not. */
function sentencesOf(words: string): string[] {
  return words
    .slice(0, MAX_READ)
    .split(/\n[ \t\r]*\n/)
    .flatMap((paragraph) => flat(paragraph).split(/(?<=[.!?;:…]["')]?) /))
    .map((sentence) => sentence.trim().slice(0, MAX_SENTENCE))
    .filter((sentence) => sentence !== '');
}

/** A sentence that is about how others are left alone, or until when, or on which channel, asks for no silence for good. */
function sentenceAsks(sentence: string): boolean {
  const clear = STOP.exec(sentence);
  const match = clear ?? STOP_UNLESS_QUALIFIED.exec(sentence);
  if (!match) return false;
  const before = sentence.slice(0, match.index);
  if (OF_OTHERS.test(before) || OF_YOU.test(before)) return false;
  if (sentence.endsWith('?') && !POLITE.test(`${before}${match[0]}`)) return false;
  const after = sentence.slice(match.index + match[0].length);
  if (FOR_NOW.test(after)) return false;
  return clear !== null || !ONE_WAY.test(after);
}

/**
 * True for clear words that ask not to be written to again, in the languages that we know. Where they may be meant otherwise ("not before
 * Monday", "not by phone", interest in the same mail) they are an answer like any other, which stops the sequence, too, but closes nothing.
 *
 * Our footer says that a "no" is enough. So one that stands alone is taken at its word where it answers a touch of a sequence
 * (`answersTouch`): a greeting, thanks, "not interested" and a signature make no difference. A "no" that goes on ("No, but ask Bo",
 * "No, Thursday"), and one in a conversation that a person leads by hand, is an answer.
 */
export function asksToStop(words: string, answersTouch = false): boolean {
  if (answersTouch && isBareNo(words)) return true;
  const text = flat(words.slice(0, MAX_READ)).trim();
  const sentences = sentencesOf(words);
  if (sentences.some(sentenceAsks)) return !WANTS.test(text);
  // "Hi,\nunsubscribe\nAda", "Not interested. Remove.": a word that stands alone counts in a mail that says nothing else.
  if (text.split(' ').length > SHORT_WORDS || text.includes('?')) return false;
  const parts = words.split('\n').map((line) => flat(line).trim());
  if (parts.some((line) => STOP_ALONE.test(line))) return true;
  return STOP_ALONE.test(sentences.at(-1) ?? '') || /^(?:unsubscribe|remove|unsub)[.!]$/i.test(sentences[0] ?? '');
}

/** Interest, or a wish for something from us, however small. */
export function wants(words: string): boolean {
  const text = flat(words.slice(0, MAX_READ));
  if (WANTS.test(text)) return true;
  return INTENTS.some(([intent, pattern]) => (intent === 'interested' || intent === 'meeting') && pattern.test(text));
}

/** A sign of the playbook counts from the beginning of a word on: "expens" fits "expensive", "rice" does not fit "price". */
function hasSign(text: string, sign: string): boolean {
  const wanted = flat(sign).trim().toLowerCase();
  if (!wanted) return false;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '')) return true;
  }
  return false;
}

const INTENT_WORDS: Record<Intent, string> = {
  opt_out: 'wants no more messages',
  not_interested: 'not interested',
  meeting: 'wants to talk',
  interested: 'interested',
  not_now: 'not now',
  referral: 'points to somebody else',
  question: 'asks something',
  objection: '',
  unclear: 'answered',
};

function intentsIn(text: string, isStop: boolean): Intent[] {
  if (isStop) return ['opt_out'];
  const found = INTENTS.filter(([, pattern]) => pattern.test(text)).map(([intent]) => intent);
  // "Not interested, thanks, we are happy to stay" would else be both.
  return found.includes('not_interested') ? found.filter((one) => one !== 'interested' && one !== 'meeting') : found;
}

function sentimentOf(text: string, intents: Intent[]): Reading['sentiment'] {
  if (intents.includes('opt_out') || NEGATIVE.test(text)) return 'negative';
  if (intents.includes('interested') || intents.includes('meeting')) return 'positive';
  if (text.length < 15) return 'unclear';
  if (intents.includes('not_interested') || intents.includes('objection')) return 'neutral';
  return POSITIVE.test(text) ? 'positive' : 'neutral';
}

function summaryOf(intents: Intent[], objections: string[]): string {
  // Who wants to talk asks when; that is no question of its own.
  const told = intents.filter((one) => one !== 'question' || intents.length === 1 || !intents.includes('meeting'));
  const parts = told.map((one) => INTENT_WORDS[one]).filter((one) => one !== '');
  // An objection may be called what the intent says already ("not now").
  const names = objections.map((one) => one.toLowerCase()).filter((one) => !parts.includes(one));
  if (names.length > 0) parts.push(`objects: ${names.join(' and ')}`);
  return parts.length > 3 ? [...parts.slice(0, 2), parts.at(-1)].join(', ') : parts.join(', ');
}

/** Reads a prospect's words by rules, with the playbook's objection signs; 'unclear' where nothing gives it away. */
export function read(
  words: string,
  objections: { key: string; name: string; signs: string[] }[],
  answersTouch = false,
): Reading {
  const text = flat(words.slice(0, MAX_READ)).trim();
  const low = text.toLowerCase();
  const isStop = asksToStop(words, answersTouch);
  const met = isStop ? [] : objections.filter((one) => one.signs.some((sign) => hasSign(low, sign)));
  const intents = intentsIn(text, isStop);
  if (met.length > 0) intents.push('objection');
  if (intents.length === 0) intents.push('unclear');
  return {
    intents,
    objections: met.map((one) => one.key),
    sentiment: ANGRY.test(text) ? 'negative' : sentimentOf(text, intents),
    ...(ANGRY.test(text) ? { isAngry: true } : {}),
    words,
    summary: summaryOf(
      intents,
      met.map((one) => one.name),
    ),
  };
}
