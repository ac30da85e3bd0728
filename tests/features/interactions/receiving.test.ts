import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../../src/kernel/clock.ts';
import { createFakeMailProvider, type SentByFake } from '../../support/fake-mail-provider.ts';
import { otherRep, rep } from '../../support/people.ts';
import { MONDAY_9, type World, world } from '../../support/world.ts';

const ROSA = 'rosa@seller.example';
const OTTO = 'otto@seller.example';

let w: World;
beforeEach(async () => {
  w = await world();
  await w.interactions.readMailboxes();
});
afterEach(() => w.close());

const inbound = () => w.db('inbound_messages').orderBy('id');
const theirs = async () => (await inbound()).filter((row) => row.kind !== 'own');
const kindsOf = async (leadId: string) => (await w.threads.of(leadId)).map((entry) => entry.kind);
/** What came in last; what it brought about stands behind it. */
const lastOf = async (leadId: string) =>
  (await w.threads.of(leadId))
    .filter((one) => /^(lead\.(replied|opted_out|bounced|auto_replied)|message)/.test(one.kind))
    .at(-1);
const statusOf = async (leadId: string) => (await w.sequences.review(rep, leadId)).status;
const isSuppressed = async (address: string) => (await w.channels.suppressionOf('email', address))?.reason;

/** A lead who has got the first mail. */
async function contacted(input: Parameters<World['approvedLead']>[0] = {}) {
  const lead = await w.approvedLead(input);
  const before = w.mail.sent.length;
  for (let day = 1; day < 20 && w.mail.sent.length === before; day += 1) await w.turnTo(w.clock.now() + DAY_MS / 4);
  const sent = w.mail.sent.at(-1) as SentByFake;
  expect(sent.to.address).toBe(lead.email);
  return { lead, sent };
}

