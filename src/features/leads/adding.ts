import { inTransaction, type Scope } from '../../db/index.ts';
import { InvalidInput } from '../../kernel/errors.ts';
import type { Member } from '../access/index.ts';
import type { PlaybookPain } from '../playbook/index.ts';
import type { LeadDeps, Leads } from './index.ts';
import { phoneNumber } from './phone.ts';
import {
  asksForSilence,
  type CleanLead,
  cleanLead,
  keysOf,
  type LeadKeys,
  looksLikeFormula,
  matchPain,
  sharedKeys,
} from './rules.ts';
import { companyKey } from './spelling.ts';
import { type AccountFacts, createLeadStore, type LeadRow, type PainRow } from './store.ts';

/** What became of one lead of a batch. */
export type Placed =
  | { result: 'added'; leadId: string; reason?: string }
  | { result: 'duplicate'; leadId: string; reason: string };

export interface Batch {
  by: Member;
  source: string;
  pains: PlaybookPain[];
  importId?: string;
  despiteDuplicate?: boolean;
}

const SILENCE = 'Asks not to be written to, so nobody here will write to this address.';

interface Wanted {
  id: string;
  lead: CleanLead;
}

interface Twin {
  id: string;
  name: string;
  archived: boolean;
  keys: LeadKeys;
}

/** Brings leads in, one or a batch, inside one transaction. */
export function createAdding(deps: LeadDeps) {
  const { ids, clock } = deps;

  const knownPains = async () => (await deps.playbook?.current())?.content.pains ?? [];

  async function place(scope: Scope, batch: Batch, cleaned: CleanLead[]): Promise<Placed[]> {
    const store = createLeadStore(scope);
    await store.lockAdding();
    const wanted: Wanted[] = cleaned.map((lead) => ({ lead, id: ids.next('lead') }));
    const twins = batch.despiteDuplicate ? new Map<string, Placed>() : await duplicates(scope, wanted);
    const fresh = wanted.filter(({ id }) => !twins.has(id));
    await insert(scope, batch, fresh);
    const silent = fresh.filter(({ lead }) => asksForSilence(lead.notes));
    const consents = fresh.flatMap(({ lead, id }) => (lead.consents ?? []).map((one) => ({ ...one, leadId: id })));
    if (consents.length > 0) await deps.onConsents?.(scope, batch.by.id, consents);
    if (deps.onDoNotContact)
      for (const lead of await store.many(silent.map(({ id }) => id))) await deps.onDoNotContact(scope, lead);
    return wanted.map(({ lead, id }) => {
      const remark = [asksForSilence(lead.notes) ? SILENCE : '', formulaWords(lead)].filter(Boolean).join(' ');
      return twins.get(id) ?? { result: 'added', leadId: id, reason: remark || undefined };
    });
  }

  async function insert(scope: Scope, batch: Batch, fresh: Wanted[]): Promise<void> {
    const store = createLeadStore(scope);
    const at = clock.now();
    const accounts = await store.accounts(
      fresh.flatMap(({ lead }) => accountFacts(lead)),
      () => ids.next('acc'),
      at,
    );
    const rows: LeadRow[] = fresh.map(({ lead, id }) => ({
      // Field by field: copying objects of many shapes costs more than all the checks.
      firstName: lead.firstName,
      lastName: lead.lastName,
      title: lead.title,
      email: lead.email,
      phone: lead.phone,
      linkedin: lead.linkedin,
      country: lead.country,
      timezone: lead.timezone,
      notes: lead.notes,
      id,
      accountId: lead.company ? accounts.get(companyKey(lead.company)) : undefined,
      ownerId: batch.by.id,
      keys: keysOf(lead),
      source: batch.source,
      at,
    }));
    const pains: PainRow[] = fresh.flatMap(({ lead, id }) =>
      lead.pain
        ? [{ ...lead.pain, id: ids.next('pain'), leadId: id, painKey: matchPain(lead.pain.text, batch.pains), at }]
        : [],
    );
    await store.insert(rows);
    await store.insertPains(pains);
    const refs = { source: batch.source, ...(batch.importId ? { importId: batch.importId } : {}) };
    const added = { at, kind: 'lead.added', actorId: batch.by.id, refs } as const;
    await deps.threads.appendAll(
      scope,
      fresh.map(({ id }) => ({ ...added, leadId: id })),
    );
  }

  /** Whom each lead duplicates, among those stored and among those before it in the batch; by the lead's id. */
  async function duplicates(scope: Scope, wanted: Wanted[]): Promise<Map<string, Placed>> {
    const byKey = new Map<string, Twin>();
    const learn = (one: Twin) => {
      for (const [kind, value] of Object.entries(one.keys))
        if (value && !byKey.has(`${kind}:${value}`)) byKey.set(`${kind}:${value}`, one);
    };
    for (const one of await createLeadStore(scope).sharing(wanted.map(({ lead }) => keysOf(lead)))) learn(one);
    const found = new Map<string, Placed>();
    for (const { lead, id } of wanted) {
      const keys = keysOf(lead);
      const match = (['email', 'linkedin', 'phone'] as const)
        .map((kind) => byKey.get(`${kind}:${keys[kind]}`))
        .find((one) => one !== undefined);
      if (match) found.set(id, { result: 'duplicate', leadId: match.id, reason: duplicateWords(keys, match) });
      else learn({ id, name: `${lead.firstName} ${lead.lastName}`.trim(), archived: false, keys });
    }
    return found;
  }

  const add: Leads['add'] = async (by, input, options = {}) => {
    const clean = cleanLead(input, phoneNumber);
    if ('problems' in clean)
      throw new InvalidInput(clean.problems.map((one) => one.words).join(' '), clean.problems[0]?.field);
    const pains = await knownPains();
    return inTransaction(deps.db, async (scope) => {
      const store = createLeadStore(scope);
      await store.lockAdding();
      const keys = keysOf(clean.lead);
      const alike = await store.sharing([keys]);
      const sameAddress = alike.find((one) => keys.email && one.keys.email === keys.email);
      if (alike.length > 0 && (!options.despiteDuplicate || sameAddress)) {
        if (options.despiteDuplicate && sameAddress) throw addressTaken(sameAddress);
        const matchedBy = [...new Set(alike.map((one) => sharedKeys(keys, one.keys)))].join(', ');
        return { added: false, duplicates: await store.many(alike.map((one) => one.id)), matchedBy };
      }
      const batch = { by, source: options.source ?? 'added by hand', pains, despiteDuplicate: true };
      const [placed] = await place(scope, batch, [clean.lead]);
      const [lead] = await store.many([placed?.leadId ?? '']);
      if (!lead) throw new Error('a lead that was added is not there');
      return { added: true, lead };
    });
  };

  return { add, place, knownPains, lock: (scope: Scope) => createLeadStore(scope).lockAdding() };
}

