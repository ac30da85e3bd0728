import { countryInWords } from '../../kernel/country.ts';
import type { Channel } from '../channels/index.ts';

/**
 * What a first message needs on a channel: nothing but a way to say no; a legitimate interest, which is a reason on record why this
 * person of a company should care (see `interestIn`); a consent on record; a consent in the person's own written words; or it is never sent.
 */
export type Need = 'nothing' | 'interest' | 'consent' | 'written_consent' | 'never';

export interface Rule {
  needs: Need;
  reason: string;
}

/** The strictest first. */
export const NEEDS: Need[] = ['never', 'written_consent', 'consent', 'interest', 'nothing'];
export const CHANNELS: Channel[] = ['email', 'linkedin', 'whatsapp', 'sms', 'call'];

/** Everywhere that no row names, and where the country is not known. */
export const ANYWHERE = '*';

const WHATSAPP: Rule = {
  needs: 'consent',
  reason: 'WhatsApp wants an opt-in on record before a business writes first.',
};
const SMS: Rule = { needs: 'consent', reason: 'A text to a phone needs a consent in most countries.' };
const LINKEDIN: Rule = { needs: 'nothing', reason: 'A person writes by hand, inside LinkedIn’s own rules.' };
const CALL: Rule = { needs: 'interest', reason: 'A person calls a business number with a reason on record.' };

const optOut = (reason: string): Rule => ({ needs: 'nothing', reason });
const interest = (reason: string): Rule => ({ needs: 'interest', reason });
const consent = (reason: string): Rule => ({ needs: 'consent', reason });

type Row = Partial<Record<Channel, Rule>> & { email: Rule };

const common: Record<Exclude<Channel, 'email'>, Rule> = {
  linkedin: LINKEDIN,
  whatsapp: WHATSAPP,
  sms: SMS,
  call: CALL,
};

const rows: Record<string, Row> = {
  [ANYWHERE]: {
    email: consent('The country is not known, or has no row yet: the strictest rule holds.'),
    call: consent('The country is not known, or has no row yet: the strictest rule holds.'),
    sms: { needs: 'written_consent', reason: 'The country is not known, or has no row yet: the strictest rule holds.' },
  },
  US: {
    email: optOut('CAN-SPAM: no consent needed; postal address and an opt-out in every mail.'),
    sms: { needs: 'written_consent', reason: 'TCPA: marketing texts need prior express written consent.' },
  },
  CA: { email: consent('CASL: express or implied consent before the first mail.') },
  GB: { email: interest('PECR: companies may be written to on a legitimate interest; sole traders need consent.') },
  IE: { email: interest('Mail to a business address on a legitimate interest, with an opt-out.') },
  DE: {
    email: consent('UWG §7: prior consent, for business mail too.'),
    call: interest('UWG §7: a presumed consent of a business, with a reason on record.'),
  },
  AT: { email: consent('TKG §174: prior consent, for business mail too.'), call: consent('TKG §174: prior consent.') },
  ES: { email: consent('LSSI art. 21: prior consent, or an earlier contract.') },
  IT: { email: consent('Codice Privacy art. 130: prior consent.') },
  FR: {
    email: interest('CNIL: business mail that fits the role, with an opt-out and word of where the data is from.'),
  },
  NL: { email: consent('Telecommunicatiewet 11.7: prior consent, unless the address was published for this.') },
  SE: { email: interest('Companies may be written to with an opt-out; private persons need consent.') },
  PL: { email: consent('Electronic communications law: prior consent, for companies too.') },
  BR: { email: interest('LGPD: a legitimate interest with a reason on record.') },
  IN: { email: interest('No opt-in law for business mail; an opt-out in every mail.') },
  SG: { email: interest('Spam Control Act: an opt-out in every mail.') },
  AU: { email: consent('Spam Act: consent, which a published role address can imply.') },
  JP: { email: consent('Act on specified electronic mail: prior consent.') },
  ZA: { email: consent('POPIA s69: consent of who is no customer yet.') },
};

/** The table as it comes with the product; not legal advice, and each row can be changed by a manager, on record. */
export const DEFAULT_POLICY: ReadonlyMap<string, Readonly<Record<Channel, Rule>>> = new Map(
  Object.entries(rows).map(([country, row]) => [country, { ...common, ...row }]),
);

const strictness = (rule: Rule): number => NEEDS.length - NEEDS.indexOf(rule.needs);
export const isStricter = (one: Rule, other: Rule): boolean => strictness(one) > strictness(other);

/** What a manager has changed: one channel of one country. */
export interface PolicyChange extends Rule {
  country: string;
  channel: Channel;
}

type Rules = Record<Channel, Rule>;
export type PolicyTable = ReadonlyMap<string, Readonly<Rules>>;

/**
 * What holds where the country is not known or has no row: on each channel the strictest of all rows in force, and never less than
 * the row for everywhere else that the product came with.
 */
export function strictestRules(defaults: PolicyTable, changes: PolicyChange[]): Rules {
  const floor = defaults.get(ANYWHERE) ?? never;
  const strictestOn = (channel: Channel): Rule => {
    const changed = new Map(changes.filter((one) => one.channel === channel).map((one) => [one.country, one]));
    let found = floor[channel];
    for (const [country, row] of defaults) {
      const rule = changed.get(country) ?? row[channel];
      if (country !== ANYWHERE && isStricter(rule, found)) found = derived(country, rule);
    }
    for (const [country, rule] of changed)
      if (isStricter(rule, found)) found = country === ANYWHERE ? plainly(rule) : derived(country, rule);
    return found;
  };
  return byChannel(strictestOn);
}

/** The rules of one country as they are in force. */
export function rulesIn(country: string | undefined, defaults: PolicyTable, changes: PolicyChange[]): Rules {
  const strictest = strictestRules(defaults, changes);
  if (country === undefined || country === ANYWHERE) return strictest;
  const row = defaults.get(country) ?? strictest;
  return byChannel((channel) => {
    const change = changes.find((one) => one.country === country && one.channel === channel);
    return change ? plainly(change) : row[channel];
  });
}

export function byChannel<T>(of: (channel: Channel) => T): Record<Channel, T> {
  return { email: of('email'), linkedin: of('linkedin'), whatsapp: of('whatsapp'), sms: of('sms'), call: of('call') };
}

const plainly = ({ needs, reason }: Rule): Rule => ({ needs, reason });
const derived = (country: string, { needs, reason }: Rule): Rule => ({
  needs,
  reason: `The country is not known, or has no row yet: the strictest rule holds, which is that of ${countryInWords(country)} (${reason})`,
});
const never = byChannel((): Rule => ({ needs: 'never', reason: 'No rule is known.' }));
