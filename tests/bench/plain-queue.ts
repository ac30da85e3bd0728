import Database from 'better-sqlite3';

/**
 * The plainest job queue on SQLite, ours, as no library for one is installed: one table, one job at a time, claimed by one UPDATE
 * … RETURNING in an immediate transaction, worked on, marked as done. It knows no gates, no people, no log, and its statements are
 * prepared once: what a touch costs beside it is what its promises cost.
 */
export function openPlainQueue(file: string, options: { isDurable?: boolean } = {}) {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma(`synchronous = ${options.isDurable ? 'FULL' : 'NORMAL'}`);
  db.exec(`create table jobs (
    id integer primary key, state text not null, run_at integer not null, payload text not null, claimed_at integer, done_at integer
  );
  create index jobs_waiting on jobs (state, run_at);`);
  const next = db.prepare<[number], { id: number; payload: string }>(`update jobs set state = 'claimed', claimed_at = ?
    where id = (select id from jobs where state = 'waiting' order by run_at limit 1) returning id, payload`);
  const finish = db.prepare(`update jobs set state = 'done', done_at = ? where id = ?`);
  const claim = db.transaction((at: number) => next.get(at));

  return {
    fill(count: number): void {
      db.exec(`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${Math.floor(count)})
        insert into jobs (state, run_at, payload) select 'waiting', i, '{"touch":' || i || '}' from n`);
    },
    /** Works on that many jobs; answers how many there were. */
    async work(count: number, job: (payload: string) => Promise<void>): Promise<number> {
      for (let done = 0; done < count; done += 1) {
        const found = claim.immediate(Date.now());
        if (!found) return done;
        await job(found.payload);
        finish.run(Date.now(), found.id);
      }
      return count;
    },
    close: () => db.close(),
  };
}
