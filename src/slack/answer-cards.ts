import type { Member } from '../features/access/index.ts';
import type { Lead } from '../features/leads/index.ts';
import type { Post } from '../features/posts/index.ts';
import type { Entry } from '../features/threads/index.ts';
import { answeringOf } from './answering.ts';
import type { Features } from './features.ts';
import type { Card } from './gesture.ts';
import type { Posting } from './posting.ts';
import type { Answering } from './views/answer.ts';
import { answerKeptCard } from './views/notices.ts';
import { nudgeCard } from './views/nudge.ts';

/** The card of a reply, in the state that it is in for one reader. */
export type ReplyCard = (entry: Entry, lead: Lead, state: { answering?: Answering; readerId?: string }) => Card;

export interface AnswerCardsDeps {
  features: Features;
  posting: Posting;
  replyCard: ReplyCard;
  inPlaceOf(owner: Member | undefined, reader: Member, card: Card): Card;
  tell(memberId: string, post: { key: string; kind: string; subjectId: string; card: Card }): Promise<void>;
}

const MOVES: ReadonlySet<Entry['kind']> = new Set(['touch.approved', 'touch.sent', 'touch.unclear', 'answer.stopped']);

/** Follows what becomes of answers: the card of the reply says it to everybody who has it, and who gave one hears when it stays here. */
export function createAnswerCards({ features, posting, replyCard, inPlaceOf, tell }: AnswerCardsDeps) {
  const readerOf = (post: Post) => post.key.split(':').at(-1) ?? '';

  const isAbsent = (owner: Member | undefined) =>
    owner?.status !== 'active' || (owner.awayUntil ?? 0) > features.clock.now();

  async function redraw(posts: Post[], ownerId: string, draw: (readerId: string) => Card): Promise<void> {
    const owner = await features.access.member(ownerId);
    for (const post of posts) {
      if (!post.ts) continue;
      const reader = await features.access.member(readerOf(post));
      const card = draw(readerOf(post));
      const isStandIn = reader !== undefined && reader.id !== ownerId && isAbsent(owner);
      const shown = isStandIn ? inPlaceOf(owner, reader, card) : card;
      await posting.update({ channelId: post.channelId, ts: post.ts, card: shown });
    }
  }

  async function drawReply(replyEntryId: number, lead: Lead): Promise<void> {
    const entry = await features.threads.entry(replyEntryId);
    if (!entry) return;
    const answering = await answeringOf(entry, features);
    const nudges = (await features.coaching.consider(entry)).filter((one) => one.kind === 'reply');
    for (const nudge of nudges) {
      const posts = await features.posts.find('nudge', nudge.id);
      const { disputed } = nudge;
      await redraw(posts, nudge.forMemberId, (readerId) => nudgeCard(nudge, lead, { disputed, answering, readerId }));
    }
    const plain = await features.posts.find('reply', String(entry.id));
    await redraw(plain, lead.ownerId, (readerId) => replyCard(entry, lead, { answering, readerId }));
  }

  async function tellKept(entry: Entry, lead: Lead): Promise<void> {
    const by = String(entry.refs.by ?? lead.ownerId);
    // Who pulled it back knows.
    if (entry.actorId === by) return;
    const canAnswer = (await features.sequences.replyToAnswer(lead.id)) !== undefined;
    const card = answerKeptCard(lead, String(entry.refs.reason ?? ''), canAnswer);
    const subjectId = String(entry.id);
    await tell(by, { key: `notice:${entry.id}`, kind: 'notice', subjectId, card });
  }

  return {
    async follow(entry: Entry, lead: Lead): Promise<void> {
      const replyEntryId = Number(entry.refs.answers ?? 0);
      if (!MOVES.has(entry.kind) || replyEntryId === 0) return;
      await drawReply(replyEntryId, lead);
      if (entry.kind === 'answer.stopped') await tellKept(entry, lead);
    },
  };
}
