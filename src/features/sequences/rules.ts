import {
  addBusinessDays,
  addDays,
  fromLocal,
  isBusinessDay,
  type LocalDay,
  toLocal,
  weekdayOf,
  zonesOf,
} from '../../kernel/calendar.ts';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '../../kernel/clock.ts';
import type { Channel } from '../channels/index.ts';
import type { StepPlan } from '../settings/index.ts';
import {
  type ChannelFacts,
  channelGates,
  type GateName,
  type GateVerdict,
  type HeardAt,
  hearingGates,
} from './gates.ts';

export interface Window {
  /** Minutes of the local day. */
  fromMinute: number;
  toMinute: number;
}

export interface Place {
  /** Zones that the lead may be in: one when it is known, all of the country when not, none when nothing is known. */
  zones: string[];
  known: boolean;
  country?: string;
}

/** Where a lead is, as far as it is known. A country's zones stand in for an unknown zone. */
export function placeOf(lead: { timezone?: string; country?: string; account?: { country?: string } }): Place {
  const country = lead.country ?? lead.account?.country;
  if (lead.timezone) return { zones: [lead.timezone], known: true, country };
  const zones = zonesOf(country);
  return { zones, known: zones.length === 1, country };
}

export function parseWindow(start: string, end: string): Window {
  const minutes = (text: string) => {
    const [hour = '0', minute = '0'] = text.split(':');
    return Number(hour) * 60 + Number(minute);
  };
  return { fromMinute: minutes(start), toMinute: minutes(end) };
}

/** The part of a calendar day in which the window is open in every zone at once; undefined when there is none. */
export function openInterval(day: LocalDay, place: Place, window: Window): { from: Instant; to: Instant } | undefined {
  if (place.zones.length === 0 || !isBusinessDay(day, place.country)) return undefined;
  const from = Math.max(...place.zones.map((zone) => fromLocal(day, window.fromMinute, zone)));
  const to = Math.min(...place.zones.map((zone) => fromLocal(day, window.toMinute, zone)));
  return to - from >= 15 * MINUTE_MS ? { from, to } : undefined;
}

/** The first instant at or after `at` inside the window in every plausible zone; undefined when none comes within 30 days. */
export function nextOpen(at: Instant, place: Place, window: Window): Instant | undefined {
  const zone = place.zones[0];
  if (!zone) return undefined;
  let day: LocalDay = addDays(dayOf(at, zone), -1);
  for (let i = 0; i < 31; i += 1) {
    const open = openInterval(day, place, window);
    if (open && open.to > at) return Math.max(open.from, at);
    day = addDays(day, 1);
  }
  return undefined;
}

export function dayOf(at: Instant, zone: string): LocalDay {
  const { year, month, day } = toLocal(at, zone);
  return { year, month, day };
}

/** A number in [0, 1) that is always the same for the same text. */
export function steady(text: string): number {
  let hash = 2_166_136_261;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16_777_619);
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_507);
  return ((hash ^ (hash >>> 13)) >>> 0) / 4_294_967_296;
}

/** Where nothing else is known, a person calls. */
const byPerson = (planned: StepPlan['channel']): Channel =>
  planned === 'whatsapp_or_call' || planned === 'sms_or_call' ? 'call' : planned;

export interface PlannedStep {
  step: number;
  channel: Channel;
  dueAt: Instant;
}

/**
 * When each step is due: business days of the lead's country after the first one's day, the first moved to a preferred
 * weekday, at a time in the window's first half that differs from lead to lead. An unknown place counts in UTC
 * and is held back by the window's gate until somebody names it.
 */
export function planSteps(input: {
  now: Instant;
  plan: StepPlan[];
  place: Place;
  window: Window;
  preferredWeekdays: number[];
  seed: string;
  /** What a step that leaves it open is for this lead. */
  channelOf?: (planned: StepPlan['channel']) => Channel;
}): PlannedStep[] {
  const zone = input.place.zones[0] ?? 'utc';
  const place = input.place.zones.length > 0 ? input.place : { ...input.place, zones: ['utc'] };
  const first = firstDay(input.now, zone, place, input);
  return input.plan.map((step, index) => {
    const day = index === 0 ? first : addBusinessDays(first, step.day, place.country);
    const open = openInterval(day, place, input.window);
    const from = Math.max(open?.from ?? fromLocal(day, input.window.fromMinute, zone), index === 0 ? input.now : 0);
    const to = open?.to ?? fromLocal(day, input.window.toMinute, zone);
    const spread = Math.min((to - from) * 0.5, 3 * HOUR_MS);
    const dueAt = from + Math.floor((steady(`${input.seed}:${index}`) * Math.max(spread, 0)) / MINUTE_MS) * MINUTE_MS;
    return { step: index + 1, channel: (input.channelOf ?? byPerson)(step.channel), dueAt };
  });
}

