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
