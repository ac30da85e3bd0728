import { problemsOf } from './claims.ts';
import { evidenceFor, surroundingsOf } from './evidence.ts';
import {
  avoidProblems,
  emptyProblems,
  fitClosing,
  lengthProblems,
  questionProblems,
  shapeProblems,
  subjectProblems,
} from './form.ts';
import type { Citation, DraftContext, DraftWords, Evidence, Problem, WrittenDraft } from './index.ts';
import { kindOf } from './kinds.ts';
import { fold, sentencesOf, stemsOf, wordsOf } from './language.ts';
import { coreOf, isOfLead, joinsParties, type Surroundings, speaksOfLead } from './parties.ts';

/** Line ends, odd spaces and blank runs as one would type them; nothing that can be seen changes. */
export function tidy(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[\t\u00a0\u2007\u202f]/g, ' ')
    .replace(/ +\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/**
 * Checks the words of one step: each sentence that states something must be carried by evidence, and the whole must be fit to send.
 * Given citations are taken first; where they don't carry a sentence, all evidence is searched.
 */
export function checkWords(
  context: DraftContext,
  words: DraftWords,
  given: Citation[] = [],
): Omit<WrittenDraft, 'writer'> {
  const evidence = evidenceFor(context);
  const body = tidy(words.body);
  const subject = words.subject.trim();
  const brief = context.steps.find((one) => one.step === words.step) ?? {
    step: words.step,
    channel: 'email',
    role: 'first',
    dueAt: 0,
  };
  // In a conversation that the lead is in, a short yes, three questions or the link that was asked for are what a person writes.
  const isAnswer = brief.role === 'answer';
  const around = surroundingsOf(context, evidence, brief.channel === 'call');
  const cited = citeAll(body, { given, evidence, around, signOff: context.playbook.content.voice.signOff });
  const problems = [
    ...emptyProblems(body),
    ...(isAnswer ? shapeProblems(body).filter((one) => one.kind !== 'link') : shapeProblems(body)),
    ...cited.problems,
    ...(isAnswer ? [] : [...lengthProblems(body, brief), ...questionProblems(body)]),
    ...avoidProblems(`${subject}\n${body}`, context.playbook.content.voice.avoid),
    ...(brief.channel === 'email' && !isAnswer ? subjectProblems(subject, { brief, evidence, around, context }) : []),
  ];
  return {
    step: words.step,
    subject: brief.channel === 'email' ? subject : '',
    body,
    citations: cited.citations,
    evidence,
    problems: unique(problems),
  };
}

function unique(problems: Problem[]): Problem[] {
  return problems.filter(
    (one, index) =>
      problems.findIndex(
        (other) => other.kind === one.kind && other.sentence === one.sentence && other.reason === one.reason,
      ) === index,
  );
}

interface Citing {
  given: Citation[];
  evidence: Evidence[];
  around: Surroundings;
  signOff: string;
}

function citeAll(body: string, citing: Citing): { citations: Citation[]; problems: Problem[] } {
  const citations: Citation[] = [];
  const problems: Problem[] = [];
  const closing = closingFrom(body, citing);
  sentencesOf(body).forEach((sentence, index) => {
    if (index >= closing) {
      citations.push({ sentence, evidenceIds: [] });
      return;
    }
    const found = cite(sentence, citing);
    citations.push({ sentence, evidenceIds: found.ids });
    problems.push(...found.problems);
  });
  return { citations, problems };
}

/** The sentence from which on only the sign-off and names follow. */
function closingFrom(body: string, { around, signOff }: Citing): number {
  const sentences = sentencesOf(body);
  const usual = [
    fitClosing(signOff),
    'best',
    'best regards',
    'kind regards',
    'regards',
    'warm regards',
    'many thanks',
    'thanks',
    'thank you',
    'cheers',
    'sincerely',
    'yours',
    'yours sincerely',
    'all the best',
    'viele grüße',
    'cordialement',
    'saludos',
  ]
    .filter(Boolean)
    .map((one) => fold(one).replace(/[,.!]+$/, ''));
  const names = new Set(around.names.flatMap((name) => wordsOf(name).map((word) => word.stem)));
  let from = sentences.length;
  for (let i = sentences.length - 1; i > 0; i -= 1) {
    const line = sentences[i] ?? '';
    const isUsual = usual.includes(
      fold(line)
        .replace(/[,.!]+$/, '')
        .trim(),
    );
    const words = wordsOf(line);
    const isNames =
      words.length > 0 &&
      words.length <= 8 &&
      words.every((word) => names.has(word.stem)) &&
      !/[?!]/.test(line) &&
      !/\d/.test(line);
    if (!isUsual && !isNames) break;
    from = i;
  }
  return from;
}

/** The evidence that carries a sentence: what was given for it is tried first, then all the rest. */
function cite(sentence: string, citing: Citing): { ids: string[]; problems: Problem[] } {
  const kind = kindOf(sentence, citing.around);
  const bare = problemsOf(sentence, { kind, cited: [], around: citing.around });
  if (bare.length === 0) return { ids: [], problems: [] };
  let nearest = { ids: [] as string[], problems: bare };
  for (const subset of subsetsFor(sentence, citing)) {
    const problems = problemsOf(sentence, { kind, cited: subset, around: citing.around });
    if (problems.length < nearest.problems.length) nearest = { ids: subset.map((one) => one.id), problems };
    if (problems.length === 0) break;
  }
  return nearest;
}

const JOINED = 6;

/** What a lead wrote shows what they said, and nothing of us: "do you give 50 %?" is no source for "we give you 50 %". */
function retells(sentence: string, around: Surroundings): boolean {
  return speaksOfLead(coreOf(sentence), around) && !/\b(?:we|we're|us|our|ours|i|i'm|my|me)\b/.test(fold(sentence));
}

/** Single sources, the likeliest first; then pairs, only where two parties are spoken of, or both speak of the lead: else words of unrelated sources add up to a claim. */
function subsetsFor(sentence: string, { given, evidence, around }: Citing): Evidence[][] {
  const wanted = new Set(
    given
      .filter((one) => one.sentence.includes(sentence) || sentence.includes(one.sentence))
      .flatMap((one) => one.evidenceIds),
  );
  const stems = stemsOf(coreOf(sentence));
  const score = (one: Evidence) =>
    (wanted.has(one.id) ? 1_000 : 0) + [...stemsOf(one.text)].filter((stem) => stems.has(stem)).length;
  const near = evidence
    .filter((one) => one.kind !== 'reply' || retells(sentence, around))
    .map((one) => ({ one, score: score(one) }))
    .filter((one) => one.score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ one }) => one);
  const joins = joinsParties(sentence, around);
  const top = near.slice(0, JOINED);
  const pairs = top.flatMap((one, i) =>
    top
      .slice(i + 1)
      .filter((other) => joins || (isOfLead(one) && isOfLead(other)))
      .map((other) => [one, other]),
  );
  return [...near.map((one) => [one]), ...pairs];
}
