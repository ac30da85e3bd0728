import { formatInstant } from '../../kernel/calendar.ts';
import { DAY_MS, type Instant, MINUTE_MS } from '../../kernel/clock.ts';
import type { Channel } from '../channels/index.ts';
import { block, type ChannelFacts, channelGates, type GateName, type GateVerdict, pass, wait, when } from './gates.ts';
import { businessDaysAfter, nextOpen, type Place, steady, type Window } from './rules.ts';

export interface GateLimits {
  window: Window;
  /** Outside of it phones are left alone, whatever the window says. */
  quiet: Window;
  emailsPerMailboxPerDay: number;
  newMailboxPerDay: number;
  newMailboxGrowthPerDay: number;
  gapMinutes: number;
  newContactsPerCompanyPerWeek: number;
  touchesPerLeadPerWeek: number;
}

/** All that the gates look at, read in one go before a touch may leave. */
export interface GateFacts {
  now: Instant;
  /** When the touch was planned for. */
  dueAt: Instant;
  sendingPaused: boolean;
  enrollment: { status: string; reason?: string };
  lead: { archived: boolean; paused: boolean; closed: boolean; answeredAt?: Instant };
  approval: { state: 'none' | 'revoked' | 'ok'; expiresAt: Instant };
  /** What differs from what the approver saw, in words; [] when nothing does. */
  changes: string[];
  suppression?: string;
  address?: string;
  mailbox: {
    state: 'missing' | 'paused' | 'reconnect' | 'active';
    reason?: string;
    id?: string;
    /** From which address or number it leaves. */
    address?: string;
    connectedAt: Instant;
    sentLast24Hours: number;
    oldestInLast24HoursAt?: Instant;
    lastSentAt?: Instant;
  };
  /** Where the sender can be found by post, as the law of most countries wants it in every sales mail. */
  postalAddress: string;
  place: Place;
  isFirst: boolean;
  channel: Channel;
  channelFacts: ChannelFacts;
  earlierEmail: { open: boolean; sentAt?: Instant; planGapDays: number };
  leadSentLast7Days: Instant[];
  companyNewLast7Days: Instant[];
}

/** Every gate that this channel asks, in order, with its verdict; a touch leaves only when all pass. */
export function judge(facts: GateFacts, limits: GateLimits): GateVerdict[] {
  const isMail = facts.channel === 'email';
  return [
    ...standing(facts),
    ...reachable(facts),
    ...channelGates(facts.channelFacts, quietFacts(facts, limits)),
    ...(isMail ? [orderGate(facts), spacingGate(facts, limits)] : []),
    dueGate(facts),
    windowGate(facts, limits),
    capGate('lead_cap', facts.leadSentLast7Days, limits.touchesPerLeadPerWeek, 'touches to this lead in seven days'),
    facts.isFirst
      ? capGate(
          'company_cap',
          facts.companyNewLast7Days,
          limits.newContactsPerCompanyPerWeek,
          'new contacts at this company in seven days',
        )
      : pass('company_cap', 'not a first message'),
    ...(isMail ? [mailboxCapGate(facts, limits), gapGate(facts, limits)] : []),
  ];
}

/** A time as the lead's own clock tells it. */
const there = (at: Instant, { place, now }: Pick<GateFacts, 'place' | 'now'>): string => {
  const zone = place.zones[0];
  return zone ? `${formatInstant(at, zone, now)} there` : `${formatInstant(at, 'utc', now)} UTC`;
};

