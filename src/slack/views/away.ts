import { z } from 'zod';
import type { Member } from '../../features/access/index.ts';
import type { Lead } from '../../features/leads/index.ts';
import { formatDay } from '../../kernel/calendar.ts';
import { DAY_MS, type Instant } from '../../kernel/clock.ts';
import type { Block, Card, View } from '../gesture.ts';
import { actions, button, context, input, quote, section, words } from './blocks.ts';
import { modal } from './parts.ts';
import { pack } from './parts-state.ts';

export const AWAY_VIEW = 'member.away';
export const AWAY_DAY_VIEW = 'away.day';
export const awayDayStateSchema = z.object({
  leadId: z.string(),
  place: z.object({ channelId: z.string(), messageTs: z.string() }).optional(),
});

/** An automatic answer names no day of return: the owner may know more. */
export function awayLeadCard(lead: Lead, said: string, until: Instant, zone: string): Card {
  const text = `When is ${words(lead.name)} back?`;
  return {
    text,
    blocks: [
      section(
        `*${text}*\nAn automatic answer says that they are away, without a date. The sequence waits until ${formatDay(until, zone)}.`,
      ),
      ...(said ? [quote(said, 400)] : []),
      actions(
        button('Name the day', 'away.name_day', { value: lead.id, style: 'primary' }),
        button('Keep 7 days', 'away.keep', { value: lead.id }),
        button('Stop the sequence', 'away.stop', { value: lead.id }),
        button('Show lead', 'lead.show', { value: lead.id }),
      ),
    ],
  };
}

/** The first day on which a lead is back, from somebody who knows it. `place` is where the card stands that it was asked on. */
export function awayDayModal(lead: Lead, place: z.infer<typeof awayDayStateSchema>['place']): View {
  return modal({
    callbackId: AWAY_DAY_VIEW,
    title: 'When are they back?',
    submit: 'Save',
    close: 'Cancel',
    state: pack({ leadId: lead.id, place }),
    blocks: [
      input(
        'day',
        'First day back',
        { type: 'datepicker', action_id: 'day' },
        { hint: 'The sequence goes on two business days after it, with its distances kept.' },
      ),
    ],
  });
}

export function awaySettledCard(lead: Lead, sentence: string): Card {
  const text = `${words(lead.name)}: ${sentence}`;
  return {
    text,
    blocks: [section(`*${words(lead.name)}*\n${sentence}`, button('Show lead', 'lead.show', { value: lead.id }))],
  };
}

/** An automatic answer says that the lead works there no more. Whoever it names is told, never written to. */
export function leftCompanyCard(lead: Lead, said: string, successor: string | undefined): Card {
  const text = `${words(lead.name)} no longer works there`;
  const next = successor
    ? `The answer names *${words(successor)}*. Nobody has been written to: add them with \`/lead add\` if they are right.`
    : 'The answer names nobody in their place.';
  return {
    text,
    blocks: [
      section(`*${text}.*\nAn automatic answer says so. The sequence stopped. ${next}`),
      ...(said ? [quote(said, 600)] : []),
      actions(button('Show lead', 'lead.show', { value: lead.id })),
    ],
  };
}

/** Below a card that comes to somebody in place of its owner. */
export function standInNote(owner: Member | undefined, reader: Member, now: Instant): Block {
  const name = words(owner?.name ?? 'somebody who is not here any more');
  const isAway = owner?.status === 'active' && (owner.awayUntil ?? 0) > now;
  const why = isAway
    ? `${name}, who is away until ${formatDay((owner?.awayUntil ?? now) - DAY_MS / 2, reader.timezone)}`
    : owner?.status === 'active'
      ? `${name}, to whom Slack takes no message of this app`
      : `${name}, who has no access any more`;
  return context(`Meant for ${why}. It comes to you in their place; “Hand over” gives the lead to somebody.`);
}

/** The last day away, of the member themself. */
export function memberAwayModal(day: string | undefined, isAway: boolean, standIn: string): View {
  return modal({
    callbackId: AWAY_VIEW,
    title: 'Away',
    submit: 'Save',
    close: 'Cancel',
    blocks: [
      input(
        'lastDay',
        'Away until, that day included',
        { type: 'datepicker', action_id: 'lastDay', ...(day ? { initial_date: day } : {}) },
        { optional: true, hint: isAway ? 'Leave it empty when you are back.' : 'Leave it empty to stay here.' },
      ),
      context(
        `Meanwhile answers of your leads come to ${words(standIn)}. Sequences go on, what needs your yes waits for it, and \`/lead handover\` gives your leads to somebody else.`,
      ),
    ],
  });
}

export function memberAwayCard(member: Member, standIn: string, now: Instant): Card {
  const until = member.awayUntil ?? 0;
  const text =
    until > now
      ? `You are away until ${formatDay(until - DAY_MS / 2, member.timezone)}. Answers of your leads come to ${words(standIn)}.`
      : 'You are here. Answers of your leads come to you.';
  return { text };
}
