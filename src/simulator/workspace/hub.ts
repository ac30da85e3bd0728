import { randomUUID } from 'node:crypto';
import type { Clock } from '../../kernel/clock.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { LiveEvent, PageChannel, PageFile, PageMessage, PagePerson, PageView } from '../page-api.ts';
import type { Delivery } from './delivery.ts';
import { stateOf, withIds } from './elements.ts';
import {
  type Channel,
  type Message,
  type Person,
  Refusal,
  type State,
  type StoredFile,
  type StoredView,
  type ViewJson,
} from './state.ts';

const COLORS = [
  '#4a154b',
  '#1264a3',
  '#2eb67d',
  '#e01e5a',
  '#ecb22e',
  '#0b4f6c',
  '#7a3b69',
  '#3d5a80',
  '#9b5de5',
  '#bc4749',
];

export interface Manifest {
  commands: { command: string; description: string; usageHint: string; shouldEscape: boolean }[];
  shortcuts: { callbackId: string; name: string; description: string; type: string }[];
  scopes: string[];
  events: string[];
  botName: string;
}

export interface Identity {
  teamId: string;
  teamName: string;
  botUserId: string;
  botId: string;
  appId: string;
}

interface Trigger {
  userId: string;
  madeAt: number;
  used: boolean;
}

export interface ResponseUrl {
  userId: string;
  channelId: string;
  ts?: string;
  isEphemeral: boolean;
  uses: number;
  madeAt: number;
}

const TRIGGER_MS = 3_000;

