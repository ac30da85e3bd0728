import type { Instant } from '../../kernel/clock.ts';
import type { Funnel, FunnelStage } from './index.ts';

/** Leads by the furthest that each got: how many got at least so far. */
export type Counts = Record<FunnelStage['key'], number>;

export interface FunnelFacts {
  counts: Counts;
  /** Of those who answered, how many asked not to be written to again. */
  optedOut: number;
  /** Sequences that were started in the last 24 hours. */
  startedLastDay: number;
  /** Leads who answered in the last seven days, and in the seven before. */
  repliedLastWeek: number;
  repliedWeekBefore: number;
  /** After which touch the leads answered for the first time: step and how many. */
  repliesByStep: { step: number; leads: number }[];
}

const LABELS: Record<FunnelStage['key'], string> = {
  leads: 'Leads',
  enrolled: 'Enrolled',
  contacted: 'Contacted',
  replied: 'Answered',
  meeting: 'Met',
  won: 'Won',
};

export const stageKeys = Object.keys(LABELS) as FunnelStage['key'][];

/** Under so many leads a share says nothing. */
export const RATE_FLOOR = 30;
const ORDINALS = ['zeroth', 'first', 'second', 'third', 'fourth', 'fifth'];

const figure = (count: number) => count.toLocaleString('en-US');
const counted = (count: number, one: string, many = `${one}s`) => `${figure(count)} ${count === 1 ? one : many}`;

/** From how many got exactly so far to how many got at least so far. */
export function atLeast(exactly: number[]): Counts {
  const counts = stageKeys.map((_, from) => exactly.slice(from).reduce((sum, one) => sum + one, 0));
  return Object.fromEntries(stageKeys.map((key, index) => [key, counts[index] ?? 0])) as Counts;
}

/** The 95 % interval of a share (Wilson), in whole per cent. */
export function intervalOf(part: number, whole: number): { low: number; high: number } {
  const z = 1.96;
  const share = part / whole;
  const middle = share + z ** 2 / (2 * whole);
  const spread = z * Math.sqrt((share * (1 - share)) / whole + z ** 2 / (4 * whole ** 2));
  const scale = 1 + z ** 2 / whole;
  return {
    low: Math.max(0, Math.round(((middle - spread) / scale) * 100)),
    high: Math.min(100, Math.round(((middle + spread) / scale) * 100)),
  };
}

function finding({ counts, startedLastDay, repliesByStep }: FunnelFacts): string {
  const { leads, enrolled, contacted, replied } = counts;
  if (leads === 0) return 'No leads yet';
  if (enrolled === 0) return `${counted(leads, 'lead')}, none on a sequence yet`;
  const started =
    startedLastDay === enrolled
      ? `${counted(enrolled, 'sequence')} started in the last 24 hours`
      : `${counted(enrolled, 'lead')} on a sequence so far`;
  if (contacted === 0) return `Nothing sent yet: ${started}`;
  if (replied === 0)
    return startedLastDay === enrolled
      ? `No replies yet: ${started}`
      : `No replies yet from ${counted(contacted, 'lead')} contacted`;
  return `${figure(replied)} of ${counted(contacted, 'contacted lead')} answered${mostly(repliesByStep)}`;
}

/** Said only when it is more than a few and clearly most. */
function mostly(repliesByStep: FunnelFacts['repliesByStep']): string {
  const total = repliesByStep.reduce((sum, one) => sum + one.leads, 0);
  const most = repliesByStep.reduce((best, one) => (one.leads > best.leads ? one : best), { step: 0, leads: 0 });
  const ordinal = ORDINALS[most.step];
  return ordinal && most.leads >= 3 && most.leads / total >= 0.6 ? `, most after the ${ordinal} touch` : '';
}

function soFar({ counts }: FunnelFacts): string {
  const { leads, enrolled, contacted, meeting, won } = counts;
  if (leads === 0) return 'Add one with `/lead add`, or a whole file with `/lead import`.';
  if (enrolled === 0)
    return `${counted(leads, 'lead is', 'leads are')} waiting: \`/leads\` says who is worth the next hour.`;
  return `${figure(contacted)} of ${counted(leads, 'lead')} contacted, ${figure(meeting)} met, ${figure(won)} won.`;
}

function rate({ counts, optedOut, repliedLastWeek, repliedWeekBefore }: FunnelFacts): string {
  const { contacted, replied } = counts;
  if (counts.leads === 0) return 'This picture fills as they are contacted and answer.';
  if (contacted === 0) return 'Nothing can be said about answers before the first message has left.';
  const weeks = `${figure(repliedLastWeek)} answered in the last 7 days, ${figure(repliedWeekBefore)} in the 7 days before`;
  const stop = optedOut > 0 ? `; ${figure(optedOut)} of all asked for no more` : '';
  if (contacted < RATE_FLOOR)
    return `Too early to say which share answers (${figure(contacted)} of ${RATE_FLOOR} contacted); ${weeks}${stop}.`;
  const { low, high } = intervalOf(replied, contacted);
  return `${Math.round((replied / contacted) * 100)} % answered (likely between ${low} and ${high} %); ${weeks}${stop}.`;
}

const BASES = ['', 'leads', 'enrolled', 'contacted', 'answered', 'met'];

/** A share of the step before where there is enough of a base, with its interval where chance plays a part. */
function noteOf(counts: Counts, index: number): string | undefined {
  const base = index > 0 ? counts[stageKeys[index - 1] ?? 'leads'] : 0;
  const count = counts[stageKeys[index] ?? 'leads'];
  if (base === 0) return undefined;
  if (base < RATE_FLOOR) return `of ${figure(base)} ${BASES[index]}`;
  if (count > 0 && count / base < 0.005) return `under 1 % of ${BASES[index]}`;
  const share = `${Math.round((count / base) * 100)} % of ${BASES[index]}`;
  if (index < stageKeys.indexOf('replied')) return share;
  const { low, high } = intervalOf(count, base);
  return `${share}, likely ${low} to ${high}`;
}

/** The funnel with its finding as the title, two sentences, and every number in words. */
export function describeFunnel(facts: FunnelFacts, at: Instant): Funnel {
  const stages = stageKeys.map((key, index) => ({
    key,
    label: LABELS[key],
    count: facts.counts[key],
    note: noteOf(facts.counts, index),
  }));
  const title = finding(facts);
  const numbers = stages
    .map((one) => `${one.label} ${figure(one.count)}${one.note ? ` (${one.note})` : ''}`)
    .join('; ');
  return {
    at,
    title,
    summary: `${soFar(facts)} ${rate(facts)}`,
    stages,
    altText: `${title}. A bar for each step: ${numbers}. A lead counts in every step up to the furthest that it reached.`,
  };
}
