import { escapeSlack, unescapeSlack } from '../../kernel/escape.ts';
import type { Json } from './records.ts';
import type { Store } from './store.ts';

const REFERENCE = /<(?:@[UW][A-Z0-9]+|#C[A-Z0-9]+)(?:\|[^<>|]*)?>/g;
const BROADCASTS = new Set(['here', 'channel', 'everyone']);
const URL_OR_MAIL = /(?<![<|\w@./:])(?:https?:\/\/(?:(?!&[lg]t;)[^\s<>|])+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)/g;
const SENTENCE_END = /[.,;:!?)'"]+$/;

/** Escapes what is not escaped yet, and leaves references to people and channels alone. */
function escapeRest(text: string): string {
  const once = (words: string) =>
    words
      .replace(/&(?!(?:amp|lt|gt);)/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;');
  let out = '';
  let from = 0;
  for (const { 0: reference, index } of text.matchAll(REFERENCE)) {
    out += once(text.slice(from, index)) + reference;
    from = index + reference.length;
  }
  return out + once(text.slice(from));
}

/** `@name` and `#channel` as references to who and what is known here. */
function withReferences(text: string, store: Store): string {
  const people = [...store.people.values()];
  const channels = [...store.channels.values()];
  return text
    .replace(/(?<![\w@<])@([\w.-]+)/g, (whole, name: string) => {
      if (BROADCASTS.has(name.toLowerCase())) return `<!${name.toLowerCase()}>`;
      const found = people.find((one) => one.name === name.toLowerCase());
      return found ? `<@${found.id}>` : whole;
    })
    .replace(/(?<![\w#<&])#([\w.-]+)/g, (whole, name: string) => {
      const found = channels.find((one) => one.kind === 'channel' && one.name === name);
      return found ? `<#${found.id}|${found.name}>` : whole;
    });
}

function withLinks(text: string): string {
  return text.replace(URL_OR_MAIL, (found) => {
    if (!found.includes('://')) return `<mailto:${found}|${found}>`;
    const end = found.endsWith('&amp;') ? '' : (SENTENCE_END.exec(found)?.[0] ?? '');
    return `<${found.slice(0, found.length - end.length)}>${end}`;
  });
}

/** A message as Slack keeps it: escaped, with references and links in angle brackets. */
export function messageText(typed: string, store: Store): string {
  return withLinks(withReferences(escapeRest(typed), store));
}

/** The words after a slash command; only with `should_escape` do names and links become references. */
export function commandText(typed: string, options: { shouldEscape: boolean; store: Store }): string {
  if (!options.shouldEscape) return escapeSlack(typed);
  const named = withReferences(escapeRest(typed), options.store).replace(/<@([UW][A-Z0-9]+)>/g, (whole, id: string) => {
    const person = options.store.people.get(id);
    return person ? `<@${id}|${person.name}>` : whole;
  });
  return withLinks(named);
}

/** A typed message as the `rich_text` block that Slack adds to it in events and history. */
export function richTextOf(text: string): Json {
  const pieces: Json[] = [];
  let from = 0;
  const plain = (words: string) => words && pieces.push({ type: 'text', text: unescapeSlack(words) });
  for (const { 0: whole, 1: inner = '', index } of text.matchAll(/<([^<>]+)>/g)) {
    plain(text.slice(from, index));
    from = index + whole.length;
    const [target = '', label] = inner.split('|', 2);
    if (target.startsWith('@')) pieces.push({ type: 'user', user_id: target.slice(1) });
    else if (target.startsWith('#')) pieces.push({ type: 'channel', channel_id: target.slice(1) });
    else if (target.startsWith('!')) pieces.push({ type: 'broadcast', range: target.slice(1) });
    else pieces.push({ type: 'link', url: target, ...(label ? { text: label } : {}) });
  }
  plain(text.slice(from));
  return { type: 'rich_text', block_id: 'typed', elements: [{ type: 'rich_text_section', elements: pieces }] };
}
