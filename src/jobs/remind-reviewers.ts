import type { Job } from './runner.ts';

export interface ReviewReminder {
  /** The card in each rep's DM that says what waits for a yes; one a day, brought up to date in place. */
  remindAll(): Promise<void>;
}

/** Each morning, tells who has drafts waiting. */
export function remindReviewers(deps: { reminder: ReviewReminder }): Pick<Job, 'run'> {
  return { run: () => deps.reminder.remindAll() };
}
