import type { KnownBlock, View as SlackView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { NotFound, RateLimited, Unavailable } from '../kernel/errors.ts';
import { SlackRefusal, translate } from './call-errors.ts';
import { clampCard, clampView } from './clamp.ts';
import type { Block, Card, FileUpload, View } from './gesture.ts';
import { wait } from './posting.ts';

export interface Installation {
  /** Enterprise id where there is one, else the workspace's: the half of the allowlist's key. */
  homeId: string;
  workspaceId: string;
  botUserId: string;
  botId: string;
}

export interface Person {
  id: string;
  homeId: string;
  name: string;
  email?: string;
  timezone?: string;
  isBot: boolean;
  isGuest: boolean;
  isDeleted: boolean;
  isStranger: boolean;
}

const userSchema = z.object({
  id: z.string(),
  team_id: z.string().optional(),
  name: z.string().optional(),
  real_name: z.string().optional(),
  deleted: z.boolean().optional(),
  is_bot: z.boolean().optional(),
  is_restricted: z.boolean().optional(),
  is_ultra_restricted: z.boolean().optional(),
  is_stranger: z.boolean().optional(),
  tz: z.string().nullish(),
  profile: z.object({ real_name: z.string().optional(), email: z.string().nullish() }).optional(),
  enterprise_user: z.object({ enterprise_id: z.string().optional() }).optional(),
});

export function toPerson(raw: unknown): Person {
  const user = userSchema.parse(raw);
  return {
    id: user.id,
    homeId: user.enterprise_user?.enterprise_id ?? user.team_id ?? '',
    name: user.profile?.real_name || user.real_name || user.name || user.id,
    email: user.profile?.email ?? undefined,
    timezone: user.tz ?? undefined,
    isBot: user.is_bot === true || user.id === 'USLACKBOT',
    isGuest: user.is_restricted === true || user.is_ultra_restricted === true,
    isDeleted: user.deleted === true,
    isStranger: user.is_stranger === true,
  };
}

interface Kind {
  /** Repeating it blindly would do it twice. */
  changes: boolean;
  /** How long it may wait for Slack's "slow down" to pass; a trigger lives for three seconds. */
  patienceMs: number;
}

/** Pauses before the second and third try of what may be repeated. */
const PAUSES_MS = [300, 1_500];

/** Repeats what is known not to have happened, for as long as somebody may be waiting; the rest is the caller's to decide. */
async function call<T>(work: () => Promise<T>, kind: Kind): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (raw) {
      const error = translate(raw, kind.changes);
      const pause = error instanceof RateLimited ? error.retryAfterMs : PAUSES_MS[tries];
      const mayRepeat = error instanceof RateLimited || (error instanceof Unavailable && !kind.changes);
      if (!mayRepeat || pause === undefined || pause > kind.patienceMs || tries >= PAUSES_MS.length) throw error;
      await wait(pause);
    }
  }
}

const READ: Kind = { changes: false, patienceMs: 5_000 };
const CHANGE: Kind = { changes: true, patienceMs: 5_000 };
const TRIGGERED: Kind = { changes: true, patienceMs: 1_500 };

// Nothing that people wrote may turn into a link preview or a mention.
const INERT = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false } as const;
const POST_EVENT = 'sales_post';

const historySchema = z.object({
  messages: z
    .array(
      z.object({
        ts: z.string(),
        metadata: z.object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) }).optional(),
      }),
    )
    .default([]),
  response_metadata: z.object({ next_cursor: z.string().optional() }).nullish(),
});

// Our blocks and views are Slack's JSON already; the SDK's closed unions lag behind what Slack takes.
const slackBlocks = (blocks: Block[]) => blocks as unknown as KnownBlock[];
const slackView = (view: View) => view as unknown as SlackView;

