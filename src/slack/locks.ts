import type { Posts } from '../features/posts/index.ts';
import { SECOND_MS } from '../kernel/clock.ts';
import { Unavailable } from '../kernel/errors.ts';
import { wait } from './posting.ts';

const TRY_EVERY_MS = 200;
const TRIES = 25;
/** A lock lasts half a minute: whoever works longer, or waits for Slack, says in good time that it is still there. */
const PROLONG_EVERY_MS = 10 * SECOND_MS;

/** A lock that is held. */
export interface Held {
  /** Before a step that must not be done twice: throws Unavailable when somebody else has the lock by now. */
  assertMine(): Promise<void>;
}

export type WithLead = <T>(leadId: string, work: (held: Held) => Promise<T>) => Promise<T>;

/** Does the work under a lock for all processes, and keeps it for as long as the work takes. Answers undefined while another holds it. */
export async function whileHeld<T>(
  posts: Pick<Posts, 'hold' | 'prolong' | 'letGo'>,
  name: string,
  work: (held: Held) => Promise<T>,
): Promise<{ answer: T } | undefined> {
  const owner = await posts.hold(name);
  if (owner === undefined) return undefined;
  // A prolonging that fails is noticed before the next step.
  const keeping = setInterval(() => void posts.prolong(name, owner).catch(() => false), PROLONG_EVERY_MS).unref();
  const held: Held = {
    async assertMine() {
      if (!(await posts.prolong(name, owner)))
        throw new Unavailable('Another process has taken this over. It is tried again.');
    },
  };
  try {
    return { answer: await work(held) };
  } finally {
    clearInterval(keeping);
    await posts.letGo(name, owner);
  }
}

/**
 * One piece of work at a time on a lead's Slack thread: in this process in the order in which it was asked for, among
 * processes by a lock in the database. Throws Unavailable when another process does not let go.
 */
export function createLeadLocks(deps: { posts: Posts }): WithLead {
  const tails = new Map<string, Promise<unknown>>();

  async function locked<T>(leadId: string, work: (held: Held) => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries += 1) {
      const done = await whileHeld(deps.posts, `thread:${leadId}`, work);
      if (done) return done.answer;
      if (tries === TRIES) throw new Unavailable('Another process writes this lead’s thread. It is tried again.');
      await wait(TRY_EVERY_MS);
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
