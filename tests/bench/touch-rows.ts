import { sampleWorld } from '../../src/simulator/world/index.ts';
import type { createFakeMailProvider } from '../support/fake-mail-provider.ts';
import type { Product } from './built.ts';

type FakeMail = ReturnType<typeof createFakeMailProvider>;

/** A Tuesday, ten o'clock in Berlin: every lead's window is open. */
const START = Date.UTC(2026, 5, 2, 8, 0);
const DAY_MS = 86_400_000;
export const OWNERS = 20;
const LEADS_OF_A_COMPANY = 5;

/** The features over a database file, with a clock that stands still on an open Tuesday. */
export async function openWorld(product: Product, options: { file: string; mail: FakeMail }) {
  const { openDatabase, migrate, migrations, createFeatures, createSecretBox, silentLogger, createTurnableClock } =
    product;
  const db = openDatabase({ file: options.file });
  await migrate(db, migrations);
  const clock = createTurnableClock(START);
  // The real drafting without a model: what a draft rests on is read anew before each send, as in production.
  const features = createFeatures({
    db,
    clock,
    logger: silentLogger,
    secretBox: createSecretBox(Buffer.alloc(32, 1).toString('base64')),
    addressSalt: 'bench',
    charts: { funnel: async () => new Uint8Array() },
    mail: options.mail.provider,
  });
  return { db, ...features };
}

export type TouchWorld = Awaited<ReturnType<typeof openWorld>>;

/**
 * So many approved first mails that are all due, one lead each, evenly over twenty mailboxes. One lead goes the whole way through the
 * product; its rows are then copied in bulk with ids, owners and addresses of their own, with one planned step behind the mail.
 * Set: no gap between mails, and caps that stop nothing but the mailbox's own, which ends a run (`allowPerMailbox`).
 */
export async function fillWorld(world: TouchWorld, waiting: number): Promise<void> {
  const { db, access, channels, settings, playbook } = world;
  const owners = [];
  for (let i = 0; i < OWNERS; i += 1) {
    const role = i === 0 ? 'admin' : 'rep';
    const owner = {
      id: `U0OWNER${String(i).padStart(3, '0')}`,
      teamId: 'T0BENCH001',
      name: 'Rosa Quint',
      role,
      timezone: 'UTC',
    } as const;
    owners.push(await access.ensureMember(owner));
    await channels.connectMailbox({
      memberId: owner.id,
      address: `rosa${i}@seller.example`,
      displayName: owner.name,
      credentials: '{}',
      at: START - 100 * DAY_MS,
    });
  }
  const [admin] = owners;
  if (!admin) throw new Error('nobody is there');
  await playbook.change(admin, sampleWorld.playbook, (await playbook.current()).version);
  await settings.set(admin, 'postalAddress', 'Long Lane 1, 1012 AB Amsterdam');
  await settings.set(admin, 'gapMinutes', 0);
  await settings.set(admin, 'newContactsPerCompanyPerWeek', 1_000);
  await settings.set(admin, 'newMailboxPerDay', 1_000);
  const leadId = await approvedLead(world, admin.id);
  await copyRows(db, leadId, waiting);
}

/** How many mails a mailbox may send, which is what ends a run. */
export async function allowPerMailbox(world: TouchWorld, count: number): Promise<void> {
  const admin = (await world.access.members()).find((one) => one.role === 'admin');
  if (admin) await world.settings.set(admin, 'emailsPerMailboxPerDay', count);
}

async function approvedLead({ access, leads, sequences }: TouchWorld, ownerId: string): Promise<string> {
  const owner = await access.member(ownerId);
  if (!owner) throw new Error('the owner is not there');
  const added = await leads.add(owner, {
    firstName: 'Ada',
    lastName: 'Byron',
    title: 'Head of Billing',
    company: 'Fernline',
    industry: 'Logistics',
    employees: '120',
    country: 'DE',
    emailConsent: 'the fair in May',
    email: 'ada@fernline.example',
    notes: 'Met at the fair; asked for a demo.',
  });
  if (!added.added) throw new Error('a lead was there already');
  await sequences.enrol(owner, [added.lead.id]);
  await sequences.draftPlanned({ leadIds: [added.lead.id] });
  const review = await sequences.review(owner, added.lead.id);
  const seen = review.touches
    .filter((one) => one.canApprove)
    .map((one) => ({ touchId: one.id, draftId: one.draft?.id ?? '', fingerprint: one.fingerprint ?? '' }));
  await sequences.approve(owner, seen);
  return added.lead.id;
}

