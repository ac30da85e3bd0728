import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { openWorkspace, type Workspace } from '../../src/workspace.ts';
import { createUser, openBrowser, type User } from './browser.ts';

const REP = 'U0REP00001';
const MANAGER = 'U0MGR00001';
const ADMIN = 'U0ADMIN001';
const STRANGER = 'U0STRNGR01';

let workspace: Workspace;
let browser: Browser;
let u: User;
const problems: string[] = [];

beforeAll(async () => {
  workspace = await openWorkspace({ config: readConfig({ LOG_LEVEL: 'error' }), port: 0, runs: false });
  browser = await openBrowser();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  u = createUser(page, workspace.url);
});

afterAll(async () => {
  await browser?.close();
  await workspace?.stop();
});

const count = async (table: string, where: Record<string, unknown> = {}) =>
  Number((await workspace.app.db(table).where(where).count({ n: '*' }).first())?.n ?? 0);

test('1: a stranger gets only the registration form, the admin approves on a card, and the audit says so', async () => {
  await u.actAs(REP);
  await u.sees('Nothing leaves before you say yes.');
  await u.shot('first-look');
  await u.actAs(STRANGER);
  await u.type('/leads');
  const form = await u.modal('Ask for access');
  await u.shot('stranger-form');
  await form.getByRole('textbox').first().fill('I start in sales on Monday and need the list.');
  await form.getByRole('button', { name: 'Ask' }).last().click();
  await u.sees('An admin decides on it');
  await u.closeModals();
  await u.openApp('Home');
  await u.sees('You don’t have access yet');
  await u.actAs(ADMIN);
  await u.openApp();
  await u.sees(/Felix Brandt.* asks for access/);
  await u.shot('admin-card');
  await u.page.getByRole('button', { name: 'Approve' }).last().click();
  await u.sees(/Felix Brandt.* has access/);
  await u.type('/sales admin');
  await u.sees('Who has access');
  await u.shot('admin-overview');
  expect(await count('audit_entries', { actor_id: STRANGER, verdict: 'allowed' })).toBe(0);
  expect(await count('members', { id: STRANGER, status: 'active' })).toBe(1);
});

test('2: the manager changes the playbook; the rep adds a lead and imports the sample file', async () => {
  await u.actAs(MANAGER);
  await u.type('/playbook');
  const playbook = await u.modal('Playbook');
  await playbook.getByRole('button', { name: 'Proof' }).click();
  await playbook.getByText('Northgate').first().waitFor();
  await u.shot('playbook');
  await playbook.getByRole('button', { name: 'What we sell' }).click();
  await playbook.getByRole('button', { name: 'Edit' }).first().click();
  const selling = await u.modal('What we sell');
  await selling
    .locator('textarea')
    .first()
    .fill(
      'Tallyhook compares the order book with the ledger every night and shows what was delivered but not invoiced.',
    );
  await selling.getByRole('button', { name: 'Save' }).click();
  await u.sees(/Version 2/);
  await u.closeModals();
  await u.actAs(REP);
  await u.openApp();
  await u.composer().fill('/l');
  await u.page.getByTestId('hints').waitFor();
  await u.shot('hints');
  await u.type('/lead add');
  const form = await u.modal('Add a lead');
  await form.getByLabel('First name').fill('Nora');
  await form.getByLabel('Last name').fill('Field');
  await form.getByLabel('Email').fill('nora.field@brightwater');
  await u.shot('lead-form');
  await form.getByRole('button', { name: 'Add' }).last().click();
  await form
    .getByText(/not an email|email address/i)
    .last()
    .waitFor();
  await u.shot('lead-form-error');
  await form.getByLabel('Email').fill('nora.field@brightwater.example');
  await form.getByRole('button', { name: 'Add' }).last().click();
  await u.page.waitForTimeout(800);
  await u.shot('lead-added');
  await u.closeModals();
  await u.type('/lead import');
  const importing = await u.modal('Import leads');
  await importing.getByRole('button', { name: 'Use leads.csv' }).click();
  await importing.getByText('leads.csv').first().waitFor();
  await importing.getByRole('button', { name: 'Import', exact: true }).click();
  await u.page.waitForTimeout(500);
  await u.closeModals();
  await u.sees('leads.csv is in', 60_000);
  await u.shot('imported');
  expect(await count('leads')).toBe(87);
});

test('2b: a file with problems is taken apart row by row, with the reason of each', async () => {
  await u.type('/lead import');
  const importing = await u.modal('Import leads');
  await importing.getByRole('button', { name: 'Use leads-with-problems.csv' }).click();
  await importing.getByText('leads-with-problems.csv').first().waitFor();
  await importing.getByRole('button', { name: 'Import', exact: true }).click();
  await u.page.waitForTimeout(500);
  await u.closeModals();
  await u.sees('leads-with-problems.csv is in', 60_000);
  await u.shot('imported-with-problems');
});

