import { describe, expect, test } from 'vitest';
import type { Channel } from '../../../src/features/channels/index.ts';
import type { Consent } from '../../../src/features/passport/index.ts';
import { DEFAULT_POLICY, NEEDS, type PolicyChange, rulesIn } from '../../../src/features/passport/policy.ts';
import { type Interest, interestIn, judgeContact } from '../../../src/features/passport/rules.ts';

const ORDER: Channel[] = ['email', 'linkedin', 'whatsapp', 'sms', 'call'];
type Footing = 'none' | 'given' | 'written' | 'withdrawn';

const reasoned: Interest = { isPrivate: false, reason: 'a problem on record, your note' };
const interests = {
  'a reason': reasoned,
  nothing: { isPrivate: false },
  'private, with a reason': { isPrivate: true, reason: 'a note on record' },
};

function consentsFor(channel: Channel, footing: Footing): Consent[] {
  if (footing === 'none') return [];
  const kind = footing === 'written' ? ('written' as const) : ('given' as const);
  const base = { id: 'c', leadId: 'l', channel, kind, source: 'the fair in May', by: 'U1', at: 1 };
  return [footing === 'withdrawn' ? { ...base, withdrawnAt: 2 } : base];
}

interface Asked {
  country: string;
  /** Where the number is from. */
  number?: string;
  channel: Channel;
  footing?: Footing;
  interest?: Interest;
  changes?: PolicyChange[];
}

function judged({ country, number, channel, footing = 'none', interest = reasoned, changes = [] }: Asked) {
  const known = (code: string) => (code === '*' ? undefined : code);
  const ruleIn = (code: string) => rulesIn(known(code), DEFAULT_POLICY, changes)[channel];
  return judgeContact({
    channel,
    country: known(country),
    rule: ruleIn(country),
    ...(number ? { number: { country: known(number), rule: ruleIn(number) } } : {}),
    consents: consentsFor(channel, footing),
    interest,
  });
}

const verdict = (asked: Asked): string => (judged(asked).isAllowed ? 'yes' : 'no');

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
  ['CH', 'no', 'yes', 'no', 'no', 'no'],
];

describe('without any consent, with a reason on record', () => {
  test.each(without)('%s: email %s, LinkedIn %s, WhatsApp %s, SMS %s, calls %s', (country, ...expected) => {
    expect(ORDER.map((channel) => verdict({ country, channel }))).toEqual(expected);
  });

  test('every row of the table is in this test', () => {
    expect(without.map(([country]) => country)).toEqual(expect.arrayContaining([...DEFAULT_POLICY.keys()]));
  });
});

