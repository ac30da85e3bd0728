import { inTransaction, type Scope } from '../../db/index.ts';
import { onlyZoneOf } from '../../kernel/countries.ts';
import { InvalidInput, NotFound } from '../../kernel/errors.ts';
import { clip, oneLine } from '../../kernel/escape.ts';
import type { Member } from '../access/index.ts';
import type { EntryKind, NewEntry } from '../threads/index.ts';
import { addressTaken } from './adding.ts';
import type { Lead, LeadDeps, LeadInput, Leads, Stage } from './index.ts';
import { phoneNumber } from './phone.ts';
import { asInput, asksForSilence, type CleanLead, cleanLead, keysOf, matchPain, stages } from './rules.ts';
import { companyKey, isoDate } from './spelling.ts';
import { createLeadStore } from './store.ts';

const CHANGED = 'Somebody else changed this lead meanwhile. Open it again; what you typed was not saved.';
const REASON_MAX = 250;

type Verbs =
  | 'edit'
  | 'addPain'
  | 'handOver'
  | 'pause'
  | 'resume'
  | 'archive'
  | 'setStage'
  | 'setOutcome'
  | 'markContacted'
  | 'markReplied';

/** Everything that changes a lead that is there, each with its entry in the log. */
export function createChanging(deps: LeadDeps): Pick<Leads, Verbs> {
  const { clock, ids, threads } = deps;

  async function leadIn(scope: Scope | LeadDeps['db'], id: string): Promise<Lead> {
    const [lead] = await createLeadStore(scope).many([id]);
    if (!lead) throw new NotFound('This lead is not known here.');
    return lead;
  }

  /** Asks whether the member may, does the work in a transaction, appends the entry, answers the lead as it is then. */
  async function change(
    by: Member,
    id: string,
    work: (scope: Scope, lead: Lead, at: number) => Promise<Omit<NewEntry, 'at' | 'leadId' | 'actorId'> | undefined>,
  ): Promise<Lead> {
    await deps.access.assertMayActOn(by, await leadIn(deps.db, id));
    return inTransaction(deps.db, async (scope) => {
      const at = clock.now();
      // What two people do at once is judged one after the other.
      await createLeadStore(scope).lock(id);
      const entry = await work(scope, await leadIn(scope, id), at);
      if (entry) await threads.append(scope, { ...entry, at, leadId: id, actorId: by.id });
      return leadIn(scope, id);
    });
  }

  const painKeyOf = async (text: string) => matchPain(text, (await deps.playbook?.current())?.content.pains ?? []);

  function checked(lead: Lead, changes: LeadInput): CleanLead {
    const typed = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as LeadInput;
    const input = { ...asInput(lead), ...typed };
    // A zone that followed from the country goes with it.
    const followed = lead.country && lead.timezone === onlyZoneOf(lead.country);
    if (followed && typed.country !== undefined && typed.timezone === undefined) input.timezone = undefined;
    if (typed.company !== undefined && companyKey(typed.company) !== companyKey(lead.account?.name ?? '')) {
      for (const field of ['website', 'industry', 'employees'] as const)
        if (typed[field] === undefined) input[field] = undefined;
    }
    const clean = cleanLead(input, phoneNumber);
    if ('problems' in clean)
      throw new InvalidInput(clean.problems.map((one) => one.words).join(' '), clean.problems[0]?.field);
    return clean.lead;
  }

  async function assertFree(scope: Scope, lead: Lead, clean: CleanLead): Promise<void> {
    const keys = keysOf(clean);
    for (const one of await createLeadStore(scope).sharing([{ email: keys.email, linkedin: keys.linkedin }])) {
      if (one.id === lead.id) continue;
      if (keys.email && one.keys.email === keys.email) throw addressTaken(one);
      if (keys.linkedin !== keysOf(lead).linkedin)
        throw new InvalidInput(`This LinkedIn profile belongs to ${one.name}.`, 'linkedin');
    }
  }

  /** The company that the lead belongs to after the change; facts about it are the company's and change there. */
  async function accountAfter(scope: Scope, clean: CleanLead, changes: LeadInput): Promise<string | null> {
    if (!clean.company) return null;
    const store = createLeadStore(scope);
    const facts = {
      name: clean.company,
      domain: clean.domain,
      industry: clean.industry,
      employees: clean.employees,
      country: clean.country,
    };
    const id = (await store.accounts([facts], () => ids.next('acc'), clock.now())).get(companyKey(clean.company));
    if (!id) throw new Error('a company that was made is not there');
    await store.updateAccount(id, {
      domain: changes.website === undefined ? undefined : (clean.domain ?? null),
      industry: changes.industry === undefined ? undefined : (clean.industry ?? null),
      employees: changes.employees === undefined ? undefined : (clean.employees ?? null),
    });
    return id;
  }

  const edit: Leads['edit'] = async (by, id, changes, seenVersion) => {
    const painKey = changes.pain ? await painKeyOf(changes.pain) : undefined;
    return change(by, id, async (scope, lead, at) => {
      if (lead.version !== seenVersion) throw new InvalidInput(CHANGED);
      const clean = checked(lead, changes);
      const fields = changedFields(lead, clean);
      const newPain = clean.pain && !lead.pains.some((one) => one.text === clean.pain?.text) ? clean.pain : undefined;
      if (fields.length === 0 && !newPain) return undefined;
      const store = createLeadStore(scope);
      await store.lockAdding();
      await assertFree(scope, lead, clean);
      if (
        !(await store.change(
          id,
          seenVersion,
          { ...columnsOf(clean), account_id: await accountAfter(scope, clean, changes) },
          at,
        ))
      ) {
        throw new InvalidInput(CHANGED);
      }
      if (newPain) await store.insertPains([{ ...newPain, id: ids.next('pain'), leadId: id, painKey, at }]);
      // Who asks for silence has asked for it at every new address too.
      const isNews = !asksForSilence(lead.notes) || fields.some((one) => ['email', 'phone', 'linkedin'].includes(one));
      if (asksForSilence(clean.notes) && isNews) await deps.onDoNotContact?.(scope, await leadIn(scope, id));
      return { kind: 'lead.edited', refs: { fields: [...fields, ...(newPain ? ['pain'] : [])].join(', ') } };
    });
  };

  const addPain: Leads['addPain'] = async (by, id, pain) => {
    const text = oneLine(pain.text);
    if (!text) throw new InvalidInput('Say in a sentence what the problem is.', 'text');
    const source = clip(oneLine(pain.source), 200) || 'your note';
    const sourceDate = pain.sourceDate ? isoDate(pain.sourceDate) : undefined;
    if (pain.sourceDate && !sourceDate)
      throw new InvalidInput('The date is not clear. Write it like 2026-05-31.', 'sourceDate');
    const painKey = await painKeyOf(text);
    return change(by, id, async (scope, lead, at) => {
      const store = createLeadStore(scope);
      if (lead.pains.some((one) => one.text === text && one.source === source)) return undefined;
      await store.insertPains([
        { id: ids.next('pain'), leadId: id, text: clip(text, 1_000), source, sourceDate, painKey, at },
      ]);
      await store.change(id, lead.version, {}, at);
      return { kind: 'lead.edited', refs: { fields: 'pain' } };
    });
  };

  const handOver: Leads['handOver'] = async (by, leadIds, toMemberId) => {
    const to = await deps.access.member(toMemberId);
    if (to?.status !== 'active') throw new InvalidInput('Leads can be handed to an active member only.', 'toMemberId');
    const leads = (await createLeadStore(deps.db).many(leadIds)).filter((one) => one.ownerId !== toMemberId);
    for (const ownerId of new Set(leads.map((one) => one.ownerId))) await deps.access.assertMayActOn(by, { ownerId });
    return inTransaction(deps.db, async (scope) => {
      const at = clock.now();
      let handed = 0;
      for (const lead of await createLeadStore(scope).many(leads.map((one) => one.id))) {
        // The same step made twice at once: the first one has done it.
        if (lead.ownerId === toMemberId) continue;
        if (!(await createLeadStore(scope).change(lead.id, lead.version, { owner_id: toMemberId }, at))) continue;
        await deps.onHandedOver?.(scope, lead.id, toMemberId);
        const refs = { from: lead.ownerId, to: toMemberId };
        await threads.append(scope, { at, kind: 'lead.handed_over', leadId: lead.id, actorId: by.id, refs });
        handed += 1;
      }
      return handed;
    });
  };

  /** A mark that is on or off; set twice it is one entry. */
  const marked =
    (kind: EntryKind, isSo: (lead: Lead) => boolean, columns: (at: number) => Record<string, number | null>) =>
    (by: Member, id: string) =>
      change(by, id, async (scope, lead, at) => {
        if (isSo(lead)) return undefined;
        await createLeadStore(scope).mark([id], columns(at), at);
        return { kind, ...(lead.archivedAt ? { refs: { wasArchived: true } } : {}) };
      });

  const setStage: Leads['setStage'] = async (by, id, stage) => {
    if (!stages.includes(stage)) throw new InvalidInput('That stage is not known.', 'stage');
    if (stage === 'closed')
      throw new InvalidInput('To close a lead, say whether it was won or lost, and why.', 'stage');
    return change(by, id, async (scope, lead, at) => {
      if (lead.stage === stage) return undefined;
      const columns = { stage, stage_since: at, outcome: null, value: null, outcome_reason: null };
      await createLeadStore(scope).mark([id], columns, at);
      return { kind: 'lead.stage_changed', refs: { from: lead.stage, to: stage } };
    });
  };

  const setOutcome: Leads['setOutcome'] = async (by, id, { outcome, value, reason }) => {
    const words = oneLine(reason);
    if (outcome !== 'won' && outcome !== 'lost') throw new InvalidInput('Say whether it was won or lost.', 'outcome');
    if (!words) throw new InvalidInput('Say in a few words why. It is what the next one learns from.', 'reason');
    if (words.length > REASON_MAX) throw new InvalidInput(`Keep the reason under ${REASON_MAX} characters.`, 'reason');
    if (value !== undefined && !(Number.isFinite(value) && value >= 0 && value < 1e12))
      throw new InvalidInput('The value is a number, zero or more.', 'value');
    return change(by, id, async (scope, lead, at) => {
      if (lead.outcome === outcome && lead.value === value && lead.outcomeReason === words) return undefined;
      const since = lead.stage === 'closed' ? lead.stageSince : at;
      await createLeadStore(scope).mark(
        [id],
        { stage: 'closed', stage_since: since, outcome, value: value ?? null, outcome_reason: words },
        at,
      );
      return {
        kind: 'lead.outcome_set',
        refs: { from: lead.stage, outcome, ...(value === undefined ? {} : { value }) },
        text: words,
      };
    });
  };

  const mark = (to: Stage, from: Stage[]) => async (scope: Scope, leadId: string, at: number) => {
    const before = await createLeadStore(scope).advance(leadId, from, to, at);
    if (before) await threads.append(scope, { at, kind: 'lead.stage_changed', leadId, refs: { from: before, to } });
  };

  return {
    edit,
    addPain,
    handOver,
    pause: marked(
      'lead.paused',
      (lead) => lead.pausedAt !== undefined,
      (at) => ({ paused_at: at }),
    ),
    resume: marked(
      'lead.resumed',
      (lead) => lead.pausedAt === undefined && lead.archivedAt === undefined,
      () => ({ paused_at: null, archived_at: null }),
    ),
    archive: marked(
      'lead.archived',
      (lead) => lead.archivedAt !== undefined,
      (at) => ({ archived_at: at }),
    ),
    setStage,
    setOutcome,
    markContacted: mark('contacted', ['new']),
    markReplied: mark('replied', ['new', 'contacted']),
  };
}

