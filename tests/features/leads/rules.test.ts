import { describe, expect, test } from 'vitest';
import { phoneNumber } from '../../../src/features/leads/phone.ts';
import {
  asksForSilence,
  cleanLead,
  findability,
  keysOf,
  matchPain,
  sharedKeys,
} from '../../../src/features/leads/rules.ts';
import {
  companyKey,
  emailAddress,
  fold,
  foldGerman,
  headCount,
  isoDate,
  linkedinProfile,
  websiteDomain,
} from '../../../src/features/leads/spelling.ts';
import { countryCode, onlyZoneOf } from '../../../src/kernel/countries.ts';

test.each([
  [' J.Whitfield@HarborPine.example ', 'j.whitfield@harborpine.example'],
  ['Ada Byron <Ada@Fernline.example>', 'ada@fernline.example'],
  ['mailto:info@thistlerowe.example', 'info@thistlerowe.example'],
  ['jürgen@weiß.example', 'jürgen@weiß.example'],
  ["anil.d'souza+x@coromandelcloud.example", "anil.d'souza+x@coromandelcloud.example"],
  ['marco.rinaldi@@rinaldi', undefined],
  ['nobody@localhost', undefined],
  ['a..b@c.example', undefined],
  ['.a@c.example', undefined],
  ['two@a.example, three@b.example', undefined],
  [`${'x'.repeat(65)}@a.example`, undefined],
  ['ring after lunch', undefined],
])('the address in %j is %j', (raw, address) => {
  expect(emailAddress(raw)).toBe(address);
});

test.each([
  ['https://www.linkedin.com/in/Ada-Byron/', 'https://www.linkedin.com/in/ada-byron'],
  ['linkedin.com/in/ada-byron?trk=x', 'https://www.linkedin.com/in/ada-byron'],
  ['http://de.linkedin.com/in/ada-byron/en', 'https://www.linkedin.com/in/ada-byron'],
  ['/in/ada-byron', 'https://www.linkedin.com/in/ada-byron'],
  ['https://www.linkedin.com/in/bj%C3%B6rn', 'https://www.linkedin.com/in/björn'],
  ['https://www.linkedin.com/company/fernline', undefined],
  ['https://evil.example/linkedin.com/in/ada', undefined],
  ['https://notlinkedin.com/in/ada', undefined],
])('the profile in %j is %j', (raw, profile) => {
  expect(linkedinProfile(raw)).toBe(profile);
});

test.each([
  ['(202) 555-0111', 'US', '+12025550111'],
  ['12025550115', 'US', '+12025550115'],
  ['202 555 0183', 'CA', '+12025550183'],
  ['+44 (0)20 7946 0124', undefined, '+442079460124'],
  ['0044 20 7946 0124', undefined, '+442079460124'],
  ['0491 570 157', 'AU', '+61491570157'],
  ['Tel.: +1 202-555-0116', 'DE', '+12025550116'],
  ['+1 202 555 0112 x12', undefined, '+12025550112 ext. 12'],
  ['(202) 555-0111', undefined, undefined],
  ['ring after lunch', 'GB', undefined],
  ['-2+3', 'GB', undefined],
])('the number %j in %s is %j', (raw, country, number) => {
  expect(phoneNumber(raw, country)).toBe(number);
});

test.each([
  ['DE', 'DE'],
  ['de', 'DE'],
  ['Germany', 'DE'],
  ['Deutschland', 'DE'],
  ['UK', 'GB'],
  ['U.K.', 'GB'],
  ['England', 'GB'],
  ['U.S.A.', 'US'],
  ['United States of America', 'US'],
  ['Österreich', 'AT'],
  ['The Netherlands', 'NL'],
  ['Brasil', 'BR'],
  ['Côte d’Ivoire', 'CI'],
  ['XX', undefined],
  ['EU', undefined],
  ['Germnay', undefined],
])('the country %j is %j', (typed, code) => {
  expect(countryCode(typed)).toBe(code);
});

