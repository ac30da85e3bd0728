import { batches, type Db, isPostgres, type Scope } from '../../db/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { Account, Lead, Outcome, Pain, Stage } from './index.ts';
import type { LeadKeys } from './rules.ts';
import { companyKey } from './spelling.ts';

export interface LeadRow {
  id: string;
  accountId?: string;
  ownerId: string;
  firstName: string;
  lastName: string;
  title: string;
  email?: string;
  phone?: string;
  linkedin?: string;
  keys: LeadKeys;
  country?: string;
  timezone?: string;
  notes?: string;
  source: string;
  at: Instant;
}

export interface AccountFacts {
  name: string;
  domain?: string;
  industry?: string;
  employees?: number;
  country?: string;
}

export interface PainRow {
  id: string;
  leadId: string;
  text: string;
  source: string;
  sourceDate?: string;
  painKey?: string;
  at: Instant;
}

export type Row = Record<string, unknown>;
export const text = (value: unknown) => (value === null || value === undefined ? undefined : String(value));
export const number = (value: unknown) => (value === null || value === undefined ? undefined : Number(value));

// Dedupe reads before it inserts, so that adding leads goes one after the other on every database.
const ADD_LOCK = 4_207_002;
const AT_ONCE = 500;

export function chunks<T>(all: T[], size = AT_ONCE): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}

function toAccount(row: Row): Account | undefined {
  if (!row.account_id) return undefined;
  return {
    id: String(row.account_id),
    name: String(row.account_name),
    domain: text(row.account_domain),
    industry: text(row.account_industry),
    employees: number(row.account_employees),
    country: text(row.account_country),
  };
}

function toLead(row: Row, pains: Pain[]): Lead {
  const firstName = String(row.first_name);
  const lastName = String(row.last_name);
  return {
    id: String(row.id),
    account: toAccount(row),
    ownerId: String(row.owner_id),
    firstName,
    lastName,
    name: `${firstName} ${lastName}`.trim(),
    title: String(row.title),
    email: text(row.email),
    phone: text(row.phone),
    linkedin: text(row.linkedin),
    country: text(row.country),
    timezone: text(row.timezone),
    stage: row.stage as Stage,
    outcome: text(row.outcome) as Outcome | undefined,
    value: number(row.value),
    outcomeReason: text(row.outcome_reason),
    notes: text(row.notes),
    source: String(row.source),
    version: Number(row.version),
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
    stageSince: Number(row.stage_since),
    pausedAt: number(row.paused_at),
    archivedAt: number(row.archived_at),
    pains,
  };
}

function toPain(row: Row): Pain {
  return {
    id: String(row.id),
    text: String(row.text),
    source: String(row.source),
    sourceDate: text(row.source_date),
    painKey: text(row.pain_key),
  };
}

const columnOf = { email: 'email_key', phone: 'phone_key', linkedin: 'linkedin_key' } as const;

