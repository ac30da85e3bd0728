import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Access, type Actor, createAccess } from '../../../src/features/access/index.ts';
import { createTurnableClock, MINUTE_MS, type TurnableClock } from '../../../src/kernel/clock.ts';
import { createIds } from '../../../src/kernel/ids.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { admin, manager, otherRep, rep, teamLead } from '../../support/people.ts';

let database: TestDatabase;
let clock: TurnableClock;
let access: Access;

const newcomer: Actor = {
  userId: 'U0NEW00001',
  teamId: admin.teamId,
  name: 'Nadia <Fox>',
  timezone: 'Europe/Paris',
  isBot: false,
  isGuest: false,
  isDeleted: false,
  isStranger: false,
};
const actorOf = (id: string): Actor => ({ ...newcomer, userId: id, name: undefined });

beforeEach(async () => {
  database = await openTestDatabase();
  clock = createTurnableClock(Date.UTC(2026, 4, 12, 8, 0));
  access = createAccess({ db: database.db, clock, ids: createIds(clock) });
  for (const one of [admin, manager, teamLead, rep, otherRep]) await access.ensureMember(one);
});
afterEach(() => database.close());

test('a member’s gesture is allowed, seen and on record', async () => {
  const verdict = await access.check('command:/lead', actorOf(rep.id));
  expect(verdict).toMatchObject({ allowed: true, member: { id: rep.id, role: 'rep', lastSeenAt: clock.now() } });
  expect((await access.member(rep.id))?.lastSeenAt).toBe(clock.now());
  expect(await access.auditTrail({ actorId: rep.id })).toMatchObject([
    { gesture: 'command:/lead', verdict: 'allowed' },
  ]);
});

test('what Slack says of a member’s name, address and zone is taken over', async () => {
  await access.check('command:/lead', {
    ...actorOf(rep.id),
    name: 'Rosa Newname',
    email: 'rosa@team.example',
    timezone: 'America/Lima',
  });
  expect(await access.member(rep.id)).toMatchObject({
    name: 'Rosa Newname',
    email: 'rosa@team.example',
    timezone: 'America/Lima',
  });
});

test('a gesture that is not in the table is denied, even to an admin', async () => {
  for (const gesture of ['command:/other', 'toString', '__proto__', '']) {
    expect(await access.check(gesture, actorOf(admin.id))).toMatchObject({ allowed: false, offer: 'none' });
  }
});

test('a person from another workspace with a known id is refused', async () => {
  const verdict = await access.check('command:/lead', { ...actorOf(rep.id), teamId: 'T0OTHER001' });
  expect(verdict).toMatchObject({ allowed: false, reason: 'other workspace', offer: 'none' });
});

test('a request is stored once, decided once, and makes a member with the chosen role and team lead', async () => {
  const first = await access.request(newcomer, { reason: 'I work leads in France', wantedRole: 'manager' });
  const again = await access.request(newcomer, { reason: 'please', wantedRole: 'rep' });
  expect(again.id).toBe(first.id);
  const decision = { approve: true, role: 'rep' as const, teamLeadId: teamLead.id, timezone: 'Europe/Paris' };
  const [one, two] = await Promise.all([
    access.decide(admin, first.id, decision),
    access.decide(admin, first.id, decision),
  ]);
  expect([one.already, two.already].sort()).toEqual([false, true]);
  expect(one.member).toMatchObject({ role: 'rep', teamLeadId: teamLead.id, status: 'active', name: 'Nadia <Fox>' });
  expect(await access.check('command:/lead', newcomer)).toMatchObject({ allowed: true });
  const done = (await access.auditTrail({ verdict: 'done' })).map((entry) => entry.gesture);
  expect(done).toContain('access.requested');
  expect(done).toContain('access.approved');
});

