import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAnalytics, type Funnel } from '../../../src/features/analytics/index.ts';
import { DAY_MS, HOUR_MS } from '../../../src/kernel/clock.ts';
import { otherRep, rep, teamLead } from '../../support/people.ts';
import { type LeadsWorld, leadsWorld, START } from '../leads/support.ts';
import { answer, enrol, sent } from './happenings.ts';

let world: LeadsWorld;
let analytics: ReturnType<typeof createAnalytics>;
const drawn: Funnel[] = [];

beforeEach(async () => {
  world = await leadsWorld();
  const charts = {
    funnel: async (funnel: Funnel) => {
      drawn.push(funnel);
      return new Uint8Array([1]);
    },
  };
  analytics = createAnalytics({ db: world.db, clock: world.clock, charts });
});
afterEach(() => world.close());

const people = async (count: number, by = rep) => {
  const made = [];
  for (let i = 0; i < count; i += 1)
    made.push(await world.added({ firstName: `${by.name} ${i}`, email: `p${i}.${by.id}@x.example` }, by));
  return made.map((one) => one.id);
};
const counts = async (ownerId?: string) =>
  Object.fromEntries((await analytics.funnel({ ownerId })).stages.map((one) => [one.key, one.count]));
const log = (leadId: string, kind: 'meeting.logged' | 'call.logged' | 'message.logged', at = world.clock.now()) =>
  world.db.transaction((scope) => world.threads.append(scope, { at, kind, leadId, actorId: rep.id, text: 'x' }));

describe('the funnel', () => {
  test('of an empty database is all noughts and says so', async () => {
    expect(await counts()).toEqual({ leads: 0, enrolled: 0, contacted: 0, replied: 0, meeting: 0, won: 0 });
    expect(await analytics.funnel()).toMatchObject({ at: START, title: 'No leads yet' });
  });

  test('counts each lead once, as far as it got, whatever way it got there', async () => {
    const [none, enrolled, mailed, called, replied, refused, met, staged, won, lost, archived] = await people(11);
    await enrol(world, enrolled ?? '', { status: 'active', touches: ['drafted'] });
    await enrol(world, mailed ?? '', { status: 'active', touches: ['sent', 'sent', 'approved'] });
    await enrol(world, called ?? '', { status: 'active', touches: ['done'], channel: 'call' });
    await answer(world, replied ?? '', { at: START });
    await answer(world, replied ?? '', { at: START + 1 });
    await answer(world, refused ?? '', { at: START, kind: 'opt_out' });
    await answer(world, none ?? '', { at: START, kind: 'auto_reply' });
    await answer(world, none ?? '', { at: START, kind: 'bounce' });
    await log(met ?? '', 'meeting.logged');
    await world.leads.setStage(rep, staged ?? '', 'proposal');
    await world.leads.setOutcome(rep, won ?? '', { outcome: 'won', reason: 'x' });
    await world.leads.setStage(rep, lost ?? '', 'meeting');
    await world.leads.setOutcome(rep, lost ?? '', { outcome: 'lost', reason: 'x' });
    await answer(world, archived ?? '', { at: START });
    await world.leads.archive(rep, archived ?? '');
    expect(await counts()).toEqual({ leads: 10, enrolled: 9, contacted: 8, replied: 6, meeting: 4, won: 1 });
  });

  test('is of one owner on demand', async () => {
    await people(2);
    await people(3, otherRep);
    expect((await counts(otherRep.id)).leads).toBe(3);
    expect((await counts()).leads).toBe(5);
  });

  test('finds after which touch the leads answered, by their first answer', async () => {
    for (const id of await people(4)) {
      const touches = await enrol(world, id, { status: 'stopped', touches: ['sent', 'sent', 'cancelled'] });
      await answer(world, id, { at: START, touchId: touches[1] });
      await answer(world, id, { at: START + 1, touchId: touches[2] });
    }
    expect((await analytics.funnel()).title).toBe('4 of 4 contacted leads answered, most after the second touch');
  });

  test('compares this week with the one before, each lead once', async () => {
    const [a = '', b = '', c = ''] = await people(3);
    for (const id of [a, b, c]) await enrol(world, id, { status: 'active', touches: ['sent'], at: START - 9 * DAY_MS });
    await answer(world, a, { at: START - 8 * DAY_MS });
    await answer(world, a, { at: START - HOUR_MS });
    await answer(world, a, { at: START - 2 * HOUR_MS });
    await answer(world, b, { at: START - 6 * DAY_MS });
    expect((await analytics.funnel()).summary).toContain('2 answered in the last 7 days, 1 in the 7 days before.');
  });

  test('is drawn as it is described', async () => {
    const funnel = await analytics.funnel();
    expect(await analytics.funnelImage(funnel)).toEqual(new Uint8Array([1]));
    expect(drawn.at(-1)).toEqual(funnel);
  });
});

