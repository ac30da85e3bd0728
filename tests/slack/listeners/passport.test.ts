import { afterEach, beforeEach, expect, test } from 'vitest';
import { manager, otherRep, rep } from '../../support/people.ts';
import { expectGoodCard, expectGoodView, read } from '../views/looks.ts';
import { hands, refused } from './hands.ts';
import { type SalesWorld, salesWorld } from './sales-world.ts';

let world: SalesWorld;
beforeEach(async () => {
  world = await salesWorld();
});
afterEach(() => world.close());

test('the passport says for each channel whether, why, and on what footing', async () => {
  const lead = await world.addAda();
  const reply = await hands(world.features, rep).press('passport.show', lead.id);
  if (!reply.say) throw new Error('nothing was said');
  expectGoodCard(reply.say);
  const text = read(reply.say.blocks ?? []);
  expect(text).toContain('*Passport of');
  expect(text).toContain('*WhatsApp*');
});

test('a consent is kept with its source, and can be taken back', async () => {
  const lead = await world.addAda();
  const mine = hands(world.features, rep);
  const form = (await mine.press('consent.open', lead.id)).openModal;
  if (!form) throw new Error('no form');
  expectGoodView(form);
  const words = { channel: 'sms', source: 'On the call of 3 May', wording: 'Yes, text me.' };
  const shown = (await mine.submit(form, words)).updateView;
  if (!shown || typeof shown === 'string') throw new Error('nothing shown');
  expectGoodView(shown);
  expect(read(shown.blocks)).toContain('On the call of 3 May');
  expect(await refused(mine.submit(form, { ...words, source: 'yes' }))).toMatchObject({ field: 'source' });
  await mine.press('consent.withdraw', `${lead.id}:sms`);
  expect((await world.features.passport.consentsOf(lead.id))[0]?.withdrawnAt).toBeDefined();
});

test('a colleague sees the passport and records nothing', async () => {
  const lead = await world.addAda();
  const other = hands(world.features, otherRep);
  const reply = await other.press('passport.show', lead.id);
  expect(JSON.stringify(reply.say)).not.toContain('consent.open');
  await expect(other.press('consent.open', lead.id)).rejects.toThrow();
});

test('everybody reads the rules, a manager changes one', async () => {
  const read1 = (await hands(world.features, rep).press('policy.open', '')).openModal;
  if (!read1) throw new Error('no rules');
  expectGoodView(read1);
  expect(JSON.stringify(read1)).not.toContain('policy.edit');
  const boss = hands(world.features, manager);
  const row = (await boss.press('policy.row', 'US')).openModal;
  if (!row) throw new Error('no row');
  expectGoodView(row);
  const form = (await boss.press('policy.edit', 'US:call')).openModal;
  if (!form) throw new Error('no form');
  expectGoodView(form);
  const shown = (await boss.submit(form, { needs: 'never', reason: 'We do not call.' })).updateView;
  expect(JSON.stringify(shown)).toContain('We do not call.');
  expect((await world.features.passport.policyIn('US')).rules.call).toMatchObject({ needs: 'never', isDefault: false });
});

test('each channel’s form begins with what that channel needs today: saved as it stands, nothing is loosened', async () => {
  const boss = hands(world.features, manager);
  const before = await world.features.passport.policyIn('US');
  await world.features.passport.setPolicy(manager, {
    country: 'US',
    channel: 'sms',
    needs: 'written_consent',
    reason: 'TCPA.',
  });
  const form = (await boss.press('policy.edit', 'US:sms')).openModal;
  if (!form) throw new Error('no form');
  const [needs] = form.blocks.filter((one) => one.block_id === 'needs');
  expect(needs?.element).toMatchObject({ initial_option: { value: 'written_consent' } });
  await boss.submit(form, { needs: 'written_consent', reason: 'Looked at again.' });
  const after = await world.features.passport.policyIn('US');
  expect(after.rules.sms.needs).toBe('written_consent');
  expect(after.rules.email).toEqual(before.rules.email);
});

test('a country is added by its name; a code of nowhere is refused in words', async () => {
  const boss = hands(world.features, manager);
  const form = (await boss.press('policy.add', '')).openModal;
  if (!form) throw new Error('no form');
  expectGoodView(form);
  const row = (await boss.submit(form, { country: 'Schweiz' })).updateView;
  if (!row || typeof row === 'string') throw new Error('no row');
  expectGoodView(row);
  expect(read(row.blocks)).toContain('Switzerland');
  expect(await refused(boss.submit(form, { country: 'ZZ' }))).toMatchObject({ field: 'country' });
  expect(await refused(boss.submit(form, { country: 'UK' }))).toMatchObject({
    field: 'country',
    words: expect.stringContaining('Did you mean GB, United Kingdom?'),
  });
});
