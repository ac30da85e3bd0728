import type { Calling } from '../features/calling/index.ts';
import type { Job } from './runner.ts';

/** Fetches what was recorded, writes it down, and deletes it at the provider. By itself, as an hour of sound takes minutes. */
export function writeDownCalls(deps: { calling: Calling }): Pick<Job, 'run' | 'idleUntil'> {
  return {
    run: () => deps.calling.writeDownDue(),
    idleUntil: () => deps.calling.nextRecordingAt(),
  };
}
