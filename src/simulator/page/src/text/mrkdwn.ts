import { withEmoji } from './emoji.ts';
import { type Inline, isSafeUrl, joinText, type TextBlock, unescapeSlack } from './inline.ts';

const marks = { '*': 'bold', _: 'italic', '~': 'strike' } as const;
type Mark = keyof typeof marks;

const isMark = (sign: string | undefined): sign is Mark => sign !== undefined && Object.hasOwn(marks, sign);
const isWord = (sign: string | undefined): boolean => sign !== undefined && /[\p{L}\p{N}]/u.test(sign);
const isBlank = (sign: string | undefined): boolean => sign === undefined || /\s/.test(sign);

const URL_IN_TEXT = /https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)\]'"”’]/g;

/** A leaf: entities and emoji resolved, bare addresses made links, as Slack does unless the text is `verbatim`. */
function leaf(raw: string): Inline[] {
  const nodes: Inline[] = [];
  let from = 0;
  for (const found of raw.matchAll(URL_IN_TEXT)) {
    if (found.index > from) nodes.push({ type: 'text', text: withEmoji(unescapeSlack(raw.slice(from, found.index))) });
    const url = unescapeSlack(found[0]);
    nodes.push({ type: 'link', url, isBare: true, children: [{ type: 'text', text: url }] });
    from = found.index + found[0].length;
  }
  if (from < raw.length) nodes.push({ type: 'text', text: withEmoji(unescapeSlack(raw.slice(from))) });
  return nodes;
}

function dateToken(body: string): Inline {
  const [head = '', fallback = ''] = split(body, '|');
  const [, seconds = '', format = '', link] = head.split('^');
  return {
    type: 'date',
    at: Number(seconds) * 1000,
    format: unescapeSlack(format),
    fallback: unescapeSlack(fallback),
    ...(link ? { link: unescapeSlack(link) } : {}),
  };
}

function split(text: string, at: string): [string, string | undefined] {
  const index = text.indexOf(at);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
}

function linkToken(head: string, label: string | undefined): Inline {
  const url = unescapeSlack(head);
  if (!isSafeUrl(url)) return { type: 'text', text: unescapeSlack(label ?? head) };
  const words = label === undefined ? url.replace(/^mailto:/, '') : withEmoji(unescapeSlack(label));
  return { type: 'link', url, children: [{ type: 'text', text: words }] };
}

const broadcast = (name: string): Inline => ({ type: 'broadcast', name: unescapeSlack(name).replace(/^@/, '') });

type TokenReader = (head: string, label: string | undefined, body: string) => Inline;

/** By how it begins; the longest beginning first. */
const tokens: [string, TokenReader][] = [
  ['@', (head) => ({ type: 'user', id: head.slice(1) })],
  ['#', (head, label) => ({ type: 'channel', id: head.slice(1), ...(label ? { label: unescapeSlack(label) } : {}) })],
  ['!date^', (_head, _label, body) => dateToken(body)],
  ['!subteam^', (_head, label) => broadcast(label ?? 'group')],
  ['!', (head, label) => broadcast(label ?? head.slice(1))],
];

/** What stands between `<` and `>`. */
function token(body: string): Inline {
  const [head, label] = split(body, '|');
  const reader = tokens.find(([beginning]) => head.startsWith(beginning))?.[1] ?? linkToken;
  return reader(head, label, body);
}

/** Where the mark that opens at `open` ends on the same line, or -1. What is inside `<…>` or backticks never closes it. */
function closing(text: string, open: number): number {
  const mark = text[open];
  for (let i = open + 1; i < text.length; i += 1) {
    const sign = text[i];
    if (sign === '\n') return -1;
    if (sign === '<') i = skipTo(text, i, '>');
    else if (sign === '`') i = skipTo(text, i, '`');
    else if (sign === mark && i > open + 1 && !isBlank(text[i - 1]) && !isWord(text[i + 1])) return i;
  }
  return -1;
}

function skipTo(text: string, from: number, sign: string): number {
  const end = text.indexOf(sign, from + 1);
  const newline = text.indexOf('\n', from);
  return end < 0 || (newline >= 0 && newline < end) ? from : end;
}

interface Piece {
  node: Inline;
  end: number;
}

