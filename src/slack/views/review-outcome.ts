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

/** "Changed since you looked: the email address is now ada@…. Look again." Parts that moved alike are told once. */
function movedLine({ outcomes, review, reader, now, answeredAt }: OutcomeData): string {
  const changed = outcomes.filter((one) => one.result === 'changed');
  const stopped = outcomes.find((one) => one.result === 'stopped');
  if (changed.length === 0 && !stopped) return '';
  const at = stopped ? answeredAt : changed.find((one) => one.answeredAt !== undefined)?.answeredAt;
  const answer = at === undefined ? '' : `${firstNameOf(review.lead)} answered, ${timeFor(at, reader, now)}`;
  const what = changed.flatMap((one) => one.what).filter((one) => !(answer && one === WRITTEN));
  const reason = stopped?.result === 'stopped' && !answer ? [stopped.reason] : [];
  const all = [answer, ...new Set([...what, ...reason].map((one) => inline(one, 260)))].filter(Boolean);
  return `:warning: *Changed since you looked:* ${all.join('; ').replace(/\.$/, '')}. ${statusWords(review)}`;
}

/** Told with the time where that is known. */
const WRITTEN = 'the lead has written';

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
