import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inTransaction } from '../../../src/db/index.ts';
import { toLocal } from '../../../src/kernel/calendar.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';
import { admin, manager, otherRep, rep, teamLead } from '../../support/people.ts';
import { MONDAY_9, type World, world } from '../../support/world.ts';

let w: World;
beforeEach(async () => {
  w = await world();
});
afterEach(() => w.close());

const touchesOf = async (leadId: string) => (await w.sequences.review(rep, leadId)).touches;

describe('a lead that nobody disturbs', () => {
  test('gets five touches: three emails in one thread inside its hours, two tasks, and the sequence ends', async () => {
    const lead = await w.approvedLead();
    await w.turnTo(MONDAY_9 + 45 * DAY_MS);
    for (const task of await w.sequences.tasks(rep)) await w.sequences.completeTask(rep, task.id);
    expect(w.mail.sent).toHaveLength(3);
    expect(w.mail.sent.map((one) => one.text)).toEqual(['Words of step 1.', 'Words of step 3.', 'Words of step 5.']);
    expect(new Set(w.mail.sent.map((one) => one.sent.providerThreadId)).size).toBe(1);
    expect(w.mail.sent[2]?.thread?.references).toHaveLength(2);
    const touches = await touchesOf(lead.id);
    expect(touches.map((one) => one.status)).toEqual(['sent', 'done', 'sent', 'done', 'sent']);
    for (const touch of touches.filter((one) => one.channel === 'email')) {
      const local = toLocal(touch.sentAt ?? 0, 'Europe/Berlin');
      expect(local.hour).toBeGreaterThanOrEqual(9);
      expect(local.hour).toBeLessThan(17);
    }
    expect((await w.sequences.review(rep, lead.id)).status).toBe('finished');
    expect((await w.leads.get(lead.id)).stage).toBe('contacted');
    const kinds = (await w.threads.of(lead.id)).map((one) => one.kind);
    expect(kinds.filter((one) => one === 'touch.sent')).toHaveLength(3);
  });

  test('without an approval nothing leaves', async () => {
    const lead = await w.lead();
    await w.sequences.enrol(rep, [lead.id]);
    await w.sequences.draftPlanned();
    await w.turnTo(MONDAY_9 + 40 * DAY_MS);
    expect(w.mail.sent).toEqual([]);
  });
});

