import { describe, expect, test } from 'vitest';
import type { Channel } from '../../../src/features/channels/index.ts';
import type { Consent } from '../../../src/features/passport/index.ts';
import { DEFAULT_POLICY, rulesIn } from '../../../src/features/passport/policy.ts';
import { judgeContact } from '../../../src/features/passport/rules.ts';
import { type GateFacts, judge } from '../../../src/features/sequences/judging.ts';
import { parseWindow, placeOf } from '../../../src/features/sequences/rules.ts';
import { fromLocal } from '../../../src/kernel/calendar.ts';
import { DAY_MS } from '../../../src/kernel/clock.ts';

// As the product comes: mails 9:00-17:00, phones 8:00-20:00, on business days, by the lead's own clock.
const limits = {
  window: parseWindow('9:00', '17:00'),
  quiet: parseWindow('8:00', '20:00'),
  emailsPerMailboxPerDay: 25,
  newMailboxPerDay: 10,
  newMailboxGrowthPerDay: 2,
  gapMinutes: 8,
  newContactsPerCompanyPerWeek: 2,
  touchesPerLeadPerWeek: 2,
};

// The week of 8 June 2026, and holidays: Independence Day of that year falls on a Saturday and is kept on the Friday.
const days = {
  Mon: { year: 2026, month: 6, day: 8 },
  Tue: { year: 2026, month: 6, day: 9 },
  Sat: { year: 2026, month: 6, day: 13 },
  Sun: { year: 2026, month: 6, day: 14 },
  'Labour Day': { year: 2026, month: 5, day: 1 },
  '3 July': { year: 2026, month: 7, day: 3 },
  Thanksgiving: { year: 2026, month: 11, day: 26 },
};
type Consented = 'none' | 'given' | 'written';

interface Row {
  /** "DE", "US", "US California", "*" for a country that is not known. */
  where: string;
  channel: Channel;
  consent: Consented;
  day: keyof typeof days;
  time: string;
  /** Whose clock the time is of. */
  clock: string;
}

const ZONES: Record<string, string> = {
  Eastern: 'America/New_York',
  Central: 'America/Chicago',
  Pacific: 'America/Los_Angeles',
  Hawaii: 'Pacific/Honolulu',
  Berlin: 'Europe/Berlin',
};

function factsOf({ where, channel, consent, day, time, clock }: Row): GateFacts {
  const [code = '', state] = where.split(' ');
  const country = code === '*' ? undefined : code;
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const now = fromLocal(days[day], hour * 60 + minute, ZONES[clock] ?? clock);
  const kind = consent === 'written' ? ('written' as const) : ('given' as const);
  const consents: Consent[] =
    consent === 'none' ? [] : [{ id: 'c', leadId: 'l', channel, kind, source: 'the fair in May', by: 'U1', at: 1 }];
  const contact = judgeContact({
    channel,
    country,
    rule: rulesIn(country, DEFAULT_POLICY, [])[channel],
    consents,
    interest: { isPrivate: false, reason: 'a problem on record, your note' },
  });
  const place = placeOf({ country, timezone: state ? ZONES[state] : undefined });
  return {
    now,
    dueAt: now,
    sendingPaused: false,
    enrollment: { status: 'active' },
    lead: { archived: false, paused: false, closed: false },
    approval: { state: 'ok', expiresAt: now + DAY_MS },
    changes: [],
    address: 'an address',
    mailbox: { state: 'active', id: 'mbx', connectedAt: now - 30 * DAY_MS, sentLast24Hours: 0 },
    postalAddress: 'Long Lane 1, 1012 AB Amsterdam',
    place,
    isFirst: true,
    channel,
    channelFacts: {
      channel,
      now,
      isPlaceKnown: place.zones.length > 0,
      contact,
      template: { fits: true },
      money: { spent: 0, limit: 0.2, price: 0.01 },
      linkedin: { doneLast24Hours: [], perDay: 20 },
    },
    earlierEmail: { open: false, planGapDays: 1 },
    leadSentLast7Days: [],
    companyNewLast7Days: [],
  };
}

/** "yes", or what stands in the way: "policy", "window", "quiet" (hours), in this order. */
function verdict(row: Row): string {
  const stops = judge(factsOf(row), limits).filter((one) => one.verdict !== 'pass');
  return stops.map((one) => one.gate.replace('_hours', '')).join(' ') || 'yes';
}

