import type { Block } from '../page-api.ts';
import { type Args, joined, type Method, messagePayload, need, text } from './args.ts';
import { problemsOf, problemsOfView } from './block-rules.ts';
import { stateOf, withIds } from './elements.ts';
import { fileMethods } from './file-methods.ts';
import type { Hub } from './hub.ts';
import { peopleMethods } from './people-methods.ts';
import { type Message, Refusal, type StoredView, type ViewJson } from './state.ts';

const MAX_TEXT = 40_000;
const MAX_VIEWS = 3;

function checkedBlocks(args: Args): Block[] {
  if (args.blocks === undefined || args.blocks === '' || args.blocks === null) return [];
  const problems = problemsOf(args.blocks, 'message');
  if (problems.length > 0)
    throw new Refusal('invalid_blocks', { errors: problems, response_metadata: { messages: problems } });
  return args.blocks as Block[];
}

function chatMethods(hub: Hub): Record<string, Method> {
  const { state, identity } = hub;

  function write(args: Args, onlyFor?: string): Message {
    const channel = joined(hub, need(args, 'channel'));
    const blocks = checkedBlocks(args);
    const words = text(args.text ?? args.markdown_text);
    if (!words && blocks.length === 0) throw new Refusal('no_text');
    if (words.length > MAX_TEXT) throw new Refusal('msg_too_long');
    const threadTs = text(args.thread_ts) || undefined;
    if (threadTs && !state.message(channel.id, threadTs)) throw new Refusal('thread_not_found');
    if (onlyFor && !channel.memberIds.includes(onlyFor)) throw new Refusal('user_not_in_channel');
    const message = state.addMessage({
      channelId: channel.id,
      userId: identity.botUserId,
      botId: identity.botId,
      text: words,
      blocks: withIds(blocks, () => state.nextId('b')),
      fileIds: [],
      threadTs,
      onlyFor,
      metadata: args.metadata || undefined,
    });
    hub.showMessage(message);
    return message;
  }

  function own(args: Args): Message {
    const channel = joined(hub, need(args, 'channel'));
    const message = state.message(channel.id, need(args, 'ts'));
    if (!message || message.onlyFor) throw new Refusal('message_not_found');
    if (message.botId !== identity.botId) throw new Refusal('cant_update_message');
    return message;
  }

  return {
    'chat.postMessage': (args) => {
      const message = write(args);
      return { channel: message.channelId, ts: message.ts, message: messagePayload(hub, message) };
    },
    'chat.postEphemeral': (args) => {
      const user = need(args, 'user');
      return { message_ts: write(args, user).ts };
    },
    'chat.update': (args) => {
      const message = own(args);
      const blocks = args.blocks === undefined ? message.blocks : withIds(checkedBlocks(args), () => state.nextId('b'));
      if (text(args.text).length > MAX_TEXT) throw new Refusal('msg_too_long');
      if (!text(args.text) && blocks.length === 0) throw new Refusal('no_text');
      Object.assign(message, {
        text: args.text === undefined ? message.text : text(args.text),
        blocks,
        edited: true,
        values: stateOf(blocks, message.values),
      });
      if (args.metadata) message.metadata = args.metadata;
      hub.showMessage(message);
      return { channel: message.channelId, ts: message.ts, text: message.text, message: messagePayload(hub, message) };
    },
    'chat.delete': (args) => {
      const message = own(args);
      const channel = state.channel(message.channelId);
      channel.messages = channel.messages.filter((one) => one !== message);
      hub.show({ type: 'message_deleted', channelId: channel.id, ts: message.ts }, channel.memberIds);
      return { channel: channel.id, ts: message.ts };
    },
    'chat.getPermalink': (args) => {
      const channel = state.channel(need(args, 'channel'));
      const message = state.message(channel.id, need(args, 'message_ts'));
      if (!message) throw new Refusal('message_not_found');
      return {
        channel: channel.id,
        permalink: `${hub.baseUrl()}/archives/${channel.id}/p${message.ts.replace('.', '')}`,
      };
    },
    'reactions.add': (args) => {
      const channel = joined(hub, need(args, 'channel'));
      const message = state.message(channel.id, need(args, 'timestamp'));
      if (!message) throw new Refusal('message_not_found');
      const name = need(args, 'name');
      const known = message.reactions.find((one) => one.name === name);
      if (known?.userIds.includes(identity.botUserId)) throw new Refusal('already_reacted');
      if (known) known.userIds.push(identity.botUserId);
      else message.reactions.push({ name, userIds: [identity.botUserId] });
      hub.showMessage(message);
      return {};
    },
    'assistant.threads.setSuggestedPrompts': (args) => {
      joined(hub, need(args, 'channel_id'));
      return {};
    },
    'assistant.threads.setStatus': (args) => {
      const channel = joined(hub, need(args, 'channel_id'));
      hub.show(
        {
          type: 'status',
          channelId: channel.id,
          threadTs: text(args.thread_ts) || undefined,
          status: text(args.status),
        },
        channel.memberIds,
      );
      return {};
    },
  };
}

