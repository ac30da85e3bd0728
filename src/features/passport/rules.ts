import { countryInWords } from '../../kernel/country.ts';
import { isPublicDomain } from '../../kernel/mail-domains.ts';
import { strongest } from '../../kernel/matching.ts';
import type { Channel } from '../channels/index.ts';
import type { Lead } from '../leads/index.ts';
import type { FitRules } from '../playbook/index.ts';
import type { Consent, Contact } from './index.ts';
import { ANYWHERE, isStricter, type Rule } from './policy.ts';

export const channelWords: Record<Channel, string> = {
  email: 'email',
  linkedin: 'LinkedIn',
  whatsapp: 'WhatsApp',
  sms: 'SMS',
  call: 'calls',
};

/** On these the country of the number has a say too: a person in Germany may carry a number of the United States. */
export const BY_NUMBER: ReadonlySet<Channel> = new Set(['whatsapp', 'sms', 'call']);

/** What there is for a legitimate interest. */
export interface Interest {
  /** No company is known of them, nor one by their address: the law sees a private person. */
  isPrivate: boolean;
  /** Why this person should care, as it is on record. */
  reason?: string;
}

export interface ContactFacts {
  channel: Channel;
  /** ISO 3166 alpha-2. */
  country?: string;
  rule: Rule;
  /** Where a phone's number is from, and what holds there. */
  number?: { country?: string; rule: Rule };
  consents: Consent[];
  interest: Interest;
}

/** What stands for a legitimate interest in a lead: a company, and a reason that somebody could be shown. */
export function interestIn(
  lead: Pick<Lead, 'account' | 'email' | 'title' | 'notes' | 'pains'>,
  fit: Pick<FitRules, 'titles' | 'industries'>,
): Interest {
  const domain = lead.email?.split('@')[1] ?? '';
  const isPrivate = lead.account === undefined && (domain === '' || isPublicDomain(domain));
  return { isPrivate, reason: reasonFor(lead, fit) };
}

function reasonFor(
  { pains, title, account, notes }: Parameters<typeof interestIn>[0],
  fit: Parameters<typeof interestIn>[1],
): string | undefined {
  const pain = pains.findLast((one) => one.source.trim() !== '');
  if (pain) return `a problem on record, ${pain.source}`;
  // A rule that takes points away says why not to write.
  const byTitle = strongest(fit.titles, title);
  if (byTitle && byTitle.points > 0) return `their title, ${title}: ${byTitle.reason}`;
  const byIndustry = strongest(fit.industries, account?.industry);
  if (byIndustry && byIndustry.points > 0) return `their industry, ${account?.industry}: ${byIndustry.reason}`;
  return ownNotes(notes) ? 'a note on record' : undefined;
}

/** A size that was typed as no number ("51-200") is kept in the notes: that says nothing of the person. */
const ownNotes = (notes: string | undefined): string => (notes ?? '').replace(/^Employees: .*$/gm, '').trim();

const WHAT_TO_ADD =
  'Add why it should matter to them: a problem with its source, a note, or a title or industry that the playbook names.';

/** Whether a first message on a channel has a footing, and which. Where two countries have a say, the stricter one is asked. */
export function judgeContact(facts: ContactFacts): Contact {
  const { channel, country, number, interest } = facts;
  const isByNumber = number !== undefined && isStricter(number.rule, facts.rule);
  const rule = isByNumber ? number.rule : facts.rule;
  const asking = isByNumber ? number.country : country;
  const place = asking ? countryInWords(asking) : 'a country that is not known';
  const where = isByNumber ? `the number is from ${place}, which` : place;
  const base = { channel, country: asking ?? ANYWHERE, needs: rule.needs, rule: rule.reason };
  const yes = (basis: string): Contact => ({ ...base, isAllowed: true, basis });
  const no = (reason: string): Contact => ({ ...base, isAllowed: false, reason });
  const current = facts.consents.filter((one) => one.channel === channel && one.withdrawnAt === undefined);
  const isWithdrawn = current.length === 0 && facts.consents.some((one) => one.channel === channel);
  const given = rule.needs === 'written_consent' ? current.find((one) => one.kind === 'written') : current[0];
  if (rule.needs === 'never')
    return no(
      `The team never uses ${channelWords[channel]} ${isByNumber ? 'to numbers from' : 'in'} ${place}. ${rule.reason}`,
    );
  if (given) return yes(`consent (${given.source})`);
  if (isWithdrawn) return no(`The consent to ${channelWords[channel]} was taken back.`);
  if (rule.needs === 'nothing') return yes('no consent needed');
  if (rule.needs === 'interest') {
    if (interest.isPrivate)
      return no(
        `No company is known, so they count as a private person, and ${where} asks for a consent to ${channelWords[channel]}. Add their company, or record a consent.`,
      );
    if (interest.reason) return yes(`legitimate interest (${interest.reason})`);
    return no(`A legitimate interest needs a reason on record, and there is none. ${WHAT_TO_ADD}`);
  }
  const kind = rule.needs === 'written_consent' ? 'written consent' : 'consent';
  return no(`No ${kind} to ${channelWords[channel]} is on record, and ${where} asks for one. ${rule.reason}`);
}
