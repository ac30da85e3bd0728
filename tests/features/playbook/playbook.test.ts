import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPlaybooks, type PlaybookContent, type Playbooks } from '../../../src/features/playbook/index.ts';
import { createThreads, type Threads } from '../../../src/features/threads/index.ts';
import { createTurnableClock } from '../../../src/kernel/clock.ts';
import { Denied, InvalidInput } from '../../../src/kernel/errors.ts';
import { sampleWorld } from '../../../src/simulator/world/index.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { admin, manager, rep, teamLead } from '../../support/people.ts';

const NOW = Date.UTC(2026, 10, 3, 9);
const content: PlaybookContent = sampleWorld.playbook;

let database: TestDatabase;
let threads: Threads;
let playbooks: Playbooks;

beforeEach(async () => {
  database = await openTestDatabase();
  threads = createThreads({ db: database.db });
  playbooks = createPlaybooks({ db: database.db, clock: createTurnableClock(NOW), threads });
});
afterEach(() => database.close());

const entries = () => threads.latest({ kinds: ['playbook.changed'], limit: 10 });

test('before anything is written there is an empty one, version 0', async () => {
  const playbook = await playbooks.current();
  expect(playbook.version).toBe(0);
  expect(playbook.content.pains).toEqual([]);
});

test.each([manager, admin])('a $role writes a version, and the log tells of it', async (member) => {
  const kept = await playbooks.change(member, content, 0);
  expect(kept).toMatchObject({ version: 1, updatedBy: member.id, updatedAt: NOW });
  expect(await playbooks.current()).toEqual(kept);
  expect(await entries()).toMatchObject([
    { kind: 'playbook.changed', actorId: member.id, refs: { version: 1 }, at: NOW },
  ]);
});

test.each([rep, teamLead])('a $role may not', async (member) => {
  await expect(playbooks.change(member, content, 0)).rejects.toBeInstanceOf(Denied);
  expect((await playbooks.current()).version).toBe(0);
});

test('every version stays, the newest counts', async () => {
  await playbooks.change(manager, content, 0);
  await playbooks.change(admin, { ...content, whatWeSell: 'Something else.' }, 1);
  expect(await database.db('playbooks').count({ n: '*' }).first()).toMatchObject({ n: 2 });
  expect((await playbooks.current()).content.whatWeSell).toBe('Something else.');
});

test('who edits what somebody else changed meanwhile is told, and nothing is lost', async () => {
  await playbooks.change(manager, content, 0);
  await expect(playbooks.change(admin, { ...content, company: 'Other' }, 0)).rejects.toThrow(/meanwhile/);
  expect((await playbooks.current()).content.company).toBe(content.company);
});

test('of two who save at the same moment one wins, and the log holds one entry', async () => {
  const both = await Promise.allSettled([
    playbooks.change(manager, content, 0),
    playbooks.change(admin, { ...content, company: 'Other' }, 0),
  ]);
  expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(both.find((one) => one.status === 'rejected')).toMatchObject({ reason: expect.any(InvalidInput) });
  expect(await entries()).toHaveLength(1);
});

test('when the log can’t take the entry, the version is not there either', async () => {
  const broken = createPlaybooks({
    db: database.db,
    clock: createTurnableClock(NOW),
    threads: { ...threads, append: () => Promise.reject(new Error('the log is full')) },
  });
  await expect(broken.change(manager, content, 0)).rejects.toThrow('the log is full');
  expect((await playbooks.current()).version).toBe(0);
});

const [pain] = content.pains;
const [proof] = content.proof;
test.each<[string, Partial<PlaybookContent>, string, RegExp]>([
  ['no company', { company: ' ' }, 'company', /company is empty/],
  [
    'a date that is none',
    { proof: proof ? [{ ...proof, checkedAt: 'in May' }] : [] },
    'proof.0.checkedAt',
    /proof 1, checked at is a date such as/,
  ],
  ['two pains of one key', { pains: pain ? [pain, pain] : [], proof: [] }, 'pains', /same key twice/],
  ['proof of a pain that is not there', { pains: [] }, 'proof.0.painKeys', /names the pain/],
  ['invisible characters', { whatWeSell: 'We sell \u202ehsac\u202c.' }, 'whatWeSell', /invisible/],
  ['a million characters', { whatWeSell: 'x'.repeat(1_000_000) }, 'whatWeSell', /longer than 1000/],
  [
    'sizes the wrong way round',
    { fit: { ...content.fit, sizes: [{ min: 9, max: 1, points: 1, reason: 'x' }] } },
    'fit.sizes.0',
    /fit sizes 1/,
  ],
])('%s is refused, by name and in words', async (_name, change, field, words) => {
  const error = await playbooks.change(manager, { ...content, ...change }, 0).catch((one: unknown) => one);
  expect(error).toBeInstanceOf(InvalidInput);
  expect(error).toMatchObject({ field, forUser: expect.stringMatching(words) });
  expect((await playbooks.current()).version).toBe(0);
});