test('3 and 4: the ranked list gives reasons; a selection and the whole import are enrolled, with five drafts each', async () => {
  await u.type('/leads');
  const list = await u.modal('Leads for today');
  await u.page.waitForTimeout(600);
  await u.shot('ranked');
  await list.getByRole('button', { name: 'Select this page' }).click();
  await u.page.waitForTimeout(800);
  await u.shot('ranked-selected');
  await list
    .getByRole('button', { name: /^Enrol/ })
    .last()
    .click();
  await u.page.waitForTimeout(1500);
  await u.shot('enrolled-selection');
  await u.closeModals();
  await u.page.getByRole('button', { name: 'Enrol all 86 added' }).click();
  for (
    let i = 0;
    i < 120 && ((await count('touches')) < 370 || (await count('touches', { status: 'planned' })) > 0);
    i += 1
  )
    await u.page.waitForTimeout(500);
  await u.page.waitForTimeout(2500);
  await u.shot('enrolled-all');
  expect(await count('touches', { status: 'drafted' })).toBeGreaterThan(370);
  // Whom the law of their country protects is not enrolled without a consent on record.
  await u.sees(/No consent to email is on record/);
  // Somebody whose note says so is never enrolled.
  expect(
    await workspace.app.db('enrollments as e').join('leads as l', 'l.id', 'e.lead_id').where('l.last_name', 'Hedman'),
  ).toEqual([]);
});

test('5: reviewing shows all five as they will go out; approving goes lead by lead; an edit is checked', async () => {
  await u.type('/touches');
  await u.page.getByRole('button', { name: 'Start reviewing' }).last().click();
  const review = await u.modal(/Review/);
  await u.page.waitForTimeout(500);
  await u.shot('review');
  await review.getByRole('button', { name: 'Edit' }).first().click();
  const edit = await u.modal(/^Edit/);
  await edit
    .locator('textarea')
    .last()
    .fill(
      'Hi,\n\nwe cut the time to invoice by 87 percent for all our customers. Would you like that?\n\nBest regards',
    );
  await edit
    .getByRole('button', { name: /Save|Check/ })
    .last()
    .click();
  await u.page.waitForTimeout(1200);
  await u.shot('edit-problem');
  await u.closeModals();
  await u.type('/touches');
  await u.page.getByRole('button', { name: 'Start reviewing' }).last().click();
  await u.modal(/Review/);
  for (let i = 0; i < 12; i += 1) {
    const button = u.page
      .getByRole('dialog')
      .last()
      .getByRole('button', { name: /^(Approve|Next lead)/ });
    if ((await button.count()) === 0) break;
    await button.last().click();
    await u.page.waitForTimeout(700);
  }
  await u.shot('review-later');
  await u.closeModals();
  expect(await count('touches', { status: 'approved' })).toBeGreaterThan(40);
});

test('6: the clock turns, due mails leave through Gmail inside the hours, tasks wait for the rep', async () => {
  const member = await workspace.app.features.access.member(REP);
  if (!member) throw new Error('no rep');
  // The rest of the morning's work by hand of the same features, to have a fortnight to look at.
  for (const one of await workspace.app.features.sequences.waiting(member)) {
    const review = await workspace.app.features.sequences.review(member, one.leadId);
    await workspace.app.features.sequences.approve(
      member,
      review.touches
        .filter((touch) => touch.canApprove)
        .map((touch) => ({ touchId: touch.id, draftId: touch.draft?.id ?? '', fingerprint: touch.fingerprint ?? '' })),
    );
  }
  await u.turn('+1 day');
  await u.shot('clock-turned');
  for (let i = 0; i < 5; i += 1) await u.turn('+1 day');
  expect(workspace.mail.sentMessages().length).toBeGreaterThan(20);
  expect(await count('sends', { state: 'sent' })).toBe(workspace.mail.sentMessages().length);
});

test('7: people answer; a reply stops the sequence and reaches the rep in a DM', async () => {
  await u.openApp();
  await u.sees(/answered/);
  await u.page
    .getByText(/answered ·/)
    .nth(1)
    .evaluate((node) => node.scrollIntoView({ block: 'start' }));
  await u.shot('reply');
  const replied = await workspace.app
    .db('inbound_messages')
    .whereIn('kind', ['reply', 'opt_out'])
    .whereNotNull('lead_id')
    .distinct('lead_id');
  expect(replied.length).toBeGreaterThan(0);
  for (const { lead_id } of replied) expect(await count('enrollments', { lead_id, status: 'active' })).toBe(0);
});

test('8: a logged call is coached on in private', async () => {
  await u.page.getByRole('button', { name: 'Log a call' }).last().click();
  const form = await u.modal('Log an interaction');
  await u.page.waitForTimeout(300);
  await form
    .locator('textarea')
    .last()
    .fill(
      'What happens when one slips, I asked. They said it is too expensive, more than we planned. I explained that they can start with one team. We agreed to talk again on Tuesday.',
    );
  await u.shot('log-call');
  await form.getByRole('button', { name: 'Log it' }).last().click();
  await u.page.waitForTimeout(3000);
  await u.closeModals();
  await u.shot('coaching');
  expect(await count('nudges', { kind: 'feedback' })).toBe(1);
});

