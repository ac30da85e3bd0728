import type { Db } from '../../db/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { AskedCard, Post, SlackThread, TodayKind } from './index.ts';

interface PostRow {
  key: string;
  kind: string;
  subject_id: string | null;
  channel_id: string;
  ts: string | null;
  state: Post['state'];
  claimed_at: number | string;
  owner: string | null;
}

interface ThreadRow {
  lead_id: string;
  channel_id: string;
  thread_ts: string;
  made_at: number | string;
}

/** Kinds that stand in a lead's Slack thread and are left behind with it. */
const THREAD_KINDS = ['thread_card', 'thread_batch', 'thread_note'];

function toPost(row: PostRow): Post {
  return {
    key: row.key,
    kind: row.kind,
    subjectId: row.subject_id ?? undefined,
    channelId: row.channel_id,
    ts: row.ts ?? undefined,
    state: row.state,
    claimedAt: Number(row.claimed_at),
    owner: row.owner ?? undefined,
  };
}

export function createPostStore(db: Db) {
  const get = async (key: string): Promise<Post | undefined> => {
    const row = await db<PostRow>('slack_posts').where({ key }).first();
    return row ? toPost(row) : undefined;
  };

  // Several processes tell of the same entries: what is asked for only grows.
  const later = (column: string, id: number) =>
    db.raw('case when today_cards.?? > ? then today_cards.?? else ? end', [column, id, column, id]);

  return {
    get,

    async claim(
      post: { key: string; kind: string; subjectId?: string; channelId: string; owner?: string },
      at: Instant,
    ): Promise<{ first: boolean; post: Post }> {
      const claimed: Post = { ...post, state: 'claimed', claimedAt: at };
      const rows = await db('slack_posts')
        .insert({
          key: post.key,
          kind: post.kind,
          subject_id: post.subjectId ?? null,
          channel_id: post.channelId,
          state: 'claimed',
          claimed_at: at,
          owner: post.owner ?? null,
        })
        .onConflict('key')
        .ignore()
        .returning('key');
      if (rows.length > 0) return { first: true, post: claimed };
      return { first: false, post: (await get(post.key)) ?? claimed };
    },

    async record(key: string, posted: { channelId: string; ts: string }): Promise<void> {
      await db('slack_posts').where({ key }).update({ channel_id: posted.channelId, ts: posted.ts, state: 'posted' });
    },

    /** Only from the state that was seen, so that of two one succeeds. */
    async reclaim(seen: Post, by: { owner: string; at: Instant }): Promise<Post | undefined> {
      const { key, claimedAt } = seen;
      const changed = await db('slack_posts')
        .where({ key, state: 'claimed', claimed_at: claimedAt, owner: seen.owner ?? null })
        .update({ claimed_at: by.at, owner: by.owner });
      return changed > 0 ? { ...seen, claimedAt: by.at, owner: by.owner } : undefined;
    },

    async prolong(key: string, owner: string, at: Instant): Promise<boolean> {
      return (await db('slack_posts').where({ key, owner }).update({ claimed_at: at })) > 0;
    },

    async remove(key: string, owner?: string): Promise<void> {
      await db('slack_posts')
        .where(owner === undefined ? { key } : { key, owner })
        .delete();
    },

    async askToday(memberId: string, kind: TodayKind, { id, isNew }: { id: number; isNew: boolean }): Promise<void> {
      const brought = isNew ? id : 0;
      await db('today_cards')
        .insert({ member_id: memberId, kind, asked_entry: id, new_entry: brought, drawn_entry: 0 })
        .onConflict(['member_id', 'kind'])
        .merge({ asked_entry: later('asked_entry', id), new_entry: later('new_entry', brought) });
    },

    async todayAsked(): Promise<AskedCard[]> {
      const rows = await db('today_cards').whereRaw('asked_entry > drawn_entry').orderBy(['kind', 'member_id']);
      return rows.map((row) => ({
        memberId: String(row.member_id),
        kind: row.kind,
        isNew: Number(row.new_entry) > Number(row.drawn_entry),
        upTo: Number(row.asked_entry),
      }));
    },

    async todayDrawn({ memberId, kind, upTo }: AskedCard): Promise<void> {
      await db('today_cards')
        .where({ member_id: memberId, kind })
        .andWhere('drawn_entry', '<', upTo)
        .update({ drawn_entry: upTo });
    },

    async find(kind: string, subjectId?: string): Promise<Post[]> {
      const query = db<PostRow>('slack_posts')
        .where({ kind })
        .whereNot('state', 'gone')
        .orderBy('claimed_at')
        .limit(1000);
      if (subjectId !== undefined) query.where({ subject_id: subjectId });
      return (await query).map(toPost);
    },

    async at(channelId: string, ts: string): Promise<Post | undefined> {
      const row = await db<PostRow>('slack_posts').where({ channel_id: channelId, ts }).first();
      return row ? toPost(row) : undefined;
    },

    async threadOf(leadId: string): Promise<SlackThread | undefined> {
      const row = await db<ThreadRow>('slack_threads').where({ lead_id: leadId }).first();
      if (!row) return undefined;
      return { leadId: row.lead_id, channelId: row.channel_id, threadTs: row.thread_ts, madeAt: Number(row.made_at) };
    },

    async leadOfThread(channelId: string, threadTs: string): Promise<string | undefined> {
      const row = await db<ThreadRow>('slack_threads').where({ channel_id: channelId, thread_ts: threadTs }).first();
      return row?.lead_id;
    },

    async linkThread(thread: SlackThread): Promise<void> {
      await db('slack_threads')
        .insert({
          lead_id: thread.leadId,
          channel_id: thread.channelId,
          thread_ts: thread.threadTs,
          made_at: thread.madeAt,
        })
        .onConflict('lead_id')
        .merge();
    },

    async threadsLeft(leadId: string): Promise<number> {
      const row = await db('slack_posts')
        .where({ kind: 'thread_card', subject_id: leadId, state: 'gone' })
        .count({ n: '*' })
        .first();
      return Number(row?.n ?? 0);
    },

    async leaveThread(leadId: string): Promise<void> {
      await db.transaction(async (scope) => {
        await scope('slack_threads').where({ lead_id: leadId }).delete();
        await scope('slack_posts')
          .where({ subject_id: leadId })
          .whereIn('kind', THREAD_KINDS)
          .update({ state: 'gone' });
      });
    },
  };
}