describe('never twice', () => {
  test('two workers at the same instant send one mail', async () => {
    await w.approvedLead();
    w.clock.set((await w.sequences.nextDueAt()) ?? 0);
    await w.interactions.readMailboxes();
    await Promise.all([w.sequences.sendDue(), w.sequences.sendDue(), w.sequences.sendDue()]);
    expect(w.mail.sent).toHaveLength(1);
  });

  test('an answer that is lost after the mail was taken is looked up, not sent again', async () => {
    const lead = await w.approvedLead();
    w.mail.fail('sendDraft', 'lost_after');
    await w.turnTo(MONDAY_9 + 3 * DAY_MS);
    expect(w.mail.sent).toHaveLength(1);
    expect((await touchesOf(lead.id))[0]?.status).toBe('sent');
  });

  test('an answer that is lost before the mail was taken is looked up and sent once', async () => {
    const lead = await w.approvedLead();
    w.mail.fail('sendDraft', 'lost_before', 'down');
    await w.turnTo(MONDAY_9 + 3 * DAY_MS);
    expect(w.mail.sent).toHaveLength(1);
    expect((await touchesOf(lead.id))[0]?.status).toBe('sent');
  });

  test('a draft whose making got no answer does not stay in the mailbox, where somebody might send it', async () => {
    await w.approvedLead();
    w.mail.fail('createDraft', 'lost_after', 'lost_after');
    await w.turnTo(w.clock.now() + 2 * DAY_MS);
    expect(w.mail.sent).toHaveLength(1);
    expect(w.mail.drafts.size).toBe(0);
  });

  test('a provider that is down for a morning costs nothing but time: the mail goes later, and no follow-up before it', async () => {
    const lead = await w.approvedLead();
    w.mail.fail('createDraft', ...Array<'down'>(12).fill('down'));
    await w.turnTo(w.clock.now() + 30 * DAY_MS);
    expect(w.mail.sent.map((one) => one.text)).toEqual(['Words of step 1.', 'Words of step 3.', 'Words of step 5.']);
    const steps = (await touchesOf(lead.id)).filter((one) => one.channel === 'email').map((one) => one.sentAt ?? 0);
    expect([...steps].sort((a, b) => a - b)).toEqual(steps);
  });

  test('a mail that the provider refuses holds back what follows until a person tries it again', async () => {
    const lead = await w.approvedLead();
    w.mail.fail('createDraft', 'refused');
    await w.turnTo(w.clock.now() + 20 * DAY_MS);
    expect(w.mail.sent).toEqual([]);
    const [first] = await touchesOf(lead.id);
    expect(first?.status).toBe('failed');
    await w.sequences.pullBack(rep, first?.id ?? '');
    await w.approveAll(lead.id);
    await w.turnTo(w.clock.now() + 30 * DAY_MS);
    expect(w.mail.sent[0]?.text).toBe('Words of step 1.');
  });

  test('a name that is none stands in no header', async () => {
    await w.approvedLead({ firstName: '{{first_name}}', lastName: 'https://evil.example/x' });
    await w.turnTo(MONDAY_9 + 3 * DAY_MS);
    expect(w.mail.sent[0]?.to.name).toBe('');
  });

  test('a provider that is down when the draft is made costs nothing: it goes later, once', async () => {
    await w.approvedLead();
    w.mail.fail('createDraft', 'down', 'rate_limited', 'down');
    await w.turnTo(MONDAY_9 + 3 * DAY_MS);
    expect(w.mail.sent).toHaveLength(1);
  });

  test('a mail that the provider refuses for good fails, with nothing left behind', async () => {
    const lead = await w.approvedLead();
    w.mail.fail('sendDraft', 'refused');
    await w.turnTo(MONDAY_9 + 4 * DAY_MS);
    expect(w.mail.sent).toEqual([]);
    expect(w.mail.drafts.size).toBe(0);
    expect((await touchesOf(lead.id))[0]?.status).toBe('failed');
  });

  test('a draft that vanished without a trace is put to a person, and their word settles it', async () => {
    const lead = await w.approvedLead();
    w.mail.fail('sendDraft', 'lost_before');
    w.clock.set((await w.sequences.nextDueAt()) ?? 0);
    await w.interactions.readMailboxes();
    await w.sequences.sendDue();
    w.mail.loseDrafts();
    await w.turnTo(w.clock.now() + HOUR_MS);
    const [first] = await touchesOf(lead.id);
    expect(first?.status).toBe('unclear');
    expect(w.mail.sent).toEqual([]);
    await w.sequences.settleUnclear(rep, first?.id ?? '', true);
    expect((await touchesOf(lead.id))[0]?.status).toBe('sent');
    await w.turnTo(w.clock.now() + DAY_MS);
    expect(w.mail.sent).toEqual([]);
  });
});