/** Every call to Slack that the app makes, in our words: clamped, inert, errors translated to classes. */
export function createSlackCalls(client: WebClient) {
  const dms = new Map<string, string>();

  async function pages(fetchPage: (cursor?: string) => Promise<{ items: string[]; next?: string }>): Promise<string[]> {
    const all: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await fetchPage(cursor);
      all.push(...page.items);
      cursor = page.next || undefined;
    } while (cursor);
    return all;
  }

  async function history(channelId: string, options: { threadTs?: string; since: number; cursor?: string }) {
    const oldest = (options.since / 1000).toFixed(6);
    const common = { channel: channelId, limit: 200, include_all_metadata: true, cursor: options.cursor };
    const page = options.threadTs
      ? await call(() => client.conversations.replies({ ...common, ts: options.threadTs ?? '' }), READ)
      : await call(() => client.conversations.history({ ...common, oldest }), READ);
    return historySchema.parse(page);
  }

  const calls = {
    async whoAmI(): Promise<Installation> {
      const me = await call(() => client.auth.test(), READ);
      return {
        homeId: me.enterprise_id ?? me.team_id ?? '',
        workspaceId: me.team_id ?? '',
        botUserId: me.user_id ?? '',
        botId: me.bot_id ?? '',
      };
    },

    async person(userId: string): Promise<Person> {
      const answer = await call(() => client.users.info({ user: userId }), READ);
      return toPerson(answer.user);
    },

    /** `key` travels as metadata, so that the message can be found again when it is not known whether it was posted. */
    async post(message: {
      channelId: string;
      card: Card;
      threadTs?: string;
      key?: string;
    }): Promise<{ channelId: string; ts: string }> {
      const { text, blocks } = clampCard(message.card);
      const answer = await call(
        () =>
          client.chat.postMessage({
            channel: message.channelId,
            text,
            ...INERT,
            ...(blocks ? { blocks: slackBlocks(blocks) } : {}),
            ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
            ...(message.key ? { metadata: { event_type: POST_EVENT, event_payload: { key: message.key } } } : {}),
          }),
        CHANGE,
      );
      return { channelId: answer.channel ?? message.channelId, ts: answer.ts ?? '' };
    },

    async postPrivately(message: { channelId: string; userId: string; card: Card; threadTs?: string }): Promise<void> {
      const { text, blocks } = clampCard(message.card);
      const thread = message.threadTs ? { thread_ts: message.threadTs } : {};
      await call(
        () =>
          client.chat.postEphemeral({
            channel: message.channelId,
            user: message.userId,
            text,
            ...(blocks ? { blocks: slackBlocks(blocks) } : {}),
            ...thread,
          }),
        CHANGE,
      );
    },

    async update(message: { channelId: string; ts: string; card: Card }): Promise<void> {
      const { text, blocks } = clampCard(message.card);
      const { channelId: channel, ts } = message;
      await call(
        () =>
          client.chat.update({
            channel,
            ts,
            text,
            blocks: slackBlocks(blocks ?? []),
            parse: 'none',
            link_names: false,
          }),
        READ,
      );
    },

    /** Takes a message of the app's own away. */
    async remove(channelId: string, ts: string): Promise<void> {
      await call(() => client.chat.delete({ channel: channelId, ts }), READ);
    },

    /** The DM of the app with a person; opened once, then remembered. */
    async openDm(userId: string): Promise<string> {
      const known = dms.get(userId);
      if (known) return known;
      const answer = await call(() => client.conversations.open({ users: userId }), READ);
      const id = answer.channel?.id;
      if (!id) throw new NotFound('Slack did not open a conversation with that person.');
      dms.set(userId, id);
      return id;
    },

    async openView(triggerId: string, view: View): Promise<string> {
      const answer = await call(
        () => client.views.open({ trigger_id: triggerId, view: slackView(clampView(view)) }),
        TRIGGERED,
      );
      return answer.view?.id ?? '';
    },

    async pushView(triggerId: string, view: View): Promise<string> {
      const answer = await call(
        () => client.views.push({ trigger_id: triggerId, view: slackView(clampView(view)) }),
        TRIGGERED,
      );
      return answer.view?.id ?? '';
    },

    async updateView(viewId: string, view: View): Promise<void> {
      await call(() => client.views.update({ view_id: viewId, view: slackView(clampView(view)) }), READ);
    },

    async publishHome(userId: string, view: View): Promise<void> {
      await call(() => client.views.publish({ user_id: userId, view: slackView(clampView(view)) }), READ);
    },

    /** A quiet mark on a message; one that is there already is fine. */
    async react(channelId: string, ts: string, name: string): Promise<void> {
      try {
        await call(() => client.reactions.add({ channel: channelId, timestamp: ts, name }), READ);
      } catch (error) {
        if (!(error instanceof SlackRefusal && error.slackError === 'already_reacted')) throw error;
      }
    },

    membersOf(channelId: string): Promise<string[]> {
      return pages(async (cursor) => {
        const page = await call(() => client.conversations.members({ channel: channelId, limit: 200, cursor }), READ);
        return { items: page.members ?? [], next: page.response_metadata?.next_cursor };
      });
    },

    /** The ts of the message that was posted with `key` since `since` (epoch ms), or undefined. */
    async findByKey(
      channelId: string,
      key: string,
      options: { threadTs?: string; since: number },
    ): Promise<string | undefined> {
      let cursor: string | undefined;
      do {
        const page = await history(channelId, { ...options, cursor });
        const found = page.messages.find(
          (one) => one.metadata?.event_type === POST_EVENT && one.metadata.event_payload.key === key,
        );
        if (found) return found.ts;
        cursor = page.response_metadata?.next_cursor || undefined;
      } while (cursor);
      return undefined;
    },

    /** Whether a file of that name was put into the channel since `since` (epoch ms). */
    async hasFile(channelId: string, fileName: string, since: number): Promise<boolean> {
      const from = String(Math.floor(since / 1000));
      const answer = await call(() => client.files.list({ channel: channelId, ts_from: from, count: 100 }), READ);
      return (answer.files ?? []).some((file) => file.name === fileName);
    },

    async uploadFile(upload: { channelId: string; threadTs?: string; text: string; file: FileUpload }): Promise<void> {
      const { file, text, channelId, threadTs } = upload;
      const what = { file: Buffer.from(file.bytes), filename: file.name, title: file.title, alt_text: file.altText };
      const where = threadTs ? { channel_id: channelId, thread_ts: threadTs } : { channel_id: channelId };
      await call(() => client.filesUploadV2({ ...what, ...where, initial_comment: text }), CHANGE);
    },

    async fileInfo(fileId: string): Promise<{ name: string; url: string }> {
      const answer = await call(() => client.files.info({ file: fileId }), READ);
      const url = answer.file?.url_private_download ?? answer.file?.url_private;
      if (!url) throw new NotFound('Slack does not have that file any more. Choose it again.');
      return { name: answer.file?.name ?? 'file', url };
    },

    async suggestPrompts(
      channelId: string,
      title: string,
      prompts: { title: string; message: string }[],
    ): Promise<void> {
      const [first, ...rest] = prompts;
      if (!first) return;
      await call(
        () => client.assistant.threads.setSuggestedPrompts({ channel_id: channelId, title, prompts: [first, ...rest] }),
        READ,
      );
    },
  };
  return calls;
}

export type SlackCalls = ReturnType<typeof createSlackCalls>;
