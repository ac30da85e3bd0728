import type { Db, Scope } from '../../db/index.ts';
import type { Clock, Instant } from '../../kernel/clock.ts';
import { NotFound } from '../../kernel/errors.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Access, Member } from '../access/index.ts';
import type { Playbooks } from '../playbook/index.ts';
import type { Threads } from '../threads/index.ts';
import { createAdding } from './adding.ts';
import { createChanging } from './changing.ts';
import { createImportStore } from './import-store.ts';
import { createImporting } from './importing.ts';
import { createLeadQueries } from './queries.ts';
import { asksForSilence, findability, keysOf, queryWords } from './rules.ts';
import { emailAddress } from './spelling.ts';
import { createLeadStore } from './store.ts';

export type Stage = 'new' | 'contacted' | 'replied' | 'meeting' | 'proposal' | 'closed';

/** How each stage reads, wherever it is told. */
export const stageNames: Record<Stage, string> = {
  new: 'New',
  contacted: 'Contacted',
  replied: 'Answered',
  meeting: 'Meeting',
  proposal: 'Proposal',
  closed: 'Closed',
};

/** What a file may hold, by the names that its header is told to have. */
export const importColumns = [
  'First name',
  'Last name',
  'Title',
  'Company',
  'Website',
  'Industry',
  'Employees',
  'Country',
  'Time zone',
  'Email',
  'Phone',
  'LinkedIn',
  'Notes',
  'Pain',
  'Pain source',
  'Pain date',
  'Email consent',
  'WhatsApp consent',
  'SMS consent',
] as const;
export type Outcome = 'won' | 'lost';

export interface Account {
  id: string;
  name: string;
  domain?: string;
  industry?: string;
  employees?: number;
  country?: string;
}

export interface Pain {
  id: string;
  text: string;
  /** Where it is from, in words for a footnote ("your note", "call on 3 May"). */
  source: string;
  /** ISO date. */
  sourceDate?: string;
  /** The playbook's pain that it matches, when one does. */
  painKey?: string;
}

export interface Lead {
  id: string;
  account?: Account;
  ownerId: string;
  firstName: string;
  lastName: string;
  /** For reading: both names, one line. */
  name: string;
  title: string;
  email?: string;
  phone?: string;
  linkedin?: string;
  /** ISO 3166 alpha-2. */
  country?: string;
  /** IANA zone, only when known. */
  timezone?: string;
  stage: Stage;
  outcome?: Outcome;
  value?: number;
  outcomeReason?: string;
  notes?: string;
  source: string;
  version: number;
  createdAt: Instant;
  updatedAt: Instant;
  stageSince: Instant;
  pausedAt?: Instant;
  archivedAt?: Instant;
  pains: Pain[];
}

/** What a person types or a file holds; everything optional but a name and one way to reach the person. */
export interface LeadInput {
  firstName?: string;
  lastName?: string;
  title?: string;
  company?: string;
  website?: string;
  industry?: string;
  employees?: string;
  country?: string;
  timezone?: string;
  email?: string;
  phone?: string;
  linkedin?: string;
  notes?: string;
  pain?: string;
  painSource?: string;
  painDate?: string;
  /** How and when the person agreed to be written to on a channel, in words; empty when they have not. */
  emailConsent?: string;
  whatsappConsent?: string;
  smsConsent?: string;
}

export interface ImportReport {
  id: string;
  fileName: string;
  by: string;
  status: 'running' | 'done' | 'failed';
  rowsRead: number;
  added: number;
  duplicates: number;
  refused: number;
  /** Why the whole file was refused, in words. */
  problem?: string;
  /** What to know about a file that was read: an encoding that was guessed, columns that were left out. */
  note?: string;
  startedAt: Instant;
  finishedAt?: Instant;
}

export interface ImportRow {
  /** 1 is the first row under the header. */
  row: number;
  result: 'added' | 'duplicate' | 'refused';
  leadId?: string;
  reason?: string;
}

export type AddResult = { added: true; lead: Lead } | { added: false; duplicates: Lead[]; matchedBy: string };

