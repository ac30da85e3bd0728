import type { Member } from '../features/access/index.ts';
import type { AskedCard, TodayKind } from '../features/posts/index.ts';
import type { Entry, EntryKind } from '../features/threads/index.ts';
import { fromLocal, toLocal } from '../kernel/calendar.ts';
import type { Instant } from '../kernel/clock.ts';
import type { Dms } from './dms.ts';
import type { Features } from './features.ts';
import type { Card } from './gesture.ts';
import type { Posting } from './posting.ts';
import { draftsWaitingCard } from './views/review.ts';
import { sentTodayCard, tasksDueCard } from './views/touch.ts';

/** Entries that change a card of the day; `isNew` brings something that is worth a message. */
const CHANGES: Partial<Record<EntryKind, { kind: TodayKind; isNew?: boolean }[]>> = {
  'touch.drafted': [{ kind: 'drafts', isNew: true }],
  'touch.approved': [{ kind: 'drafts' }],
  'touch.pulled_back': [{ kind: 'drafts' }],
  'touch.skipped': [{ kind: 'drafts' }, { kind: 'tasks' }],
  'touch.due': [{ kind: 'tasks', isNew: true }],
  'touch.done': [{ kind: 'tasks' }],
  'touch.sent': [{ kind: 'sent', isNew: true }],
  'sequence.stopped': [{ kind: 'drafts' }, { kind: 'tasks' }],
  'sequence.held': [{ kind: 'drafts' }],
  'sequence.resumed': [{ kind: 'drafts' }],
  'lead.handed_over': [{ kind: 'drafts' }, { kind: 'tasks' }],
};

/** An answer of a person is no news to them; a LinkedIn step that was sent by a press is no task any more. */
function changesOf({ kind, refs }: Entry): { kind: TodayKind; isNew?: boolean }[] {
  if (kind === 'touch.sent' && refs.step === 0) return [];
  const isTaskGone = refs.channel === 'linkedin' && (kind === 'touch.sent' || kind === 'touch.unclear');
  return [...(CHANGES[kind] ?? []), ...(isTaskGone ? [{ kind: 'tasks' as const }] : [])];
}

const dayStart = (now: Instant, zone: string): Instant => fromLocal(toLocal(now, zone), 0, zone);

/**
 * The cards that a person gets once a day, and that are drawn anew as things change. What is to be drawn stands in the database until it
 * was drawn, so that neither a failure of Slack nor the end of the process loses it.
 */
export function createTodayCards(deps: {
  features: Features;
  posting: Posting;
  dms: Dms;
  publishHome(userId: string): Promise<void>;
}) {
  const { features, posting } = deps;

  const draw: Record<TodayKind, (member: Member) => Promise<{ card: Card; isEmpty: boolean }>> = {
    async drafts(member) {
      const waiting = await features.sequences.waiting(member, { own: true });
      const touches = waiting.reduce((sum, one) => sum + one.drafts, 0);
      const card = draftsWaitingCard({ leads: waiting.length, touches, names: waiting.map((one) => one.name) });
      return { card, isEmpty: waiting.length === 0 };
    },
    async tasks(member) {
      const due = await features.sequences.tasks(member);
      const card = tasksDueCard({ tasks: due, reader: member, now: features.clock.now() });
      return { card, isEmpty: due.length === 0 };
    },
    async sent(member) {
      const today = await features.analytics.sentToday(member.id, dayStart(features.clock.now(), member.timezone));
      return { card: sentTodayCard(today), isEmpty: today.length === 0 };
    },
  };

  /** Made when something is new, else only drawn anew where it stands. */
  async function drawToday({ memberId, kind, isNew }: Omit<AskedCard, 'upTo'>): Promise<void> {
    const member = await features.access.member(memberId);
    if (member?.status !== 'active') return;
    const { year, month, day } = toLocal(features.clock.now(), member.timezone);
    const key = `${kind}:${memberId}:${year}-${month}-${day}`;
    const known = await features.posts.get(key);
    if (!known && !isNew) return;
    const { card, isEmpty } = await draw[kind](member);
    if (!known && isEmpty) return;
    await deps.dms.inDm(memberId, async (channelId) => {
      const post = await posting.post({ key, kind, subjectId: key, channelId, card });
      if (!post.isNew) await posting.update({ channelId: post.channelId, ts: post.ts, card });
    });
    await deps.publishHome(memberId).catch(() => undefined);
  }

  /** Everybody gets theirs; the first trouble is thrown after that, so that what is left is tried again. */
  async function forEach<T>(all: T[], work: (one: T) => Promise<void>): Promise<void> {
    const troubles: unknown[] = [];
    for (const one of all) await work(one).catch((error: unknown) => troubles.push(error));
    if (troubles.length > 0) throw troubles[0];
  }

  return {
    /** Remembers whose cards an entry changes. Whoever had a lead before it was handed over has less on them. */
    async mark(entry: Entry, ownerId: string): Promise<void> {
      const before = entry.kind === 'lead.handed_over' ? String(entry.refs.from ?? '') : '';
      for (const { kind, isNew = false } of changesOf(entry)) {
        await features.posts.askToday(ownerId, kind, { id: entry.id, isNew });
        if (before) await features.posts.askToday(before, kind, { id: entry.id, isNew: false });
      }
    },

    async drawAsked(): Promise<void> {
      await forEach(await features.posts.todayAsked(), async (asked) => {
        await drawToday(asked);
        await features.posts.todayDrawn(asked);
      });
    },

    /** The card of waiting drafts, for everybody who has some. */
    async remindDrafts(): Promise<void> {
      const active = (await features.access.members()).filter((one) => one.status === 'active');
      await forEach(active, ({ id }) => drawToday({ memberId: id, kind: 'drafts', isNew: true }));
    },
  };
}