describe('a reply', () => {
  it('stops the sequence, moves the stage and is told in the thread with its new words only', async () => {
    const { lead, sent } = await contacted();
    w.mail.deliver({
      to: ROSA,
      from: lead.email ?? '',
      text: `Sounds good, tell me more. Is it too expensive?\n\nOn Tue, Rosa <${ROSA}> wrote:\n> ${sent.text}`,
    });
    expect(await w.interactions.readMailboxes()).toMatchObject({
      mails: 1,
      replies: 1,
      autoReplies: 0,
      bounces: 0,
      problems: [],
    });
    expect(await statusOf(lead.id)).toBe('stopped');
    expect((await w.leads.get(lead.id)).stage).toBe('replied');
    const entry = (await w.threads.of(lead.id, { kinds: ['lead.replied'] }))[0];
    expect(entry?.text).toBe('Sounds good, tell me more. Is it too expensive?');
    expect(entry?.refs).toMatchObject({
      intents: 'interested,question',
      sentiment: 'positive',
      channel: 'email',
      fromOther: false,
    });
    const [row] = await theirs();
    expect(row).toMatchObject({ id: entry?.refs.inboundId, lead_id: lead.id, kind: 'reply', touch_id: sent.touchKey });
    expect(JSON.parse(row.reading)).toEqual({
      intents: ['interested', 'question'],
      objections: [],
      sentiment: 'positive',
      summary: 'interested, asks something',
    });
  });

  it('nothing is sent after it, whatever was queued', async () => {
    const { lead } = await contacted();
    w.mail.deliver({ to: ROSA, from: lead.email ?? '', text: 'Yes.' });
    await w.turnTo(w.clock.now() + 40 * DAY_MS);
    expect(w.mail.sent).toHaveLength(1);
  });

  it('read twice, or by two at once, has one effect', async () => {
    const { lead } = await contacted();
    w.mail.deliver({ to: ROSA, from: lead.email ?? '', text: 'Yes.', providerId: 'twice', messageId: '' });
    w.mail.deliver({ to: ROSA, from: lead.email ?? '', text: 'Yes.', providerId: 'twice', messageId: '' });
    const reports = await Promise.all([w.interactions.readMailboxes(), w.interactions.readMailboxes()]);
    expect(reports.map((one) => one.replies).sort()).toEqual([0, 1]);
    await w.db('mailboxes').update({ cursor: '0' });
    expect((await w.interactions.readMailboxes()).mails).toBe(0);
    expect((await kindsOf(lead.id)).filter((kind) => kind === 'lead.replied')).toHaveLength(1);
  });

  it('that reached two of our mailboxes is told once', async () => {
    const { lead } = await contacted();
    const text = 'Yes, with a copy to Otto.';
    w.mail.deliver({ to: ROSA, from: lead.email ?? '', text, messageId: '<one@fernline.example>' });
    w.mail.deliver({ to: OTTO, from: lead.email ?? '', text, messageId: '<one@fernline.example>' });
    await w.interactions.readMailboxes();
    expect((await theirs()).map((row) => row.kind)).toEqual(['reply', 'reply']);
    expect((await kindsOf(lead.id)).filter((kind) => kind === 'lead.replied')).toHaveLength(1);
  });

  it('by a colleague in our thread counts for the lead, and says who wrote', async () => {
    const { lead, sent } = await contacted();
    w.mail.deliver({
      to: ROSA,
      from: 'bo@fernline.example',
      fromName: 'Bo\n<!channel>',
      text: 'Ada is away, I decide.',
      answers: sent,
    });
    await w.interactions.readMailboxes();
    expect(await statusOf(lead.id)).toBe('stopped');
    expect(await lastOf(lead.id)).toMatchObject({
      kind: 'lead.replied',
      text: 'From Bo <!channel> <bo@fernline.example>:\nAda is away, I decide.',
      refs: { fromOther: true },
    });
  });

  it('by a colleague who is a lead too stops both sequences', async () => {
    const { sent, lead } = await contacted();
    const bo = await w.approvedLead({ firstName: 'Bo', email: 'bo@fernline.example' });
    w.mail.deliver({ to: ROSA, from: 'bo@fernline.example', text: 'I decide.', answers: sent });
    await w.interactions.readMailboxes();
    expect(await statusOf(lead.id)).toBe('stopped');
    expect(await statusOf(bo.id)).toBe('stopped');
    expect((await theirs()).map((row) => row.lead_id).sort()).toEqual([lead.id, bo.id].sort());
    await w.turnTo(w.clock.now() + 30 * DAY_MS);
    expect(w.mail.sent).toHaveLength(1);
  });

  it.each([
    ['from a tagged address', { from: 'ADA1+sales@fernline.example' }],
    [
      'from elsewhere with the lead’s address to answer to',
      { from: 'crm@fernline.example', headers: { 'Reply-To': 'Ada <ada1@fernline.example>' } },
    ],
  ])('outside the thread, %s, is found by its address', async (_, mail) => {
    const lead = await w.approvedLead();
    w.mail.deliver({ to: ROSA, text: 'Got your call?', answers: 'none', ...mail });
    await w.interactions.readMailboxes();
    expect(await statusOf(lead.id)).toBe('stopped');
  });

  it('is found by the Message-ID that we wrote, should the provider have given the mail another one', async () => {
    await w.close();
    w = await world({ mail: createFakeMailProvider({ rewritesMessageIds: true }) });
    await w.interactions.readMailboxes();
    const { lead, sent } = await contacted();
    expect(sent.sent.messageId).not.toContain(sent.touchKey);
    const ours = {
      ...sent,
      sent: { ...sent.sent, providerThreadId: 'another', messageId: `<${sent.touchKey}@seller.example>` },
    };
    w.mail.deliver({ to: ROSA, from: 'alias@fernline.example', text: 'Yes.', answers: ours });
    await w.interactions.readMailboxes();
    expect(await statusOf(lead.id)).toBe('stopped');
  });

  it('that quotes us without any mark is not taken for what we wrote', async () => {
    const { lead } = await contacted();
    await w
      .db('entry_texts')
      .update({ body: 'A question\n\nIf you want me to stop writing to you, tell me: stop writing to me.' });
    w.mail.deliver({
      to: ROSA,
      from: lead.email ?? '',
      text: 'Fine with me.\n\nIf you want me to stop writing to you, tell me: stop writing to me.',
    });
    await w.interactions.readMailboxes();
    expect(await isSuppressed(lead.email ?? '')).toBeUndefined();
    expect((await lastOf(lead.id))?.text).toBe('Fine with me.');
  });

  it('of a megabyte, with NULs and broken letters, is taken in', async () => {
    const { lead } = await contacted();
    w.mail.deliver({ to: ROSA, from: lead.email ?? '', text: `Yes \ufffd\n${'word '.repeat(200_000)}` });
    expect((await w.interactions.readMailboxes()).problems).toEqual([]);
    expect((await lastOf(lead.id))?.text?.length).toBeLessThanOrEqual(20_000);
  });
});

