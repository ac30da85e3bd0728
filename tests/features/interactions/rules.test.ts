import { describe, expect, it } from 'vitest';
import { newWords } from '../../../src/features/interactions/quoting.ts';
import {
  classify,
  isAutomatic,
  isOfTheTeam,
  isPermanent,
  type MailFacts,
} from '../../../src/features/interactions/rules.ts';
import { LEAD, OWN, SAMPLE_MAILS, type SampleMail } from './mails.ts';

function factsOf(mail: SampleMail): MailFacts {
  const fromAddress = (mail.from ?? LEAD).toLowerCase();
  const inThread = mail.inThread ?? true;
  const to = mail.to ?? [OWN[0] ?? ''];
  const fromLead = fromAddress === LEAD || (fromAddress === 'postmaster@fernline.example' && mail.kind === 'reply');
  return {
    direction: mail.direction ?? 'in',
    fromAddress,
    ownAddresses: OWN,
    subject: mail.subject ?? 'Re: Nine days',
    text: mail.text,
    words: newWords(mail.text),
    headers: mail.headers ?? {},
    report: mail.report,
    hasTouchKey: 'x-touch-id' in (mail.headers ?? {}),
    knownLead: inThread || fromLead || to.includes(LEAD),
    answersOurs: inThread,
    fromLead,
    namesOptOut: false,
    answersTouch: inThread,
    now: Date.parse('2026-11-03T09:00:00Z'),
    toOutside: to.some((one) => !isOfTheTeam(one, OWN)),
  };
}

describe('what a mail is', () => {
  it.each(SAMPLE_MAILS.map((mail) => [mail.what, mail.kind, mail] as const))('%s: %s', (_, kind, mail) => {
    expect(classify(factsOf(mail))).toBe(kind);
  });

  it('an incoming mail that pretends to carry our key is judged as any other', () => {
    const mail = factsOf({ what: '', kind: 'reply', text: 'Yes.', headers: { 'x-touch-id': 'tch_1' } });
    expect(classify(mail)).toBe('reply');
  });

  it('the same words through a list are a newsletter when they do not answer us', () => {
    const mail = { what: '', kind: 'reply', text: 'Yes', headers: { 'list-id': '<x>' } } as const;
    expect(classify({ ...factsOf(mail), answersOurs: false })).toBe('auto_reply');
  });
});

describe('who is of the team', () => {
  it.each([
    ['rosa@tallyhook.example', true],
    ['Anybody@TallyHook.example', true],
    ['ada@fernline.example', false],
    ['x@tallyhook.example.evil.example', false],
    ['', false],
  ])('%s: %s', (address, expected) => {
    expect(isOfTheTeam(address, OWN)).toBe(expected);
  });

  it('a public domain makes nobody a colleague', () => {
    expect(isOfTheTeam('ada@gmail.com', ['rosa@gmail.com'])).toBe(false);
    expect(isOfTheTeam('rosa@gmail.com', ['rosa@gmail.com'])).toBe(true);
  });
});

describe('a robot', () => {
  it('is not made by a header that says no, or by one that is missing', () => {
    const quiet: Record<string, string>[] = [
      {},
      { 'auto-submitted': 'NO' },
      { 'x-autoreply': 'no' },
      { precedence: 'normal' },
      { 'return-path': '<ada@fernline.example>' },
    ];
    for (const headers of quiet) {
      expect(isAutomatic(headers)).toBe(false);
    }
  });
});

describe('a bounce that says an address is dead', () => {
  it.each([
    [{ status: '5.1.1', action: 'failed' }, '', true],
    [{ status: '5.2.1' }, '', true],
    [{ status: '4.2.2', action: 'failed' }, '', false],
    [{ status: '4.4.1', action: 'delayed' }, '550 user unknown', false],
    [{ status: '5.4.7', action: 'delayed' }, '', false],
    [{ action: 'failed' }, '550 5.1.1 no such user', true],
    [{ action: 'failed' }, 'try again later', false],
    [{ action: 'delivered' }, '550', false],
    [undefined, 'The email account does not exist', true],
    [undefined, 'mailbox full, 452 4.2.2', false],
    [undefined, 'ticket 15503 was opened', false],
  ])('%j "%s": %s', (report, text, expected) => {
    expect(isPermanent(report, text)).toBe(expected);
  });
});
