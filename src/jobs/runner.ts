import type { RunLedger, TakenRun } from '../features/timetable/index.ts';
import { type Clock, type Instant, MINUTE_MS, type TurnableClock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import type { Logger } from '../kernel/logger.ts';
import { nextRun, type Schedule } from './timetable.ts';

export interface Job {
  name: string;
  schedule: Schedule;
  /** Has one effect for each scheduled instant, whoever ticks: a run that failed or was cut off is tried again until the next one is due. */
  once?: boolean;
  run(scheduledAt: Instant): Promise<void>;
  /** When there could be work next: lets a turned clock skip what would find nothing. `undefined`: not before something else happens. */
  idleUntil?(): Promise<Instant | undefined>;
}

/** What else happens in a world whose clock is turned, between the runs of the timetable. */
export interface Outside {
  /** Jobs that only this outside gives work to: the clock does not stop for them, they run where it stops. */
  wakes: string[];
  nextAt(): Instant | undefined;
  run(): Promise<void>;
}

export interface Runner {
  /** Runs what has come due since the last tick. Called each minute in real time. */
  tick(): Promise<void>;
  /** Runs one job now, out of turn; a second call while it runs makes it run once more afterwards. */
  wake(name: string): Promise<void>;
  /** Turns the clock to `to`, stopping at every run on the way, as the timetable would have had it. */
  turnTo(
    clock: TurnableClock,
    to: Instant,
    options?: { outside?: Outside; onStep?: (at: Instant) => void },
  ): Promise<void>;
  idle(): Promise<void>;
}

/** A process that was not there at the scheduled minute, as in a restart, makes up for it this long. */
const CATCH_UP_MS = 15 * MINUTE_MS;

export function createRunner(deps: {
  jobs: Job[];
  clock: Clock;
  zone: string;
  ledger: RunLedger;
  logger: Logger;
}): Runner {
  const startedAt = deps.clock.now();
  const lastRun = new Map<string, Instant>(
    deps.jobs.map((job) => [job.name, job.once ? startedAt - CATCH_UP_MS : startedAt]),
  );
  const running = new Map<string, { promise: Promise<void>; again?: { scheduledAt?: Instant } }>();

  const dueAt = (job: Job) => nextRun(job.schedule, lastRun.get(job.name) ?? deps.clock.now(), deps.zone);

  async function guarded(job: Job, scheduledAt: Instant | undefined): Promise<void> {
    let taken: TakenRun | undefined;
    try {
      if (job.once && scheduledAt !== undefined) {
        taken = await deps.ledger.claim(job.name, scheduledAt);
        if (!taken) return;
      }
      await job.run(scheduledAt ?? deps.clock.now());
      if (taken) await deps.ledger.finish(taken);
    } catch (error) {
      deps.logger.error({ job: job.name, error }, 'a job failed; it is tried again');
      const problem = error instanceof AppError ? error.forUser : 'failed';
      if (taken) await deps.ledger.finish(taken, problem).catch(() => undefined);
    }
  }

  /** When a run that failed or was left may be tried again; never beyond the job's next time. */
  async function repeatOf(job: Job): Promise<{ scheduledAt: Instant; at: Instant } | undefined> {
    if (!job.once || running.has(job.name)) return undefined;
    const found = await deps.ledger.toRepeat(job.name).catch(() => undefined);
    if (!found) return undefined;
    const at = Math.max(found.from, deps.clock.now());
    return nextRun(job.schedule, found.scheduledAt, deps.zone) > at
      ? { scheduledAt: found.scheduledAt, at }
      : undefined;
  }

  /** One run of a job at a time; what comes meanwhile is one more run. */
  function start(job: Job, scheduledAt?: Instant): Promise<void> {
    const current = running.get(job.name);
    if (current) {
      current.again = { scheduledAt };
      return current.promise;
    }
    const slot: { promise: Promise<void>; again?: { scheduledAt?: Instant } } = { promise: Promise.resolve() };
    slot.promise = (async () => {
      await guarded(job, scheduledAt);
      while (slot.again) {
        const { scheduledAt: next } = slot.again;
        slot.again = undefined;
        await guarded(job, next);
      }
    })().finally(() => running.delete(job.name));
    running.set(job.name, slot);
    return slot.promise;
  }

  async function tick(): Promise<void> {
    const now = deps.clock.now();
    for (const job of deps.jobs) {
      // A clock that was set back would keep every job still until it has caught up.
      if ((lastRun.get(job.name) ?? now) > now) lastRun.set(job.name, now);
      const at = dueAt(job);
      if (at <= now) {
        lastRun.set(job.name, now);
        await start(job, at);
        continue;
      }
      const left = await repeatOf(job);
      if (left && left.at <= now) await start(job, left.scheduledAt);
    }
  }

  function startAt(at: Clock, job: Job, scheduledAt?: Instant): Promise<void> {
    lastRun.set(job.name, at.now());
    return start(job, scheduledAt);
  }

  async function nextWork(job: Job): Promise<Instant | undefined> {
    const at = dueAt(job);
    if (!job.idleUntil) return at;
    const from = await job.idleUntil();
    return from === undefined ? undefined : Math.max(at, nextRun(job.schedule, from - 1, deps.zone));
  }

  return {
    tick,
    async wake(name) {
      const job = deps.jobs.find((one) => one.name === name);
      if (job) await start(job);
    },
    async turnTo(clock, to, { outside, onStep } = {}) {
      for (;;) {
        const found: { job?: Job; at: Instant; left?: Instant }[] = [];
        for (const job of deps.jobs) {
          if (outside?.wakes.includes(job.name)) continue;
          const at = await nextWork(job);
          if (at !== undefined) found.push({ job, at });
          const left = await repeatOf(job);
          if (left) found.push({ job, at: left.at, left: left.scheduledAt });
        }
        const outsideAt = outside?.nextAt();
        if (outsideAt !== undefined) found.push({ at: outsideAt });
        const next = Math.min(...found.map((one) => one.at));
        if (found.length === 0 || next > to) break;
        clock.set(Math.max(next, clock.now()));
        onStep?.(clock.now());
        if (outsideAt !== undefined && outsideAt <= clock.now()) await outside?.run();
        // As in the timetable, what would have run by now runs before what comes behind it: reading before sending.
        const due = found.filter(({ job, at }) => job && at <= clock.now());
        const asleep = deps.jobs.filter((job) => outside?.wakes.includes(job.name) && dueAt(job) <= clock.now());
        if (due.length > 0) for (const job of asleep) await startAt(clock, job);
        for (const { job, at, left } of due) {
          if (!job) continue;
          if (left === undefined) lastRun.set(job.name, clock.now());
          await start(job, left ?? at);
        }
      }
      clock.set(Math.max(to, clock.now()));
      onStep?.(clock.now());
    },
    async idle() {
      await Promise.all([...running.values()].map((slot) => slot.promise));
    },
  };
}