export function createLeadStore(db: Db | Scope) {
  const leads = () =>
    db('leads as l')
      .leftJoin('accounts as a', 'a.id', 'l.account_id')
      .select<Row[]>(
        'l.*',
        'a.name as account_name',
        'a.domain as account_domain',
        'a.industry as account_industry',
        'a.employees as account_employees',
        'a.country as account_country',
      );

  async function painsOf(leadIds: string[]): Promise<Map<string, Pain[]>> {
    const found = new Map<string, Pain[]>();
    for (const ids of chunks(leadIds)) {
      for (const row of await db('pains').whereIn('lead_id', ids).orderBy('created_at').orderBy('id')) {
        const leadId = String(row.lead_id);
        found.set(leadId, [...(found.get(leadId) ?? []), toPain(row)]);
      }
    }
    return found;
  }

  async function complete(rows: Row[]): Promise<Lead[]> {
    const pains = await painsOf(rows.map((row) => String(row.id)));
    return rows.map((row) => toLead(row, pains.get(String(row.id)) ?? []));
  }

  return {
    async lockAdding(): Promise<void> {
      if (isPostgres(db)) await db.raw('select pg_advisory_xact_lock(?)', [ADD_LOCK]);
    },

    /** In the order of the ids; unknown ones are left out. */
    async many(ids: string[]): Promise<Lead[]> {
      const rows = new Map<string, Row>();
      for (const some of chunks([...new Set(ids)]))
        for (const row of await leads().whereIn('l.id', some)) rows.set(String(row.id), row);
      return complete(ids.map((id) => rows.get(id)).filter((row) => row !== undefined));
    },

    /** All leads that share a key with one of these, archived ones too. */
    async sharing(keys: LeadKeys[]): Promise<{ id: string; name: string; archived: boolean; keys: LeadKeys }[]> {
      const found = new Map<string, { id: string; name: string; archived: boolean; keys: LeadKeys }>();
      for (const kind of ['email', 'phone', 'linkedin'] as const) {
        const values = [...new Set(keys.map((one) => one[kind]).filter((one) => one !== undefined))];
        for (const some of chunks(values)) {
          const rows: Row[] = await db('leads')
            .whereIn(columnOf[kind], some)
            .orderBy('created_at')
            .select('id', 'first_name', 'last_name', 'archived_at', 'email_key', 'phone_key', 'linkedin_key');
          for (const row of rows) {
            found.set(String(row.id), {
              id: String(row.id),
              name: `${row.first_name} ${row.last_name}`.trim(),
              archived: row.archived_at !== null,
              keys: { email: text(row.email_key), phone: text(row.phone_key), linkedin: text(row.linkedin_key) },
            });
          }
        }
      }
      return [...found.values()];
    },

    async idsByEmail(key: string): Promise<string[]> {
      const ids = await db('leads')
        .where('email_key', key)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(20)
        .pluck('id');
      return ids.map(String);
    },

    async idByEmail(key: string): Promise<string | undefined> {
      const row = await db('leads')
        .where('email_key', key)
        .orderByRaw('case when archived_at is null then 0 else 1 end')
        .orderBy('created_at', 'desc')
        .first('id');
      return row ? String(row.id) : undefined;
    },

    async idsByPhone(key: string): Promise<string[]> {
      const rows = await db('leads')
        .where('phone_key', key)
        .orderByRaw('case when archived_at is null then 0 else 1 end')
        .orderBy('created_at', 'desc')
        .limit(20)
        .pluck('id');
      return rows.map(String);
    },

    /** Finds or makes the companies by name; what is known already stays, gaps are filled. Answers their ids by key. */
    async accounts(wanted: AccountFacts[], newId: () => string, at: Instant): Promise<Map<string, string>> {
      const byKey = new Map<string, AccountFacts>();
      for (const one of wanted) {
        const key = companyKey(one.name);
        const before = byKey.get(key);
        byKey.set(key, { ...definedOf(one), ...definedOf(before ?? {}), name: before?.name ?? one.name });
      }
      const ids = new Map<string, string>();
      for (const keys of chunks([...byKey.keys()])) {
        for (const row of (await db('accounts').whereIn('name_key', keys)) as Row[]) {
          const key = String(row.name_key);
          ids.set(key, String(row.id));
          await fillGaps(row, byKey.get(key));
        }
      }
      const missing = [...byKey].filter(([key]) => !ids.has(key));
      for (const some of batches(missing)) {
        const rows = some.map(([key, facts]) => ({
          id: newId(),
          name: facts.name,
          name_key: key,
          domain: facts.domain ?? null,
          industry: facts.industry ?? null,
          employees: facts.employees ?? null,
          country: facts.country ?? null,
          created_at: at,
        }));
        await db('accounts').insert(rows);
        for (const row of rows) ids.set(row.name_key, row.id);
      }
      return ids;
    },

    async updateAccount(
      id: string,
      facts: { domain?: string | null; industry?: string | null; employees?: number | null },
    ): Promise<void> {
      const columns = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
      if (Object.keys(columns).length > 0) await db('accounts').where({ id }).update(columns);
    },

    async insert(rows: LeadRow[]): Promise<void> {
      for (const some of batches(rows)) {
        await db('leads').insert(
          some.map((row) => ({
            id: row.id,
            account_id: row.accountId ?? null,
            owner_id: row.ownerId,
            first_name: row.firstName,
            last_name: row.lastName,
            title: row.title,
            email: row.email ?? null,
            email_key: row.keys.email ?? null,
            phone: row.phone ?? null,
            phone_key: row.keys.phone ?? null,
            linkedin: row.linkedin ?? null,
            linkedin_key: row.keys.linkedin ?? null,
            country: row.country ?? null,
            timezone: row.timezone ?? null,
            notes: row.notes ?? null,
            stage: 'new',
            source: row.source,
            version: 1,
            created_at: row.at,
            updated_at: row.at,
            stage_since: row.at,
          })),
        );
      }
    },

    async insertPains(rows: PainRow[]): Promise<void> {
      for (const some of batches(rows)) {
        await db('pains').insert(
          some.map((row) => ({
            id: row.id,
            lead_id: row.leadId,
            text: row.text,
            source: row.source,
            source_date: row.sourceDate ?? null,
            pain_key: row.painKey ?? null,
            created_at: row.at,
          })),
        );
      }
    },

    /** Writes columns when the version is still the one that was seen; answers whether it was. */
    async change(id: string, seenVersion: number, columns: Row, at: Instant): Promise<boolean> {
      const changed = await db('leads')
        .where({ id, version: seenVersion })
        .update({ ...columns, version: seenVersion + 1, updated_at: at });
      return changed === 1;
    },

    /** In a transaction: nobody else changes the lead until the end of it. */
    async lock(id: string): Promise<void> {
      await db('leads').where({ id }).forUpdate().first('id');
    },

    /** Columns that are no fields of the form: they move without a new version. */
    async mark(ids: string[], columns: Row, at: Instant): Promise<void> {
      for (const some of chunks(ids))
        await db('leads')
          .whereIn('id', some)
          .update({ ...columns, updated_at: at });
    },

    /** Moves to a later stage when the lead is still in one of `from`; answers from which. */
    async advance(id: string, from: Stage[], to: Stage, at: Instant): Promise<Stage | undefined> {
      const row = await db('leads').where({ id }).whereIn('stage', from).first('stage');
      if (!row) return undefined;
      const moved = await db('leads')
        .where({ id, stage: row.stage })
        .update({ stage: to, stage_since: at, updated_at: at });
      return moved === 1 ? (row.stage as Stage) : undefined;
    },
  };

  async function fillGaps(row: Row, facts: AccountFacts | undefined): Promise<void> {
    const gaps = Object.entries(facts ?? {}).filter(
      ([column, value]) => column !== 'name' && value !== undefined && row[column] === null,
    );
    if (gaps.length > 0) await db('accounts').where({ id: row.id }).update(Object.fromEntries(gaps));
  }
}

function definedOf<T extends object>(facts: T): Partial<T> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Partial<T>;
}
