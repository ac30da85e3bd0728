import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Lead } from '../../../src/features/leads/index.ts';
import { DAY_MS } from '../../../src/kernel/clock.ts';
import { admin, otherRep, rep } from '../../support/people.ts';
import { type World, world } from '../../support/world.ts';

const OTTO = 'otto@seller.example';

let w: World;
let lead: Lead;
beforeEach(async () => {
  w = await world();
  await w.interactions.readMailboxes();
  lead = await w.approvedLead({ linkedin: 'https://www.linkedin.com/in/sample-ada' });
  for (let n = 0; n < 40 && w.mail.sent.length === 0; n += 1) await w.turnTo(w.clock.now() + DAY_MS / 4);
});
afterEach(() => w.close());

/** Who had it is gone; everything of theirs goes to Otto in one step. */
async function handOver(): Promise<void> {
  await w.access.deactivate(rep.id, 'deactivated in Slack');
  await w.leads.handOver(admin, [lead.id], otherRep.id);
}
const review = () => w.sequences.review(otherRep, lead.id);

test('until the handover nothing of somebody who left is sent', async () => {
  await w.access.deactivate(rep.id, 'deactivated in Slack');
  await w.turnTo(w.clock.now() + 40 * DAY_MS);
  expect(w.mail.sent).toHaveLength(1);
});

test('what was approved for the old sender has to be approved again, by the new one', async () => {
  await handOver();
  await w.turnTo(w.clock.now() + 40 * DAY_MS);
  expect(w.mail.sent).toHaveLength(1);
  const waiting = (await review()).touches.filter((one) => one.channel === 'email' && one.status === 'drafted');
  expect(waiting.length).toBeGreaterThan(0);
  expect((await w.sequences.waiting(otherRep)).map((one) => one.leadId)).toEqual([lead.id]);
  expect(await w.sequences.waiting(rep, { own: true })).toEqual([]);
});

test('a follow-up leaves from the new owner’s mailbox, joined to the first mail by its Message-ID alone', async () => {
  await handOver();
  await w.turnTo(w.clock.now() + 20 * DAY_MS);
  await w.approveAll(lead.id, otherRep);
  await w.turnTo(w.clock.now() + 20 * DAY_MS);
  const [first, next] = w.mail.sent;
  expect(next).toMatchObject({ mailbox: OTTO, from: { address: OTTO }, to: { address: lead.email } });
  expect(next?.thread).toEqual({ providerThreadId: undefined, references: [first?.sent.messageId] });
});

test('a task that is due is the new owner’s', async () => {
  await w.turnTo(w.clock.now() + 7 * DAY_MS);
  expect((await w.sequences.tasks(rep)).map((one) => one.leadId)).toEqual([lead.id]);
  await handOver();
  expect((await w.sequences.tasks(otherRep)).map((one) => one.leadId)).toEqual([lead.id]);
  expect(await w.sequences.tasks(rep)).toEqual([]);
});

test('a held sequence stays held, and the new owner lets it go on', async () => {
  await w.db.transaction((scope) => w.sequences.hold(scope, lead.id, 'Written by hand.', w.clock.now()));
  await handOver();
  expect(await review()).toMatchObject({ status: 'held', holdReason: 'Written by hand.' });
  await w.sequences.resume(otherRep, lead.id);
  expect((await review()).status).toBe('active');
});

test('an answer that still comes to the old mailbox is read, and stops the sequence', async () => {
  const sent = w.mail.sent[0];
  await handOver();
  w.mail.deliver({ to: sent?.mailbox ?? '', from: lead.email ?? '', text: 'Tell me more.', answers: sent });
  await w.interactions.readMailboxes();
  expect((await review()).status).toBe('stopped');
  expect((await w.leads.get(lead.id)).ownerId).toBe(otherRep.id);
});

test('handed over twice at once it is one entry', async () => {
  await Promise.all([1, 2].map(() => w.leads.handOver(admin, [lead.id], otherRep.id)));
  expect(await w.threads.of(lead.id, { kinds: ['lead.handed_over'] })).toHaveLength(1);
});
