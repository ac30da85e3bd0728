import type { Db } from '../../db/index.ts';
import type { Instant } from '../../kernel/clock.ts';

export interface Run {
  job: string;
  scheduledAt: Instant;
  startedAt: Instant;
  finishedAt?: Instant;
  problem?: string;
  tries: number;
}

function toRun(row: Record<string, unknown>): Run {
  return {
    job: String(row.job),
    scheduledAt: Number(row.scheduled_at),
    startedAt: Number(row.started_at),
    finishedAt: row.finished_at === null ? undefined : Number(row.finished_at),
    problem: row.problem === null ? undefined : String(row.problem),
    tries: Number(row.tries),
  };
}

export function createTimetableStore(db: Db) {
  return {
    async insert(job: string, scheduledAt: Instant, startedAt: Instant): Promise<boolean> {
      const rows = await db('job_runs')
        .insert({ job, scheduled_at: scheduledAt, started_at: startedAt, tries: 1 })
        .onConflict(['job', 'scheduled_at'])
        .ignore()
        .returning('job');
      return rows.length === 1;
    },

    async run(job: string, scheduledAt: Instant): Promise<Run | undefined> {
      const row = await db('job_runs').where({ job, scheduled_at: scheduledAt }).first();
      return row && toRun(row);
    },

    async last(job: string): Promise<Run | undefined> {
      const row = await db('job_runs').where({ job }).orderBy('scheduled_at', 'desc').first();
      return row && toRun(row);
    },

    /** Only from the try that was seen, so that of two one succeeds. */
    async takeAgain({ job, scheduledAt, tries }: Run, startedAt: Instant): Promise<boolean> {
      const taken = await db('job_runs')
        .where({ job, scheduled_at: scheduledAt, tries })
        .update({ started_at: startedAt, finished_at: null, problem: null, tries: tries + 1 });
      return taken === 1;
    },

    async finish(
      { job, scheduledAt, tries }: Pick<Run, 'job' | 'scheduledAt' | 'tries'>,
      end: { at: Instant; problem?: string },
    ): Promise<void> {
      await db('job_runs')
        .where({ job, scheduled_at: scheduledAt, tries })
        .update({ finished_at: end.at, problem: end.problem ?? null });
    },
  };
}
