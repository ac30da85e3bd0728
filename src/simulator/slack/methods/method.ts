import type { Clock } from '../../../kernel/clock.ts';
import type { Events } from '../events.ts';
import type { Feed } from '../feed.ts';
import type { AppManifest } from '../manifest.ts';
import type { PageShapes } from '../page-shapes.ts';
import type { Posts } from '../posts.ts';
import type { Channel, Identity, Json } from '../records.ts';
import { Refusal } from '../refusal.ts';
import type { Shapes } from '../shapes.ts';
import type { Store } from '../store.ts';
import type { Triggers } from '../triggers.ts';
import type { Views } from '../views.ts';
import type { Args } from './args.ts';

export interface MethodDeps {
  store: Store;
  shapes: Shapes;
  pages: PageShapes;
  feed: Feed;
  events: Events;
  posts: Posts;
  views: Views;
  triggers: Triggers;
  identity: Identity;
  manifest: AppManifest;
  clock: Clock;
  baseUrl(): string;
}

export interface Method {
  /** The scope that the call needs; a function where that depends on what it is called for. */
  scope?: string | ((args: Args) => string | undefined);
  /** Answers what stands beside `ok: true`, or throws a Refusal. */
  run(args: Args): Json;
}

export type Methods = Record<string, Method>;

type PerKind = Record<Channel['kind'], string>;

/** The scope that a method needs for the kind of conversation it is called for. */
export function scopeByKind(store: Store, scopes: PerKind): (args: Args) => string | undefined {
  return (args) => {
    const channel = store.channels.get(args.text('channel'));
    return channel ? scopes[channel.kind] : undefined;
  };
}

export const READ_HISTORY: PerKind = { channel: 'channels:history', private: 'groups:history', im: 'im:history' };
export const READ_CHANNEL: PerKind = { channel: 'channels:read', private: 'groups:read', im: 'im:read' };
export const WRITE_CHANNEL: PerKind = { channel: 'channels:manage', private: 'groups:write', im: 'im:write' };

/** A conversation as the app may know it: private ones that it is no member of do not exist for it. */
export function visible({ store, identity }: MethodDeps, id: string): Channel {
  const channel = store.channel(id);
  if (channel.kind !== 'channel' && !channel.memberIds.includes(identity.botUserId))
    throw new Refusal('channel_not_found');
  return channel;
}

/** A conversation that the app is a member of. */
export function joined(deps: MethodDeps, id: string): Channel {
  const channel = visible(deps, id);
  if (!channel.memberIds.includes(deps.identity.botUserId)) throw new Refusal('not_in_channel');
  return channel;
}

/** Where to post: an id, a public channel's name, or a person, whose DM with the app is meant. */
export function postingPlace(deps: MethodDeps, given: string): Channel {
  const { store } = deps;
  if (/^[UW]/.test(given) && !store.channels.has(given)) {
    const person = store.people.get(given);
    if (!person || person.isBot || person.deleted) throw new Refusal('channel_not_found');
    return dmWith(deps, given);
  }
  const name = given.replace(/^#/, '');
  const byName = [...store.channels.values()].find((one) => one.kind !== 'im' && one.name === name);
  return joined(deps, byName?.id ?? given);
}

/** The app's DM with a person, shown on that person's page when it is new. */
export function dmWith({ store, feed, pages, manifest }: MethodDeps, userId: string): Channel {
  if (!manifest.messagesTab) throw new Refusal('messages_tab_disabled');
  const isNew = !store.channels.has(`D${userId.slice(1)}`);
  const dm = store.dmOf(userId);
  if (isNew) feed.show({ type: 'channel', channel: pages.channel(dm, userId) }, [userId]);
  return dm;
}
