import type { Instant } from '../../kernel/clock.ts';
import type { Language, Prospect } from '../world/types.ts';
import type { MailPerson } from './mime.ts';
import { bareSubject } from './mime.ts';
import { pick, roll } from './prospect-plan.ts';
import type { SentMessage } from './shapes.ts';

const LOCALES: Record<Language, string> = { en: 'en-GB', de: 'de-DE', fr: 'fr-FR', es: 'es-ES' };

/** A day in words, as an out-of-office note names it. */
export function dayInWords(at: Instant, { language, timezone }: Prospect): string {
  const options = { weekday: 'long', day: 'numeric', month: 'long', timeZone: timezone } as const;
  return new Intl.DateTimeFormat(LOCALES[language], options).format(at);
}

function momentInWords(at: Instant, { language, timezone }: Prospect): { day: string; time: string } {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(LOCALES[language], { ...options, timeZone: timezone }).format(at);
  return {
    day: format({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }),
    time: format({ hour: '2-digit', minute: '2-digit' }),
  };
}

const quoted = (text: string) =>
  text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`.trimEnd()))
    .join('\n');

const named = ({ name, address }: MailPerson) => (name ? `${name} <${address}>` : address);

const asHtml = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/\r?\n/g, '<br>\r\n');

function attribution(mail: SentMessage, prospect: Prospect): string {
  const { day, time } = momentInWords(mail.at, prospect);
  const who = named(mail.from);
  return {
    en: `On ${day} at ${time}, ${who} wrote:`,
    de: `Am ${day} um ${time} Uhr schrieb ${who}:`,
    fr: `Le ${day} à ${time}, ${who} a écrit :`,
    es: `El ${day} a las ${time}, ${who} escribió:`,
  }[prospect.language];
}

interface Dressed {
  text: string;
  html?: string;
  subject: string;
}

/** As a mail program in the browser answers: plain and HTML, the original quoted line by line. */
function fromWebmail(words: string, mail: SentMessage, prospect: Prospect): Dressed {
  const line = attribution(mail, prospect);
  const html = `<div dir="ltr">${asHtml(words)}</div><br><div class="gmail_quote"><div class="gmail_attr">${asHtml(line)}<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex">${asHtml(mail.text)}</blockquote></div>`;
  return { text: `${words}\n\n${line}\n\n${quoted(mail.text)}\n`, html, subject: `Re: ${bareSubject(mail.subject)}` };
}

const BLOCK_WORDS: Record<Language, [string, string, string, string]> = {
  en: ['From', 'Sent', 'To', 'Subject'],
  de: ['Von', 'Gesendet', 'An', 'Betreff'],
  fr: ['De', 'Envoyé', 'À', 'Objet'],
  es: ['De', 'Enviado', 'Para', 'Asunto'],
};

/** As an office program answers: a signature, then the original below a block of its headers, not marked line by line. */
function fromOffice(words: string, mail: SentMessage, prospect: Prospect): Dressed {
  const [from, sent, to, subject] = BLOCK_WORDS[prospect.language];
  const { day, time } = momentInWords(mail.at, prospect);
  const signature = `--\n${prospect.firstName} ${prospect.lastName}\n${prospect.title}\n${prospect.company}`;
  const block = `${from}: ${named(mail.from)}\n${sent}: ${day} ${time}\n${to}: ${prospect.email}\n${subject}: ${mail.subject}`;
  const text = `${words}\n\n${signature}\n\n________________________________\n${block}\n\n${mail.text}`;
  const prefix = prospect.language === 'de' ? 'AW' : 'RE';
  return { text, subject: `${prefix}: ${bareSubject(mail.subject)}` };
}

function fromPhone(words: string, mail: SentMessage, prospect: Prospect): Dressed {
  const text = `${words}\n\nSent from my phone\n\n${quoted(`${attribution(mail, prospect)}\n\n${mail.text}`)}\n`;
  return { text, subject: `Re: ${bareSubject(mail.subject)}` };
}

