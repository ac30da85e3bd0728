import { countryInWords } from '../../kernel/country.ts';
import type { Channel } from '../channels/index.ts';
import type { Consent, Contact } from './index.ts';
import { ANYWHERE, type Rule } from './policy.ts';

export const channelWords: Record<Channel, string> = {
  email: 'email',
  linkedin: 'LinkedIn',
  whatsapp: 'WhatsApp',
  sms: 'SMS',
  call: 'calls',
};

export interface ContactFacts {
  channel: Channel;
  /** ISO 3166 alpha-2. */
  country?: string;
  rule: Rule;
  consents: Consent[];
  /** Where the lead is from, in words ("import of leads.csv"). */
  source: string;
}

/** Whether a first message on a channel has a footing, and which. */
export function judgeContact({ channel, country, rule, consents, source }: ContactFacts): Contact {
  const where = country ? countryInWords(country) : 'a country that is not known';
  const current = consents.filter((one) => one.channel === channel && one.withdrawnAt === undefined);
  const withdrawn = consents.find((one) => one.channel === channel && one.withdrawnAt !== undefined);
  const base = { channel, country: country ?? ANYWHERE, needs: rule.needs, rule: rule.reason };
  const yes = (basis: string): Contact => ({ ...base, isAllowed: true, basis });
  const no = (reason: string): Contact => ({ ...base, isAllowed: false, reason });
  const given = rule.needs === 'written_consent' ? current.find((one) => one.kind === 'written') : current[0];
  if (rule.needs === 'never') return no(`The team never uses ${channelWords[channel]} in ${where}. ${rule.reason}`);
  if (given) return yes(`consent (${given.source})`);
  if (withdrawn && current.length === 0) return no(`The consent to ${channelWords[channel]} was taken back.`);
  if (rule.needs === 'nothing') return yes('no consent needed');
  if (rule.needs === 'interest') return yes(`legitimate interest (${source})`);
  const kind = rule.needs === 'written_consent' ? 'written consent' : 'consent';
  return no(`No ${kind} to ${channelWords[channel]} is on record, and ${where} asks for one. ${rule.reason}`);
}
