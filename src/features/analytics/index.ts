import type { Db } from '../../db/index.ts';
import { type Clock, DAY_MS, type Instant } from '../../kernel/clock.ts';
import { type OpenReply, openReplies } from '../scoring/index.ts';
import { createAnalyticsQueries } from './queries.ts';
import { describeFunnel } from './rules.ts';
import { readTeamDay } from './team.ts';

export interface FunnelStage {
  key: 'leads' | 'enrolled' | 'contacted' | 'replied' | 'meeting' | 'won';
  label: string;
  count: number;
  /** How it compares with the step before, in words: "21 % of contacted, likely 13 to 34". */
  note?: string;
}

export interface Funnel {
  at: Instant;
  /** The finding, not the metric: "18 of 86 leads answered". */
  title: string;
  /** Two sentences for the channel. */
  summary: string;
  stages: FunnelStage[];
  /** The numbers, for screen readers. */
  altText: string;
}

export interface Today {
  repliesToAnswer: { leadId: string; name: string; at: Instant; summary: string }[];
  draftsWaiting: number;
  leadsWaiting: number;
  tasksDue: { touchId: string; leadId: string; name: string; channel: string; dueAt: Instant }[];
  sentLast30Days: number;
  sent30DaysBefore: number;
  repliesLast30Days: number;
  replies30DaysBefore: number;
}

/** The day of the people whom somebody looks after: who has what waiting, and what stands still until a person acts. */
export interface TeamDay {
  replies: (OpenReply & { summary: string })[];
  people: { memberId: string; leadsWaiting: number; draftsWaiting: number; tasksDue: number; replies: number }[];
  held: { leadId: string; name: string; ownerId: string; reason: string }[];
  /** Mails of which nobody knows whether they left. */
  unclear: { leadId: string; name: string; ownerId: string }[];
  sentLast30Days: number;
  repliesLast30Days: number;
}

/** Draws a chart as PNG bytes. */
export interface ChartRenderer {
  funnel(funnel: Funnel): Promise<Uint8Array>;
}

export interface Analytics {
  funnel(options?: { ownerId?: string }): Promise<Funnel>;
  /** PNG, 1200 x 675, readable on light and dark. */
  funnelImage(funnel: Funnel): Promise<Uint8Array>;
  today(memberId: string): Promise<Today>;
  /** Of the leads of these members; undefined: of everybody. */
  team(ownerIds: string[] | undefined): Promise<TeamDay>;
  /** Emails in this member's name since the beginning of their day, the newest first. */
  sentToday(memberId: string, since: Instant): Promise<{ leadName: string; step: number }[]>;
}

export function createAnalytics(deps: { db: Db; clock: Clock; charts: ChartRenderer }): Analytics {
  const queries = createAnalyticsQueries(deps.db);
  return {
    async funnel(options = {}) {
      const now = deps.clock.now();
      const at = { now, dayAgo: now - DAY_MS, weekAgo: now - 7 * DAY_MS, twoWeeksAgo: now - 14 * DAY_MS };
      return describeFunnel(await queries.funnel(options.ownerId, at), now);
    },

    funnelImage: (funnel) => deps.charts.funnel(funnel),
    sentToday: (memberId, since) => queries.sentSince(memberId, since),

    team: (ownerIds) => readTeamDay(deps.db, ownerIds, deps.clock.now()),

    async today(memberId) {
      const now = deps.clock.now();
      const monthAgo = now - 30 * DAY_MS;
      const [waiting, replies, tasksDue, recent, before] = await Promise.all([
        queries.draftsWaiting(memberId),
        openReplies(deps.db, await queries.answersFor(memberId, now)),
        queries.tasksDue(memberId),
        queries.activity(memberId, monthAgo, now + 1),
        queries.activity(memberId, monthAgo - 30 * DAY_MS, monthAgo),
      ]);
      return {
        repliesToAnswer: replies.map((one) => ({ ...one, summary: one.summary ?? 'answered' })),
        ...waiting,
        tasksDue,
        sentLast30Days: recent.sent,
        sent30DaysBefore: before.sent,
        repliesLast30Days: recent.replies,
        replies30DaysBefore: before.replies,
      };
    },
  };
}
