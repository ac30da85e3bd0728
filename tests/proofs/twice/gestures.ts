import { accessGestures } from './gestures-access.ts';
import { leadGestures } from './gestures-lead.ts';
import { touchGestures } from './gestures-touch.ts';
import type { ActResult, Kit } from './kit.ts';

/** A gesture that changes something: what it needs, and how it is made once. */
export interface Doubled {
  /** By the names of the access check. */
  covers: string[];
  what: string;
  /** Everything until the one press; answers that press. */
  ready(kit: Kit): Promise<() => Promise<ActResult | void>>;
  /** Growths that may differ between one press and two. */
  but?: RegExp;
}

export const doubled: Doubled[] = [...leadGestures, ...touchGestures, ...accessGestures];

/** Gestures that show something and change nothing. */
export const reading: string[] = [
  'command:/lead',
  'command:/leads',
  'command:/touches',
  'command:/coach',
  'command:/pipeline',
  'command:/playbook',
  'command:/crm',
  'command:/why',
  'command:/sales',
  'action:access.pick_role',
  'action:access.pick_team_lead',
  'action:access.list',
  'action:access.audit',
  'action:home.refresh',
  'action:home.help',
  'action:home.connections',
  'action:thread.show',
  'action:lead.why',
  'action:coach.prepare',
  'action:view.open',
  'action:import.open',
  'action:import.rows',
  'action:lead.show',
  'action:lead.open_add',
  'action:lead.log',
  'action:leads.open',
  'action:leads.back',
  'action:leads.pick',
  'action:leads.pick_all',
  'action:leads.page',
  'action:leads.filter',
  'action:leads.hand_over',
  'action:leads.hand_over_all',
  'action:away.keep',
  'action:member.away',
  'options:lead.find',
  'shortcut:log_to_lead',
  'action:touch.review',
  'action:review.skip_lead',
  'action:review.back',
  'action:review.edit_lead',
  'action:enrol.refused',
  'action:task.list',
  'action:task.open',
  'action:task.show',
  'action:touch.edit',
  'action:touch.approved',
  'action:reply.log_call',
  'action:pipeline.draw',
  'action:playbook.section',
  'action:playbook.edit',
  'action:playbook.back',
  'action:settings.open',
  // Refused here, where nothing is connected to ring with; pressed twice it is tested with the feature.
  'action:call.ring',
  'action:mailbox.connect',
  'action:passport.show',
  'action:consent.open',
  'action:policy.open',
  'action:policy.edit',
  'action:settings.edit',
  'event:app_home_opened',
  'event:app_uninstalled',
  'event:tokens_revoked',
];