/** An answer as the prospect's mail program sends it, with the original below. */
export function dressAnswer(words: string, mail: SentMessage, prospect: Prospect): Dressed {
  const programs = [fromWebmail, fromOffice, fromPhone] as const;
  const program = prospect.language === 'de' ? fromOffice : pick(programs, `${prospect.email} program`);
  return program(words, mail, prospect);
}

const AUTO_SUBJECTS: Record<Language, string> = {
  en: 'Automatic reply',
  de: 'Automatische Antwort',
  fr: 'Réponse automatique',
  es: 'Respuesta automática',
};

/** What a machine answers in somebody's name: its subject and the headers that say so. */
export function dressAutoAnswer(
  kind: 'away' | 'left' | 'desk',
  mail: SentMessage,
  prospect: Prospect,
): { subject: string; headers: Record<string, string> } {
  if (kind === 'desk') {
    const headers = { 'Auto-Submitted': 'auto-generated', Precedence: 'auto_reply' };
    return { subject: `[Ticket 2261] ${mail.subject}`, headers };
  }
  const headers = { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' };
  return { subject: `${AUTO_SUBJECTS[prospect.language]}: ${mail.subject}`, headers };
}

const REFUSALS: readonly [readonly [string, string], ...(readonly [string, string])[]] = [
  ['5.1.1', '550 5.1.1 The email account that you tried to reach does not exist.'],
  ['5.2.1', '550 5.2.1 The email account that you tried to reach is disabled.'],
  ['5.1.10', '550 5.1.10 RESOLVER.ADR.RecipNotFound; Recipient not found by SMTP address lookup'],
];

/**
 * A delivery report (RFC 3464). Half of them name the original in In-Reply-To, as Gmail's do; the others only carry it inside,
 * as those of most servers.
 */
export function deliveryReport(mail: SentMessage, prospect: Prospect, one: { rank: number; at: Instant }): Buffer {
  const [status, reason] = REFUSALS[one.rank % REFUSALS.length] ?? REFUSALS[0];
  const domain = prospect.email.split('@')[1] ?? 'mail.example';
  const id = Math.floor(roll(`${prospect.email} ${mail.messageId} report`) * 1e12).toString(36);
  const boundary = `=_report_${id}`;
  const isLinked = one.rank % 2 === 0;
  const links = isLinked
    ? [`In-Reply-To: ${mail.messageId}`, `References: ${mail.messageId}`, `X-Failed-Recipients: ${prospect.email}`]
    : [];
  const date = new Date(one.at).toUTCString();
  return Buffer.from(
    [
      'Return-Path: <>',
      `From: Mail Delivery System <mailer-daemon@${domain}>`,
      `To: ${mail.from.address}`,
      `Subject: ${isLinked ? 'Delivery Status Notification (Failure)' : 'Undelivered Mail Returned to Sender'}`,
      `Date: ${date}`,
      `Message-ID: <${id}.report@${domain}>`,
      'Auto-Submitted: auto-replied',
      ...links,
      'MIME-Version: 1.0',
      `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
      '',
      `--${boundary}`,
      'Content-Type: text/plain; charset=utf-8',
      '',
      `Your message to ${prospect.email} could not be delivered.`,
      '',
      reason,
      '',
      `--${boundary}`,
      'Content-Type: message/delivery-status',
      '',
      `Reporting-MTA: dns; mx.${domain}`,
      `Arrival-Date: ${new Date(mail.at).toUTCString()}`,
      '',
      `Final-Recipient: rfc822; ${prospect.email}`,
      'Action: failed',
      `Status: ${status}`,
      `Diagnostic-Code: smtp; ${reason}`,
      '',
      `--${boundary}`,
      'Content-Type: text/rfc822-headers',
      '',
      `From: ${mail.from.address}`,
      `To: ${prospect.email}`,
      `Message-ID: ${mail.messageId}`,
      `Date: ${new Date(mail.at).toUTCString()}`,
      '',
      `--${boundary}--`,
      '',
    ].join('\r\n'),
  );
}
