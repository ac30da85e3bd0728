import Database from 'better-sqlite3';
import { better, defineQueue, defineWorker } from 'plainjob';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * plainjob, a published job queue on SQLite, used as its documentation says, one job at a time. It knows no gates, no people and no log:
 * what a touch costs beside it is what its promises cost. Its own `synchronous = NORMAL`, or FULL, which the product has before a call.
 */
export function openPlainjob(file: string, options: { isSynced?: boolean } = {}) {
  const db = new Database(file);
  const queue = defineQueue({ connection: better(db), logger: quiet });
  if (options.isSynced) db.pragma('synchronous = FULL');
  return {
    fill(count: number): void {
      db.exec(
        `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${Math.floor(count)})
        insert into plainjob_jobs (type, data, created_at, next_run_at) select 'touch', '{"touch":' || i || '}', 0, i from n`,
      );
    },
    /** Works on that many jobs. */
    async work(count: number, job: (payload: string) => Promise<void>): Promise<void> {
      let done = 0;
      const worker = defineWorker(
        'touch',
        async ({ data }) => {
          await job(data);
          done += 1;
          if (done === count) void worker.stop();
        },
        { queue, logger: quiet },
      );
      await worker.start();
    },
    close: () => queue.close(),
  };
}
