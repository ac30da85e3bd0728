import { afterEach, beforeEach, expect, test } from 'vitest';
import { playbookView } from '../../../src/slack/listeners/playbook.ts';
import type { PlaybookSection } from '../../../src/slack/views/playbook.ts';
import { admin, manager, rep } from '../../support/people.ts';
import { expectGoodView, pressable, read } from '../views/looks.ts';
import { hands, refused, valueOn, viewOf } from './hands.ts';
import { type SalesWorld, salesWorld } from './sales-world.ts';

let world: SalesWorld;
beforeEach(async () => {
  world = await salesWorld();
});
afterEach(() => world.close());

const content = async () => (await world.features.playbook.current()).content;
const open = (section: PlaybookSection, member = manager) => playbookView(member, world.features, { section });

test('a manager adds a proof with its source and day, and it is there for everybody', async () => {
  const { press, submit } = hands(world.features, manager);
  const form = viewOf(await press('playbook.edit', 'proof:', { view: await open('proof') }));
  const after = viewOf(
    await submit(form, {
      customer: 'Alder Freight',
      claim: 'Alder Freight closes its month in three days; before, it took eight.',
      source: 'Interview with their controller',
      checkedAt: '2026-05-04',
      painKeys: ['slow_close'],
    }),
  );
  expect(read(after.blocks)).toContain('Interview with their controller, checked 4 May 2026');
  expect(read((await open('proof', rep)).blocks)).toContain('Alder Freight');
  expect((await content()).proof.at(-1)).toMatchObject({ key: 'alder_freight', painKeys: ['slow_close'] });
});

test('each kind of entry is edited, and removed after a question', async () => {
  const { press, submit } = hands(world.features, manager);
  const form = viewOf(await press('playbook.edit', 'objections:price', { view: await open('objections') }));
  expect(JSON.stringify(form.blocks)).toContain('leaves the playbook');
  await submit(form, { answers: 'Start with one team.\nCompare one month first.' });
  expect((await content()).objections[0]?.answers).toEqual(['Start with one team.', 'Compare one month first.']);
  const again = viewOf(await press('playbook.edit', 'objections:price', { view: await open('objections') }));
  const after = viewOf(await press('playbook.remove', valueOn(again, 'playbook.remove'), { view: again }));
  expect(read(after.blocks)).toContain('Removed.');
  expect((await content()).objections.map((one) => one.key)).not.toContain('price');
});

test('fit rules are typed as lines, and a line that can’t be read is named', async () => {
  const { press, submit } = hands(world.features, manager);
  const form = viewOf(await press('playbook.edit', 'fit:countries', { view: await open('fit') }));
  expect(await refused(submit(form, { lines: 'DE, NL | 10 | Near\nFR' }))).toMatchObject({
    field: 'lines',
    words: expect.stringContaining('Rule 2'),
  });
  await submit(form, { lines: 'DE, NL | 10 | Near\nUS | -5 | Far' });
  expect((await content()).fit.countries).toEqual([
    { match: ['DE', 'NL'], points: 10, reason: 'Near' },
    { match: ['US'], points: -5, reason: 'Far' },
  ]);
});

test('what is wrong is said under the input that it is about', async () => {
  const { press, submit } = hands(world.features, manager);
  const form = viewOf(await press('playbook.edit', 'pains:late_invoices', { view: await open('pains') }));
  const bad = await refused(submit(form, { name: ' ' }));
  expect(bad.field).toBe('name');
  expect(bad.words).not.toContain('pains.0');
  expect(form.blocks.map((one) => one.block_id)).toContain('name');
});

test('of two editors the second is told, and nothing of the first is lost', async () => {
  const one = hands(world.features, manager);
  const two = hands(world.features, admin);
  const first = viewOf(await one.press('playbook.edit', 'about:', { view: await open('about') }));
  const second = viewOf(await two.press('playbook.edit', 'about:', { view: await open('about', admin) }));
  await one.submit(first, { company: 'Tallyhook Ltd' });
  expect((await refused(two.submit(second, { company: 'Other' }))).words).toContain(
    'Somebody changed the playbook meanwhile',
  );
  expect((await content()).company).toBe('Tallyhook Ltd');
});

test('a rep reads it and can’t change it, whatever they press', async () => {
  const view = await open('pains', rep);
  expectGoodView(view);
  expect(pressable(view.blocks).some((id) => id.startsWith('playbook.edit'))).toBe(false);
  const { press, submit } = hands(world.features, rep);
  await expect(press('playbook.edit', 'pains:', { view })).rejects.toThrow(/manager or an admin/);
  await expect(press('playbook.remove', 'pains:late_invoices:1', { view })).rejects.toThrow(/manager or an admin/);
  const form = viewOf(await hands(world.features, manager).press('playbook.edit', 'about:', { view }));
  await expect(submit(form)).rejects.toThrow(/manager or an admin/);
});

test('the sections are a press apart, and back from a form', async () => {
  const { press } = hands(world.features, manager);
  let view = await open('about');
  for (const section of ['pains', 'proof', 'objections', 'fit', 'about']) {
    view = viewOf(await press(`playbook.section#${section}`, section, { view }));
    expect(JSON.parse(view.private_metadata ?? '').section).toBe(section);
  }
  const form = viewOf(await press('playbook.edit', 'about:', { view }));
  expect(viewOf(await press('playbook.back', '', { view: form })).callback_id).toBe('playbook.view');
});

test('an entry that somebody removed meanwhile is said to be gone', async () => {
  const { press } = hands(world.features, manager);
  const view = viewOf(await press('playbook.edit', 'pains:no_such_key', { view: await open('pains') }));
  expect(read(view.blocks)).toContain('not there any more');
});
