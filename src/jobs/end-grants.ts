import type { Channels } from '../features/channels/index.ts';
import type { Job } from './runner.ts';

/** Once a day: whose permission at LinkedIn has run out hears of it, with a button. */
export function endGrants(deps: { channels: Pick<Channels, 'endLinkedinGrants'> }): Pick<Job, 'run'> {
  return {
    async run() {
      await deps.channels.endLinkedinGrants();
    },
  };
}
