import type { LiveEvent, PageChannel, PageMessage, PageState } from '../../../page-api.ts';

/** What is shown beside the snapshot, and only as long as it lasts. */
export interface Shown {
  state: PageState;
  /** "is looking at the playbook…", by channel, or by channel and thread. */
  statuses: Record<string, string>;
  /** What happens while the clock is being turned. */
  clockNote: string;
  /** When the clock was last told (epoch ms of this machine); it runs on from there. */
  clockHeardAt: number;
}

export const placeKey = (channelId: string, threadTs?: string): string =>
  threadTs ? `${channelId}/${threadTs}` : channelId;

const byTs = (a: PageMessage, b: PageMessage): number => a.at - b.at || (a.ts < b.ts ? -1 : 1);

/** Puts a message in its place, or in the place of its older version. */
export function withMessage(messages: readonly PageMessage[], message: PageMessage): PageMessage[] {
  const index = messages.findIndex((one) => one.ts === message.ts && one.channelId === message.channelId);
  if (index >= 0) return messages.map((one, at) => (at === index ? message : one));
  const last = messages.at(-1);
  return last && byTs(last, message) > 0 ? [...messages, message].sort(byTs) : [...messages, message];
}

function withChannel(channels: readonly PageChannel[], channel: PageChannel): PageChannel[] {
  return channels.some((one) => one.id === channel.id)
    ? channels.map((one) => (one.id === channel.id ? channel : one))
    : [...channels, channel];
}

type Handler<T extends LiveEvent['type']> = (
  shown: Shown,
  event: Extract<LiveEvent, { type: T }>,
  heardAt: number,
) => Shown;

const patch = (shown: Shown, change: Partial<PageState>): Shown => ({ ...shown, state: { ...shown.state, ...change } });

function without(statuses: Record<string, string>, key: string): Record<string, string> {
  const { [key]: _gone, ...rest } = statuses;
  return rest;
}

const handlers: { [T in LiveEvent['type']]: Handler<T> } = {
  message(shown, { message }) {
    const next = patch(shown, { messages: withMessage(shown.state.messages, message) });
    const key = placeKey(message.channelId, message.threadTs === message.ts ? undefined : message.threadTs);
    return message.userId === shown.state.botUserId ? { ...next, statuses: without(next.statuses, key) } : next;
  },
  message_deleted: (shown, { channelId, ts }) =>
    patch(shown, { messages: shown.state.messages.filter((one) => one.channelId !== channelId || one.ts !== ts) }),
  channel: (shown, { channel }) => patch(shown, { channels: withChannel(shown.state.channels, channel) }),
  people: (shown, { people }) =>
    patch(shown, { people, me: people.find((one) => one.id === shown.state.me.id) ?? shown.state.me }),
  home: (shown, { view }) => patch(shown, { home: view }),
  modal: (shown, { view }) => patch(shown, { modal: view }),
  status(shown, { channelId, threadTs, status }) {
    const key = placeKey(channelId, threadTs);
    return { ...shown, statuses: status ? { ...shown.statuses, [key]: status } : without(shown.statuses, key) };
  },
  clock: (shown, { now, turning, note }, heardAt) => ({
    ...patch(shown, { now, turning }),
    clockNote: turning ? (note ?? shown.clockNote) : '',
    clockHeardAt: heardAt,
  }),
  app: (shown, { connected }) => patch(shown, { appConnected: connected }),
  toast: (shown) => shown,
};

/** The page after one thing that the server told. */
export function applyEvent(shown: Shown, event: LiveEvent, heardAt: number): Shown {
  const handle = handlers[event.type] as Handler<LiveEvent['type']> | undefined;
  return handle ? handle(shown, event as never, heardAt) : shown;
}
