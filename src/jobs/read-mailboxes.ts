import type { Calling } from '../features/calling/index.ts';
import type { Interactions } from '../features/interactions/index.ts';
import type { Sequences } from '../features/sequences/index.ts';
import type { Job } from './runner.ts';

/** Fetches what prospects have written. */
export function readMailboxes(deps: {
  interactions: Interactions;
  sequences: Sequences;
  calling: Calling;
}): Pick<Job, 'run'> {
  return {
    async run() {
      await deps.interactions.readMailboxes();
      await deps.interactions.readTexts();
      await deps.sequences.readReports();
      await deps.calling.readReports();
    },
  };
}
