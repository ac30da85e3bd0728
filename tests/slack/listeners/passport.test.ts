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
  const country = (await world.features.passport.policy())[0]?.country ?? '';
  const form = (await boss.press('policy.edit', country)).openModal;
  if (!form) throw new Error('no form');
  expectGoodView(form);
  // What email needs, preset for a channel that nobody looked at, would loosen the rule for texts.
  const needs = form.blocks?.find((one) => JSON.stringify(one).includes('Choose what it needs'));
  expect(needs).toBeDefined();
  expect(JSON.stringify(needs)).not.toContain('initial_option');
  expect(JSON.stringify(form)).toContain('SMS: needs no consent');
  await boss.submit(form, { channel: 'call', needs: 'never', reason: 'We do not call.' });
  const [row] = await world.features.passport.policy();
  expect(row?.rules.call).toMatchObject({ needs: 'never', isDefault: false });
});