function viewMethods(hub: Hub): Record<string, Method> {
  const { state } = hub;

  function checked(args: Args, type: 'modal' | 'home'): ViewJson {
    const problems = problemsOfView(args.view);
    if (problems.length > 0) throw new Refusal('invalid_arguments', { response_metadata: { messages: problems } });
    const view = args.view as ViewJson;
    if (view.type !== type)
      throw new Refusal('invalid_arguments', {
        response_metadata: { messages: [`[ERROR] view must be a ${type} [json-pointer:/view/type]`] },
      });
    return view;
  }

  const answer = (one: StoredView) => ({ view: hub.viewPayload(one) });

  return {
    'views.open': (args) => {
      const json = checked(args, 'modal');
      const userId = hub.spendTrigger(need(args, 'trigger_id'));
      const stored = hub.storeView(userId, json);
      state.modals.set(userId, [stored]);
      hub.showModal(userId);
      return answer(stored);
    },
    'views.push': (args) => {
      const json = checked(args, 'modal');
      const userId = hub.spendTrigger(need(args, 'trigger_id'));
      const stack = state.modals.get(userId) ?? [];
      if (stack.length >= MAX_VIEWS) throw new Refusal('push_limit_reached');
      const stored = hub.storeView(userId, json);
      state.modals.set(userId, [...stack, stored]);
      hub.showModal(userId);
      return answer(stored);
    },
    'views.update': (args) => {
      const id = text(args.view_id);
      const external = text(args.external_id);
      const found = id
        ? state.view(id)
        : [...state.modals.values()].flat().find((one) => external && one.json.external_id === external);
      if (!found) throw new Refusal('not_found');
      if (args.hash && args.hash !== found.hash) throw new Refusal('hash_conflict');
      hub.storeView(found.userId, checked(args, found.json.type), found);
      if (found.json.type === 'home') hub.show({ type: 'home', view: hub.pageView(found) }, [found.userId]);
      else hub.showModal(found.userId);
      return answer(found);
    },
    'views.publish': (args) => {
      const json = checked(args, 'home');
      const userId = need(args, 'user_id');
      if (!state.people.has(userId)) throw new Refusal('user_not_found');
      const stored = hub.storeView(userId, json, state.homes.get(userId));
      state.homes.set(userId, stored);
      hub.show({ type: 'home', view: hub.pageView(stored) }, [userId]);
      return answer(stored);
    },
  };
}

/** Slack's Web API, as far as an app of this kind uses it. */
export function createMethods(hub: Hub): Record<string, Method> {
  return { ...chatMethods(hub), ...viewMethods(hub), ...peopleMethods(hub), ...fileMethods(hub) };
}

/** Which scopes a method needs; one of them is enough. */
export const SCOPES: Record<string, string[]> = {
  'chat.postMessage': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'chat.update': ['chat:write'],
  'chat.delete': ['chat:write'],
  'reactions.add': ['reactions:write'],
  'assistant.threads.setSuggestedPrompts': ['assistant:write'],
  'assistant.threads.setStatus': ['assistant:write', 'chat:write'],
  'users.info': ['users:read'],
  'users.list': ['users:read'],
  'users.lookupByEmail': ['users:read.email'],
  'conversations.open': ['im:write', 'mpim:write', 'channels:manage'],
  'files.getUploadURLExternal': ['files:write'],
  'files.completeUploadExternal': ['files:write'],
  'files.info': ['files:read'],
  'files.list': ['files:read'],
  'conversations.join': ['channels:join'],
};

/** Methods that read a conversation need the scope of its kind. */
export const CONVERSATION_SCOPES: Record<string, { channel: string; private: string; im: string }> = {
  'conversations.history': { channel: 'channels:history', private: 'groups:history', im: 'im:history' },
  'conversations.replies': { channel: 'channels:history', private: 'groups:history', im: 'im:history' },
  'conversations.members': { channel: 'channels:read', private: 'groups:read', im: 'im:read' },
  'conversations.info': { channel: 'channels:read', private: 'groups:read', im: 'im:read' },
};
