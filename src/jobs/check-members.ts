import type { Job } from './runner.ts';

export interface MemberDirectory {
  /** Asks Slack about every member; who was deactivated there loses access here. */
  checkAll(): Promise<unknown>;
}

/** Once a day, for the case that Slack's event went missing. */
export function checkMembers(deps: { directory: MemberDirectory }): Pick<Job, 'run'> {
  return {
    async run() {
      await deps.directory.checkAll();
    },
  };
}
