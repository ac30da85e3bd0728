/** Whether a next step was agreed, out of what was written down: a day or an hour, and somebody's yes to it. */
export interface Agreement {
  /** 'open': a time was named or proposed, and no clear yes to it stands here. */
  is: 'agreed' | 'open' | 'none';
  /** The sentence that it rests on. */
  sentence?: string;
}

const WEEKDAY = String.raw`(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?|montag|dienstag|mittwoch|donnerstag|freitag`;
const MONTH = String.raw`(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*`;
const NO_HOUR = String.raw`(?![\d.,]|\s*(?:%|percent|per|a (?:month|year|day)|euros?|dollars?|people|invoices|orders|days?|minutes?))`;
const WHEN = new RegExp(
  String.raw`\b(?:(?:${WEEKDAY})\b|tomorrow\b|morgen\b|next (?:week|month)\b|nächste woche\b|the week of\b|in (?:two|three|\d) weeks\b|this (?:afternoon|evening)\b|the \d{1,2}(?:st|nd|rd|th)\b|\d{1,2}(?:st|nd|rd|th)? (?:of )?${MONTH}\b|${MONTH} \d{1,2}\b|(?:at|um) (?:\d{1,2}(?:[:.]\d\d)?|ten|nine|noon|eleven|two|three|four)\b${NO_HOUR}|\d{1,2}(?::\d\d)? ?(?:am|pm|o['’]clock|uhr)\b|\d{1,2}:\d\d\b)`,
  'i',
);
/** A habit is no appointment, and a day that lies behind is none either. */
const HABIT = /\b(?:every|each|usually|always|mondays|tuesdays|wednesdays|thursdays|fridays|jeden|jede|immer)\b/i;
const BEHIND = new RegExp(
  String.raw`\b(?:last|past|since|letzten|vergangenen) (?:${WEEKDAY}|week)\b|\byesterday\b|\bgestern\b|\bago\b|\b(?:was|were|had|met|spoke|talked|went|came|called|happened|slipped|worked|missed|left|delivered|wrote|war|hatte)\b`,
  'i',
);
const HEDGED =
  /\b(?:maybe|perhaps|might|possibly|probably|not sure|unsure|depends|tentative(?:ly)?|could be|some ?time|unless|vielleicht|eventuell|mal sehen|if (?:i|we|he|she|they|it|that|my|our))\b/i;
/** Who has to look first has not said yes. */
const LOOKS_FIRST =
  /\b(?:let me|i['’]?ll|i will|i (?:have|need) to|i['’]?d have to|(?:he|she|they) (?:has|have|needs?|wanted) to|(?:he|she|they) (?:will|would)) (?:\w+ )?(?:check|see|think|look|get back|ask)\b|\bschaue\b/i;