function firstDay(
  now: Instant,
  zone: string,
  place: Place,
  input: { window: Window; preferredWeekdays: number[] },
): LocalDay {
  let day = dayOf(now, zone);
  for (let i = 0; i < 14; i += 1) {
    const open = openInterval(day, place, input.window);
    const preferred = input.preferredWeekdays.length === 0 || input.preferredWeekdays.includes(weekdayOf(day));
    if (open && preferred && open.to - Math.max(open.from, now) >= 30 * MINUTE_MS) return day;
    day = addDays(day, 1);
  }
  return addBusinessDays(dayOf(now, zone), 1, place.country);
}

/** `days` business days after an instant, at the start of the window there. */
export function businessDaysAfter(at: Instant, days: number, place: Place, window: Window): Instant {
  const zone = place.zones[0] ?? 'utc';
  const day = addBusinessDays(dayOf(at, zone), days, place.country);
  return openInterval(day, place, window)?.from ?? fromLocal(day, window.fromMinute, zone);
}

export interface GateLimits {
  window: Window;
  /** Outside of it phones are left alone, whatever the window says. */
  quiet: Window;
  emailsPerMailboxPerDay: number;
  newMailboxPerDay: number;
  newMailboxGrowthPerDay: number;
  gapMinutes: number;
  mostUnreadMinutes: number;
  newContactsPerCompanyPerWeek: number;
  touchesPerLeadPerWeek: number;
}

/** All that the gates look at, read in one go before a touch may leave. */
export interface GateFacts {
  now: Instant;
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
    connectedAt: Instant;
    sentLast24Hours: number;
    oldestInLast24HoursAt?: Instant;
    lastSentAt?: Instant;
  };
  /** Where an answer would come in: the mailbox that this leaves from, and wherever else the lead was written to from. */
  heard: { own?: HeardAt; others: HeardAt[] };
  /** Where the sender can be found by post, as the law of most countries wants it in every sales mail. */
  postalAddress: string;
  place: Place;
  isFirst: boolean;
  channel: Channel;
  channelFacts: ChannelFacts;
  earlierEmail: { open: boolean; sentAt?: Instant; planGapDays: number };
  leadSentLast7Days: Instant[];
  companyNewLast7Days: Instant[];
  /** For an answer to the lead's own words: when they last wrote on its channel. */
  answer?: { heardAt?: Instant };
}

/** For so long after they wrote, somebody is evidently awake and at it. */
const AWAKE_MS = HOUR_MS;
/** For so long a message counts as one in a conversation that they are in. */
const CONVERSATION_MS = 30 * DAY_MS;

const isWithin = (span: number, heardAt: Instant | undefined, now: Instant): boolean =>
  heardAt !== undefined && heardAt <= now && now - heardAt < span;

export const isConversation = (heardAt: Instant | undefined, now: Instant): boolean =>
  isWithin(CONVERSATION_MS, heardAt, now);

const isAwake = ({ answer, now }: GateFacts): boolean => isWithin(AWAKE_MS, answer?.heardAt, now);

/** Every gate in order, with its verdict; a touch leaves only when all pass. Pace and plan are not asked of an answer. */
export function judge(facts: GateFacts, limits: GateLimits): GateVerdict[] {
  const quietOpensAt = isAwake(facts) ? facts.now : nextOpen(facts.now, facts.place, limits.quiet);
  const always = [
    ...standing(facts),
    ...reachable(facts),
    ...hearingGates(facts, limits.mostUnreadMinutes * MINUTE_MS),
    ...channelGates(facts.channelFacts, quietOpensAt),
  ];
  if (facts.answer) return [...always, windowGate(facts, limits)];
  return [
    ...always,
    orderGate(facts),
    spacingGate(facts, limits),
    windowGate(facts, limits),
    capGate('lead_cap', facts.leadSentLast7Days, limits.touchesPerLeadPerWeek, 'touches to this lead in seven days'),
    facts.isFirst
      ? capGate(
          'company_cap',
          facts.companyNewLast7Days,
          limits.newContactsPerCompanyPerWeek,
          'new contacts at this company in seven days',
        )
      : pass('company_cap'),
    mailboxCapGate(facts, limits),
    gapGate(facts, limits),
  ];
}

