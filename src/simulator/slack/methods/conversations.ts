import type { Message } from '../records.ts';
import { Refusal } from '../refusal.ts';
import { type Args, page } from './args.ts';
import {
  dmWith,
  joined,
  type MethodDeps,
  type Methods,
  READ_CHANNEL,
  READ_HISTORY,
  scopeByKind,
  visible,
  WRITE_CHANNEL,
} from './method.ts';
import { scopeForKinds, wantedKinds } from './people.ts';

const TS = /^\d{1,10}(\.\d{1,6})?$/;

/** The window that `oldest`, `latest` and `inclusive` describe. */
function inWindow(args: Args): (ts: string) => boolean {
  const [oldest, latest] = ['oldest', 'latest'].map((name) => {
    const given = args.text(name);
    if (given && !TS.test(given)) throw new Refusal(`invalid_ts_${name}`);
    return given ? Number(given) : undefined;
  });
  const isInclusive = args.flag('inclusive');
  return (ts) => {
    const at = Number(ts);
    if (isInclusive && (at === oldest || at === latest)) return true;
    return (oldest === undefined || at > oldest) && (latest === undefined || at < latest);
  };
}

export function conversationMethods(deps: MethodDeps): Methods {
  const { store, shapes, identity, events, feed, pages, manifest } = deps;
  const shown = (args: Args) => (one: Message) => shapes.message(one, { metadata: args.flag('include_all_metadata') });

  function openDm(args: Args) {
    if (args.text('channel')) return joined(deps, args.need('channel'));
    const users = args.list('users');
    if (users.length === 0) throw new Refusal('users_list_not_supplied');
    if (users.length > 1) throw new Refusal('too_many_users');
    const person = store.people.get(users[0] ?? '');
    if (!person) throw new Refusal('user_not_found');
    if (person.isBot) throw new Refusal('cannot_dm_bot');
    if (person.deleted) throw new Refusal('user_disabled');
    return dmWith(deps, person.id);
  }

  function add(channelId: string, userId: string): void {
    const channel = store.channel(channelId);
    channel.memberIds.push(userId);
    feed.show({ type: 'channel', channel: pages.channel(channel, userId) }, [userId]);
    events.membership('member_joined_channel', channel, userId).catch(() => undefined);
  }

  return {
    'conversations.open': {
      scope: 'im:write',
      run(args) {
        const wasOpen = store.channels.has(args.text('channel') || `D${args.text('users').slice(1)}`);
        const channel = openDm(args);
        const shape = args.flag('return_im') ? shapes.channel(channel) : { id: channel.id };
        return { channel: shape, ...(wasOpen ? { no_op: true, already_open: true } : {}) };
      },
    },
    'conversations.info': {
      scope: scopeByKind(store, READ_CHANNEL),
      run: (args) => ({ channel: shapes.channel(visible(deps, args.need('channel'))) }),
    },
    'conversations.list': {
      scope: scopeForKinds(manifest.scopes),
      run(args) {
        const kinds = wantedKinds(args);
        const known = [...store.channels.values()].filter(
          (one) => kinds.includes(one.kind) && (one.kind === 'channel' || one.memberIds.includes(identity.botUserId)),
        );
        const { items, response_metadata } = page(known, args);
        return { channels: items.map(shapes.channel), response_metadata };
      },
    },
    'conversations.members': {
      scope: scopeByKind(store, READ_CHANNEL),
      run(args) {
        const { items, response_metadata } = page(visible(deps, args.need('channel')).memberIds, args);
        return { members: items, response_metadata };
      },
    },
    'conversations.history': {
      scope: scopeByKind(store, READ_HISTORY),
      run(args) {
        const channel = joined(deps, args.need('channel'));
        const isWanted = inWindow(args);
        const found = channel.messages
          .filter((one) => !one.onlyFor && (!one.threadTs || one.threadTs === one.ts) && isWanted(one.ts))
          .reverse();
        const { items, response_metadata } = page(found, args, { most: 999 });
        const more = response_metadata.next_cursor ? { response_metadata } : {};
        return {
          messages: items.map(shown(args)),
          has_more: response_metadata.next_cursor !== '',
          pin_count: 0,
          channel_actions_ts: null,
          channel_actions_count: 0,
          ...more,
        };
      },
    },
    'conversations.replies': {
      scope: scopeByKind(store, READ_HISTORY),
      run(args) {
        const channel = joined(deps, args.need('channel'));
        const given = store.message(channel.id, args.need('ts'));
        const root = given?.threadTs ? (store.message(channel.id, given.threadTs) ?? given) : given;
        if (!root || root.onlyFor) throw new Refusal('thread_not_found');
        const isWanted = inWindow(args);
        const thread = [root, ...store.repliesTo(root)].filter((one) => one === root || isWanted(one.ts));
        const { items, response_metadata } = page(thread, args, { fallback: 1000 });
        const more = response_metadata.next_cursor ? { response_metadata } : {};
        return { messages: items.map(shown(args)), has_more: response_metadata.next_cursor !== '', ...more };
      },
    },
    'conversations.join': {
      scope: 'channels:join',
      run(args) {
        const channel = visible(deps, args.need('channel'));
        if (channel.kind !== 'channel') throw new Refusal('method_not_supported_for_channel_type');
        if (channel.memberIds.includes(identity.botUserId))
          return {
            channel: shapes.channel(channel),
            warning: 'already_in_channel',
            response_metadata: { warnings: ['already_in_channel'] },
          };
        add(channel.id, identity.botUserId);
        return { channel: shapes.channel(channel) };
      },
    },
    'conversations.invite': {
      scope: scopeByKind(store, WRITE_CHANNEL),
      run(args) {
        const channel = joined(deps, args.need('channel'));
        if (channel.kind === 'im') throw new Refusal('method_not_supported_for_channel_type');
        const users = args.list('users');
        if (users.length === 0) throw new Refusal('no_user');
        if (users.includes(identity.botUserId)) throw new Refusal('cant_invite_self');
        if (users.some((id) => !store.people.has(id))) throw new Refusal('user_not_found');
        const fresh = users.filter((id) => !channel.memberIds.includes(id));
        if (fresh.length === 0) throw new Refusal('already_in_channel');
        for (const id of fresh) add(channel.id, id);
        return { channel: shapes.channel(channel) };
      },
    },
    'conversations.mark': {
      scope: scopeByKind(store, WRITE_CHANNEL),
      run(args) {
        const channel = joined(deps, args.need('channel'));
        if (!TS.test(args.need('ts'))) throw new Refusal('invalid_timestamp');
        channel.lastRead.set(identity.botUserId, args.text('ts'));
        return {};
      },
    },
  };
}
