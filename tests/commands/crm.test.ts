import { expect, test } from 'vitest';
import { crm } from '../../commands/crm.ts';
import type { Features } from '../../src/slack/features.ts';
import { rep } from '../support/people.ts';

test('it says that no CRM is connected and what to do instead', async () => {
  const { say } = await crm.run({ member: rep, text: '', onceKey: '1' }, {} as Features);
  expect(say?.text).toContain('No CRM is connected');
  expect(say?.text).toContain('/lead import');
});
