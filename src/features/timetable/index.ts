import type { Db } from '../../db/index.ts';
import { type Clock, type Instant, MINUTE_MS } from '../../kernel/clock.ts';
import { createTimetableStore, type Run } from './store.ts';

/** One taken run: the how manieth try it is. */
export interface TakenRun {
  job: string;
  scheduledAt: Instant;
  tries: number;
}

/** Remembers which runs of a job have been taken, so that a timetable that fires twice, or in two processes, has one effect. */
export interface RunLedger {
  /** For the one caller that may run this job for this scheduled instant now: the first, or the next after one that failed or was left. */
  claim(job: string, scheduledAt: Instant): Promise<TakenRun | undefined>;
  /** Changes nothing when another try has begun meanwhile. */
  finish(run: TakenRun, problem?: string): Promise<void>;
  /** The last run of a job, when it is to be tried again, and from when on. */
  toRepeat(job: string): Promise<{ scheduledAt: Instant; from: Instant } | undefined>;
}

/** Before the second, third and later tries: what passes in a minute is soon over, what does not is not hammered at. */
const PAUSES_MS = [1, 5, 15, 60, 60, 120, 240].map((minutes) => minutes * MINUTE_MS);
/** A run that has said nothing for so long was left by a process that is gone. */
const LEFT_MS = 15 * MINUTE_MS;

function repeatFrom({ tries, startedAt, finishedAt, problem }: Run): Instant | undefined {
  const pause = PAUSES_MS[tries - 1];
  if (pause === undefined) return undefined;
  if (finishedAt === undefined) return startedAt + Math.max(LEFT_MS, pause);
  return problem === undefined ? undefined : finishedAt + pause;
}

export function createRunLedger(deps: { db: Db; clock: Clock }): RunLedger {
  const store = createTimetableStore(deps.db);
  return {
    async claim(job, scheduledAt) {
      const now = deps.clock.now();
      if (await store.insert(job, scheduledAt, now)) return { job, scheduledAt, tries: 1 };
      const run = await store.run(job, scheduledAt);
      const from = run && repeatFrom(run);
      if (!run || from === undefined || from > now) return undefined;
      return (await store.takeAgain(run, now)) ? { job, scheduledAt, tries: run.tries + 1 } : undefined;
    },
    finish: (run, problem) => store.finish(run, { at: deps.clock.now(), problem }),
    async toRepeat(job) {
      const last = await store.last(job);
      const from = last && repeatFrom(last);
      return last && from !== undefined ? { scheduledAt: last.scheduledAt, from } : undefined;
    },
  };
}