test('a country with one zone gives it, one with several leaves it open', () => {
  expect(onlyZoneOf('DE')).toBe('Europe/Berlin');
  expect(onlyZoneOf('GB')).toBe('Europe/London');
  expect(['US', 'BR', 'AU', 'CA', 'ES'].map(onlyZoneOf)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test.each([
  ['2026-05-31', '2026-05-31'],
  ['31.5.2026', '2026-05-31'],
  ['3 May 2026', '2026-05-03'],
  ['May 3, 2026', '2026-05-03'],
  ['31/05/2026', '2026-05-31'],
  ['05/31/2026', '2026-05-31'],
  ['05/06/2026', undefined],
  ['2026-13-45', undefined],
  ['2026-02-30', undefined],
  ['last week', undefined],
])('the date %j is %j', (raw, date) => {
  expect(isoDate(raw)).toBe(date);
});

test('a size is a number only when one was given', () => {
  expect(['140', '1,200', '1.200', '85 employees', '51-200', 'many', '0'].map(headCount)).toEqual([
    140,
    1200,
    1200,
    85,
    undefined,
    undefined,
    undefined,
  ]);
});

test('companies in another spelling are the same, others are not', () => {
  expect(companyKey('Harbor & Pine Supply, Inc.')).toBe(companyKey('harbor and pine supply'));
  expect(companyKey('Nordwerk Maschinenbau GmbH & Co. KG')).toBe(companyKey('NORDWERK Maschinenbau'));
  expect(companyKey('Åkerlund Bygg AB')).toBe('akerlund bygg');
  expect(companyKey('ミカワ精工')).not.toBe('');
  expect(companyKey('Harbor and Pine')).not.toBe(companyKey('Harbor & Pine Supply'));
  expect(companyKey('Co')).toBe('co');
});

test('folding makes accents and umlauts equal', () => {
  expect(fold('Łukasz WEISS')).toBe(fold('łukasz Weiß'));
  expect(foldGerman('Müller')).toBe('mueller');
  expect(websiteDomain('https://www.Fernline.example/about?x=1')).toBe('fernline.example');
  expect(websiteDomain('=HYPERLINK("http://evil.example")')).toBeUndefined();
});

describe('a lead as typed', () => {
  const clean = (input: Parameters<typeof cleanLead>[0]) => cleanLead(input, phoneNumber);
  const problem = (input: Parameters<typeof cleanLead>[0]) => {
    const result = clean(input);
    return 'problems' in result ? result.problems.map((one) => one.field) : [];
  };

  test('is tidied, and a country with one zone brings it', () => {
    expect(
      clean({ firstName: '  Brent ', lastName: 'Oak\nley', email: 'B@K.example', country: 'France' }),
    ).toMatchObject({
      lead: {
        firstName: 'Brent',
        lastName: 'Oak ley',
        email: 'b@k.example',
        country: 'FR',
        timezone: 'Europe/Paris',
        title: '',
      },
    });
  });

  test('keeps a range of employees in words and makes up no figure', () => {
    expect(clean({ firstName: 'A', email: 'a@b.example', employees: '51-200', notes: 'Met once.' })).toMatchObject({
      lead: { employees: undefined, notes: 'Met once.\nEmployees: 51-200' },
    });
  });

  test.each([
    [{ email: 'a@b.example' }, 'firstName'],
    [{ firstName: 'Ada' }, 'email'],
    [{ firstName: 'Ada', email: 'a@@b' }, 'email'],
    [{ firstName: '=1+1', email: 'a@b.example' }, 'firstName'],
    [{ firstName: 'Ada', lastName: '@SUM(A1)', email: 'a@b.example' }, 'lastName'],
    [{ firstName: '🎉', phone: '+12025550123' }, 'firstName'],
    [{ firstName: 'Petra', email: 'a@b.example', timezone: 'Mars/Olympus' }, 'timezone'],
    [{ firstName: 'Petra', email: 'a@b.example', country: 'Atlantis' }, 'country'],
    [{ firstName: 'Rolf', email: 'a@b.example', pain: 'x', painDate: '2026-13-45' }, 'painDate'],
    [{ firstName: 'A'.repeat(101), email: 'a@b.example' }, 'firstName'],
    [{ firstName: 'Ada', email: 'a@b.example', phone: 'call me' }, 'phone'],
    [{ firstName: 'Ada', email: 'a@b.example', linkedin: 'https://www.linkedin.com/company/x' }, 'linkedin'],
  ] as const)('%j is refused for its %s', (input, field) => {
    expect(problem(input)).toEqual([field]);
  });

  test('may have a name without letters when there is an address, and any name that is only data', () => {
    expect(problem({ firstName: '🎉', email: 'party@emoji.example' })).toEqual([]);
    expect(clean({ firstName: '<!channel>', email: 'shout@channel.example' })).toMatchObject({
      lead: { firstName: '<!channel>' },
    });
  });
});

test('the same keys in other spelling are shared, in words', () => {
  const a = keysOf({ email: 'a@b.example', phone: '+12025550112 ext. 12', linkedin: 'https://www.linkedin.com/in/a' });
  expect(sharedKeys(a, { phone: '+12025550112', linkedin: 'a' })).toBe('phone number and LinkedIn profile');
  expect(sharedKeys(a, { email: 'other@b.example' })).toBeUndefined();
  expect(sharedKeys({}, {})).toBeUndefined();
});

test.each([
  ['Asked us on 3 June not to email him again. Has opted out.', true],
  ['Do not contact', true],
  ['do-not-contact list? Don’t call her.', true],
  ['unsubscribed in May', true],
  ['Bitte nicht mehr anschreiben', true],
  ['Has not opted out', false],
  ['Prefers the phone before 8, otherwise email.', false],
  ['Do not call before 9', false],
  ['Do not write him in English', false],
  ['Likes short mails.', false],
  [undefined, false],
])('the note %j asks for silence: %s', (note, silent) => {
  expect(asksForSilence(note) !== undefined).toBe(silent);
});

test('a pain is matched with the playbook by its signs', () => {
  const pains = [
    { key: 'late', name: '', description: '', question: '', signs: ['invoices go out', 'after delivery'] },
    { key: 'close', name: '', description: '', question: '', signs: ['month-end'] },
  ];
  expect(matchPain('Invoices go out nine days AFTER delivery, month-end suffers', pains)).toBe('late');
  expect(matchPain('Nothing of the kind', pains)).toBeUndefined();
});

test('finding prefers the name, then the address, and wants every word', () => {
  const lead = {
    name: 'Anna Müller',
    email: 'anna.mueller@fernline.example',
    company: 'Fernline',
    title: 'Controller',
  };
  expect(findability('anna müller', lead)).toBeGreaterThan(findability('fernline', lead));
  expect(findability('mueller', lead)).toBeGreaterThan(0);
  expect(findability('MULLER fernl', lead)).toBeGreaterThan(0);
  expect(findability('muller nordwerk', lead)).toBe(0);
});

test('a number in its other spellings is read, two numbers in one cell are refused with a clear word', () => {
  expect(phoneNumber('00 44 20 7946 0123', undefined)).toBe('+442079460123');
  expect(phoneNumber('0044 20 7946 0123', undefined)).toBe('+442079460123');
  const cleaned = (phone: string) => cleanLead({ lastName: 'Byron', country: 'DE', phone }, phoneNumber);
  for (const two of ['+44 20 7946 0123 / +44 20 7946 0124', '+442079460123; 0301234567', '0301234567 oder 0301234568'])
    expect(cleaned(two)).toMatchObject({
      problems: [{ field: 'phone', words: expect.stringContaining('two phone numbers') }],
    });
  expect(cleaned('0821/1234567')).toMatchObject({ lead: { phone: '+498211234567' } });
});
