import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseRaw } from '../../../src/adapters/gmail/parse.ts';
import { DAY_MS } from '../../../src/kernel/clock.ts';
import type { SentByFake } from '../../support/fake-mail-provider.ts';
import { rep } from '../../support/people.ts';
import { type World, world } from '../../support/world.ts';

const ROSA = 'rosa@seller.example';

let w: World;
beforeEach(async () => {
  w = await world();
  await w.interactions.readMailboxes();
});
afterEach(() => w.close());

const statusOf = async (leadId: string) => (await w.sequences.review(rep, leadId)).status;
const suppressed = async (address: string) => (await w.channels.suppressionOf('email', address))?.reason;
const heard = (leadId: string) => w.threads.of(leadId, { kinds: ['lead.replied', 'lead.opted_out', 'lead.bounced'] });
const deliver = (mail: Parameters<World['mail']['deliver']>[0]) => {
  w.mail.deliver(mail);
  return w.interactions.readMailboxes();
};

async function contacted(input: Parameters<World['approvedLead']>[0] = {}) {
  const lead = await w.approvedLead(input);
  const before = w.mail.sent.length;
  for (let n = 0; n < 80 && w.mail.sent.length === before; n += 1) await w.turnTo(w.clock.now() + DAY_MS / 4);
  return { lead, sent: w.mail.sent.at(-1) as SentByFake };
}

describe('an opt-out from an address that we never wrote to', () => {
  it('closes that address, touches no lead and tells nobody', async () => {
    const { lead } = await contacted();
    const before = (await w.threads.latest({ limit: 1 }))[0]?.id;
    await deliver({ to: ROSA, from: 'who@elsewhere.example', text: 'Please stop writing to me.', answers: 'none' });
    expect(await suppressed('who@elsewhere.example')).toBe('opted_out');
    expect(await statusOf(lead.id)).toBe('active');
    expect((await w.threads.latest({ limit: 1 }))[0]?.id).toBe(before);
    // Who becomes a lead later is not written to either.
    const late = await w.lead({ email: 'who@elsewhere.example' });
    const { enrolled, refused } = await w.sequences.enrol(rep, [late.id]);
    expect([enrolled, refused]).toMatchObject([
      [],
      [{ leadId: late.id, reason: expect.stringContaining('opted out') }],
    ]);
  });
});

describe('an answer by somebody else than the lead', () => {
  it('in our thread stops the sequence and says who wrote', async () => {
    const { lead, sent } = await contacted();
    await deliver({
      to: ROSA,
      from: 'bo@fernline.example',
      fromName: 'Bo Berg',
      text: 'I look after this now.',
      answers: sent,
    });
    expect(await statusOf(lead.id)).toBe('stopped');
    const [entry] = await heard(lead.id);
    expect(entry).toMatchObject({ refs: { fromOther: true } });
    expect(entry?.text).toBe('From Bo Berg <bo@fernline.example>:\nI look after this now.');
    const [nudge] = await w.coaching.consider(entry as NonNullable<typeof entry>);
    expect(nudge?.headline).toContain('Bo Berg <bo@fernline.example> answered in place of Ada');
  });

  it('by the lead under a plus address is the lead’s own', async () => {
    const { lead, sent } = await contacted();
    await deliver({ to: ROSA, from: `ada1+work@fernline.example`, text: 'Tell me more.', answers: sent });
    expect((await heard(lead.id))[0]).toMatchObject({ text: 'Tell me more.', refs: { fromOther: false } });
  });

  it('a no of a colleague’s closes both addresses', async () => {
    const { lead, sent } = await contacted();
    await deliver({ to: ROSA, from: 'bo@fernline.example', text: 'Please stop writing to us.', answers: sent });
    expect([await suppressed('bo@fernline.example'), await suppressed(lead.email ?? '')]).toEqual([
      'opted_out',
      'opted_out',
    ]);
  });
});

describe('a report on two addresses', () => {
  const report = (other: string, own: string, sent: SentByFake) => ({
    finalRecipient: own,
    action: 'failed',
    status: '5.1.1',
    originalMessageId: sent.sent.messageId,
    recipients: [
      { address: other, action: 'failed', status: '5.1.1' },
      { address: own, action: 'delivered', status: '2.0.0' },
    ],
  });

  it('closes neither when only the other one failed', async () => {
    const { lead, sent } = await contacted();
    const one = report('boss@fernline.example', lead.email ?? '', sent);
    await deliver({ to: ROSA, from: 'mailer-daemon@provider.example', text: 'A report.', report: one });
    expect([await suppressed(lead.email ?? ''), await suppressed('boss@fernline.example')]).toEqual([
      undefined,
      undefined,
    ]);
    expect(await statusOf(lead.id)).toBe('active');
  });
});