export interface Leads {
  /** Adds one, or answers whom it duplicates (by normalised email, phone or profile address). Throws InvalidInput with `field`. */
  add(by: Member, input: LeadInput, options?: { despiteDuplicate?: boolean; source?: string }): Promise<AddResult>;
  /** Throws NotFound. Includes archived ones. */
  get(id: string): Promise<Lead>;
  getMany(ids: string[]): Promise<Lead[]>;
  /** By name, company, email, words of the title; the best match first. Archived ones only with `archived`. */
  find(query: string, options?: { limit?: number; archived?: boolean }): Promise<Lead[]>;
  list(options?: {
    ownerId?: string;
    stage?: Stage;
    importId?: string;
    limit?: number;
    offset?: number;
  }): Promise<{ leads: Lead[]; total: number }>;
  /** Changes fields; an empty string clears one. `seenVersion` guards against two editors (throws InvalidInput "changed meanwhile"). */
  edit(by: Member, id: string, changes: LeadInput, seenVersion: number): Promise<Lead>;
  addPain(by: Member, id: string, pain: { text: string; source: string; sourceDate?: string }): Promise<Lead>;
  handOver(by: Member, ids: string[], toMemberId: string): Promise<number>;
  pause(by: Member, id: string): Promise<Lead>;
  resume(by: Member, id: string): Promise<Lead>;
  archive(by: Member, id: string): Promise<Lead>;
  setStage(by: Member, id: string, stage: Stage): Promise<Lead>;
  setOutcome(by: Member, id: string, outcome: { outcome: Outcome; value?: number; reason: string }): Promise<Lead>;
  /** The lead to whom an address belongs, owner or not, archived ones too. */
  byEmail(address: string): Promise<Lead | undefined>;
  /** Everybody with this number, E.164; those that are not archived first. */
  byPhone(number: string): Promise<Lead[]>;
  /** Everybody with this address, archived ones only where there is nobody else. */
  allByEmail(address: string): Promise<Lead[]>;
  /** Inside another feature's transaction: words of a colleague that ask for silence close every way to this person. Answers whether they do. */
  heedNote(scope: Scope, leadId: string, text: string): Promise<boolean>;
  /** Reads a CSV in a stream, row by row; resumable: an import that was cut goes on behind its last row. Never throws for bad rows. */
  importCsv(
    by: Member,
    file: { name: string; content: AsyncIterable<Uint8Array>; importId?: string },
    onProgress?: (report: ImportReport) => Promise<void>,
  ): Promise<ImportReport>;
  /** Imports that have not come to their end: under way, or left behind by a process that is gone. */
  unfinishedImports(): Promise<ImportReport[]>;
  /** `remarks` are rows that were added with something to know (a note that asks for silence, a formula kept as text). Throws NotFound. */
  importReport(id: string): Promise<{ report: ImportReport; notAdded: ImportRow[]; remarks: ImportRow[] }>;
  /** Inside another feature's transaction: 'new' becomes 'contacted'; any other stage stays. */
  markContacted(scope: Scope, leadId: string, at: Instant): Promise<void>;
  /** Inside another feature's transaction: 'new' and 'contacted' become 'replied'. */
  markReplied(scope: Scope, leadId: string, at: Instant): Promise<void>;
}

export interface LeadDeps {
  db: Db;
  clock: Clock;
  ids: Ids;
  threads: Pick<Threads, 'append' | 'appendAll'>;
  access: Pick<Access, 'assertMayActOn' | 'member'>;
  /** When given, a lead's pain is matched with the playbook's as it is written down. */
  playbook?: Pick<Playbooks, 'current'>;
  /** Called in the transaction in which a lead's notes turn out to ask for silence. */
  onDoNotContact?: (scope: Scope, lead: Lead) => Promise<void>;
  /** Called in the transaction that adds leads, with what their form or file says of their consent. */
  onConsents?: (
    scope: Scope,
    by: string,
    consents: { leadId: string; channel: 'email' | 'whatsapp' | 'sms'; source: string }[],
  ) => Promise<void>;
  /** In the transaction in which a lead gets another owner. */
  onHandedOver?: (scope: Scope, leadId: string, ownerId: string) => Promise<void>;
}

const REPORTED_ROWS = 1_000;

/** People and companies: in by hand or file, found again, changed, handed over, closed. */
export function createLeads(deps: LeadDeps): Leads {
  const store = createLeadStore(deps.db);
  const queries = createLeadQueries(deps.db);
  const adding = createAdding(deps);

  const get: Leads['get'] = async (id) => {
    const [lead] = await store.many([id]);
    if (!lead) throw new NotFound('This lead is not known here.');
    return lead;
  };

  return {
    add: adding.add,
    get,
    getMany: store.many,

    async find(query, options = {}) {
      if (queryWords(query).length === 0) return [];
      const found = (await queries.candidates(query, { archived: options.archived ?? false }))
        .map((one) => ({ ...one, fits: findability(query, one) }))
        .filter((one) => one.fits > 0)
        .sort((a, b) => b.fits - a.fits || a.name.localeCompare(b.name));
      return store.many(found.slice(0, options.limit ?? 20).map((one) => one.id));
    },

    async list(options = {}) {
      const page = { ...options, limit: options.limit ?? 50, offset: options.offset ?? 0 };
      const { ids, total } = await queries.page(page);
      return { leads: await store.many(ids), total };
    },

    ...createChanging(deps),

    async byEmail(address) {
      const key = emailAddress(address);
      const id = key ? await store.idByEmail(key) : undefined;
      return id ? get(id) : undefined;
    },

    async byPhone(number) {
      const { phone } = keysOf({ phone: number });
      return phone ? store.many(await store.idsByPhone(phone)) : [];
    },

    async heedNote(scope, leadId, text) {
      if (!asksForSilence(text)) return false;
      const [lead] = await createLeadStore(scope).many([leadId]);
      if (lead) await deps.onDoNotContact?.(scope, lead);
      return lead !== undefined;
    },

    async allByEmail(address) {
      const key = emailAddress(address);
      const all = key ? await store.many(await store.idsByEmail(key)) : [];
      const open = all.filter((one) => one.archivedAt === undefined);
      return open.length > 0 ? open : all.slice(0, 1);
    },

    ...createImporting(deps, adding),

    unfinishedImports: () => createImportStore(deps.db).unfinished(),
    async importReport(id) {
      const imports = createImportStore(deps.db);
      const report = await imports.import(id);
      if (!report) throw new NotFound('That import is not known here.');
      const rows = await imports.importRowsWithWords(id, REPORTED_ROWS);
      return {
        report,
        notAdded: rows.filter((row) => row.result !== 'added'),
        remarks: rows.filter((row) => row.result === 'added'),
      };
    },
  };
}