describe('never after a no', () => {
  test('a human reply stops what is queued', async () => {
    const lead = await w.approvedLead();
    await w.interactions.readMailboxes();
    await w.turnTo(MONDAY_9 + 3 * DAY_MS);
    expect(w.mail.sent).toHaveLength(1);
    w.mail.deliver({ to: 'rosa@seller.example', from: lead.email ?? '', text: 'Looks useful, tell me more.' });
    await w.turnTo(MONDAY_9 + 45 * DAY_MS);
    expect(w.mail.sent).toHaveLength(1);
    const review = await w.sequences.review(rep, lead.id);
    expect(review.status).toBe('stopped');
    expect(review.touches.map((one) => one.status)).toEqual([
      'sent',
      'cancelled',
      'cancelled',
      'cancelled',
      'cancelled',
    ]);
    expect((await w.leads.get(lead.id)).stage).toBe('replied');
  });

  test('a reply that is taken in between the claim and the call calls the mail off', async () => {
    let stopNow: (() => Promise<void>) | undefined;
    const lead = await w.approvedLead();
    const createDraft = w.mail.provider.createDraft.bind(w.mail.provider);
    w.mail.provider.createDraft = async (mailbox, mail) => {
      const made = await createDraft(mailbox, mail);
      await stopNow?.();
      return made;
    };
    stopNow = async () => {
      await inTransaction(w.db, (scope) => w.sequences.stop(scope, lead.id, 'answered', w.clock.now()));
    };
    await w.turnTo(MONDAY_9 + 3 * DAY_MS);
    expect(w.mail.sent).toEqual([]);
    expect(w.mail.drafts.size).toBe(0);
    expect((await touchesOf(lead.id))[0]?.status).toBe('cancelled');
  });

  test('an auto-reply and a soft bounce stop nothing; a hard bounce does', async () => {
    const lead = await w.approvedLead();
    const other = await w.approvedLead({ firstName: 'Bo' });
    await w.interactions.readMailboxes();
    await w.turnTo(MONDAY_9 + 3 * DAY_MS);
    w.mail.deliver({
      to: 'rosa@seller.example',
      from: lead.email ?? '',
      text: 'I have received your message.',
      headers: { 'auto-submitted': 'auto-replied' },
    });
    w.mail.deliver({
      to: 'rosa@seller.example',
      from: 'mailer-daemon@fernline.example',
      text: 'try later',
      report: { finalRecipient: lead.email, action: 'delayed', status: '4.2.2' },
    });
    w.mail.deliver({
      to: 'rosa@seller.example',
      from: 'mailer-daemon@fernline.example',
      text: 'gone',
      report: { finalRecipient: other.email, action: 'failed', status: '5.1.1' },
    });
    await w.interactions.readMailboxes();
    expect((await w.sequences.review(rep, lead.id)).status).toBe('active');
    expect((await w.sequences.review(rep, other.id)).status).toBe('stopped');
    expect(await w.channels.suppressionOf('email', other.email ?? '')).toMatchObject({ reason: 'bounced' });
  });

  test('somebody who asked to be left alone is not written to again, by anybody', async () => {
    const lead = await w.approvedLead();
    await w.interactions.readMailboxes();
    await w.turnTo(MONDAY_9 + 3 * DAY_MS);
    w.mail.deliver({ to: 'rosa@seller.example', from: lead.email ?? '', text: 'Please stop writing to me.' });
    await w.interactions.readMailboxes();
    expect(await w.channels.suppressionOf('email', lead.email ?? '')).toMatchObject({ reason: 'opted_out' });
    const again = await w.sequences.enrol(manager, [lead.id]);
    expect(again.enrolled).toEqual([]);
    expect(again.refused).toHaveLength(1);
  });

  test.each([
    ['pausing the lead', (lead: string) => w.leads.pause(rep, lead)],
    ['archiving the lead', (lead: string) => w.leads.archive(rep, lead)],
    ['dismissing the sequence', (lead: string) => w.sequences.dismiss(rep, lead, 'no longer relevant')],
    ['the kill switch', () => w.settings.set(manager, 'sendingPaused', true)],
    ['losing the mailbox', () => w.channels.pauseMailbox(w.mailboxOf(rep.id)?.id ?? '', 'away')],
    ['revoking the owner', async () => w.access.deactivate(rep.id, 'left')],
    [
      'another address',
      async (lead: string) =>
        w.leads.edit(rep, lead, { email: 'other@fernline.example' }, (await w.leads.get(lead)).version),
    ],
    ['closing the lead', (lead: string) => w.leads.setOutcome(rep, lead, { outcome: 'lost', reason: 'no budget' })],
  ])('%s holds it back', async (_name, act) => {
    const lead = await w.approvedLead();
    await act(lead.id);
    await w.turnTo(MONDAY_9 + 20 * DAY_MS);
    expect(w.mail.sent).toEqual([]);
  });
});

