import { describe, expect, test } from 'vitest';
import type { Channel } from '../../../src/features/channels/index.ts';
import type { Consent } from '../../../src/features/passport/index.ts';
import { ANYWHERE, DEFAULT_POLICY } from '../../../src/features/passport/policy.ts';
import { judgeContact } from '../../../src/features/passport/rules.ts';

const ORDER: Channel[] = ['email', 'linkedin', 'whatsapp', 'sms', 'call'];
type Footing = 'none' | 'given' | 'written' | 'withdrawn';

function consentsFor(channel: Channel, footing: Footing): Consent[] {
  if (footing === 'none') return [];
  const kind = footing === 'written' ? ('written' as const) : ('given' as const);
  const base = { id: 'c', leadId: 'l', channel, kind, source: 'the fair in May', by: 'U1', at: 1 };
  return [footing === 'withdrawn' ? { ...base, withdrawnAt: 2 } : base];
}

function verdict(country: string, channel: Channel, footing: Footing): string {
  const row = DEFAULT_POLICY.get(country) ?? DEFAULT_POLICY.get(ANYWHERE);
  if (!row) throw new Error('no row for everywhere else');
  const facts = { channel, country, rule: row[channel], consents: consentsFor(channel, footing), source: 'a file' };
  return judgeContact(facts).isAllowed ? 'yes' : 'no';
}

// The table as one reads it: country, then email, LinkedIn, WhatsApp, SMS, calls.
const without: [string, ...string[]][] = [
  ['US', 'yes', 'yes', 'no', 'no', 'yes'],
  ['CA', 'no', 'yes', 'no', 'no', 'yes'],
  ['GB', 'yes', 'yes', 'no', 'no', 'yes'],
  ['IE', 'yes', 'yes', 'no', 'no', 'yes'],
  ['DE', 'no', 'yes', 'no', 'no', 'yes'],
  ['AT', 'no', 'yes', 'no', 'no', 'no'],
  ['ES', 'no', 'yes', 'no', 'no', 'yes'],
  ['IT', 'no', 'yes', 'no', 'no', 'yes'],
  ['FR', 'yes', 'yes', 'no', 'no', 'yes'],
  ['NL', 'no', 'yes', 'no', 'no', 'yes'],
  ['SE', 'yes', 'yes', 'no', 'no', 'yes'],
  ['PL', 'no', 'yes', 'no', 'no', 'yes'],
  ['BR', 'yes', 'yes', 'no', 'no', 'yes'],
  ['IN', 'yes', 'yes', 'no', 'no', 'yes'],
  ['SG', 'yes', 'yes', 'no', 'no', 'yes'],
  ['AU', 'no', 'yes', 'no', 'no', 'yes'],
  ['JP', 'no', 'yes', 'no', 'no', 'yes'],
  ['ZA', 'no', 'yes', 'no', 'no', 'yes'],
  ['*', 'no', 'yes', 'no', 'no', 'no'],
  ['XX', 'no', 'yes', 'no', 'no', 'no'],
];

describe('without any consent', () => {
  test.each(without)('%s: email %s, LinkedIn %s, WhatsApp %s, SMS %s, calls %s', (country, ...expected) => {
    expect(ORDER.map((channel) => verdict(country, channel, 'none'))).toEqual(expected);
  });

  test('every row of the table is in this test', () => {
    expect(without.map(([country]) => country)).toEqual(expect.arrayContaining([...DEFAULT_POLICY.keys()]));
  });
});

describe('with a consent', () => {
  const table: [string, Channel, Footing, string][] = [
    ['DE', 'email', 'given', 'yes'],
    ['DE', 'email', 'withdrawn', 'no'],
    ['GB', 'email', 'withdrawn', 'no'],
    ['US', 'email', 'withdrawn', 'no'],
    ['DE', 'whatsapp', 'given', 'yes'],
    ['GB', 'sms', 'given', 'yes'],
    ['US', 'sms', 'given', 'no'],
    ['US', 'sms', 'written', 'yes'],
    ['XX', 'sms', 'given', 'no'],
    ['XX', 'sms', 'written', 'yes'],
    ['XX', 'email', 'given', 'yes'],
    ['AT', 'call', 'given', 'yes'],
  ];
  test.each(table)('%s, %s, %s: %s', (country, channel, footing, expected) => {
    expect(verdict(country, channel, footing)).toBe(expected);
  });

  test('one channel’s consent says nothing of another', () => {
    const rule = { needs: 'consent' as const, reason: 'A rule.' };
    const facts = {
      channel: 'sms' as const,
      country: 'DE',
      rule,
      consents: consentsFor('email', 'given'),
      source: 'x',
    };
    expect(judgeContact(facts)).toMatchObject({ isAllowed: false, reason: expect.stringContaining('SMS') });
  });

  test('what the team never does no consent opens', () => {
    const rule = { needs: 'never' as const, reason: 'We do not call.' };
    const facts = {
      channel: 'call' as const,
      country: 'DE',
      rule,
      consents: consentsFor('call', 'written'),
      source: 'x',
    };
    expect(judgeContact(facts)).toMatchObject({ isAllowed: false, reason: expect.stringContaining('never') });
  });
});
