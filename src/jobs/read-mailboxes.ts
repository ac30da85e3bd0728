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
      const { interactions, sequences, calling } = deps;
      const reads = [interactions.readMailboxes, interactions.readTexts, sequences.readReports, calling.readReports];
      // What one provider does not answer keeps the others from nothing.
      const failures: unknown[] = [];
      for (const read of reads) await read().catch((error: unknown) => failures.push(error));
      if (failures.length > 0) throw failures[0];
    },
  };
}
