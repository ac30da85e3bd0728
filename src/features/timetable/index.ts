import type { Db } from '../../db/index.ts';
import type { Clock, Instant } from '../../kernel/clock.ts';
import { createTimetableStore } from './store.ts';

/** Remembers which runs of a job have been taken, so that a timetable that fires twice, or in two processes, has one effect. */
export interface RunLedger {
  /** True for the one caller that may run this job for this scheduled instant. */
  claim(job: string, scheduledAt: Instant): Promise<boolean>;
  finish(job: string, scheduledAt: Instant, problem?: string): Promise<void>;
}

export function createRunLedger(deps: { db: Db; clock: Clock }): RunLedger {
  const store = createTimetableStore(deps.db);
  return {
    claim: (job, scheduledAt) => store.insert(job, scheduledAt, deps.clock.now()),
    finish: (job, scheduledAt, problem) => store.finish(job, scheduledAt, { at: deps.clock.now(), problem }),
  };
}
