import { isZone } from '../../kernel/calendar.ts';
import { countryCode, onlyZoneOf } from '../../kernel/countries.ts';
import { clip, oneLine } from '../../kernel/escape.ts';
import type { PlaybookPain } from '../playbook/index.ts';
import type { Lead, LeadInput, Stage } from './index.ts';
import { emailAddress, fold, foldGerman, headCount, isoDate, linkedinProfile, websiteDomain } from './spelling.ts';

export interface CleanLead {
  firstName: string;
  lastName: string;
  title: string;
  company?: string;
  domain?: string;
  industry?: string;
  employees?: number;
  country?: string;
  timezone?: string;
  email?: string;
  phone?: string;
  linkedin?: string;
  notes?: string;
  pain?: { text: string; source: string; sourceDate?: string };
  consents?: { channel: 'email' | 'whatsapp' | 'sms'; source: string }[];
}

export interface FieldProblem {
  field: keyof LeadInput;
  words: string;
}

export type ReadPhone = (raw: string, country: string | undefined) => string | undefined;

export const stages: readonly Stage[] = ['new', 'contacted', 'replied', 'meeting', 'proposal', 'closed'];

const LIMITS = {
  name: 100,
  title: 200,
  company: 200,
  industry: 120,
  website: 200,
  source: 200,
  pain: 1_000,
  notes: 10_000,
};

const tidy = (text: string | undefined) => oneLine(text ?? '').normalize('NFC');
/** Line breaks stay, every other control character goes. */
const tidyLines = (text: string | undefined) =>
  (text ?? '')
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, ' ')
    .trim();

