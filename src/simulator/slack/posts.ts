import type { Logger } from '../../kernel/logger.ts';
import type { Block } from '../page-api.ts';
import type { Events } from './events.ts';
import type { Feed } from './feed.ts';
import type { PageShapes } from './page-shapes.ts';
import type { Identity, Message } from './records.ts';
import type { Shapes } from './shapes.ts';
import type { Store } from './store.ts';
import { withIds } from './view-state.ts';

export interface NewPost {
  channelId: string;
  text: string;
  blocks?: Block[];
  threadTs?: string;
  fileIds?: string[];
  onlyFor?: string;
  metadata?: unknown;
  streamingSince?: number;
}

/** Writes, changes and removes messages: the pages see it, the app hears of it. */
export function createPosts(deps: {
  store: Store;
  shapes: Shapes;
  pages: PageShapes;
  feed: Feed;
  events: Events;
  identity: Identity;
  logger: Logger;
}) {
  const { store, shapes, pages, feed, events, identity, logger } = deps;
  const counts = { posted: 0, ephemeral: 0, updated: 0, deleted: 0 };

  const later = (work: Promise<void>) => {
    work.catch((error: unknown) => logger.warn({ error }, 'an event could not be delivered'));
  };
  const audience = (one: Message) =>
    (one.onlyFor ? [one.onlyFor] : store.channel(one.channelId).memberIds).filter(feed.isWatched);

  function show(one: Message): void {
    const watching = audience(one);
    if (watching.length === 0) return;
    feed.show({ type: 'message', message: pages.message(one) }, watching);
    const root = one.threadTs && one.threadTs !== one.ts ? store.message(one.channelId, one.threadTs) : undefined;
    if (root) feed.show({ type: 'message', message: pages.message(root) }, watching);
    const channel = store.channel(one.channelId);
    for (const userId of watching) feed.show({ type: 'channel', channel: pages.channel(channel, userId) }, [userId]);
  }

  const rootOf = (post: NewPost) => {
    const given = post.threadTs ? store.message(post.channelId, post.threadTs) : undefined;
    return given?.threadTs ?? post.threadTs;
  };

  /** What a person wrote; resolves when the app has acknowledged it or had its three seconds. */
  async function byPerson(userId: string, post: NewPost): Promise<Message> {
    const message = store.addMessage({ ...post, blocks: [], userId, threadTs: rootOf(post) });
    show(message);
    await events.posted(message);
    return message;
  }

  /** What the app wrote. */
  function byApp(post: NewPost): Message {
    const blocks = withIds(post.blocks ?? [], () => store.nextId('b'));
    const message = store.addMessage({
      ...post,
      blocks,
      userId: identity.botUserId,
      botId: identity.botId,
      threadTs: rootOf(post),
    });
    if (message.onlyFor) counts.ephemeral += 1;
    else counts.posted += 1;
    show(message);
    if (!message.onlyFor)
      feed.show(
        { type: 'status', channelId: message.channelId, threadTs: message.threadTs, status: '' },
        audience(message),
      );
    later(events.posted(message));
    return message;
  }

  function change(
    message: Message,
    patch: Partial<Pick<Message, 'text' | 'blocks' | 'metadata' | 'streamingSince' | 'fileIds'>>,
  ): void {
    const before = shapes.message(message);
    const blocks = patch.blocks ? withIds(patch.blocks, () => store.nextId('b')) : message.blocks;
    // Slack's client marks only plain messages as edited.
    Object.assign(message, patch, { blocks, edited: blocks.length === 0 });
    counts.updated += 1;
    show(message);
    later(events.changed(message, before));
  }

  function remove(message: Message): void {
    const watching = audience(message);
    store.removeMessage(message);
    counts.deleted += 1;
    feed.show({ type: 'message_deleted', channelId: message.channelId, ts: message.ts }, watching);
    later(events.removed(message));
  }

  return { byPerson, byApp, change, remove, show, counts: (): Readonly<typeof counts> => counts };
}

export type Posts = ReturnType<typeof createPosts>;
