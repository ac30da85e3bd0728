import type { Hub } from './hub.ts';
import { type Channel, type Message, Refusal } from './state.ts';

export type Args = Record<string, unknown>;
export type Method = (args: Args) => Record<string, unknown> | Promise<Record<string, unknown>>;

export const text = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : String(value);

export function need(args: Args, name: string): string {
  const value = text(args[name]);
  if (!value)
    throw new Refusal('invalid_arguments', {
      response_metadata: { messages: [`[ERROR] missing required field: ${name}`] },
    });
  return value;
}

/** The channel, when the app is in it. */
export function joined(hub: Hub, id: string): Channel {
  // A person's id stands for the app's DM with them.
  const channel = hub.state.people.has(id) ? hub.state.dmOf(id, hub.identity.botUserId) : hub.state.channel(id);
  if (!channel.memberIds.includes(hub.identity.botUserId)) throw new Refusal('not_in_channel');
  return channel;
}

/** A message as Slack gives it to the app. */
export function messagePayload(hub: Hub, one: Message): Record<string, unknown> {
  const replies = hub.state
    .channel(one.channelId)
    .messages.filter((reply) => reply.threadTs === one.ts && reply.ts !== one.ts);
  return {
    type: 'message',
    user: one.userId,
    text: one.text,
    ts: one.ts,
    team: hub.state.people.get(one.userId)?.teamId ?? hub.identity.teamId,
    ...(one.botId ? { bot_id: one.botId, app_id: hub.identity.appId } : {}),
    ...(one.blocks.length > 0 ? { blocks: one.blocks } : {}),
    ...(one.threadTs ? { thread_ts: one.threadTs } : {}),
    ...(replies.length > 0
      ? {
          thread_ts: one.ts,
          reply_count: replies.length,
          latest_reply: replies.at(-1)?.ts,
          reply_users: [...new Set(replies.map((reply) => reply.userId))],
        }
      : {}),
    ...(one.metadata ? { metadata: one.metadata } : {}),
    ...(one.edited ? { edited: { user: one.userId, ts: one.ts } } : {}),
    ...(one.fileIds.length > 0
      ? { files: one.fileIds.map((id) => ({ id, name: hub.state.files.get(id)?.name })) }
      : {}),
    ...(one.reactions.length > 0
      ? {
          reactions: one.reactions.map((reaction) => ({
            name: reaction.name,
            users: reaction.userIds,
            count: reaction.userIds.length,
          })),
        }
      : {}),
  };
}
