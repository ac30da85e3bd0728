import type { Knex } from 'knex';

/**
 * Whom the team has written to by hand while they were no lead: one row for an address (its salted hash, as nobody has to know more),
 * with the last time and the mailbox. Should it become a lead, its sequence asks before it begins.
 */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('written_by_hand', (t) => {
    t.string('address_hash').primary();
    t.string('mailbox_id').notNullable();
    t.bigInteger('at').notNullable();
  });
}
