import { expect, test } from 'vitest';
import { judgeContact } from '../../../src/features/passport/rules.ts';

test('an answer names its footing, or what is missing, and the rule that asks for it', () => {
  const rule = { needs: 'interest' as const, reason: 'PECR.' };
  const facts = { channel: 'email' as const, country: 'GB', rule, consents: [], source: 'import of leads.csv' };
  expect(judgeContact(facts)).toMatchObject({ isAllowed: true, basis: 'legitimate interest (import of leads.csv)' });
  const asked = judgeContact({ ...facts, country: undefined, rule: { needs: 'consent', reason: 'Strict.' } });
  expect(asked).toMatchObject({ isAllowed: false, country: '*' });
  expect(asked.reason).toContain('a country that is not known asks for one');
});
