import type { Ingredients } from './templates.ts';

/**
 * The words that go out when no model writes. Each function answers groups of whole messages: the first group that fits is
 * used, a later one says less. A message keeps to one question and says nothing that the record does not.
 */

export function mail(parts: Ingredients, ...paragraphs: string[]): string {
  const closing = [parts.signOff, parts.sender, parts.seller].filter(Boolean).join('\n');
  return [parts.greeting, ...paragraphs.filter(Boolean), closing].join('\n\n');
}

export function join(...sentences: (string | undefined)[]): string {
  return sentences.filter(Boolean).join(' ');
}

export function lowerFirst(text: string): string {
  return /^\p{Lu}\p{Ll}/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "It" after the first sentence, so that the company's name does not repeat. */
export function aboutTwice(parts: Ingredients): string {
  const [first, second] = parts.about;
  if (!first) return '';
  const next =
    second && parts.seller && second.startsWith(`${parts.seller} `) ? second.replace(parts.seller, 'It') : second;
  return join(first, next);
}

export function introduced(parts: Ingredients): string {
  if (!parts.sender) return parts.seller ? `I work at ${parts.seller}.` : '';
  return parts.seller ? `${parts.sender} from ${parts.seller} here.` : `${parts.sender} here.`;
}

/** What a note says of things without saying whose they are is said of the reader's own. */
const THEIR_OWN =
  /^(?:invoices|credit notes|deliveries|part deliveries|orders|prices|price changes|price lists|invoicing|billing|month-end)\b/i;
const yours = (text: string): string => (THEIR_OWN.test(text) ? `your ${lowerFirst(text)}` : text);

export function noteOpeners(parts: Ingredients): string[] {
  const { note, company, companyIsNamed } = parts;
  if (!note) return [];
  const from = note.origin ? ` from ${note.origin}` : companyIsNamed ? ` on ${company}` : '';
  return [
    `I have a note${from}: ${note.text}.`,
    `We wrote down one thing${from.replace(/^ on /, ' about ')}: ${note.text}.`,
    `I am writing because of a note${from}: ${note.text}.`,
    `${upperFirst(yours(note.text))}. That is ${/^(?:our|your|a|the) /.test(note.origin) ? 'from' : 'a note from'} ${note.origin || 'our notes'}.`,
  ];
}

export function askOpeners({ company }: Ingredients): string[] {
  return [
    `I don't know how this is done at ${company}, so I would rather ask than guess.`,
    `I would like to ask you one thing about ${company}.`,
    'I have one question for you, and I would rather ask than guess.',
    `I don't want to guess how things stand at ${company}, so this is a question.`,
  ];
}

const LEAD_INS = ['From a customer of ours: ', 'For comparison: ', '', 'One example: '];
const OFFERS = [
  'I can send you one page on it.',
  'I would be glad to send you the details on one page.',
  'If you like, I can send the details on one page.',
  'I can put the details on one page for you.',
];
const ASK_INS = ['Before that, one question: ', 'May I ask: ', '', 'One question, if I may: '];

export function withClaim(claim: string, index: number): string {
  const leadIn = /^(?:In|On|Of|At|Among|For|From|After|Half)\b/.test(claim) ? '' : LEAD_INS[index % LEAD_INS.length];
  return `${leadIn ?? ''}${claim}`;
}

export function asked(question: string, index: number): string {
  const leadIn = ASK_INS[index % ASK_INS.length] ?? '';
  return leadIn ? `${leadIn}${lowerFirst(question)}` : question;
}

export function offerAt(index: number): string {
  return OFFERS[index % OFFERS.length] ?? '';
}
