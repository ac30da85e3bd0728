import type { Job } from './runner.ts';

/** Reacts to the log with a cursor of its own; answers how many entries it handled. */
export interface LogConsumer {
  name: string;
  drain(): Promise<number>;
}

/** Hands the log to its consumers until none of them has anything left. */
export function followLog(deps: { consumers: LogConsumer[] }): Pick<Job, 'run' | 'idleUntil'> {
  return {
    async run() {
      for (const consumer of deps.consumers) {
        while ((await consumer.drain()) > 0);
      }
    },
    // Woken by whoever appends; a turned clock needs no stop of its own for it.
    idleUntil: async () => undefined,
  };
}