type Row = Record<string, unknown>;

async function copyRows(db: TouchWorld['db'], leadId: string, rows: number): Promise<void> {
  const lead: Row = await db('leads').where({ id: leadId }).first();
  const account: Row = await db('accounts').where({ id: lead.account_id }).first();
  const enrollment: Row = await db('enrollments').where({ lead_id: leadId }).first();
  const [first, second]: Row[] = await db('touches').where({ lead_id: leadId }).orderBy('step');
  if (!first?.approval_id || !second) throw new Error('the first mail was not approved');
  const draft: Row = await db('drafts').where({ id: first.draft_id }).first();
  const approval: Row = await db('approvals').where({ id: first.approval_id }).first();
  const consent: Row = await db('consents').where({ lead_id: leadId }).first();
  const entry: Row = await db('log_entries').where({ lead_id: leadId, kind: 'lead.added' }).first();

  const email = `'ada' || i || '@fernline.example'`;
  const owner = `'U0OWNER' || printf('%03d', i % ${OWNERS})`;
  const ofLead = { lead_id: `'lead_b' || i` };
  const touch = {
    ...ofLead,
    owner_id: owner,
    enrollment_id: `'enr_b' || i`,
    due_at: `${START} - 60000`,
    next_try_at: `${START} - 60000 - i % 1000`,
  };
  const far = `${START} + ${100 * DAY_MS}`;
  const copies: { table: string; row: Row; changed: Record<string, string>; count?: number }[] = [
    {
      table: 'accounts',
      row: account,
      changed: { id: `'acc_b' || i`, name_key: `'fernline ' || i` },
      count: Math.ceil(rows / LEADS_OF_A_COMPANY),
    },
    {
      table: 'leads',
      row: lead,
      changed: {
        id: `'lead_b' || i`,
        account_id: `'acc_b' || (i / ${LEADS_OF_A_COMPANY})`,
        owner_id: owner,
        email,
        email_key: email,
      },
    },
    { table: 'consents', row: consent, changed: { ...ofLead, id: `'cns_b' || i` } },
    { table: 'log_entries', row: entry, changed: { ...ofLead, id: 'null' } },
    { table: 'enrollments', row: enrollment, changed: { ...ofLead, id: `'enr_b' || i` } },
    {
      table: 'touches',
      row: first,
      changed: { ...touch, id: `'tch_b' || i`, draft_id: `'drf_b' || i`, approval_id: `'apr_b' || i` },
    },
    {
      table: 'touches',
      row: { ...second, status: 'planned', draft_id: null, approval_id: null },
      changed: { ...touch, id: `'tch_c' || i`, due_at: far, next_try_at: far },
    },
    { table: 'drafts', row: draft, changed: { id: `'drf_b' || i`, touch_id: `'tch_b' || i` } },
    {
      table: 'approvals',
      row: approval,
      changed: {
        id: `'apr_b' || i`,
        touch_id: `'tch_b' || i`,
        draft_id: `'drf_b' || i`,
        seen: `json_set((select seen from approvals where id = '${approval.id}'), '$.address', ${email}, '$.sender', 'rosa' || (i % ${OWNERS}) || '@seller.example')`,
        expires_at: far,
      },
    },
  ];
  for (const { table, row, changed, count = rows } of copies) {
    const columns = Object.keys(row);
    const constants = columns.filter((name) => !(name in changed)).map((name) => row[name] as string | number | null);
    await db.raw(
      `with recursive n(i) as (select 0 union all select i + 1 from n where i < ${count - 1})
      insert into ${table} (${columns.map((name) => `"${name}"`).join(', ')})
      select ${columns.map((name) => changed[name] ?? '?').join(', ')} from n`,
      constants,
    );
  }
  // The model of all others is not itself among them.
  await db('touches').where({ lead_id: leadId }).update({ status: 'cancelled' });
  await db.raw('analyze');
}