// country    channel   consent  when                    whose clock  verdict
const table = `
  DE          email     given    Tue 10:00               Berlin       yes
  DE          email     none     Tue 10:00               Berlin       policy
  DE          email     given    Tue 8:59                Berlin       window
  DE          email     given    Tue 17:00               Berlin       window
  DE          email     given    Tue 20:30               Berlin       window
  DE          email     given    Sun 10:00               Berlin       window
  DE          email     none     Sun 10:00               Berlin       policy window
  DE          email     given    Labour_Day 10:00        Berlin       window
  GB          email     none     Labour_Day 10:00        Europe/London yes
  DE          call      none     Tue 10:00               Berlin       yes
  DE          call      none     Tue 20:30               Berlin       quiet window
  DE          call      none     Tue 18:00               Berlin       window
  DE          call      none     Sun 10:00               Berlin       quiet window
  DE          sms       given    Tue 10:00               Berlin       yes
  DE          sms       given    Tue 7:30                Berlin       quiet window
  DE          whatsapp  given    Labour_Day 10:00        Berlin       quiet window
  DE          linkedin  none     Tue 20:30               Berlin       window
  US_Eastern  email     none     Tue 10:00               Eastern      yes
  US_Pacific  email     none     Tue 10:00               Eastern      window
  US_Pacific  email     none     Tue 12:00               Eastern      yes
  US_Hawaii   email     none     Tue 14:00               Eastern      window
  US_Hawaii   email     none     Tue 15:00               Eastern      yes
  US_Eastern  email     none     Tue 17:30               Eastern      window
  US_Pacific  email     none     Tue 17:30               Eastern      yes
  US_Eastern  email     none     3_July 10:00            Eastern      window
  US_Eastern  email     none     Thanksgiving 10:00      Eastern      window
  US          email     none     Tue 10:00               Eastern      window
  US          call      none     Tue 10:00               Eastern      quiet window
  US_Eastern  sms       given    Tue 10:00               Eastern      policy
  US_Eastern  sms       written  Tue 10:00               Eastern      yes
  US_Eastern  sms       written  Tue 20:30               Eastern      quiet window
  US_Pacific  sms       written  Tue 20:30               Eastern      window
  AT          call      none     Tue 10:00               Berlin       policy
  AT          call      given    Tue 10:00               Berlin       yes
  AE          email     given    Sun 10:00               Asia/Dubai   window
  SA          email     given    Sun 10:00               Asia/Riyadh  yes
  CH          email     given    Tue 10:00               Berlin       yes
  CH          email     none     Tue 10:00               Berlin       policy
  *           email     given    Tue 10:00               Berlin       window
  *           email     none     Tue 10:00               Berlin       policy window
  *           sms       given    Tue 10:00               Berlin       policy window
  *_Berlin    email     given    Tue 10:00               Berlin       yes
  *_Berlin    sms       given    Tue 10:00               Berlin       policy
  *_Berlin    sms       written  Tue 10:00               Berlin       yes
`;

const rows = table
  .trim()
  .split('\n')
  .map((line): [string, Row, string] => {
    const [where = '', channel, consent, day = '', time = '', clock = '', ...expected] = line.trim().split(/\s+/);
    const row = {
      where: where.replace('_', ' '),
      channel: channel as Channel,
      consent: consent as Consented,
      day: day.replace('_', ' ') as keyof typeof days,
      time,
      clock,
    };
    return [line.trim().replace(/\s+/g, ' '), row, expected.join(' ')];
  });

describe('country, channel, consent and time, through the gates', () => {
  test.each(rows)('%s', (_line, row, expected) => {
    expect(verdict(row)).toBe(expected);
  });

  test('what waits for the time says when it passes, by the clock of the lead', () => {
    const [quiet] = judge(
      factsOf({ where: 'DE', channel: 'call', consent: 'none', day: 'Tue', time: '20:30', clock: 'Berlin' }),
      limits,
    ).filter((one) => one.verdict !== 'pass');
    expect(quiet).toMatchObject({
      gate: 'quiet_hours',
      verdict: 'wait',
      value: '8:00-20:00 there, now Tue 20:30',
      until: fromLocal({ ...days.Tue, day: 10 }, 8 * 60, 'Europe/Berlin'),
    });
  });

  test('the opening hours of a country in many zones are those that are safe in all of them', () => {
    const us = { where: 'US', channel: 'email', consent: 'none', day: 'Tue', clock: 'Eastern' } as const;
    const open = Array.from({ length: 24 }, (_, hour) => hour).filter(
      (hour) => verdict({ ...us, time: `${hour}:00` }) === 'yes',
    );
    for (const hour of open)
      for (const state of ['Eastern', 'Central', 'Pacific', 'Hawaii'])
        expect(verdict({ ...us, where: `US ${state}`, time: `${hour}:00` })).toBe('yes');
  });
});
