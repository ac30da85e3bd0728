import type { Instant } from '../../kernel/clock.ts';
import type { Block } from '../page-api.ts';

export type Json = Record<string, unknown>;

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

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
  /** Set for what the app wrote. */
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
  /** By the turned clock. */
  at: Instant;
  /** Real time at which a stream was begun, while it goes on. */
  streamingSince?: Instant;
}

export interface Channel {
  id: string;
  name: string;
  kind: 'channel' | 'private' | 'im';
  memberIds: string[];
  topic: string;
  messages: Message[];
  byTs: Map<string, Message>;
  /** Replies by the ts of their root, oldest first, ephemeral ones left out. */
  threads: Map<string, Message[]>;
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
  /** Declared length; what is uploaded has to have it. */
  length: number;
  userId: string;
  channelIds: string[];
  /** By the turned clock. */
  createdAt: Instant;
  state: 'announced' | 'uploaded' | 'shared';
}

/** Values of a view's elements by block_id and action_id, in Slack's own shapes. */
export type StateValues = Record<string, Record<string, Json>>;

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
  /** What the person has done, apart from initial values. */
  typed: StateValues;
  errors: Record<string, string>;
}

export interface Identity {
  teamId: string;
  teamName: string;
  teamDomain: string;
  botUserId: string;
  botId: string;
  appId: string;
}