describe('a no', () => {
  it('closes every channel for that person, for good, and ends the sequence', async () => {
    const { lead } = await contacted({ phone: '+44 20 7946 0101', linkedin: 'https://www.linkedin.com/in/sample-ada' });
    w.mail.deliver({ to: ROSA, from: lead.email ?? '', text: 'Please stop writing to me.' });
    expect(await w.interactions.readMailboxes()).toMatchObject({ replies: 1 });
    for (const channel of ['email', 'whatsapp', 'sms', 'call', 'linkedin'] as const) {
      expect(await w.channels.suppressionOf(channel, lead.email ?? '')).toMatchObject({ reason: 'opted_out' });
      expect(await w.channels.suppressionOf(channel, '+442079460101')).toMatchObject({ reason: 'opted_out' });
      expect(await w.channels.suppressionOf(channel, 'linkedin.com/in/sample-ada/')).toMatchObject({
        reason: 'opted_out',
      });
    }
    expect(await statusOf(lead.id)).toBe('stopped');
    expect(await lastOf(lead.id)).toMatchObject({ kind: 'lead.opted_out', text: 'Please stop writing to me.' });
    expect((await w.leads.get(lead.id)).stage).toBe('replied');
  });

  it('from somebody whom we never wrote to is kept for that address, without words', async () => {
    w.mail.deliver({ to: ROSA, from: 'zoe@elsewhere.example', text: 'Stop emailing me!' });
    await w.interactions.readMailboxes();
    expect(await w.channels.suppressionOf('email', 'Zoe <ZOE@elsewhere.example>')).toMatchObject({
      reason: 'opted_out',
    });
    expect(await inbound()).toMatchObject([{ kind: 'opt_out', lead_id: null, from_address: '' }]);
  });

  it('that a provider passes on as a complaint closes the lead’s address, not the provider’s', async () => {
    const { lead, sent } = await contacted();
    const report = { action: 'complained', finalRecipient: lead.email, originalMessageId: sent.sent.messageId };
    w.mail.deliver({ to: ROSA, from: 'fbl@provider.example', text: 'An abuse report.', report, answers: 'none' });
    await w.interactions.readMailboxes();
    expect(await isSuppressed(lead.email ?? '')).toBe('complained');
    expect(await isSuppressed('fbl@provider.example')).toBeUndefined();
    expect(await statusOf(lead.id)).toBe('stopped');
    expect((await w.leads.get(lead.id)).stage).toBe('contacted');
  });
});

