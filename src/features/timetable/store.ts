import type { Db } from '../../db/index.ts';
import type { Instant } from '../../kernel/clock.ts';

export function createTimetableStore(db: Db) {
  return {
    async insert(job: string, scheduledAt: Instant, startedAt: Instant): Promise<boolean> {
      const rows = await db('job_runs')
        .insert({ job, scheduled_at: scheduledAt, started_at: startedAt })
        .onConflict(['job', 'scheduled_at'])
        .ignore()
        .returning('job');
      return rows.length === 1;
    },
    async finish(job: string, scheduledAt: Instant, end: { at: Instant; problem?: string }): Promise<void> {
      await db('job_runs')
        .where({ job, scheduled_at: scheduledAt })
        .update({ finished_at: end.at, problem: end.problem ?? null });
    },
  };
}
