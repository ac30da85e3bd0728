import { clip } from '../../kernel/escape.ts';
import type { Intent } from '../interactions/index.ts';
import type { Objection, PlaybookPain } from '../playbook/index.ts';
import { agreementIn, isPlan } from './agreeing.ts';
import type { CoachingPoint } from './index.ts';

/** Under so many words there is nothing honest to say about how somebody spoke. */
const ENOUGH_WORDS = 15;
const QUOTE_MAX = 240;

const NEXT_STEP =
  /\b(?:agreed (?:to|on|that (?!it\b|this\b|the\b|they are\b))|next step|follow[- ]?up (?:on|call|meeting|by)|(?:i|we|she|he|they)(?:['’]ll| will| shall)\b.*\b(?:send|call|share|write|come back|get back|meet|join|check|prepare|try)|(?:book|schedul|arrang|fix)ed\b|(?:meet|talk|speak|call)(?:ing)? (?:again )?(?:on |next |tomorrow)|(?:send|call|share|write|come back|get back|meet)\b.*\b(?:(?:on |by |until |next )?(?:mon|tues|wednes|thurs|fri)day|tomorrow|next (?:week|month)|by the (?:end|\d))|vereinbart|verabredet|nächster schritt|melde mich)/i;
const NO_NEXT_STEP =
  /\b(?:no|without a|not any|never) (?:clear )?(?:next step|follow[- ]?up|date|agreement)|\bnothing (?:was )?(?:agreed|fixed)|\bdid not agree\b/i;
const OPEN_WORD = /\b(?:what|how|why|which|when|where|who|tell me|describe|was|wie|warum|welche|wann|wer)\b/i;
const ASKED_BY_US =
  /\b(?:i|we) (?:then |also |first )?asked\b|^(?:me|i|we|us|rep)\s*:|\bmy question\b|\bich (?:habe )?(?:fragte|gefragt)\b/i;
const ASKED_BY_THEM =
  /\b(?:she|he|they|customer|client|prospect)\b(?: (?:then|also))? (?:asked|asks|wanted to know|wondered)\b|^(?:them|customer|client|prospect|lead)\s*:/i;
const OFFERS =
  /\b(?:i|we) (?:explained|showed|told|said|pitched|presented|offered|walked|demoed|demonstrated|described|mentioned|can|do|have|sell|solve)\b|\bour (?:product|tool|price|solution|customers?)\b/i;
const MEETS =
  /\b(?:i|we) (?:answered|explained|said|offered|showed|suggested|proposed|agreed|pointed out|told)\b|\b(?:start(?:ing)? with|instead|that is why|because|for example|compared? (?:with|to))\b/i;

export interface Account {
  kind: 'call' | 'meeting' | 'message';
  /** The rep's own account; or a recording, where 'voices' has sentences that begin with who spoke. */
  source: 'account' | 'recording' | 'voices';
  text: string;
  leadFirstName: string;
  /** Objections of the playbook that the text holds. */
  objections: Objection[];
  /** The playbook's pains that the text tells of. */
  pains: PlaybookPain[];
  /** Words of the lead's pains that are on record. */
  painsOnRecord: string[];
}

export function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[.!?…]["”’)]?)\s+|\n+/)
    .map((one) => one.trim())
    .filter(Boolean);
}

const REP = 'Rep: ';
const LEAD = 'Lead: ';

/** A call turn by turn, so that each sentence says by itself who spoke. */
export function bySentence(turns: string): string {
  return turns
    .split('\n')
    .flatMap((turn) => {
      const who = [REP, LEAD].find((one) => turn.startsWith(one));
      return who ? sentencesOf(turn.slice(who.length)).map((one) => `${who}${one}`) : [turn];
    })
    .join('\n');
}

export const wordCount = (text: string): number => text.split(/\s+/).filter((one) => /[\p{L}\p{N}]/u.test(one)).length;

/** True where a sign stands at the start of a word. */
function has(text: string, signs: string[]): boolean {
  const low = text.toLowerCase();
  return signs.some((sign) => {
    const at = low.indexOf(sign.toLowerCase());
    return at >= 0 && !/\p{L}/u.test(low[at - 1] ?? ' ');
  });
}

export function painsIn(text: string, pains: PlaybookPain[]): PlaybookPain[] {
  return pains.filter((one) => has(text, one.signs));
}

/** A sentence to quote; marks around the whole of it go, as it gets its own. */
const quoted = (sentence: string) => clip(/^["“„](.*)["”“]$/s.exec(sentence)?.[1] ?? sentence, QUOTE_MAX);

interface Asked {
  sentence: string;
  at: number;
}

/** Questions that we seem to have asked; one that the lead asked, by the words around it, is left out. */
function ourQuestions(sentences: string[], { leadFirstName, source }: Account): Asked[] {
  const byLead = new RegExp(
    `(?:^|\\b)${leadFirstName.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?: then| also)? ?(?::|asked|asks|wanted to know|wondered)`,
    'iu',
  );
  return sentences.flatMap((sentence, at) => {
    const theirs = ASKED_BY_THEM.test(sentence) || (leadFirstName !== '' && byLead.test(sentence));
    const isQuestion = /\?["”’)]?$/.test(sentence) || (source === 'account' && ASKED_BY_US.test(sentence));
    const isOurs = source === 'voices' ? sentence.startsWith(REP) : !theirs;
    return isQuestion && isOurs && OPEN_WORD.test(sentence) ? [{ sentence, at }] : [];
  });
}

const NO_QUESTION: Record<Account['source'], string> = {
  account: 'No open question of yours is in this account.',
  voices: 'No open question of yours is in the recording.',
  recording: 'No open question is in the recording.',
};

function questionPoint(account: Account, sentences: string[]): CoachingPoint | undefined {
  const [first] = ourQuestions(sentences, account);
  if (first) {
    if (account.source === 'recording')
      return {
        key: 'open_question',
        kind: 'note',
        text: 'An open question was asked; by whom can’t be told from this recording.',
        quote: quoted(first.sentence),
      };
    const offered = sentences.findIndex((one) => OFFERS.test(one) && !ASKED_BY_US.test(one));
    const isBefore = offered > first.at;
    return {
      key: 'open_question',
      kind: 'good',
      text: isBefore ? 'You asked before you answered.' : 'You asked an open question.',
      quote: quoted(first.sentence),
    };
  }
  if (account.kind === 'message') return undefined;
  const toAsk = account.pains[0]?.question;
  return {
    key: 'open_question',
    kind: 'try',
    text: `${NO_QUESTION[account.source]}${toAsk ? ` One to ask: “${toAsk}”` : ' Ask what has to happen for them to change something.'}`,
  };
}

const DULL = new Set([
  'that',
  'this',
  'with',
  'from',
  'they',
  'them',
  'what',
  'when',
  'which',
  'have',
  'their',
  'there',
  'then',
  'than',
  'will',
  'would',
  'could',
  'about',
  'into',
  'your',
  'only',
  'does',
  'most',
  'were',
  'been',
  'between',
]);
const tellingWords = (text: string) =>
  new Set((text.toLowerCase().match(/\p{L}{4,}/gu) ?? []).filter((one) => !DULL.has(one)));

/** "I said okay" answers nothing. */
const FEWEST_WORDS = 2;
const GIVES_IN = /\b(?:said|told (?:him|her|them)) (?:that )?(?:ok(?:ay)?|fine|sure|yes|i see|understood|nothing)\b/i;

/** A sentence after the objection that answers it: in the playbook's words, or because we say that we did. */
function answerTo(objection: Objection, after: string[]): string | undefined {
  const known = objection.answers.map(tellingWords);
  return after.find((sentence) => {
    if (sentence.startsWith(LEAD)) return false;
    if (has(sentence, objection.signs) && !MEETS.test(sentence)) return false;
    const said = tellingWords(sentence);
    if (said.size < FEWEST_WORDS || GIVES_IN.test(sentence)) return false;
    return MEETS.test(sentence) || known.some((words) => [...words].filter((one) => said.has(one)).length >= 3);
  });
}

export interface ObjectionCourse {
  objection: Objection;
  raised?: string;
  times: number;
  metBy?: string;
}

/** For each objection where it came up, how often, and whether an answer to it stands behind it. */
export function coursesOf(text: string, objections: Objection[]): ObjectionCourse[] {
  const sentences = sentencesOf(text);
  return objections.map((objection) => {
    const raisedAt = sentences.flatMap((sentence, at) =>
      has(sentence, objection.signs) && !sentence.startsWith(REP) ? [at] : [],
    );
    const [first] = raisedAt;
    if (first === undefined) return { objection, times: 1 };
    const metBy =
      answerTo(objection, sentences.slice(first + 1)) ??
      (MEETS.test(sentences[first] ?? '') && OFFERS.test(sentences[first] ?? '') ? sentences[first] : undefined);
    return { objection, raised: sentences[first], times: raisedAt.length, metBy };
  });
}

function objectionPoint(course: ObjectionCourse): CoachingPoint {
  const key = `objection_${course.objection.key}`;
  const often = course.times === 1 ? 'came up' : course.times === 2 ? 'came up twice' : `came up ${course.times} times`;
  const what = `“${course.objection.name}” ${often}`;
  if (course.metBy) return { key, kind: 'good', text: `${what} and was met.`, quote: quoted(course.metBy) };
  const answer = course.objection.answers[0];
  return {
    key,
    kind: 'try',
    text: `${what} and stayed open.${answer ? ` Playbook: ${answer}` : ' The playbook has no answer to it yet.'}`,
    quote: course.raised ? quoted(course.raised) : undefined,
  };
}

const NEXT: CoachingPoint['key'] = 'next_step';

/** A plan in plain words, or a time with a yes to it; a time without one is not enough to say. */
function nextStepPoint(sentences: string[]): CoachingPoint {
  const plan = sentences.find((one) => NEXT_STEP.test(one) && !NO_NEXT_STEP.test(one) && isPlan(one));
  const { is, sentence } = plan ? ({ is: 'agreed', sentence: plan } as const) : agreementIn(sentences);
  const rests = sentence ? { quote: quoted(sentence) } : {};
  if (is === 'agreed') return { key: NEXT, kind: 'good', text: 'Next step agreed.', ...rests };
  if (is === 'open')
    return {
      key: NEXT,
      kind: 'unknown',
      text: 'on a next step: a time was named, without a clear yes to it.',
      ...rests,
    };
  return { key: NEXT, kind: 'try', text: 'Next step agreed: none found.' };
}

function painPoint(account: Account, sentences: string[]): CoachingPoint | undefined {
  const [pain] = account.pains;
  if (!pain) return undefined;
  const isNew = !account.painsOnRecord.some((one) => has(one, pain.signs));
  const heard = sentences.find((one) => has(one, pain.signs));
  return {
    key: `pain_${pain.key}`,
    kind: 'note',
    text: `A problem that we solve: ${pain.name.toLowerCase()}.${isNew ? ' It is not on the lead’s record yet.' : ''}`,
    quote: heard ? quoted(heard) : undefined,
  };
}

const UNJUDGED: Record<Account['kind'], string> = {
  call: 'on length, pace and clarity, as this is your account and no recording.',
  meeting: 'on length, pace and clarity, as this is your account and no recording.',
  message: 'on tone and timing, as this is one message out of a conversation.',
};

const RECORDED = 'on tone and pace, as only the words of the recording are read. Both of you were told of it.';

function unjudged({ source, kind }: Account): string {
  if (source === 'account') return UNJUDGED[kind];
  return source === 'voices' ? RECORDED : `${RECORDED} Who said what could not be told apart.`;
}

/** Feedback on what a person wrote down: only what the words show, each point with the words that it rests on. */
export function feedbackOn(account: Account): { points: CoachingPoint[]; courses: ObjectionCourse[] } {
  const sentences = sentencesOf(account.text);
  const courses = coursesOf(account.text, account.objections);
  const met = courses.map(objectionPoint);
  if (wordCount(account.text) < ENOUGH_WORDS) {
    const step = nextStepPoint(sentences);
    const more = account.source === 'account' ? ' Two or three sentences on who said what give more to go by.' : '';
    const words = `in so few words.${more}`;
    return {
      courses,
      points: [...met, ...(step.kind === 'good' ? [step] : []), { key: 'too_short', kind: 'unknown', text: words }],
    };
  }
  const points = [
    questionPoint(account, sentences),
    ...met,
    nextStepPoint(sentences),
    painPoint(account, sentences),
  ].filter((one) => one !== undefined);
  const order: CoachingPoint['kind'][] = ['good', 'try', 'note'];
  points.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  return { courses, points: [...points, { key: 'not_judged', kind: 'unknown', text: unjudged(account) }] };
}

/** What the feedback holds, for its headline: "what went well, one thing to try". */
export function headlineOf(points: CoachingPoint[]): string {
  const tries = points.filter((one) => one.kind === 'try').length;
  const parts = [
    points.some((one) => one.kind === 'good') ? 'what went well' : '',
    tries === 1 ? 'one thing to try' : tries > 1 ? `${tries} things to try` : '',
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(', ') : 'not enough to say';
}

const MEANINGS: [Intent, string][] = [
  ['opt_out', 'No more messages, please.'],
  ['not_interested', 'A no for now.'],
  ['meeting', 'Ready to talk.'],
  ['referral', 'Somebody else is the right person.'],
  ['not_now', 'Timing, not a no.'],
  ['interested', 'Open to more.'],
  ['objection', 'Something stands in the way, and that is not a no.'],
  ['question', 'A question to answer first.'],
];

/** What an answer means in a line; where the rules can't tell, they say so. */
export function meaningOf(intents: Intent[], objections: string[]): string {
  const found = MEANINGS.find(([intent]) => intents.includes(intent))?.[1];
  const names = listed(objections.map((one) => one.toLowerCase()));
  const isOpen = found !== undefined && !intents.includes('not_interested') && !intents.includes('opt_out');
  if (names)
    return isOpen
      ? `Not a no, but one thing stands in the way: ${names}.`
      : `${found ?? 'Something stands in the way.'} The reason given: ${names}.`;
  return found ?? 'Not clear to a rule; read it yourself.';
}

export interface NextStepFacts {
  intents: Intent[];
  objection?: Objection;
  firstName: string;
  painQuestion?: string;
}

/** One thing to do next after an answer. */
export function nextStepFor({ intents, objection, firstName, painQuestion }: NextStepFacts): string {
  const is = (intent: Intent) => intents.includes(intent);
  if (is('opt_out')) return 'Nothing. They are not written to again.';
  if (is('not_interested')) return 'Thank them in one line, ask nothing, and set the outcome with the reason.';
  if (objection)
    return (
      objection.answers[0] ?? `Ask what would have to be true; the playbook has no answer to “${objection.name}” yet.`
    );
  if (is('meeting')) return `Offer two times in ${firstName}’s working hours, twenty minutes each.`;
  if (is('referral')) return 'Thank them, ask for an introduction, and add the person named as a lead of their own.';
  if (is('not_now')) return 'Agree on a date to speak again, and send nothing until then.';
  if (is('question')) return 'Answer the question in two sentences, then ask one back.';
  if (is('interested'))
    return painQuestion
      ? `Answer while it is fresh, and ask: “${painQuestion}”`
      : 'Answer while it is fresh, with one question.';
  return 'Read the answer and decide; if it takes longer than today, say so to them in one line.';
}

export function listed(names: string[]): string {
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '');
}

/** Sentences of an answer that ask us something. */
export function questionsIn(text: string): string[] {
  return sentencesOf(text)
    .filter((one) => /\?["”’)]?$/.test(one))
    .map(quoted);
}
