import type { Posts } from '../features/posts/index.ts';
import { Unavailable } from '../kernel/errors.ts';
import { wait } from './posting.ts';

const TRY_EVERY_MS = 200;
const TRIES = 25;

export type WithLead = <T>(leadId: string, work: () => Promise<T>) => Promise<T>;

/**
 * One piece of work at a time on a lead's Slack thread: in this process in the order in which it was asked for, among
 * processes by a lock in the database. Throws Unavailable when another process does not let go.
 */
export function createLeadLocks(deps: { posts: Posts }): WithLead {
  const tails = new Map<string, Promise<unknown>>();

  async function locked<T>(leadId: string, work: () => Promise<T>): Promise<T> {
    const name = `thread:${leadId}`;
    for (let tries = 0; !(await deps.posts.hold(name)); tries += 1) {
      if (tries === TRIES) throw new Unavailable('Another process writes this lead’s thread. It is tried again.');
      await wait(TRY_EVERY_MS);
    }
    try {
      return await work();
    } finally {
      await deps.posts.letGo(name);
    }
  }

  return async (leadId, work) => {
    const before = tails.get(leadId) ?? Promise.resolve();
    const mine = before.then(() => locked(leadId, work));
    const tail = mine.catch(() => undefined);
    tails.set(leadId, tail);
    try {
      return await mine;
    } finally {
      if (tails.get(leadId) === tail) tails.delete(leadId);
    }
  };
}