const pass = (gate: GateName): GateVerdict => ({ gate, verdict: 'pass' });
const block = (gate: GateName, reason: string): GateVerdict => ({ gate, verdict: 'block', reason });
const when = (bad: boolean, gate: GateName, reason: string): GateVerdict => (bad ? block(gate, reason) : pass(gate));

function standing(facts: GateFacts): GateVerdict[] {
  const { lead, enrollment, approval } = facts;
  return [
    when(facts.sendingPaused, 'kill_switch', 'Everything that leaves is paused (/sales pause).'),
    when(enrollment.status !== 'active', 'sequence', enrollment.reason ?? `The sequence is ${enrollment.status}.`),
    when(lead.archived || lead.closed, 'lead', lead.archived ? 'The lead is archived.' : 'The lead is closed.'),
    when(lead.paused, 'paused', 'The lead is paused.'),
    when(lead.answeredAt !== undefined, 'reply', 'The lead has answered since this sequence began.'),
    approval.state === 'ok' && approval.expiresAt > facts.now
      ? pass('approval')
      : block(
          'approval',
          approval.state === 'ok' ? 'The approval has run out; look at it once more.' : 'Not approved.',
        ),
    when(facts.changes.length > 0, 'unchanged', `Changed since it was approved: ${facts.changes.join(', ')}.`),
  ];
}

function reachable(facts: GateFacts): GateVerdict[] {
  const { mailbox } = facts;
  const mailboxReason =
    mailbox.state === 'missing'
      ? (mailbox.reason ?? 'The owner has no connected mailbox.')
      : `The mailbox ${mailbox.state === 'paused' ? 'is paused' : 'must be connected again'}${mailbox.reason ? `: ${mailbox.reason}` : ''}.`;
  return [
    when(facts.suppression !== undefined, 'suppression', facts.suppression ?? ''),
    when(!facts.address, 'address', 'There is no address for this channel.'),
    when(mailbox.state !== 'active', 'mailbox', mailboxReason),
    when(
      mailbox.state === 'active' &&
        facts.channel === 'email' &&
        facts.postalAddress === '' &&
        !isConversation(facts.answer?.heardAt, facts.now),
      'postal_address',
      'No postal address is set, and every sales mail needs one: an admin sets it with /sales admin.',
    ),
  ];
}

function orderGate(facts: GateFacts): GateVerdict {
  return when(facts.earlierEmail.open, 'order', 'An earlier email of this sequence has not gone yet.');
}

function spacingGate(facts: GateFacts, limits: GateLimits): GateVerdict {
  const { sentAt, planGapDays } = facts.earlierEmail;
  if (sentAt === undefined) return pass('spacing');
  const until = businessDaysAfter(sentAt, planGapDays, facts.place, limits.window);
  if (until <= facts.now) return pass('spacing');
  return { gate: 'spacing', verdict: 'wait', reason: `${planGapDays} business days after the earlier email.`, until };
}

function windowGate(facts: GateFacts, limits: GateLimits): GateVerdict {
  if (isAwake(facts)) return pass('window');
  if (facts.place.zones.length === 0) {
    return block(
      'window',
      'Neither country nor time zone of this lead is known; set one, so that nothing goes out at night.',
    );
  }
  const open = nextOpen(facts.now, facts.place, limits.window);
  if (open === undefined)
    return block('window', 'No hour is safe in all time zones that this lead may be in; set the time zone.');
  if (open <= facts.now) return pass('window');
  const words = facts.place.known
    ? "Outside the lead's hours."
    : 'Outside the hours that are safe in every zone of the country.';
  return { gate: 'window', verdict: 'wait', reason: words, until: open };
}

function capGate(gate: GateName, sentAts: Instant[], cap: number, words: string): GateVerdict {
  if (sentAts.length < cap) return pass(gate);
  const sorted = [...sentAts].sort((a, b) => a - b);
  const freesAt = (sorted[sorted.length - cap] ?? 0) + 7 * DAY_MS;
  return { gate, verdict: 'wait', reason: `${sentAts.length} of ${cap} ${words}.`, until: freesAt };
}