export type Adding = ReturnType<typeof createAdding>;

/** One address on two leads would answer for one and be written to as the other. */
export function addressTaken(owner: { name: string; archived: boolean }): InvalidInput {
  const where = owner.archived
    ? `${owner.name}, who is archived: resume that lead instead`
    : `${owner.name}: one address can be on one lead only`;
  return new InvalidInput(`This email address belongs to ${where}.`, 'email');
}

function accountFacts({ company, domain, industry, employees, country }: CleanLead): AccountFacts[] {
  return company ? [{ name: company, domain, industry, employees, country }] : [];
}

/** Text that a spreadsheet would run is kept as it is, and said; whatever writes a spreadsheet defuses it. */
function formulaWords(lead: CleanLead): string {
  const fields = {
    title: lead.title,
    company: lead.company,
    industry: lead.industry,
    notes: lead.notes,
    pain: lead.pain?.text,
  };
  const guilty = Object.entries(fields).flatMap(([field, value]) => (value && looksLikeFormula(value) ? [field] : []));
  return guilty.length > 0 ? `A spreadsheet formula in ${guilty.join(' and ')} was kept as plain text.` : '';
}

function duplicateWords(keys: LeadKeys, match: Twin): string {
  const shared = sharedKeys(keys, match.keys) ?? 'data';
  const whom = `${match.name}${match.archived ? ' (archived)' : ''}`;
  const otherPerson = shared === 'phone number' && keys.email && match.keys.email && keys.email !== match.keys.email;
  return `Same ${shared} as ${whom}.${otherPerson ? ' Another email address, so perhaps another person: then add it by hand.' : ''}`;
}
