import { oneLine } from '../../kernel/escape.ts';

const SINGLE = /^[^\s<>()[\]\\,;:"@]+@[^\s<>()[\]\\,;:"@]+\.[^\s<>()[\]\\,;:"@]+$/;

/** The address alone in its one spelling, out of "Ada <Ada@X.example>" or "mailto:"; '' when it is not exactly one address. */
export function plainAddress(raw: string): string {
  const inner = /<([^<>]*)>\s*$/.exec(raw)?.[1] ?? raw;
  const address = oneLine(inner)
    .replace(/^mailto:/i, '')
    .normalize('NFC')
    .toLowerCase();
  return SINGLE.test(address) ? address : '';
}

/** How addresses of every channel are compared: mail lower case and bare, phones by their digits, profiles without what people vary in writing them. */
export function addressKey(raw: string): string {
  const mail = plainAddress(raw);
  if (mail) return mail;
  const text = oneLine(raw).normalize('NFC').toLowerCase();
  const digits = text.replace(/^(tel|whatsapp|sms):/, '').replace(/[\s().\-/\u2010-\u2015]/g, '');
  if (/^(\+|00)?\d{6,15}$/.test(digits)) return digits.replace(/^00/, '+');
  return text
    .replace(/^https?:\/\//, '')
    .replace(/^(www|[a-z]{2})\.(?=linkedin\.com)/, '')
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '');
}

/** A member as far as their mailbox goes; `email` is the address that Slack has of them. */
export interface MailboxOwner {
  id: string;
  name: string;
  email?: string;
}

/**
 * Why a mailbox is not this member's to connect, in words; undefined when it is. Theirs is the one whose address Slack has of them, and what a
 * manager or admin has written down for them: a link to the consent can be sent to anybody, and whoever says yes there may not know for whom.
 */
export function notTheirs(ask: {
  address: string;
  member: MailboxOwner;
  others: MailboxOwner[];
  moreMailboxes: { mailbox: string; belongsTo: string }[];
}): string | undefined {
  const { address } = ask;
  const own = plainAddress(ask.member.email ?? '');
  if (address === own) return undefined;
  if (ask.others.some((one) => plainAddress(one.email ?? '') === address))
    return `${address} is the address of a colleague of ${ask.member.name}. Each person connects their own mailbox.`;
  const isNoted = ask.moreMailboxes.some(
    (one) => plainAddress(one.mailbox) === address && own !== '' && plainAddress(one.belongsTo) === own,
  );
  if (isNoted) return undefined;
  return own === ''
    ? `Slack does not tell this app the address of ${ask.member.name}, so it can’t know whether ${address} is theirs.`
    : `${address} is not the address of ${ask.member.name} in Slack. If it is theirs too, a manager or an admin adds “${address} = ${own}” to More mailboxes in the settings; then /sales connect begins again.`;
}