/** How many a mailbox may send in 24 hours: a new one starts low and grows day by day. */
export function mailboxAllowance(connectedAt: Instant, now: Instant, limits: GateLimits): number {
  const age = Math.max(0, Math.floor((now - connectedAt) / DAY_MS));
  return Math.min(limits.emailsPerMailboxPerDay, limits.newMailboxPerDay + age * limits.newMailboxGrowthPerDay);
}

function mailboxCapGate(facts: GateFacts, limits: GateLimits): GateVerdict {
  const allowed = mailboxAllowance(facts.mailbox.connectedAt, facts.now, limits);
  if (facts.mailbox.sentLast24Hours < allowed) return pass('mailbox_cap');
  const until = (facts.mailbox.oldestInLast24HoursAt ?? facts.now) + DAY_MS;
  return {
    gate: 'mailbox_cap',
    verdict: 'wait',
    reason: `${facts.mailbox.sentLast24Hours} of ${allowed} mails of this mailbox in 24 hours.`,
    until,
  };
}

/** The gap behind a mail, with a jitter of up to half of it that is fixed by that mail. */
export function gapAfterMs(mailboxId: string, lastSentAt: Instant, gapMinutes: number): number {
  return Math.round(gapMinutes * MINUTE_MS * (1 + steady(`${mailboxId}:${lastSentAt}`) / 2));
}

function gapGate(facts: GateFacts, limits: GateLimits): GateVerdict {
  const { lastSentAt, id } = facts.mailbox;
  if (lastSentAt === undefined) return pass('gap');
  const until = lastSentAt + gapAfterMs(id ?? '', lastSentAt, limits.gapMinutes);
  if (until <= facts.now) return pass('gap');
  return {
    gate: 'gap',
    verdict: 'wait',
    reason: `At least ${limits.gapMinutes} minutes between two mails of a mailbox.`,
    until,
  };
}

/** What an approval is bound to. Score, clock and our own earlier touches are left out on purpose. */
export interface SeenWorld {
  subject: string;
  body: string;
  channel: Channel;
  address: string;
  sender: string;
  evidence: string;
  lastInboundId: string;
  suppression: string;
  stage: string;
  /** What stands below the words of a mail. */
  footer: string;
}

/** 'new' and 'contacted' are one to an approver: our own first mail moves a lead from one to the other. */
export function stageSeen(stage: string): string {
  return stage === 'new' || stage === 'contacted' ? 'open' : stage;
}

const CHANGE_WORDS: Record<keyof SeenWorld, string> = {
  subject: 'the subject',
  body: 'the words',
  channel: 'the channel',
  address: "the lead's address",
  sender: 'the sender',
  evidence: 'the evidence',
  lastInboundId: 'the lead has written',
  suppression: 'the lead may not be written to',
  stage: 'the stage',
  footer: 'the postal address or the opt-out below the words',
};

/** What differs between two worlds, in words; [] when nothing does. */
export function changesBetween(seen: SeenWorld, now: SeenWorld): string[] {
  return (Object.keys(CHANGE_WORDS) as (keyof SeenWorld)[])
    .filter((key) => seen[key] !== now[key])
    .map((key) => CHANGE_WORDS[key]);
}

/** Below every sales mail: from where it comes, and an easy way to say no. */
export function mailFooter(postalAddress: string, optOutUrl: string | undefined): string {
  const no = optOutUrl
    ? `No more mails from me: ${optOutUrl}`
    : 'If you would rather not hear from me, answer “no” and I will not write again.';
  return [postalAddress.trim().replace(/\s*\n\s*/g, ', '), no].filter(Boolean).join('\n');
}

export function approvalExpiry(dueAt: Instant, hours: number): Instant {
  return dueAt + hours * HOUR_MS;
}

/** Whether a touch that left so late moves the ones behind it. */
export const movesLater = (lateBy: number): boolean => lateBy >= 12 * HOUR_MS;

/** A later step keeps its distance when the one before it left more than half a day late, at the same local time of day. */
export function shiftedDue(input: {
  touch: { dueAt: Instant };
  sentAt: Instant;
  gapDays: number;
  lateBy: number;
  place: Place;
}): Instant {
  if (!movesLater(input.lateBy)) return input.touch.dueAt;
  const zone = input.place.zones[0] ?? 'utc';
  const old = toLocal(input.touch.dueAt, zone);
  const day = addBusinessDays(dayOf(input.sentAt, zone), Math.max(1, input.gapDays), input.place.country);
  return Math.max(input.touch.dueAt, fromLocal(day, old.hour * 60 + old.minute, zone));
}
