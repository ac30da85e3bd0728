import type { Knex } from 'knex';

/** Who holds a claim or lock, how often a run was tried, and which cards of the day are to be drawn anew. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('slack_posts', (t) => {
    t.string('owner');
  });
  await db.schema.alterTable('job_runs', (t) => {
    t.integer('tries').notNullable().defaultTo(1);
  });
  // Ids of log entries: which one asked last, which one brought something new, and up to which one it is drawn.
  await db.schema.createTable('today_cards', (t) => {
    t.string('member_id').notNullable();
    t.string('kind').notNullable();
    t.bigInteger('asked_entry').notNullable();
    t.bigInteger('new_entry').notNullable();
    t.bigInteger('drawn_entry').notNullable();
    t.primary(['member_id', 'kind']);
  });
}