describe('today', () => {
  test('of somebody new is empty', async () => {
    expect(await analytics.today(rep.id)).toEqual({
      repliesToAnswer: [],
      draftsWaiting: 0,
      leadsWaiting: 0,
      tasksDue: [],
      sentLast30Days: 0,
      sent30DaysBefore: 0,
      repliesLast30Days: 0,
      replies30DaysBefore: 0,
    });
  });

  test('holds what waits for this person and nobody else', async () => {
    const [a = '', b = ''] = await people(2);
    const [theirs = ''] = await people(1, otherRep);
    await enrol(world, a, { status: 'active', touches: ['drafted', 'drafted', 'planned'] });
    const [task] = await enrol(world, b, { status: 'active', touches: ['task'], channel: 'linkedin' });
    await enrol(world, theirs, { status: 'active', touches: ['drafted', 'task'] });
    await answer(world, b, { at: START, summary: 'interested' });
    await answer(world, theirs, { at: START });
    expect(await analytics.today(rep.id)).toMatchObject({
      repliesToAnswer: [{ leadId: b, name: `${rep.name} 1`, at: START, summary: 'interested' }],
      draftsWaiting: 2,
      leadsWaiting: 1,
      tasksDue: [{ touchId: task, leadId: b, channel: 'linkedin', dueAt: START }],
    });
  });

  test('counts no drafts of leads that are paused, archived, or whose sequence has ended', async () => {
    const [a = '', b = '', c = ''] = await people(3);
    for (const id of [a, b]) await enrol(world, id, { status: 'active', touches: ['drafted'] });
    await enrol(world, c, { status: 'stopped', touches: ['drafted'] });
    await world.leads.pause(rep, a);
    await world.leads.archive(rep, b);
    expect(await analytics.today(rep.id)).toMatchObject({ draftsWaiting: 0, leadsWaiting: 0 });
  });

  test('sets the last thirty days against the thirty before', async () => {
    const [a = '', b = '', c = ''] = await people(3);
    for (const id of [a, b, c]) await enrol(world, id, { status: 'active', touches: ['sent'] });
    await sent(world, a, START - DAY_MS);
    await sent(world, b, START - 31 * DAY_MS);
    await sent(world, c, START - 61 * DAY_MS);
    await answer(world, a, { at: START });
    await answer(world, a, { at: START, kind: 'out_of_office' });
    await answer(world, b, { at: START - 40 * DAY_MS });
    expect(await analytics.today(rep.id)).toMatchObject({
      sentLast30Days: 1,
      sent30DaysBefore: 1,
      repliesLast30Days: 1,
      replies30DaysBefore: 1,
    });
    expect(await analytics.today(otherRep.id)).toMatchObject({ sentLast30Days: 0, repliesLast30Days: 0 });
  });

  test('brings a team lead the answers to a rep who is away or gone, and only then', async () => {
    const [a = ''] = await people(1);
    await answer(world, a, { at: START });
    expect((await analytics.today(teamLead.id)).repliesToAnswer).toEqual([]);
    await world
      .db('members')
      .where({ id: rep.id })
      .update({ away_until: START + DAY_MS });
    expect((await analytics.today(teamLead.id)).repliesToAnswer).toMatchObject([{ leadId: a }]);
    await world.db('members').where({ id: rep.id }).update({ away_until: null, status: 'revoked' });
    expect((await analytics.today(teamLead.id)).repliesToAnswer).toHaveLength(1);
  });

  test('an answer that was taken up in a call or message is not asked for again', async () => {
    const [a = ''] = await people(1);
    await answer(world, a, { at: START });
    await log(a, 'message.logged', START + 1);
    expect((await analytics.today(rep.id)).repliesToAnswer).toEqual([]);
  });
});
