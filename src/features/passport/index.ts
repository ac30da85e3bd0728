import { type Db, inTransaction, type Scope } from '../../db/index.ts';
import type { Clock, Instant } from '../../kernel/clock.ts';
import { countryCode } from '../../kernel/countries.ts';
import { countryName } from '../../kernel/country.ts';
import { Denied, InvalidInput } from '../../kernel/errors.ts';
import { clip, oneLine } from '../../kernel/escape.ts';
import type { Ids } from '../../kernel/ids.ts';
import { countryOfPhone } from '../../kernel/phone.ts';
import type { Access, Member } from '../access/index.ts';
import type { Channel } from '../channels/index.ts';
import type { Lead, Leads } from '../leads/index.ts';
import type { Playbooks } from '../playbook/index.ts';
import type { Threads } from '../threads/index.ts';
import {
  ANYWHERE,
  byChannel,
  CHANNELS,
  DEFAULT_POLICY,
  isStricter,
  NEEDS,
  type Need,
  type PolicyTable,
  type Rule,
  rulesIn,
  strictestRules,
} from './policy.ts';
import { BY_NUMBER, interestIn, judgeContact } from './rules.ts';
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
  /** The row that was asked: the lead's country or that of the number, or `*`. */
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
  /** Whether the table names this country; else what holds everywhere else is shown. */
  isNamed: boolean;
  rules: Record<Channel, Rule & { isDefault: boolean; changedBy?: string }>;
}

export interface Passport {
  /** The table in force, the row for everywhere else first. */
  policy(): Promise<PolicyRow[]>;
  /** What holds in one country, by its code or its name. Throws InvalidInput for what is no country. */
  policyIn(country: string): Promise<PolicyRow>;
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
  playbook: Pick<Playbooks, 'current'>;
  /** In place of the table that comes with the product. */
  policy?: PolicyTable;
}

const SOURCE_MAX = 300;

/** The code of a country that was typed, by code or name. A code of nowhere is refused rather than guessed at. */
function countryTyped(typed: string): string {
  const text = typed.trim();
  if (text === ANYWHERE) return ANYWHERE;
  const found = countryCode(text);
  if (found && (text.length > 2 || found === text.toUpperCase())) return found;
  const meant = found ? ` Did you mean ${found}, ${countryName(found)}?` : '';
  throw new InvalidInput(
    `“${clip(text, 40)}” is no country.${meant || ' Write its name or its two letters, such as CH.'}`,
    'country',
  );
}

export function createPassport(deps: PassportDeps): Passport {
  const store = createPassportStore(deps.db);
  const defaults = deps.policy ?? DEFAULT_POLICY;

  const rowOf = (country: string, changes: Awaited<ReturnType<typeof store.changes>>): PolicyRow => {
    const rules = rulesIn(country, defaults, changes);
    return {
      country,
      isNamed: defaults.has(country) || changes.some((one) => one.country === country),
      rules: byChannel((channel) => {
        const change = changes.find((one) => one.country === country && one.channel === channel);
        return { ...rules[channel], isDefault: change === undefined, changedBy: change?.updatedBy };
      }),
    };
  };

  const policy: Passport['policy'] = async () => {
    const changes = await store.changes();
    const countries = [...new Set([...defaults.keys(), ...changes.map((one) => one.country)])].sort();
    return countries.map((country) => rowOf(country, changes));
  };

  const policyIn: Passport['policyIn'] = async (typed) => rowOf(countryTyped(typed), await store.changes());

  const setPolicy: Passport['setPolicy'] = async (by, input) => {
    if (by.role !== 'manager' && by.role !== 'admin')
      throw new Denied('Managers and admins decide whom the team may write to.');
    const country = countryTyped(input.country);
    if (!CHANNELS.includes(input.channel)) throw new InvalidInput('This channel is not known.', 'channel');
    if (!NEEDS.includes(input.needs)) throw new InvalidInput('This need is not known.', 'needs');
    const reason = clip(oneLine(input.reason), SOURCE_MAX);
    if (!reason) throw new InvalidInput('Say why: it is kept with the rule.', 'reason');
    const changes = await store.changes();
    const before = rulesIn(country, defaults, changes)[input.channel];
    // Pressed twice it is one change.
    if (before.needs === input.needs && before.reason === reason) return;
    const others = strictestRules(
      defaults,
      changes.filter((one) => one.country !== ANYWHERE),
    )[input.channel];
    if (country === ANYWHERE && isStricter(others, { needs: input.needs, reason }))
      throw new InvalidInput(
        'Where the country is not known the strictest row holds, so this row can’t ask for less. Add a row for the country that you mean.',
        'needs',
      );
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
    policyIn,
    setPolicy,
    consentsOf: store.consentsOf,
    giveConsent,
    keepConsents,
    withdrawConsent,
    async contact(lead, channel) {
      const [changes, consents, playbook] = await Promise.all([
        store.changes(),
        store.consentsOf(lead.id),
        deps.playbook.current(),
      ]);
      const ruleIn = (country: string | undefined) => rulesIn(country, defaults, changes)[channel];
      const from = lead.phone && BY_NUMBER.has(channel) ? { country: countryOfPhone(lead.phone) } : undefined;
      return judgeContact({
        channel,
        country: lead.country,
        rule: ruleIn(lead.country),
        number: from && { ...from, rule: ruleIn(from.country) },
        consents,
        interest: interestIn(lead, playbook.content.fit),
      });
    },
  };
}
