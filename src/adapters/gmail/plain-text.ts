import { decodeHtml } from './html-entities.ts';

/** Longest text of a mail that is read; more is an attachment in disguise. */
export const MAX_TEXT = 200_000;

/** What bytes 0x80 to 0x9f are in Windows-1252: Node 20 decodes them as control characters. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Without what no database or screen takes: NUL, other control characters, halves of surrogate pairs; line ends as \n. */
export function wellFormed(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0080-\u009f]/g, (one) => WINDOWS_1252[one.charCodeAt(0) - 0x80] ?? '')
    .replace(/(?![\t\n])\p{Cc}|\ufeff/gu, '')
    .replace(/\p{Cs}/gu, '\ufffd');
}

const HIDDEN = new Set(['style', 'script', 'head', 'title', 'template', 'svg']);
const BREAKS = new Set([
  'br',
  'p',
  'div',
  'li',
  'tr',
  'table',
  'ul',
  'ol',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'pre',
  'hr',
]);

const MAX_DEPTH = 40;

interface Tag {
  name: string;
  isEnd: boolean;
  text: string;
}

function tagOf(text: string): Tag {
  const match = /^<\s*(\/?)\s*([a-z][a-z0-9]*)/i.exec(text);
  return { name: (match?.[2] ?? '').toLowerCase(), isEnd: match?.[1] === '/', text };
}

/** Tags and the words between them; a '<' that never closes is a word. Linear in the length. */
function* pieces(html: string): Generator<Tag | string> {
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open < 0) break;
    if (open > at) yield html.slice(at, open);
    const isComment = html.startsWith('<!--', open);
    const close = isComment ? html.indexOf('-->', open) : html.indexOf('>', open);
    if (close < 0) {
      at = open;
      break;
    }
    const end = close + (isComment ? 3 : 1);
    if (!isComment) yield tagOf(html.slice(open, end));
    at = end;
  }
  if (at < html.length) yield html.slice(at);
}

/** Lines as they come, quoted ones marked with ">". */
function createPage() {
  const lines: string[] = [];
  let line = '';
  let depth = 0;
  const feed = () => {
    const words = decodeHtml(line)
      .replace(/[ \t\n\u00a0]+/g, ' ')
      .trim();
    lines.push(depth > 0 ? `${'>'.repeat(Math.min(depth, MAX_DEPTH))} ${words}`.trimEnd() : words);
    line = '';
  };
  const flush = () => {
    if (line.trim()) feed();
  };
  return {
    write: (words: string) => {
      line += words;
    },
    tag({ name, isEnd }: Tag) {
      if (name === 'br') feed();
      else if (name === 'blockquote' || BREAKS.has(name)) flush();
      if (name === 'blockquote') depth = Math.max(0, depth + (isEnd ? -1 : 1));
      if (name === 'p' && isEnd) lines.push('');
      if (name === 'hr') lines.push('________________________________');
    },
    text() {
      flush();
      return lines
        .join('\n')
        .replace(/\n{3,}/g, '\n\n')
        .trim();
    },
  };
}

/** An HTML mail as the plain text that its reader sees, quoted history marked with ">" as plain mails do. */
export function textOfHtml(html: string): string {
  const page = createPage();
  let hidden = '';
  for (const piece of pieces(html.slice(0, MAX_TEXT * 5))) {
    if (hidden) {
      if (typeof piece !== 'string' && piece.isEnd && piece.name === hidden) hidden = '';
    } else if (typeof piece === 'string') {
      page.write(piece);
    } else if (HIDDEN.has(piece.name) && !piece.isEnd && !piece.text.endsWith('/>')) {
      hidden = piece.name;
    } else {
      page.tag(piece);
    }
  }
  return page.text();
}
