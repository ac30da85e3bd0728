import type { Db, Scope } from '../../db/index.ts';
import { breathe } from '../../kernel/breathe.ts';
import type { Instant } from '../../kernel/clock.ts';
import { createThreadStore } from './store.ts';

/** What can happen to a lead or to the team; one row of the log each, never edited in place. */
export type EntryKind =
  | 'lead.added'
  | 'lead.edited'
  | 'lead.handed_over'
  | 'lead.paused'
  | 'lead.resumed'
  | 'lead.archived'
  | 'lead.stage_changed'
  | 'lead.outcome_set'
  | 'lead.replied'
  | 'lead.auto_replied'
  | 'lead.bounced'
  | 'lead.opted_out'
  | 'sequence.enrolled'
  | 'sequence.held'
  | 'sequence.resumed'
  | 'sequence.stopped'
  | 'sequence.finished'
  | 'touch.drafted'
  | 'touch.edited'
  | 'touch.approved'
  | 'touch.pulled_back'
  | 'touch.skipped'
  | 'touch.sent'
  | 'touch.due'
  | 'touch.done'
  | 'touch.failed'
  | 'touch.unclear'
  | 'touch.undelivered'
  | 'consent.given'
  | 'consent.withdrawn'
  | 'note.added'
  | 'call.ended'
  | 'call.logged'
  | 'call.transcribed'
  | 'call.unwritten'
  | 'recording.left'
  | 'meeting.logged'
  | 'message.logged'
  | 'mailbox.connected'
  | 'mailbox.lost'
  | 'mailbox.paused'
  | 'mailbox.resumed'
  | 'import.finished'
  | 'playbook.changed';

export interface NewEntry {
  at: Instant;
  kind: EntryKind;
  leadId?: string;
  /** The member who did it; absent when the product or a prospect did. */
  actorId?: string;
  /** Ids and plain values only, no personal text. */
  refs?: Record<string, string | number | boolean>;
  /** Personal text (body of a reply, a note); kept apart from the log so that it can be erased. */
  text?: string;
  /** The same key is appended once, however often it is tried. */
  onceKey?: string;
}

export interface Entry extends NewEntry {
  id: number;
  refs: Record<string, string | number | boolean>;
}

/** When it happened; a call may be logged a day after it was made. */
export const happenedAt = (entry: Entry): Instant => Number(entry.refs.happenedAt ?? entry.at);

/** In the order in which things happened; what happened at once, as it was logged. */
export const byTime = (entries: Entry[]): Entry[] =>
  [...entries].sort((a, b) => happenedAt(a) - happenedAt(b) || a.id - b.id);

export interface Threads {
  /** Appends in the transaction of the change that it tells of. Answers undefined when `onceKey` is in the log already. */
  append(scope: Scope, entry: NewEntry): Promise<number | undefined>;
  /** Appends many at once, in their order, that have neither words nor a key of their own. */
  appendAll(scope: Scope, entries: Omit<NewEntry, 'text' | 'onceKey'>[]): Promise<void>;
  /** A lead's living thread, oldest first. */
  of(leadId: string, options?: { limit?: number; afterId?: number; kinds?: EntryKind[] }): Promise<Entry[]>;
  entry(id: number): Promise<Entry | undefined>;
  latest(options: { kinds?: EntryKind[]; limit: number }): Promise<Entry[]>;
  /** Adds a note that a person wrote. */
  addNote(actorId: string, leadId: string, text: string, at: Instant, onceKey?: string): Promise<number | undefined>;
  /**
   * Hands each entry behind the consumer's cursor to `handle`, in order, and moves the cursor behind what was handled.
   * `handle` must be idempotent per entry. It stops where `handle` throws; answers how many were handled.
   */
  drain(
    consumer: string,
    handle: (entry: Entry) => Promise<void>,
    options: { at: Instant; limit?: number },
  ): Promise<number>;
}

export function createThreads(deps: { db: Db }): Threads {
  const store = createThreadStore(deps.db);
  return {
    append: (scope, entry) => createThreadStore(scope).append(entry),
    appendAll: (scope, entries) => createThreadStore(scope).appendAll(entries),
    of: store.of,
    entry: store.entry,
    latest: store.latest,
    addNote: (actorId, leadId, text, at, onceKey) =>
      deps.db.transaction((scope) =>
        createThreadStore(scope).append({ at, kind: 'note.added', leadId, actorId, text, onceKey }),
      ),
    async drain(consumer, handle, { at, limit = 500 }) {
      const from = await store.cursor(consumer);
      const entries = await store.after(from, limit);
      let handled = 0;
      for (const entry of entries) {
        // A handler may find nothing to wait for, and an embedded database answers at once.
        await breathe();
        await handle(entry);
        await store.moveCursor(consumer, entry.id, at);
        handled += 1;
      }
      return handled;
    },
  };
}
