import type { Posts, SlackThread } from '../features/posts/index.ts';
import { byTime, type Entry } from '../features/threads/index.ts';
import { SlackRefusal } from './call-errors.ts';
import type { ChannelGuard } from './channel-guard.ts';
import type { Features } from './features.ts';
import type { Posting } from './posting.ts';
import { batchCard, isInteraction, leftThread, type NameOf, threadHead, threadKinds } from './views/thread.ts';

const BATCH_ENTRIES = 10;
const BATCH_CHARS = 7_000;
const ALL = 5_000;

/** Slack's words for a thread whose first message is gone. */
const GONE = new Set(['thread_not_found', 'invalid_thread_ts', 'message_not_found', 'cannot_reply_to_message']);

export interface Range {
  first: number;
  last: number;
}

/** Cuts entries into messages: a channel takes about one a second, so several entries share one. */
export function batches(entries: Entry[]): Entry[][] {
  const all: Entry[][] = [];
  let chars = 0;
  for (const entry of entries) {
    const size = Math.min(entry.text?.length ?? 0, 800) + 120;
    const current = all.at(-1);
    if (current && current.length < BATCH_ENTRIES && chars + size <= BATCH_CHARS) {
      current.push(entry);
      chars += size;
    } else {
      all.push([entry]);
      chars = size;
    }
  }
  return all;
}

const keyOf = (leadId: string, generation: number, { first, last }: Range): string =>
  `thread:${leadId}:${generation}:${first}-${last}`;

export function rangeOf(key: string): Range {
  const [first = '0', last = '0'] = (key.split(':').at(-1) ?? '').split('-');
  return { first: Number(first), last: Number(last) };
}

/**
 * Writes a lead's log into its Slack thread. What was posted is known by ranges of entries: a range that was claimed and
 * not recorded is looked up as that very range before anything new is posted.
 */
export function createThreadWriter(deps: {
  features: Features;
  posts: Posts;
  posting: Posting;
  guard: ChannelGuard;
  channelId: string;
  names(): Promise<NameOf>;
}) {
  const { features, posts, posting, channelId } = deps;

  async function ensureThread(leadId: string): Promise<{ thread: SlackThread; generation: number }> {
    const known = await posts.threadOf(leadId);
    if (known && known.channelId !== channelId) await posts.leaveThread(leadId);
    const generation = await posts.threadsLeft(leadId);
    if (known?.channelId === channelId) return { thread: known, generation };
    const { ts } = await posting.post({
      key: `thread_card:${leadId}:${generation}`,
      kind: 'thread_card',
      subjectId: leadId,
      channelId,
      card: await head(leadId, undefined),
    });
    await posts.linkThread(leadId, channelId, ts);
    return { thread: { leadId, channelId, threadTs: ts, madeAt: features.clock.now() }, generation };
  }

  async function head(leadId: string, last: Entry | undefined) {
    const lead = await features.leads.get(leadId);
    const nameOf = await deps.names();
    return threadHead(lead, nameOf(lead.ownerId), last, nameOf);
  }

  async function postBatch(at: { thread: SlackThread; generation: number }, entries: Entry[]): Promise<void> {
    const [first] = entries;
    const last = entries.at(-1);
    if (!first || !last) return;
    const { leadId, threadTs } = at.thread;
    const key = keyOf(leadId, at.generation, { first: first.id, last: last.id });
    const card = batchCard(entries, await deps.names());
    await posting.post({ key, kind: 'thread_batch', subjectId: leadId, channelId, threadTs, card });
  }

  async function write(leadId: string): Promise<void> {
    const at = await ensureThread(leadId);
    const posted = await posts.find('thread_batch', leadId);
    const ranges = posted.map((one) => ({ ...rangeOf(one.key), isSure: one.ts !== undefined }));
    const inThread = new Set(await posts.notesInThread(leadId));
    const all = (await features.threads.of(leadId, { kinds: threadKinds, limit: ALL })).filter(isInteraction);
    const within = ({ first, last }: Range) =>
      all.filter((one) => one.id >= first && one.id <= last && !inThread.has(one.id));
    for (const range of ranges.filter((one) => !one.isSure)) await postBatch(at, within(range));
    const done = Math.max(0, ...ranges.map((one) => one.last));
    const open = all.filter((one) => one.id > done && !inThread.has(one.id));
    for (const batch of batches(open)) {
      await deps.guard.assertClosedCircle(channelId);
      await posts.prolong(`thread:${leadId}`);
      await postBatch(at, batch);
    }
    const drawn = await posting.update({
      channelId,
      ts: at.thread.threadTs,
      card: await head(leadId, byTime(all).at(-1)),
    });
    if (drawn === 'gone') throw new SlackRefusal('message_not_found');
  }

  return {
    /** Posts everything of the log that the lead's thread lacks; makes the thread when there is none, or when it was deleted. */
    async catchUp(leadId: string): Promise<void> {
      await deps.guard.assertClosedCircle(channelId);
      try {
        await write(leadId);
      } catch (error) {
        if (!(error instanceof SlackRefusal && GONE.has(error.slackError))) throw error;
        await posts.leaveThread(leadId);
        await write(leadId);
      }
    },

    /** Leaves the present thread behind and writes the whole log into a new one; the old head says where to look. */
    async rebuild(leadId: string): Promise<void> {
      await deps.guard.assertClosedCircle(channelId);
      const old = await posts.threadOf(leadId);
      await posts.leaveThread(leadId);
      await write(leadId);
      if (old)
        await posting.update({
          channelId: old.channelId,
          ts: old.threadTs,
          card: leftThread(await features.leads.get(leadId)),
        });
    },

    /** Whether the lead's thread holds the entry already. */
    async has(leadId: string, entryId: number): Promise<boolean> {
      const ranges = (await posts.find('thread_batch', leadId))
        .filter((one) => one.ts !== undefined)
        .map((one) => rangeOf(one.key));
      return ranges.some((one) => one.last >= entryId);
    },
  };
}

export type ThreadWriter = ReturnType<typeof createThreadWriter>;
