import type { Clock } from '../../kernel/clock.ts';
import type { Answer, Delivery } from './delivery/delivery.ts';
import type { AppManifest } from './manifest.ts';
import type { Channel, Identity, Json, Message, Person } from './records.ts';
import type { Shapes } from './shapes.ts';
import type { Store } from './store.ts';

const SUBSCRIPTIONS = { channel: 'message.channels', private: 'message.groups', im: 'message.im' } as const;
const TYPES = { channel: 'channel', private: 'group', im: 'im' } as const;

/** Tells the app what happened, where it is a member and has asked for it. */
export function createEvents(deps: {
  store: Store;
  shapes: Shapes;
  clock: Clock;
  identity: Identity;
  manifest: AppManifest;
  delivery: Delivery;
}) {
  const { store, shapes, clock, identity, manifest, delivery } = deps;

  async function emit(
    subscription: string,
    event: Json,
    options: { isShared?: boolean } = {},
  ): Promise<Answer | undefined> {
    if (!manifest.events.includes(subscription)) return undefined;
    return delivery.sendEvent({
      token: 'simulator',
      team_id: identity.teamId,
      context_team_id: identity.teamId,
      context_enterprise_id: null,
      api_app_id: identity.appId,
      event,
      type: 'event_callback',
      event_id: store.nextId('Ev'),
      event_time: Math.floor(clock.now() / 1000),
      authorizations: [
        {
          enterprise_id: null,
          team_id: identity.teamId,
          user_id: identity.botUserId,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
      is_ext_shared_channel: options.isShared ?? false,
      event_context: `4-${store.nextId('EC')}`,
    });
  }

  /** Slack tells who of another workspace acts in a shared channel. */
  function outsider(person: Person | undefined): Json {
    if (!person || person.teamId === identity.teamId) return {};
    return {
      user_team: person.teamId,
      source_team: person.teamId,
      user_profile: { real_name: person.realName, display_name: person.name, name: person.name, team: person.teamId },
    };
  }

  const isShared = (channel: Channel) =>
    channel.memberIds.some((id) => (store.people.get(id)?.teamId ?? identity.teamId) !== identity.teamId);
  const hears = (channel: Channel) => channel.memberIds.includes(identity.botUserId);

  async function inChannel(channel: Channel, event: Json): Promise<void> {
    if (!hears(channel)) return;
    const about = { channel: channel.id, channel_type: TYPES[channel.kind] };
    await emit(SUBSCRIPTIONS[channel.kind], { ...event, ...about }, { isShared: isShared(channel) });
  }

  async function posted(message: Message): Promise<void> {
    if (message.onlyFor) return;
    const channel = store.channel(message.channelId);
    const person = store.people.get(message.userId);
    const event = { ...shapes.message(message), ...outsider(person), event_ts: message.ts };
    const isNaming = !message.botId && message.text.includes(`<@${identity.botUserId}`) && channel.kind !== 'im';
    await Promise.all([
      inChannel(channel, event),
      isNaming && hears(channel)
        ? emit('app_mention', { ...event, type: 'app_mention', channel: channel.id }, { isShared: isShared(channel) })
        : undefined,
    ]);
  }

  async function changed(message: Message, before: Json): Promise<void> {
    if (message.onlyFor) return;
    const ts = store.nextTs();
    await inChannel(store.channel(message.channelId), {
      type: 'message',
      subtype: 'message_changed',
      hidden: true,
      message: shapes.message(message),
      previous_message: before,
      ts,
      event_ts: ts,
    });
  }

  async function removed(message: Message): Promise<void> {
    if (message.onlyFor) return;
    const ts = store.nextTs();
    const previous = shapes.message(message);
    await inChannel(store.channel(message.channelId), {
      type: 'message',
      subtype: 'message_deleted',
      hidden: true,
      deleted_ts: message.ts,
      previous_message: previous,
      ts,
      event_ts: ts,
    });
  }

  async function homeOpened(userId: string, tab: 'home' | 'messages'): Promise<void> {
    const home = store.homes.get(userId);
    const view = tab === 'home' && home ? { view: shapes.view(home) } : {};
    await emit('app_home_opened', {
      type: 'app_home_opened',
      user: userId,
      channel: store.dmOf(userId).id,
      tab,
      event_ts: store.nextTs(),
      ...view,
    });
  }

  async function userChanged(person: Person): Promise<void> {
    const ts = store.nextTs();
    await emit('user_change', {
      type: 'user_change',
      user: shapes.user(person),
      cache_ts: Math.floor(Number(ts)),
      event_ts: ts,
    });
  }

  async function membership(
    kind: 'member_joined_channel' | 'member_left_channel',
    channel: Channel,
    userId: string,
  ): Promise<void> {
    if (!hears(channel) && userId !== identity.botUserId) return;
    const who = { user: userId, channel: channel.id, channel_type: channel.kind === 'private' ? 'G' : 'C' };
    await emit(kind, { type: kind, ...who, team: identity.teamId, event_ts: store.nextTs() });
  }

  async function reacted(
    kind: 'reaction_added' | 'reaction_removed',
    message: Message,
    by: { userId: string; name: string },
  ): Promise<void> {
    if (!hears(store.channel(message.channelId))) return;
    const item = { type: 'message', channel: message.channelId, ts: message.ts };
    await emit(kind, {
      type: kind,
      user: by.userId,
      reaction: by.name,
      item,
      item_user: message.userId,
      event_ts: store.nextTs(),
    });
  }

  /** The app is taken out of the workspace. */
  async function uninstalled(): Promise<void> {
    await emit('tokens_revoked', {
      type: 'tokens_revoked',
      tokens: { oauth: [], bot: [identity.botUserId] },
      event_ts: store.nextTs(),
    });
    await emit('app_uninstalled', { type: 'app_uninstalled', event_ts: store.nextTs() });
  }

  return { emit, posted, changed, removed, homeOpened, userChanged, membership, reacted, uninstalled };
}

export type Events = ReturnType<typeof createEvents>;
