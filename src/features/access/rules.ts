import type { Actor, Member, Role } from './index.ts';

/**
 * Who may make a gesture: these roles; `anyone` also a person who asks for access (registration only); `app` Slack itself,
 * telling of a change that nobody asks for; `public` a web route that gives away nothing or checks a signature of its own.
 */
export type Who = readonly Role[] | 'anyone' | 'app' | 'public';

const members: readonly Role[] = ['rep', 'team_lead', 'manager', 'admin'];
const managers: readonly Role[] = ['manager', 'admin'];
const admins: readonly Role[] = ['admin'];

/**
 * Every gesture there is. One that is missing here is denied. Whether a member may act on a certain lead is asked
 * besides, where the lead is known (`assertMayActOn`), as are the finer rights inside a command.
 */
export const gestureTable: Readonly<Record<string, Who>> = {
  // Slash commands
  'command:/lead': members,
  'command:/leads': members,
  'command:/touches': members,
  'command:/thread': members,
  'command:/coach': members,
  'command:/pipeline': members,
  'command:/playbook': members,
  'command:/crm': members,
  'command:/why': members,
  'command:/sales': members,

  // Access
  'action:access.join': 'anyone',
  'view:access.request': 'anyone',
  'action:access.pick_role': admins,
  'action:access.pick_team_lead': admins,
  'action:access.approve': admins,
  'action:access.refuse': admins,
  'action:access.revoke': admins,
  'action:access.list': admins,
  'action:access.audit': admins,

  // Home, help, threads
  'event:app_home_opened': members,
  'event:message': members,
  'event:user_change': 'app',
  'event:app_uninstalled': 'app',
  'event:tokens_revoked': 'app',
  'action:home.refresh': members,
  'action:home.help': members,
  'action:home.connections': admins,
  'action:sending.pause': managers,
  'action:sending.resume': managers,
  'action:mailbox.connect': members,
  'action:mailbox.resume': ['team_lead', 'manager', 'admin'],
  'action:member.away': members,
  'view:member.away': members,
  'action:settings.open': managers,
  'action:settings.edit': managers,
  'view:settings.save': managers,
  'action:thread.show': members,
  'action:thread.rebuild': members,
  'action:lead.why': members,
  'action:call.ring': members,
  'action:passport.show': members,
  'action:consent.open': members,
  'action:consent.withdraw': members,
  'view:consent.give': members,
  'action:policy.open': members,
  'action:policy.edit': managers,
  'view:policy.save': managers,
  'action:coach.prepare': members,
  'action:view.open': members,

  // Leads
  'action:import.open': members,
  'action:import.enrol': members,
  'action:import.rows': members,
  'action:lead.show': members,
  'action:lead.open_add': members,
  'action:lead.more': members,
  'action:lead.enrol': members,
  'action:enrol.refused': members,
  'action:lead.log': members,
  'action:lead.resume_sequence': members,
  'action:leads.open': members,
  'action:leads.back': members,
  'action:leads.pick': members,
  'action:leads.pick_all': members,
  'action:leads.page': members,
  'action:leads.filter': members,
  'action:leads.hand_over': members,
  'action:leads.hand_over_all': members,
  'action:away.keep': members,
  'action:away.stop': members,
  'view:import.start': members,
  'view:lead.add': members,
  'view:lead.edit': members,
  'view:lead.hand_over': members,
  'view:lead.hand_over_all': members,
  'view:lead.stage': members,
  'view:lead.archive': members,
  'view:lead.log': members,
  'view:leads.enrol': members,
  'view:lead.log_message': members,
  'shortcut:log_to_lead': members,
  'options:lead.find': members,

  // Drafts, touches, tasks
  'action:touch.review': members,
  'action:review.skip_lead': members,
  'action:review.back': members,
  'action:review.edit_lead': members,
  'action:touch.approve_all': members,
  'action:task.open': members,
  'action:task.show': members,
  'action:task.list': members,
  'action:task.done': members,
  'action:task.answered': members,
  'action:touch.edit': members,
  'action:touch.more': members,
  'action:touch.pull_back': members,
  'action:touch.pull_back_lead': members,
  'action:touch.approved': members,
  'action:touch.went_out': members,
  'action:touch.did_not_go': members,
  'view:review.approve': members,
  'view:task.answered': members,
  'view:touch.save': members,
  'view:touch.confirm': members,

  // Playbook, pipeline, coaching
  'action:coaching.dispute': members,
  'action:reply.log_call': members,
  'action:pipeline.draw': members,
  'action:playbook.section': members,
  'action:playbook.edit': managers,
  'action:playbook.remove': managers,
  'action:playbook.back': members,
  'view:playbook.save': managers,

  // Web
  'route:/healthz': 'public',
  'route:/slack/events': 'public',
};

export function whoMay(gesture: string): Who | undefined {
  return Object.hasOwn(gestureTable, gesture) ? gestureTable[gesture] : undefined;
}

export type Decision =
  | { is: 'member' }
  | { is: 'app' }
  | { is: 'registration' }
  | { is: 'denied'; reason: string; forUser: string; offer: 'register' | 'none' };

const deny = (reason: string, forUser: string, offer: 'register' | 'none' = 'none'): Decision => ({
  is: 'denied',
  reason,
  forUser,
  offer,
});

/** What kind of account can't have access at all, whatever the allowlist says. */
function refusedAccount(actor: Actor): Decision | undefined {
  if (!actor.userId || !actor.teamId)
    return deny('unknown person', 'Slack did not say who you are, so nothing was done. Try again in a minute.');
  if (actor.isBot) return deny('bot', 'Bots can’t use this app.');
  if (actor.isDeleted) return deny('deactivated', 'This account is deactivated.');
  if (actor.isStranger) return deny('other workspace', 'This app is for members of the workspace that installed it.');
  if (actor.isGuest)
    return deny('guest', 'Guests can’t use this app. Ask an admin of the workspace for a full account.');
  return undefined;
}

/** The one decision. Anything that is not known counts against the person. */
export function decideGesture(gesture: string, actor: Actor, member: Member | undefined): Decision {
  const who = whoMay(gesture);
  if (who === 'public') return { is: 'app' };
  if (who === 'app')
    return actor.isApp ? { is: 'app' } : deny('only Slack itself does this', 'That is not something a person can do.');
  const refused = refusedAccount(actor);
  if (refused) return refused;
  const isMember = member?.status === 'active' && member.teamId === actor.teamId;
  if (!isMember) {
    if (member && member.teamId !== actor.teamId)
      return deny('other workspace', 'This app is for members of the workspace that installed it.');
    if (who === 'anyone') return { is: 'registration' };
    const forUser = member
      ? 'Your access has ended. You can ask for it again.'
      : 'You don’t have access yet. You can ask for it.';
    return deny(member ? 'revoked' : 'not on the allowlist', forUser, 'register');
  }
  if (who === undefined)
    return deny(
      'unknown gesture',
      'This button or command is not known here. It may be from an older version: open the list again.',
    );
  if (who !== 'anyone' && !who.includes(member.role))
    return deny(`role ${member.role}`, `This is for ${roleWords(who)}.`);
  return { is: 'member' };
}

const names: Record<Role, string> = { rep: 'reps', team_lead: 'team leads', manager: 'managers', admin: 'admins' };

function roleWords(roles: readonly Role[]): string {
  const words = roles.map((role) => names[role]);
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : words.join('');
}
