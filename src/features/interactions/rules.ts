import { isPublicDomain } from '../../kernel/mail-domains.ts';
import type { InboundKind } from './index.ts';
import { AUTO_SUBJECT, AWAY, BOUNCE_SUBJECT, flat, LEFT } from './lexicon.ts';
import { asksToStop } from './reading.ts';

export interface MailFacts {
  direction: 'in' | 'out';
  fromAddress: string;
  /** Addresses of all connected mailboxes, lower case. */
  ownAddresses: string[];
  subject: string;
  text: string;
  /** The new words: quoted history and signature taken off. */
  words: string;
  headers: Record<string, string>;
  /** What a report says happened ('failed', 'delayed', 'complained' ...); undefined for a mail that is none. */
  report?: { action?: string };
  /** Our own key on an outgoing mail. */
  hasTouchKey: boolean;
  /** It belongs to a lead: by our thread, by a Message-ID of ours, or by its address. */
  knownLead: boolean;
  /** It names a mail of ours in its references. */
  answersOurs: boolean;
  /** Its subject bears an opt-out token of ours: a mail program's own button was used. */
  namesOptOut: boolean;
  /** The sender's address is a lead's. */
  fromLead: boolean;
  /** An outgoing mail goes to somebody who is not of the team. */
  toOutside: boolean;
}

const DAEMON = /^(mailer-daemon|mail-daemon|maildaemon|mailerdaemon)@/i;
const POSTMASTER = /^(postmaster|bounces?|noreply-bounce|mail-noreply)@/i;
const domainOf = (address: string) => address.split('@')[1]?.toLowerCase() ?? '';

/** One of us: a connected mailbox, or somebody at a company domain of one. */
export function isOfTheTeam(address: string, ownAddresses: string[]): boolean {
  if (ownAddresses.includes(address.toLowerCase())) return true;
  const domain = domainOf(address);
  // At everybody's domains nobody is a colleague.
  return domain !== '' && !isPublicDomain(domain) && ownAddresses.some((own) => domainOf(own) === domain);
}

function header(headers: Record<string, string>, name: string): string {
  return (headers[name] ?? '').trim().toLowerCase();
}

const YES_HEADERS = ['x-autoreply', 'x-auto-reply', 'x-autorespond', 'x-autoresponder', 'x-mail-autoreply'];

/**
 * A robot wrote this, by the headers that robots set (RFC 3834 and what vendors made of it).
 * A mailing list alone does not make a robot of a person who answers through it: `answersOurs`.
 */
export function isAutomatic(headers: Record<string, string>, answersOurs = false): boolean {
  const submitted = header(headers, 'auto-submitted');
  if (submitted && !/^no\b/.test(submitted)) return true;
  if (YES_HEADERS.some((name) => name in headers && header(headers, name) !== 'no')) return true;
  const precedence = header(headers, 'precedence');
  if (/^(auto_reply|auto-reply|bulk|junk)$/.test(precedence)) return true;
  if (/report-type="?disposition-notification/.test(header(headers, 'content-type'))) return true;
  if (/^<\s*>$/.test(header(headers, 'return-path'))) return true;
  const isListed = precedence === 'list' || 'list-id' in headers || 'list-unsubscribe' in headers;
  return isListed && !answersOurs;
}

function isBounce(mail: MailFacts): boolean {
  if (mail.report || DAEMON.test(mail.fromAddress)) return true;
  const isFailure = BOUNCE_SUBJECT.test(mail.subject);
  return isFailure && (POSTMASTER.test(mail.fromAddress) || isAutomatic(mail.headers));
}

/** Help desks ask for no automatic answers on what their people write, too: with it, only the words of an absence make a machine. */
function announcesAbsence({ headers, knownLead, subject, words }: MailFacts): boolean {
  if (!knownLead || !('x-auto-response-suppress' in headers) || words.length > 2_000) return false;
  const text = flat(`${subject}\n${words}`);
  return AWAY.test(text) || LEFT.test(text);
}

function automatic(mail: MailFacts): InboundKind {
  if (!mail.knownLead) return 'unrelated';
  const text = flat(`${mail.subject}\n${(mail.words || mail.text).slice(0, 5_000)}`);
  if (LEFT.test(text)) return 'left_company';
  return AWAY.test(text) ? 'out_of_office' : 'auto_reply';
}

/** A mail from nobody that we know counts only when it is a short and clear "no" from a person. */
function stranger(mail: MailFacts): InboundKind {
  return mail.words.length <= 1_500 && asksToStop(mail.words) ? 'opt_out' : 'unrelated';
}

/** What a mail is. Direction first, then reports, then robots, then what a person says: a false reply or a missed no both cost a customer. */
export function classify(mail: MailFacts): InboundKind {
  if (mail.direction === 'out') return !mail.hasTouchKey && mail.knownLead && mail.toOutside ? 'by_hand' : 'own';
  if (mail.namesOptOut) return 'opt_out';
  if (!mail.fromLead && isOfTheTeam(mail.fromAddress, mail.ownAddresses)) return 'own';
  if (mail.report?.action === 'complained') return 'opt_out';
  if (isBounce(mail)) return 'bounce';
  if (isAutomatic(mail.headers, mail.answersOurs) || announcesAbsence(mail)) return automatic(mail);
  if (!mail.knownLead) return stranger(mail);
  if (AUTO_SUBJECT.test(flat(mail.subject))) return automatic(mail);
  return asksToStop(mail.words) ? 'opt_out' : 'reply';
}

const DEAD =
  /(?<!\d)(?:5\d\d[ -]#?5\.\d{1,3}\.\d{1,3}|55[0134])(?!\d)|(?:user|recipient|mailbox|address) (?:is )?(?:unknown|not found|unavailable|disabled|rejected)|(?:unknown|no such|invalid) (?:user|recipient|mailbox|address)|does(?: not|n't) exist|address rejected|(?:empfänger|adresse) (?:unbekannt|nicht gefunden)|existiert nicht|n'existe pas|no existe/i;

/** Only a permanent failure (5.x.x) says that an address is dead; a report that says neither is taken for a passing one. */
export function isPermanent(report: { action?: string; status?: string } | undefined, text: string): boolean {
  if (report?.status) return report.status.startsWith('5') && report.action !== 'delayed';
  if (report?.action && report.action !== 'failed') return false;
  return DEAD.test(flat(text.slice(0, 20_000)));
}
