import type { Clock } from '../../kernel/clock.ts';
import type { Channel, Identity, Message, Person, StoredFile, StoredView } from './records.ts';
import { Refusal } from './refusal.ts';
import type { SimulatorWorld } from './world-type.ts';

type NewMessage = Omit<Message, 'ts' | 'at' | 'edited' | 'reactions' | 'fileIds' | 'blocks'> &
  Partial<Pick<Message, 'fileIds' | 'blocks'>>;

/** Everything that stands in the local workspace; it holds no protocol. */
export function createStore(deps: { clock: Clock; world: SimulatorWorld; identity: Identity; botName: string }) {
  const { clock, world, identity } = deps;
  const people = new Map<string, Person>();
  const channels = new Map<string, Channel>();
  const files = new Map<string, StoredFile>();
  const modals = new Map<string, StoredView[]>();
  const homes = new Map<string, StoredView>();
  let lastMicros = 0;
  let lastId = 0;

  for (const one of world.people) {
    const { isGuest = false, deleted = false, teamId = identity.teamId } = one;
    people.set(one.id, { ...one, isBot: false, isGuest, deleted, teamId });
  }
  people.set(identity.botUserId, {
    id: identity.botUserId,
    name: deps.botName.toLowerCase().replace(/[^a-z0-9]+/g, '_'),
    realName: deps.botName,
    title: 'App',
    timezone: 'UTC',
    isBot: true,
    isGuest: false,
    deleted: false,
    teamId: identity.teamId,
  });
  const hasApp = (id: string) => world.appChannels?.includes(id) ?? true;
  for (const one of world.channels) {
    addChannel({ ...one, memberIds: hasApp(one.id) ? [...one.memberIds, identity.botUserId] : [...one.memberIds] });
  }

  function addChannel(one: Pick<Channel, 'id' | 'name' | 'kind' | 'memberIds' | 'topic'>): Channel {
    const channel: Channel = { ...one, messages: [], byTs: new Map(), threads: new Map(), lastRead: new Map() };
    channels.set(one.id, channel);
    return channel;
  }

  function nextId(prefix: string): string {
    lastId += 1;
    return `${prefix}0SIM${String(lastId).padStart(6, '0')}`;
  }

  /** By the turned clock, and growing even while it stands still; a turned clock may stand between two milliseconds. */
  function nextTs(): string {
    lastMicros = Math.max(Math.floor(clock.now()) * 1000, lastMicros + 1);
    return `${Math.floor(lastMicros / 1e6)}.${String(lastMicros % 1e6).padStart(6, '0')}`;
  }

  function channel(id: string): Channel {
    const found = channels.get(id);
    if (!found) throw new Refusal('channel_not_found');
    return found;
  }

  /** The app's DM with a person, made when it is first needed. */
  function dmOf(userId: string): Channel {
    const id = `D${userId.slice(1)}`;
    const memberIds = [userId, identity.botUserId];
    return channels.get(id) ?? addChannel({ id, name: '', kind: 'im', memberIds, topic: '' });
  }

  function addMessage(given: NewMessage): Message {
    const message: Message = {
      fileIds: [],
      blocks: [],
      ...given,
      ts: nextTs(),
      at: Math.floor(clock.now()),
      edited: false,
      reactions: [],
    };
    const into = channel(given.channelId);
    into.messages.push(message);
    into.byTs.set(message.ts, message);
    if (message.threadTs && !message.onlyFor) {
      into.threads.set(message.threadTs, [...(into.threads.get(message.threadTs) ?? []), message]);
    }
    if (!message.botId) into.lastRead.set(message.userId, message.ts);
    return message;
  }

  function removeMessage(message: Message): void {
    const from = channel(message.channelId);
    from.messages = from.messages.filter((one) => one !== message);
    from.byTs.delete(message.ts);
    const thread = message.threadTs && from.threads.get(message.threadTs);
    if (message.threadTs && thread) {
      from.threads.set(
        message.threadTs,
        thread.filter((one) => one !== message),
      );
    }
  }

  const repliesTo = (message: Message): Message[] => channel(message.channelId).threads.get(message.ts) ?? [];

  function view(id: string): StoredView | undefined {
    for (const stack of modals.values()) for (const one of stack) if (one.id === id) return one;
    return [...homes.values()].find((one) => one.id === id);
  }

  /** What a person has not read: replies count only where they name that person. */
  function unread(of: Channel, userId: string): { unread: number; mentions: number; lastReadTs: string } {
    const lastReadTs = of.lastRead.get(userId) ?? '0';
    let count = 0;
    let mentions = 0;
    for (let index = of.messages.length - 1; index >= 0; index -= 1) {
      const one = of.messages[index];
      if (!one || one.ts <= lastReadTs) break;
      if (one.userId === userId || (one.onlyFor && one.onlyFor !== userId)) continue;
      const isNamed = one.text.includes(`<@${userId}>`);
      if (one.threadTs && !isNamed) continue;
      count += 1;
      if (isNamed || of.kind === 'im') mentions += 1;
    }
    return { unread: count, mentions, lastReadTs };
  }

  return {
    people,
    channels,
    files,
    modals,
    homes,
    nextId,
    nextTs,
    channel,
    dmOf,
    addMessage,
    removeMessage,
    repliesTo,
    message: (channelId: string, ts: string) => channels.get(channelId)?.byTs.get(ts),
    view,
    unread,
    allMessages: () => [...channels.values()].flatMap((one) => one.messages),
  };
}

export type Store = ReturnType<typeof createStore>;
