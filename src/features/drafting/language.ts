/** Reading English well enough to compare two texts: words, their stems, sentences. Pure. */

export interface Word {
  text: string;
  stem: string;
  index: number;
}

/** Lower case, without accents, with plain apostrophes and spaces. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[’‘`´]/g, "'")
    .replace(/\s+/g, ' ')
    .toLowerCase();
}

const IRREGULAR: Record<string, string> = {
  took: 'take',
  taken: 'take',
  went: 'go',
  gone: 'go',
  goes: 'go',
  found: 'find',
  left: 'leave',
  said: 'say',
  told: 'tell',
  sent: 'send',
  wrote: 'write',
  spoke: 'speak',
  spoken: 'speak',
  met: 'meet',
  paid: 'pay',
  made: 'make',
  came: 'come',
  held: 'hold',
  lost: 'lose',
  grew: 'grow',
  grown: 'grow',
  saw: 'see',
  seen: 'see',
  typed: 'type',
  kept: 'keep',
  has: 'have',
  had: 'have',
  does: 'do',
  did: 'do',
  people: 'person',
  won: 'win',
  bought: 'buy',
  sold: 'sell',
  spent: 'spend',
  cut: 'cut',
};

/** One form for a word's forms ("invoiced", "invoices", "invoicing"); crude on purpose, the same on both sides of a comparison. */
export function stem(word: string): string {
  let w = fold(word).replace(/'s$|'$/, '');
  w = IRREGULAR[w] ?? w;
  if (w.length <= 3) return w;
  if (w.endsWith('ies') && w.length > 4) w = `${w.slice(0, -3)}y`;
  else if (w.endsWith('s') && !w.endsWith('ss')) w = w.slice(0, -1);
  if (w.endsWith('ing') && w.length > 5) w = w.slice(0, -3);
  else if (w.endsWith('ed') && w.length > 4) w = w.slice(0, -2);
  if (w.length > 4 && /(.)\1$/.test(w) && !/(ll|ss)$/.test(w)) w = w.slice(0, -1);
  if (w.length > 3 && w.endsWith('e')) w = w.slice(0, -1);
  if (w.length > 5 && w.endsWith('y')) w = w.slice(0, -1);
  return w;
}

const REMEMBERED = 2_000;

/** The same text is looked at many times while a draft is checked; what was found in the latest ones is kept. */
export function remembered<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const fresh = read(text);
    if (known.size >= REMEMBERED) known.clear();
    known.set(text, fresh);
    return fresh;
  };
}

export const wordsOf = remembered((text: string): Word[] =>
  [...text.matchAll(/\p{L}[\p{L}\p{M}]*(?:['’][\p{L}\p{M}]+)*/gu)].map((match) => ({
    text: match[0],
    stem: stem(match[0]),
    index: match.index,
  })),
);

/** The stems of a text's words, each once. */
export const stemsOf = remembered((text: string): Set<string> => new Set(wordsOf(text).map((word) => word.stem)));

/** How a reader counts: runs of non-space that hold a letter or a digit. */
export function countWords(text: string): number {
  return text.split(/\s+/).filter((part) => /[\p{L}\p{N}]/u.test(part)).length;
}

const ABBREVIATION =
  /(?:^|[\s(])(?:dr|mr|mrs|ms|prof|st|no|nr|vs|etc|e\.g|i\.e|approx|inc|ltd|co|corp|b\.v|s\.l|s\.a|ag|jr|sr|\p{Lu})\.$/iu;

/** Sentences as exact pieces of the text: split at line breaks and at full stops that end one. */
export function sentencesOf(text: string): string[] {
  return text.split('\n').flatMap(lineSentences);
}

function lineSentences(line: string): string[] {
  const out: string[] = [];
  let start = 0;
  for (const match of line.matchAll(/[.!?…。！？]+["”’)\]]*(?=\s|$)/gu)) {
    const end = match.index + match[0].length;
    const piece = line.slice(start, end);
    const isAbbreviation = /^\.$/.test(match[0]) && ABBREVIATION.test(piece) && /^\s+\S/.test(line.slice(end));
    if (isAbbreviation) continue;
    out.push(piece.trim());
    start = end;
  }
  out.push(line.slice(start).trim());
  return out.filter((piece) => /[\p{L}\p{N}]/u.test(piece) || /\S/.test(piece));
}
