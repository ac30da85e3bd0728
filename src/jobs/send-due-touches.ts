import type { Sequences } from '../features/sequences/index.ts';
import type { Job } from './runner.ts';

/** Sends what is approved, due and passes every gate. */
export function sendDueTouches(deps: { sequences: Sequences }): Pick<Job, 'run' | 'idleUntil'> {
  return {
    async run() {
      await deps.sequences.sendDue();
    },
    idleUntil: () => deps.sequences.nextDueAt(),
  };
}
