import type { Listeners } from '../registry.ts';
import { accessActions, accessSubmissions } from './access.ts';
import { assistantActions } from './assistant.ts';
import { awayActions, awaySubmissions } from './away.ts';
import { coachingActions } from './coaching.ts';
import { enrolledActions } from './enrolled.ts';
import { homeActions } from './home.ts';
import { importActions, importSubmissions } from './import.ts';
import { leadActions, leadOptions } from './lead.ts';
import { leadSubmissions } from './lead-forms.ts';
import { leadsActions, leadsSubmissions } from './leads.ts';
import { mailboxActions } from './mailbox.ts';
import { passportActions, passportSubmissions } from './passport.ts';
import { pipelineActions } from './pipeline.ts';
import { playbookActions, playbookSubmissions } from './playbook.ts';
import { reviewActions, reviewSubmissions } from './review.ts';
import { sendingActions } from './sending.ts';
import { settingsActions, settingsSubmissions } from './settings.ts';
import { shortcutSubmissions, shortcuts } from './shortcut.ts';
import { taskActions, taskSubmissions } from './task.ts';
import { threadActions } from './thread.ts';
import { touchActions, touchSubmissions } from './touch.ts';
import { whyActions } from './why.ts';

/** Everything that a person can press, submit, choose or pick from a menu. */
export const listeners: Listeners = {
  actions: [
    ...accessActions,
    ...assistantActions,
    ...awayActions,
    ...coachingActions,
    ...enrolledActions,
    ...homeActions,
    ...importActions,
    ...leadActions,
    ...leadsActions,
    ...mailboxActions,
    ...passportActions,
    ...pipelineActions,
    ...playbookActions,
    ...reviewActions,
    ...sendingActions,
    ...settingsActions,
    ...taskActions,
    ...threadActions,
    ...touchActions,
    ...whyActions,
  ],
  submissions: [
    ...accessSubmissions,
    ...awaySubmissions,
    ...importSubmissions,
    ...leadSubmissions,
    ...leadsSubmissions,
    ...passportSubmissions,
    ...playbookSubmissions,
    ...reviewSubmissions,
    ...settingsSubmissions,
    ...shortcutSubmissions,
    ...taskSubmissions,
    ...touchSubmissions,
  ],
  shortcuts,
  options: leadOptions,
};