describe('a bounce', () => {
  it('of the permanent kind closes that address and stops; it is no reply', async () => {
    const { lead, sent } = await contacted();
    w.mail.bounce(sent, '5.1.1');
    expect(await w.interactions.readMailboxes()).toMatchObject({ replies: 0, bounces: 1 });
    expect(await isSuppressed(lead.email ?? '')).toBe('bounced');
    expect(await statusOf(lead.id)).toBe('stopped');
    expect(await lastOf(lead.id)).toMatchObject({ kind: 'lead.bounced', refs: { permanent: true, status: '5.1.1' } });
    expect((await w.leads.get(lead.id)).stage).toBe('contacted');
  });

  it('of the passing kind is told and changes nothing', async () => {
    const { lead, sent } = await contacted();
    w.mail.bounce(sent, '4.2.2');
    await w.interactions.readMailboxes();
    expect(await isSuppressed(lead.email ?? '')).toBeUndefined();
    expect(await statusOf(lead.id)).toBe('active');
    expect(await lastOf(lead.id)).toMatchObject({ kind: 'lead.bounced', refs: { permanent: false } });
  });

  it('for one of two addresses closes that one only', async () => {
    const { lead, sent } = await contacted();
    const dead = { address: 'bo@fernline.example', action: 'failed', status: '5.1.1' };
    const alive = { address: lead.email ?? '', action: 'delayed', status: '4.4.1' };
    w.mail.deliver({
      to: ROSA,
      from: 'mailer-daemon@x.example',
      text: '',
      answers: 'none',
      report: { finalRecipient: dead.address, action: 'failed', status: '5.1.1', recipients: [dead, alive] },
    });
    w.mail.deliver({
      to: ROSA,
      from: 'mailer-daemon@x.example',
      text: '',
      answers: sent,
      report: { finalRecipient: alive.address, action: 'delayed', status: '4.4.1', recipients: [alive] },
    });
    await w.interactions.readMailboxes();
    expect(await isSuppressed(lead.email ?? '')).toBeUndefined();
    expect(await statusOf(lead.id)).toBe('active');
  });

  it('of a mail that was written by hand closes the address and stops as well', async () => {
    const lead = await w.approvedLead();
    const report = {
      finalRecipient: lead.email,
      action: 'failed',
      status: '5.1.1',
      originalMessageId: '<hand@x.example>',
    };
    w.mail.deliver({ to: ROSA, from: 'mailer-daemon@x.example', text: '', report, answers: 'none' });
    await w.interactions.readMailboxes();
    expect(await isSuppressed(lead.email ?? '')).toBe('bounced');
    expect(await statusOf(lead.id)).toBe('stopped');
  });

  it('for two leads stops the one whose address is dead, not the other', async () => {
    const { lead, sent } = await contacted();
    const bo = await w.approvedLead({ firstName: 'Bo', email: 'bo@fernline.example' });
    const recipients = [
      { address: lead.email ?? '', action: 'delayed', status: '4.4.1' },
      { address: 'bo@fernline.example', action: 'failed', status: '5.1.1' },
    ];
    const report = { finalRecipient: 'bo@fernline.example', action: 'failed', status: '5.1.1', recipients };
    w.mail.deliver({ to: ROSA, from: 'mailer-daemon@x.example', text: '', report, answers: sent });
    await w.interactions.readMailboxes();
    expect([await statusOf(lead.id), await statusOf(bo.id)]).toEqual(['active', 'stopped']);
    expect(await isSuppressed(lead.email ?? '')).toBeUndefined();
    expect(await isSuppressed('bo@fernline.example')).toBe('bounced');
  });

  it('of somebody who is no lead closes nothing', async () => {
    const report = { finalRecipient: 'friend@elsewhere.example', action: 'failed', status: '5.1.1' };
    w.mail.deliver({ to: ROSA, from: 'mailer-daemon@x.example', text: '', report, answers: 'none' });
    expect(await w.interactions.readMailboxes()).toMatchObject({ bounces: 1, problems: [] });
    expect(await isSuppressed('friend@elsewhere.example')).toBeUndefined();
  });

  it('of a forwarded mail, on a mail of ours, stops without closing the address that it names', async () => {
    const { lead, sent } = await contacted();
    const report = {
      finalRecipient: '4711@archive.example',
      action: 'failed',
      status: '5.1.1',
      originalMessageId: sent.sent.messageId,
    };
    w.mail.deliver({ to: ROSA, from: 'mailer-daemon@archive.example', text: '', report, answers: 'none' });
    await w.interactions.readMailboxes();
    expect(await statusOf(lead.id)).toBe('stopped');
    expect(await isSuppressed('4711@archive.example')).toBeUndefined();
    expect(await isSuppressed(lead.email ?? '')).toBeUndefined();
  });
});