function standing(facts: GateFacts): GateVerdict[] {
  const { lead, enrollment, approval } = facts;
  const isApproved = approval.state === 'ok' && approval.expiresAt > facts.now;
  const leadState = lead.archived ? 'archived' : lead.closed ? 'closed' : 'open';
  return [
    when(facts.sendingPaused, 'kill_switch', {
      reason: 'Everything that leaves is paused (/sales pause).',
      value: `sending is ${facts.sendingPaused ? 'paused' : 'on'}`,
    }),
    when(enrollment.status !== 'active', 'sequence', {
      reason: enrollment.reason ?? `The sequence is ${enrollment.status}.`,
      value: enrollment.status,
    }),
    when(leadState !== 'open', 'lead', { reason: `The lead is ${leadState}.`, value: leadState }),
    when(lead.paused, 'paused', { reason: 'The lead is paused.', value: lead.paused ? 'paused' : 'not paused' }),
    when(lead.answeredAt !== undefined, 'reply', {
      reason: 'The lead has answered since this sequence began.',
      value: lead.answeredAt === undefined ? 'none since it began' : `answered ${there(lead.answeredAt, facts)}`,
    }),
    when(!isApproved, 'approval', {
      reason: approval.state === 'ok' ? 'The approval has run out; look at it once more.' : 'Not approved.',
      value: approval.state === 'ok' ? `stands until ${there(approval.expiresAt, facts)}` : 'none',
    }),
    when(facts.changes.length > 0, 'unchanged', {
      reason: `Changed since it was approved: ${facts.changes.join(', ')}.`,
      value: facts.changes.join(', ') || 'as it was approved',
    }),
  ];
}

function reachable(facts: GateFacts): GateVerdict[] {
  const { mailbox, channel } = facts;
  const byHand = channel === 'linkedin' || channel === 'call';
  const isReady = mailbox.state === 'active';
  const reason =
    mailbox.state === 'missing'
      ? (mailbox.reason ?? 'The owner has no connected mailbox.')
      : `The mailbox ${mailbox.state === 'paused' ? 'is paused' : 'must be connected again'}${mailbox.reason ? `: ${mailbox.reason}` : ''}.`;
  const sender = when(!isReady, 'mailbox', { reason, value: mailbox.address ?? (isReady ? 'connected' : 'none') });
  return [
    when(facts.suppression !== undefined, 'suppression', {
      reason: facts.suppression ?? '',
      value: facts.suppression ?? 'no opt-out, no bounce, no do-not-call on record',
    }),
    when(!facts.address, 'address', { reason: noAddress[channel], value: facts.address ?? 'none' }),
    // What a person does by hand leaves from no mailbox; only an owner without access is in its way.
    ...(byHand && isReady ? [] : [sender]),
    ...(channel === 'email'
      ? [
          when(isReady && facts.postalAddress === '', 'postal_address', {
            reason: 'No postal address is set, and every sales mail needs one: an admin sets it with /sales admin.',
            value: facts.postalAddress.replace(/\s*\n\s*/g, ', ') || 'none',
          }),
        ]
      : []),
  ];
}

const noPhone = 'There is no phone number on record.';
const noAddress: Record<Channel, string> = {
  email: 'There is no email address on record.',
  linkedin: 'No profile on record: find them by name.',
  whatsapp: 'There is no number on record that takes messages.',
  sms: 'There is no number on record that takes messages.',
  call: noPhone,
};

function quietFacts(facts: GateFacts, limits: GateLimits): { opensAt?: Instant; value: string } {
  const value = `${hours(limits.quiet)} there, ${nowThere(facts)}`;
  return { opensAt: nextOpen(facts.now, facts.place, limits.quiet), value };
}