/** Joins the state, the app and the pages: what changes is shown, what happens is delivered. */
export function createHub(deps: {
  state: State;
  clock: Clock;
  logger: Logger;
  manifest: Manifest;
  identity: Identity;
  delivery: Delivery;
  baseUrl(): string;
}) {
  const { state, clock, manifest, identity, delivery } = deps;
  const watchers = new Map<string, Set<(event: LiveEvent) => void>>();
  const triggers = new Map<string, Trigger>();
  const responseUrls = new Map<string, ResponseUrl>();

  function show(event: LiveEvent, only?: string[]): void {
    for (const [userId, listeners] of watchers)
      if (!only || only.includes(userId)) for (const listener of listeners) listener(event);
  }

  function watch(userId: string, listener: (event: LiveEvent) => void): () => void {
    const set = watchers.get(userId) ?? new Set();
    watchers.set(userId, set.add(listener));
    return () => set.delete(listener);
  }

  function trigger(userId: string): string {
    const id = `${Date.now()}.${randomUUID()}`;
    triggers.set(id, { userId, madeAt: Date.now(), used: false });
    if (triggers.size > 2_000) for (const key of [...triggers.keys()].slice(0, 1_000)) triggers.delete(key);
    return id;
  }

  /** Spends a trigger; refuses one that is used, unknown or older than three seconds of real time. */
  function spendTrigger(id: string): string {
    const found = triggers.get(id);
    if (!found) throw new Refusal('invalid_trigger_id');
    if (found.used) throw new Refusal('exchanged_trigger_id');
    if (Date.now() - found.madeAt > TRIGGER_MS) throw new Refusal('expired_trigger_id');
    found.used = true;
    return found.userId;
  }

  function responseUrl(to: Omit<ResponseUrl, 'uses' | 'madeAt'>): string {
    const id = randomUUID();
    responseUrls.set(id, { ...to, uses: 0, madeAt: clock.now() });
    return `${deps.baseUrl()}/actions/${id}`;
  }

  function pageFile(file: StoredFile): PageFile {
    const { id, name, title, mimetype, altText } = file;
    return { id, name, title, mimetype, altText, size: file.bytes.length, url: `/sim/files/${id}` };
  }

  function pageMessage(one: Message): PageMessage {
    const replies = state
      .channel(one.channelId)
      .messages.filter((reply) => reply.threadTs === one.ts && reply.ts !== one.ts && !reply.onlyFor);
    return {
      channelId: one.channelId,
      ts: one.ts,
      userId: one.userId,
      text: one.text,
      blocks: one.blocks,
      files: one.fileIds.flatMap((id) => {
        const file = state.files.get(id);
        return file ? [pageFile(file)] : [];
      }),
      threadTs: one.threadTs,
      replyCount: replies.length,
      replyUserIds: [...new Set(replies.map((reply) => reply.userId))].slice(0, 5),
      lastReplyTs: replies.at(-1)?.ts,
      edited: one.edited,
      ephemeral: one.onlyFor !== undefined,
      reactions: one.reactions,
      at: one.at,
    };
  }

  function pageChannel(one: Channel, userId: string): PageChannel {
    const isApp = one.kind === 'im';
    return {
      id: one.id,
      kind: isApp ? 'app' : one.kind,
      name: isApp ? manifest.botName : one.name,
      topic: one.topic,
      memberIds: one.memberIds,
      ...state.unread(one, userId),
    };
  }

  function pagePerson(one: Person): PagePerson {
    const words = one.realName.split(/\s+/);
    const initials = `${words[0]?.[0] ?? ''}${words.length > 1 ? (words.at(-1)?.[0] ?? '') : ''}`.toUpperCase();
    const hash = [...one.id].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 9973, 7);
    return {
      id: one.id,
      name: one.name,
      realName: one.realName,
      title: one.title,
      initials,
      color: one.isBot ? '#1d6f5c' : (COLORS[hash % COLORS.length] ?? '#4a154b'),
      isBot: one.isBot,
      isGuest: one.isGuest,
      deleted: one.deleted,
      timezone: one.timezone,
    };
  }

  function pageView(one: StoredView): PageView {
    return {
      id: one.id,
      hash: one.hash,
      type: one.json.type,
      title: one.json.title?.text ?? '',
      submit: one.json.submit?.text,
      close: one.json.close?.text,
      blocks: one.json.blocks,
      state: one.values as PageView['state'],
      errors: one.errors,
      depth: (state.modals.get(one.userId) ?? []).indexOf(one) + 1,
    };
  }

  const audience = (one: Message): string[] => (one.onlyFor ? [one.onlyFor] : state.channel(one.channelId).memberIds);

  function showMessage(one: Message): void {
    show({ type: 'message', message: pageMessage(one) }, audience(one));
    const root = one.threadTs && one.threadTs !== one.ts ? state.message(one.channelId, one.threadTs) : undefined;
    if (root) show({ type: 'message', message: pageMessage(root) }, audience(root));
    const channel = state.channel(one.channelId);
    for (const userId of audience(one)) show({ type: 'channel', channel: pageChannel(channel, userId) }, [userId]);
  }

  function showModal(userId: string): void {
    const top = state.modals.get(userId)?.at(-1);
    show({ type: 'modal', view: top ? pageView(top) : null }, [userId]);
  }

  /** Fills in what Slack fills in: ids of blocks and elements, a new hash, the values that stand. */
  function storeView(userId: string, json: ViewJson, before?: StoredView): StoredView {
    const blocks = withIds(json.blocks, () => state.nextId('b'));
    const stored: StoredView = before ?? { id: state.nextId('V'), userId, hash: '', json, values: {}, errors: {} };
    stored.json = { ...json, blocks };
    stored.hash = `${Date.now()}.${state.nextId('h')}`;
    stored.values = stateOf(blocks, stored.values);
    stored.errors = {};
    return stored;
  }

  /** The view as Slack gives it to the app. */
  function viewPayload(one: StoredView): Record<string, unknown> {
    const stack = state.modals.get(one.userId) ?? [];
    const at = stack.indexOf(one);
    return {
      id: one.id,
      team_id: identity.teamId,
      app_id: identity.appId,
      app_installed_team_id: identity.teamId,
      bot_id: identity.botId,
      hash: one.hash,
      type: one.json.type,
      callback_id: one.json.callback_id ?? '',
      private_metadata: one.json.private_metadata ?? '',
      title: one.json.title ?? null,
      submit: one.json.submit ?? null,
      close: one.json.close ?? null,
      blocks: one.json.blocks,
      state: { values: one.values },
      clear_on_close: one.json.clear_on_close ?? false,
      notify_on_close: one.json.notify_on_close ?? false,
      external_id: one.json.external_id ?? '',
      root_view_id: stack[0]?.id ?? one.id,
      previous_view_id: at > 0 ? (stack[at - 1]?.id ?? null) : null,
    };
  }

  async function sendEvent(event: Record<string, unknown>): Promise<void> {
    const eventId = state.nextId('Ev');
    const payload = {
      token: 'simulator',
      team_id: identity.teamId,
      api_app_id: identity.appId,
      event,
      type: 'event_callback',
      event_id: eventId,
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
      is_ext_shared_channel: false,
      context_team_id: identity.teamId,
      context_enterprise_id: null,
    };
    lastEvent = payload;
    await delivery.sendEvent(payload);
  }
  let lastEvent: Record<string, unknown> | undefined;

  /** A message that a person wrote, told to the app where it is a member and has asked for it. */
  async function tellMessage(one: Message): Promise<void> {
    const channel = state.channel(one.channelId);
    const kinds = { channel: 'message.channels', private: 'message.groups', im: 'message.im' } as const;
    if (!channel.memberIds.includes(identity.botUserId) || !manifest.events.includes(kinds[channel.kind])) return;
    const person = state.people.get(one.userId);
    const types = { channel: 'channel', private: 'group', im: 'im' } as const;
    const files = one.fileIds.map((id) => ({ id, name: state.files.get(id)?.name }));
    await sendEvent({
      type: 'message',
      ...(files.length > 0 ? { subtype: 'file_share', files } : {}),
      user: one.userId,
      text: one.text,
      ts: one.ts,
      ...(one.threadTs ? { thread_ts: one.threadTs } : {}),
      channel: one.channelId,
      channel_type: types[channel.kind],
      event_ts: one.ts,
      team: person?.teamId ?? identity.teamId,
      ...(person && person.teamId !== identity.teamId ? { user_team: person.teamId, source_team: person.teamId } : {}),
    });
  }

  return {
    ...deps,
    watch,
    show,
    showMessage,
    showModal,
    pageFile,
    pageMessage,
    pageChannel,
    pagePerson,
    pageView,
    trigger,
    spendTrigger,
    responseUrl,
    responseUrls,
    storeView,
    viewPayload,
    sendEvent,
    tellMessage,
    async redeliverLastEvent() {
      if (lastEvent) await delivery.send('events_api', lastEvent, { attempt: 1 });
    },
  };
}

export type Hub = ReturnType<typeof createHub>;
