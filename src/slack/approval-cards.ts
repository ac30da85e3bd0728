import type { Member } from '../features/access/index.ts';
import type { LeadReview } from '../features/sequences/index.ts';
import type { Entry, EntryKind } from '../features/threads/index.ts';
import { NotFound } from '../kernel/errors.ts';
import type { Features } from './features.ts';
import type { Card } from './gesture.ts';
import type { Posting } from './posting.ts';
import { timeFor } from './views/parts.ts';
import { APPROVAL_CARD, approvalCard, approvedCard, draftsOfLeadCard, settledApprovalCard } from './views/review.ts';

const CHANGES = new Set<EntryKind>([
  'touch.approved',
  'touch.edited',
  'touch.pulled_back',
  'touch.skipped',
  'touch.sent',
  'sequence.stopped',
  'sequence.held',
  'sequence.resumed',
]);

/** Cards further up are scrolled away and forgotten. */
const FOLLOWED = 5;

/** Cards that show one lead's drafts with a yes on them: wherever the yes comes from, none of them stays live with words that wait no more. */
export function createApprovalCards({ features, posting }: { features: Features; posting: Posting }) {
  const changed = new Set<string>();

  async function redraw(leadId: string): Promise<void> {
    const posts = (await features.posts.find(APPROVAL_CARD, leadId)).slice(-FOLLOWED);
    for (const { key, channelId, ts } of posts) {
      const reader = await features.access.member(key.split(':')[2] ?? '');
      if (!ts || reader?.status !== 'active') continue;
      await posting.update({ channelId, ts, card: await cardFor(leadId, reader) });
    }
  }

  async function cardFor(leadId: string, reader: Member): Promise<Card> {
    const review = await features.sequences.review(reader, leadId);
    const now = features.clock.now();
    const waits = review.status === 'active' && review.touches.some((one) => one.status === 'drafted');
    if (waits) return approvalCard(review, { reader, now }) ?? draftsOfLeadCard(review);
    return approved(review, reader, now) ?? settledApprovalCard(review);
  }

  return {
    mark(entry: Entry): void {
      if (entry.leadId && CHANGES.has(entry.kind)) changed.add(entry.leadId);
    },

    async draw(): Promise<void> {
      for (const leadId of [...changed]) {
        changed.delete(leadId);
        await redraw(leadId).catch((error) => {
          if (!(error instanceof NotFound)) throw error;
        });
      }
    },
  };
}

function approved(review: LeadReview, reader: Member, now: number): Card | undefined {
  const yes = review.touches.filter((one) => one.approvedBy !== undefined && one.approvedAt !== undefined);
  const last = yes.reduce((a, b) => ((b.approvedAt ?? 0) >= (a?.approvedAt ?? 0) ? b : a), yes[0]);
  if (!last?.approvedAt || !last.approvedBy) return undefined;
  return approvedCard(review, {
    touches: yes.length,
    at: timeFor(last.approvedAt, reader, now),
    by: last.approvedBy,
    canPullBack: yes.some((one) => one.status === 'approved'),
  });
}
