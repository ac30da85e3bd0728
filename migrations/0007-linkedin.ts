import type { Knex } from 'knex';

/** A member's own grant at LinkedIn, and which provider an open consent was asked of: an answer of one never counts for the other. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('linkedin_accounts', (t) => {
    t.string('member_id').primary();
    t.string('status').notNullable();
    t.string('status_reason');
    t.text('credentials').notNullable();
    t.bigInteger('connected_at').notNullable();
    t.bigInteger('expires_at').notNullable();
    t.index(['status', 'expires_at']);
  });
  await db.schema.alterTable('mailbox_asks', (t) => {
    t.string('provider').notNullable().defaultTo('google');
  });
}
