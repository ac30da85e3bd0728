import type { ActResult } from '../../page-api.ts';
import type { Answer, Delivery } from '../delivery/delivery.ts';
import type { Events } from '../events.ts';
import type { Feed } from '../feed.ts';
import type { AppManifest } from '../manifest.ts';
import type { PageShapes } from '../page-shapes.ts';
import type { Posts } from '../posts.ts';
import type { Channel, Identity, Json, Message, StateValues } from '../records.ts';
import type { Shapes } from '../shapes.ts';
import type { Store } from '../store.ts';
import type { Triggers } from '../triggers.ts';
import type { Placed } from '../view-state.ts';
import type { Views } from '../views.ts';

export interface ActDeps {
  store: Store;
  shapes: Shapes;
  pages: PageShapes;
  feed: Feed;
  events: Events;
  posts: Posts;
  views: Views;
  triggers: Triggers;
  delivery: Delivery;
  identity: Identity;
  manifest: AppManifest;
}

/** What a person can't do here; the words are for that person. */
export class CannotAct extends Error {}

export const TROUBLE = 'We had some trouble connecting. Try again?';

/** A channel that this person is in. */
export function mine({ store }: ActDeps, userId: string, channelId: string): Channel {
  const channel = store.channels.get(channelId);
  if (!channel?.memberIds.includes(userId)) throw new CannotAct('You are not in this conversation.');
  return channel;
}

/** A message that this person sees. */
export function seen(deps: ActDeps, userId: string, at: { channelId: string; ts: string }): Message {
  mine(deps, userId, at.channelId);
  const message = deps.store.message(at.channelId, at.ts);
  if (!message || (message.onlyFor && message.onlyFor !== userId))
    throw new CannotAct('This message is not there any more.');
  return message;
}

/** What stands in every interaction that Slack sends. */
export function interaction({ shapes, identity }: ActDeps, userId: string): Json {
  return {
    user: shapes.actor(userId),
    api_app_id: identity.appId,
    token: 'simulator',
    team: shapes.team(),
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** Slack's words for a gesture that the app did not take. */
export function unanswered(what: string, answer: Answer): ActResult {
  const why =
    answer.reason === 'http_error'
      ? `failed with the error "dispatch_failed"`
      : 'failed because the app did not respond';
  return { ok: false, error: `${what} ${why}.` };
}

/** Files that a person chose, as Slack gives them to the app; what nobody uploaded is left out. */
export function withWholeFiles({ store, shapes }: ActDeps, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('files' in value) || !Array.isArray(value.files)) return value;
  const ids = value.files.map((one: unknown) =>
    typeof one === 'string' ? one : String((one as Json | null)?.id ?? ''),
  );
  return { ...value, files: shapes.files(ids.filter((id) => store.files.has(id))) };
}

/** The value that a person gave at one place, out of the state that a page sent. */
export const givenAt = (state: unknown, at: Placed): unknown => {
  const values = state as StateValues | undefined;
  return values?.[at.blockId]?.[at.actionId];
};
