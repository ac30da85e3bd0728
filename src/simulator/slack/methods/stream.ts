import { MINUTE_MS, systemClock } from '../../../kernel/clock.ts';
import type { Block } from '../../page-api.ts';
import type { Message } from '../records.ts';
import { invalidArguments, Refusal } from '../refusal.ts';
import { type Args, jsonList } from './args.ts';
import { checkedBlocks, metadataOf } from './chat.ts';
import { joined, type MethodDeps, type Methods, postingPlace } from './method.ts';

/** Slack ends a stream by itself after about five minutes. */
const STREAM_LIFE_MS = 5 * MINUTE_MS;
const MAX_MARKDOWN = 12_000;

/** What a call adds to a streamed message: words, and blocks that stand under them. */
function addition(deps: MethodDeps, args: Args): { words: string; blocks: Block[] } {
  const chunks = jsonList(args.json('chunks'));
  const words = [
    args.text('markdown_text'),
    ...chunks.map((one) => (one.type === 'markdown_text' ? String(one.text ?? '') : '')),
  ].join('');
  if (words.length > MAX_MARKDOWN) throw new Refusal('msg_too_long');
  const tasks = chunks
    .filter((one) => one.type === 'task_update')
    .map((one) => ({
      type: 'task_card',
      task_id: String(one.id ?? ''),
      title: String(one.title ?? ''),
      status: String(one.status ?? 'pending'),
    }));
  const blocks = chunks.filter((one) => one.type === 'blocks').flatMap((one) => jsonList(one.blocks));
  return { words, blocks: checkedBlocks(deps, [...tasks, ...blocks]) };
}

export function streamMethods(deps: MethodDeps): Methods {
  const { store, shapes, posts } = deps;
  const scope = 'chat:write';

  function streaming(args: Args): Message {
    const channel = joined(deps, args.need('channel'));
    const message = store.message(channel.id, args.need('ts'));
    if (!message) throw new Refusal('message_not_found');
    const since = message.streamingSince;
    if (since === undefined || systemClock.now() - since > STREAM_LIFE_MS)
      throw new Refusal('message_not_in_streaming_state');
    return message;
  }

  /** The words so far as one markdown block, in front of the blocks so far. */
  function grow(message: Message, more: { words: string; blocks: Block[] }): { text: string; blocks: Block[] } {
    const text = message.text + more.words;
    const kept = message.blocks.filter((one) => one.type !== 'markdown');
    const ids = new Set(more.blocks.map((one) => one.task_id).filter(Boolean));
    const rest = [...kept.filter((one) => !ids.has(one.task_id)), ...more.blocks];
    return { text, blocks: [...(text ? [{ type: 'markdown', text }] : []), ...rest] };
  }

  return {
    'chat.startStream': {
      scope,
      run(args) {
        const channel = postingPlace(deps, args.need('channel'));
        const threadTs = args.need('thread_ts');
        if (!store.message(channel.id, threadTs)) throw new Refusal('thread_not_found');
        for (const name of channel.kind === 'im' ? [] : ['recipient_user_id', 'recipient_team_id']) {
          if (!args.text(name)) throw invalidArguments(`missing required field: ${name}`);
        }
        const more = addition(deps, args);
        const blocks = [...(more.words ? [{ type: 'markdown', text: more.words }] : []), ...more.blocks];
        const message = posts.byApp({
          channelId: channel.id,
          threadTs,
          text: more.words,
          blocks,
          streamingSince: systemClock.now(),
        });
        return { channel: channel.id, ts: message.ts };
      },
    },
    'chat.appendStream': {
      scope,
      run(args) {
        const message = streaming(args);
        const more = addition(deps, args);
        if (!more.words && more.blocks.length === 0) throw new Refusal('no_text');
        posts.change(message, grow(message, more));
        return { channel: message.channelId, ts: message.ts };
      },
    },
    'chat.stopStream': {
      scope,
      run(args) {
        const message = streaming(args);
        const grown = grow(message, addition(deps, args));
        const last = checkedBlocks(deps, args.json('blocks', 'invalid_blocks_format') ?? []);
        const metadata = metadataOf(args);
        posts.change(message, {
          text: grown.text,
          blocks: [...grown.blocks, ...last],
          streamingSince: undefined,
          ...(metadata ? { metadata } : {}),
        });
        return { channel: message.channelId, ts: message.ts, message: shapes.message(message) };
      },
    },
  };
}
