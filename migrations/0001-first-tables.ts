import type { Knex } from 'knex';

type Table = Knex.CreateTableBuilder;

const id = (t: Table) => t.string('id').primary();
const at = (t: Table, name: string) => t.bigInteger(name);

/** Instants are epoch milliseconds (bigint), documents are JSON in text columns, ids are text. */
export async function up(db: Knex): Promise<void> {
  await people(db);
  await log(db);
  await selling(db);
  await sending(db);
  await hearing(db);
  await surfaces(db);
  await machinery(db);
}

async function people(db: Knex): Promise<void> {
  await db.schema.createTable('members', (t) => {
    t.string('id').primary();
    t.string('team_id').notNullable();
    t.string('name').notNullable();
    t.string('email');
    t.string('role').notNullable();
    t.string('team_lead_id');
    t.string('timezone').notNullable();
    t.string('status').notNullable();
    at(t, 'since').notNullable();
    at(t, 'last_seen_at');
    at(t, 'away_until');
  });
  await db.schema.createTable('access_requests', (t) => {
    id(t);
    t.string('user_id').notNullable();
    t.string('team_id').notNullable();
    t.string('name').notNullable();
    t.text('reason').notNullable();
    t.string('wanted_role').notNullable();
    t.string('status').notNullable();
    at(t, 'requested_at').notNullable();
    t.string('decided_by');
    at(t, 'decided_at');
    t.index(['status']);
  });
  await db.schema.createTable('audit_entries', (t) => {
    t.bigIncrements('id');
    at(t, 'at').notNullable();
    t.string('actor_id').notNullable();
    t.string('gesture').notNullable();
    t.string('verdict').notNullable();
    t.string('reason');
    t.string('target');
    t.text('details');
    t.index(['at']);
    t.index(['actor_id']);
  });
  await db.schema.createTable('settings', (t) => {
    t.string('key').primary();
    t.text('value').notNullable();
    t.string('updated_by').notNullable();
    at(t, 'updated_at').notNullable();
  });
  await db.schema.createTable('playbooks', (t) => {
    t.integer('version').primary();
    t.text('content').notNullable();
    t.string('updated_by').notNullable();
    at(t, 'updated_at').notNullable();
  });
}

async function log(db: Knex): Promise<void> {
  await db.schema.createTable('log_entries', (t) => {
    t.bigIncrements('id');
    at(t, 'at').notNullable();
    t.string('kind').notNullable();
    t.string('lead_id');
    t.string('actor_id');
    t.text('refs').notNullable();
    t.string('once_key').unique();
    t.index(['lead_id', 'id']);
    t.index(['kind', 'id']);
  });
  await db.schema.createTable('entry_texts', (t) => {
    t.bigInteger('entry_id').primary().references('log_entries.id');
    t.string('lead_id');
    t.text('body').notNullable();
    t.index(['lead_id']);
  });
  await db.schema.createTable('cursors', (t) => {
    t.string('consumer').primary();
    t.bigInteger('entry_id').notNullable();
    at(t, 'updated_at').notNullable();
  });
}

