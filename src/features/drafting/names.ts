import { clip, oneLine } from '../../kernel/escape.ts';
import { LINK_ENDINGS } from './lexicon.ts';

/** Names as they may stand in a mail. What a stranger typed into a name field is text of theirs, not a name, until it looks like one. Pure. */

const NOT_A_PERSON =
  /^(?:accounts?|accounting|team|info|sales|office|support|admin|administrator|billing|finance|service|contact|hello|mail|office|reception|desk|group|department|customer|invoices?|orders?|test|unknown|none|null|n\/?a|undefined|name|first|last|there|sir|madam|ignore|system|assistant|instructions?|previous|prompt|channel|here|everyone)$/i;
const TITLE = /^(?:dr|prof|mr|mrs|ms|herr|frau|mme|ing|dipl|sir|dame)\.?$/i;
const NAME_WORD = /^\p{L}[\p{L}\p{M}]*(?:['’-]\p{L}[\p{L}\p{M}]*)*\.?$/u;

function isNameWord(word: string): boolean {
  return (
    NAME_WORD.test(word) &&
    word.length <= 24 &&
    !NOT_A_PERSON.test(word) &&
    !/(.)\1{3,}/u.test(word) &&
    !/^(.)\1{2,}$/iu.test(word)
  );
}

function asName(word: string): string {
  // Letters of scripts without capitals stay as they are; "ADA" and "ada" become "Ada".
  const shouts = word.length > 2 && word === word.toUpperCase() && word !== word.toLowerCase();
  const whispers = word === word.toLowerCase() && word !== word.toUpperCase();
  if (!shouts && !whispers) return word;
  return word.replace(/\p{L}[\p{L}\p{M}’']*/gu, (part) => part.charAt(0).toUpperCase() + part.slice(1).toLowerCase());
}

/** How to greet: the first name when it is one, else ''. */
export function greetingName(firstName: string): string {
  if (/[\p{Cc}\u202a-\u202e\u2066-\u2069\n\r\t<>{}[\]=+@#|\\/:;!?"*_`~^]/u.test(firstName)) return '';
  const words = oneLine(firstName)
    .split(' ')
    .filter((word) => word !== '' && !TITLE.test(word))
    // A dot would end the greeting's sentence, and an initial is no name to greet by.
    .map((word) => word.replace(/\.+$/, ''))
    .filter((word) => !/^\p{Script=Latin}?$/u.test(word));
  if (words.length === 0 || words.length > 3 || !words.every(isNameWord)) return '';
  if (words.join('').length < 2 && /^[\p{Script=Latin}]$/u.test(words.join(''))) return '';
  return words.map((word, index) => (index === 0 ? asName(word) : word)).join(' ');
}

/** A person's whole name for a task of the rep, or '' when it does not look like one. */
export function personName(firstName: string, lastName: string): string {
  const first = greetingName(firstName);
  const last = oneLine(lastName).split(' ').filter(Boolean);
  return first && last.length <= 4 && last.every((word) => isNameWord(word))
    ? `${first} ${last.join(' ')}`.trim()
    : first;
}

/** A company's name as it may stand in a sentence, or ''. */
export function companyName(name: string | undefined): string {
  const text = oneLine(name ?? '').trim();
  if (text === '' || text.length > 50 || text.split(' ').length > 6) return '';
  if (/[<>{}[\]=@#|\\/:;!?"*_`~^\n]/.test(name ?? '') || hasLink(text)) return '';
  return /\p{L}/u.test(text) &&
    !/(.)\1{4,}/u.test(text) &&
    !/\b(?:ignore|instructions?|previous|system prompt|everyone|x{3,}|todo|lorem)\b/i.test(text)
    ? text
    : '';
}

/** A line that closes a message, such as a sender's name or "Best regards", or '' when it would say or do more than that. */
export function closingLine(text: string): string {
  const line = plainLine(text, 80);
  const isPlain = /^[\p{L}\p{M}][\p{L}\p{M} ,.'’&()-]*[!]?$/u.test(line) && line.split(' ').length <= 6;
  return isPlain && !hasLink(line) && !/\b(?:todo|tbd|lorem|ipsum|x{3,})\b/i.test(line) ? line : '';
}

/** A link, a domain or a mail address, also when spelled out to get past a filter. */
export function findLink(text: string): string | undefined {
  const direct =
    /(?:https?:|www\.|mailto:|hxxp)\S*|\S+@[\p{L}\p{N}-]+\.\p{L}+|\b[\w-]+\s*(?:\(|\[|\s)(?:dot|at)(?:\)|\]|\s)\s*(?:com|net|org|io|co|de|ai|example|[\w-]+\s*(?:\(|\[|\s)dot(?:\)|\]|\s))\b/iu.exec(
      text,
    );
  if (direct) return direct[0].trim();
  for (const match of text.matchAll(/[\p{L}\p{N}](?:[\p{L}\p{N}-]*[.。．])+[\p{L}][\p{L}\p{N}-]*(?:\/\S*)?/gu)) {
    const host = match[0].split('/')[0] ?? '';
    const ending =
      host
        .split(/[.。．]/)
        .at(-1)
        ?.toLowerCase() ?? '';
    if (LINK_ENDINGS.has(ending) || match[0].includes('/')) return match[0];
  }
  return undefined;
}

export function hasLink(text: string): boolean {
  return findLink(text) !== undefined;
}

/** Words from outside, as one safe line for evidence and prompts: no control or direction characters, no markup brackets. */
export function plainLine(text: string, max = 600): string {
  return clip(
    oneLine(text)
      .replace(/[\u{E0000}-\u{E007F}\u00ad\u2060\ufeff]/gu, '')
      .replace(/[<>]/g, ' ')
      .replace(/ {2,}/g, ' ')
      .trim(),
    max,
  );
}
