import type { Intent, Reading } from './index.ts';
import { ANGRY, flat, INTENTS, NEGATIVE, POSITIVE, STOP, STOP_ALONE } from './lexicon.ts';

const MAX_READ = 20_000;
const SHORT_WORDS = 8;

/** True for clear words that ask not to be written to again, in the languages that we know. */
export function asksToStop(words: string): boolean {
  const text = flat(words.slice(0, MAX_READ)).trim();
  if (STOP.test(text)) return true;
  // "Hi,\nunsubscribe\nAda": a word that stands alone counts in a mail that says nothing else.
  if (text.split(' ').length > SHORT_WORDS) return false;
  return words.split('\n').some((line) => STOP_ALONE.test(flat(line).trim()));
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
export function read(words: string, objections: { key: string; name: string; signs: string[] }[]): Reading {
  const text = flat(words.slice(0, MAX_READ)).trim();
  const low = text.toLowerCase();
  const isStop = asksToStop(text);
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