describe('a robot', () => {
  const auto = { 'Auto-Submitted': 'auto-replied' };

  it('is never a reply: the sequence goes on and the stage stays', async () => {
    const { lead } = await contacted();
    w.mail.deliver({
      to: ROSA,
      from: lead.email ?? '',
      text: 'We have received your message. Stop writing to me.',
      headers: auto,
    });
    expect(await w.interactions.readMailboxes()).toMatchObject({ replies: 0, autoReplies: 1 });
    expect(await statusOf(lead.id)).toBe('active');
    expect(await isSuppressed(lead.email ?? '')).toBeUndefined();
    expect((await w.leads.get(lead.id)).stage).toBe('contacted');
    expect(await lastOf(lead.id)).toMatchObject({ kind: 'lead.auto_replied', refs: { reason: 'automatic' } });
  });

  it('that names a return moves what is to come two business days behind it', async () => {
    const { lead } = await contacted();
    w.mail.deliver({
      to: ROSA,
      from: lead.email ?? '',
      subject: 'Automatische Antwort',
      text: 'Ich bin bis 26.06.2026 im Urlaub.',
      headers: auto,
    });
    await w.interactions.readMailboxes();
    const [next] = (await w.sequences.review(rep, lead.id)).touches.filter((one) => one.status === 'approved');
    expect(await statusOf(lead.id)).toBe('active');
    // Back on Saturday the 27th; the Monday after is the next business day, and two more are the grace.
    expect(next?.dueAt).toBeGreaterThanOrEqual(Date.parse('2026-06-30T00:00:00Z'));
    const entry = (await w.threads.of(lead.id, { kinds: ['lead.auto_replied'] }))[0];
    expect(entry?.refs).toMatchObject({ reason: 'out_of_office', dated: true });
  });

  it('without a date waits a week', async () => {
    const { lead } = await contacted();
    w.mail.deliver({ to: ROSA, from: lead.email ?? '', text: 'I am out of the office.', headers: auto });
    await w.interactions.readMailboxes();
    const [next] = (await w.sequences.review(rep, lead.id)).touches.filter((one) => one.status === 'approved');
    expect(next?.dueAt).toBeGreaterThanOrEqual(w.clock.now() + 6 * DAY_MS);
  });

  it('that says the lead has left ends the sequence', async () => {
    const { lead } = await contacted();
    w.mail.deliver({ to: ROSA, from: lead.email ?? '', text: 'Ada no longer works at Fernline.', headers: auto });
    await w.interactions.readMailboxes();
    expect(await statusOf(lead.id)).toBe('stopped');
    expect(await kindsOf(lead.id)).toContain('lead.auto_replied');
    expect((await w.leads.get(lead.id)).stage).toBe('contacted');
  });
});

describe('our own mail', () => {
  it('is recorded as own and tells nothing', async () => {
    const { lead } = await contacted();
    await w.interactions.readMailboxes();
    expect((await inbound()).map((row) => row.kind)).toEqual(['own']);
    expect(await statusOf(lead.id)).toBe('active');
    expect(await kindsOf(lead.id)).not.toContain('lead.replied');
  });

  it('written by hand to a lead holds the sequence and is told, in the rep’s name', async () => {
    const { lead, sent } = await contacted();
    w.mail.writeByHand(ROSA, { to: lead.email ?? '', text: 'A word by hand.', answers: sent });
    await w.interactions.readMailboxes();
    const review = await w.sequences.review(rep, lead.id);
    expect(review).toMatchObject({ status: 'held', holdReason: 'Rosa Quint wrote to this lead by hand.' });
    expect(await w.threads.of(lead.id, { kinds: ['message.logged'] })).toMatchObject([
      { actorId: rep.id, text: 'A word by hand.' },
    ]);
    await w.turnTo(w.clock.now() + 30 * DAY_MS);
    expect(w.mail.sent).toHaveLength(1);
  });

  it('written by hand to two leads holds both; to nobody of theirs, none', async () => {
    const three = await contacted();
    const one = await w.approvedLead();
    const two = await w.approvedLead();
    w.mail.writeByHand(OTTO, { to: [one.email ?? '', two.email ?? ''], text: 'To both.' });
    w.mail.writeByHand(ROSA, { to: 'maya@seller.example', text: 'Look at this', answers: three.sent });
    w.mail.writeByHand(ROSA, { to: 'friend@elsewhere.example', text: 'Lunch?' });
    await w.interactions.readMailboxes();
    expect([await statusOf(one.id), await statusOf(two.id), await statusOf(three.lead.id)]).toEqual([
      'held',
      'held',
      'active',
    ]);
  });

  it('by a colleague of ours in the thread is no reply', async () => {
    const { lead, sent } = await contacted();
    w.mail.deliver({
      to: ROSA,
      from: 'maya@seller.example',
      text: 'Stop writing to me about this one.',
      answers: sent,
    });
    await w.interactions.readMailboxes();
    expect(await statusOf(lead.id)).toBe('active');
    expect(await isSuppressed('maya@seller.example')).toBeUndefined();
  });
});

