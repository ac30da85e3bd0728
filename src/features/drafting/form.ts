import { problemsOf } from './claims.ts';
import type { DraftContext, Evidence, Problem, StepBrief } from './index.ts';
import { countWords, fold, sentencesOf, wordsOf } from './language.ts';
import { closingLine, findLink } from './names.ts';
import type { Surroundings } from './parties.ts';

/** Whether words are fit to send, whatever they say: length, questions, placeholders, links, hidden characters, the subject. */

/** How long the words of one step may be. */
export interface Limits {
  minWords: number;
  maxWords: number;
  maxCharacters?: number;
}

export const SUBJECT_WORDS = 6;

/** 40-90 words open, 25-60 follow; an invitation on LinkedIn takes 300 characters; a text may be as short as an approved template; talking points of a call may be longer than a message. */
export function limitsOf(step: Pick<StepBrief, 'channel' | 'role'>): Limits {
  if (step.channel === 'linkedin') return { minWords: 25, maxWords: 60, maxCharacters: 300 };
  if (step.channel === 'call') return { minWords: 25, maxWords: 90 };
  // A text is read at a glance: two parts of an SMS, and what fits a phone's screen.
  if (step.channel === 'sms') return { minWords: 4, maxWords: 50, maxCharacters: 320 };
  if (step.channel === 'whatsapp') return { minWords: 4, maxWords: 80, maxCharacters: 1_000 };
  return step.role === 'first' && step.channel === 'email'
    ? { minWords: 40, maxWords: 90 }
    : { minWords: 25, maxWords: 60 };
}

const make = (kind: Problem['kind'], sentence: string, reason: string, canVouch = false): Problem => ({
  kind,
  sentence,
  reason,
  canVouch,
});

export function emptyProblems(body: string): Problem[] {
  return body === '' ? [make('empty', '', 'There are no words yet.')] : [];
}

const PLACEHOLDER =
  /\{\{?[^{}]{0,60}\}?\}|\[[^\]\n]{1,60}\]|<[^<>\n]{1,60}>|%[A-Z_]{3,}%|\$\{[^}]*\}|\b[Xx]{3,}\b|\bTODO\b|\bTBD\b|\blorem\b|\bipsum\b|_{3,}|\?{3,}|\bFIRST[_ ]?NAME\b|\bLAST[_ ]?NAME\b|\bCOMPANY[_ ]?NAME\b|\b(?:insert|your) (?:name|company|number) here\b/iu;
