/** Lower case without accents, so that a rule's words are found however they are spelled. */
export function fold(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text.toLowerCase() : text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

const foldedLists = new WeakMap<string[], string[]>();

/** The words of one rule, folded once however many leads it judges. */
export function folded(words: string[]): string[] {
  let found = foldedLists.get(words);
  if (!found) {
    found = words.map(fold).filter(Boolean);
    foldedLists.set(words, found);
  }
  return found;
}

/** Asks of a text whether one of some words stands at the start of a word in it; scripts without spaces anywhere. */
export function speakerOf(text: string): (words: string[]) => boolean {
  const said = fold(text);
  return (words) => folded(words).some((wanted) => standsIn(said, wanted));
}

function standsIn(said: string, wanted: string): boolean {
  for (let at = said.indexOf(wanted); at >= 0; at = said.indexOf(wanted, at + 1)) {
    const before = said[at - 1];
    // "IT" is no beginning of "Italian".
    const goesOn =
      wanted.length <= 3 && /^[a-z]+$/.test(wanted) && /[\p{L}\p{N}]/u.test(said[at + wanted.length] ?? '');
    if (!goesOn && (before === undefined || !/[\p{Script=Latin}\p{N}]/u.test(before))) return true;
  }
  return false;
}

/** The rule with the most points that names something in a text. */
export function strongest<Rule extends { match: string[]; points: number }>(
  rules: Rule[],
  text: string | undefined,
): Rule | undefined {
  if (!text) return undefined;
  const speaksOf = speakerOf(text);
  return rules.filter((rule) => speaksOf(rule.match)).sort((a, b) => b.points - a.points)[0];
}