describe('mail that is none of our business', () => {
  it('leaves its id and nothing else', async () => {
    w.mail.deliver({
      to: ROSA,
      from: 'friend@elsewhere.example',
      subject: 'Private',
      text: 'A secret',
      messageId: '<private@elsewhere.example>',
    });
    await w.interactions.readMailboxes();
    const [row] = await inbound();
    expect(row).toMatchObject({
      kind: 'unrelated',
      lead_id: null,
      from_address: '',
      message_id: null,
      provider_thread_id: null,
      reading: null,
    });
    expect(JSON.stringify(await w.db('entry_texts'))).not.toContain('secret');
  });
});

describe('reading the mailboxes', () => {
  it('keeps the cursor where it was when a mail cannot be taken in, takes in the others, and tries again', async () => {
    const { lead } = await contacted();
    const other = await w.approvedLead();
    await w.interactions.readMailboxes();
    w.mail.deliver({ to: ROSA, from: lead.email ?? '', text: 'Yes.' });
    w.mail.deliver({ to: ROSA, from: other.email ?? '', text: 'Me too.', answers: 'none' });
    const before = (await w.channels.mailboxOf(rep.id))?.cursor;
    const markReplied = w.leads.markReplied;
    w.leads.markReplied = async (scope, leadId, at) => {
      if (leadId === lead.id) throw new Error('the disk is full');
      return markReplied(scope, leadId, at);
    };
    const first = await w.interactions.readMailboxes();
    expect(first).toMatchObject({
      replies: 1,
      problems: [{ problem: 'A mail could not be read. It will be tried again.' }],
    });
    expect((await w.channels.mailboxOf(rep.id))?.cursor).toBe(before);
    expect(await statusOf(lead.id)).toBe('active');
    expect(await statusOf(other.id)).toBe('stopped');
    w.leads.markReplied = markReplied;
    expect(await w.interactions.readMailboxes()).toMatchObject({ replies: 1, problems: [] });
    expect(await statusOf(lead.id)).toBe('stopped');
    expect((await kindsOf(other.id)).filter((kind) => kind === 'lead.replied')).toHaveLength(1);
  });

  it('goes on with the next mailbox when one is down, and says which', async () => {
    const lead = await w.approvedLead();
    w.mail.fail('changesSince', 'down');
    w.mail.deliver({ to: OTTO, from: lead.email ?? '', text: 'Yes.' });
    const report = await w.interactions.readMailboxes();
    expect(report.problems).toEqual([{ mailboxId: w.mailboxOf(rep.id)?.id, problem: 'no answer' }]);
    expect(await statusOf(lead.id)).toBe('stopped');
  });

  it('marks a mailbox whose grant is dead, leaves it alone, and reads a paused one', async () => {
    w.mail.fail('changesSince', 'grant_dead');
    expect((await w.interactions.readMailboxes()).problems).toHaveLength(1);
    expect(await w.channels.mailboxOf(rep.id)).toMatchObject({ status: 'reconnect', statusReason: 'connect again' });
    await w.channels.pauseMailbox(w.mailboxOf(otherRep.id)?.id ?? '', 'too many bounces');
    const calls = w.mail.calls.length;
    expect((await w.interactions.readMailboxes()).problems).toEqual([]);
    expect(w.mail.calls.slice(calls).map((one) => one.mailbox)).toEqual([OTTO]);
  });

  it('turns every page of a long answer', async () => {
    await w.close();
    w = await world({ mail: createFakeMailProvider({ pageSize: 3 }) });
    await w.interactions.readMailboxes();
    const lead = await w.approvedLead();
    for (let i = 0; i < 10; i += 1) w.mail.deliver({ to: ROSA, from: `p${i}@elsewhere.example`, text: 'x' });
    w.mail.deliver({ to: ROSA, from: lead.email ?? '', text: 'At last.' });
    expect(await w.interactions.readMailboxes()).toMatchObject({ mails: 11, replies: 1 });
  });

  it('after the provider has forgotten its history, takes in what is new and repeats nothing', async () => {
    const { lead } = await contacted();
    w.mail.deliver({ to: ROSA, from: 'friend@elsewhere.example', text: 'x' });
    await w.interactions.readMailboxes();
    w.mail.deliver({ to: ROSA, from: lead.email ?? '', text: 'Yes.' });
    w.mail.forgetHistory();
    expect(await w.interactions.readMailboxes()).toMatchObject({ mails: 1, replies: 1 });
  });
});

