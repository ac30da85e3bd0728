import { type Db, inTransaction } from '../../db/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { Threads } from '../threads/index.ts';
import { type AddressHash, createChannelStore } from './store.ts';

/** A place where answers come in: a mailbox, or the number of a channel. What nobody has read there can stop nothing. */
export interface Inbox {
  /** A mailbox's own, or `textInbox`. */
  id: string;
  /** All that had come in by then has been taken in. */
  readAt?: Instant;
  /** The provider's time of the newest text that a complete reading has seen. */
  readUpTo?: Instant;
  failingSince?: Instant;
  failures: number;
  /** When its owner was told that it can't be read. */
  toldAt?: Instant;
}

export interface Inboxes {
  inboxes(ids: string[]): Promise<Inbox[]>;
  /** It was read to its end, as it stood at `at`; who was told that it can't be read is told once that it can. */
  wasRead(id: string, at: Instant, upTo?: Instant): Promise<void>;
  /** Told once: when it has failed some times and was not read for so long. */
  couldNotBeRead(id: string, at: Instant, unreadMs: number): Promise<void>;
}

/** One failure is a hiccup, also after a night in which this process was down. */
const FAILURES_TOLD = 3;

export function createInboxes(deps: { db: Db; addressHash: AddressHash; threads: Pick<Threads, 'append'> }): Inboxes {
  const store = createChannelStore(deps.db, deps.addressHash);

  const inbox = async (id: string): Promise<Inbox> => (await store.inboxes([id]))[0] ?? { id, failures: 0 };

  async function refsOf(id: string): Promise<Record<string, string>> {
    const mailbox = await store.mailbox(id);
    return mailbox ? { inboxId: id, mailboxId: id, memberId: mailbox.memberId } : { inboxId: id };
  }

  return {
    inboxes: store.inboxes,

    async wasRead(id, at, upTo) {
      const { toldAt, readUpTo } = await inbox(id);
      // Another process may have read further meanwhile.
      const newest = upTo === undefined ? undefined : Math.max(upTo, readUpTo ?? upTo);
      if (toldAt === undefined) return store.keepRead(id, at, newest);
      const refs = await refsOf(id);
      await inTransaction(deps.db, async (scope) => {
        await deps.threads.append(scope, { at, kind: 'mailbox.read_again', refs, onceKey: `read:${id}:${toldAt}` });
        await createChannelStore(scope, deps.addressHash).keepRead(id, at, newest);
      });
    },

    async couldNotBeRead(id, at, unreadMs) {
      await store.keepFailure(id, at);
      const { failures, toldAt, readAt, failingSince = at } = await inbox(id);
      const since = readAt ?? failingSince;
      if (toldAt !== undefined || failures < FAILURES_TOLD || at - since < unreadMs) return;
      const refs = { ...(await refsOf(id)), since };
      await inTransaction(deps.db, async (scope) => {
        const onceKey = `unread:${id}:${failingSince}`;
        await deps.threads.append(scope, { at, kind: 'mailbox.read_failed', refs, onceKey });
        await createChannelStore(scope, deps.addressHash).keepTold(id, at);
      });
    },
  };
}
