import type { PageMessage } from '../../../page-api.ts';
import { dayKey } from '../text/dates.ts';

const GROUP_MS = 5 * 60_000;

export interface Row {
  message: PageMessage;
  /** Set on the first message of a day. */
  newDay: boolean;
  /** The first one that this person has not read. */
  firstUnread: boolean;
  /** Without picture and name, as it goes on from the one above. */
  follows: boolean;
}

function goesOn(message: PageMessage, before: PageMessage | undefined): boolean {
  if (!before) return false;
  return (
    before.userId === message.userId &&
    before.ephemeral === message.ephemeral &&
    message.at - before.at < GROUP_MS &&
    before.replyCount === 0
  );
}

/** Messages as rows of a pane, with what separates them. */
export function rowsOf(
  messages: readonly PageMessage[],
  options: { zone: string; unreadAfter?: string; me: string },
): Row[] {
  const { zone, unreadAfter, me } = options;
  let marked = unreadAfter === undefined;
  return messages.map((message, index) => {
    const before = messages[index - 1];
    const newDay = !before || dayKey(before.at, zone) !== dayKey(message.at, zone);
    const firstUnread = !marked && unreadAfter !== undefined && message.ts > unreadAfter && message.userId !== me;
    if (firstUnread) marked = true;
    return { message, newDay, firstUnread, follows: !newDay && !firstUnread && goesOn(message, before) };
  });
}

/** What stands in a channel itself: no replies. */
export const inChannel = (messages: readonly PageMessage[], channelId: string): PageMessage[] =>
  messages.filter((one) => one.channelId === channelId && (!one.threadTs || one.threadTs === one.ts));

/** A thread: its root first. */
export const inThread = (messages: readonly PageMessage[], channelId: string, threadTs: string): PageMessage[] =>
  messages.filter((one) => one.channelId === channelId && (one.ts === threadTs || one.threadTs === threadTs));
