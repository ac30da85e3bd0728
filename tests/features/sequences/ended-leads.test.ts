import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Lead } from '../../../src/features/leads/index.ts';
import { HOUR_MS } from '../../../src/kernel/clock.ts';
import { rep } from '../../support/people.ts';
import { type World, world } from '../../support/world.ts';

let w: World;
let lead: Lead;
beforeEach(async () => {
  w = await world();
  lead = await w.approvedLead();
});
afterEach(() => w.close());

const review = () => w.sequences.review(rep, lead.id);
const stops = async () => (await w.threads.of(lead.id, { kinds: ['sequence.stopped'] })).map((one) => one.refs.reason);

test.each([
  ['archived', () => w.leads.archive(rep, lead.id), 'The lead was archived.'],
  ['closed', () => w.leads.setOutcome(rep, lead.id, { outcome: 'lost', reason: 'no money' }), 'The lead was closed.'],
])('who is %s is not on a sequence any more, from that moment', async (_, end, reason) => {
  await end();
  expect(await review()).toMatchObject({ status: 'stopped', stopReason: reason });
  expect((await review()).touches.every((one) => one.status === 'cancelled')).toBe(true);
  expect(await stops()).toEqual([reason]);
});

test('archived, brought back and enrolled anew, the new sequence runs, whatever the log is read for again', async () => {
  await w.leads.archive(rep, lead.id);
  await w.leads.resume(rep, lead.id);
  w.clock.set(w.clock.now() + HOUR_MS);
  await w.sequences.enrol(rep, [lead.id]);
  await w.sequences.draftPlanned({ leadIds: [lead.id] });
  await w.leads.archive(rep, lead.id).then(() => w.leads.resume(rep, lead.id));
  w.clock.set(w.clock.now() + HOUR_MS);
  await w.sequences.enrol(rep, [lead.id]);
  expect((await review()).status).toBe('active');
  expect(await stops()).toHaveLength(2);
});
