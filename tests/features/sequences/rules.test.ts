import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type GateFacts,
  type GateLimits,
  gapAfterMs,
  judge,
  mailboxAllowance,
} from '../../../src/features/sequences/judging.ts';
import {
  changesBetween,
  nextOpen,
  type Place,
  parseWindow,
  placeOf,
  planSteps,
  type SeenWorld,
} from '../../../src/features/sequences/rules.ts';
import { isBusinessDay, toLocal } from '../../../src/kernel/calendar.ts';
import { DAY_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';

const window = parseWindow('9:00', '17:00');
const plan = [
  { day: 0, channel: 'email' as const },
  { day: 3, channel: 'linkedin' as const },
  { day: 7, channel: 'email' as const },
  { day: 12, channel: 'whatsapp_or_call' as const },
  { day: 18, channel: 'email' as const },
];
const countries = ['US', 'CA', 'BR', 'AU', 'DE', 'GB', 'ES', 'IN', 'JP', 'SG', 'ZA', 'FR'];
const places = fc.oneof(
  fc.constantFrom(...countries).map((country): Place => placeOf({ country })),
  fc
    .constantFrom(
      'America/New_York',
      'America/Los_Angeles',
      'Europe/Berlin',
      'Europe/London',
      'Australia/Lord_Howe',
      'Asia/Kolkata',
      'America/Sao_Paulo',
    )
    .map((timezone): Place => placeOf({ timezone })),
);
const instants = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) });

