import type { Member } from '../features/access/index.ts';
import type { Lead } from '../features/leads/index.ts';
import type { Post } from '../features/posts/index.ts';
import type { Entry, EntryKind } from '../features/threads/index.ts';
import { fromLocal, toLocal } from '../kernel/calendar.ts';
import type { Instant } from '../kernel/clock.ts';
import { NotFound } from '../kernel/errors.ts';
import type { Logger } from '../kernel/logger.ts';
import { createApprovalCards } from './approval-cards.ts';
import type { SlackCalls } from './calls.ts';
import { ChannelClosed } from './channel-guard.ts';
import type { Features } from './features.ts';
import type { Card } from './gesture.ts';
import type { WithLead } from './locks.ts';
import { createMailboxNews } from './mailbox-news.ts';
import type { Posting } from './posting.ts';
import type { ThreadWriter } from './thread-writer.ts';
import { requestCard } from './views/access.ts';
import { awayLeadCard, leftCompanyCard, standInNote } from './views/away.ts';
import { section } from './views/blocks.ts';
import { callCard } from './views/call.ts';
import { handedOverCard, leadNotice, plainReplyCard, unclearCard } from './views/notices.ts';
import { nudgeCard } from './views/nudge.ts';
import { draftsWaitingCard } from './views/review.ts';
import { isInteraction, readingWords } from './views/thread.ts';
import { sentTodayCard, tasksDueCard } from './views/touch.ts';

/** A lead gets its Slack thread when there is something to tell. */
const MAKES_THREAD = new Set<EntryKind>([
  'lead.replied',
  'note.added',
  'call.logged',
  'call.transcribed',
  'meeting.logged',
  'message.logged',
]);
const COACHED = new Set<EntryKind>([
  'lead.replied',
  'call.logged',
  'call.transcribed',
  'meeting.logged',
  'message.logged',
  'note.added',
]);
const CHANGES_TASKS = new Set<EntryKind>([
  'touch.due',
  'touch.done',
  'touch.skipped',
  'sequence.stopped',
  'lead.handed_over',
]);
const CHANGES_DRAFTS = new Set<EntryKind>([
  'touch.drafted',
  'touch.approved',
  'touch.pulled_back',
  'touch.skipped',
  'sequence.stopped',
  'sequence.held',
  'sequence.resumed',
  'lead.handed_over',
]);

export interface PosterDeps {
  calls: SlackCalls;
  posting: Posting;
  features: Features;
  logger: Logger;
  withLead: WithLead;
  /** Absent without a channel for lead threads: then the log alone holds them. */
  threadWriter?: ThreadWriter;
  publishHome(userId: string): Promise<void>;
}

interface Told {
  key: string;
  kind: string;
  subjectId?: string;
  card: Card;
}

const dayStart = (now: Instant, zone: string): Instant => fromLocal(toLocal(now, zone), 0, zone);

/** Whose card of the day has to be drawn anew, and whether something new makes it worth a message. */
type Changed = Map<string, boolean>;

const mark = (changed: Changed, memberId: string, isNew: boolean): void => {
  changed.set(memberId, isNew || changed.get(memberId) === true);
};

/** A card that a person gets once a day, and that is drawn anew as things change. */
interface TodayCard {
  kind: string;
  draw(member: Member): Promise<{ card: Card; isEmpty: boolean }>;
}