test('a refused person may ask again', async () => {
  const request = await access.request(newcomer, { reason: 'curious', wantedRole: 'rep' });
  await access.decide(admin, request.id, { approve: false });
  expect(await access.check('command:/lead', newcomer)).toMatchObject({ allowed: false, offer: 'register' });
  const again = await access.request(newcomer, { reason: 'I sell', wantedRole: 'rep' });
  expect(again.id).not.toBe(request.id);
  expect(again.status).toBe('open');
});

test.each([
  ['rep', rep],
  ['team lead', teamLead],
  ['manager', manager],
])('a %s decides on nothing', async (_, member) => {
  const request = await access.request(newcomer, { reason: 'I sell', wantedRole: 'rep' });
  await expect(access.decide(member, request.id, { approve: true })).rejects.toThrow('Only an admin');
  await expect(access.revoke(member, rep.id)).rejects.toThrow('Only an admin');
});

test('an admin whose access was taken back meanwhile decides on nothing', async () => {
  const second = await access.ensureMember({ ...otherRep, id: 'U0ADMIN002', role: 'admin' });
  const request = await access.request(newcomer, { reason: 'I sell', wantedRole: 'rep' });
  await access.revoke(admin, second.id);
  await expect(access.decide(second, request.id, { approve: true })).rejects.toThrow('Only an admin');
});

test('a rep can’t be a team lead', async () => {
  const request = await access.request(newcomer, { reason: 'I sell', wantedRole: 'rep' });
  await expect(access.decide(admin, request.id, { approve: true, teamLeadId: otherRep.id })).rejects.toMatchObject({
    field: 'teamLeadId',
  });
  expect(await access.requests('open')).toHaveLength(1);
});

test('revoking ends access at once, twice is once, and the last admin stays', async () => {
  await access.revoke(admin, rep.id);
  await access.revoke(admin, rep.id);
  expect(await access.check('command:/lead', actorOf(rep.id))).toMatchObject({
    allowed: false,
    reason: 'revoked',
    offer: 'register',
  });
  expect((await access.auditTrail({ verdict: 'done' })).filter((one) => one.gesture === 'access.revoked')).toHaveLength(
    1,
  );
  await expect(access.revoke(admin, admin.id)).rejects.toThrow('last admin');
});

test('two admins who revoke each other at once leave one', async () => {
  const second = await access.ensureMember({ ...otherRep, id: 'U0ADMIN002', role: 'admin' });
  await Promise.allSettled([access.revoke(admin, second.id), access.revoke(second, admin.id)]);
  const left = (await access.members()).filter((one) => one.role === 'admin' && one.status === 'active');
  expect(left).toHaveLength(1);
});

test('a person who was deactivated in Slack has no access any more', async () => {
  await access.deactivate(rep.id, 'deactivated in Slack');
  expect((await access.member(rep.id))?.status).toBe('revoked');
});

test('to act on a lead one owns it, leads its owner, or is manager or admin', async () => {
  const lead = { ownerId: rep.id };
  const may = await Promise.all([rep, teamLead, manager, admin, otherRep].map((one) => access.mayActOn(one, lead)));
  expect(may).toEqual([true, true, true, true, false]);
  await expect(access.assertMayActOn(otherRep, lead)).rejects.toThrow('belongs to Rosa Quint');
});

test('a key is used once, however many ask at once', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => access.once('command:1.2.3')));
  expect(answers.filter(Boolean)).toHaveLength(1);
});

test('keys of gestures are forgotten after two days, not before', async () => {
  await access.once('old');
  clock.set(clock.now() + 49 * 60 * MINUTE_MS);
  for (let i = 0; i < 500; i += 1) await access.once(`fill-${i}`);
  expect(await access.once('old')).toBe(true);
  expect(await access.once('fill-1')).toBe(false);
});

test('a forged gesture name of any length leaves an entry and does no harm', async () => {
  const verdict = await access.check(`action:${'x'.repeat(5_000)}`, actorOf(rep.id));
  expect(verdict).toMatchObject({ allowed: false });
});
