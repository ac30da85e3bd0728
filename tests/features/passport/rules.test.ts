import { expect, test } from 'vitest';
import { judgeContact } from '../../../src/features/passport/rules.ts';

test('an answer names its footing, or what is missing, and the rule that asks for it', () => {
  const rule = { needs: 'interest' as const, reason: 'PECR.' };
  const interest = { isPrivate: false, reason: 'a problem on record, call on 3 May' };
  const facts = { channel: 'email' as const, country: 'GB', rule, consents: [], interest };
  expect(judgeContact(facts)).toMatchObject({
    isAllowed: true,
    basis: 'legitimate interest (a problem on record, call on 3 May)',
  });
  const asked = judgeContact({ ...facts, country: undefined, rule: { needs: 'consent', reason: 'Strict.' } });
  expect(asked).toMatchObject({ isAllowed: false, country: '*' });
  expect(asked.reason).toContain('a country that is not known asks for one');
});

test('without a reason on record it says what to add', () => {
  const rule = { needs: 'interest' as const, reason: 'PECR.' };
  const facts = { channel: 'email' as const, country: 'GB', rule, consents: [] };
  expect(judgeContact({ ...facts, interest: { isPrivate: false } }).reason).toContain(
    'Add why it should matter to them',
  );
  expect(judgeContact({ ...facts, interest: { isPrivate: true, reason: 'x' } }).reason).toContain(
    'count as a private person, and the United Kingdom asks for a consent to email',
  );
});
