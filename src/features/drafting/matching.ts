import type { Lead, Pain } from '../leads/index.ts';
import type { PlaybookContent, PlaybookPain, Proof } from '../playbook/index.ts';
import { fold, stem, wordsOf } from './language.ts';
import { GLUE_WORDS } from './lexicon.ts';

export interface PainMatch {
  /** What the lead's record says, when it says something. */
  stated?: Pain;
  /** The playbook's pain that it is, or the likeliest one when nothing is stated. */
  pain?: PlaybookPain;
}

const GLUE = new Set([...GLUE_WORDS].map(stem));

function substanceOf(text: string): Set<string> {
  return new Set(
    wordsOf(text)
      .map((word) => word.stem)
      .filter((one) => one.length > 2 && !GLUE.has(one)),
  );
}

function overlap(a: Set<string>, b: Set<string>): number {
  let shared = 0;
  for (const one of a) if (b.has(one)) shared += 1;
  return shared;
}

function bySigns(text: string, pains: PlaybookPain[]): PlaybookPain | undefined {
  const words = fold(text);
  return best(pains, (pain) => pain.signs.filter((sign) => words.includes(fold(sign))).length);
}

function byWords(text: string, pains: PlaybookPain[], least: number): PlaybookPain | undefined {
  const words = substanceOf(text);
  return best(
    pains,
    (pain) => overlap(words, substanceOf(`${pain.name} ${pain.description} ${pain.signs.join(' ')}`)),
    least,
  );
}

function best<T>(items: T[], score: (item: T) => number, least = 1): T | undefined {
  let top: { item: T; score: number } | undefined;
  for (const item of items) {
    const value = score(item);
    if (value >= least && (!top || value > top.score)) top = { item, score: value };
  }
  return top?.item;
}

/** The pain to write about: the newest stated one that the playbook knows, else the newest stated one, else the likeliest by title and industry. */
export function matchPain(lead: Lead, playbook: PlaybookContent): PainMatch {
  const newestFirst = [...lead.pains].sort((a, b) => (b.sourceDate ?? '').localeCompare(a.sourceDate ?? ''));
  const known = newestFirst
    .map((stated) => ({ stated, pain: playbookPainOf(stated, playbook) }))
    .find((one) => one.pain !== undefined);
  if (known) return known;
  const [stated] = newestFirst;
  if (stated) return { stated };
  return { pain: bySigns(lead.notes ?? '', playbook.pains) ?? likeliest(lead, playbook) };
}

function playbookPainOf(stated: Pain, playbook: PlaybookContent): PlaybookPain | undefined {
  return (
    bySigns(stated.text, playbook.pains) ??
    playbook.pains.find((one) => one.key === stated.painKey) ??
    byWords(stated.text, playbook.pains, 2)
  );
}

function likeliest(lead: Lead, playbook: PlaybookContent): PlaybookPain | undefined {
  const about = substanceOf(`${lead.title} ${lead.account?.industry ?? ''}`);
  const proofWords = (pain: PlaybookPain) =>
    proofFor(pain, playbook)
      .map((one) => `${one.claim} ${one.source}`)
      .join(' ');
  const found = best(
    playbook.pains,
    (pain) =>
      2 * overlap(about, substanceOf(`${pain.name} ${pain.description} ${pain.question}`)) +
      overlap(about, substanceOf(proofWords(pain))),
  );
  return found ?? playbook.pains[0];
}

/** Proof of a pain, what names it first before what names it among others. */
export function proofFor(pain: PlaybookPain | undefined, playbook: PlaybookContent): Proof[] {
  if (!pain) return [];
  return playbook.proof
    .filter((one) => one.painKeys.includes(pain.key))
    .sort((a, b) => a.painKeys.indexOf(pain.key) - b.painKeys.indexOf(pain.key));
}