describe('logging by hand', () => {
  const call = { kind: 'call', minutes: 12, text: '  They liked it. ', outcome: 'wants a demo' } as const;

  it('a call goes into the thread with its facts, once', async () => {
    const lead = await w.lead();
    const input = { ...call, leadId: lead.id, at: MONDAY_9 - HOUR_MS, onceKey: 'view-1' };
    const id = await w.interactions.log(rep, input);
    expect(id).toEqual(expect.any(Number));
    expect(await w.interactions.log(rep, input)).toBeUndefined();
    expect(await w.threads.entry(id ?? 0)).toMatchObject({
      kind: 'call.logged',
      actorId: rep.id,
      text: 'They liked it.',
      refs: { happenedAt: MONDAY_9 - HOUR_MS, minutes: 12, outcome: 'wants a demo' },
    });
  });

  it('is refused for a lead of somebody else, without words, in the future, or from long ago', async () => {
    const lead = await w.lead();
    const at = MONDAY_9;
    await expect(w.interactions.log(otherRep, { ...call, leadId: lead.id, at })).rejects.toMatchObject({
      code: 'denied',
    });
    await expect(w.interactions.log(rep, { ...call, leadId: 'nobody', at })).rejects.toMatchObject({
      code: 'not_found',
    });
    for (const wrong of [{ text: ' \n ' }, { at: at + DAY_MS }, { at: at - 900 * DAY_MS }, { at: Number.NaN }]) {
      await expect(w.interactions.log(rep, { ...call, leadId: lead.id, at, ...wrong })).rejects.toMatchObject({
        code: 'invalid_input',
      });
    }
    expect(await kindsOf(lead.id)).toEqual(['lead.added']);
  });

  it('reading uses the objections of the playbook as it stands', async () => {
    expect(await w.interactions.read('Looks good, tell me more.')).toMatchObject({
      intents: ['interested'],
      objections: [],
    });
  });
});

it('tells what caused a change before it: an answer stands before the end of the sequence', async () => {
  const lead = await w.approvedLead({});
  const [touch] = (await w.sequences.review(rep, lead.id)).touches;
  await w.interactions.answered(rep, {
    leadId: lead.id,
    touchId: touch?.id ?? '',
    channel: 'call',
    text: 'Yes, tell me more.',
  });
  const kinds = (await w.threads.of(lead.id)).map((one) => one.kind);
  expect(kinds.indexOf('lead.replied')).toBeGreaterThan(0);
  expect(kinds.indexOf('lead.replied')).toBeLessThan(kinds.indexOf('sequence.stopped'));
});
