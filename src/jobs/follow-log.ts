import type { Clock } from '../kernel/clock.ts';
import type { Job } from './runner.ts';

/** Reacts to the log with a cursor of its own; answers how many entries it handled. */
export interface LogConsumer {
  name: string;
  drain(): Promise<number>;
}

/** Hands the log to its consumers until none of them has anything left. */
export function followLog(deps: {
  consumers: LogConsumer[];
  /** The last entry's id. */
  newest(): Promise<number>;
  clock: Clock;
}): Pick<Job, 'run' | 'idleUntil'> {
  let followed = -1;
  return {
    async run() {
      const last = await deps.newest();
      for (const consumer of deps.consumers) {
        while ((await consumer.drain()) > 0);
      }
      followed = last;
    },
    // What happened while the clock is turned is told on its own day: cards of the day carry the day on which they are drawn.
    idleUntil: async () => ((await deps.newest()) > followed ? deps.clock.now() : undefined),
  };
}