describe('a legitimate interest', () => {
  const table: [string, Channel, keyof typeof interests, Footing, string][] = [
    ['GB', 'email', 'a reason', 'none', 'yes'],
    ['GB', 'email', 'nothing', 'none', 'no'],
    ['GB', 'email', 'nothing', 'given', 'yes'],
    ['GB', 'email', 'private, with a reason', 'none', 'no'],
    ['GB', 'email', 'private, with a reason', 'given', 'yes'],
    ['FR', 'email', 'private, with a reason', 'none', 'no'],
    ['DE', 'call', 'nothing', 'none', 'no'],
    ['DE', 'call', 'a reason', 'none', 'yes'],
    ['US', 'email', 'nothing', 'none', 'yes'],
    ['US', 'email', 'private, with a reason', 'none', 'yes'],
    ['GB', 'linkedin', 'nothing', 'none', 'yes'],
  ];
  test.each(table)('%s, %s, on record: %s, consent %s: %s', (country, channel, record, footing, expected) => {
    expect(verdict({ country, channel, footing, interest: interests[record] })).toBe(expected);
  });

  const fit = {
    titles: [
      { match: ['billing'], points: 30, reason: 'Owns the invoices' },
      { match: ['student'], points: -30, reason: 'Buys nothing' },
    ],
    industries: [{ match: ['logistics'], points: 10, reason: 'Ships every day' }],
  };
  const account = { id: 'a', name: 'Fernline' };
  const bare = { email: 'ada@fernline.example', title: '', pains: [] };
  const records: [string, Parameters<typeof interestIn>[0], Interest][] = [
    ['nothing', { ...bare, account }, { isPrivate: false, reason: undefined }],
    ['a business address alone', bare, { isPrivate: false, reason: undefined }],
    ['a free address alone', { ...bare, email: 'ada@gmail.com' }, { isPrivate: true, reason: undefined }],
    [
      'a free address at a company',
      { ...bare, email: 'ada@gmail.com', account },
      { isPrivate: false, reason: undefined },
    ],
    ['no address, no company', { ...bare, email: undefined }, { isPrivate: true, reason: undefined }],
    [
      'a problem',
      { ...bare, pains: [{ id: 'p', text: 'Late', source: 'call on 3 May' }] },
      { isPrivate: false, reason: 'a problem on record, call on 3 May' },
    ],
    ['a problem from nowhere', { ...bare, pains: [{ id: 'p', text: 'Late', source: ' ' }] }, { isPrivate: false }],
    [
      'a title of the playbook',
      { ...bare, title: 'Head of Billing' },
      { isPrivate: false, reason: 'their title, Head of Billing: Owns the invoices' },
    ],
    ['a title that speaks against it', { ...bare, title: 'Student' }, { isPrivate: false }],
    [
      'an industry of the playbook',
      { ...bare, account: { ...account, industry: 'Logistics' } },
      { isPrivate: false, reason: 'their industry, Logistics: Ships every day' },
    ],
    ['a note', { ...bare, notes: 'Met at the fair.' }, { isPrivate: false, reason: 'a note on record' }],
    ['a size that was no number', { ...bare, notes: 'Employees: 51-200' }, { isPrivate: false }],
  ];
  test.each(records)('on record: %s', (_name, lead, expected) => {
    expect(interestIn(lead, fit)).toEqual({ reason: undefined, ...expected });
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
    ['CH', 'sms', 'given', 'no'],
    ['CH', 'sms', 'written', 'yes'],
    ['CH', 'email', 'given', 'yes'],
    ['AT', 'call', 'given', 'yes'],
  ];
  test.each(table)('%s, %s, %s: %s', (country, channel, footing, expected) => {
    expect(verdict({ country, channel, footing })).toBe(expected);
  });

  test('one channel’s consent says nothing of another', () => {
    const rule = { needs: 'consent' as const, reason: 'A rule.' };
    const consents = consentsFor('email', 'given');
    const facts = { channel: 'sms' as const, country: 'DE', rule, consents, interest: reasoned };
    expect(judgeContact(facts)).toMatchObject({ isAllowed: false, reason: expect.stringContaining('SMS') });
  });

  test('what the team never does no consent opens', () => {
    const rule = { needs: 'never' as const, reason: 'We do not call.' };
    const consents = consentsFor('call', 'written');
    const facts = { channel: 'call' as const, country: 'DE', rule, consents, interest: reasoned };
    expect(judgeContact(facts)).toMatchObject({ isAllowed: false, reason: expect.stringContaining('never') });
  });
});

describe('a phone has two countries: where the lead is, and where the number is from', () => {
  const table: [string, string, Channel, Footing, string][] = [
    ['DE', 'DE', 'sms', 'given', 'yes'],
    ['DE', 'US', 'sms', 'given', 'no'],
    ['DE', 'US', 'sms', 'written', 'yes'],
    ['US', 'DE', 'sms', 'given', 'no'],
    ['GB', 'AT', 'call', 'none', 'no'],
    ['GB', 'AT', 'call', 'given', 'yes'],
    ['GB', '*', 'call', 'none', 'no'],
    ['GB', '*', 'sms', 'given', 'no'],
    ['GB', 'US', 'whatsapp', 'given', 'yes'],
  ];
  test.each(table)('%s with a number of %s, %s, %s: %s', (country, number, channel, footing, expected) => {
    expect(verdict({ country, number, channel, footing })).toBe(expected);
  });

  test('the reason names the number where its country is the stricter one', () => {
    const { reason, country } = judged({ country: 'DE', number: 'US', channel: 'sms', footing: 'given' });
    expect(reason).toContain('the number is from the United States, which asks for one');
    expect(country).toBe('US');
  });
});

describe('what holds where the country is not known, or has no row', () => {
  const change = (country: string, channel: Channel, needs: PolicyChange['needs']): PolicyChange => ({
    country,
    channel,
    needs,
    reason: 'Our lawyer.',
  });
  const unknown = (changes: PolicyChange[]) => rulesIn(undefined, DEFAULT_POLICY, changes);

  test('is the strictest of all rows in force, and says of which', () => {
    const rule = unknown([change('DE', 'email', 'never')]).email;
    expect(rule.needs).toBe('never');
    expect(rule.reason).toContain('that of Germany (Our lawyer.)');
    expect(unknown([change('CH', 'linkedin', 'consent')]).linkedin.needs).toBe('consent');
    expect(
      verdict({ country: 'CH', channel: 'email', footing: 'given', changes: [change('DE', 'email', 'never')] }),
    ).toBe('no');
  });

  test('is never less than the row that the product came with', () => {
    const loosened = [...DEFAULT_POLICY.keys()].map((country) => change(country, 'sms', 'nothing'));
    expect(unknown(loosened).sms.needs).toBe('written_consent');
  });

  test('is at least as strict as each row, on every channel', () => {
    for (const changes of [[], [change('IT', 'call', 'never')], [change('*', 'email', 'never')]]) {
      const strictest = unknown(changes);
      for (const country of [...DEFAULT_POLICY.keys(), 'CH'])
        for (const channel of ORDER)
          expect(NEEDS.indexOf(strictest[channel].needs)).toBeLessThanOrEqual(
            NEEDS.indexOf(rulesIn(country, DEFAULT_POLICY, changes)[channel].needs),
          );
    }
  });
});
