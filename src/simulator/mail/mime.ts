import MailComposer from 'nodemailer/lib/mail-composer';
import PostalMime, { decodeWords } from 'postal-mime';
import type { Instant } from '../../kernel/clock.ts';

export interface MailPerson {
  name: string;
  address: string;
}

export interface ParsedMail {
  from: MailPerson;
  to: MailPerson[];
  subject: string;
  messageId: string;
  inReplyTo?: string;
  /** Oldest first. */
  references: string[];
  /** By lower-case name, decoded; of a repeated header the last one. */
  headers: Record<string, string>;
  text: string;
}

export interface MailToWrite {
  from: MailPerson;
  to: MailPerson;
  subject: string;
  text: string;
  html?: string;
  messageId: string;
  at: Instant;
  inReplyTo?: string;
  references?: string[];
  headers?: Record<string, string>;
}

/** The bytes of a mail, headers encoded as mail clients do. */
export async function writeMail(mail: MailToWrite): Promise<Buffer> {
  return new MailComposer({
    from: mail.from,
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: mail.messageId,
    date: new Date(mail.at),
    inReplyTo: mail.inReplyTo,
    references: mail.references,
    headers: mail.headers,
  })
    .compile()
    .build();
}

export async function parseMail(raw: Buffer): Promise<ParsedMail> {
  const mail = await PostalMime.parse(raw);
  const people = (list: typeof mail.to) =>
    (list ?? []).flatMap((one) => (one.address ? [{ name: one.name ?? '', address: one.address }] : []));
  return {
    from: people(mail.from ? [mail.from] : [])[0] ?? { name: '', address: '' },
    to: [...people(mail.to), ...people(mail.cc), ...people(mail.bcc)],
    subject: mail.subject ?? '',
    messageId: mail.messageId ?? '',
    inReplyTo: mail.inReplyTo,
    references: mail.references?.match(/<[^>]+>/g) ?? [],
    headers: Object.fromEntries(mail.headers.map((header) => [header.key, decodeWords(header.value)])),
    text: mail.text ?? '',
  };
}

interface HeaderLine {
  name: string;
  /** The line as it stands, folds included, without the last line break. */
  source: string;
}

function splitHead(raw: Buffer): { lines: HeaderLine[]; rest: string } {
  const all = raw.toString('latin1');
  const end = /\r?\n\r?\n/.exec(all);
  const head = end ? all.slice(0, end.index) : all;
  const lines: HeaderLine[] = [];
  for (const line of head.split(/\r?\n/)) {
    const last = lines.at(-1);
    if (/^[ \t]/.test(line) && last) last.source += `\r\n${line}`;
    else lines.push({ name: line.slice(0, line.indexOf(':')).trim(), source: line });
  }
  return { lines, rest: end ? all.slice(end.index + end[0].length) : '' };
}

/** Every header of a mail in its order, with its own spelling, unfolded and decoded. */
export function headersOf(raw: Buffer): { name: string; value: string }[] {
  return splitHead(raw).lines.map(({ name, source }) => {
    const bytes = source.slice(name.length + 1).replace(/\r?\n[ \t]+/g, ' ');
    return { name, value: decodeWords(Buffer.from(bytes, 'latin1').toString('utf8').trim()) };
  });
}

export function headerOf(raw: Buffer, name: string): string | undefined {
  return headersOf(raw).find((header) => header.name.toLowerCase() === name.toLowerCase())?.value;
}

/** A copy with one header replaced, or put first when it was not there. Values are ASCII. */
export function withHeader(raw: Buffer, name: string, value: string): Buffer {
  const { lines, rest } = splitHead(raw);
  const kept = lines.filter((line) => line.name.toLowerCase() !== name.toLowerCase());
  const head = [`${name}: ${value}`, ...kept.map((line) => line.source)].join('\r\n');
  return Buffer.from(`${head}\r\n\r\n${rest}`, 'latin1');
}

/** A subject without the "Re:" of any language in front. */
export function bareSubject(subject: string): string {
  return subject.replace(/^(\s*(re|aw|sv|fwd?|wg|tr|antw|odp|rv)\s*:)+/i, '').trim();
}
