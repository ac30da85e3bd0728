/** What a piece of formatted text is made of, whichever notation it was written in. */
export type Inline =
  | { type: 'text'; text: string }
  | { type: 'bold' | 'italic' | 'strike'; children: Inline[] }
  | { type: 'code'; text: string }
  | { type: 'link'; url: string; isBare?: boolean; children: Inline[] }
  | { type: 'user'; id: string }
  | { type: 'channel'; id: string; label?: string }
  | { type: 'broadcast'; name: string }
  | { type: 'date'; at: number; format: string; link?: string; fallback: string }
  | { type: 'break' };

export type TextBlock =
  | { type: 'paragraph'; children: Inline[] }
  | { type: 'heading'; level: number; children: Inline[] }
  | { type: 'quote'; children: TextBlock[] }
  | { type: 'pre'; text: string }
  | { type: 'list'; ordered: boolean; start: number; items: { depth: number; children: Inline[] }[] }
  | { type: 'table'; rows: Inline[][][] }
  | { type: 'rule' };

/** Slack escapes exactly these three in every text. */
export const unescapeSlack = (text: string): string =>
  text.replace(/&(lt|gt|amp);/g, (_, name: string) => (name === 'lt' ? '<' : name === 'gt' ? '>' : '&'));

/** Only what a browser may follow without harm; everything else stays text. */
export const isSafeUrl = (url: string): boolean => /^(https?:\/\/|mailto:|tel:|slack:\/\/)/i.test(url);

/** Joins neighbouring pieces of text, so that a renderer gets as few nodes as possible. */
export function joinText(nodes: Inline[]): Inline[] {
  const joined: Inline[] = [];
  for (const node of nodes) {
    const last = joined.at(-1);
    if (node.type === 'text' && last?.type === 'text')
      joined[joined.length - 1] = { type: 'text', text: last.text + node.text };
    else joined.push(node);
  }
  return joined;
}
