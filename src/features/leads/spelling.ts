import { clip, oneLine } from '../../kernel/escape.ts';

const EMAIL =
  /^[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]+@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,}$/u;

/** Lower case without accents, for comparing and finding ("Łukasz Weiß" and "lukasz weiss" are equal). */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/ø/g, 'o')
    .replace(/ł/g, 'l')
    .replace(/đ/g, 'd')
    .replace(/æ/g, 'ae')
    .replace(/œ/g, 'oe');
}

/** As `fold`, with umlauts written out ("Müller" is "mueller"). */
export function foldGerman(text: string): string {
  return fold(text.normalize('NFC').toLowerCase().replace(/ä/g, 'ae').replace(/ö/g, 'oe').replace(/ü/g, 'ue'));
}

/** The address alone, lower case, out of "Ada <Ada@X.example>" and "mailto:"; undefined when it is none. */
export function emailAddress(raw: string): string | undefined {
  const inner = /<([^<>]+)>\s*$/.exec(raw)?.[1] ?? raw;
  const address = oneLine(inner)
    .replace(/^mailto:/i, '')
    .trim()
    .normalize('NFC')
    .toLowerCase();
  const isLegal = EMAIL.test(address) && !address.includes('..') && !/^\.|\.@/.test(address);
  return isLegal && address.length <= 254 && address.indexOf('@') <= 64 ? address : undefined;
}

/** The profile's address in one spelling, or the person's URN as LinkedIn's API knows them; undefined for anything else. */
export function linkedinProfile(raw: string): string | undefined {
  // The id in it is told apart by its case.
  const urn = /^urn:li:person:([\w-]{1,100})$/i.exec(oneLine(raw));
  if (urn) return `urn:li:person:${urn[1]}`;
  const match =
    /^(?:https?:\/\/)?(?:[a-z]{2,3}\.)?(?:linkedin\.com)?\/?in\/([^/?#\s]+)\/?(?:[?#].*|[a-z]{2}(?:_[a-z]{2})?\/?)?$/i.exec(
      oneLine(raw)
        .replace(/^(https?:\/\/)www\./i, '$1')
        .replace(/^www\./i, ''),
    );
  const slug = match?.[1];
  if (!slug) return undefined;
  return `https://www.linkedin.com/in/${decoded(slug).toLowerCase()}`;
}

function decoded(text: string): string {
  try {
    return oneLine(decodeURIComponent(text)).replace(/[\s/?#<>|]/g, '');
  } catch {
    return text;
  }
}

/** The host of a website, without "www."; undefined when it is none. */
export function websiteDomain(raw: string): string | undefined {
  const host = oneLine(raw)
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/^www\./, '')
    .replace(/[/?#:].*$/, '')
    .replace(/\.$/, '');
  return /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,}$/u.test(host) ? host : undefined;
}

const LEGAL_FORMS =
  /\b(gmbh|co kg|kg|ag|ug|se|ltd|limited|plc|llp|llc|inc|incorporated|corp|corporation|co|bv|nv|ab|oy|as|aps|srl|spa|sarl|sas|sa|sl|lda|ltda|sp z o o|pty|pvt|pte|kk)\b/g;

/** By which two spellings of a company are the same: no case, accents, legal form. */
export function companyKey(name: string): string {
  const plain = fold(name)
    .replace(/&/g, ' and ')
    .replace(/\b([a-z])\.(?=[a-z]\b|\s|$)/g, '$1')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  const short = plain.replace(LEGAL_FORMS, ' ').replace(/\s+/g, ' ').trim().replace(/ and$/, '');
  return clip(short || plain || name.trim(), 200);
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** ISO date of a date as people write it; undefined when it is none, or when day and month could be either. */
export function isoDate(raw: string): string | undefined {
  const text = oneLine(raw).toLowerCase();
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ].*)?$/.exec(text);
  if (iso) return realDate(iso[1], iso[2], iso[3]);
  const dotted = /^(\d{1,2})\.\s?(\d{1,2})\.(\d{4})$/.exec(text);
  if (dotted) return realDate(dotted[3], dotted[2], dotted[1]);
  const named =
    /^(\d{1,2})\.?\s+([a-z]{3})[a-z]*\.?,?\s+(\d{4})$/.exec(text) ??
    swap(/^([a-z]{3})[a-z]*\.?\s+(\d{1,2}),?\s+(\d{4})$/.exec(text));
  if (named) return realDate(named[3], String(MONTHS.indexOf(named[2] ?? '') + 1), named[1]);
  const slashed = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/.exec(text);
  if (!slashed) return undefined;
  const [a, b] = [Number(slashed[1]), Number(slashed[2])];
  if (a > 12 || a === b) return realDate(slashed[3], slashed[2], slashed[1]);
  return b > 12 ? realDate(slashed[3], slashed[1], slashed[2]) : undefined;
}

const swap = (match: RegExpExecArray | null) => (match ? [match[0], match[2], match[1], match[3]] : null);

function realDate(year = '', month = '', day = ''): string | undefined {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  const at = new Date(Date.UTC(y, m - 1, d));
  const isReal = y >= 1990 && y <= 2100 && at.getUTCMonth() === m - 1 && at.getUTCDate() === d;
  return isReal ? at.toISOString().slice(0, 10) : undefined;
}

/** A head count when one number is given; a range or words answer undefined. */
export function headCount(raw: string): number | undefined {
  const text = raw.trim().replace(/\s+(employees|people|staff|mitarbeiter|fte)\.?$/i, '');
  const digits = text.replace(/(?<=\d)[,.'’\s](?=\d{3}\b)/g, '');
  return /^\d{1,7}$/.test(digits) && Number(digits) > 0 ? Number(digits) : undefined;
}
