import type { Block } from '../page-api.ts';
import { stateOf } from './elements.ts';

export interface Person {
  id: string;
  name: string;
  realName: string;
  title: string;
  timezone: string;
  email?: string;
  isBot: boolean;
  isGuest: boolean;
  deleted: boolean;
  teamId: string;
}

export interface Message {
  channelId: string;
  ts: string;
  userId: string;
  botId?: string;
  text: string;
  blocks: Block[];
  fileIds: string[];
  threadTs?: string;
  edited: boolean;
  /** Only this person sees it. */
  onlyFor?: string;
  metadata?: unknown;
  reactions: { name: string; userIds: string[] }[];
  /** What its selects hold. */
  values: StateValues;
  at: number;
}

export interface Channel {
  id: string;
  name: string;
  kind: 'channel' | 'private' | 'im';
  memberIds: string[];
  topic: string;
  messages: Message[];
  /** Person -> ts up to which they have read. */
  lastRead: Map<string, string>;
}

export interface StoredFile {
  id: string;
  name: string;
  title: string;
  altText: string;
  mimetype: string;
  bytes: Uint8Array;
  userId: string;
  channelIds: string[];
  createdAt: number;
}

/** Values of a view's elements, by block_id and action_id, in Slack's own shapes. */
export type StateValues = Record<string, Record<string, unknown>>;

export interface ViewJson {
  type: 'modal' | 'home';
  title?: { text: string };
  submit?: { text: string };
  close?: { text: string };
  callback_id?: string;
  private_metadata?: string;
  notify_on_close?: boolean;
  clear_on_close?: boolean;
  external_id?: string;
  blocks: Block[];
}

export interface StoredView {
  id: string;
  userId: string;
  hash: string;
  json: ViewJson;
  values: StateValues;
  errors: Record<string, string>;
}

/** An answer that Slack gives instead of a result: its own error word, with what it says besides. */
export class Refusal extends Error {
  readonly word: string;
  readonly more: Record<string, unknown>;
  constructor(word: string, more: Record<string, unknown> = {}) {
    super(word);
    this.word = word;
    this.more = more;
  }
}

/** Everything that stands in the local workspace. Holds no protocol. */
export function createState(clock: { now(): number }) {
  const people = new Map<string, Person>();
  const channels = new Map<string, Channel>();
  const files = new Map<string, StoredFile>();
  const modals = new Map<string, StoredView[]>();
  const homes = new Map<string, StoredView>();
  let lastMicros = 0;
  let counter = 0;

  function nextId(prefix: string): string {
    counter += 1;
    return `${prefix}0SIM${String(counter).padStart(6, '0')}`;
  }

  /** Strictly growing, by the turned clock. */
  function nextTs(): string {
    lastMicros = Math.max(Math.floor(clock.now()) * 1000, lastMicros + 1);
    return `${Math.floor(lastMicros / 1e6)}.${String(lastMicros % 1e6).padStart(6, '0')}`;
  }

  function channel(id: string): Channel {
    const found = channels.get(id);
    if (!found) throw new Refusal('channel_not_found');
    return found;
  }

  /** The app's DM with a person. */
  function dmOf(userId: string, botUserId: string): Channel {
    const id = `D${userId.slice(1)}`;
    const known = channels.get(id);
    if (known) return known;
    const made: Channel = {
      id,
      name: '',
      kind: 'im',
      memberIds: [userId, botUserId],
      topic: '',
      messages: [],
      lastRead: new Map(),
    };
    channels.set(id, made);
    return made;
  }

  function addMessage(message: Omit<Message, 'ts' | 'at' | 'edited' | 'reactions' | 'values'>): Message {
    const stored: Message = {
      ...message,
      ts: nextTs(),
      at: clock.now(),
      edited: false,
      reactions: [],
      values: stateOf(message.blocks),
    };
    const into = channel(message.channelId);
    into.messages.push(stored);
    if (!message.botId) into.lastRead.set(message.userId, stored.ts);
    return stored;
  }

  const message = (channelId: string, ts: string) => channel(channelId).messages.find((one) => one.ts === ts);

  function view(id: string): StoredView | undefined {
    for (const stack of modals.values()) for (const one of stack) if (one.id === id) return one;
    return [...homes.values()].find((one) => one.id === id);
  }

  function unread(of: Channel, userId: string): { unread: number; mentions: number; lastReadTs: string } {
    const lastReadTs = of.lastRead.get(userId) ?? '0';
    const fresh = of.messages.filter(
      (one) =>
        one.ts > lastReadTs && one.userId !== userId && (!one.onlyFor || one.onlyFor === userId) && !one.threadTs,
    );
    const mentions = of.kind === 'im' ? fresh.length : fresh.filter((one) => one.text.includes(`<@${userId}>`)).length;
    return { unread: fresh.length, mentions, lastReadTs };
  }

  return { people, channels, files, modals, homes, nextId, nextTs, channel, dmOf, addMessage, message, view, unread };
}

export type State = ReturnType<typeof createState>;
