import type { Block } from '../page-api.ts';
import { checkedBlocks } from './methods/chat.ts';
import type { Posts } from './posts.ts';
import { isJson, type Json } from './records.ts';
import { Refusal } from './refusal.ts';
import type { Store } from './store.ts';
import type { ResponseUrl, Triggers } from './triggers.ts';

export interface ResponseAnswer {
  status: number;
  body: Json;
}

/** What the app sends to a `response_url`: a new message, or the message of the gesture replaced or removed. */
export function createResponses(deps: { store: Store; posts: Posts; triggers: Triggers }) {
  const { store, posts, triggers } = deps;

  function apply(url: ResponseUrl, body: Json): void {
    const original = url.ts ? store.message(url.channelId, url.ts) : undefined;
    if (body.delete_original === true) {
      if (!original) throw new Refusal('message_not_found');
      posts.remove(original);
      return;
    }
    const text = typeof body.text === 'string' ? body.text : '';
    const given = typeof body.blocks === 'string' ? parsed(body.blocks) : body.blocks;
    const blocks: Block[] = given === undefined || given === null ? [] : checkedBlocks({ store }, given);
    if (!text && blocks.length === 0) throw new Refusal('no_text');
    // Without a word on it, an answer to a gesture on a message takes that message's place.
    if (original && body.replace_original !== false) {
      posts.change(original, { text, blocks });
      return;
    }
    const threadTs = typeof body.thread_ts === 'string' ? body.thread_ts : url.threadTs;
    const onlyFor = body.response_type === 'in_channel' ? {} : { onlyFor: url.userId };
    posts.byApp({ channelId: url.channelId, text, blocks, threadTs, ...onlyFor });
  }

  return function respond(id: string, body: unknown): ResponseAnswer {
    try {
      apply(triggers.spendUrl(id), isJson(body) ? body : {});
      return { status: 200, body: { ok: true } };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const isGone = error.word === 'expired_url' || error.word === 'used_url';
      return { status: isGone ? 404 : 400, body: { ok: false, error: error.word, ...error.more } };
    }
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('invalid_blocks_format');
  }
}