async function selling(db: Knex): Promise<void> {
  await db.schema.createTable('accounts', (t) => {
    id(t);
    t.string('name').notNullable();
    t.string('name_key').notNullable().unique();
    t.string('domain');
    t.string('industry');
    t.integer('employees');
    t.string('country');
    at(t, 'created_at').notNullable();
    t.index(['domain']);
  });
  await db.schema.createTable('leads', (t) => {
    id(t);
    t.string('account_id').references('accounts.id');
    t.string('owner_id').notNullable();
    t.string('first_name').notNullable();
    t.string('last_name').notNullable();
    t.string('title').notNullable();
    t.string('email');
    t.string('email_key');
    t.string('phone');
    t.string('phone_key');
    t.string('linkedin');
    t.string('linkedin_key');
    t.string('country');
    t.string('timezone');
    t.string('stage').notNullable();
    t.string('outcome');
    t.float('value');
    t.string('outcome_reason');
    t.text('notes');
    t.string('source').notNullable();
    t.integer('version').notNullable();
    at(t, 'created_at').notNullable();
    at(t, 'updated_at').notNullable();
    at(t, 'stage_since').notNullable();
    at(t, 'paused_at');
    at(t, 'archived_at');
    t.index(['owner_id']);
    t.index(['email_key']);
    t.index(['phone_key']);
    t.index(['linkedin_key']);
    t.index(['account_id']);
  });
  await db.schema.createTable('pains', (t) => {
    id(t);
    t.string('lead_id').notNullable().references('leads.id');
    t.text('text').notNullable();
    t.string('source').notNullable();
    t.string('source_date');
    t.string('pain_key');
    at(t, 'created_at').notNullable();
    t.index(['lead_id']);
  });
  await db.schema.createTable('imports', (t) => {
    id(t);
    t.string('by').notNullable();
    t.string('file_name').notNullable();
    t.string('status').notNullable();
    t.integer('rows_read').notNullable();
    t.integer('added').notNullable();
    t.integer('duplicates').notNullable();
    t.integer('refused').notNullable();
    t.string('problem');
    at(t, 'started_at').notNullable();
    at(t, 'finished_at');
  });
  await db.schema.createTable('import_rows', (t) => {
    t.string('import_id').notNullable().references('imports.id');
    t.integer('row').notNullable();
    t.string('result').notNullable();
    t.string('lead_id');
    t.text('reason');
    t.text('raw');
    t.primary(['import_id', 'row']);
  });
}

async function sending(db: Knex): Promise<void> {
  await db.schema.createTable('enrollments', (t) => {
    id(t);
    t.string('lead_id').notNullable().references('leads.id');
    t.string('status').notNullable();
    t.string('stop_reason');
    t.text('plan').notNullable();
    t.string('by').notNullable();
    at(t, 'started_at').notNullable();
    at(t, 'ended_at');
    t.string('hold_reason');
    t.index(['lead_id']);
    t.index(['status']);
  });
  // One sequence at a time for a lead, whoever asks and however often.
  await db.schema.raw(
    "create unique index one_active_enrollment on enrollments (lead_id) where status in ('active','held')",
  );
  await db.schema.createTable('touches', (t) => {
    id(t);
    t.string('enrollment_id').notNullable().references('enrollments.id');
    t.string('lead_id').notNullable().references('leads.id');
    t.integer('step').notNullable();
    t.string('channel').notNullable();
    t.string('status').notNullable();
    at(t, 'due_at').notNullable();
    at(t, 'next_try_at').notNullable();
    t.integer('tries').notNullable();
    t.string('wait_reason');
    t.string('draft_id');
    t.string('approval_id');
    at(t, 'settled_at');
    t.unique(['enrollment_id', 'step']);
    t.index(['status', 'next_try_at']);
    t.index(['lead_id']);
  });
  await db.schema.createTable('drafts', (t) => {
    id(t);
    t.string('touch_id').notNullable().references('touches.id');
    t.integer('version').notNullable();
    t.text('subject').notNullable();
    t.text('body').notNullable();
    t.text('evidence').notNullable();
    t.text('problems').notNullable();
    t.string('writer').notNullable();
    t.string('author_id');
    t.string('vouched_by');
    t.integer('playbook_version').notNullable();
    at(t, 'created_at').notNullable();
    t.unique(['touch_id', 'version']);
  });
  await db.schema.createTable('approvals', (t) => {
    id(t);
    t.string('touch_id').notNullable().references('touches.id');
    t.string('draft_id').notNullable().references('drafts.id');
    t.string('approver_id').notNullable();
    t.string('fingerprint').notNullable();
    t.text('seen').notNullable();
    at(t, 'approved_at').notNullable();
    at(t, 'expires_at').notNullable();
    at(t, 'revoked_at');
    t.string('revoked_reason');
    t.index(['touch_id']);
  });
  await db.schema.createTable('sends', (t) => {
    t.string('touch_id').primary().references('touches.id');
    t.string('approval_id').notNullable();
    t.string('state').notNullable();
    t.string('claim').notNullable();
    at(t, 'claimed_at').notNullable();
    at(t, 'lease_until').notNullable();
    t.string('mailbox_id').notNullable();
    t.string('to_address').notNullable();
    t.string('provider_draft_id');
    t.string('provider_message_id');
    t.string('provider_thread_id');
    t.string('message_id');
    at(t, 'sent_at');
    t.string('problem');
    t.index(['state', 'lease_until']);
    t.index(['mailbox_id', 'sent_at']);
    t.index(['provider_thread_id']);
    t.index(['message_id']);
  });
  await db.schema.createTable('mailboxes', (t) => {
    id(t);
    t.string('member_id').notNullable();
    t.string('address').notNullable();
    t.string('address_key').notNullable().unique();
    t.string('display_name').notNullable();
    t.string('provider').notNullable();
    t.string('status').notNullable();
    t.string('status_reason');
    t.text('credentials').notNullable();
    t.string('cursor');
    at(t, 'connected_at').notNullable();
    at(t, 'last_read_at');
    t.index(['member_id']);
  });
  await db.schema.createTable('suppressions', (t) => {
    id(t);
    t.string('channel').notNullable();
    t.string('address_hash').notNullable();
    t.string('reason').notNullable();
    t.string('source').notNullable();
    at(t, 'at').notNullable();
    t.unique(['channel', 'address_hash']);
  });
}