test('9: the home shows the day; the pipeline is drawn now and on its day', async () => {
  await u.openApp('Home');
  await u.page.waitForTimeout(1500);
  await u.shot('home');
  await u.openApp();
  await u.type('/pipeline');
  await u.page.locator('[data-ts] img').last().waitFor({ timeout: 20_000 });
  await u.page
    .getByRole('button', { name: 'Jump to latest' })
    .click({ timeout: 2_000 })
    .catch(() => undefined);
  await u.page.waitForTimeout(800);
  await u.shot('pipeline');
  await u.turn('Next morning 9:00');
  await u.turn('+1 hour');
  await u.actAs(MANAGER);
  await u.open('sales-pipeline');
  await u.page.locator('[data-ts] img').last().waitFor({ timeout: 20_000 });
  await u.page.waitForTimeout(500);
  await u.shot('managers-channel');
});

test('10: the living thread shows everything in order, and a reply in Slack becomes a note', async () => {
  await u.actAs(REP);
  await u.open('sales-threads');
  await u.page.waitForTimeout(800);
  await u.shot('threads-channel');
  await u.page
    .getByRole('button', { name: /repl(y|ies)/ })
    .last()
    .click();
  const panel = u.page.getByTestId('thread-panel');
  await panel.waitFor();
  await panel.locator('textarea').fill('Spoke to their controller at the fair, she decides in December.');
  await panel.locator('textarea').press('Enter');
  await u.page.waitForTimeout(2000);
  await u.shot('living-thread');
  expect(await count('log_entries', { kind: 'note.added' })).toBe(1);
  await u.openApp();
  const lead = await workspace.app
    .db('log_entries as e')
    .join('leads as l', 'l.id', 'e.lead_id')
    .where({ kind: 'note.added' })
    .first('l.first_name', 'l.last_name');
  await u.type(`/thread ${lead?.first_name} ${lead?.last_name}`);
  await u.page.waitForTimeout(1500);
  await u.shot('thread-command');
  await u.type(`/lead ${lead?.first_name} ${lead?.last_name}`);
  await u.page.waitForTimeout(1500);
  await u.shot('lead-card');
  await u.type(`/why ${lead?.first_name} ${lead?.last_name}`);
  await u.page.waitForTimeout(1500);
  await u.shot('why');
  await u.page.getByRole('button', { name: 'Use the dark theme' }).click();
  await u.shot('dark');
});

test('11: why tells each gate and the days to come, the passport each channel with its footing', async () => {
  await u.actAs(REP);
  await u.openApp();
  const row = await workspace.app
    .db('enrollments as e')
    .join('leads as l', 'l.id', 'e.lead_id')
    .where('e.status', 'active')
    .whereNotNull('l.phone')
    .first('l.first_name', 'l.last_name');
  const name = `${row.first_name} ${row.last_name}`;
  await u.type(`/why ${name}`);
  await u.sees('The next 30 days');
  await u.page.waitForTimeout(800);
  await u.shot('why-ahead');
  await u.page.getByRole('button', { name: 'Passport' }).last().click();
  await u.sees(`Passport of ${name}`);
  await u.page.waitForTimeout(800);
  await u.shot('passport');
  await u.page.getByRole('button', { name: 'Record a consent' }).last().click();
  const form = await u.modal('Record a consent');
  await form.getByRole('textbox').first().fill('On the call of 3 May');
  await u.shot('consent-form');
  await form.getByRole('button', { name: 'Keep' }).click();
  await u.sees(/On the call of 3 May/);
  await u.shot('consent-kept');
  await u.closeModals();
  await u.actAs(MANAGER);
  await u.openApp();
  await u.type('/sales admin');
  const settings = await u.modal('Settings');
  await u.shot('settings');
  await settings.getByRole('button', { name: 'Whom we may write to, by country' }).click();
  await u.modal('Whom we may write to');
  await u.shot('policy');
  await u.closeModals();
});

test('12: a mailbox is connected by the provider’s own page', async () => {
  await u.actAs('U0REP00002');
  await u.openApp();
  await u.type('/sales disconnect');
  await u.sees(/Your mailbox is disconnected/);
  await u.type('/sales connect');
  const link = u.page.getByRole('link', { name: /^Connect/ }).last();
  await link.waitFor();
  await u.page.waitForTimeout(500);
  await u.shot('connect-card');
  await u.page.goto((await link.getAttribute('href')) ?? '');
  await u.shot('consent-page');
  const mailbox = await workspace.app.db('mailboxes').where({ member_id: 'U0REP00002' }).first();
  await u.page.getByText(mailbox.address).first().click();
  await u.page.getByText('Connected', { exact: true }).waitFor();
  await u.shot('connected');
  expect((await workspace.app.db('mailboxes').where({ member_id: 'U0REP00002' }).first()).status).toBe('active');
  await u.actAs('U0REP00002');
  await u.openApp();
  // At once, not at the next minute's tick.
  await u.sees(/is connected/, 5_000);
});

test('the page had no errors of its own', () => {
  expect(problems).toEqual([]);
});