/** Follows the log: tells people in their DMs, keeps the leads' Slack threads, draws the cards anew. */
export function createPoster(deps: PosterDeps) {
  const { calls, posting, features, logger, threadWriter } = deps;
  const draftsChanged: Changed = new Map();
  const tasksChanged: Changed = new Map();
  const sentChanged: Changed = new Map();

  async function dm(
    userId: string,
    post: { key: string; kind: string; subjectId?: string; card: Card },
  ): Promise<void> {
    await posting.post({ ...post, channelId: await calls.openDm(userId) });
  }

  const approvalCards = createApprovalCards({ features, posting });
  const mailboxNews = createMailboxNews({ features, dm, publishHome: deps.publishHome });

  /** The owner, or who stands in: an owner who left or is away has their team lead, else every admin. */
  async function recipientsFor(memberId: string): Promise<Member[]> {
    const member = await features.access.member(memberId);
    const isThere = member?.status === 'active' && (member.awayUntil ?? 0) <= features.clock.now();
    if (member && isThere) return [member];
    const lead = member?.teamLeadId ? await features.access.member(member.teamLeadId) : undefined;
    if (lead?.status === 'active') return [lead];
    return (await features.access.members()).filter((one) => one.status === 'active' && one.role === 'admin');
  }

  async function tell(memberId: string, post: Told): Promise<void> {
    const owner = await features.access.member(memberId);
    for (const one of await recipientsFor(memberId)) {
      const card = one.id === memberId ? post.card : inPlaceOf(owner, one, post.card);
      await dm(one.id, { ...post, card, key: `${post.key}:${one.id}` });
    }
  }

  /** The same card, with a word on why it comes to somebody else. */
  function inPlaceOf(owner: Member | undefined, reader: Member, card: Card): Card {
    const blocks = card.blocks ?? [section(card.text)];
    return { ...card, blocks: [...blocks, standInNote(owner, reader, features.clock.now())] };
  }

  async function leadOf(entry: Entry): Promise<Lead | undefined> {
    if (!entry.leadId) return undefined;
    return features.leads.get(entry.leadId).catch((error) => {
      if (error instanceof NotFound) return undefined;
      throw error;
    });
  }

  async function coach(entry: Entry, lead: Lead): Promise<void> {
    const nudges = await features.coaching.consider(entry);
    for (const nudge of nudges) {
      const card = nudgeCard(nudge, lead);
      const post = { key: `nudge:${nudge.id}`, kind: 'nudge', subjectId: nudge.id, card };
      const member = await features.access.member(nudge.forMemberId);
      // A reply must reach somebody; what was meant for one person's own learning goes to nobody else.
      if (nudge.kind === 'reply') await tell(nudge.forMemberId, post);
      else if (member?.status === 'active') await dm(member.id, { ...post, key: `${post.key}:${member.id}` });
    }
    if (entry.kind !== 'lead.replied' || nudges.some((one) => one.kind === 'reply')) return;
    const card = plainReplyCard(lead, entry.text ?? '', readingWords(entry), entry.refs.fromOther === true);
    await tell(lead.ownerId, { key: `reply:${entry.id}`, kind: 'reply', subjectId: String(entry.id), card });
  }

  async function notice(entry: Entry, lead: Lead): Promise<void> {
    const post = { key: `notice:${entry.id}`, kind: 'notice', subjectId: String(entry.id) };
    if (entry.kind === 'touch.unclear') {
      await tell(lead.ownerId, {
        ...post,
        card: unclearCard(lead, String(entry.refs.touchId ?? ''), Number(entry.refs.step ?? 0)),
      });
    }
    const sentence = noticeWords[entry.kind];
    const isPassing = entry.kind === 'lead.bounced' && entry.refs.permanent === false;
    if (sentence && !isPassing) await tell(lead.ownerId, { ...post, card: leadNotice(lead, sentence) });
    if (entry.kind === 'lead.handed_over') await tellHandOver(entry);
    const card = entry.kind === 'lead.auto_replied' ? await autoReplyCard(entry, lead) : undefined;
    if (card) await tell(lead.ownerId, { ...post, card });
  }

  /** What an automatic answer asks of the owner: when somebody is back that says no day, who follows somebody that left. */
  async function autoReplyCard(entry: Entry, lead: Lead): Promise<Card | undefined> {
    const said = entry.text ?? '';
    if (entry.refs.reason === 'left_company') {
      const own = (await features.channels.mailboxes()).map((one) => one.address);
      return leftCompanyCard(lead, said, features.interactions.successorIn(said, [lead.email ?? '', ...own]));
    }
    if (entry.refs.reason !== 'out_of_office' || entry.refs.dated !== false || entry.refs.waits !== true)
      return undefined;
    const owner = await features.access.member(lead.ownerId);
    return awayLeadCard(lead, said, Number(entry.refs.until), owner?.timezone ?? 'utc');
  }

  /** Leads that were handed over in one step make one message. */
  async function tellHandOver(entry: Entry): Promise<void> {
    const to = String(entry.refs.to ?? '');
    const from = await features.access.member(entry.actorId ?? '');
    if (!to || to === entry.actorId) return;
    const key = `handed:${to}:${entry.actorId}:${entry.at}`;
    if ((await features.posts.get(`${key}:${to}`))?.ts) return;
    const all = await features.threads.latest({ kinds: ['lead.handed_over'], limit: 1_000 });
    const together = all.filter((one) => one.at === entry.at && one.actorId === entry.actorId && one.refs.to === to);
    const leads = await features.leads.getMany(together.flatMap((one) => one.leadId ?? []));
    await tell(to, { key, kind: 'notice', subjectId: key, card: handedOverCard(from?.name ?? 'Somebody', leads) });
  }

  async function onDm(entry: Entry): Promise<void> {
    if (entry.kind === 'mailbox.paused') return mailboxNews.paused(entry);
    if (entry.kind === 'mailbox.resumed') return mailboxNews.resumed(entry);
    if (entry.kind === 'mailbox.connected' || entry.kind === 'mailbox.lost') return mailboxNews.changed(entry);
    const lead = await leadOf(entry);
    if (!lead) return;
    const card = callCard(entry, lead);
    if (card && entry.actorId) {
      const post = { key: `call:${entry.id}`, kind: 'notice', subjectId: `call:${entry.id}`, card };
      const caller = await features.access.member(entry.actorId);
      if (caller?.status === 'active') await dm(caller.id, post);
      else await tell(lead.ownerId, post);
    }
    if (COACHED.has(entry.kind)) await coach(entry, lead);
    await notice(entry, lead);
    approvalCards.mark(entry);
    if (CHANGES_DRAFTS.has(entry.kind)) mark(draftsChanged, lead.ownerId, entry.kind === 'touch.drafted');
    if (entry.kind === 'touch.sent') mark(sentChanged, lead.ownerId, true);
    if (CHANGES_TASKS.has(entry.kind)) mark(tasksChanged, lead.ownerId, entry.kind === 'touch.due');
    // Whoever had it before has less on the cards of the day.
    const before = entry.kind === 'lead.handed_over' ? String(entry.refs.from ?? '') : '';
    if (before) for (const changed of [draftsChanged, tasksChanged]) mark(changed, before, false);
    if (entry.kind === 'lead.replied') await deps.publishHome(lead.ownerId).catch(() => undefined);
  }

  async function onThread(entry: Entry): Promise<void> {
    const { leadId } = entry;
    if (!threadWriter || !leadId || !isInteraction(entry)) return;
    await deps.withLead(leadId, async () => {
      const exists = await features.posts.threadOf(leadId);
      if (!exists && !MAKES_THREAD.has(entry.kind)) return;
      if (exists && (await threadWriter.has(leadId, entry.id))) return;
      await threadWriter.catchUp(leadId);
    });
  }

  /** Today's card of one person: made when drafts are new, else only drawn anew. */
  async function drawToday(memberId: string, today: TodayCard, isNew: boolean, comesDown = false): Promise<void> {
    const member = await features.access.member(memberId);
    if (member?.status !== 'active') return;
    const { year, month, day } = toLocal(features.clock.now(), member.timezone);
    const key = `${today.kind}:${memberId}:${year}-${month}-${day}`;
    const known = await features.posts.get(key);
    if (!known && !isNew) return;
    // Many leads are drafted one by one: the last of them makes the message.
    const isWhole = !isNew || today.kind !== 'drafts' || (await features.sequences.toDraft(memberId)) === 0;
    if (!known && !isWhole) return;
    const { card, isEmpty } = await today.draw(member);
    if (!known && isEmpty) return;
    const channelId = await calls.openDm(memberId);
    // A card further up, changed in place, tells nobody: what is new takes it to the end of the conversation.
    if (known?.ts && comesDown && isWhole) await takeAway(known);
    const post = await posting.post({ key, kind: today.kind, subjectId: key, channelId, card });
    if (!post.isNew) await posting.update({ channelId: post.channelId, ts: post.ts, card });
    await deps.publishHome(memberId).catch(() => undefined);
  }

  async function takeAway({ key, channelId, ts = '' }: Post): Promise<void> {
    await calls.remove(channelId, ts).catch((error: unknown) => logger.debug({ error }, 'A card was gone already'));
    await features.posts.release(key);
  }

  const drafts: TodayCard = {
    kind: 'drafts',
    async draw(member) {
      const waiting = await features.sequences.waiting(member, { own: true });
      const touches = waiting.reduce((sum, one) => sum + one.drafts, 0);
      const card = draftsWaitingCard({ leads: waiting.length, touches, names: waiting.map((one) => one.name) });
      return { card, isEmpty: waiting.length === 0 };
    },
  };

  const tasks: TodayCard = {
    kind: 'tasks',
    async draw(member) {
      const due = await features.sequences.tasks(member, { own: true });
      return {
        card: tasksDueCard({ tasks: due, reader: member, now: features.clock.now() }),
        isEmpty: due.length === 0,
      };
    },
  };

  const sent: TodayCard = {
    kind: 'sent',
    async draw(member) {
      const today = await features.analytics.sentToday(member.id, dayStart(features.clock.now(), member.timezone));
      return { card: sentTodayCard(today), isEmpty: today.length === 0 };
    },
  };

  async function drawChanged(changed: Changed, today: TodayCard): Promise<void> {
    for (const [memberId, isNew] of [...changed]) {
      changed.delete(memberId);
      await drawToday(memberId, today, isNew, isNew && today.kind === 'drafts');
    }
  }

  /** Each admin has a card for each open request, also one who became admin after it was made. */
  async function postRequests(): Promise<void> {
    const open = await features.access.requests('open');
    if (open.length === 0) return;
    const members = (await features.access.members()).filter((one) => one.status === 'active');
    const leads = members.filter((one) => one.role !== 'rep');
    for (const request of open) {
      for (const admin of members.filter((one) => one.role === 'admin')) {
        const key = `access_request:${request.id}:${admin.id}`;
        if ((await features.posts.get(key))?.ts) continue;
        await dm(admin.id, { key, kind: 'access_request', subjectId: request.id, card: requestCard(request, leads) });
      }
    }
  }

  async function rebuildAsked(): Promise<void> {
    if (!threadWriter) return;
    for (const leadId of await features.posts.rebuildsAsked()) {
      await deps.withLead(leadId, async () => {
        // Another process may have made it anew while this one waited.
        if (!(await features.posts.rebuildsAsked()).includes(leadId)) return;
        await threadWriter.rebuild(leadId);
        await features.posts.rebuilt(leadId);
      });
    }
  }

  async function drainAll(consumer: string, handle: (entry: Entry) => Promise<void>): Promise<void> {
    while ((await features.threads.drain(consumer, handle, { at: features.clock.now(), limit: 200 })) > 0);
  }

  const dmRound = async () => {
    await postRequests();
    await drainAll('slack-dm', onDm);
    await approvalCards.draw();
    await drawChanged(draftsChanged, drafts);
    await drawChanged(tasksChanged, tasks);
    await drawChanged(sentChanged, sent);
  };
  const threadRound = async () => {
    await rebuildAsked();
    await drainAll('slack-poster', onThread);
  };

  return {
    runDms: createRound(dmRound, logger),
    runThreads: createRound(threadRound, logger),

    /** The morning's reminder: today's card for everybody who has drafts waiting. */
    async remindDrafts(): Promise<void> {
      for (const member of await features.access.members()) {
        if (member.status === 'active') await drawToday(member.id, drafts, true);
      }
    },

    /** To every admin, once for each key. */
    async tellAdmins(key: string, said: string | Card): Promise<void> {
      const card = typeof said === 'string' ? { text: said } : said;
      const admins = (await features.access.members()).filter((one) => one.status === 'active' && one.role === 'admin');
      for (const admin of admins)
        await dm(admin.id, { key: `${key}:${admin.id}`, kind: 'notice', subjectId: key, card });
    },
  };
}