function columnsOf(clean: CleanLead): Record<string, string | null> {
  const keys = keysOf(clean);
  return {
    first_name: clean.firstName,
    last_name: clean.lastName,
    title: clean.title,
    email: clean.email ?? null,
    email_key: keys.email ?? null,
    phone: clean.phone ?? null,
    phone_key: keys.phone ?? null,
    linkedin: clean.linkedin ?? null,
    linkedin_key: keys.linkedin ?? null,
    country: clean.country ?? null,
    timezone: clean.timezone ?? null,
    notes: clean.notes ?? null,
  };
}

/** Names of the fields that differ; no values, as the log keeps no personal text. */
function changedFields(lead: Lead, clean: CleanLead): string[] {
  const before: Record<string, unknown> = {
    ...lead,
    company: lead.account?.name,
    website: lead.account?.domain,
    industry: lead.account?.industry,
    employees: lead.account?.employees,
  };
  const after: Record<string, unknown> = { ...clean, website: clean.domain };
  const fields = [
    'firstName',
    'lastName',
    'title',
    'company',
    'website',
    'industry',
    'employees',
    'country',
    'timezone',
    'email',
    'phone',
    'linkedin',
    'notes',
  ];
  return fields.filter((field) => (before[field] || undefined) !== (after[field] || undefined));
}
