import { DAY_MS, type Instant } from '../../kernel/clock.ts';
import type { PlannedStep } from './rules.ts';

const DAYS_AHEAD = 180;

/** The day of an instant, counted in UTC: enough for loads, which the gates measure exactly when it comes to sending. */
export const dayNumber = (at: Instant): number => Math.floor(at / DAY_MS);

/** What is planned already, so that a plan tells days on which the mails can really go. */
export interface Load {
  /** Planned mails of the mailbox by `dayNumber`. */
  mails: Map<number, number>;
  /** How many the mailbox may send on a day, by `dayNumber`. */
  allowance(day: number): number;
  /** First touches to the lead's company, planned or sent. */
  companyFirsts: readonly Instant[];
  companyPerWeek: number;
}

/** The earliest plan, by whole days, for which there is room; without any room in half a year, the plan of today. */
export function planWithRoom(
  now: Instant,
  load: Load,
  plan: (from: Instant) => PlannedStep[],
  afterDays = 0,
): { steps: PlannedStep[]; afterDays: number } {
  for (let days = afterDays; days < DAYS_AHEAD; days += 1) {
    const steps = plan(now + days * DAY_MS);
    if (hasRoom(steps, load)) return { steps, afterDays: days };
  }
  return { steps: plan(now), afterDays: 0 };
}

function hasRoom(steps: PlannedStep[], load: Load): boolean {
  const first = steps[0];
  if (!first) return true;
  const near = load.companyFirsts.filter((at) => Math.abs(at - first.dueAt) < 7 * DAY_MS);
  if (near.length >= load.companyPerWeek) return false;
  return mailDays(steps).every((day) => (load.mails.get(day) ?? 0) < load.allowance(day));
}

const mailDays = (steps: PlannedStep[]): number[] =>
  steps.filter((one) => one.channel === 'email').map((one) => dayNumber(one.dueAt));

/** Counts a plan into the load, for the next lead of the same batch. */
export function addToLoad(load: Load, steps: PlannedStep[]): void {
  for (const day of mailDays(steps)) load.mails.set(day, (load.mails.get(day) ?? 0) + 1);
}
