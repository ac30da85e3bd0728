import type { PageChannel, PageFile, PageMessage, PagePerson, PageView } from '../page-api.ts';
import type { AppManifest } from './manifest.ts';
import type { Channel, Message, Person, StoredFile, StoredView } from './records.ts';
import type { Store } from './store.ts';

const COLORS = [
  '#4a154b',
  '#1264a3',
  '#2b7a5b',
  '#a5304a',
  '#8a6100',
  '#0b4f6c',
  '#7a3b69',
  '#3d5a80',
  '#6f4bb8',
  '#9c4a1a',
];
const BOT_COLOR = '#1d6f5c';

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const last = words.length > 1 ? words.at(-1) : undefined;
  return [words[0], last]
    .map((one) => [...(one ?? '')][0] ?? '')
    .join('')
    .toUpperCase();
}

function colorOf(one: Person): string {
  const sum = [...one.id].reduce((total, char) => (total * 31 + (char.codePointAt(0) ?? 0)) % 9973, 7);
  return one.isBot ? BOT_COLOR : (COLORS[sum % COLORS.length] ?? BOT_COLOR);
}

/** Records as the page draws them. */
export function createPageShapes(deps: { store: Store; manifest: AppManifest }) {
  const { store, manifest } = deps;

  function file({ id, name, title, mimetype, altText, bytes }: StoredFile): PageFile {
    return {
      id,
      name,
      title,
      mimetype,
      altText,
      size: bytes.length,
      url: `/sim/files/${id}/${encodeURIComponent(name)}`,
    };
  }

  function message(one: Message): PageMessage {
    const replies = store.repliesTo(one);
    return {
      channelId: one.channelId,
      ts: one.ts,
      userId: one.userId,
      text: one.text,
      blocks: one.blocks,
      files: one.fileIds.flatMap((id) => {
        const found = store.files.get(id);
        return found ? [file(found)] : [];
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

  function channel(one: Channel, userId: string): PageChannel {
    const { id, topic, memberIds } = one;
    const isApp = one.kind === 'im';
    return {
      id,
      topic,
      memberIds,
      kind: isApp ? 'app' : one.kind,
      name: isApp ? manifest.botName : one.name,
      ...store.unread(one, userId),
    };
  }

  function person(one: Person): PagePerson {
    const { id, name, realName, title, isBot, isGuest, deleted, timezone } = one;
    return {
      id,
      name,
      realName,
      title,
      initials: initialsOf(realName),
      color: colorOf(one),
      isBot,
      isGuest,
      deleted,
      timezone,
    };
  }

  function view(one: StoredView): PageView {
    const { json } = one;
    return {
      id: one.id,
      hash: one.hash,
      type: json.type,
      title: json.title?.text ?? '',
      submit: json.submit?.text,
      close: json.close?.text,
      blocks: json.blocks,
      state: one.values,
      errors: one.errors,
      depth: Math.max(1, (store.modals.get(one.userId) ?? []).indexOf(one) + 1),
    };
  }

  return { file, message, channel, person, view };
}

export type PageShapes = ReturnType<typeof createPageShapes>;
