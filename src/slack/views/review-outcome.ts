import type { Member } from '../../features/access/index.ts';
import type { ApproveOutcome, LeadReview } from '../../features/sequences/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import { firstNameOf, inline, nameOf, timeFor } from './parts.ts';

export interface OutcomeData {
  outcomes: ApproveOutcome[];
  /** As it stands after the approval. */
  review: LeadReview;
  reader: Member;
  now: Instant;
  /** When the lead last answered, if it did. */
  answeredAt?: Instant;
}

/** What became of a yes, as mrkdwn; '' when all of it was taken. */
export function outcomeNote(data: OutcomeData): string {
  const { outcomes } = data;
  const lines = [movedLine(data), alreadyLine(data), ...reasonLines(outcomes)].filter(Boolean);
  const approved = outcomes.filter((one) => one.result === 'approved').length;
  if (lines.length > 0 && approved > 0) lines.unshift(`${approved} of ${outcomes.length} approved.`);
  return lines.join('\n');
}

/** "Changed since you looked: Ada answered at 9:02. These drafts are on hold." */
function movedLine({ outcomes, review, reader, now, answeredAt }: OutcomeData): string {
  const changed = outcomes.filter((one) => one.result === 'changed');
  const stopped = outcomes.find((one) => one.result === 'stopped');
  if (changed.length === 0 && !stopped) return '';
  const what = [...new Set(changed.flatMap((one) => one.what))].map((one) => inline(one, 200)).join(', ');
  const answer =
    answeredAt === undefined ? '' : `${firstNameOf(review.lead)} answered, ${timeFor(answeredAt, reader, now)}`;
  const why = answer || what || (stopped?.result === 'stopped' ? inline(stopped.reason, 200) : '');
  return `:warning: *Changed since you looked:* ${why.replace(/\.$/, '')}. ${statusWords(review)}`;
}

function statusWords({ status }: LeadReview): string {
  if (status === 'held') return 'These drafts are on hold.';
  if (status === 'stopped') return 'Nothing of this goes out.';
  return 'Look again: what stands below is how it is now.';
}

/** "Approved by Tomas, today 14:02". */
function alreadyLine({ outcomes, review, reader, now }: OutcomeData): string {
  const first = outcomes.find((one) => one.result === 'already');
  if (first?.result !== 'already') return '';
  const at = review.touches.find((one) => one.id === first.touchId)?.approvedAt;
  const by = first.byName === reader.name ? 'you' : inline(first.byName, 60);
  return `${inline(nameOf(review.lead))}: approved by ${by} already${at === undefined ? '' : `, ${timeFor(at, reader, now)}`}.`;
}

function reasonLines(outcomes: ApproveOutcome[]): string[] {
  const reasons = outcomes.flatMap((one) =>
    one.result === 'problem' || one.result === 'not_waiting' ? [inline(one.reason, 250)] : [],
  );
  return [...new Set(reasons)].map((one) => `:warning: ${one}`);
}