export const hasLetters = (text: string) => /[\p{L}\p{N}]/u.test(text);
export const looksLikeFormula = (text: string) => /^[=+\-@]\s*[\p{L}(\d"']/u.test(text.trim());

/** "+44 20 7946 0123 / +44 20 7946 0124"; a slash inside of one number (0821/123456) is a German habit. */
function holdsTwoNumbers(typed: string): boolean {
  const [first = '', ...more] = typed.split(/\s*(?:[/;,|&]|\bor\b|\boder\b)\s*/i);
  const isNumber = (part: string) => part.replace(/\D/g, '').length >= 7;
  return isNumber(first) && more.some((part) => /^[+0(]/.test(part) && isNumber(part));
}

/** What was typed, cleaned and checked as a whole; every problem at once, the first field first. */
export function cleanLead(input: LeadInput, readPhone: ReadPhone): { lead: CleanLead } | { problems: FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const problem = (field: keyof LeadInput, words: string) => {
    problems.push({ field, words });
    return undefined;
  };
  const read = <T>(
    field: keyof LeadInput,
    reader: (text: string) => T | undefined,
    words: (typed: string) => string,
  ) => {
    const typed = tidy(input[field]);
    return typed ? (reader(typed) ?? problem(field, words(`“${clip(typed, 60)}”`))) : undefined;
  };
  const text = (field: keyof LeadInput, label: string, max: number) => {
    const typed = tidy(input[field]);
    if ([...typed].length > max) problem(field, `The ${label} is longer than ${max} characters.`);
    return typed;
  };

  const firstName = text('firstName', 'first name', LIMITS.name);
  const lastName = text('lastName', 'last name', LIMITS.name);
  for (const field of ['firstName', 'lastName'] as const) {
    if (looksLikeFormula(tidy(input[field])))
      problem(field, `“${clip(tidy(input[field]), 40)}” is a spreadsheet formula, not a name.`);
  }
  const country = read(
    'country',
    countryCode,
    (typed) => `The country ${typed} is not known. Write its name or its two letters, such as DE.`,
  );
  const email = read('email', emailAddress, (typed) => `The email address ${typed} is not complete or not valid.`);
  const phone = read(
    'phone',
    (typed) => (holdsTwoNumbers(typed) ? undefined : readPhone(typed, country)),
    (typed) =>
      holdsTwoNumbers(typed)
        ? `There are two phone numbers in ${typed}. Keep one, and put the other in the notes.`
        : `The phone number ${typed} can’t be read. Write it with the country code, such as +1 202 555 0123.`,
  );
  const linkedin = read(
    'linkedin',
    linkedinProfile,
    (typed) => `${typed} is not a person’s LinkedIn profile (linkedin.com/in/…).`,
  );
  const zone = read(
    'timezone',
    zoneName,
    (typed) => `The time zone ${typed} is not known. Write it like Europe/Berlin.`,
  );
  const domain = read('website', websiteDomain, (typed) => `The website ${typed} is not an address.`);
  const employees = headCount(tidy(input.employees));
  const painText = text('pain', 'pain', LIMITS.pain);
  const painDate = read('painDate', isoDate, (typed) => `The date ${typed} is not clear. Write it like 2026-05-31.`);
  const painSource = text('painSource', 'pain’s source', LIMITS.source);
  const notes = tidyLines(input.notes);
  if ([...notes].length > LIMITS.notes)
    problem('notes', `The notes are longer than ${LIMITS.notes.toLocaleString('en')} characters.`);

  const lead: CleanLead = {
    firstName,
    lastName,
    title: text('title', 'title', LIMITS.title),
    company: text('company', 'company’s name', LIMITS.company) || undefined,
    domain,
    industry: text('industry', 'industry', LIMITS.industry) || undefined,
    employees,
    country,
    timezone: zone ?? (country ? onlyZoneOf(country) : undefined),
    email,
    phone,
    linkedin,
    notes: withSize(notes, tidy(input.employees), employees) || undefined,
    pain: painText ? { text: painText, source: painSource || 'your note', sourceDate: painDate } : undefined,
  };
  const consents = consentsOf(input);
  if (consents.length > 0) lead.consents = consents;
  if (problems.length === 0) problems.push(...wholeProblems(lead));
  return problems.length > 0 ? { problems } : { lead };
}

const NO = /^(no|none|nein|n|0|false|-|–)$/i;

/** What a form or file says of a consent; a bare "yes" says that there is one, and from where it is known. */
function consentsOf(input: LeadInput): NonNullable<CleanLead['consents']> {
  const typed = { email: input.emailConsent, whatsapp: input.whatsappConsent, sms: input.smsConsent };
  return (['email', 'whatsapp', 'sms'] as const).flatMap((channel) => {
    const source = clip(tidy(typed[channel]), LIMITS.source);
    return source && !NO.test(source) ? [{ channel, source }] : [];
  });
}

/** A size that is no single number is kept in words: a middle of a range would be a made-up figure. */
function withSize(notes: string, typed: string, employees: number | undefined): string {
  if (!typed || employees !== undefined) return notes;
  const line = `Employees: ${clip(typed, 60)}`;
  return notes.includes(line) ? notes : [notes, line].filter(Boolean).join('\n');
}

function wholeProblems(lead: CleanLead): FieldProblem[] {
  const name = `${lead.firstName}${lead.lastName}`;
  if (!name) return [{ field: 'firstName', words: 'There is no name.' }];
  if (!lead.email && !lead.phone && !lead.linkedin) {
    return [
      {
        field: 'email',
        words: 'There is no way to reach this person: no email address, phone number or LinkedIn profile.',
      },
    ];
  }
  if (!hasLetters(name) && !lead.email)
    return [{ field: 'firstName', words: 'The name has no letters, and there is no email address.' }];
  return [];
}

function zoneName(typed: string): string | undefined {
  const name = typed.replace(/\s+/g, '_');
  if (!name.includes('/') || !isZone(name)) return undefined;
  return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone === name
    ? name
    : canonicalCase(name);
}

/** "europe/berlin" as the zone's own list spells it; an old name that is still valid stays as typed. */
function canonicalCase(name: string): string {
  const lower = name.toLowerCase();
  return Intl.supportedValuesOf('timeZone').find((one) => one.toLowerCase() === lower) ?? name;
}

/** What a lead looks like as input, so that a change is checked together with what stays. */
export function asInput(lead: Lead): LeadInput {
  return {
    firstName: lead.firstName,
    lastName: lead.lastName,
    title: lead.title,
    company: lead.account?.name,
    website: lead.account?.domain,
    industry: lead.account?.industry,
    employees: lead.account?.employees?.toString(),
    country: lead.country,
    timezone: lead.timezone,
    email: lead.email,
    phone: lead.phone,
    linkedin: lead.linkedin,
    notes: lead.notes,
  };
}

export interface LeadKeys {
  email?: string;
  phone?: string;
  linkedin?: string;
}

/** By which a lead is found again: the same person in another spelling has the same keys. */
export function keysOf(lead: { email?: string; phone?: string; linkedin?: string }): LeadKeys {
  return {
    email: lead.email,
    phone: lead.phone?.replace(/ ext\..*$/, ''),
    linkedin: lead.linkedin?.replace(/^.*\/in\//, ''),
  };
}

const KEY_WORDS = { email: 'email address', phone: 'phone number', linkedin: 'LinkedIn profile' } as const;

/** Which keys two leads share, in words; undefined for none. */
export function sharedKeys(a: LeadKeys, b: LeadKeys): string | undefined {
  const shared = (['email', 'phone', 'linkedin'] as const).filter((key) => a[key] && a[key] === b[key]);
  if (shared.length === 0) return undefined;
  return shared.map((key) => KEY_WORDS[key]).join(' and ');
}

const NO_CONTACT = [
  /\bopt(?:ed|s)?[ -]?out\b/i,
  /\bunsubscribed?\b/i,
  /\b(?:do not|don['’]?t|never|must not|not to|no longer|stop) (?:be )?(?:contact(?:ed|ing)?|e-?mail(?:ed|ing)?|mail(?:ed|ing)?|writ(?:e|ten|ing)|message|call(?:ed|ing)?|approach)\b(?!\s+(?:\S+\s+)?(?:before|after|until|till|during|between|on|in|at|long|too)\b)/i,
  /\bremove (?:me|him|her|them) from\b/i,
  /\bnicht (?:mehr )?(?:kontaktieren|anschreiben|anrufen|schreiben)\b/i,
  /\bkeine (?:werbung|mails|e-mails)\b/i,
  /\babgemeldet\b/i,
];
const NO_CONTACT_DENIED =
  /\b(?:not|never|hasn['’]t|haven['’]t|didn['’]t) (?:yet )?(?:opt(?:ed)?[ -]?out|unsubscribed?)\b/i;

/** The words of a note that ask for silence; undefined when none do. Errs on the side of silence. */
export function asksForSilence(notes: string | undefined): string | undefined {
  const text = (notes ?? '').replace(new RegExp(NO_CONTACT_DENIED, 'gi'), ' ');
  for (const pattern of NO_CONTACT) {
    const match = pattern.exec(text);
    if (match) return match[0];
  }
  return undefined;
}

/** The playbook's pain that these words tell of, by its signs; the one with the most signs wins. */
export function matchPain(text: string, pains: PlaybookPain[]): string | undefined {
  const words = fold(text);
  const scored = pains
    .map((one) => ({ key: one.key, hits: one.signs.filter((sign) => words.includes(fold(sign))).length }))
    .filter((one) => one.hits > 0)
    .sort((a, b) => b.hits - a.hits);
  return scored[0]?.key;
}

/** How well a lead fits words that somebody typed: 0 not at all, more is better. Every word must be found somewhere. */
export function findability(
  query: string,
  lead: { name: string; email?: string; company?: string; title: string },
): number {
  const fields: { text: string; weight: number }[] = [
    { text: lead.name, weight: 4 },
    { text: lead.email ?? '', weight: 3 },
    { text: lead.company ?? '', weight: 2 },
    { text: lead.title, weight: 1 },
  ];
  const spellings = fields.map(({ text, weight }) => ({ weight, texts: [fold(text), foldGerman(text)] }));
  let total = 0;
  for (const word of queryWords(query)) {
    const best = Math.max(
      ...spellings.map(({ weight, texts }) => weight * Math.max(...texts.map((text) => closeness(word, text)))),
    );
    if (best <= 0) return 0;
    total += best;
  }
  return fold(lead.name) === fold(query.trim()) ? total + 100 : total;
}

export function queryWords(query: string): string[] {
  return fold(oneLine(query))
    .split(/[\s,;]+/)
    .filter(Boolean)
    .slice(0, 8);
}

function closeness(word: string, text: string): number {
  const at = text.indexOf(word);
  if (at < 0) return 0;
  const startsWord = (index: number) => index === 0 || !/[\p{L}\p{N}]/u.test(text[index - 1] ?? '');
  const whole = new RegExp(`(^|[^\\p{L}\\p{N}])${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}($|[^\\p{L}\\p{N}])`, 'u');
  if (whole.test(text)) return 4;
  return startsWord(at) ? 2 : 1;
}
