import { afterEach, beforeEach, expect, test } from 'vitest';
import { createScoring, openReplies } from '../../../src/features/scoring/index.ts';
import { leadsCsv } from '../../../src/simulator/world/files.ts';
import { playbook as content } from '../../../src/simulator/world/playbook.ts';
import { manager, otherRep, rep } from '../../support/people.ts';
import { answer, enrol, sent } from '../analytics/happenings.ts';
import { ada, type LeadsWorld, leadsWorld, pieces } from '../leads/support.ts';

let world: LeadsWorld;
let scoring: ReturnType<typeof createScoring>;
const suppressed = new Set<string>();
const playbook = { current: async () => ({ version: 1, content, updatedBy: 'x', updatedAt: 0 }) };

beforeEach(async () => {
  suppressed.clear();
  world = await leadsWorld({ playbook });
  scoring = createScoring({
    db: world.db,
    clock: world.clock,
    leads: world.leads,
    playbook,
    channels: {
      suppressionOf: async (channel, address) =>
        suppressed.has(address) ? { channel, reason: 'opted_out', source: 'test', at: 0 } : undefined,
    },
  });
});
afterEach(() => world.close());

const ranked = async (ownerId?: string) =>
  (await scoring.rank({ ownerId, limit: 100 })).leads.map((one) => `${one.lead.name}: ${one.state}`);
const three = async () => ({
  best: await world.added(ada),
  middle: await world.added({ firstName: 'Wade', title: 'Controller', email: 'wade@x.example', country: 'US' }),
  poor: await world.added({ firstName: 'Ruby', email: 'ruby@x.example' }),
});

test('the sample leads are ranked with reasons, page by page, without gaps', async () => {
  await world.leads.importCsv(rep, { name: 'x', content: pieces(leadsCsv) });
  const first = await scoring.rank({ limit: 10 });
  const second = await scoring.rank({ limit: 10, offset: 10 });
  expect(first.total).toBe(86);
  const points = [...first.leads, ...second.leads].map((one) => one.score.points);
  expect(points).toEqual([...points].sort((a, b) => b - a));
  expect(points[0]).toBeGreaterThan(80);
  expect(new Set([...first.leads, ...second.leads].map((one) => one.lead.id)).size).toBe(20);
  for (const one of first.leads) {
    expect(one.why).not.toBe('');
    expect(await scoring.score(one.lead)).toEqual(one.score);
  }
  const last = await scoring.rank({ limit: 10, offset: 80 });
  expect(last.leads).toHaveLength(6);
  expect(last.leads.at(-1)?.score).toMatchObject({ points: 0 });
});

test('who answered comes first, the longest waiting before the others, and goes back once we have answered', async () => {
  const { best, middle, poor } = await three();
  await answer(world, poor.id, { at: world.clock.now() - 2_000, summary: 'asks something' });
  await answer(world, middle.id, { at: world.clock.now() - 1_000 });
  expect(await ranked()).toEqual(['Ruby: answered', 'Wade: answered', 'Ada Byron: free']);
  expect((await scoring.rank()).leads[0]?.why).toBe('Answered just now (asks something): waits for you.');
  await world.db.transaction((scope) =>
    world.threads.append(scope, {
      at: world.clock.now(),
      kind: 'call.logged',
      leadId: poor.id,
      actorId: rep.id,
      text: 'x',
    }),
  );
  expect((await ranked())[0]).toBe('Wade: answered');
  expect((await openReplies(world.db, [rep.id])).map((one) => one.name)).toEqual(['Wade']);
  expect(await openReplies(world.db, [otherRep.id])).toEqual([]);
  await answer(world, poor.id, { at: world.clock.now() + 5 });
  expect((await openReplies(world.db, [rep.id])).map((one) => one.name)).toEqual(['Wade', 'Ruby']);
  expect((await ranked()).at(-1)).toBe(`${best.name}: free`);
});

test('the move to “replied” that an answer makes by itself does not count as our answer; a person’s does', async () => {
  const { poor } = await three();
  await answer(world, poor.id, { at: world.clock.now() });
  world.clock.set(world.clock.now() + 1_000);
  await world.db.transaction((scope) => world.leads.markReplied(scope, poor.id, world.clock.now()));
  expect((await ranked())[0]).toBe('Ruby: answered');
  await world.leads.setStage(rep, poor.id, 'meeting');
  expect((await ranked())[0]).toBe('Ada Byron: free');
});

test('drafts that wait, sequences that run and that have ended are told apart', async () => {
  const { best, middle, poor } = await three();
  await enrol(world, best.id, { status: 'active', touches: ['sent', 'approved'] });
  await enrol(world, middle.id, { status: 'active', touches: ['drafted', 'drafted'] });
  await enrol(world, poor.id, { status: 'stopped', touches: ['cancelled'] });
  expect(await ranked()).toEqual(['Wade: waiting', 'Ada Byron: running', 'Ruby: stopped']);
  expect((await scoring.rank()).leads[0]?.why).toMatch(/^2 drafts wait for your approval/);
});

test('archived, paused, closed and silenced leads are left out, and other people’s on demand', async () => {
  const { best, middle, poor } = await three();
  const theirs = await world.added({ firstName: 'Omar', email: 'omar@x.example' }, otherRep);
  await world.leads.archive(rep, best.id);
  await world.leads.pause(rep, middle.id);
  await world.leads.setOutcome(manager, poor.id, { outcome: 'lost', reason: 'x' });
  expect(await ranked()).toEqual(['Omar: free']);
  expect(await ranked(rep.id)).toEqual([]);
  suppressed.add(theirs.email ?? '');
  expect(await scoring.rank()).toEqual({ leads: [], total: 0 });
});

test('a lead that opted out is left out without asking the channels', async () => {
  const { poor } = await three();
  await world.db.transaction((scope) =>
    world.threads.append(scope, { at: 1, kind: 'lead.opted_out', leadId: poor.id }),
  );
  expect((await scoring.rank()).total).toBe(2);
});

test('a mail of ours after the answer settles it', async () => {
  const { poor } = await three();
  await answer(world, poor.id, { at: world.clock.now() });
  await enrol(world, poor.id, { status: 'active', touches: ['sent'] });
  await sent(world, poor.id, world.clock.now() + 10);
  expect((await ranked()).at(-1)).toBe('Ruby: running');
});
