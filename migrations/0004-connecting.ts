import type { Knex } from 'knex';

/** A person on their way through the provider's consent: one use, a few minutes. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('mailbox_asks', (t) => {
    t.string('state_hash').primary();
    t.string('member_id').notNullable();
    t.text('verifier').notNullable();
    t.bigInteger('asked_at').notNullable();
    t.bigInteger('used_at');
    t.index(['asked_at']);
  });
}
