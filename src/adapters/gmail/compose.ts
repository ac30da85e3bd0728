import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import type { OutgoingMail } from '../../features/channels/ports.ts';
import { InvalidInput } from '../../kernel/errors.ts';
import { oneLine } from '../../kernel/escape.ts';

export const TOUCH_HEADER = 'X-Touch-Id';

const SINGLE_ADDRESS = /^[^\s<>()[\]\\,;:"@]+@[^\s<>()[\]\\,;:"@]+$/;

/** One address and nothing else: a comma would be a second recipient. */
function single(address: string): string {
  const text = oneLine(address);
  if (!SINGLE_ADDRESS.test(text)) throw new InvalidInput('This is not one plain mail address.', 'email');
  return text;
}

const headerWord = (text: string) => oneLine(text).replace(/[^\w.-]/g, '-');

/** RFC 2369 and, where there is a link, RFC 8058: the mail program shows a button of its own. */
function optOutHeaders({ optOut }: OutgoingMail): Record<string, string> {
  if (!optOut) return {};
  const ways = [optOut.url, optOut.mailto].filter((one) => one !== undefined).map((one) => `<${oneLine(one)}>`);
  return {
    'List-Unsubscribe': ways.join(', '),
    ...(optOut.url ? { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {}),
  };
}

/**
 * An RFC 5322 mail in base64url, as Gmail wants it: the given words and the footer below them in text/plain, our key in a header, every header value a single line.
 * The subject stays as it was approved: Gmail threads by the same subject, with or without "Re:". Throws InvalidInput for an address that isn't exactly one.
 */
export async function compose(mail: OutgoingMail): Promise<string> {
  const from = single(mail.from.address);
  const references = (mail.thread?.references ?? []).map(oneLine).filter((one) => /^<[^<>\s]+>$/.test(one));
  const composer = new MailComposer({
    from: { name: oneLine(mail.from.name), address: from },
    to: { name: oneLine(mail.to.name), address: single(mail.to.address) },
    subject: oneLine(mail.subject),
    text: mail.footer ? `${mail.text}\n\n-- \n${mail.footer}` : mail.text,
    messageId: `<${headerWord(mail.touchKey)}@${from.split('@')[1]}>`,
    inReplyTo: references.at(-1),
    references,
    headers: { [TOUCH_HEADER]: headerWord(mail.touchKey), ...optOutHeaders(mail) },
    textEncoding: 'quoted-printable',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return (await composer.compile().build()).toString('base64url');
}
