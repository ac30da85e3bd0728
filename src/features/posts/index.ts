import { randomUUID } from 'node:crypto';
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
  /** A word that only the holder of the claim knows; each claim makes a new one. */
  owner?: string;
}

/** A card that a person gets once a day, drawn anew as things change. */
export type TodayKind = 'drafts' | 'tasks' | 'sent';

/** A card of the day that is not as the log has it yet, up to the entry `upTo`. */
export interface AskedCard {
  memberId: string;
  kind: TodayKind;
  /** Something new makes it worth a message; else it is only drawn anew where it stands. */
  isNew: boolean;
  upTo: number;
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
  /** The post is known not to have happened: the key is free again, if the claim is still the caller's. */
  release(claim: Post): Promise<void>;
  /** Claims it anew from what was seen, one's own claim too; undefined when somebody else was quicker. */
  reclaim(seen: Post): Promise<Post | undefined>;
  /** Takes a lock for all processes, for half a minute, and answers its owner's word; undefined while another holds it. */
  hold(name: string): Promise<string | undefined>;
  /** Another half minute; false when somebody else has it by now. */
  prolong(name: string, owner: string): Promise<boolean>;
  letGo(name: string, owner: string): Promise<void>;
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
  /** An entry of the log changes a card of the day. Told again, it changes nothing. */
  askToday(memberId: string, kind: TodayKind, entry: { id: number; isNew: boolean }): Promise<void>;
  todayAsked(): Promise<AskedCard[]>;
  todayDrawn(card: AskedCard): Promise<void>;
}

const NOTE = 'note:';
const LOCK_MS = 30 * SECOND_MS;
const lockKey = (name: string) => `lock:${name}`;

export function createPosts(deps: { db: Db; clock: Clock }): Posts {
  const { clock } = deps;
  const store = createPostStore(deps.db);
  const rebuildKey = (leadId: string) => `rebuild:${leadId}`;
  const reclaim: Posts['reclaim'] = (seen) => store.reclaim(seen, { owner: randomUUID(), at: clock.now() });
  return {
    claim: (post) => store.claim({ ...post, owner: randomUUID() }, clock.now()),
    record: store.record,
    release: (claim) => store.remove(claim.key, claim.owner),
    reclaim,
    async hold(name) {
      const lock = { key: lockKey(name), kind: 'lock', channelId: '', owner: randomUUID() };
      const { first, post } = await store.claim(lock, clock.now());
      if (first) return lock.owner;
      return clock.now() - post.claimedAt >= LOCK_MS ? (await reclaim(post))?.owner : undefined;
    },
    prolong: (name, owner) => store.prolong(lockKey(name), owner, clock.now()),
    letGo: (name, owner) => store.remove(lockKey(name), owner),
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
    askToday: store.askToday,
    todayAsked: store.todayAsked,
    todayDrawn: store.todayDrawn,
  };
}
