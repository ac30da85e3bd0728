import type { Member } from '../../features/access/index.ts';
import { addDays, fromLocal, type LocalDay, toLocal } from '../../kernel/calendar.ts';
import { DAY_MS, type Instant } from '../../kernel/clock.ts';
import { InvalidInput } from '../../kernel/errors.ts';
import type { Features } from '../features.ts';
import type { Action, ActionInput, Reply, Submission, SubmissionInput } from '../gesture.ts';
import {
  AWAY_DAY_VIEW,
  AWAY_VIEW,
  awayDayModal,
  awayDayStateSchema,
  awaySettledCard,
  memberAwayCard,
  memberAwayModal,
} from '../views/away.ts';
import { section } from '../views/blocks.ts';
import { mailboxResumedCard, mailboxRunsCard } from '../views/mailbox.ts';
import { modal } from '../views/parts.ts';
import { unpack } from '../views/parts-state.ts';
import { ownLead } from './lead.ts';

const two = (n: number) => String(n).padStart(2, '0');
const isoOf = ({ year, month, day }: LocalDay) => `${year}-${two(month)}-${two(day)}`;

/** Who gets this member's replies meanwhile, in words. */
async function standInOf(member: Member, features: Features): Promise<string> {
  const lead = member.teamLeadId ? await features.access.member(member.teamLeadId) : undefined;
  return lead?.status === 'active' && lead.id !== member.id ? lead.name : 'the admins';
}

/** The form for a member's own absence; `typed` is what stood behind the command ("until 2026-06-12"). */
export async function awayForm(member: Member, typed: string, features: Features): Promise<Reply> {
  const now = features.clock.now();
  const isAway = (member.awayUntil ?? 0) > now;
  const given = /\b\d{4}-\d{2}-\d{2}\b/.exec(typed)?.[0];
  const known = isAway ? isoOf(toLocal((member.awayUntil ?? now) - DAY_MS / 2, member.timezone)) : undefined;
  return { openModal: memberAwayModal(given ?? known, isAway, await standInOf(member, features)) };
}

/** The first instant that the member is back; undefined for an empty field. */
function backAt(lastDay: string, zone: string): Instant | undefined {
  if (lastDay === '') return undefined;
  const [year = 0, month = 0, day = 0] = lastDay.split('-').map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  if (!/^\d{4}-\d{2}-\d{2}$/.test(lastDay) || date.getUTCMonth() !== month - 1)
    throw new InvalidInput('That is no day. Pick one in the calendar.', 'lastDay');
  return fromLocal(addDays({ year, month, day }, 1), 0, zone);
}

async function saveAway(input: SubmissionInput, features: Features): Promise<Reply> {
  const until = backAt(input.values.text('lastDay'), input.member.timezone);
  const member = await features.access.setAway(input.member, until);
  const { text } = memberAwayCard(member, await standInOf(member, features), features.clock.now());
  return {
    updateView: modal({ callbackId: 'member.away_saved', title: 'Away', close: 'Done', blocks: [section(text)] }),
    refreshHome: true,
  };
}

async function stop(input: ActionInput, features: Features): Promise<Reply> {
  const lead = await ownLead(input.value, input.member, features);
  await features.sequences.dismiss(input.member, lead.id, 'The lead is away, and nobody knows for how long.');
  const sentence = 'The sequence stopped. The lead stays in your lists.';
  return { replaceCard: awaySettledCard(lead, sentence), refreshHome: true };
}

async function keep(input: ActionInput, features: Features): Promise<Reply> {
  const lead = await ownLead(input.value, input.member, features);
  return { replaceCard: awaySettledCard(lead, 'Kept: the sequence waits its seven days, then goes on.') };
}

async function nameDay(input: ActionInput, features: Features): Promise<Reply> {
  const lead = await ownLead(input.value, input.member, features);
  const { channelId, messageTs } = input;
  return { openModal: awayDayModal(lead, channelId && messageTs ? { channelId, messageTs } : undefined) };
}

async function saveDay(input: SubmissionInput, features: Features): Promise<Reply> {
  const { member } = input;
  const { leadId, place } = unpack(awayDayStateSchema, input.privateMetadata);
  const { back, goesOn } = await features.interactions.returnsOn(member, leadId, input.values.text('day'));
  const lead = await features.leads.get(leadId);
  const sentence = goesOn
    ? `Back on ${back}: the sequence goes on from ${goesOn}.`
    : `Back on ${back}. No sequence is waiting for it.`;
  const card = awaySettledCard(lead, sentence);
  const done = modal({ callbackId: 'away.day_saved', title: 'Kept', close: 'Done', blocks: [section(card.text)] });
  return { updateView: done, ...(place ? { replaceCard: card, cardAt: place } : {}), refreshHome: true };
}

async function resume(input: ActionInput, features: Features): Promise<Reply> {
  const { resumed, address } = await features.deliverability.resume(input.member, input.value);
  const card = resumed ? mailboxResumedCard(address, input.member.name) : mailboxRunsCard(address);
  const isOnHome = input.view?.callbackId !== undefined || input.messageTs === undefined;
  return { ...(isOnHome ? { say: card } : { replaceCard: card }), refreshHome: true };
}

export const awayActions: Action[] = [
  { id: 'away.keep', run: keep },
  { id: 'away.name_day', run: nameDay },
  { id: 'away.stop', run: stop },
  { id: 'member.away', run: (input, features) => awayForm(input.member, '', features) },
  { id: 'mailbox.resume', run: resume },
];

export const awaySubmissions: Submission[] = [
  { callbackId: AWAY_VIEW, run: saveAway },
  { callbackId: AWAY_DAY_VIEW, run: saveDay },
];
