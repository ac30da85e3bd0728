import { afterEach, beforeEach, expect, test } from 'vitest';
import { readHeader } from '../../../src/features/leads/csv.ts';
import { importColumns } from '../../../src/features/leads/index.ts';
import { leadsCsv } from '../../../src/simulator/world/files.ts';
import type { Card, Reply } from '../../../src/slack/gesture.ts';
import { cutOffImports } from '../../../src/slack/listeners/import.ts';
import { importModal } from '../../../src/slack/views/import.ts';
import { manager, otherRep, rep } from '../../support/people.ts';
import { expectGoodCard, pressable, read } from '../views/looks.ts';
import { hands, refused, valueOn } from './hands.ts';
import { type SalesWorld, salesWorld } from './sales-world.ts';

let world: SalesWorld;
beforeEach(async () => {
  world = await salesWorld();
});
afterEach(() => world.close());

async function follow(reply: Reply): Promise<{ told: Card[]; last: Card }> {
  const told: Card[] = [];
  const last = await reply.progress?.(async (card) => {
    expectGoodCard(card);
    told.push(card);
  });
  if (!last) throw new Error('there is no work behind this answer');
  expectGoodCard(last);
  return { told, last };
}

const bringIn = async (csv: string) =>
  follow(await hands(world.features).submit(importModal(), { file: 'F1' }, { F1: csv }));

const header = 'First name,Last name,Email,Country,Pain';
const row = (i: number) => `Person,Number ${i},person${i}@company${i}.example,DE,Invoices go out late`;

test('the sample file comes in, in one message that ends with what was done', async () => {
  const { told, last } = await bringIn(leadsCsv);
  expect(told.length).toBeGreaterThan(0);
  expect(read(last.blocks)).toMatch(/\d+ added · \d+ here already · \d+ refused/);
  expect((await world.features.leads.list()).total).toBeGreaterThan(80);
});

test('refused rows and duplicates are listed with their reasons, ten on the card and all in a file', async () => {
  const bad = Array.from({ length: 14 }, (_, i) => `Nobody,Number ${i},not-an-address-${i},DE,`);
  const { last } = await bringIn([header, row(1), row(1), ...bad].join('\n'));
  expect(read(last.blocks)).toContain('1 added · 1 here already · 14 refused');
  expect(read(last.blocks)).toContain('• Row 3: Same email');
  expect(read(last.blocks)).toContain('and 5 more');
  const { press } = hands(world.features);
  const file = (await press('import.rows', valueOn(last, 'import.rows'))).dmFile?.file;
  const lines = new TextDecoder().decode(file?.bytes).trim().split('\r\n');
  expect(lines).toHaveLength(16);
  expect(file?.name).toBe('import-rows.csv');
  await expect(hands(world.features, otherRep).press('import.rows', valueOn(last, 'import.rows'))).rejects.toThrow(
    /somebody else/,
  );
  await expect(
    hands(world.features, manager).press('import.rows', valueOn(last, 'import.rows')),
  ).resolves.toBeDefined();
});

test('no cell of that file is run by a spreadsheet program', async () => {
  const { last } = await bringIn([header, '=cmd|calc,Evil,bad,DE,', '"+1,""x""",Evil,bad,DE,'].join('\n'));
  const file = (await hands(world.features).press('import.rows', valueOn(last, 'import.rows'))).dmFile?.file;
  const cells = new TextDecoder().decode(file?.bytes).match(/"(?:[^"]|"")*"/g) ?? [];
  expect(cells.length).toBeGreaterThan(6);
  for (const one of cells) expect(one).not.toMatch(/^"[=+\-@]/);
});

test('all that were added are enrolled with one press, a few at a time', async () => {
  const { last } = await bringIn([header, ...Array.from({ length: 45 }, (_, i) => row(i))].join('\n'));
  expect(read(last.blocks)).toContain('Enrol all 45 added');
  const pressed = await hands(world.features).press('import.enrol', valueOn(last, 'import.enrol'));
  expect(pressable(pressed.replaceCard?.blocks)).toEqual([]);
  const { told, last: done } = await follow(pressed);
  expect(told.map((one) => one.text)).toEqual(['Enrolling: 20 of 45', 'Enrolling: 40 of 45', 'Enrolling: 45 of 45']);
  expect(read(done.blocks)).toContain('*45 enrolled*');
});

test('pressed twice, the second one is refused lead by lead and enrols nobody anew', async () => {
  const { last } = await bringIn([header, row(1), row(2)].join('\n'));
  const { press } = hands(world.features);
  await follow(await press('import.enrol', valueOn(last, 'import.enrol')));
  const { last: again } = await follow(await press('import.enrol', valueOn(last, 'import.enrol')));
  expect(read(again.blocks)).toContain('*None enrolled.* 2 not:');
  expect(read(again.blocks)).toContain('is on a sequence already');
});

test.each([
  ['an empty file', ''],
  ['a file without a header that is known', '1,2,3\n4,5,6'],
])('%s is refused as a whole, with the reason and what to do', async (_, csv) => {
  const { last } = await bringIn(csv);
  expect(last.text).toContain('could not be read');
  expect(read(last.blocks)).toContain('Nothing was added.');
  expect(pressable(last.blocks)).toEqual(['import.open']);
});

test('a form without a file is told at the input', async () => {
  expect((await refused(hands(world.features).submit(importModal()))).field).toBe('file');
  expect(rep.role).toBe('rep');
});

test('an import that a process left behind goes on where it stopped, with a message to who gave the file', async () => {
  const csv = [header, ...Array.from({ length: 900 }, (_, i) => row(i))].join('\n');
  const { submit } = hands(world.features);
  const reply = await submit(importModal(), { file: 'F9' }, { F9: csv });
  // The process dies after the first rows: nothing of it goes on, and its lock runs out.
  const cut = reply.progress?.(async () => {
    throw new Error('killed');
  });
  await expect(cut).rejects.toThrow('killed');
  expect(await world.features.leads.unfinishedImports()).toHaveLength(1);
  const before = (await world.features.leads.list()).total;
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(900);
  const fileOf = async () => ({
    name: 'leads.csv',
    content: (async function* () {
      yield Buffer.from(csv);
    })(),
  });
  const [cutOff] = await cutOffImports(world.features, fileOf);
  expect(cutOff?.userId).toBe(rep.id);
  const card = await cutOff?.work(async () => undefined);
  expect(read(card?.blocks)).toContain('900 added · 0 here already');
  expect((await world.features.leads.list()).total).toBe(900);
  expect(await world.features.leads.unfinishedImports()).toEqual([]);
});

test('the same file twice is read once', async () => {
  const csv = [header, row(1)].join('\n');
  await bringIn(csv);
  const again = await bringIn(csv);
  expect(read(again.last.blocks)).toContain('1 added');
  expect((await world.features.leads.list()).total).toBe(1);
});

test('every column that is read is named in the form and beside a file that could not be read, none cut off', async () => {
  for (const column of importColumns) expect(read(importModal().blocks)).toContain(column);
  const { last } = await bringIn('First name,Last name,Country\nAda,Byron,DE');
  const text = read(last.blocks);
  expect(text).toContain('and one of Email, Phone, LinkedIn.');
  for (const column of importColumns) expect(text).toContain(column);
});

test('the columns that are named are those that are read', () => {
  const header = readHeader([...importColumns]);
  expect(header.ignored).toEqual([]);
  expect(new Set(header.columns).size).toBe(importColumns.length);
});
