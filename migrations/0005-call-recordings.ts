import type { Knex } from 'knex';

/** Whether a call waits for a key before the lead is rung, what came of that, and the recordings that are still at the provider. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('calls', (t) => {
    t.boolean('asks_first').notNullable().defaultTo(false);
    t.boolean('is_recorded').notNullable().defaultTo(false);
    t.bigInteger('bridged_at');
    t.bigInteger('refused_at');
    t.bigInteger('recording_asked_at');
  });
  await db.schema.createTable('call_recordings', (t) => {
    t.string('id').primary();
    // Empty for one that belongs to no call of ours: it is deleted at the provider all the same.
    t.string('call_id').references('calls.id');
    t.string('status').notNullable();
    t.integer('duration_seconds').notNullable();
    t.integer('tries').notNullable().defaultTo(0);
    t.bigInteger('next_try_at');
    t.bigInteger('heard_at').notNullable();
    t.bigInteger('settled_at');
    t.index(['next_try_at']);
    t.index(['call_id']);
  });
}