describe('the window', () => {
  test('an instant that it opens at is inside working hours of a business day in every plausible zone, across clock changes', () => {
    fc.assert(
      fc.property(places, instants, (place, at) => {
        const open = nextOpen(at, place, window);
        if (open === undefined) return;
        expect(open).toBeGreaterThanOrEqual(at);
        for (const zone of place.zones) {
          const local = toLocal(open, zone);
          expect(local.hour).toBeGreaterThanOrEqual(9);
          expect(local.hour).toBeLessThan(17);
          expect(isBusinessDay(local, place.country)).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('a lead of whom neither country nor zone is known gets no window at all', () => {
    expect(nextOpen(Date.UTC(2026, 5, 2), placeOf({}), window)).toBeUndefined();
  });

  test('a country too wide for one common hour gets no window', () => {
    expect(nextOpen(Date.UTC(2026, 5, 2), placeOf({ country: 'RU' }), window)).toBeUndefined();
  });
});

describe('the plan', () => {
  test('has five steps in order, each on a business day inside the window, the first on a preferred weekday', () => {
    fc.assert(
      fc.property(places, instants, fc.string(), (place, now, seed) => {
        const steps = planSteps({ now, plan, place, window, preferredWeekdays: [2, 3, 4], seed });
        expect(steps.map((one) => one.step)).toEqual([1, 2, 3, 4, 5]);
        expect(steps[0]?.dueAt).toBeGreaterThanOrEqual(now);
        for (const [index, step] of steps.entries()) {
          const earlier = steps[index - 1];
          if (earlier) expect(step.dueAt).toBeGreaterThan(earlier.dueAt);
          expect(nextOpen(step.dueAt, place, window)).toBe(step.dueAt);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('skips weekends and holidays: enrolled before Christmas in Germany, the follow-up is after it', () => {
    const steps = planSteps({
      now: Date.UTC(2026, 11, 22, 7),
      plan,
      place: placeOf({ country: 'DE' }),
      window,
      preferredWeekdays: [2, 3, 4],
      seed: 'x',
    });
    expect(steps.map((one) => new Date(one.dueAt).toISOString().slice(0, 10))).toEqual([
      '2026-12-22',
      '2026-12-28',
      '2027-01-04',
      '2027-01-11',
      '2027-01-19',
    ]);
  });
});

const limits: GateLimits = {
  window,
  quiet: parseWindow('8:00', '20:00'),
  emailsPerMailboxPerDay: 25,
  newMailboxPerDay: 10,
  newMailboxGrowthPerDay: 2,
  gapMinutes: 8,
  newContactsPerCompanyPerWeek: 2,
  touchesPerLeadPerWeek: 2,
};
const now = Date.UTC(2026, 5, 2, 9, 0);
const open: GateFacts = {
  now,
  dueAt: now - 60 * DAY_MS,
  sendingPaused: false,
  enrollment: { status: 'active' },
  lead: { archived: false, paused: false, closed: false },
  approval: { state: 'ok', expiresAt: now + 30 * DAY_MS },
  changes: [],
  address: 'ada@fernline.example',
  mailbox: { state: 'active', id: 'mbx', connectedAt: now - 30 * DAY_MS, sentLast24Hours: 0 },
  postalAddress: 'Long Lane 1, 1012 AB Amsterdam',
  channel: 'email',
  channelFacts: {
    channel: 'email',
    now,
    isPlaceKnown: true,
    contact: { isAllowed: true, needs: 'interest', rule: 'A rule.', basis: 'legitimate interest' },
    money: { spent: 0, limit: 0.2, price: 0.01 },
    linkedin: { doneLast24Hours: [], perDay: 20 },
  },
  place: placeOf({ timezone: 'Europe/Berlin', country: 'DE' }),
  isFirst: true,
  earlierEmail: { open: false, planGapDays: 1 },
  leadSentLast7Days: [],
  companyNewLast7Days: [],
};

describe('the gates', () => {
  test('all pass for an approved touch in its hours', () => {
    expect(judge(open, limits).filter((one) => one.verdict !== 'pass')).toEqual([]);
  });

  const table: [string, Partial<GateFacts>, string][] = [
    ['the kill switch', { sendingPaused: true }, 'kill_switch'],
    ['a stopped sequence', { enrollment: { status: 'stopped' } }, 'sequence'],
    ['a held sequence', { enrollment: { status: 'held' } }, 'sequence'],
    ['an archived lead', { lead: { archived: true, paused: false, closed: false } }, 'lead'],
    ['a paused lead', { lead: { archived: false, paused: true, closed: false } }, 'paused'],
    ['a closed lead', { lead: { archived: false, paused: false, closed: true } }, 'lead'],
    ['an answer', { lead: { archived: false, paused: false, closed: false, answeredAt: now } }, 'reply'],
    ['no approval', { approval: { state: 'none', expiresAt: 0 } }, 'approval'],
    ['a revoked approval', { approval: { state: 'revoked', expiresAt: 0 } }, 'approval'],
    ['an approval that has run out', { approval: { state: 'ok', expiresAt: now } }, 'approval'],
    ['a changed world', { changes: ['the words'] }, 'unchanged'],
    ['a suppression', { suppression: 'opted out' }, 'suppression'],
    ['no address', { address: undefined }, 'address'],
    ['no mailbox', { mailbox: { ...open.mailbox, state: 'missing' } }, 'mailbox'],
    ['a mailbox to reconnect', { mailbox: { ...open.mailbox, state: 'reconnect' } }, 'mailbox'],
    ['no postal address', { postalAddress: '' }, 'postal_address'],
    ['an earlier email that has not gone', { earlierEmail: { open: true, planGapDays: 1 } }, 'order'],
    ['an email sent yesterday', { earlierEmail: { open: false, sentAt: now - DAY_MS, planGapDays: 7 } }, 'spacing'],
    ['a day to come', { dueAt: now + DAY_MS }, 'due'],
    ['Sunday', { now: Date.UTC(2026, 5, 7, 9) }, 'window'],
    ['the night', { now: Date.UTC(2026, 5, 2, 1) }, 'window'],
    ['a public holiday', { now: Date.UTC(2026, 4, 1, 9) }, 'window'],
    ['no known place', { place: placeOf({}) }, 'window'],
    ['two touches this week', { leadSentLast7Days: [now - DAY_MS, now - 2 * DAY_MS] }, 'lead_cap'],
    ['two new contacts at the company', { companyNewLast7Days: [now - DAY_MS, now - 2 * DAY_MS] }, 'company_cap'],
    [
      'a full mailbox',
      { mailbox: { ...open.mailbox, sentLast24Hours: 25, oldestInLast24HoursAt: now - 1 } },
      'mailbox_cap',
    ],
    ['a mail five minutes ago', { mailbox: { ...open.mailbox, lastSentAt: now - 5 * MINUTE_MS } }, 'gap'],
  ];
  test.each(table)('%s holds it back', (_name, change, gate) => {
    expect(
      judge({ ...open, ...change }, limits)
        .filter((one) => one.verdict !== 'pass')
        .map((one) => one.gate),
    ).toEqual([gate]);
  });

  test('each says what it looked at, whether it passes or not', () => {
    const heard = { ...open, mailbox: { ...open.mailbox, lastSentAt: now - 14 * MINUTE_MS, sentLast24Hours: 3 } };
    const values = Object.fromEntries(judge(heard, limits).map((one) => [one.gate, one.value]));
    expect(values).toMatchObject({
      mailbox_cap: '3 of 25 mails of this mailbox in 24 hours',
      gap: 'last mail of this mailbox 14 minutes ago, at least 8 minutes between two',
      window: '9:00-17:00 there (Europe/Berlin), now Tue 11:00',
      policy: 'legitimate interest',
      lead_cap: '0 of 2 touches to this lead in seven days',
      due: 'planned for Fri 3 Apr 11:00 there',
    });
    expect(judge(heard, limits).filter((one) => one.value === '')).toEqual([]);
  });

  test.each(['linkedin', 'call'] as const)('what is done by hand (%s) asks nothing of a mailbox', (channel) => {
    const byHand = { ...open, channel, channelFacts: { ...open.channelFacts, channel } };
    const asked = judge(byHand, limits).map((one) => one.gate);
    for (const gate of ['mailbox', 'mailbox_cap', 'gap', 'postal_address', 'order', 'spacing'])
      expect(asked).not.toContain(gate);
  });

  test('a new mailbox starts at ten a day and grows by two up to the cap', () => {
    expect([0, 1, 5, 20].map((days) => mailboxAllowance(now - days * DAY_MS, now, limits))).toEqual([10, 12, 20, 25]);
  });

  test('the gap is never under the setting and at most half longer', () => {
    fc.assert(
      fc.property(fc.string(), instants, (id, at) => {
        const gap = gapAfterMs(id, at, 8);
        expect(gap).toBeGreaterThanOrEqual(8 * MINUTE_MS);
        expect(gap).toBeLessThanOrEqual(12 * MINUTE_MS);
      }),
    );
  });
});

test('each part of the seen world counts, and nothing else', () => {
  const seen: SeenWorld = {
    subject: 's',
    body: 'b',
    channel: 'email',
    address: 'a',
    sender: 'm',
    evidence: 'e',
    lastInboundId: '',
    suppression: '',
    stage: 'open',
    footer: 'f',
  };
  expect(changesBetween(seen, { ...seen })).toEqual([]);
  for (const key of Object.keys(seen) as (keyof SeenWorld)[]) {
    expect(changesBetween(seen, { ...seen, [key]: 'other' })).toHaveLength(1);
  }
});
