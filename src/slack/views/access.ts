import type { AccessRequest, Member, Role } from '../../features/access/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { Block, Card, View } from '../gesture.ts';
import {
  actions,
  button,
  context,
  count,
  divider,
  header,
  input,
  type Option,
  plain,
  plainSection,
  quote,
  readerTime,
  section,
  select,
  words,
} from './blocks.ts';

export const roleNames: Record<Role, string> = {
  rep: 'rep',
  team_lead: 'team lead',
  manager: 'manager',
  admin: 'admin',
};

const roleOptions: Option[] = [
  { value: 'rep', text: 'Rep', description: 'Works leads, approves own drafts' },
  { value: 'team_lead', text: 'Team lead', description: 'Also helps the reps they lead' },
  { value: 'manager', text: 'Manager', description: 'Also the playbook, settings, all leads' },
  { value: 'admin', text: 'Admin', description: 'Also who has access' },
];

export const REQUEST_VIEW = 'access.request';
const NO_LEAD = 'none';

const why = 'This app writes to customers in the name of the team, so an admin says who may use it.';

/** The one thing that a person without access gets. */
export function registrationModal(): View {
  return {
    type: 'modal',
    callback_id: REQUEST_VIEW,
    title: plain('Ask for access'),
    submit: plain('Ask'),
    close: plain('Not now'),
    blocks: [
      plainSection(why),
      input('reason', 'What do you need it for?', {
        type: 'plain_text_input',
        action_id: 'reason',
        multiline: true,
        max_length: 500,
        focus_on_load: true,
      }),
      input('role', 'As what?', select('role', 'Choose', roleOptions, 'rep'), {
        hint: 'An admin may choose another one.',
      }),
    ],
  };
}

export function requestSentModal(request: AccessRequest): View {
  return {
    type: 'modal',
    title: plain('Ask for access'),
    close: plain('Close'),
    blocks: [
      section(`You asked for access as ${roleNames[request.wantedRole]}: ${readerTime(request.requestedAt)}.`),
      plainSection('An admin decides on it. The answer comes to your messages with this app.'),
    ],
  };
}

export function joinCard(message: string): Card {
  return {
    text: words(message),
    blocks: [plainSection(`${message} ${why}`), actions(button('Ask for access', 'access.join', { style: 'primary' }))],
  };
}

/** App Home of a person without access: a door, and nothing behind it. */
export function strangerHome(openRequest: AccessRequest | undefined): View {
  const blocks: Block[] = openRequest
    ? [
        section(
          `You asked for access: ${readerTime(openRequest.requestedAt)}. An admin decides on it; the answer comes to your messages with this app.`,
        ),
      ]
    : [plainSection(why), actions(button('Ask for access', 'access.join', { style: 'primary' }))];
  return { type: 'home', blocks: [header('You don’t have access yet'), ...blocks] };
}

export function closedHome(message: string): View {
  return { type: 'home', blocks: [plainSection(message)] };
}

/** To each admin's DM; role and team lead are chosen on the card. */
export function requestCard(request: AccessRequest, leads: Member[]): Card {
  const text = `${words(request.name)} asks for access as ${roleNames[request.wantedRole]}`;
  const leadOptions = [
    { value: NO_LEAD, text: 'No team lead' },
    ...leads.slice(0, 90).map((one) => ({ value: one.id, text: one.name })),
  ];
  return {
    text,
    blocks: [
      section(`*${words(request.name)}* asks for access as ${roleNames[request.wantedRole]}`),
      quote(request.reason, 500),
      {
        type: 'actions',
        block_id: 'choice',
        elements: [
          select('access.pick_role', 'Role', roleOptions, request.wantedRole),
          select('access.pick_team_lead', 'Team lead', leadOptions, NO_LEAD),
        ],
      },
      {
        type: 'actions',
        block_id: 'decision',
        elements: [
          button('Approve', 'access.approve', { value: request.id, style: 'primary' }),
          button('Refuse', 'access.refuse', {
            value: request.id,
            confirm: { title: 'Refuse access?', text: `${request.name} is told, and may ask again.`, yes: 'Refuse' },
          }),
        ],
      },
      context(`The team lead is for a rep. Asked ${readerTime(request.requestedAt)}.`),
    ],
  };
}

export const chosenTeamLead = (value: string): string | undefined => (value && value !== NO_LEAD ? value : undefined);

/** The quiet line that the card becomes, for every admin who has it. */
export function decidedCard(request: AccessRequest, member: Member | undefined, byName: string): Card {
  const approved = request.status === 'approved';
  const role = approved && member ? ` as ${roleNames[member.role]}` : '';
  const text = `${words(request.name)} ${approved ? `has access${role}` : 'was refused'}`;
  const at = request.decidedAt === undefined ? '' : ` · ${readerTime(request.decidedAt)}`;
  return { text, blocks: [context(`${text} · by ${words(byName)}${at}`)] };
}

export function answerCard(request: AccessRequest, member: Member | undefined): Card {
  if (request.status !== 'approved') {
    return joinCard('An admin refused your request. You can ask again and say more on what you need it for.');
  }
  const role = member ? roleNames[member.role] : roleNames[request.wantedRole];
  const text = `You have access now, as ${role}.`;
  return {
    text,
    blocks: [
      section(
        `*${text}* Your day is on this app’s Home tab; \`/lead add\` adds the first lead, \`/sales help\` lists what there is.`,
      ),
      actions(button('What it can do', 'home.help')),
    ],
  };
}

/** `/sales admin`: who has access, what is asked, with one click to end it. */
export function adminCard(data: { members: Member[]; open: AccessRequest[]; now: Instant }): Card {
  const active = data.members.filter((one) => one.status === 'active');
  const names = new Map(data.members.map((one) => [one.id, one.name]));
  const shown = active.slice(0, 30);
  const line = (one: Member): Block => {
    const lead = one.teamLeadId ? `, led by ${words(names.get(one.teamLeadId) ?? 'somebody who left')}` : '';
    const seen = one.lastSeenAt ? `last seen ${readerTime(one.lastSeenAt)}` : 'not seen yet';
    return section(
      `*${words(one.name)}* · ${roleNames[one.role]}${lead}\nsince ${readerTime(one.since, '{date_short_pretty}')}, ${seen}`,
      button('Revoke', `access.revoke#${one.id}`, {
        value: one.id,
        style: 'danger',
        confirm: {
          title: 'End this access?',
          text: `${one.name} can do nothing here any more, at once. Open modals and buttons stop working too.`,
          yes: 'Revoke',
        },
      }),
    );
  };
  const text = `${count(active.length, 'person has', 'people have')} access, ${count(data.open.length, 'request')} open`;
  return {
    text,
    blocks: [
      header('Who has access'),
      ...shown.map(line),
      ...(active.length > shown.length
        ? [context(`and ${active.length - shown.length} more, by name after these`)]
        : []),
      divider,
      section(
        data.open.length === 0
          ? 'No open requests.'
          : `*Open requests*\n${data.open.slice(0, 10).map(openLine).join('\n')}`,
      ),
      actions(
        button('Settings', 'settings.open'),
        button('Audit trail', 'access.audit'),
        button('What is connected', 'home.connections'),
      ),
    ],
  };
}

const openLine = (one: AccessRequest): string =>
  `• ${words(one.name)}, as ${roleNames[one.wantedRole]}, asked ${readerTime(one.requestedAt)} (the card is in your messages with this app)`;
