import type { ActResult, PageAct } from '../../page-api.ts';
import { mimeOf } from '../mime.ts';
import type { Message, StoredFile } from '../records.ts';
import { messageText } from '../wire-text.ts';
import { createBlockActs } from './blocks.ts';
import { createCommandActs } from './commands.ts';
import { type ActDeps, CannotAct, mine } from './gestures.ts';
import { createModalActs } from './modals.ts';

export const MAX_UPLOAD_BYTES = 64 * 1024 * 1024;
const MAX_MESSAGE = 40_000;

interface Deps extends ActDeps {
  now(): number;
  turn(to: number): Promise<void>;
}

/** What people do in the workspace, brought to the app as Slack does it. */
export function createActs(deps: Deps) {
  const { store, posts, events, feed, pages, shapes } = deps;
  const commands = createCommandActs(deps);
  const blocks = createBlockActs(deps);
  const modals = createModalActs(deps);

  async function post(
    userId: string,
    act: { channelId: string; text: string; threadTs?: string; fileIds?: string[] },
  ): Promise<Message> {
    const channel = mine(deps, userId, act.channelId);
    if (act.threadTs && !store.message(channel.id, act.threadTs))
      throw new CannotAct('This thread is not there any more.');
    const text = messageText(act.text, store);
    if (!text.trim() && !act.fileIds?.length) throw new CannotAct('There is nothing to send.');
    if (text.length > MAX_MESSAGE) throw new CannotAct('This message is too long.');
    return posts.byPerson(userId, { ...act, channelId: channel.id, text });
  }

  async function upload(userId: string, act: Extract<PageAct, { kind: 'upload' }>): Promise<ActResult> {
    const bytes = new Uint8Array(Buffer.from(act.base64, 'base64'));
    if (bytes.length > MAX_UPLOAD_BYTES) throw new CannotAct('This file is too large.');
    if (act.channelId) mine(deps, userId, act.channelId);
    const file: StoredFile = {
      id: store.nextId('F'),
      name: act.name,
      title: act.name,
      altText: '',
      mimetype: act.mimetype || mimeOf(act.name),
      bytes,
      length: bytes.length,
      userId,
      channelIds: act.channelId ? [act.channelId] : [],
      createdAt: deps.now(),
      state: act.channelId ? 'shared' : 'uploaded',
    };
    store.files.set(file.id, file);
    if (act.channelId) await post(userId, { channelId: act.channelId, text: act.text ?? '', fileIds: [file.id] });
    return { ok: true, file: pages.file(file) };
  }

  function read(userId: string, act: { channelId: string; ts: string }): ActResult {
    const channel = mine(deps, userId, act.channelId);
    if (act.ts > (channel.lastRead.get(userId) ?? '0')) channel.lastRead.set(userId, act.ts);
    feed.show({ type: 'channel', channel: pages.channel(channel, userId) }, [userId]);
    return { ok: true };
  }

  async function open(userId: string, tab: 'home' | 'messages'): Promise<ActResult> {
    const dm = store.dmOf(userId);
    feed.show({ type: 'channel', channel: pages.channel(dm, userId) }, [userId]);
    await events.homeOpened(userId, tab);
    return { ok: true };
  }

  async function perform(userId: string, act: PageAct): Promise<ActResult> {
    switch (act.kind) {
      case 'post':
        await post(userId, act);
        return { ok: true };
      case 'command':
        return commands.command(userId, act);
      case 'message_shortcut':
        return commands.messageShortcut(userId, act);
      case 'options':
        return commands.options(userId, act);
      case 'block_action':
        return blocks.blockAction(userId, act);
      case 'view_submit':
        return modals.submit(userId, act);
      case 'view_close':
        return modals.close(userId, act);
      case 'open_home':
        return open(userId, 'home');
      case 'open_app_messages':
        return open(userId, 'messages');
      case 'read':
        return read(userId, act);
      case 'upload':
        return upload(userId, act);
      case 'turn_clock':
        await deps.turn(act.to);
        return { ok: true };
    }
  }

  /** Does what a person does; never throws for what that person can't do. */
  async function act(userId: string, what: PageAct): Promise<ActResult> {
    const person = store.people.get(userId);
    if (!person || person.isBot || person.deleted) return { ok: false, error: 'This person can not act here.' };
    try {
      return await perform(userId, what);
    } catch (error) {
      if (error instanceof CannotAct) return { ok: false, error: error.message };
      throw error;
    }
  }

  return { act, post, globalShortcut: commands.globalShortcut, shapes };
}

export type Acts = ReturnType<typeof createActs>;
