import { type Db, inTransaction, type Scope } from '../../db/index.ts';
import type { Clock, Instant } from '../../kernel/clock.ts';
import { Denied, InvalidInput } from '../../kernel/errors.ts';
import { clip, oneLine } from '../../kernel/escape.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Access, Member } from '../access/index.ts';
import type { Channel } from '../channels/index.ts';
import type { Lead, Leads } from '../leads/index.ts';
import type { Threads } from '../threads/index.ts';
import { ANYWHERE, CHANNELS, DEFAULT_POLICY, NEEDS, type Need, type Rule } from './policy.ts';
import { judgeContact } from './rules.ts';
import { createPassportStore } from './store.ts';

export type { Need } from './policy.ts';

/** A person's yes to be written to on one channel, with where it is from. */
export interface Consent {
  id: string;
  leadId: string;
  channel: Channel;
  /** 'written' when the person's own words are kept with it. */
  kind: 'given' | 'written';
  source: string;
  wording?: string;
  /** The member who recorded it. */
  by: string;
  at: Instant;
  withdrawnAt?: Instant;
}

/** Whether there is a footing for a first message on a channel: what is asked for there, and what is on record. */
export interface Contact {
  channel: Channel;
  /** The row that was asked: a country, or `*`. */
  country: string;
  needs: Need;
  /** Why that row asks for it. */
  rule: string;
  isAllowed: boolean;
  /** On what it rests, where it is allowed. */
  basis?: string;
  /** Why not, in words. */
  reason?: string;
}

export interface PolicyRow {
  country: string;
  rules: Record<Channel, Rule & { isDefault: boolean; changedBy?: string }>;
}

export interface Passport {
  /** The table in force, the row for everywhere else first. */
  policy(): Promise<PolicyRow[]>;
  /** Changes one row for one channel; managers and admins only, audited. Throws InvalidInput, Denied. */
  setPolicy(by: Member, change: { country: string; channel: Channel; needs: Need; reason: string }): Promise<void>;
  consentsOf(leadId: string): Promise<Consent[]>;
  /** Keeps a person's yes with its source; with their own words it counts as written. Throws InvalidInput. */
  giveConsent(by: Member, input: { leadId: string; channel: Channel; source: string; wording?: string }): Promise<void>;
  /** Inside the transaction that adds leads: what their file or form says of their consent. */
  keepConsents(
    scope: Scope,
    by: string,
    consents: { leadId: string; channel: Channel; source: string }[],
  ): Promise<void>;
  withdrawConsent(by: Member, leadId: string, channel: Channel): Promise<void>;
  /** What a lead's country asks for on a channel, and what is on record. */
  contact(lead: Lead, channel: Channel): Promise<Contact>;
}

export interface PassportDeps {
  db: Db;
  clock: Clock;
  ids: Ids;
  access: Access;
  threads: Threads;
  leads: Pick<Leads, 'get'>;
  /** In place of the table that comes with the product. */
  policy?: ReadonlyMap<string, Readonly<Record<Channel, Rule>>>;
}

const SOURCE_MAX = 300;
const isCountry = (text: string) => text === ANYWHERE || /^[A-Z]{2}$/.test(text);

