import type { Access } from '../features/access/index.ts';
import type { Job } from './runner.ts';

export interface MemberDirectory {
  /** Whether Slack still knows this person as an active member of this workspace; undefined when it can't tell. */
  isActive(memberId: string): Promise<boolean | undefined>;
}

/** Once a day: who was deactivated in Slack while an event went missing loses access here too. */
export function checkMembers(deps: { access: Access; directory: MemberDirectory }): Pick<Job, 'run'> {
  return {
    async run() {
      for (const member of await deps.access.members()) {
        if (member.status !== 'active') continue;
        if ((await deps.directory.isActive(member.id)) === false)
          await deps.access.deactivate(member.id, 'no longer active in Slack');
      }
    },
  };
}