describe('two leads with one address', () => {
  async function twins() {
    const { lead: one, sent } = await contacted({ email: 'office@fernline.example' });
    const two = await w.approvedLead({ firstName: 'Bo', email: 'bo@fernline.example', company: 'Fernline two' });
    // As an import that was told to keep both leaves it.
    const { email, email_key } = await w.db('leads').where({ id: one.id }).first('email', 'email_key');
    await w.db('leads').where({ id: two.id }).update({ email, email_key });
    return { one, two, sent };
  }

  it('an answer stops both, in the thread or not', async () => {
    const { one, two } = await twins();
    await deliver({ to: ROSA, from: 'office@fernline.example', text: 'We have a tool for that.', answers: 'none' });
    expect([await statusOf(one.id), await statusOf(two.id)]).toEqual(['stopped', 'stopped']);
    expect([(await heard(one.id)).length, (await heard(two.id)).length]).toEqual([1, 1]);
  });

  it('a no holds for both, and nothing leaves', async () => {
    const { one, two, sent } = await twins();
    const before = w.mail.sent.length;
    await deliver({ to: ROSA, from: 'office@fernline.example', text: 'Unsubscribe', answers: sent });
    await w.turnTo(w.clock.now() + 40 * DAY_MS);
    expect([await statusOf(one.id), await statusOf(two.id)]).toEqual(['stopped', 'stopped']);
    expect(w.mail.sent).toHaveLength(before);
  });

  it('a bounce ends both', async () => {
    const { one, two, sent } = await twins();
    const report = {
      finalRecipient: 'office@fernline.example',
      action: 'failed',
      status: '5.1.1',
      originalMessageId: sent.sent.messageId,
    };
    await deliver({ to: ROSA, from: 'mailer-daemon@provider.example', text: 'A report.', report });
    expect([await statusOf(one.id), await statusOf(two.id)]).toEqual(['stopped', 'stopped']);
  });
});

describe('a mail of odd size or make', () => {
  it('with forty levels of quotes is read by its new words alone', async () => {
    const { lead, sent } = await contacted();
    const quotes = Array.from(
      { length: 40 },
      (_, level) => `${'>'.repeat(level + 1)} Unsubscribe me from level ${level}.`,
    );
    await deliver({ to: ROSA, from: lead.email ?? '', text: `Sounds good.\n\n${quotes.join('\n')}`, answers: sent });
    expect((await heard(lead.id))[0]).toMatchObject({ kind: 'lead.replied', text: 'Sounds good.' });
  });

  it('with forty nested forwards ends at the first', async () => {
    const { lead, sent } = await contacted();
    const forwards = Array.from({ length: 40 }, (_, level) => `On Tue, Rosa <${ROSA}> wrote:\nUnsubscribe ${level}`);
    await deliver({ to: ROSA, from: lead.email ?? '', text: `Tell me more.\n\n${forwards.join('\n')}`, answers: sent });
    expect((await heard(lead.id))[0]).toMatchObject({ kind: 'lead.replied', text: 'Tell me more.' });
  });

  it('of one megabyte is taken in soon, and stops the sequence', async () => {
    const { lead, sent } = await contacted();
    const text = `Yes, call me.\n\n${'all work and no play makes a dull mail '.repeat(27_000)}`;
    expect(text.length).toBeGreaterThan(1_000_000);
    const began = performance.now();
    await deliver({ to: ROSA, from: lead.email ?? '', text: text.slice(0, 200_000), answers: sent });
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(await statusOf(lead.id)).toBe('stopped');
    expect((await heard(lead.id))[0]?.text?.length).toBeLessThanOrEqual(20_000);
  });

  it('of one megabyte comes out of the parser cut, its beginning whole', async () => {
    const body = `Yes, call me.\r\n${'x'.repeat(76)}\r\n`.concat(`${'y'.repeat(76)}\r\n`.repeat(14_000));
    const raw = `From: Ada <ada@fernline.example>\r\nTo: ${ROSA}\r\nSubject: Re: A question\r\nContent-Type: text/plain\r\n\r\n${body}`;
    const mail = await parseRaw(Buffer.from(raw).toString('base64url'));
    expect(mail.text.length).toBeLessThanOrEqual(200_000);
    expect(mail.text.startsWith('Yes, call me.')).toBe(true);
  });

  it('in broken UTF-8 loses no more than the broken letters, and stops the sequence', async () => {
    const { lead, sent } = await contacted();
    const head = `From: Ada <${lead.email}>\r\nTo: ${ROSA}\r\nSubject: Re: A question\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n`;
    const bytes = Buffer.concat([
      Buffer.from(`${head}Caf`),
      Buffer.from([0xc3, 0x28, 0xff, 0xfe, 0xed, 0xa0, 0x80]),
      Buffer.from(' yes\0, tell me more.'),
    ]);
    const { text } = await parseRaw(bytes.toString('base64url'));
    expect(text).toMatch(/^Caf.*yes.*, tell me more\.$/s);
    expect(text).not.toMatch(/[\uD800-\uDFFF]/);
    await deliver({ to: ROSA, from: lead.email ?? '', text, answers: sent });
    expect(await statusOf(lead.id)).toBe('stopped');
    expect((await heard(lead.id))[0]?.text).toContain('tell me more.');
  });
});
