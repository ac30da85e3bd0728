import type { Block } from '../../page-api.ts';
import { problemsOfBlocks } from '../blocks/surfaces.ts';
import { isJson, type Message } from '../records.ts';
import { Refusal, refusalOf } from '../refusal.ts';
import type { Args } from './args.ts';
import { joined, type MethodDeps, type Methods, postingPlace, visible } from './method.ts';

const MAX_TEXT = 40_000;
const MAX_UPDATE = 4_000;
const MAX_MARKDOWN = 12_000;
const MAX_METADATA_BYTES = 16_384;

export interface Content {
  text: string;
  blocks?: Block[];
}

/** Blocks that Slack takes, or a Refusal `invalid_blocks` that says what it does not take and where. */
export function checkedBlocks(deps: Pick<MethodDeps, 'store'>, blocks: unknown): Block[] {
  const problems = problemsOfBlocks(blocks, { hasFile: (id) => deps.store.files.has(id) });
  if (problems.length > 0) {
    const errors = problems.map((one) => one.replace('[ERROR] ', ''));
    throw new Refusal('invalid_blocks', { errors, ...refusalOf('', problems).more });
  }
  return blocks as Block[];
}

/** What a message says, from `text`, `blocks` or `markdown_text`. */
export function contentOf(deps: MethodDeps, args: Args, limit = MAX_TEXT): Content {
  const markdown = args.text('markdown_text');
  const given = args.json('blocks', 'invalid_blocks_format');
  if (markdown && (args.text('text') || given)) throw new Refusal('markdown_text_conflict');
  if (markdown.length > MAX_MARKDOWN) throw new Refusal('msg_too_long');
  if (markdown) return { text: markdown, blocks: [{ type: 'markdown', text: markdown }] };
  const text = args.text('text');
  const blocks = given === undefined ? undefined : checkedBlocks(deps, given);
  if (text.length > limit) throw new Refusal('msg_too_long');
  return { text, blocks };
}

/** `metadata` of a message: a name and a flat object, or a Refusal. */
export function metadataOf(args: Args): unknown {
  const metadata = args.json('metadata', 'invalid_metadata_format');
  if (metadata === undefined) return undefined;
  const isGood =
    isJson(metadata) &&
    typeof metadata.event_type === 'string' &&
    metadata.event_type !== '' &&
    isJson(metadata.event_payload);
  if (!isGood) throw new Refusal('invalid_metadata_format');
  if (JSON.stringify(metadata).length > MAX_METADATA_BYTES) throw new Refusal('metadata_too_large');
  return metadata;
}

export function chatMethods(deps: MethodDeps): Methods {
  const { store, shapes, posts, identity } = deps;
  const scope = 'chat:write';

  function threadIn(channelId: string, args: Args): string | undefined {
    const ts = args.text('thread_ts');
    if (ts && !store.message(channelId, ts)) throw new Refusal('thread_not_found');
    return ts || undefined;
  }

  function own(args: Args, word: 'cant_update_message' | 'cant_delete_message'): Message {
    const channel = joined(deps, args.need('channel'));
    const message = store.message(channel.id, args.need('ts'));
    if (!message || message.onlyFor) throw new Refusal('message_not_found');
    if (message.botId !== identity.botId) throw new Refusal(word);
    return message;
  }

  return {
    'chat.postMessage': {
      scope,
      run(args) {
        const channel = postingPlace(deps, args.need('channel'));
        const content = contentOf(deps, args);
        if (!content.text && !content.blocks?.length) throw new Refusal('no_text');
        const message = posts.byApp({
          ...content,
          channelId: channel.id,
          threadTs: threadIn(channel.id, args),
          metadata: metadataOf(args),
        });
        return { channel: channel.id, ts: message.ts, message: shapes.message(message, { metadata: true }) };
      },
    },
    'chat.postEphemeral': {
      scope,
      run(args) {
        const channel = postingPlace(deps, args.need('channel'));
        const content = contentOf(deps, args);
        if (!content.text && !content.blocks?.length) throw new Refusal('no_text');
        const onlyFor = args.need('user');
        if (!channel.memberIds.includes(onlyFor)) throw new Refusal('user_not_in_channel');
        return {
          message_ts: posts.byApp({ ...content, channelId: channel.id, threadTs: threadIn(channel.id, args), onlyFor })
            .ts,
        };
      },
    },
    'chat.update': {
      scope,
      run(args) {
        const message = own(args, 'cant_update_message');
        const content = contentOf(deps, args, MAX_UPDATE);
        const metadata = metadataOf(args);
        const text = args.has('text') || args.has('markdown_text') ? content.text : message.text;
        if (!text && (content.blocks ?? message.blocks).length === 0) throw new Refusal('no_text');
        posts.change(message, { text, blocks: content.blocks ?? message.blocks, ...(metadata ? { metadata } : {}) });
        return {
          channel: message.channelId,
          ts: message.ts,
          text: message.text,
          message: shapes.message(message, { metadata: true }),
        };
      },
    },
    'chat.delete': {
      scope,
      run(args) {
        const message = own(args, 'cant_delete_message');
        posts.remove(message);
        return { channel: message.channelId, ts: message.ts };
      },
    },
    'chat.getPermalink': {
      run(args) {
        const channel = visible(deps, args.need('channel'));
        const message = store.message(channel.id, args.need('message_ts'));
        if (!message || message.onlyFor) throw new Refusal('message_not_found');
        return {
          channel: channel.id,
          permalink: `${deps.baseUrl()}/archives/${channel.id}/p${message.ts.replace('.', '')}`,
        };
      },
    },
  };
}
