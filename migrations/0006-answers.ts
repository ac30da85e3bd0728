import type { Knex } from 'knex';

/**
 * An answer to a lead's own words leaves by the same exit as a sequence, as a touch of an enrollment of its own. It is no step of a
 * plan (step 0), and beside it the lead's sequence stays what it is.
 */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('enrollments', (t) => {
    t.string('purpose').notNullable().defaultTo('sequence');
    // The entry of the log with the words that it answers.
    t.bigInteger('reply_entry_id');
  });
  await db.schema.raw('drop index one_active_enrollment');
  await db.schema.raw(
    "create unique index one_active_enrollment on enrollments (lead_id) where status in ('active','held') and purpose = 'sequence'",
  );
  // Whoever presses and however often: one message for one reply. What was stopped before it left may be written anew.
  await db.schema.raw(
    "create unique index one_answer_of_a_reply on enrollments (reply_entry_id) where purpose = 'answer' and status in ('active','finished')",
  );
  // Few among very many: found without reading what waits of the sequences.
  await db.schema.raw("create index due_answers on touches (next_try_at) where status = 'approved' and step = 0");
  // What an answer by mail needs to stand in the same conversation.
  await db.schema.alterTable('inbound_messages', (t) => {
    t.text('subject');
    t.text('reference_ids');
  });
}
