import { clip } from '../../kernel/escape.ts';
import { addressedPain, originOf } from './addressing.ts';
import { numbersOf } from './figures.ts';
import { fitClosing } from './form.ts';
import type { DraftContext, DraftWords, StepBrief } from './index.ts';
import { countWords, fold, sentencesOf } from './language.ts';
import { matchPain, proofFor } from './matching.ts';
import { companyName, greetingName, hasLink, personName, plainLine } from './names.ts';
import { firstMails, followUps, lastMails } from './template-mails.ts';
import { callScripts, linkedinNotes, phoneMessages } from './template-notes.ts';

/** What templates are made of, for one lead and one step. */
export interface Ingredients {
  greeting: string;
  /** The lead's whole name for the rep's own eyes, or ''. */
  person: string;
  /** "Fernline", or "your company" where the name can't be used. */
  company: string;
  companyIsNamed: boolean;
  sender: string;
  seller: string;
  signOff: string;
  /** What the record says of the lead, put to the lead, and where it is from. */
  note?: { text: string; origin: string };
  /** An open question about the pain, ending in "?"; undefined when the playbook has none. */
  question?: string;
  /** Sentences that may be quoted as they stand. */
  claims: string[];
  /** Short sentences on what we do. */
  about: string[];
}

const GENERIC_SUBJECT = 'One question for you';

function ingredientsOf(context: DraftContext, brief: StepBrief): Ingredients {
  const { lead, playbook, sender } = context;
  const { content } = playbook;
  const { stated, pain } = matchPain(lead, content);
  const company = companyName(lead.account?.name);
  const text = stated && addressedPain(stated, lead);
  const seller = fitClosing(sender.company || content.company);
  const name = greetingName(lead.firstName);
  return {
    greeting: name ? `Hi ${name},` : 'Hi there,',
    person: personName(lead.firstName, lead.lastName),
    company: company || 'your company',
    companyIsNamed: company !== '',
    sender: fitClosing(sender.name),
    seller,
    signOff: fitClosing(content.voice.signOff) || 'Best regards',
    note: stated && text ? { text, origin: originOf(stated, lead, brief.dueAt) } : undefined,
    question: openQuestion(pain?.question),
    claims: proofFor(pain, content).map((one) => asSentence(plainLine(one.claim))),
    about: aboutUs(content.whatWeSell, content.company),
  };
}

function asSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function openQuestion(question: string | undefined): string | undefined {
  const text = plainLine(question ?? '', 300);
  return /^[^?]+\?$/.test(text) && sentencesOf(text).length === 1 ? text : undefined;
}

/** Sentences of what we sell that stand by themselves, at most 20 words each. */
function aboutUs(whatWeSell: string, company: string): string[] {
  return sentencesOf(plainLine(whatWeSell, 1_200))
    .filter((one) => countWords(one) <= 20 && !hasLink(one) && /[.]$/.test(one))
    .filter((one) => /^(?:It|We)\b/.test(one) || (company !== '' && one.startsWith(company)))
    .map((one) => (company && /^It\b/.test(one) ? one.replace(/^It\b/, company) : one));
}

/** A steady number for a text: the same lead gets the same variant each time. */
export function steadyIndex(seed: string, count: number): number {
  let hash = 2166136261;
  for (const char of seed) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16777619);
  return count > 0 ? (hash >>> 0) % count : 0;
}

/** Subjects for the first mail, the likeliest first: a span of time from the note, the pain's name, a plain question. */
export function templateSubjects(context: DraftContext): string[] {
  const { lead, playbook } = context;
  const { stated, pain } = matchPain(lead, playbook.content);
  const span = stated && spanIn(stated.text);
  const name = pain && plainLine(pain.name, 80).replace(/[.!?]+$/, '');
  const company = companyName(lead.account?.name);
  const own = stated ? [span, name] : [];
  const turn = steadyIndex(`${lead.id}:subject`, 3);
  const ranked = turn === 0 ? [...own].reverse() : own;
  return [
    ...ranked,
    company && `A question for ${company}`,
    company && `Question about ${company}`,
    GENERIC_SUBJECT,
    'A short question',
    'May I ask',
  ]
    .filter((one): one is string => Boolean(one))
    .filter((one) => countWords(one) <= 6);
}

/** "Nine days", from "invoices go out nine days after delivery". */
function spanIn(text: string): string | undefined {
  const number = numbersOf(text).find((one) => one.kind === 'plain' && one.value > 1);
  const unit = number && /^ (?:working )?(?:days|weeks|months|hours)\b/.exec(text.slice(number.end))?.[0];
  if (!number || !unit || text.slice(0, number.index).match(/\b(?:to|and|or)\s*$/)) return undefined;
  const span = `${number.raw}${unit}`;
  return span.charAt(0).toUpperCase() + span.slice(1);
}

/** Bodies for one step, the best first, beginning at the lead's own variant. Each is a whole message. */
export function templateBodies(context: DraftContext, brief: StepBrief): string[] {
  const parts = ingredientsOf(context, brief);
  const groups = groupFor(context, brief)(parts);
  return groups.flatMap((variants) => {
    const turn = steadyIndex(`${context.lead.id}:${brief.step}`, variants.length);
    return [...variants.slice(turn), ...variants.slice(0, turn)];
  });
}

function groupFor(context: DraftContext, brief: StepBrief): (parts: Ingredients) => string[][] {
  if (brief.channel === 'linkedin') return linkedinNotes;
  if (brief.channel === 'call') return callScripts;
  if (brief.channel !== 'email') return phoneMessages;
  if (brief.role === 'first') return firstMails;
  const later = context.steps.some((one) => one.step > brief.step);
  const earlier = context.steps.some((one) => one.step < brief.step);
  return !later && (earlier || brief.step > 3) ? lastMails : followUps;
}

/** Subject and bodies to try for one step, in order. */
export function templateWords(context: DraftContext, brief: StepBrief, subject: string): DraftWords[] {
  return templateBodies(context, brief).map((body) => ({
    step: brief.step,
    subject: brief.channel === 'email' ? subject : '',
    body,
  }));
}

/** Same words, whatever the case and the spaces. */
export function isSameText(a: string, b: string): boolean {
  const plain = (text: string) =>
    fold(clip(text, 5_000))
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  return plain(a) === plain(b);
}
