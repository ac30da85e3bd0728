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
