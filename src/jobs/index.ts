import type { Calling } from '../features/calling/index.ts';
import type { Interactions } from '../features/interactions/index.ts';
import type { Sequences } from '../features/sequences/index.ts';
import type { SettingValues } from '../features/settings/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { checkMembers, type MemberDirectory } from './check-members.ts';
import { draftTouches } from './draft-touches.ts';
import { followLog, type LogConsumer } from './follow-log.ts';
import { type PipelinePoster, postPipeline } from './post-pipeline.ts';
import { readMailboxes } from './read-mailboxes.ts';
import { type ReviewReminder, remindReviewers } from './remind-reviewers.ts';
import type { Job } from './runner.ts';
import { sendDueTouches } from './send-due-touches.ts';
import { writeDownCalls } from './write-down-calls.ts';

export interface JobDeps {
  clock: Clock;
  sequences: Sequences;
  interactions: Interactions;
  calling: Calling;
  consumers: LogConsumer[];
  /** The id of the log's last entry. */
  newest(): Promise<number>;
  pipeline: PipelinePoster;
  reminder: ReviewReminder;
  directory: MemberDirectory;
  /** Read once at the start; a change in the settings holds from the next start. */
  times: Pick<SettingValues, 'dashboardAt' | 'dashboardWeekday' | 'reviewReminderAt'>;
}

/** The whole timetable. Local times are in the team's zone. */
export function timetable(deps: JobDeps): Job[] {
  return [
    { name: 'read-mailboxes', schedule: { everyMinutes: 2 }, ...readMailboxes(deps) },
    { name: 'send-due-touches', schedule: { everyMinutes: 1 }, ...sendDueTouches(deps) },
    { name: 'draft-touches', schedule: { everyMinutes: 1 }, ...draftTouches(deps) },
    { name: 'write-down-calls', schedule: { everyMinutes: 1 }, ...writeDownCalls(deps) },
    { name: 'follow-log', schedule: { everyMinutes: 1 }, ...followLog(deps) },
    {
      name: 'remind-reviewers',
      schedule: { at: deps.times.reviewReminderAt, weekdays: [1, 2, 3, 4, 5] },
      once: true,
      ...remindReviewers(deps),
    },
    { name: 'check-members', schedule: { at: '04:30' }, once: true, ...checkMembers(deps) },
    {
      name: 'post-pipeline',
      schedule: { at: deps.times.dashboardAt, weekdays: [deps.times.dashboardWeekday] },
      once: true,
      ...postPipeline(deps),
    },
  ];
}
