import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isPostgres } from '../../../src/db/index.ts';
import { DAY_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';
import type { SentByFake } from '../../support/fake-mail-provider.ts';
import { admin, manager, otherRep, rep, teamLead } from '../../support/people.ts';
import { type World, world } from '../../support/world.ts';

const ROSA = 'rosa@seller.example';
const FIRST = { pauseFromSends: 4, pauseAtBouncePercent: 50, pauseAtAngryPercent: 50 } as const;

let w: World;
beforeEach(async () => {
  w = await world();
  for (const [key, value] of Object.entries(FIRST)) await w.settings.set(admin, key as keyof typeof FIRST, value);
  await w.interactions.readMailboxes();
});
afterEach(() => w.close());

const mailboxId = () => w.mailboxOf(rep.id)?.id ?? '';
const box = async () => (await w.channels.mailbox(mailboxId())) ?? { status: 'gone' as const, statusReason: '' };
const pauses = () => w.threads.latest({ kinds: ['mailbox.paused'], limit: 10 });

/** So many leads who have got the first mail. */
async function contacted(count: number): Promise<SentByFake[]> {
  const before = w.mail.sent.length;
  for (let n = 0; n < count; n += 1) await w.approvedLead();
  for (let day = 0; day < 30 && w.mail.sent.length < before + count; day += 1)
    await w.turnTo(w.clock.now() + DAY_MS / 4);
  return w.mail.sent.slice(before, before + count);
}

function bounce(sent: SentByFake | undefined, status = '5.1.1', action = 'failed') {
  const finalRecipient = sent?.to.address ?? '';
  const report = { finalRecipient, action, status, originalMessageId: sent?.sent.messageId };
  w.mail.deliver({ to: ROSA, from: 'mailer-daemon@provider.example', text: 'A report.', report });
  return w.interactions.readMailboxes();
}

/** The database refuses to log such an entry, until the answer is called. */
async function refuseToLog(kind: string): Promise<() => Promise<unknown>> {
  if (!isPostgres(w.db)) {
    await w.db.raw(
      `create trigger no_log before insert on log_entries when new.kind = '${kind}' begin select raise(abort, 'full'); end`,
    );
    return () => w.db.raw('drop trigger no_log');
  }
  await w.db.raw(
    `create function no_log() returns trigger language plpgsql as $$ begin if new.kind = '${kind}' then raise exception 'full'; end if; return new; end $$`,
  );
  await w.db.raw('create trigger no_log before insert on log_entries for each row execute function no_log()');
  return () => w.db.raw('drop trigger no_log on log_entries');
}

describe('a mailbox whose mails come back', () => {
  it('pauses at the limit, with the figures, in the transaction of the mail that tips it, and says it once', async () => {
    const sent = await contacted(4);
    await bounce(sent[0]);
    expect((await box()).status).toBe('active');
    await bounce(sent[1]);
    expect(await box()).toMatchObject({
      status: 'paused',
      statusReason: expect.stringContaining('2 of 4 mails came back as undeliverable (50 %; the limit is 50 %)'),
    });
    await bounce(sent[2]);
    await bounce(sent[1]);
    const [one, ...more] = await pauses();
    expect(more).toEqual([]);
    expect(one?.refs).toMatchObject({ mailboxId: mailboxId(), memberId: rep.id, sent: 4, bounced: 2 });
  });

  it('sends nothing more, and says why at the gate', async () => {
    const sent = await contacted(4);
    const late = await w.approvedLead();
    await bounce(sent[0]);
    await bounce(sent[1]);
    await w.turnTo(w.clock.now() + 40 * DAY_MS);
    expect(w.mail.sent).toHaveLength(4);
    const first = (await w.sequences.review(rep, late.id)).touches[0];
    const gate = (await w.sequences.gates(first?.id ?? '')).find((one) => one.gate === 'mailbox');
    expect(gate).toMatchObject({ verdict: 'block', reason: expect.stringContaining('2 of 4 mails came back') });
  });

  it('a mail that tips it rolls back with its pause', async () => {
    const sent = await contacted(4);
    await bounce(sent[0]);
    const mend = await refuseToLog('mailbox.paused');
    await bounce(sent[1]);
    expect((await box()).status).toBe('active');
    expect(await w.db('mail_marks').where({ touch_id: sent[1]?.touchKey })).toEqual([]);
    await mend();
    await w.interactions.readMailboxes();
    expect((await box()).status).toBe('paused');
    expect(await pauses()).toHaveLength(1);
  });

  it('counts a mail once, whoever reports it and how often', async () => {
    const sent = await contacted(4);
    await bounce(sent[0]);
    await bounce(sent[0]);
    expect(await w.deliverability.figures(mailboxId())).toMatchObject({ sent: 4, bounced: 1 });
    expect((await box()).status).toBe('active');
  });

  it('does not count what passes (4.x.x), nor suppress its address', async () => {
    const sent = await contacted(4);
    for (const one of sent) await bounce(one, '4.2.2', 'delayed');
    for (const one of sent) await bounce(one, '4.4.7', 'failed');
    expect((await box()).status).toBe('active');
    expect(await w.deliverability.figures(mailboxId())).toMatchObject({ bounced: 0 });
    expect(await w.channels.suppressionOf('email', sent[0]?.to.address ?? '')).toBeUndefined();
  });

  it('pauses with the mail that makes the shares count', async () => {
    const sent = await contacted(3);
    await bounce(sent[0]);
    await bounce(sent[1]);
    expect((await box()).status).toBe('active');
    await contacted(1);
    expect((await box()).status).toBe('paused');
    expect(await pauses()).toHaveLength(1);
  });

  it('does not count mails of more than thirty days ago', async () => {
    const sent = await contacted(4);
    await bounce(sent[0]);
    w.clock.set(w.clock.now() + 31 * DAY_MS);
    await bounce(sent[1]);
    expect((await box()).status).toBe('active');
    expect(await w.deliverability.figures(mailboxId())).toMatchObject({ sent: 0 });
  });
});

describe('a mailbox whose mails annoy', () => {
  it('pauses at the first complaint once there are enough mails', async () => {
    const [first] = await contacted(4);
    const report = {
      action: 'complained',
      finalRecipient: first?.to.address,
      originalMessageId: first?.sent.messageId,
    };
    w.mail.deliver({ to: ROSA, from: 'fbl@provider.example', text: 'A complaint.', report });
    await w.interactions.readMailboxes();
    expect(await box()).toMatchObject({ status: 'paused', statusReason: expect.stringContaining('reported as spam') });
  });

  it('pauses for angry replies, not for plain noes', async () => {
    const sent = await contacted(4);
    const answer = (one: SentByFake | undefined, text: string) => {
      w.mail.deliver({ to: ROSA, from: one?.to.address ?? '', text, answers: one });
      return w.interactions.readMailboxes();
    };
    await answer(sent[0], 'Please do not write to me again.');
    await answer(sent[1], 'No, thank you. The price is ridiculous.');
    await answer(sent[2], 'This is spam. I will report you.');
    expect((await box()).status).toBe('active');
    await answer(sent[3], 'Unverschämt! Mein Anwalt meldet sich.');
    expect(await box()).toMatchObject({
      status: 'paused',
      statusReason: expect.stringContaining('made somebody angry'),
    });
  });
});

describe('resuming', () => {
  async function paused() {
    const sent = await contacted(4);
    await bounce(sent[0]);
    await bounce(sent[1]);
    return sent;
  }

  it('is for the team lead of its owner, a manager or an admin', async () => {
    await paused();
    await expect(w.deliverability.resume(rep, mailboxId())).rejects.toThrow('team lead, a manager or an admin');
    await expect(w.deliverability.resume(otherRep, mailboxId())).rejects.toThrow('team lead');
    await expect(w.deliverability.resume({ ...teamLead, id: 'U0LEAD0009' }, mailboxId())).rejects.toThrow('team lead');
    await expect(w.deliverability.resume(manager, 'mbx_unknown')).rejects.toThrow('not connected');
    expect((await box()).status).toBe('paused');
    expect(await w.deliverability.resume(teamLead, mailboxId())).toMatchObject({ resumed: true, address: ROSA });
    expect((await box()).status).toBe('active');
  });

  it('begins a new count, and pressed twice is one', async () => {
    const sent = await paused();
    w.clock.set(w.clock.now() + MINUTE_MS);
    const both = await Promise.all([1, 2].map(() => w.deliverability.resume(manager, mailboxId())));
    expect(both.map((one) => one.resumed).sort()).toEqual([false, true]);
    expect(await w.threads.latest({ kinds: ['mailbox.resumed'], limit: 10 })).toHaveLength(1);
    await bounce(sent[2]);
    expect((await box()).status).toBe('active');
    expect(await w.deliverability.figures(mailboxId())).toMatchObject({ sent: 0, bounced: 0 });
  });

  it('lets what waited leave', async () => {
    await paused();
    const late = await w.approvedLead();
    await w.deliverability.resume(manager, mailboxId());
    await w.turnTo(w.clock.now() + 20 * DAY_MS);
    expect(w.mail.sent.some((one) => one.to.address === late.email)).toBe(true);
  });

  it('is not done by connecting the mailbox anew', async () => {
    await paused();
    const again = { memberId: rep.id, address: ROSA, displayName: 'Rosa', credentials: '{}', at: w.clock.now() };
    await w.channels.pauseMailbox(mailboxId(), 'the grant is dead', 'reconnect');
    expect(await w.channels.connectMailbox(again)).toMatchObject({
      status: 'paused',
      statusReason: expect.stringContaining('came back'),
    });
    await w.deliverability.resume(manager, mailboxId());
    expect(await w.channels.connectMailbox(again)).toMatchObject({ status: 'active', statusReason: undefined });
  });
});
