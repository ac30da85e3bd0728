import { mimeOf } from '../mime.ts';
import type { StoredFile } from '../records.ts';
import { invalidArguments, Refusal } from '../refusal.ts';
import { type Args, jsonList } from './args.ts';
import { checkedBlocks } from './chat.ts';
import { type MethodDeps, type Methods, postingPlace } from './method.ts';

const MAX_BYTES = 1_073_741_824;

export function fileMethods(deps: MethodDeps): Methods {
  const { store, shapes, posts, identity, clock } = deps;

  function announce(args: Args): StoredFile {
    const name = args.need('filename');
    const length = Number(args.need('length'));
    if (!Number.isInteger(length) || length <= 0) throw invalidArguments('length must be a positive integer');
    if (length > MAX_BYTES) throw new Refusal('file_upload_size_restricted');
    const altText = args.text('alt_txt') || args.text('alt_text');
    if (altText.length > 1000) throw new Refusal('alt_txt_too_large');
    const file: StoredFile = {
      id: store.nextId('F'),
      name,
      title: name,
      altText,
      mimetype: mimeOf(name),
      bytes: new Uint8Array(),
      length,
      userId: identity.botUserId,
      channelIds: [],
      createdAt: clock.now(),
      state: 'announced',
    };
    store.files.set(file.id, file);
    return file;
  }

  function complete(args: Args): StoredFile[] {
    const wanted = jsonList(args.json('files'));
    if (wanted.length === 0) throw invalidArguments('missing required field: files');
    const files = wanted.map(({ id, title }) => {
      const file = store.files.get(String(id));
      if (!file || file.state !== 'uploaded' || file.userId !== identity.botUserId) throw new Refusal('file_not_found');
      return { file, title };
    });
    const places = [...args.list('channel_id'), ...args.list('channels')].map((id) => postingPlace(deps, id));
    const threadTs = args.text('thread_ts') || undefined;
    for (const place of places)
      if (threadTs && !store.message(place.id, threadTs)) throw new Refusal('thread_not_found');
    const blocks =
      args.has('blocks') && !args.text('initial_comment')
        ? checkedBlocks(deps, args.json('blocks', 'invalid_blocks_format'))
        : [];
    for (const { file, title } of files) {
      file.title = typeof title === 'string' && title ? title : file.title;
      file.state = 'shared';
      file.channelIds.push(...places.map((one) => one.id));
    }
    const fileIds = files.map(({ file }) => file.id);
    for (const place of places)
      posts.byApp({ channelId: place.id, text: args.text('initial_comment'), blocks, fileIds, threadTs });
    return files.map(({ file }) => file);
  }

  /** Files of people are for the app to see once they are in a place that it is in, or were given to it in a form. */
  function known(args: Args): StoredFile {
    const file = store.files.get(args.need('file'));
    if (!file || file.state === 'announced') throw new Refusal('file_not_found');
    return file;
  }

  function matching(args: Args): StoredFile[] {
    const [channel, user] = [args.text('channel'), args.text('user')];
    const [from, to] = [Number(args.text('ts_from') || 0), Number(args.text('ts_to') || Number.POSITIVE_INFINITY)];
    if (user && !store.people.has(user)) throw new Refusal('user_not_found');
    return [...store.files.values()]
      .filter(
        (one) =>
          one.state === 'shared' && (!channel || one.channelIds.includes(channel)) && (!user || one.userId === user),
      )
      .filter((one) => one.createdAt / 1000 >= from && one.createdAt / 1000 <= to)
      .reverse();
  }

  return {
    'files.getUploadURLExternal': {
      scope: 'files:write',
      run(args) {
        const file = announce(args);
        return { upload_url: `${deps.baseUrl()}/upload/v1/${file.id}`, file_id: file.id };
      },
    },
    'files.completeUploadExternal': {
      scope: 'files:write',
      run: (args) => ({ files: complete(args).map(shapes.file) }),
    },
    'files.info': {
      scope: 'files:read',
      run: (args) => ({ file: shapes.file(known(args)), comments: [], response_metadata: { next_cursor: '' } }),
    },
    'files.list': {
      scope: 'files:read',
      run(args) {
        const count = Math.min(Math.max(Number(args.text('count')) || 100, 1), 1000);
        const number = Math.max(Number(args.text('page')) || 1, 1);
        const found = matching(args);
        const paging = {
          count,
          total: found.length,
          page: number,
          pages: Math.max(1, Math.ceil(found.length / count)),
        };
        return { files: found.slice((number - 1) * count, number * count).map(shapes.file), paging };
      },
    },
    'files.delete': {
      scope: 'files:write',
      run(args) {
        const file = known(args);
        if (file.userId !== identity.botUserId) throw new Refusal('cant_delete_file');
        store.files.delete(file.id);
        return {};
      },
    },
  };
}
