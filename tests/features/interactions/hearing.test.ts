import { afterEach, describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';
import { createFakeMailProvider } from '../../support/fake-mail-provider.ts';
import { manager, otherRep, rep } from '../../support/people.ts';
import { MONDAY_9, type World, world } from '../../support/world.ts';

const PHONE = '+442079460123';
const ROSA = 'rosa@seller.example';

let w: World;
afterEach(() => w.close());

const statusOf = async (leadId: string) => (await w.sequences.review(rep, leadId)).status;
const firstGate = async (leadId: string, gate: string) => {
  const touch = (await w.sequences.review(rep, leadId)).touches.find((one) => one.status === 'approved');
  return (await w.sequences.gates(touch?.id ?? '')).find((one) => one.gate === gate);
};
const told = async (kind: 'mailbox.read_failed' | 'mailbox.read_again' | 'message.unreadable') =>
  (await w.threads.latest({ kinds: [kind], limit: 50 })).reverse();
const down = (times: number) => Array.from({ length: times }, () => 'down' as const);

describe('a text', () => {
  test('that came while the process was down is read, though a webhook brings another one first', async () => {
    w = await world({ texting: true });
    const lead = await w.approvedLead({ phone: PHONE });
    w.phone.receive({ channel: 'sms', from: '+442079460999', text: 'hello' });
    await w.interactions.readTexts();
    w.clock.set(MONDAY_9 + HOUR_MS);
    w.phone.receive({ channel: 'sms', from: PHONE, text: 'STOP' });
    w.clock.set(MONDAY_9 + 4 * HOUR_MS);
    await w.interactions.takeText(w.phone.receive({ channel: 'sms', from: '+442079460888', text: 'hi' }));
    await w.interactions.readTexts();
    expect(await statusOf(lead.id)).toBe('stopped');
    await w.turnTo(MONDAY_9 + 5 * DAY_MS);
    expect(w.mail.sent).toEqual([]);
  });

  test('on one number is read from where that one was read to, whatever came on the other', async () => {
    w = await world({ texting: true });
    const lead = await w.approvedLead({ phone: PHONE });
    await w.interactions.readTexts();
    w.phone.receive({ channel: 'sms', from: PHONE, text: 'STOP', receivedAt: MONDAY_9 + MINUTE_MS });
    w.clock.set(MONDAY_9 + 5 * HOUR_MS);
    w.phone.receive({ channel: 'whatsapp', from: '+442079460888', text: 'hi' });
    const original = w.phone.texts.received;
    w.phone.texts.received = (channel, since) =>
      channel === 'sms' ? Promise.reject(new Error('sms is down')) : original(channel, since);
    expect(await w.interactions.readTexts()).toMatchObject({ texts: 1 });
    w.phone.texts.received = original;
    await w.interactions.readTexts();
    expect(await statusOf(lead.id)).toBe('stopped');
  });

  test('that can’t be taken in keeps no other one waiting, and is set aside with its lead held', async () => {
    w = await world({ texting: true });
    const lead = await w.approvedLead({ phone: PHONE });
    const other = await w.approvedLead({ phone: '+442079460124' });
    w.phone.receive({ channel: 'sms', from: PHONE, text: undefined as unknown as string });
    w.phone.receive({ channel: 'sms', from: '+442079460124', text: 'STOP' });
    await w.interactions.readTexts();
    expect(await statusOf(other.id)).toBe('stopped');
    expect((await w.channels.inboxes([w.channels.textInbox('sms') ?? '']))[0]?.readAt).toBeUndefined();
    for (let i = 0; i < 4; i += 1) await w.interactions.readTexts();
    expect(await statusOf(lead.id)).toBe('held');
    expect((await w.channels.inboxes([w.channels.textInbox('sms') ?? '']))[0]?.readAt).toBe(w.clock.now());
  });
});

describe('a mailbox that can’t be read', () => {
  test('sends nothing until it can, whose it is hears of it once, and once that it goes on', async () => {
    w = await world();
    const lead = await w.approvedLead();
    await w.turnTo(MONDAY_9 + 2 * DAY_MS);
    const before = w.mail.sent.length;
    expect(before).toBe(1);
    w.mail.deliver({ to: ROSA, from: lead.email ?? '', text: 'Please stop.' });
    w.mail.fail('changesSince', ...down(50_000));
    await w.turnTo(MONDAY_9 + 12 * DAY_MS);
    expect(w.mail.sent).toHaveLength(before);
    const mailboxId = w.mailboxOf(rep.id)?.id;
    const failed = (await told('mailbox.read_failed')).filter((one) => one.refs.mailboxId === mailboxId);
    expect(failed).toHaveLength(1);
    expect(failed[0]?.refs).toMatchObject({ memberId: rep.id, since: MONDAY_9 + 2 * DAY_MS });
    w.mail.fail('changesSince');
    await w.turnTo(MONDAY_9 + 20 * DAY_MS);
    expect(await statusOf(lead.id)).toBe('stopped');
    expect(w.mail.sent).toHaveLength(before);
    const again = (await told('mailbox.read_again')).filter((one) => one.refs.mailboxId === mailboxId);
    expect(again).toHaveLength(1);
  });

  test('says so in words, and from when it could pass', async () => {
    w = await world();
    const lead = await w.approvedLead();
    expect(await firstGate(lead.id, 'mailbox_read')).toMatchObject({
      verdict: 'wait',
      reason: 'The mailbox has not been read yet: it is read first, so that no answer is missed.',
    });
    await w.interactions.readMailboxes();
    expect(await firstGate(lead.id, 'mailbox_read')).toMatchObject({ verdict: 'pass' });
    w.clock.set(MONDAY_9 + 40 * MINUTE_MS);
    expect(await firstGate(lead.id, 'mailbox_read')).toMatchObject({
      verdict: 'wait',
      reason: 'The mailbox has not been read for 40 minutes: it is read first, so that no answer is missed.',
      until: MONDAY_9 + 45 * MINUTE_MS,
    });
    await w.settings.set(manager, 'mostUnreadMinutes', 60);
    expect(await firstGate(lead.id, 'mailbox_read')).toMatchObject({ verdict: 'pass' });
  });

  test('is no news after one failure, nor after a night in which nobody read', async () => {
    w = await world();
    await w.interactions.readMailboxes();
    w.clock.set(MONDAY_9 + DAY_MS);
    w.mail.fail('changesSince', 'down', 'down');
    await w.interactions.readMailboxes();
    await w.interactions.readMailboxes();
    expect(await told('mailbox.read_failed')).toEqual([]);
    expect(await told('mailbox.read_again')).toEqual([]);
  });

  test('and is connected again after weeks is read before anything leaves from it', async () => {
    w = await world();
    await w.approvedLead();
    await w.interactions.readMailboxes();
    await w.channels.pauseMailbox(w.mailboxOf(rep.id)?.id ?? '', 'gone', 'reconnect');
    w.clock.set((await w.sequences.nextDueAt()) ?? 0);
    await w.channels.connectMailbox({
      memberId: rep.id,
      address: ROSA,
      displayName: rep.name,
      credentials: '{}',
      at: w.clock.now(),
    });
    await w.sequences.sendDue();
    expect(w.mail.sent).toEqual([]);
    await w.interactions.readMailboxes();
    w.clock.set(w.clock.now() + 6 * MINUTE_MS);
    await w.sequences.sendDue();
    expect(w.mail.sent).toHaveLength(1);
  });

  test('holds a lead’s texts too, who may have answered there; another mailbox’s leads go on', async () => {
    w = await world({ texting: true });
    await w.settings.set(manager, 'sequencePlan', [
      { day: 0, channel: 'email' },
      { day: 1, channel: 'sms_or_call' },
    ]);
    const lead = await w.approvedLead({ phone: PHONE });
    await w.turnTo(MONDAY_9 + DAY_MS + 8 * HOUR_MS);
    expect(w.mail.sent).toHaveLength(1);
    const mine = w.mailboxOf(rep.id)?.id ?? '';
    const original = w.mail.provider.changesSince;
    w.mail.provider.changesSince = (box, cursor) =>
      box.address === ROSA ? Promise.reject(new Error('down')) : original(box, cursor);
    await w.turnTo(MONDAY_9 + 3 * DAY_MS);
    expect(w.phone.sent).toEqual([]);
    expect(await firstGate(lead.id, 'hearing')).toMatchObject({
      verdict: 'wait',
      reason: expect.stringContaining(`The mailbox ${ROSA} has not been read for`),
    });
    // Handed over, its answers still come in where it was written to from; once nobody can read there any more it goes on.
    await w.leads.handOver(manager, [lead.id], otherRep.id);
    await w.approveAll(lead.id, otherRep);
    await w.turnTo(MONDAY_9 + 4 * DAY_MS);
    expect(w.phone.sent).toEqual([]);
    await w.channels.pauseMailbox(mine, 'its owner left', 'reconnect');
    await w.approveAll(lead.id, otherRep);
    await w.turnTo(MONDAY_9 + 10 * DAY_MS);
    expect(w.phone.sent).toHaveLength(1);
  });
});

test('texts wait while their number is not read', async () => {
  w = await world({ texting: true });
  await w.settings.set(manager, 'sequencePlan', [{ day: 0, channel: 'sms_or_call' }]);
  await w.approvedLead({ phone: PHONE });
  w.clock.set((await w.sequences.nextDueAt()) ?? 0);
  await w.sequences.sendDue();
  expect(w.phone.sent).toEqual([]);
  await w.interactions.readTexts();
  w.clock.set(w.clock.now() + 6 * MINUTE_MS);
  await w.sequences.sendDue();
  expect(w.phone.sent).toHaveLength(1);
});

describe('a mail that can’t be taken in', () => {
  /** Of the database's own kind: PostgreSQL takes no NUL, and SQLite shall not take it here either. */
  async function poisoned(pageSize: number) {
    const mail = createFakeMailProvider({ pageSize });
    w = await world({ mail });
    await w.interactions.readMailboxes();
    const ada = await w.approvedLead({ email: 'ada@x.example', company: 'X' });
    const bo = await w.approvedLead({ email: 'bo@y.example', company: 'Y' });
    await w.turnTo(MONDAY_9 + 3 * DAY_MS);
    const sentTo = (address: string) => mail.sent.find((one) => one.to.address === address);
    expect(sentTo('ada@x.example') && sentTo('bo@y.example')).toBeDefined();
    mail.deliver({
      to: ROSA,
      from: 'ada@x.example',
      text: undefined as unknown as string,
      answers: sentTo('ada@x.example'),
    });
    for (let i = 0; i < 4; i += 1)
      mail.deliver({ to: ROSA, from: `news${i}@z.example`, text: 'news', answers: 'none' });
    mail.deliver({
      to: ROSA,
      from: 'bo@y.example',
      text: 'Please stop writing to me.',
      answers: sentTo('bo@y.example'),
    });
    return { mail, ada, bo };
  }

  test('keeps nothing behind it unread, on whatever page', async () => {
    const { bo } = await poisoned(3);
    const { problems } = await w.interactions.readMailboxes();
    expect(problems).toHaveLength(1);
    expect(await statusOf(bo.id)).toBe('stopped');
    const mailboxId = w.mailboxOf(rep.id)?.id ?? '';
    expect((await w.channels.inboxes([mailboxId]))[0]?.readAt).toBeLessThanOrEqual(w.clock.now());
  });

  test('is set aside after some tries: its lead is held, a person is asked, and the cursor moves on', async () => {
    const { ada, mail } = await poisoned(3);
    const { id = '' } = w.mailboxOf(rep.id) ?? {};
    const before = await w.channels.mailbox(id);
    for (let i = 0; i < 4; i += 1) expect((await w.interactions.readMailboxes()).problems).toHaveLength(1);
    expect((await w.channels.mailbox(id))?.cursor).toBe(before?.cursor);
    expect((await w.interactions.readMailboxes()).problems).toEqual([]);
    expect((await w.channels.mailbox(id))?.cursor).not.toBe(before?.cursor);
    expect(await statusOf(ada.id)).toBe('held');
    expect(await told('message.unreadable')).toMatchObject([
      { leadId: ada.id, refs: { inboxId: id, memberId: rep.id } },
    ]);
    expect(await w.db('inbound_messages').where({ kind: 'unreadable' })).toHaveLength(1);
    expect(await w.db('inbound_tries')).toEqual([]);
    const sent = mail.sent.length;
    await w.turnTo(w.clock.now() + 20 * DAY_MS);
    expect(mail.sent.slice(sent).filter((one) => one.to.address === 'ada@x.example')).toEqual([]);
    expect(await w.db('inbound_messages').where({ kind: 'unreadable' })).toHaveLength(1);
  });
});