describe('an approval', () => {
  test('holds for those words only: an edit needs a new one', async () => {
    const lead = await w.approvedLead();
    const [first] = await touchesOf(lead.id);
    await w.sequences.edit(rep, first?.id ?? '', { body: 'New words.' }, { seenDraftId: first?.draft?.id ?? '' });
    await w.turnTo(MONDAY_9 + 4 * DAY_MS);
    expect(w.mail.sent).toEqual([]);
    expect(await w.approveAll(lead.id)).toMatchObject([{ result: 'approved' }]);
    await w.turnTo(MONDAY_9 + 8 * DAY_MS);
    expect(w.mail.sent.map((one) => one.text)).toEqual(['New words.']);
  });

  test('of a follow-up falls when the first mail gets another subject, which it takes over', async () => {
    const lead = await w.approvedLead();
    const [first] = await touchesOf(lead.id);
    await w.sequences.edit(
      rep,
      first?.id ?? '',
      { subject: 'Another question', body: 'Words.' },
      { seenDraftId: first?.draft?.id ?? '' },
    );
    const emails = (await touchesOf(lead.id)).filter((one) => one.channel === 'email');
    expect(emails.map((one) => [one.status, one.draft?.subject])).toEqual(
      Array(3).fill(['drafted', 'Another question']),
    );
  });

  test('of what has changed since is refused, and says so', async () => {
    const lead = await w.lead();
    await w.sequences.enrol(rep, [lead.id]);
    await w.sequences.draftPlanned();
    const [seen] = await touchesOf(lead.id);
    await w.leads.edit(rep, lead.id, { email: 'other@fernline.example' }, lead.version);
    const [outcome] = await w.sequences.approve(rep, [
      { touchId: seen?.id ?? '', draftId: seen?.draft?.id ?? '', fingerprint: seen?.fingerprint ?? '' },
    ]);
    expect(outcome?.result).toBe('changed');
  });

  test('by two people at once is one, and the second is told whose it is', async () => {
    const lead = await w.lead();
    await w.sequences.enrol(rep, [lead.id]);
    await w.sequences.draftPlanned();
    const [seen] = await touchesOf(lead.id);
    const yes = [{ touchId: seen?.id ?? '', draftId: seen?.draft?.id ?? '', fingerprint: seen?.fingerprint ?? '' }];
    const results = (await Promise.all([w.sequences.approve(rep, yes), w.sequences.approve(teamLead, yes)])).flat();
    expect(results.map((one) => one.result).sort()).toEqual(['already', 'approved']);
    expect(await w.db('approvals').where({ touch_id: seen?.id })).toHaveLength(1);
  });

  test('is not given to a draft with a problem, unless a person vouches for its words', async () => {
    const lead = await w.lead();
    await w.sequences.enrol(rep, [lead.id]);
    await w.sequences.draftPlanned();
    const [first] = await touchesOf(lead.id);
    const bad = await w.sequences.edit(
      rep,
      first?.id ?? '',
      { body: 'We saved them 9000 hours.' },
      { seenDraftId: first?.draft?.id ?? '' },
    );
    expect(bad).toMatchObject({ canApprove: false, waitReason: 'The number 9000 has no source.' });
    const vouched = await w.sequences.edit(
      rep,
      first?.id ?? '',
      { body: 'We saved them 9000 hours.' },
      { seenDraftId: bad.draft?.id ?? '', vouch: true },
    );
    expect(vouched).toMatchObject({ canApprove: true, draft: { vouchedBy: rep.id } });
  });

  test('runs out 72 hours after the touch was due, and the touch waits for a new yes', async () => {
    const lead = await w.approvedLead();
    await w.settings.set(manager, 'sendingPaused', true);
    w.clock.set(MONDAY_9 + 8 * DAY_MS);
    await w.settings.set(manager, 'sendingPaused', false);
    await w.sequences.sendDue();
    expect(w.mail.sent).toEqual([]);
    expect((await touchesOf(lead.id))[0]).toMatchObject({
      status: 'drafted',
      waitReason: expect.stringContaining('run out'),
    });
  });

  test('can be pulled back until it leaves', async () => {
    const lead = await w.approvedLead();
    const [first] = await touchesOf(lead.id);
    expect((await w.sequences.pullBack(rep, first?.id ?? '')).pulledBack).toBe(true);
    await w.turnTo(MONDAY_9 + 4 * DAY_MS);
    expect(w.mail.sent).toEqual([]);
  });

  test("of somebody else's lead is denied", async () => {
    const lead = await w.lead();
    await w.sequences.enrol(rep, [lead.id]);
    await w.sequences.draftPlanned();
    const [seen] = await touchesOf(lead.id);
    const yes = [{ touchId: seen?.id ?? '', draftId: seen?.draft?.id ?? '', fingerprint: seen?.fingerprint ?? '' }];
    await expect(w.sequences.approve(otherRep, yes)).rejects.toThrow(/belongs to/);
  });
});

test('a mailbox keeps its distance and its day: 30 leads at once leave over several days, at least eight minutes apart', async () => {
  for (let i = 0; i < 30; i += 1) await w.approvedLead();
  await w.turnTo(MONDAY_9 + 6 * DAY_MS);
  const rows: { sent_at: number }[] = await w.db('sends').orderBy('sent_at').select('sent_at');
  const times = rows.map((row) => Number(row.sent_at));
  expect(times.length).toBeGreaterThan(20);
  for (const [index, at] of times.entries()) {
    const before = times[index - 1];
    if (before !== undefined) expect(at - before).toBeGreaterThanOrEqual(8 * MINUTE_MS);
    expect(times.filter((one) => one > at - DAY_MS && one <= at).length).toBeLessThanOrEqual(25);
  }
});

test('without a postal address only a test to oneself leaves', async () => {
  await w.settings.set(admin, 'postalAddress', '');
  const lead = await w.approvedLead();
  await w.turnTo(MONDAY_9 + 3 * DAY_MS);
  expect(w.mail.sent).toEqual([]);
  const [first] = await touchesOf(lead.id);
  expect(first?.waitReason).toMatch(/postal address/);
  await w.sequences.sendTest(rep, first?.id ?? '');
  expect(w.mail.sent.map((one) => one.to.address)).toEqual(['rosa@seller.example']);
});
