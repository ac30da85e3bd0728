import type { Interactions } from '../features/interactions/index.ts';
import type { Job } from './runner.ts';

/** Fetches what prospects have written. */
export function readMailboxes(deps: { interactions: Interactions }): Pick<Job, 'run'> {
  return {
    async run() {
      await deps.interactions.readMailboxes();
    },
  };
}
