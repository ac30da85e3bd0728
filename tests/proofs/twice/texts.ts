import { createRequire } from 'node:module';
import type twilio from 'twilio';
import type { World } from './world.ts';

const sdk = createRequire(import.meta.url)('twilio') as typeof twilio;

interface Person {
  leadId: string;
  phone: string;
}

/** What is in the log of one lead, and how the last report on their text stands. */
interface Expected {
  replied: number;
  optedOut: number;
  stopped: number;
  undelivered: number;
  report?: string;
}

/** Twilio brings messages and reports twice, to both products at the same moment and in the wrong order: one effect of each. */
export async function bringTexts(
  world: World,
  { violations, where }: { violations: string[]; where: string },
): Promise<Record<string, number>> {
  const { db, features, people, workers } = world;
  let counter = 0;
  let brought = 0;

  async function person(): Promise<Person> {
    counter += 1;
    const phone = `+4420794602${String(counter).padStart(2, '0')}`;
    const input = {
      firstName: 'Tessa',
      lastName: `Quill ${counter}`,
      company: `Texts ${counter}`,
      country: 'DE',
      phone,
    };
    const email = `tessa${counter}@texts${counter}.example`;
    const added = await features.leads.add(people.rep, { ...input, email, emailConsent: 'the fair in May' });
    if (!added.added) throw new Error('a lead was there already');
    await features.sequences.enrol(people.rep, [added.lead.id]);
    return { leadId: added.lead.id, phone };
  }

  /** A text to them has left and is on its way. */
  async function texted(): Promise<Person & { sid: string }> {
    const one = await person();
    const sid = `SM${String(counter).padStart(32, '0')}`;
    const at = world.clock.now();
    const touch = await db('touches').where({ lead_id: one.leadId, step: 2 }).first('id');
    await db('touches').where({ id: touch.id }).update({ channel: 'sms', status: 'sent', settled_at: at });
    await db('sends').insert({
      touch_id: touch.id,
      approval_id: '',
      state: 'sent',
      claim: 'claim',
      claimed_at: at,
      lease_until: at,
      sent_at: at,
      mailbox_id: features.channels.textInbox('sms') ?? `sms:${world.twilio.numbers.sms}`,
      to_address: one.phone,
      provider_message_id: sid,
      report: 'queued',
    });
    return { ...one, sid };
  }

  /** To both products at once, as Twilio does when an answer is slow to come. */
  async function bring(path: string, params: Record<string, string>): Promise<void> {
    const { authToken, publicUrl } = world.twilio;
    const signature = sdk.getExpectedTwilioSignature(authToken, new URL(path, publicUrl).href, params);
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature };
    const body = new URLSearchParams(params).toString();
    const post = async (url: string) => {
      // What could not be taken in now is brought again.
      for (let tries = 0; tries < 20; tries += 1) {
        brought += 1;
        const { status } = await fetch(`${url}${path}`, { method: 'POST', headers, body });
        if (status === 200) return;
        if (status !== 503) violations.push(`${where}: what Twilio signed was answered with ${status}.`);
      }
    };
    await Promise.all(workers.map((one) => post(one.url)));
  }

  const says = ({ phone }: Person, nth: number, words: string) =>
    bring('/twilio/message', {
      MessageSid: `SM${phone.slice(-6)}${String(nth).padStart(26, '0')}`,
      From: phone,
      To: world.twilio.numbers.sms,
      Body: words,
    });
  const reports = (sid: string, status: string, code?: number) =>
    bring('/twilio/status', { MessageSid: sid, MessageStatus: status, ...(code ? { ErrorCode: String(code) } : {}) });

  async function expect({ leadId }: Person, what: string, expected: Expected): Promise<void> {
    const rows: { kind: string }[] = await db('log_entries').where({ lead_id: leadId }).select('kind');
    const count = (kind: string) => rows.filter((one) => one.kind === kind).length;
    const touch = await db('sends as s').join('touches as t', 't.id', 's.touch_id').where('t.lead_id', leadId).first();
    const found: Expected = {
      replied: count('lead.replied'),
      optedOut: count('lead.opted_out'),
      stopped: count('sequence.stopped'),
      undelivered: count('touch.undelivered'),
      ...(touch ? { report: touch.report } : {}),
    };
    const [seen, wanted] = [JSON.stringify(found), JSON.stringify(expected)];
    if (seen !== wanted) violations.push(`${where}: ${what}: ${seen} instead of ${wanted}.`);
  }

  const answers = await person();
  await says(answers, 1, 'Yes, on Tuesday.');
  await says(answers, 2, 'After ten, please.');
  await says(answers, 1, 'Yes, on Tuesday.');
  await expect(answers, 'two texts', { replied: 2, optedOut: 0, stopped: 1, undelivered: 0 });

  const refuses = await person();
  await Promise.all([says(refuses, 2, 'STOP'), says(refuses, 1, 'Who is this?')]);
  await says(refuses, 2, 'STOP');
  await says(refuses, 1, 'Who is this?');
  await expect(refuses, 'a text and a no', { replied: 1, optedOut: 1, stopped: 1, undelivered: 0 });

  const reached = await texted();
  for (const status of ['delivered', 'sent', 'delivered', 'queued', 'undelivered']) await reports(reached.sid, status);
  await expect(reached, 'reports in the wrong order', {
    replied: 0,
    optedOut: 0,
    stopped: 0,
    undelivered: 0,
    report: 'delivered',
  });

  const optedOut = await texted();
  await Promise.all([reports(optedOut.sid, 'undelivered', 21610), reports(optedOut.sid, 'undelivered', 21610)]);
  await reports(optedOut.sid, 'sent');
  await expect(optedOut, 'an opt-out in a report', {
    replied: 0,
    optedOut: 1,
    stopped: 1,
    undelivered: 1,
    report: 'undelivered',
  });
  await world.settle();
  return { texts_brought: brought };
}
