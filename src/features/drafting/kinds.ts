import type { Evidence, Problem } from './index.ts';
import { fold } from './language.ts';
import { COURTESY_STARTS, LOADED_QUESTION, OFFER, SMUGGLE } from './lexicon.ts';
import { contentWords, coreOf, customersIn, mentionsLead, NEUTRAL, type Surroundings } from './parties.ts';

export type SentenceKind = 'greeting' | 'question' | 'courtesy' | 'statement';

/** How one sentence is to be read: what it does, what it cites, who is around. */
export interface Reading {
  kind: SentenceKind;
  cited: Evidence[];
  around: Surroundings;
}

/** A problem with what is said; a person who knows better may vouch for it. */
export function doubt(kind: Problem['kind'], reason: string): Problem {
  return { kind, reason, sentence: '', canVouch: true };
}

/** What a sentence does. Unknown shapes count as statements, so that silence is never taken for proof. */
export function kindOf(sentence: string, around: Surroundings): SentenceKind {
  const core = coreOf(sentence, around.isScript);
  if (core === '') return 'greeting';
  const folded = fold(core);
  if (/\?["”’)]*$/.test(core)) {
    if (LOADED_QUESTION.test(folded)) return 'statement';
    if (customersIn(core, around).length > 0) return 'statement';
    return isForeign(core, around) ? 'statement' : 'question';
  }
  if (!isCourtesy(folded, around) || SMUGGLE.test(folded)) return 'statement';
  if (/^(?:if|when|whenever|should|in case|unless)\b/.test(folded) && !OFFER.test(folded)) return 'statement';
  // "I am writing because of a note from May: …" says what stands behind the colon.
  if (/:\s*\S+\s+\S+/.test(folded)) return 'statement';
  if (customersIn(core, around).length > 0) return 'statement';
  return isForeign(core, around) ? 'statement' : 'courtesy';
}

export function isCourtesy(folded: string, around: Surroundings): boolean {
  return COURTESY_STARTS.some((one) => one.test(folded)) || (around.isScript && SCRIPT_START.test(folded));
}

const SCRIPT_START = /^(?:call|say|ask|listen|introduce|agree|close|thank|then|if)\b/;

/** Speaks of the lead mostly in words that neither a polite mail nor any source uses. */
function isForeign(core: string, around: Surroundings): boolean {
  if (!mentionsLead(fold(core), around)) return false;
  const words = contentWords(core, around);
  const unknown = words.filter((word) => !NEUTRAL.has(word.stem) && !around.vocabulary.has(word.stem));
  return unknown.length >= 2 && unknown.length / words.length > 0.5;
}