function special(text: string, i: number): Piece | undefined {
  const sign = text[i];
  if (sign === '\n') return { node: { type: 'break' }, end: i + 1 };
  if (sign === '<') {
    const end = skipTo(text, i, '>');
    return end > i + 1 ? { node: token(text.slice(i + 1, end)), end: end + 1 } : undefined;
  }
  if (sign === '`') {
    const end = skipTo(text, i, '`');
    return end > i + 1 ? { node: { type: 'code', text: plainOf(text.slice(i + 1, end)) }, end: end + 1 } : undefined;
  }
  if (!isMark(sign) || isWord(text[i - 1]) || isBlank(text[i + 1])) return undefined;
  const end = closing(text, i);
  return end < 0
    ? undefined
    : { node: { type: marks[sign], children: parseInline(text.slice(i + 1, end)) }, end: end + 1 };
}

/** Inside code a link shows its address or label and nothing is formatted. */
const plainOf = (text: string): string =>
  unescapeSlack(text.replace(/<([^<>|\n]+)(?:\|([^<>\n]+))?>/g, (_, url: string, label?: string) => label ?? url));

/** Slack's mrkdwn within a paragraph; line breaks become `break`. */
export function parseInline(text: string): Inline[] {
  const nodes: Inline[] = [];
  let plainFrom = 0;
  let i = 0;
  while (i < text.length) {
    const piece = special(text, i);
    if (!piece) {
      i += 1;
      continue;
    }
    if (i > plainFrom) nodes.push(...leaf(text.slice(plainFrom, i)));
    nodes.push(piece.node);
    i = piece.end;
    plainFrom = i;
  }
  if (plainFrom < text.length) nodes.push(...leaf(text.slice(plainFrom)));
  return joinText(nodes);
}

const QUOTED = /^(?:&gt;|>) ?/;
const QUOTED_TO_END = /^(?:&gt;|>){3} ?/;

const paragraph = (lines: string[]): TextBlock => ({ type: 'paragraph', children: parseInline(lines.join('\n')) });

/** Paragraphs and quotations of a text that holds no fenced code. */
function parseLines(text: string): TextBlock[] {
  const lines = text.split('\n');
  const toEnd = lines.findIndex((line) => QUOTED_TO_END.test(line));
  const runs: { isQuote: boolean; lines: string[] }[] = [];
  for (const line of toEnd < 0 ? lines : lines.slice(0, toEnd)) {
    const isQuote = QUOTED.test(line);
    const last = runs.at(-1);
    const words = isQuote ? line.replace(QUOTED, '') : line;
    if (last?.isQuote === isQuote) last.lines.push(words);
    else runs.push({ isQuote, lines: [words] });
  }
  if (toEnd >= 0)
    runs.push({ isQuote: true, lines: [lines[toEnd]?.replace(QUOTED_TO_END, '') ?? '', ...lines.slice(toEnd + 1)] });
  return runs.map((run) => (run.isQuote ? { type: 'quote', children: [paragraph(run.lines)] } : paragraph(run.lines)));
}

/** Slack's mrkdwn as a tree; never throws, an unclosed mark is text. */
export function parseMrkdwn(text: string): TextBlock[] {
  const blocks: TextBlock[] = [];
  let rest = text;
  while (rest.length > 0) {
    const open = rest.indexOf('```');
    const close = open < 0 ? -1 : rest.indexOf('```', open + 3);
    if (close < 0 || close === open + 3) {
      blocks.push(...parseLines(rest));
      break;
    }
    const before = rest.slice(0, open).replace(/\n$/, '');
    if (before.length > 0) blocks.push(...parseLines(before));
    blocks.push({ type: 'pre', text: plainOf(rest.slice(open + 3, close)).replace(/^\n|\n$/g, '') });
    rest = rest.slice(close + 3).replace(/^\n/, '');
  }
  return blocks;
}

/** For `verbatim` text: what only looked like an address is text again. */
export function withoutBareLinks<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutBareLinks) as T;
  if (typeof value !== 'object' || value === null) return value;
  if ('isBare' in value && 'url' in value) return { type: 'text', text: value.url } as T;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutBareLinks(one)])) as T;
}
