import type { Db } from '../../db/index.ts';
import { type Clock, type Instant, SECOND_MS } from '../../kernel/clock.ts';
import { createPostStore } from './store.ts';

/** One message of the app in Slack. `claimed` until its `ts` is known, `gone` once it was deleted or left behind. */
export interface Post {
  key: string;
  kind: string;
  subjectId?: string;
  channelId: string;
  ts?: string;
  state: 'claimed' | 'posted' | 'gone';
  claimedAt: Instant;
}

export interface SlackThread {
  leadId: string;
  channelId: string;
  threadTs: string;
  madeAt: Instant;
}

/** What the app has posted, so that nothing is posted twice and every card can be found again. */
export interface Posts {
  /** Before the call. `first` is false when the key was claimed before: `post` tells by what it came to. */
  claim(post: {
    key: string;
    kind: string;
    subjectId?: string;
    channelId: string;
  }): Promise<{ first: boolean; post: Post }>;
  /** After the call, or after it was looked up. */
  record(key: string, posted: { channelId: string; ts: string }): Promise<void>;
  /** The post is known not to have happened: the key is free again. */
  release(key: string): Promise<void>;
  /** Claims it anew after a look-up found nothing; false when another process was quicker. */
  reclaim(post: Post): Promise<boolean>;
  /** Takes a lock for all processes, for half a minute; false while another holds it. Taking it again prolongs nothing: `prolong` does. */
  hold(name: string): Promise<boolean>;
  prolong(name: string): Promise<void>;
  letGo(name: string): Promise<void>;
  get(key: string): Promise<Post | undefined>;
  /** Posts of a kind (and subject), oldest first; those that are gone left out. */
  find(kind: string, subjectId?: string): Promise<Post[]>;
  at(channelId: string, ts: string): Promise<Post | undefined>;
  threadOf(leadId: string): Promise<SlackThread | undefined>;
  leadOfThread(channelId: string, threadTs: string): Promise<string | undefined>;
  linkThread(leadId: string, channelId: string, threadTs: string): Promise<void>;
  /** Leaves a lead's Slack thread and its posts behind; the next entry, or a rebuild, makes a new one. */
  leaveThread(leadId: string): Promise<void>;
  /** How many Slack threads of that lead were left behind. */
  threadsLeft(leadId: string): Promise<number>;
  /** Remembers that an entry came out of a message in the lead's thread, so that it isn't posted there again. */
  markNote(note: { leadId: string; entryId: number; channelId: string; ts: string }): Promise<void>;
  /** Ids of entries that stand in the lead's present thread as messages of people. */
  notesInThread(leadId: string): Promise<number[]>;
  /** Asks the poster to make the lead's Slack thread anew from the log. Twice is one. */
  askRebuild(leadId: string): Promise<void>;
  rebuildsAsked(): Promise<string[]>;
  rebuilt(leadId: string): Promise<void>;
}

const NOTE = 'note:';
const LOCK_MS = 30 * SECOND_MS;
const lockKey = (name: string) => `lock:${name}`;

export function createPosts(deps: { db: Db; clock: Clock }): Posts {
  const { clock } = deps;
  const store = createPostStore(deps.db);
  const rebuildKey = (leadId: string) => `rebuild:${leadId}`;
  return {
    claim: (post) => store.claim(post, clock.now()),
    record: store.record,
    release: store.remove,
    reclaim: (post) => store.reclaim(post, clock.now()),
    async hold(name) {
      const { first, post } = await store.claim({ key: lockKey(name), kind: 'lock', channelId: '' }, clock.now());
      if (first) return true;
      return clock.now() - post.claimedAt >= LOCK_MS && store.reclaim(post, clock.now());
    },
    prolong: (name) => store.prolong(lockKey(name), clock.now()),
    letGo: (name) => store.remove(lockKey(name)),
    get: store.get,
    find: store.find,
    at: store.at,
    threadOf: store.threadOf,
    leadOfThread: store.leadOfThread,
    linkThread: (leadId, channelId, threadTs) => store.linkThread({ leadId, channelId, threadTs, madeAt: clock.now() }),
    leaveThread: store.leaveThread,
    threadsLeft: store.threadsLeft,
    async markNote({ leadId, entryId, channelId, ts }) {
      const key = `${NOTE}${entryId}`;
      await store.claim({ key, kind: 'thread_note', subjectId: leadId, channelId }, clock.now());
      await store.record(key, { channelId, ts });
    },
    notesInThread: async (leadId) =>
      (await store.find('thread_note', leadId)).map((one) => Number(one.key.slice(NOTE.length))),
    async askRebuild(leadId) {
      await store.claim({ key: rebuildKey(leadId), kind: 'rebuild', subjectId: leadId, channelId: '' }, clock.now());
    },
    rebuildsAsked: async () => (await store.find('rebuild')).flatMap((one) => one.subjectId ?? []),
    rebuilt: (leadId) => store.remove(rebuildKey(leadId)),
  };
}
