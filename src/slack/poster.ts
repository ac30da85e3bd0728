import type { Channel } from '../features/channels/index.ts';
import type { Lead } from '../features/leads/index.ts';
import type { Entry, EntryKind } from '../features/threads/index.ts';
import { NotFound } from '../kernel/errors.ts';
import type { Logger } from '../kernel/logger.ts';
import { createAnswerCards, type ReplyCard } from './answer-cards.ts';
import { answeringOf } from './answering.ts';
import type { Dms } from './dms.ts';
import type { Features } from './features.ts';
import type { Card } from './gesture.ts';
import type { WithLead } from './locks.ts';
import { createMailboxNews } from './mailbox-news.ts';
import type { Posting } from './posting.ts';
import { createRound } from './round.ts';
import type { ThreadWriter } from './thread-writer.ts';
import { createTodayCards } from './today-cards.ts';
import { requestCard } from './views/access.ts';
import { awayLeadCard, leftCompanyCard } from './views/away.ts';
import { callCard } from './views/call.ts';
import { handedOverCard, leadNotice, plainReplyCard, unclearCard } from './views/notices.ts';
import { nudgeCard } from './views/nudge.ts';
import { isInteraction, readingWords } from './views/thread.ts';

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

export interface PosterDeps {
  dms: Dms;
  posting: Posting;
  features: Features;
  logger: Logger;
  withLead: WithLead;
  /** Absent without a channel for lead threads: then the log alone holds them. */
  threadWriter?: ThreadWriter;
  publishHome(userId: string): Promise<void>;
}

/** Follows the log: tells people in their DMs, keeps the leads' Slack threads, draws the cards anew. */
export function createPoster(deps: PosterDeps) {
  const { dms, features, posting, threadWriter } = deps;
  const { dm, tell, inPlaceOf } = dms;
  const mailboxNews = createMailboxNews({ features, dm, publishHome: deps.publishHome });
  const today = createTodayCards(deps);

  async function leadOf(entry: Entry): Promise<Lead | undefined> {
    if (!entry.leadId) return undefined;
    return features.leads.get(entry.leadId).catch((error) => {
      if (error instanceof NotFound) return undefined;
      throw error;
    });
  }

  async function coach(entry: Entry, lead: Lead): Promise<void> {
    const nudges = await features.coaching.consider(entry);
    const answering = await answeringOf(entry, features);
    for (const nudge of nudges) {
      const card = nudgeCard(nudge, lead, { answering });
      const post = { key: `nudge:${nudge.id}`, kind: 'nudge', subjectId: nudge.id, card };
      const member = await features.access.member(nudge.forMemberId);
      // A reply must reach somebody; what was meant for one person's own learning goes to nobody else.
      if (nudge.kind === 'reply') await tell(nudge.forMemberId, post);
      else if (member?.status === 'active') await dm(member.id, { ...post, key: `${post.key}:${member.id}` });
    }
    if (entry.kind !== 'lead.replied' || nudges.some((one) => one.kind === 'reply')) return;
    const card = replyCard(entry, lead, { answering });
    await tell(lead.ownerId, { key: `reply:${entry.id}`, kind: 'reply', subjectId: String(entry.id), card });
  }

  const answers = createAnswerCards({ features, posting, replyCard, inPlaceOf, tell });

  async function notice(entry: Entry, lead: Lead): Promise<void> {
    const post = { key: `notice:${entry.id}`, kind: 'notice', subjectId: String(entry.id) };
    if (entry.kind === 'touch.unclear') {
      await tell(lead.ownerId, {
        ...post,
        card: unclearCard(lead, {
          id: String(entry.refs.touchId ?? ''),
          step: Number(entry.refs.step ?? 0),
          channel: entry.refs.channel as Channel | undefined,
        }),
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
    if (entry.refs.reason === 'start_word' && entry.refs.saidNo === true) return leadNotice(lead, START_AFTER_NO);
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
    if (entry.kind === 'linkedin.connected' || entry.kind === 'linkedin.lost') return mailboxNews.linkedin(entry);
    if (entry.kind === 'mailbox.read_failed' || entry.kind === 'mailbox.read_again') return mailboxNews.reading(entry);
    if (entry.kind === 'message.unreadable' && !entry.leadId) return mailboxNews.unreadable(entry);
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
    await answers.follow(entry, lead);
    await notice(entry, lead);
    await today.mark(entry, lead.ownerId);
    if (entry.kind === 'lead.replied') await deps.publishHome(lead.ownerId).catch(() => undefined);
  }

  async function onThread(entry: Entry): Promise<void> {
    const { leadId } = entry;
    if (!threadWriter || !leadId || !isInteraction(entry)) return;
    await deps.withLead(leadId, async (held) => {
      const exists = await features.posts.threadOf(leadId);
      if (!exists && !MAKES_THREAD.has(entry.kind)) return;
      if (exists && (await threadWriter.has(leadId, entry.id))) return;
      await threadWriter.catchUp(leadId, held);
    });
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
      await deps.withLead(leadId, async (held) => {
        // Another process may have made it anew while this one waited.
        if (!(await features.posts.rebuildsAsked()).includes(leadId)) return;
        await threadWriter.rebuild(leadId, held);
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
    await today.drawAsked();
  };
  const threadRound = async () => {
    await rebuildAsked();
    await drainAll('slack-poster', onThread);
  };

  return {
    runDms: createRound(dmRound, deps.logger),
    runThreads: createRound(threadRound, deps.logger),
    remindDrafts: today.remindDrafts,
  };
}

/** What somebody answered, where coaching has nothing to say of it. */
const replyCard: ReplyCard = (entry, lead, state) =>
  plainReplyCard(lead, entry.text ?? '', {
    summary: readingWords(entry),
    isOther: entry.refs.fromOther === true,
    ...state,
  });

const START_AFTER_NO =
  'Texted START after a no. The phone provider takes texts to this number again; here the no stays until they say in words that they want to hear from us.';

const noticeWords: Partial<Record<EntryKind, string>> = {
  'lead.bounced': 'The mail came back as undeliverable. The sequence stopped; check the address.',
  'lead.opted_out': 'Asked not to be written to. The sequence stopped, and nobody here writes to this address again.',
  'message.unreadable':
    'A message that may be theirs could not be read here. If a sequence ran, it is on hold: look into the mailbox, then let it go on or end it.',
  'touch.failed': 'An email could not be sent, and nothing left. The sequence shows what to do.',
};