const NO =
  /\b(?:no|not|never|can['’]?t|cannot|couldn['’]?t|won['’]?t|doesn['’]?t|didn['’]?t|don['’]?t|isn['’]?t|unfortunately|busy|declined|nein|nicht|leider|kein\w*)\b/i;
const NO_THAT_IS_YES = /\b(?:no (?:problem|worries|objections?)|why not|kein problem)\b/gi;
const YES =
  /^(?:(?:well|oh|ah|hm+),? )?["“']?(?:yes|yeah|yep|sure|ok(?:ay)?|fine|great|perfect|agreed|deal|done|good|sounds good|works|absolutely|of course|certainly|happy to|gladly|why not|no problem|ja|gerne?|passt|klar|einverstanden|abgemacht)\b/i;
const SETTLED =
  /\b(?:works? for (?:me|us|him|her|them)|suits? (?:me|us|him|her|them)|that works|it works|sounds good|see you|speak then|looking forward|let['’]?s (?:do|say|take|make it)|confirmed|booked|(?:i|we|she|he|they) can (?:do|make)|said (?:yes|ok(?:ay)?|sure)|accepted|(?:ok|okay|fine|happy) with|that['’]?s (?:fine|good|perfect)|is (?:fine|good|ok|okay|perfect)|einverstanden|abgemacht|sagte ja)\b/i;
const DAY_WORKS = new RegExp(
  String.raw`${WHEN.source}.{0,25}\b(?:works?|suits?|passt)\b(?! (?:on|with|at|from|in|as)\b)`,
  'i',
);
const PROPOSES =
  /\b(?:shall we|should we|how about|what about|could we|can we|can you|could you|would .{0,40}\b(?:work|suit)|let['’]?s|(?:i|we|she|he|they) (?:proposed|suggested|offered|asked for)|wollen wir|sollen wir|proposal)\b/i;
const MEETS = /\b(?:call|meet|talk|speak|look at|go through|demo|show|sprechen|treffen|zeigen)/i;
const TAKES_BACK = /\b(?:actually|wait|sorry|oh|scratch that|doch)\b/i;

interface Said {
  text: string;
  who?: string;
}

const WHO = /^(?:[-–•/] ?)?(\p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}'’-]*)?|me|them|customer|client|prospect)\s*:\s+/u;

/** Sentences with who said them, where the account says so. */
function saidIn(sentences: string[]): Said[] {
  let who: string | undefined;
  return sentences.flatMap((sentence) =>
    sentence
      .split(/(?:^|\s)\/\s+/)
      .filter((part) => part.trim() !== '')
      .map((part) => {
        const label = WHO.exec(part)?.[1];
        if (label) who = label.toLowerCase();
        return { text: part.replace(WHO, '').trim(), who };
      }),
  );
}

const isAhead = (text: string) => WHEN.test(text) && !HABIT.test(text) && !BEHIND.test(text);
const isSure = (text: string) =>
  !text.endsWith('?') && !HEDGED.test(text) && !LOOKS_FIRST.test(text) && !NO.test(text.replace(NO_THAT_IS_YES, ''));
const proposes = ({ text }: Said) =>
  (isAhead(text) && (/\?["”’)]?$/.test(text) || PROPOSES.test(text))) || (MEETS.test(text) && /\?["”’)]?$/.test(text));

/** How far behind a proposal its answer may stand. */
const REACH = 3;

/** The yes to a proposal, by somebody else than who made it; by whom is not always said. */
function answerTo(all: Said[], at: number): Said | undefined {
  const proposal = all[at];
  if (!proposal) return undefined;
  const behind = all.slice(at + 1, at + 1 + REACH);
  const answer = behind.find((one) => proposal.who === undefined || one.who !== proposal.who);
  if (!answer || !isSure(answer.text)) return undefined;
  const isYes = YES.test(answer.text) || SETTLED.test(answer.text) || DAY_WORKS.test(answer.text);
  return isYes && (isAhead(proposal.text) || isAhead(answer.text)) ? answer : undefined;
}

/** One sentence that tells of both: "Tuesday at 10 works for her". */
const tellsOfBoth = ({ text }: Said) => isAhead(text) && isSure(text) && (SETTLED.test(text) || DAY_WORKS.test(text));

export function agreementIn(sentences: string[]): Agreement {
  const all = saidIn(sentences);
  for (const [at, one] of all.entries()) {
    const yes = tellsOfBoth(one) ? one : proposes(one) ? answerTo(all, at) : undefined;
    if (!yes) continue;
    const later = all.slice(all.indexOf(yes) + 1);
    const back = later.find((next) => TAKES_BACK.test(next.text) && NO.test(next.text));
    if (back) return { is: 'open', sentence: back.text };
    return { is: 'agreed', sentence: isAhead(yes.text) ? yes.text : one.text };
  }
  const open = all.find((one) => isAhead(one.text) && (proposes(one) || HEDGED.test(one.text) || NO.test(one.text)));
  return open ? { is: 'open', sentence: open.text } : { is: 'none' };
}

/** A plan that is asked, doubted or over is none. */
export const isPlan = (sentence: string): boolean =>
  !/\?["”’)]?$/.test(sentence) &&
  !HEDGED.test(sentence) &&
  !/\b(?:last|past) (?:week|month|(?:mon|tues|wednes|thurs|fri)day)\b|\byesterday\b|\bago\b|\b(?:was|were|had|didn['’]?t|can['’]?t|cannot|won['’]?t)\b/i.test(
    sentence,
  );
