import type { Knex } from 'knex';

/** What came of the mails of a mailbox, and since when they are counted; a pause that the figures made outlives a new connection. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('mailboxes', (t) => {
    t.bigInteger('counted_since');
    t.bigInteger('paused_at');
    t.string('paused_reason');
  });
  // One row for each kind of harm that a mail did, however often it is reported.
  await db.schema.createTable('mail_marks', (t) => {
    t.string('touch_id').notNullable();
    t.string('kind').notNullable();
    t.bigInteger('at').notNullable();
    t.primary(['touch_id', 'kind']);
  });
}
