import type { Knex } from 'knex';

export async function up(db: Knex): Promise<void> {
  await dueTouches(db);
  await passport(db);
  await reports(db);
  await calls(db);
}

/**
 * Whose mailbox a touch leaves from stands on the touch too, so that what is due of one mailbox is found without reading what is
 * due of all; a mailbox's load is counted without its whole history.
 */
async function dueTouches(db: Knex): Promise<void> {
  await db.schema.alterTable('touches', (t) => {
    t.string('owner_id');
  });
  await db.raw('update touches set owner_id = (select l.owner_id from leads l where l.id = touches.lead_id)');
  await db.schema.alterTable('touches', (t) => {
    t.index(['status', 'channel', 'owner_id', 'next_try_at', 'step'], 'due_touches');
  });
  await db.schema.alterTable('sends', (t) => {
    t.index(['mailbox_id', 'claimed_at']);
  });
}

/** What a lead has agreed to, with its source; and where the team's rules differ from the table that comes with the product. */
async function passport(db: Knex): Promise<void> {
  await db.schema.createTable('consents', (t) => {
    t.string('id').primary();
    t.string('lead_id').notNullable().references('leads.id');
    t.string('channel').notNullable();
    t.string('kind').notNullable();
    t.string('source').notNullable();
    t.text('wording');
    t.string('by').notNullable();
    t.bigInteger('at').notNullable();
    t.bigInteger('withdrawn_at');
    t.index(['lead_id', 'channel']);
  });
  await db.schema.createTable('policies', (t) => {
    t.string('country').notNullable();
    t.string('channel').notNullable();
    t.string('needs').notNullable();
    t.string('reason').notNullable();
    t.string('updated_by').notNullable();
    t.bigInteger('updated_at').notNullable();
    t.primary(['country', 'channel']);
  });
}

/** What a provider reports of a message after it took it. */
async function reports(db: Knex): Promise<void> {
  await db.schema.alterTable('sends', (t) => {
    t.string('report');
    t.integer('report_code');
    t.bigInteger('reported_at');
    t.index(['provider_message_id']);
  });
  await db.schema.alterTable('slack_posts', (t) => {
    t.index(['channel_id', 'ts']);
  });
}

async function calls(db: Knex): Promise<void> {
  await db.schema.alterTable('members', (t) => {
    t.string('phone');
  });
  await db.schema.createTable('calls', (t) => {
    t.string('id').primary();
    t.string('lead_id').notNullable().references('leads.id');
    t.string('touch_id');
    t.string('member_id').notNullable();
    t.string('provider_call_id').unique();
    t.string('status').notNullable();
    t.bigInteger('begun_at').notNullable();
    t.integer('duration_seconds');
    t.bigInteger('settled_at');
    t.index(['lead_id', 'begun_at']);
    t.index(['status']);
  });
}