const clock = (minute: number) => `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
const hours = ({ fromMinute, toMinute }: Window) => `${clock(fromMinute)}-${clock(toMinute)}`;

/** "now Tue 10:12", always with its weekday. */
function nowThere({ now, place }: GateFacts): string {
  const zone = place.zones[0] ?? 'utc';
  return `now ${formatInstant(now, zone, now + 3 * DAY_MS)}${place.known ? '' : ` in ${zone}`}`;
}

function orderGate({ earlierEmail }: GateFacts): GateVerdict {
  const value = earlierEmail.open ? 'an earlier mail waits' : 'no earlier mail waits';
  return when(earlierEmail.open, 'order', { reason: 'An earlier email of this sequence has not gone yet.', value });
}

function spacingGate(facts: GateFacts, limits: GateLimits): GateVerdict {
  const { sentAt, planGapDays } = facts.earlierEmail;
  if (sentAt === undefined) return pass('spacing', 'no earlier mail');
  const until = businessDaysAfter(sentAt, planGapDays, facts.place, limits.window);
  const days = `${planGapDays} business ${planGapDays === 1 ? 'day' : 'days'}`;
  const value = `${days} after the mail of ${there(sentAt, facts)}`;
  if (until <= facts.now) return pass('spacing', value);
  return wait('spacing', { value, reason: `${days} after the earlier email.`, until });
}

function dueGate(facts: GateFacts): GateVerdict {
  const value = `planned for ${there(facts.dueAt, facts)}`;
  if (facts.dueAt <= facts.now) return pass('due', value);
  return wait('due', { value, reason: `It is planned for ${there(facts.dueAt, facts)}.`, until: facts.dueAt });
}

function windowGate(facts: GateFacts, limits: GateLimits): GateVerdict {
  const { place, now } = facts;
  if (place.zones.length === 0)
    return block('window', {
      reason: 'Neither country nor time zone of this lead is known; set one, so that nothing goes out at night.',
      value: 'time zone not known',
    });
  const all = place.known ? `(${place.zones[0]})` : `in all ${place.zones.length} zones of the country`;
  const value = `${hours(limits.window)} there ${all}, ${nowThere(facts)}`;
  const open = nextOpen(now, place, limits.window);
  if (open === undefined)
    return block('window', {
      reason: 'No hour is safe in all time zones that this lead may be in; set the time zone.',
      value,
    });
  if (open <= now) return pass('window', value);
  const reason = place.known
    ? "Outside the lead's hours."
    : 'Outside the hours that are safe in every zone of the country.';
  return wait('window', { value, reason, until: open });
}

function capGate(gate: GateName, sentAts: Instant[], cap: number, words: string): GateVerdict {
  const value = `${sentAts.length} of ${cap} ${words}`;
  if (sentAts.length < cap) return { ...pass(gate, value), used: sentAts.length };
  const sorted = [...sentAts].sort((a, b) => a - b);
  const freesAt = (sorted[sorted.length - cap] ?? 0) + 7 * DAY_MS;
  return wait(gate, { value, reason: `${value}.`, until: freesAt });
}

/** How many a mailbox may send in 24 hours: a new one starts low and grows day by day. */
export function mailboxAllowance(connectedAt: Instant, now: Instant, limits: GateLimits): number {
  const age = Math.max(0, Math.floor((now - connectedAt) / DAY_MS));
  return Math.min(limits.emailsPerMailboxPerDay, limits.newMailboxPerDay + age * limits.newMailboxGrowthPerDay);
}

function mailboxCapGate({ mailbox, now }: GateFacts, limits: GateLimits): GateVerdict {
  const allowed = mailboxAllowance(mailbox.connectedAt, now, limits);
  const value = `${mailbox.sentLast24Hours} of ${allowed} mails of this mailbox in 24 hours`;
  if (mailbox.sentLast24Hours < allowed) return { ...pass('mailbox_cap', value), used: mailbox.sentLast24Hours };
  const until = (mailbox.oldestInLast24HoursAt ?? now) + DAY_MS;
  return wait('mailbox_cap', { value, reason: `${value}.`, until });
}

/** The gap behind a mail, with a jitter of up to half of it that is fixed by that mail. */
export function gapAfterMs(mailboxId: string, lastSentAt: Instant, gapMinutes: number): number {
  return Math.round(gapMinutes * MINUTE_MS * (1 + steady(`${mailboxId}:${lastSentAt}`) / 2));
}

function gapGate({ mailbox, now }: GateFacts, limits: GateLimits): GateVerdict {
  const { lastSentAt, id } = mailbox;
  if (lastSentAt === undefined) return pass('gap', 'no mail of this mailbox yet');
  const until = lastSentAt + gapAfterMs(id ?? '', lastSentAt, limits.gapMinutes);
  const value = `last mail of this mailbox ${ago(now - lastSentAt)}, at least ${limits.gapMinutes} minutes between two`;
  if (until <= now) return pass('gap', value);
  return wait('gap', { value, reason: `At least ${limits.gapMinutes} minutes between two mails of a mailbox.`, until });
}

function ago(passed: number): string {
  const minutes = Math.max(0, Math.floor(passed / MINUTE_MS));
  if (minutes < 120) return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'} ago`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} hours ago` : `${Math.floor(minutes / 1440)} days ago`;
}