async function hearing(db: Knex): Promise<void> {
  await db.schema.createTable('inbound_messages', (t) => {
    id(t);
    t.string('mailbox_id').notNullable();
    t.string('provider_id').notNullable();
    t.string('lead_id');
    t.string('touch_id');
    t.string('kind').notNullable();
    t.string('from_address').notNullable();
    t.string('message_id');
    t.string('provider_thread_id');
    t.text('reading');
    at(t, 'received_at').notNullable();
    t.unique(['mailbox_id', 'provider_id']);
    t.index(['lead_id', 'received_at']);
  });
  await db.schema.createTable('nudges', (t) => {
    id(t);
    t.bigInteger('entry_id').notNullable();
    t.string('lead_id').notNullable();
    t.string('for_member_id').notNullable();
    t.string('kind').notNullable();
    t.text('content').notNullable();
    at(t, 'made_at').notNullable();
    t.unique(['entry_id', 'for_member_id', 'kind']);
  });
  await db.schema.createTable('nudge_disputes', (t) => {
    t.string('nudge_id').notNullable();
    t.string('point').notNullable();
    t.string('by').notNullable();
    at(t, 'at').notNullable();
    t.primary(['nudge_id', 'point']);
  });
}

async function surfaces(db: Knex): Promise<void> {
  await db.schema.createTable('slack_threads', (t) => {
    t.string('lead_id').primary();
    t.string('channel_id').notNullable();
    t.string('thread_ts').notNullable();
    at(t, 'made_at').notNullable();
    t.index(['channel_id', 'thread_ts']);
  });
  // What the app has posted: claimed before the call, recorded after, looked up by metadata when unsure.
  await db.schema.createTable('slack_posts', (t) => {
    t.string('key').primary();
    t.string('kind').notNullable();
    t.string('subject_id');
    t.string('channel_id').notNullable();
    t.string('ts');
    t.string('state').notNullable();
    at(t, 'claimed_at').notNullable();
    t.index(['kind', 'subject_id']);
  });
  await db.schema.createTable('seen_gestures', (t) => {
    t.string('key').primary();
    at(t, 'at').notNullable();
    t.index(['at']);
  });
}

async function machinery(db: Knex): Promise<void> {
  await db.schema.createTable('job_runs', (t) => {
    t.string('job').notNullable();
    at(t, 'scheduled_at').notNullable();
    at(t, 'started_at').notNullable();
    at(t, 'finished_at');
    t.string('problem');
    t.primary(['job', 'scheduled_at']);
  });
  await db.schema.createTable('spendings', (t) => {
    id(t);
    at(t, 'at').notNullable();
    t.string('purpose').notNullable();
    t.string('budget').notNullable();
    t.double('usd').notNullable();
    t.string('model');
    t.string('lead_id');
    t.text('details');
    t.index(['budget', 'at']);
  });
}
