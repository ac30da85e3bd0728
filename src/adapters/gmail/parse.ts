import type { gmail_v1 } from '@googleapis/gmail';
import PostalMime, { decodeWords, type Email } from 'postal-mime';
import type { MailboxMail } from '../../features/channels/ports.ts';
import { MAX_TEXT, textOfHtml, wellFormed } from './plain-text.ts';
import { type Attached, reportOf } from './report.ts';

export type ParsedMail = Omit<MailboxMail, 'providerId' | 'providerThreadId' | 'direction' | 'receivedAt'>;

const MAX_HEADER = 5_000;
const MAX_REFERENCES = 100;

interface Parts {
  headers: { name: string; value: string }[];
  text?: string;
  html?: string;
  attached: Attached[];
}

function addresses(text: string | undefined): string[] {
  return (text ?? '').match(/[^\s<>,;:"()]+@[^\s<>,;:"()]+/g)?.map((one) => one.toLowerCase()) ?? [];
}

/** The address behind the name, not one that somebody has put into the name. */
function personOf(header: string | undefined): { name: string; address: string } {
  // Encoded words bring in what the header as it came was free of.
  const text = wellFormed(decodeWords(header ?? '')).replace(/\s+/g, ' ');
  const angled = /^(.*)<([^<>]*)>[^<>]*$/s.exec(text);
  const address = (angled ? addresses(angled[2])[0] : addresses(text).at(-1)) ?? '';
  return { name: angled ? (angled[1] ?? '').trim().replace(/^"(.*)"$/s, '$1') : '', address };
}

function messageIds(header: string | undefined): string[] {
  return (header ?? '').match(/<[^<>\s]+>/g) ?? [];
}

function plain(parts: Parts): string {
  const text = parts.text?.trim() ? parts.text : textOfHtml(parts.html ?? '');
  // Some programs put a whole HTML page where plain text belongs.
  const isPage = /^\s*<(!doctype html|html|body|div|p|table)\b/i.test(text);
  return wellFormed((isPage ? textOfHtml(text) : text).slice(0, MAX_TEXT)).trimEnd();
}

/** The product's mail out of headers and bodies, wherever they come from. */
function assemble(parts: Parts): ParsedMail {
  const headers: Record<string, string> = {};
  // Of a header that comes twice the first counts: the one that the receiving server has put on top.
  for (const { name, value } of parts.headers) headers[name.toLowerCase()] ??= wellFormed(value).slice(0, MAX_HEADER);
  const references = [...messageIds(headers.references), ...messageIds(headers['in-reply-to'])];
  const text = plain(parts);
  return {
    from: personOf(headers.from),
    to: [...new Set(['to', 'cc', 'bcc', 'delivered-to'].flatMap((name) => addresses(headers[name])))],
    subject: wellFormed(decodeWords(headers.subject ?? ''))
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 500),
    text,
    headers,
    messageId: messageIds(headers['message-id'])[0],
    references: [...new Set(references)].slice(-MAX_REFERENCES),
    report: reportOf(
      headers,
      text,
      parts.attached.map((one) => ({ ...one, text: wellFormed(one.text) })),
    ),
  };
}

function contentOf(attachment: Email['attachments'][number]): string {
  const { content } = attachment;
  if (typeof content === 'string') return content;
  return new TextDecoder('utf-8').decode(content instanceof ArrayBuffer ? new Uint8Array(content) : content);
}

const isReadable = (type: string) => /^(message\/|text\/rfc822-headers)/.test(type);

/** Reads a whole mail as Gmail gives it (base64url). Broken charsets come out as text; attachments are left out. */
export async function parseRaw(raw: string): Promise<ParsedMail> {
  const email = await PostalMime.parse(Buffer.from(raw, 'base64url'), { forceRfc822Attachments: true });
  return assemble({
    headers: email.headers.map(({ key, value }) => ({ name: key, value })),
    text: email.text,
    html: email.html,
    attached: email.attachments
      .filter((one) => isReadable(one.mimeType))
      .map((one) => ({ type: one.mimeType, text: contentOf(one) })),
  });
}

type Part = gmail_v1.Schema$MessagePart;

function bodyOf(part: Part): string {
  const bytes = Buffer.from(part.body?.data ?? '', 'base64url');
  const header = part.headers?.find((one) => one.name?.toLowerCase() === 'content-type')?.value ?? '';
  const charset = /charset="?([\w.:-]+)/i.exec(header)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

function leaves(part: Part | undefined, depth = 0): Part[] {
  if (!part || depth > 50) return [];
  return part.parts?.length ? part.parts.flatMap((one) => leaves(one, depth + 1)) : [part];
}

/** Reads a mail as Gmail has taken it apart: for one that is too big to fetch whole, or that no parser takes. */
export function parsePayload(message: gmail_v1.Schema$Message): ParsedMail {
  const parts = leaves(message.payload).filter((one) => one.body?.data && !one.filename);
  const all = (type: string) => parts.filter((one) => one.mimeType === type);
  return assemble({
    headers: (message.payload?.headers ?? []).map(({ name, value }) => ({ name: name ?? '', value: value ?? '' })),
    text: all('text/plain').map(bodyOf).join('\n'),
    html: all('text/html').map(bodyOf).join('\n'),
    attached: parts
      .filter((one) => isReadable(one.mimeType ?? ''))
      .map((one) => ({ type: one.mimeType ?? '', text: bodyOf(one) })),
  });
}
