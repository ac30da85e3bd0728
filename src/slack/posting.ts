import type { Posts } from '../features/posts/index.ts';
import { type Clock, MINUTE_MS, SECOND_MS } from '../kernel/clock.ts';
import { RateLimited, Unavailable } from '../kernel/errors.ts';
import { SlackRefusal } from './call-errors.ts';
import type { SlackCalls } from './calls.ts';
import type { Card, FileUpload } from './gesture.ts';

/** Another process may be in the middle of a post: its claim is left alone this long. */
const CLAIM_MS = 30 * SECOND_MS;
const MAX_WAIT_MS = MINUTE_MS;
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
  const mine = new Set<string>();
  const freeAt = new Map<string, number>();

  /** Waits for the channel's turn: about one message a second and channel is what Slack takes. */
  async function turn(channelId: string): Promise<void> {
    const now = performance.now();
    const at = Math.max(now, freeAt.get(channelId) ?? 0);
    freeAt.set(channelId, at + deps.gapMs);
    if (at > now) await wait(at - now);
  }

  async function send(post: KeyedPost, tries = 0): Promise<{ channelId: string; ts: string }> {
    await turn(post.channelId);
    try {
      return await calls.post(post);
    } catch (error) {
      if (error instanceof RateLimited && tries < 5) {
        await wait(Math.min(error.retryAfterMs, MAX_WAIT_MS));
        return send(post, tries + 1);
      }
      if (error instanceof SlackRefusal && CONTENT_REFUSALS.has(error.slackError) && post.card.blocks) {
        return send({ ...post, card: { text: post.card.text } }, tries + 1);
      }
      // Slack said no, or was not reached: the key is free. Anything else stays claimed and is looked up.
      if (error instanceof SlackRefusal || error instanceof Unavailable || error instanceof RateLimited)
        await posts.release(post.key);
      throw error;
    }
  }

  return {
    turn,

    /** Answers where the post stands, also when it was posted before. Throws Unavailable while another process holds the claim. */
    async post(post: KeyedPost): Promise<{ channelId: string; ts: string; isNew: boolean }> {
      const { first, post: known } = await posts.claim(post);
      if (!first && known.ts) return { channelId: known.channelId, ts: known.ts, isNew: false };
      if (!first) {
        const age = clock.now() - known.claimedAt;
        if (!mine.has(post.key) && age < CLAIM_MS) throw new Unavailable('Another process is posting this.');
        const since = known.claimedAt - MINUTE_MS;
        const found = await calls.findByKey(post.channelId, post.key, { threadTs: post.threadTs, since });
        if (found) {
          await posts.record(post.key, { channelId: post.channelId, ts: found });
          return { channelId: post.channelId, ts: found, isNew: false };
        }
        if (!(await posts.reclaim(known))) throw new Unavailable('Another process is posting this.');
      }
      mine.add(post.key);
      const sent = await send(post);
      await posts.record(post.key, sent);
      mine.delete(post.key);
      return { ...sent, isNew: true };
    },

    /** A picture or document with words into a channel, once for each key. Answers false when it was there already. */
    async postFile({
      key,
      channelId,
      text,
      file,
    }: {
      key: string;
      channelId: string;
      text: string;
      file: FileUpload;
    }): Promise<boolean> {
      const { first, post } = await posts.claim({ key, kind: 'file', channelId });
      if (!first && post.ts) return false;
      const isThere = !first && (await calls.hasFile(channelId, file.name, post.claimedAt - MINUTE_MS));
      if (!isThere) {
        await turn(channelId);
        await calls.uploadFile({ channelId, text, file }).catch(async (error) => {
          if (error instanceof SlackRefusal || error instanceof RateLimited) await posts.release(key);
          throw error;
        });
      }
      await posts.record(key, { channelId, ts: FILE_TS });
      return !isThere;
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
