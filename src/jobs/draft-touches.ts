import type { Sequences } from '../features/sequences/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Job } from './runner.ts';

/** Writes the drafts that enrolled leads wait for, a few leads at a time until none is left. */
export function draftTouches(deps: { sequences: Sequences; clock: Clock }): Pick<Job, 'run' | 'idleUntil'> {
  let left = 1;
  return {
    async run() {
      do {
        const report = await deps.sequences.draftPlanned({ limit: 10 });
        left = report.leads === 0 ? 0 : report.left;
      } while (left > 0);
    },
    idleUntil: async () => (left > 0 ? deps.clock.now() : undefined),
  };
}
