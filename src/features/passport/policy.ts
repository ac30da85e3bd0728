import type { Channel } from '../channels/index.ts';

/**
 * What a first message needs on a channel: nothing but a way to say no; a legitimate interest, which is a reason on record why this
 * person should care; a consent on record; a consent in the person's own written words; or it is never sent.
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
