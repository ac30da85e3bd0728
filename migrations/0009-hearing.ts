import type { Knex } from 'knex';

/** When each place where answers come in was last read to its end; what could not be taken in; which reports were asked for. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('inboxes', (t) => {
    // Of a mailbox, or a channel with the number that its texts come to.
    t.string('id').primary();
    t.bigInteger('read_at');
    // The provider's time of the newest text that a complete reading has seen; a mailbox has a cursor of its provider.
    t.bigInteger('read_up_to');
    t.bigInteger('failing_since');
    t.integer('failures').notNullable().defaultTo(0);
    t.bigInteger('told_at');
  });
  await db.raw('insert into inboxes (id, read_at, failures) select id, last_read_at, 0 from mailboxes');
  await db.raw('alter table mailboxes drop column last_read_at');
  await db.schema.createTable('inbound_tries', (t) => {
    t.string('inbox_id').notNullable();
    t.string('provider_id').notNullable();
    t.integer('tries').notNullable();
    t.primary(['inbox_id', 'provider_id']);
  });
  await db.schema.alterTable('sends', (t) => {
    t.bigInteger('report_asked_at');
  });
}
