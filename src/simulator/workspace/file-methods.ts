import { joined, type Method, need, text } from './args.ts';
import type { Hub } from './hub.ts';
import { Refusal, type StoredFile } from './state.ts';

const MIMES: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  csv: 'text/csv',
  txt: 'text/plain',
  pdf: 'application/pdf',
  json: 'application/json',
};
const MAX_BYTES = 100 * 1024 * 1024;

export function mimeOf(name: string): string {
  return MIMES[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream';
}

export function filePayload(hub: Hub, file: StoredFile): Record<string, unknown> {
  const url = `${hub.baseUrl()}/files-pri/${file.id}/${encodeURIComponent(file.name)}`;
  return {
    id: file.id,
    created: Math.floor(file.createdAt / 1000),
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    size: file.bytes.length,
    user: file.userId,
    url_private: url,
    url_private_download: url,
    channels: file.channelIds,
    ...(file.altText ? { alt_txt: file.altText } : {}),
  };
}

export function fileMethods(hub: Hub): Record<string, Method> {
  const { state, identity } = hub;

  function announce(file: StoredFile, args: { channelId: string; threadTs?: string; comment: string }): void {
    file.channelIds.push(args.channelId);
    hub.showMessage(
      state.addMessage({
        channelId: args.channelId,
        userId: identity.botUserId,
        botId: identity.botId,
        text: args.comment,
        blocks: [],
        fileIds: [file.id],
        threadTs: args.threadTs,
      }),
    );
  }

  return {
    'files.getUploadURLExternal': (args) => {
      const length = Number(need(args, 'length'));
      if (!(length > 0)) throw new Refusal('invalid_arguments');
      if (length > MAX_BYTES) throw new Refusal('file_upload_size_restricted');
      const name = need(args, 'filename');
      const id = state.nextId('F');
      state.files.set(id, {
        id,
        name,
        title: name,
        altText: text(args.alt_text ?? args.alt_txt),
        mimetype: mimeOf(name),
        bytes: new Uint8Array(),
        userId: identity.botUserId,
        channelIds: [],
        createdAt: hub.clock.now(),
      });
      return { upload_url: `${hub.baseUrl()}/upload/${id}`, file_id: id };
    },
    'files.completeUploadExternal': (args) => {
      const wanted = args.files as { id: string; title?: string }[] | undefined;
      if (!Array.isArray(wanted) || wanted.length === 0) throw new Refusal('invalid_arguments');
      const channelId = text(args.channel_id) || text(args.channels).split(',')[0] || '';
      const channel = channelId ? joined(hub, channelId) : undefined;
      const done = wanted.map(({ id, title }) => {
        const file = state.files.get(id);
        if (!file || file.bytes.length === 0) throw new Refusal('file_not_found');
        file.title = title ?? file.title;
        return file;
      });
      if (channel)
        for (const [index, file] of done.entries())
          announce(file, {
            channelId: channel.id,
            threadTs: text(args.thread_ts) || undefined,
            comment: index === 0 ? text(args.initial_comment) : '',
          });
      return { files: done.map((file) => filePayload(hub, file)) };
    },
    'files.info': (args) => {
      const file = state.files.get(need(args, 'file'));
      if (!file) throw new Refusal('file_not_found');
      return { file: filePayload(hub, file) };
    },
    'files.list': (args) => {
      const channel = text(args.channel);
      const from = Number(args.ts_from) || 0;
      const found = [...state.files.values()].filter(
        (one) => (!channel || one.channelIds.includes(channel)) && one.createdAt / 1000 >= from && one.bytes.length > 0,
      );
      return {
        files: found.map((one) => filePayload(hub, one)),
        paging: { count: 100, total: found.length, page: 1, pages: 1 },
      };
    },
  };
}