export function createPassport(deps: PassportDeps): Passport {
  const store = createPassportStore(deps.db);
  const defaults = deps.policy ?? DEFAULT_POLICY;

  async function rulesOf(country: string | undefined): Promise<Record<Channel, Rule>> {
    const changes = await store.changes();
    const row =
      country && (defaults.has(country) || changes.some((one) => one.country === country)) ? country : ANYWHERE;
    const rules = { ...(defaults.get(row) ?? defaults.get(ANYWHERE) ?? strictest()) };
    for (const one of changes) if (one.country === row) rules[one.channel] = { needs: one.needs, reason: one.reason };
    return rules;
  }

  const policy: Passport['policy'] = async () => {
    const changes = await store.changes();
    const countries = [...new Set([...defaults.keys(), ...changes.map((one) => one.country)])].sort();
    const rows: PolicyRow[] = [];
    for (const country of countries) {
      const rules = await rulesOf(country);
      const of = (channel: Channel) => {
        const change = changes.find((one) => one.country === country && one.channel === channel);
        return { ...rules[channel], isDefault: change === undefined, changedBy: change?.updatedBy };
      };
      rows.push({
        country,
        rules: {
          email: of('email'),
          linkedin: of('linkedin'),
          whatsapp: of('whatsapp'),
          sms: of('sms'),
          call: of('call'),
        },
      });
    }
    return rows;
  };

  const setPolicy: Passport['setPolicy'] = async (by, input) => {
    if (by.role !== 'manager' && by.role !== 'admin')
      throw new Denied('Managers and admins decide whom the team may write to.');
    const country = input.country.trim().toUpperCase();
    if (!isCountry(country)) throw new InvalidInput('Name a country by its two letters, such as DE, or *.', 'country');
    if (!CHANNELS.includes(input.channel)) throw new InvalidInput('This channel is not known.', 'channel');
    if (!NEEDS.includes(input.needs)) throw new InvalidInput('This need is not known.', 'needs');
    const reason = clip(oneLine(input.reason), SOURCE_MAX);
    if (!reason) throw new InvalidInput('Say why: it is kept with the rule.', 'reason');
    const before = (await rulesOf(country))[input.channel];
    // Pressed twice it is one change.
    if (before.needs === input.needs && before.reason === reason) return;
    const isNews = await store.change({
      country,
      channel: input.channel,
      needs: input.needs,
      reason,
      updatedBy: by.id,
      updatedAt: deps.clock.now(),
    });
    // Two processes may have been asked at once.
    if (!isNews) return;
    await deps.access.record({
      actorId: by.id,
      gesture: 'policy.change',
      verdict: 'done',
      target: `${country} ${input.channel}`,
      details: { before: before.needs, after: input.needs, reason },
    });
  };

  const keepConsents: Passport['keepConsents'] = async (scope, by, consents) => {
    const at = deps.clock.now();
    await createPassportStore(scope).insertConsents(
      consents.map((one) => ({
        ...one,
        id: deps.ids.next('cns'),
        kind: 'given' as const,
        source: clip(oneLine(one.source), SOURCE_MAX),
        by,
        at,
      })),
    );
  };

  const giveConsent: Passport['giveConsent'] = async (by, { leadId, channel, source, wording }) => {
    await deps.access.assertMayActOn(by, await deps.leads.get(leadId));
    if (!CHANNELS.includes(channel)) throw new InvalidInput('This channel is not known.', 'channel');
    const from = clip(oneLine(source), SOURCE_MAX);
    if (from.length < 8)
      throw new InvalidInput('Say how and when they agreed, such as “on the call of 3 May”.', 'source');
    const words = wording?.trim().slice(0, 2_000) || undefined;
    const at = deps.clock.now();
    const kind = words ? ('written' as const) : ('given' as const);
    await inTransaction(deps.db, async (scope) => {
      const inside = createPassportStore(scope);
      await inside.lock(leadId);
      const [last] = (await inside.consentsOf(leadId)).filter((one) => one.channel === channel);
      // Pressed twice it is one consent.
      if (last?.source === from && last.wording === words && last.withdrawnAt === undefined) return;
      const id = deps.ids.next('cns');
      await inside.insertConsents([{ id, leadId, channel, kind, source: from, wording: words, by: by.id, at }]);
      const refs = { channel, kind, consentId: id };
      await deps.threads.append(scope, { at, kind: 'consent.given', leadId, actorId: by.id, refs, text: from });
    });
  };

  const withdrawConsent: Passport['withdrawConsent'] = async (by, leadId, channel) => {
    await deps.access.assertMayActOn(by, await deps.leads.get(leadId));
    const at = deps.clock.now();
    await inTransaction(deps.db, async (scope) => {
      if ((await createPassportStore(scope).withdraw(leadId, channel, at)) === 0) return;
      await deps.threads.append(scope, { at, kind: 'consent.withdrawn', leadId, actorId: by.id, refs: { channel } });
    });
  };

  return {
    policy,
    setPolicy,
    consentsOf: store.consentsOf,
    giveConsent,
    keepConsents,
    withdrawConsent,
    async contact(lead, channel) {
      const [rules, consents] = await Promise.all([rulesOf(lead.country), store.consentsOf(lead.id)]);
      const { country, source } = lead;
      return judgeContact({ channel, country, rule: rules[channel], consents, source });
    },
  };
}

function strictest(): Record<Channel, Rule> {
  const never: Rule = { needs: 'never', reason: 'No rule is known.' };
  return { email: never, linkedin: never, whatsapp: never, sms: never, call: never };
}
