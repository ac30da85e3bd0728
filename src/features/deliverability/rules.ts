import { DAY_MS, type Instant } from '../../kernel/clock.ts';

/** The harm that a mail did: it came back for good, was reported as spam, or made somebody angry. */
export type Harm = 'bounced' | 'complained' | 'angry';

export interface CareLimits {
  /** Below so many mails no share says anything. */
  fromSends: number;
  bouncePercent: number;
  complaintPercent: number;
  angryPercent: number;
}

/** What became of the mails that left one mailbox since `since`. */
export interface MailboxFigures {
  since: Instant;
  sent: number;
  bounced: number;
  complained: number;
  angry: number;
}

/** How far back mails count. */
export const COUNTED_DAYS = 30;

/** Mails count for thirty days, and never those before the mailbox was last resumed. */
export function countedFrom(now: Instant, resumedAt: Instant | undefined): Instant {
  return Math.max(now - COUNTED_DAYS * DAY_MS, resumedAt ?? 0);
}

const HARMS: { kind: Harm; limit: keyof CareLimits; words: string }[] = [
  { kind: 'complained', limit: 'complaintPercent', words: 'were reported as spam' },
  { kind: 'bounced', limit: 'bouncePercent', words: 'came back as undeliverable' },
  { kind: 'angry', limit: 'angryPercent', words: 'made somebody angry' },
];

const percent = (value: number) => `${Number(value.toFixed(2))} %`;

/** Why a mailbox must stop, worst first, with its figures; undefined while all is well. */
export function reasonToPause(figures: MailboxFigures, limits: CareLimits): string | undefined {
  const { sent } = figures;
  if (sent === 0 || sent < limits.fromSends) return undefined;
  const over = HARMS.flatMap(({ kind, limit, words }) => {
    const share = (figures[kind] / sent) * 100;
    if (figures[kind] === 0 || share < limits[limit]) return [];
    return [`${figures[kind]} of ${sent} mails ${words} (${percent(share)}; the limit is ${percent(limits[limit])})`];
  });
  return over.length > 0 ? `${over.join('; ')}, in the last ${COUNTED_DAYS} days` : undefined;
}
