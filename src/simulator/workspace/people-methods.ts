import { type Args, joined, type Method, messagePayload, need, text } from './args.ts';
import type { Hub } from './hub.ts';
import { type Person, Refusal } from './state.ts';

function userPayload(one: Person, hub: Hub): Record<string, unknown> {
  const isStranger = one.teamId !== hub.identity.teamId;
  const mayReadEmail = hub.manifest.scopes.includes('users:read.email');
  return {
    id: one.id,
    team_id: one.teamId,
    name: one.name,
    real_name: one.realName,
    deleted: one.deleted,
    tz: one.timezone,
    is_bot: one.isBot,
    is_app_user: false,
    is_restricted: one.isGuest,
    is_ultra_restricted: false,
    ...(isStranger ? { is_stranger: true } : {}),
    profile: {
      real_name: one.realName,
      display_name: one.name,
      title: one.title,
      ...(mayReadEmail && one.email ? { email: one.email } : {}),
    },
  };
}

function page<T>(items: T[], args: Args): { items: T[]; next: string } {
  const limit = Math.min(Math.max(Number(args.limit) || 100, 1), 1000);
  const from = Number(Buffer.from(text(args.cursor), 'base64').toString()) || 0;
  const next = from + limit < items.length ? Buffer.from(String(from + limit)).toString('base64') : '';
  return { items: items.slice(from, from + limit), next };
}

export function peopleMethods(hub: Hub): Record<string, Method> {
  const { state, identity } = hub;

  function channelPayload(id: string): Record<string, unknown> {
    const one = state.channel(id);
    return {
      id: one.id,
      name: one.name,
      is_channel: one.kind === 'channel',
      is_group: one.kind === 'private',
      is_im: one.kind === 'im',
      is_private: one.kind !== 'channel',
      is_archived: false,
      is_member: one.memberIds.includes(identity.botUserId),
      topic: { value: one.topic, creator: '', last_set: 0 },
      num_members: one.memberIds.length,
    };
  }

  function visible(channelId: string, args: Args) {
    const withMetadata = text(args.include_all_metadata) === 'true' || args.include_all_metadata === true;
    return joined(hub, channelId)
      .messages.filter((one) => !one.onlyFor)
      .map((one) => messagePayload(hub, withMetadata ? one : { ...one, metadata: undefined }));
  }

  return {
    'auth.test': () => ({
      url: `${hub.baseUrl()}/`,
      team: identity.teamName,
      user: hub.manifest.botName,
      team_id: identity.teamId,
      user_id: identity.botUserId,
      bot_id: identity.botId,
      is_enterprise_install: false,
    }),
    'users.info': (args) => {
      const person = state.people.get(need(args, 'user'));
      if (!person) throw new Refusal('user_not_found');
      return { user: userPayload(person, hub) };
    },
    'users.list': (args) => {
      const { items, next } = page([...state.people.values()], args);
      return { members: items.map((one) => userPayload(one, hub)), response_metadata: { next_cursor: next } };
    },
    'users.lookupByEmail': (args) => {
      const email = need(args, 'email').toLowerCase();
      const person = [...state.people.values()].find((one) => one.email?.toLowerCase() === email);
      if (!person) throw new Refusal('users_not_found');
      return { user: userPayload(person, hub) };
    },
    'conversations.open': (args) => {
      const userId = need(args, 'users').split(',')[0] ?? '';
      const person = state.people.get(userId);
      if (!person || person.isBot) throw new Refusal('user_not_found');
      if (person.deleted) throw new Refusal('user_disabled');
      const channel = state.dmOf(userId, identity.botUserId);
      hub.show({ type: 'channel', channel: hub.pageChannel(channel, userId) }, [userId]);
      return { channel: { id: channel.id } };
    },
    'conversations.info': (args) => {
      const one = state.channel(need(args, 'channel'));
      if (one.kind !== 'channel' && !one.memberIds.includes(identity.botUserId)) throw new Refusal('channel_not_found');
      return { channel: channelPayload(one.id) };
    },
    'conversations.list': (args) => {
      const seen = [...state.channels.values()].filter(
        (one) => one.kind === 'channel' || one.memberIds.includes(identity.botUserId),
      );
      const { items, next } = page(
        seen.filter((one) => one.kind !== 'im'),
        args,
      );
      return { channels: items.map((one) => channelPayload(one.id)), response_metadata: { next_cursor: next } };
    },
    'conversations.members': (args) => {
      const { items, next } = page(joined(hub, need(args, 'channel')).memberIds, args);
      return { members: items, response_metadata: { next_cursor: next } };
    },
    'conversations.history': (args) => {
      const oldest = text(args.oldest) || '0';
      const found = visible(need(args, 'channel'), args)
        .filter((one) => String(one.ts) > oldest && (!one.thread_ts || one.thread_ts === one.ts))
        .reverse();
      const { items, next } = page(found, args);
      return { messages: items, has_more: next !== '', response_metadata: { next_cursor: next } };
    },
    'conversations.replies': (args) => {
      const ts = need(args, 'ts');
      const found = visible(need(args, 'channel'), args).filter((one) => one.ts === ts || one.thread_ts === ts);
      if (found.length === 0) throw new Refusal('thread_not_found');
      const { items, next } = page(found, args);
      return { messages: items, has_more: next !== '', response_metadata: { next_cursor: next } };
    },
    'conversations.join': (args) => {
      const channel = state.channel(need(args, 'channel'));
      if (channel.kind !== 'channel') throw new Refusal('method_not_supported_for_channel_type');
      if (!channel.memberIds.includes(identity.botUserId)) channel.memberIds.push(identity.botUserId);
      return { channel: channelPayload(channel.id) };
    },
  };
}
