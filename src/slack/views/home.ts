import type { Member } from '../../features/access/index.ts';
import type { Today } from '../../features/analytics/index.ts';
import type { RankedLead } from '../../features/scoring/index.ts';
import { formatDay, formatInstant } from '../../kernel/calendar.ts';
import { DAY_MS, type Instant } from '../../kernel/clock.ts';
import { clip } from '../../kernel/escape.ts';
import type { Block, View } from '../gesture.ts';
import { actions, button, count, divider, header, section, words } from './blocks.ts';
import { type TeamHome, teamBlocks } from './home-team.ts';

export interface HomeData {
  member: Member;
  today: Today;
  hot: RankedLead[];
  /** For an admin only. */
  connections?: { name: string; connected: boolean; todo?: string }[];
  openRequests?: number;
  sendingPaused: boolean;
  /** Mailboxes that have stopped themselves, as far as the member owns them or may resume them. */
  pausedMailboxes?: { id: string; address: string; reason: string; mayResume: boolean }[];
  now: Instant;
  /** Leads of their own, whatever waits. */
  ownLeads: number;
  /** For who looks after others. */
  team?: TeamHome;
}

const SHOWN = 5;

/** The day at a glance: ten seconds to read, every line leads to one click. */
export function homeView(data: HomeData): View {
  return {
    type: 'home',
    blocks: [
      header('Today'),
      ...paused(data),
      ...mailboxes(data),
      ...away(data),
      ...own(data),
      ...teamBlocks(data),
      ...admin(data),
      actions(button('Refresh', 'home.refresh'), button('What it can do', 'home.help')),
    ],
  };
}

/** One's own day. Who looks after others and has no leads of their own has none of this to read. */
function own(data: HomeData): Block[] {
  const { today, ownLeads, team } = data;
  const waits = today.repliesToAnswer.length + today.draftsWaiting + today.tasksDue.length;
  if (team && ownLeads + waits === 0) return [];
  return [
    ...replies(data),
    ...drafts(data),
    ...tasks(data),
    divider,
    ...hotLeads(data),
    divider,
    section(`*Your last 30 days*\n${numbers(data.today)}`),
  ];
}

function paused({ sendingPaused, member }: HomeData): Block[] {
  const mayResume = member.role === 'manager' || member.role === 'admin';
  if (!sendingPaused) return mayResume ? [section('Sending is on.', button('Settings', 'settings.open'))] : [];
  const text = '*Sending is paused for the whole team.* Nothing leaves until a manager or admin resumes it.';
  return [section(text, mayResume ? button('Resume sending', 'sending.resume') : undefined)];
}

function mailboxes({ pausedMailboxes = [] }: HomeData): Block[] {
  return pausedMailboxes.slice(0, SHOWN).map(({ id, address, reason, mayResume }) => {
    const who = mayResume ? '' : ' Your team lead, a manager or an admin can resume it.';
    const text = `*The mailbox ${words(address)} is paused.* ${words(reason)}.${who}`;
    return section(text, mayResume ? button('Resume', `mailbox.resume#${id}`, { value: id }) : undefined);
  });
}

function away({ member, now }: HomeData): Block[] {
  if ((member.awayUntil ?? 0) <= now) return [];
  const day = formatDay((member.awayUntil ?? now) - DAY_MS / 2, member.timezone);
  const text = `*You are away until ${day}.* Answers of your leads go to who stands in for you.`;
  return [section(text, button('Change', 'member.away'))];
}

function replies({ today, member, now }: HomeData): Block[] {
  const { repliesToAnswer: waiting } = today;
  if (waiting.length === 0)
    return [section('*No replies to answer.* The moment a lead answers, you get a message (the Messages tab).')];
  const lines = waiting
    .slice(0, SHOWN)
    .map((one) =>
      section(
        `*${words(one.name)}* answered · ${words(clip(one.summary, 120))}\n${formatInstant(one.at, member.timezone, now)}`,
        button('Show', 'lead.show', { value: one.leadId }),
      ),
    );
  const more = waiting.length - lines.length;
  return [
    section(`*${count(waiting.length, 'reply', 'replies')} to answer*`),
    ...lines,
    ...(more > 0 ? [section(`and ${more} more, first in the list`, button('All of them', 'leads.open'))] : []),
  ];
}

function drafts({ today }: HomeData): Block[] {
  if (today.draftsWaiting === 0)
    return [
      section(
        '*No drafts wait for you.* Enrol a lead, and five drafts appear here.',
        button('Today’s list', 'leads.open'),
      ),
    ];
  const text = `*${count(today.draftsWaiting, 'draft waits', 'drafts wait')} for you*, about ${count(today.leadsWaiting, 'lead')}`;
  return [section(text, button('Review', 'touch.review', { style: 'primary' }))];
}

function tasks({ today, member, now }: HomeData): Block[] {
  const { tasksDue } = today;
  if (tasksDue.length === 0) return [];
  const lines = tasksDue
    .slice(0, SHOWN)
    .map((one) =>
      section(
        `${channelWords[one.channel] ?? words(one.channel)} *${words(one.name)}* · due ${formatInstant(one.dueAt, member.timezone, now)}`,
        button('Open', 'task.show', { value: one.touchId }),
      ),
    );
  const more = tasksDue.length - lines.length;
  return [
    section(`*${count(tasksDue.length, 'task')} due*`),
    ...lines,
    ...(more > 0 ? [section(`and ${more} more`, button('All of them', 'task.list'))] : []),
  ];
}

const channelWords: Record<string, string> = {
  linkedin: 'LinkedIn message to',
  call: 'Call',
  whatsapp: 'WhatsApp to',
  sms: 'SMS to',
  email: 'Email to',
};

function hotLeads({ hot }: HomeData): Block[] {
  if (hot.length === 0) {
    return [
      section('*No leads of yours are ranked yet.*'),
      actions(button('Add a lead', 'lead.open_add'), button('Import a CSV file', 'import.open')),
    ];
  }
  return [
    section('*Worth the next hour*'),
    ...hot.map(({ lead, score, why }) => {
      const where = [lead.title, lead.account?.name].filter(Boolean).join(', ');
      return section(
        `*${words(lead.name)}*${where ? `, ${words(where)}` : ''} · ${score.points} points\n${words(why)}`,
        button('Show', 'lead.show', { value: lead.id }),
      );
    }),
  ];
}

function numbers(today: Today): string {
  const {
    sentLast30Days: sent,
    sent30DaysBefore: sentBefore,
    repliesLast30Days: answered,
    replies30DaysBefore: answeredBefore,
  } = today;
  if (sent + sentBefore + answered + answeredBefore === 0) return 'Nothing sent yet, so there is nothing to compare.';
  return `${count(sent, 'email')} sent (${sentBefore} in the 30 days before) · ${count(answered, 'reply', 'replies')} (${answeredBefore} before)`;
}

function admin({ connections, openRequests = 0 }: HomeData): Block[] {
  if (!connections) return [];
  const missing = connections.filter((one) => !one.connected);
  const asked =
    openRequests > 0
      ? [
          section(
            `*${count(openRequests, 'person asks', 'people ask')} for access.* The card is in your messages with this app.`,
          ),
        ]
      : [];
  const lines = missing.map((one) => `• *${words(one.name)}*: ${words(one.todo ?? 'not connected')}`);
  const text = missing.length === 0 ? 'Everything is connected.' : `*Not connected yet*\n${lines.join('\n')}`;
  return [divider, ...asked, section(text), actions(button('Who has access', 'access.list'))];
}
