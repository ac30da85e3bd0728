import { afterEach, expect, test } from 'vitest';
import { mailboxAllowance } from '../../../src/features/sequences/judging.ts';
import { dayNumber } from '../../../src/features/sequences/pacing.ts';
import { DAY_MS } from '../../../src/kernel/clock.ts';
import { rep } from '../../support/people.ts';
import { type World, world } from '../../support/world.ts';

let w: World;
afterEach(() => w.close());

const plannedMails = async (): Promise<number[]> =>
  (await w.db('touches').where({ channel: 'email' }).select('due_at')).map((row) => Number(row.due_at));

test('a whole import is planned on days on which the mailbox may really send', async () => {
  w = await world();
  const ids: string[] = [];
  for (let i = 0; i < 60; i += 1) ids.push((await w.lead()).id);
  await w.sequences.enrol(rep, ids.slice(0, 40));
  await w.sequences.enrol(rep, ids.slice(40));
  const perDay = new Map<number, number>();
  for (const at of await plannedMails()) perDay.set(dayNumber(at), (perDay.get(dayNumber(at)) ?? 0) + 1);
  const settings = await w.settings.all();
  const limits = {
    window: { fromMinute: 0, toMinute: 1 },
    quiet: { fromMinute: 0, toMinute: 1 },
    gapMinutes: 0,
    newContactsPerCompanyPerWeek: 0,
    touchesPerLeadPerWeek: 0,
    emailsPerMailboxPerDay: settings.emailsPerMailboxPerDay.value,
    newMailboxPerDay: settings.newMailboxPerDay.value,
    newMailboxGrowthPerDay: settings.newMailboxGrowthPerDay.value,
  };
  const connectedAt = w.mailboxOf(rep.id)?.connectedAt ?? 0;
  for (const [day, mails] of perDay)
    expect(mails).toBeLessThanOrEqual(mailboxAllowance(connectedAt, day * DAY_MS, limits));
  expect([...perDay.values()].reduce((sum, one) => sum + one, 0)).toBe(180);
  // The first ones go at once, not some other day.
  expect(Math.min(...(await plannedMails())) - w.clock.now()).toBeLessThan(2 * DAY_MS);
});

test('a third contact at one company begins a week later', async () => {
  w = await world();
  const ids: string[] = [];
  for (let i = 0; i < 3; i += 1) ids.push((await w.lead({ company: 'Fernline' })).id);
  await w.sequences.enrol(rep, ids);
  const firsts = (await w.db('touches').where({ step: 1 }).select('due_at'))
    .map((row) => Number(row.due_at))
    .sort((a, b) => a - b);
  expect((firsts[1] ?? 0) - (firsts[0] ?? 0)).toBeLessThan(DAY_MS);
  expect((firsts[2] ?? 0) - (firsts[0] ?? 0)).toBeGreaterThanOrEqual(6 * DAY_MS);
});
