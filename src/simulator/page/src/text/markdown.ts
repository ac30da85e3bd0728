import { withEmoji } from './emoji.ts';
import { type Inline, isSafeUrl, joinText, type TextBlock } from './inline.ts';

/** The part of standard Markdown that a `markdown` block shows in Slack. */

const INLINE =
  /`(?<code>[^`\n]+)`|\[(?<label>[^\]\n]+)\]\((?<url>[^)\s]+)\)|\*\*(?<bold>[^\n]+?)\*\*|__(?<bold2>[^\n]+?)__|~~(?<strike>[^\n]+?)~~|(?<![\w*])\*(?<italic>[^*\s](?:[^*\n]*[^*\s])?)\*(?![\w*])|(?<![\w_])_(?<italic2>[^_\s](?:[^_\n]*[^_\s])?)_(?![\w_])|(?<bare>https?:\/\/[^\s<>)]+[^\s<>).,;:!?])/;

function nodeOf(groups: Record<string, string | undefined>): Inline {
  const { code, label, url, bold, bold2, strike, italic, italic2, bare } = groups;
  if (code !== undefined) return { type: 'code', text: code };
  if (bare !== undefined) return { type: 'link', url: bare, children: [{ type: 'text', text: bare }] };
  if (label !== undefined && url !== undefined) {
    const children = parseMarkdownInline(label);
    return isSafeUrl(url) ? { type: 'link', url, children } : { type: 'text', text: label };
  }
  if (strike !== undefined) return { type: 'strike', children: parseMarkdownInline(strike) };
  const strong = bold ?? bold2;
  if (strong !== undefined) return { type: 'bold', children: parseMarkdownInline(strong) };
  return { type: 'italic', children: parseMarkdownInline(italic ?? italic2 ?? '') };
}

export function parseMarkdownInline(text: string): Inline[] {
  const nodes: Inline[] = [];
  let rest = text;
  for (let found = INLINE.exec(rest); found; found = INLINE.exec(rest)) {
    if (found.index > 0) nodes.push({ type: 'text', text: withEmoji(rest.slice(0, found.index)) });
    nodes.push(nodeOf(found.groups ?? {}));
    rest = rest.slice(found.index + found[0].length);
  }
  if (rest.length > 0) nodes.push({ type: 'text', text: withEmoji(rest) });
  return joinText(nodes);
}

const withBreaks = (lines: string[]): Inline[] =>
  lines.flatMap((line, index) =>
    index === 0 ? parseMarkdownInline(line) : [{ type: 'break' as const }, ...parseMarkdownInline(line)],
  );

const ITEM = /^(\s*)(?:([-*+])|(\d+)[.)])\s+(.*)$/;
const HEADING = /^(#{1,6})\s+(.+?)\s*#*$/;
const RULE = /^\s*(?:-{3,}|\*{3,}|_{3,})\s*$/;
const TABLE_LINE = /^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$/;

const cells = (line: string): Inline[][] =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => parseMarkdownInline(cell.trim()));

/** Each reader takes the lines that are its own from the front and says how many; 0 when the first is not. */
type Reader = (lines: string[]) => { block?: TextBlock; taken: number };

const run = (lines: string[], fits: (line: string) => boolean): number => {
  const end = lines.findIndex((line) => !fits(line));
  return end < 0 ? lines.length : end;
};

const fence: Reader = (lines) => {
  if (!lines[0]?.startsWith('```')) return { taken: 0 };
  const end = lines.findIndex((line, index) => index > 0 && line.startsWith('```'));
  const last = end < 0 ? lines.length : end;
  return { block: { type: 'pre', text: lines.slice(1, last).join('\n') }, taken: last + 1 };
};

const heading: Reader = (lines) => {
  const found = HEADING.exec(lines[0] ?? '');
  if (!found) return { taken: 0 };
  return {
    block: { type: 'heading', level: found[1]?.length ?? 1, children: parseMarkdownInline(found[2] ?? '') },
    taken: 1,
  };
};

const rule: Reader = (lines) => (RULE.test(lines[0] ?? '') ? { block: { type: 'rule' }, taken: 1 } : { taken: 0 });

const quote: Reader = (lines) => {
  const taken = run(lines, (line) => line.startsWith('>'));
  if (taken === 0) return { taken };
  return {
    block: {
      type: 'quote',
      children: parseMarkdown(
        lines
          .slice(0, taken)
          .map((line) => line.replace(/^> ?/, ''))
          .join('\n'),
      ),
    },
    taken,
  };
};

const list: Reader = (lines) => {
  const first = ITEM.exec(lines[0] ?? '');
  if (!first) return { taken: 0 };
  const ordered = first[3] !== undefined;
  const taken = run(lines, (line) => ITEM.test(line));
  const items = lines.slice(0, taken).map((line) => {
    const [, indent = '', , , words = ''] = ITEM.exec(line) ?? [];
    return { depth: Math.floor(indent.length / 2), children: parseMarkdownInline(words) };
  });
  return { block: { type: 'list', ordered, start: Number(first[3] ?? 1), items }, taken };
};

const table: Reader = (lines) => {
  if (!lines[0]?.includes('|') || !TABLE_LINE.test(lines[1] ?? '')) return { taken: 0 };
  const taken = run(lines, (line) => line.includes('|'));
  return { block: { type: 'table', rows: [cells(lines[0]), ...lines.slice(2, taken).map(cells)] }, taken };
};

const readers: Reader[] = [fence, heading, rule, quote, list, table];

const paragraph: Reader = (lines) => {
  const next = lines.findIndex(
    (line, index) => index > 0 && (line.trim() === '' || readers.some((read) => read(lines.slice(index)).taken > 0)),
  );
  const taken = next < 0 ? lines.length : next;
  return { block: { type: 'paragraph', children: withBreaks(lines.slice(0, taken)) }, taken };
};

/** Standard Markdown as a tree; never throws, what is not understood stays text. */
export function parseMarkdown(text: string): TextBlock[] {
  const blocks: TextBlock[] = [];
  let lines = text.split('\n');
  while (lines.length > 0) {
    if (lines[0]?.trim() === '') {
      lines = lines.slice(1);
      continue;
    }
    const rest = lines;
    const read = [...readers, paragraph].map((reader) => reader(rest)).find((one) => one.taken > 0);
    if (read?.block) blocks.push(read.block);
    lines = lines.slice(Math.max(1, read?.taken ?? 1));
  }
  return blocks;
}
