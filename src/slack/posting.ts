import type { Post, Posts } from '../features/posts/index.ts';
import { type Clock, MINUTE_MS, SECOND_MS } from '../kernel/clock.ts';
import { RateLimited, Unavailable } from '../kernel/errors.ts';
import { SlackRefusal } from './call-errors.ts';
import type { SlackCalls } from './calls.ts';
import type { Card, FileUpload } from './gesture.ts';

/** Another process may be in the middle of a post: its claim is left alone this long. */
const CLAIM_MS = 30 * SECOND_MS;
const MAX_WAIT_MS = MINUTE_MS;
/** Well within the life of a claim. */
const RENEW_MS = 10 * SECOND_MS;
const TAKEN = 'Another process is posting this.';
/** Slack does not tell the message of an upload. */
const FILE_TS = 'file';

export interface KeyedPost {
  key: string;
  kind: string;
  subjectId?: string;
  channelId: string;
  threadTs?: string;
  card: Card;
}

interface KeyedFile {
  key: string;
  channelId: string;
  text: string;
  file: FileUpload;
}

/** The claim that a piece of work stands on. */
interface Mine {
  /** Throws Unavailable when somebody else has claimed it by now. */
  assert(): Promise<void>;
}

/** Refusals of the words or blocks, which the plain first line passes. */
const CONTENT_REFUSALS = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
  'invalid_metadata_format',
]);

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

/**
 * Posts each key once: claimed before the call, recorded after it, looked up in the channel by its metadata when it is not
 * known whether Slack took it. Keeps a gap between posts in one channel and waits when Slack asks for it.
 */
export function createPosting(deps: { calls: SlackCalls; posts: Posts; clock: Clock; gapMs: number }) {
  const { calls, posts, clock } = deps;
  /** Claimed here, and not known to have come to something: looked up at once. */
  const unsure = new Set<string>();
  const underWay = new Map<string, Promise<{ channelId: string; ts: string; isNew: boolean }>>();
  const freeAt = new Map<string, number>();

  /** Waits for the channel's turn: about one message a second and channel is what Slack takes. */
  async function turn(channelId: string): Promise<void> {
    const now = performance.now();
    const at = Math.max(now, freeAt.get(channelId) ?? 0);
    freeAt.set(channelId, at + deps.gapMs);
    if (at > now) await wait(at - now);
  }

  async function send(post: KeyedPost, mine: Mine, tries = 0): Promise<{ channelId: string; ts: string }> {
    await turn(post.channelId);
    await mine.assert();
    try {
      return await calls.post(post);
    } catch (error) {
      if (error instanceof RateLimited && tries < 5) {
        await wait(Math.min(error.retryAfterMs, MAX_WAIT_MS));
        return send(post, mine, tries + 1);
      }
      if (error instanceof SlackRefusal && CONTENT_REFUSALS.has(error.slackError) && post.card.blocks) {
        return send({ ...post, card: { text: post.card.text } }, mine, tries + 1);
      }
      throw error;
    }
  }

  /**
   * Does what was claimed while the claim is kept: each look at it is another half minute, so that it lasts as long as the waiting for
   * Slack. A claim that was lost meanwhile ends the work before its next call. What is known not to have happened is free again; anything
   * else stays claimed and is looked up.
   */
  async function whileClaimed<T>(first: Post, work: (mine: Mine) => Promise<T>): Promise<T> {
    let claim: Post | undefined = first;
    let asking = Promise.resolve();
    const renew = (): Promise<void> => {
      asking = asking
        .catch(() => undefined)
        .then(async () => {
          if (claim) claim = await posts.reclaim(claim);
        });
      return asking;
    };
    const keeping = setInterval(() => void renew().catch(() => undefined), RENEW_MS).unref();
    unsure.add(first.key);
    try {
      return await work({
        async assert() {
          await renew();
          if (!claim) throw new Unavailable(TAKEN);
        },
      });
    } catch (error) {
      await asking.catch(() => undefined);
      if (error instanceof SlackRefusal || error instanceof Unavailable || error instanceof RateLimited) {
        unsure.delete(first.key);
        if (claim) await posts.release(claim);
      }
      throw error;
    } finally {
      clearInterval(keeping);
    }
  }

  /** The claim of a post that nobody is known to be at: the caller's to carry out, after a look whether it happened. */
  function assertLeft(post: Post): void {
    if (!unsure.has(post.key) && clock.now() - post.claimedAt < CLAIM_MS) throw new Unavailable(TAKEN);
  }

  async function postOnce(post: KeyedPost): Promise<{ channelId: string; ts: string; isNew: boolean }> {
    const { first, post: known } = await posts.claim(post);
    let claim: Post | undefined = known;
    if (!first && known.ts) return { channelId: known.channelId, ts: known.ts, isNew: false };
    if (!first) {
      assertLeft(known);
      const since = known.claimedAt - MINUTE_MS;
      const found = await calls.findByKey(post.channelId, post.key, { threadTs: post.threadTs, since });
      if (found) {
        await posts.record(post.key, { channelId: post.channelId, ts: found });
        return { channelId: post.channelId, ts: found, isNew: false };
      }
      claim = await posts.reclaim(known);
      if (!claim) throw new Unavailable(TAKEN);
    }
    const sent = await whileClaimed(claim, (mine) => send(post, mine));
    await posts.record(post.key, sent);
    unsure.delete(post.key);
    return { ...sent, isNew: true };
  }

  return {
    turn,

    /** Answers where the post stands, also when it was posted before. Throws Unavailable while another process holds the claim. */
    async post(post: KeyedPost): Promise<{ channelId: string; ts: string; isNew: boolean }> {
      const running = underWay.get(post.key);
      if (running) return { ...(await running), isNew: false };
      const posting = postOnce(post).finally(() => underWay.delete(post.key));
      underWay.set(post.key, posting);
      return posting;
    },

    /** A picture or document with words into a channel, once for each key. Answers false when it was there already. */
    async postFile({ key, channelId, text, file }: KeyedFile): Promise<boolean> {
      const { first, post: known } = await posts.claim({ key, kind: 'file', channelId });
      let claim: Post | undefined = known;
      if (!first && known.ts) return false;
      if (!first) {
        assertLeft(known);
        if (await calls.hasFile(channelId, file.name, known.claimedAt - MINUTE_MS)) {
          await posts.record(key, { channelId, ts: FILE_TS });
          return false;
        }
        claim = await posts.reclaim(known);
        if (!claim) throw new Unavailable(TAKEN);
      }
      await whileClaimed(claim, async (mine) => {
        await turn(channelId);
        await mine.assert();
        await calls.uploadFile({ channelId, text, file });
      });
      await posts.record(key, { channelId, ts: FILE_TS });
      unsure.delete(key);
      return true;
    },

    /** Draws a message anew; answers `gone` for one that was deleted from Slack. */
    async update(message: { channelId: string; ts: string; card: Card }): Promise<'drawn' | 'gone' | 'refused'> {
      for (let tries = 0; ; tries += 1) {
        try {
          await calls.update(message);
          return 'drawn';
        } catch (error) {
          if (error instanceof RateLimited && tries < 5) await wait(Math.min(error.retryAfterMs, MAX_WAIT_MS));
          else if (error instanceof SlackRefusal && error.slackError === 'message_not_found') return 'gone';
          else if (
            error instanceof SlackRefusal &&
            ['cant_update_message', 'channel_not_found', 'is_archived'].includes(error.slackError)
          )
            return 'refused';
          else throw error;
        }
      }
    },
  };
}

export type Posting = ReturnType<typeof createPosting>;