const MACHINE =
  /\bas an? (?:ai|artificial|language model|assistant)\b|\blanguage model\b|\bopenai\b|\bchatgpt\b|\bsystem prompt\b|\b(?:previous|above|these|my) instructions\b|\bevidence (?:id|ids)\b|\bi (?:cannot|can't|can not) (?:help|assist|comply|write)\b|\bhere is (?:the|your) (?:draft|email|message)\b|\bdata block\b|```|\*\*|^#{1,4} |^\s*\{\s*"/im;
const UNSAFE =
  /[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{E0000}-\u{E007F}\ufff9-\ufffc\ufffd]/u;
const SLACK = /<[!@#][^>\n]*>?|<https?:|<mailto:|@(?:channel|here|everyone)\b/i;

export function shapeProblems(body: string): Problem[] {
  const problems: Problem[] = [];
  const at = (pattern: RegExp) => sentencesOf(body).find((one) => pattern.test(one)) ?? body.slice(0, 80);
  const visible = body.replace(/\n/g, ' ');
  if (SLACK.test(visible)) problems.push(make('unsafe', at(SLACK), 'This holds a command of Slack’s. Take it out.'));
  else {
    const found = PLACEHOLDER.exec(visible)?.[0];
    if (found)
      problems.push(make('placeholder', at(PLACEHOLDER), `“${found}” is a placeholder. Fill it in or take it out.`));
  }
  if (UNSAFE.test(visible))
    problems.push(make('unsafe', at(UNSAFE), 'There are invisible characters in this. Type it anew.'));
  if (MACHINE.test(body))
    problems.push(make('unsafe', at(MACHINE), 'This reads like a machine’s remark, not like a message. Take it out.'));
  const link = sentencesOf(body).find((one) => findLink(one));
  if (link)
    problems.push(
      make('link', link, `“${findLink(link)}” is a link or an address. Leave it out; offer to send it instead.`),
    );
  return problems;
}

/** A closing line that passes what a message must pass, or ''. */
export function fitClosing(text: string): string {
  const line = closingLine(text);
  return shapeProblems(line).length === 0 ? line : '';
}

export function lengthProblems(body: string, brief: StepBrief): Problem[] {
  if (body === '') return [];
  const { minWords, maxWords, maxCharacters } = limitsOf(brief);
  const words = countWords(body);
  const what =
    brief.channel === 'whatsapp' || brief.channel === 'sms'
      ? 'A text'
      : brief.role === 'first'
        ? 'A first message'
        : 'A follow-up';
  const problems: Problem[] = [];
  if (words < minWords || words > maxWords)
    problems.push(make('length', '', `It has ${words} words. ${what} here has ${minWords} to ${maxWords}.`, true));
  const characters = [...body].length;
  if (maxCharacters && characters > maxCharacters)
    problems.push(make('length', '', `It has ${characters} characters. ${maxCharacters} fit.`, true));
  return problems;
}

export function questionProblems(body: string): Problem[] {
  const questions = (body.match(/[?？؟]+/g) ?? []).length;
  if (questions === 1 || body === '') return [];
  const reason =
    questions === 0
      ? 'It asks nothing. Put one question, so that there is something to answer.'
      : `It asks ${questions} questions. Keep the one that matters.`;
  return [make('question', '', reason, true)];
}

export function avoidProblems(text: string, avoid: string[]): Problem[] {
  const folded = fold(text);
  return avoid.flatMap((phrase) => {
    const wanted = fold(phrase).trim();
    if (wanted === '') return [];
    const inWords = new RegExp(
      `(?<![\\p{L}\\p{N}])${wanted.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}])`,
      'u',
    );
    if (!inWords.test(folded)) return [];
    const sentence = sentencesOf(text).find((one) => fold(one).includes(wanted)) ?? '';
    return [make('claim', sentence, `“${phrase}” is on the playbook’s list of words to avoid.`, true)];
  });
}

export function subjectProblems(
  subject: string,
  {
    brief,
    evidence,
    around,
    context,
  }: { brief: StepBrief; evidence: Evidence[]; around: Surroundings; context: DraftContext },
): Problem[] {
  if (subject === '') return [make('subject', '', 'The subject is empty.')];
  const problems: Problem[] = [];
  const words = countWords(subject);
  if (words > SUBJECT_WORDS)
    problems.push(make('subject', subject, `The subject has ${words} words. Up to ${SUBJECT_WORDS} are read.`, true));
  if (/[\n\r]/.test(subject) || UNSAFE.test(subject) || SLACK.test(subject) || MACHINE.test(subject))
    problems.push(make('unsafe', subject, 'The subject holds characters that don’t belong in one. Type it anew.'));
  if (PLACEHOLDER.test(subject))
    problems.push(make('placeholder', subject, 'The subject holds a placeholder. Fill it in or take it out.'));
  if (findLink(subject)) problems.push(make('link', subject, 'The subject holds a link or an address. Leave it out.'));
  if (/^\s*(?:re|fwd?|aw|wg|sv|antw)\s*:/i.test(subject))
    problems.push(make('subject', subject, 'A subject that pretends to be an answer is a lie. Take the “Re:” out.'));
  if (brief.role === 'follow_up' && context.firstSubject && subject !== context.firstSubject) {
    problems.push(
      make(
        'subject',
        subject,
        `A follow-up keeps the first subject, “${context.firstSubject}”, so that it stays in the same conversation.`,
        true,
      ),
    );
  }
  // A subject is too short to argue: its figures, names and dates must stand somewhere on record.
  const facts = problemsOf(subject, {
    kind: 'question',
    cited: evidence,
    around: { ...around, names: [...around.names, ...evidence.map((one) => one.text)] },
  });
  const known = (one: Problem) => one.kind === 'name' && around.vocabulary.has(wordsOf(one.reason)[0]?.stem ?? '');
  return [...problems, ...facts.filter((one) => !known(one)).map((one) => ({ ...one, sentence: subject }))];
}
