import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAccess } from '../../../src/features/access/index.ts';
import { createSettings, type SettingKey, type Settings } from '../../../src/features/settings/index.ts';
import { defaults, minuteOf, planProblem } from '../../../src/features/settings/rules.ts';
import { createTurnableClock } from '../../../src/kernel/clock.ts';
import { Denied, InvalidInput } from '../../../src/kernel/errors.ts';
import { createIds } from '../../../src/kernel/ids.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { admin, manager, rep, teamLead } from '../../support/people.ts';

let database: TestDatabase;
let settings: Settings;
let auditTrail: () => Promise<unknown>;

beforeEach(async () => {
  database = await openTestDatabase();
  const clock = createTurnableClock(Date.UTC(2026, 10, 3));
  const access = createAccess({ db: database.db, clock, ids: createIds(clock) });
  settings = createSettings({ db: database.db, clock, record: access.record });
  auditTrail = () => access.auditTrail();
});
afterEach(() => database.close());

test('before anything is set, each setting has its default and the reason for it', async () => {
  const all = await settings.all();
  expect(Object.keys(all).sort()).toEqual(Object.keys(defaults).sort());
  for (const one of Object.values(all)) {
    expect(one.isDefault).toBe(true);
    expect(one.reason.length).toBeGreaterThan(10);
  }
});

test('the plan is five touches on days 0, 3, 7, 12 and 18, three of them email', async () => {
  const plan = await settings.get('sequencePlan');
  expect(plan.map((one) => one.day)).toEqual([0, 3, 7, 12, 18]);
  expect(plan.map((one) => one.channel)).toEqual(['email', 'linkedin', 'email', 'whatsapp_or_call', 'email']);
});

test('a manager changes one, and the audit tells what it was and is', async () => {
  await settings.set(manager, 'gapMinutes', 12);
  expect(await settings.get('gapMinutes')).toBe(12);
  expect((await settings.all()).gapMinutes).toMatchObject({ value: 12, isDefault: false });
  expect(await auditTrail()).toMatchObject([
    {
      actorId: manager.id,
      gesture: 'settings.change',
      verdict: 'done',
      target: 'gapMinutes',
      details: { before: 8, after: 12 },
    },
  ]);
});

test('an admin may pause everything, and lift it again', async () => {
  await settings.set(admin, 'sendingPaused', true);
  expect(await settings.get('sendingPaused')).toBe(true);
  await settings.set(admin, 'sendingPaused', false);
  expect(await settings.get('sendingPaused')).toBe(false);
});

test.each([rep, teamLead])('a $role may not', async (member) => {
  await expect(settings.set(member, 'gapMinutes', 0)).rejects.toBeInstanceOf(Denied);
  expect(await settings.get('gapMinutes')).toBe(8);
  expect(await auditTrail()).toEqual([]);
});

test.each<[SettingKey, unknown]>([
  ['gapMinutes', -1],
  ['gapMinutes', 'soon'],
  ['emailsPerMailboxPerDay', 2.5],
  ['windowStart', '25:00'],
  ['windowStart', '9 o’clock'],
  ['preferredWeekdays', [1, 1]],
  ['preferredWeekdays', [0]],
  ['monthlyModelBudgetUsd', Number.NaN],
  ['sequencePlan', []],
  ['sequencePlan', [{ day: 1, channel: 'email' }]],
  [
    'sequencePlan',
    [
      { day: 0, channel: 'email' },
      { day: 0, channel: 'linkedin' },
    ],
  ],
  ['sequencePlan', [{ day: 0, channel: 'fax' }]],
  ['sequencePlan', [0, 3, 6, 9].map((day) => ({ day, channel: 'email' }))],
  ['sendingPaused', 'yes'],
  ['postalAddress', 'x'.repeat(501)],
])('%s is not set to what it can’t be (%j), and the words say what it is', async (key, value) => {
  const error = await settings.set(manager, key, value as never).catch((one: unknown) => one);
  expect(error).toBeInstanceOf(InvalidInput);
  expect((error as InvalidInput).field).toBe(key);
  expect((error as InvalidInput).forUser).not.toMatch(/expected|received|invalid/i);
  expect((await settings.all())[key].isDefault).toBe(true);
});

test('the window can’t end before it begins, whichever end is moved', async () => {
  await expect(settings.set(manager, 'windowEnd', '9:30')).rejects.toBeInstanceOf(InvalidInput);
  await expect(settings.set(manager, 'windowStart', '18:00')).rejects.toBeInstanceOf(InvalidInput);
  await settings.set(manager, 'windowStart', '10:00');
  expect(await settings.get('windowStart')).toBe('10:00');
});

test('a stored value that no longer fits gives way to the default', async () => {
  await database.db('settings').insert({ key: 'gapMinutes', value: '"long"', updated_by: 'x', updated_at: 0 });
  expect(await settings.get('gapMinutes')).toBe(8);
});

test('a plan says what is wrong with it', () => {
  expect(planProblem(defaults.sequencePlan.value)).toBeUndefined();
  expect(planProblem([{ day: 2, channel: 'email' }])).toBe('begins on day 0');
  expect(minuteOf('9:05')).toBe(545);
});
