import type { Funnel, TeamDay } from '../../features/analytics/index.ts';
import type { Mailbox } from '../../features/channels/index.ts';
import { formatInstant } from '../../kernel/calendar.ts';
import type { Block } from '../gesture.ts';
import { button, context, count, divider, section, words } from './blocks.ts';
import type { HomeData } from './home.ts';
import { inline, number } from './parts.ts';
import { OWNER } from './review.ts';

/** What somebody who looks after others sees of their day. */
export interface TeamHome {
  day: TeamDay;
  /** Names by member id. */
  names: ReadonlyMap<string, string>;
  /** For managers and admins: the whole team’s. */
  funnel?: Funnel;
  /** Mailboxes from which nothing can leave until somebody connects them again. */
  toReconnect: Pick<Mailbox, 'address' | 'memberId'>[];
}

const SHOWN = 4;

/** Open answers first, as they can't wait; then what stands still, then who has what waiting, then the funnel in a line. */
export function teamBlocks(data: HomeData): Block[] {
  const { team } = data;
  if (!team) return [];
  const title = team.funnel ? 'The team' : 'Your reps';
  const blocks = [...replies(data, team), ...problems(team), ...people(team)];
  const quiet = team.funnel ? 'Nothing of the team waits for anybody.' : 'Nothing of your reps waits for anybody.';
  return [
    divider,
    section(`*${title}*${numbers(team)}`, team.funnel ? button('Draw the funnel', 'pipeline.draw') : undefined),
    ...(blocks.length > 0 ? blocks : [section(quiet, button('The team’s leads', 'leads.open'))]),
  ];
}

const whose = (team: TeamHome, id: string): string => `${inline(team.names.get(id) ?? 'somebody', 40)}’s`;

/** The funnel in one line, and what left and came back. */
function numbers({ funnel, day }: TeamHome): string {
  const stages = funnel?.stages.map((one) => `${one.label} ${number(one.count)}`).join(' › ');
  const month = `Last 30 days: ${count(day.sentLast30Days, 'email')} sent, ${count(day.repliesLast30Days, 'reply', 'replies')}`;
  return `\n${[stages, month].filter(Boolean).join('\n')}`;
}

function replies({ member, now }: HomeData, team: TeamHome): Block[] {
  const open = team.day.replies;
  if (open.length === 0) return [];
  // What can be lost comes first, then who has waited longest.
  const first = [...open].sort((a, b) => Number(isObjection(b.summary)) - Number(isObjection(a.summary)));
  const objections = open.filter((one) => isObjection(one.summary)).length;
  const of = objections > 0 ? `, ${count(objections, 'objection')} among them` : '';
  return [
    section(`*${count(open.length, 'reply', 'replies')} not answered yet*${of}`),
    ...first
      .slice(0, SHOWN)
      .map((one, index) =>
        section(
          `*${words(one.name)}*, ${whose(team, one.ownerId)} · ${inline(one.summary, 120)} · ${formatInstant(one.at, member.timezone, now)}`,
          button('Show', `lead.show#reply${index}`, { value: one.leadId }),
        ),
      ),
    ...(open.length > SHOWN ? [section(`and ${open.length - SHOWN} more`, button('All of them', 'leads.open'))] : []),
  ];
}

const isObjection = (summary: string): boolean => /object/i.test(summary);

function problems(team: TeamHome): Block[] {
  const { held, unclear } = team.day;
  const [firstHeld] = held;
  const [firstUnclear] = unclear;
  return [
    ...team.toReconnect
      .slice(0, SHOWN)
      .map(({ address, memberId }) =>
        section(
          `*${inline(team.names.get(memberId) ?? 'Somebody', 40)} has to connect ${inline(address, 80)} again.* Nothing leaves from it until then: \`/sales connect\` does it.`,
        ),
      ),
    ...(firstUnclear
      ? [
          section(
            `*${count(unclear.length, 'mail')} of which nobody knows whether it left*: ${inline(firstUnclear.name, 60)}, ${whose(team, firstUnclear.ownerId)}`,
            button('Show', 'lead.show#unclear', { value: firstUnclear.leadId }),
          ),
        ]
      : []),
    ...(firstHeld
      ? [
          section(
            `*${count(held.length, 'sequence')} on hold until a person decides*: ${inline(firstHeld.name, 60)}, ${whose(team, firstHeld.ownerId)} (${inline(firstHeld.reason, 120)})`,
            button('Show', 'lead.show#held', { value: firstHeld.leadId }),
          ),
        ]
      : []),
  ];
}

function people(team: TeamHome): Block[] {
  const busy = team.day.people.filter((one) => one.leadsWaiting + one.tasksDue > 0);
  if (busy.length === 0) return [];
  return [
    section('*Who has what waiting*'),
    ...busy.slice(0, SHOWN).map(({ memberId, leadsWaiting, draftsWaiting, tasksDue }, index) => {
      const what = [
        leadsWaiting > 0 ? `${count(leadsWaiting, 'lead')} with ${count(draftsWaiting, 'draft')} to approve` : '',
        tasksDue > 0 ? count(tasksDue, 'task') : '',
      ];
      return section(
        `*${inline(team.names.get(memberId) ?? 'Somebody', 40)}*: ${what.filter(Boolean).join(', ')}`,
        leadsWaiting > 0 ? button('Review', `touch.review#${index}`, { value: `${OWNER}${memberId}` }) : undefined,
      );
    }),
    ...(busy.length > SHOWN ? [context(`and ${busy.length - SHOWN} more people`)] : []),
  ];
}
