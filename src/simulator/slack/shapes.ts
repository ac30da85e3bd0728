import { toLocal } from '../../kernel/calendar.ts';
import type { Clock, Instant } from '../../kernel/clock.ts';
import type { AppManifest } from './manifest.ts';
import type { Channel, Identity, Json, Message, Person, StoredFile, StoredView } from './records.ts';
import type { Store } from './store.ts';
import { richTextOf } from './wire-text.ts';

const seconds = (at: Instant) => Math.floor(at / 1000);

function offsetSeconds(zone: string, at: Instant): number {
  const { year, month, day, hour, minute } = toLocal(at, zone);
  return Math.round((Date.UTC(year, month - 1, day, hour, minute) - Math.floor(at / 60_000) * 60_000) / 1000);
}

const extensionOf = (name: string) => (name.includes('.') ? (name.split('.').at(-1) ?? '').toLowerCase() : '');

/** Records as Slack gives them to an app. */
export function createShapes(deps: {
  store: Store;
  clock: Clock;
  identity: Identity;
  manifest: AppManifest;
  baseUrl(): string;
}) {
  const { store, clock, identity, manifest, baseUrl } = deps;
  const openedAt = seconds(clock.now());
  const botProfile = () => ({
    id: identity.botId,
    app_id: identity.appId,
    user_id: identity.botUserId,
    name: manifest.botName,
    team_id: identity.teamId,
    deleted: false,
    updated: openedAt,
    icons: Object.fromEntries([36, 48, 72].map((size) => [`image_${size}`, `${baseUrl()}/icons/app_${size}.png`])),
  });

  function user(one: Person): Json {
    const isOurs = one.teamId === identity.teamId;
    const mayReadEmail = manifest.scopes.includes('users:read.email') && one.email !== undefined;
    return {
      id: one.id,
      team_id: one.teamId,
      name: one.name,
      deleted: one.deleted,
      color: '4a154b',
      real_name: one.realName,
      tz: one.timezone,
      tz_label: one.timezone,
      tz_offset: offsetSeconds(one.timezone, clock.now()),
      profile: {
        title: one.title,
        phone: '',
        skype: '',
        real_name: one.realName,
        real_name_normalized: one.realName,
        display_name: one.name,
        display_name_normalized: one.name,
        fields: {},
        status_text: '',
        status_emoji: '',
        avatar_hash: 'g0000000000',
        team: one.teamId,
        ...(mayReadEmail ? { email: one.email } : {}),
        ...(one.isBot ? { api_app_id: identity.appId, bot_id: identity.botId } : {}),
      },
      is_admin: false,
      is_owner: false,
      is_restricted: one.isGuest,
      is_ultra_restricted: false,
      is_bot: one.isBot,
      is_app_user: false,
      updated: openedAt,
      ...(isOurs ? {} : { is_stranger: true }),
    };
  }

  const said = (value: string) => ({ value, creator: '', last_set: 0 });

  function channel(one: Channel): Json {
    const common = {
      id: one.id,
      created: openedAt,
      is_archived: false,
      is_org_shared: false,
      is_shared: false,
      context_team_id: identity.teamId,
    };
    if (one.kind === 'im') {
      const other = one.memberIds.find((id) => id !== identity.botUserId) ?? '';
      return {
        ...common,
        is_im: true,
        is_user_deleted: store.people.get(other)?.deleted ?? false,
        user: other,
        priority: 0,
      };
    }
    const hasOutsiders = one.memberIds.some(
      (id) => (store.people.get(id)?.teamId ?? identity.teamId) !== identity.teamId,
    );
    return {
      ...common,
      name: one.name,
      name_normalized: one.name,
      creator: one.memberIds[0] ?? identity.botUserId,
      is_channel: one.kind === 'channel',
      is_group: one.kind === 'private',
      is_im: false,
      is_mpim: false,
      is_private: one.kind === 'private',
      is_general: one.name === 'general',
      is_shared: hasOutsiders,
      is_ext_shared: hasOutsiders,
      is_member: one.memberIds.includes(identity.botUserId),
      topic: said(one.topic),
      purpose: said(''),
      num_members: one.memberIds.length,
    };
  }

  function file(one: StoredFile): Json {
    const address = `${baseUrl()}/files-pri/${identity.teamId}-${one.id}`;
    const inKind = (kind: Channel['kind']) => one.channelIds.filter((id) => store.channels.get(id)?.kind === kind);
    return {
      id: one.id,
      created: seconds(one.createdAt),
      timestamp: seconds(one.createdAt),
      name: one.name,
      title: one.title,
      mimetype: one.mimetype,
      filetype: extensionOf(one.name),
      pretty_type: extensionOf(one.name).toUpperCase(),
      user: one.userId,
      user_team: store.people.get(one.userId)?.teamId ?? identity.teamId,
      editable: false,
      size: one.bytes.length,
      mode: 'hosted',
      is_external: false,
      is_public: inKind('channel').length > 0,
      url_private: `${address}/${encodeURIComponent(one.name)}`,
      url_private_download: `${address}/download/${encodeURIComponent(one.name)}`,
      permalink: `${baseUrl()}/files/${one.userId}/${one.id}/${encodeURIComponent(one.name)}`,
      channels: inKind('channel'),
      groups: inKind('private'),
      ims: inKind('im'),
      ...(one.altText ? { alt_txt: one.altText } : {}),
    };
  }

  const files = (ids: string[]): Json[] =>
    ids.flatMap((id) => {
      const found = store.files.get(id);
      return found ? [file(found)] : [];
    });

  function replyCounts(one: Message): Json {
    const replies = store.repliesTo(one);
    const last = replies.at(-1);
    if (!last) return {};
    const users = [...new Set(replies.map((reply) => reply.userId))];
    return {
      thread_ts: one.ts,
      reply_count: replies.length,
      reply_users_count: users.length,
      latest_reply: last.ts,
      reply_users: users,
      is_locked: false,
      subscribed: false,
    };
  }

  /** `metadata` only where the app asked for it, as Slack does. */
  function message(one: Message, options: { metadata?: boolean } = {}): Json {
    const blocks = one.botId ? one.blocks : one.text ? [richTextOf(one.text)] : [];
    const root = one.threadTs ? store.message(one.channelId, one.threadTs) : undefined;
    const reactions = one.reactions.map(({ name, userIds }) => ({ name, users: userIds, count: userIds.length }));
    const person = store.people.get(one.userId);
    return {
      type: 'message',
      ...(one.fileIds.length > 0 && !one.botId ? { subtype: 'file_share' } : {}),
      user: one.userId,
      text: one.text,
      ts: one.ts,
      team: person?.teamId ?? identity.teamId,
      ...(one.botId ? { bot_id: one.botId, app_id: identity.appId, bot_profile: botProfile() } : {}),
      ...(blocks.length > 0 ? { blocks } : {}),
      ...(one.fileIds.length > 0 ? { files: files(one.fileIds), upload: true } : {}),
      ...(one.threadTs ? { thread_ts: one.threadTs, ...(root ? { parent_user_id: root.userId } : {}) } : {}),
      ...replyCounts(one),
      ...(reactions.length > 0 ? { reactions } : {}),
      ...(one.edited ? { edited: { user: one.userId, ts: one.ts } } : {}),
      ...(options.metadata && one.metadata ? { metadata: one.metadata } : {}),
    };
  }

  function view(one: StoredView): Json {
    const stack = store.modals.get(one.userId) ?? [];
    const at = stack.indexOf(one);
    const { json } = one;
    return {
      id: one.id,
      team_id: identity.teamId,
      type: json.type,
      blocks: json.blocks,
      private_metadata: json.private_metadata ?? '',
      callback_id: json.callback_id ?? '',
      state: { values: one.values },
      hash: one.hash,
      title: json.title ?? { type: 'plain_text', text: 'View Title', emoji: true },
      clear_on_close: json.clear_on_close ?? false,
      notify_on_close: json.notify_on_close ?? false,
      close: json.close ?? null,
      submit: json.submit ?? null,
      previous_view_id: at > 0 ? (stack[at - 1]?.id ?? null) : null,
      root_view_id: stack[0]?.id ?? one.id,
      app_id: identity.appId,
      external_id: json.external_id ?? '',
      app_installed_team_id: identity.teamId,
      bot_id: identity.botId,
    };
  }

  const channelName = (one: Channel) =>
    one.kind === 'im' ? 'directmessage' : one.kind === 'private' ? 'privategroup' : one.name;
  const team = () => ({ id: identity.teamId, domain: identity.teamDomain });
  function actor(userId: string): Json {
    const one = store.people.get(userId);
    const name = one?.name ?? '';
    return { id: userId, username: name, name, team_id: one?.teamId ?? identity.teamId };
  }

  return { user, channel, file, files, message, view, team, actor, channelName, botProfile };
}

export type Shapes = ReturnType<typeof createShapes>;