export type Poster = ReturnType<typeof createPoster>;

const noticeWords: Partial<Record<EntryKind, string>> = {
  'lead.bounced': 'The mail came back as undeliverable. The sequence stopped; check the address.',
  'lead.opted_out': 'Asked not to be written to. The sequence stopped, and nobody here writes to this address again.',
  'touch.failed': 'An email could not be sent, and nothing left. The sequence shows what to do.',
};

/** Runs a round at a time; asked for during one, it runs once more after it. Answers when the round that covers the question is over. */
function createRound(round: () => Promise<void>, logger: Logger): () => Promise<boolean> {
  let running: Promise<boolean> | undefined;
  let next: Promise<boolean> | undefined;
  const once = async (): Promise<boolean> => {
    try {
      await round();
      return true;
    } catch (error) {
      if (error instanceof ChannelClosed) logger.warn({ reason: error.forUser }, 'Lead threads wait');
      else logger.error({ error }, 'The log could not be followed; it goes on from here at the next try');
      return false;
    }
  };
  const start = (): Promise<boolean> => {
    running = once().finally(() => {
      running = undefined;
    });
    return running;
  };
  return () => {
    if (!running) return start();
    next ??= running.then(() => {
      next = undefined;
      return running ?? start();
    });
    return next;
  };
}
