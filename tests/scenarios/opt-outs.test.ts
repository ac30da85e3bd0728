import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TextTemplate } from '../../src/features/channels/ports.ts';
import type { Lead } from '../../src/features/leads/index.ts';
import { DAY_MS } from '../../src/kernel/clock.ts';
import type { SentByFake } from '../support/fake-mail-provider.ts';
import { manager, otherRep, rep } from '../support/people.ts';
import { type World, world } from '../support/world.ts';

/**
 * Every way to say no, followed by every way to write all the same: nothing leaves. A new way, or an attempt on another channel,
 * is one more row.
 */

interface Told {
  w: World;
  lead: Lead;
  sent: SentByFake;
}

/** Longer than any plan. */
const DAYS = 30;
const ROSA = 'rosa@seller.example';
const PHONE = '+442079460123';
/** The one that a first WhatsApp may be. */
const HELLO: TextTemplate = {
  sid: 'HX1',
  name: 'hello',
  body: 'Hello {{1}}, {{2}} here. May I send you two lines on invoicing?',
  gaps: { '1': 'first_name', '2': 'sender' },
  category: 'marketing',
  language: 'en',
};

const byPhone =
  (channel: 'sms' | 'whatsapp', text: string) =>
  async ({ w }: Told) => {
    w.phone.receive({ channel, from: PHONE, text });
    await w.interactions.readTexts();
  };

const byMail =
  (text: string, more: Partial<Parameters<World['mail']['deliver']>[0]> = {}) =>
  async ({ w, lead, sent }: Told) => {
    w.mail.deliver({ to: ROSA, from: lead.email ?? '', text, answers: sent, ...more });
    await w.interactions.readMailboxes();
  };

/** What stands in the mail program's own button. */
const tokenOf = (sent: SentByFake) =>
  decodeURIComponent(/unsubscribe%20(.+)$/.exec(sent.optOut?.mailto ?? '')?.[1] ?? '');

/** Everybody's linkedin step, due as a task. */
async function taskOf({ w, lead }: Told): Promise<string> {
  await w.turnTo(w.clock.now() + 7 * DAY_MS);
  const task = (await w.sequences.tasks(rep)).find((one) => one.leadId === lead.id);
  if (!task) throw new Error('no task came due');
  return task.id;
}

const ways: Record<string, (told: Told) => Promise<unknown>> = {
  'STOP alone': byMail('STOP'),
  'unsubscribe alone, between a greeting and a name': byMail('Hi,\nunsubscribe\nAda'),
  'the no that the footer offers': byMail('no'),
  'the same in German, between a greeting and a signature': byMail(
    'Hallo Frau Quint,\n\nnein danke.\n\nViele Grüße\nIna Holt',
  ),
  'the same in French': byMail('Non merci'),
  'the same by SMS': byPhone('sms', 'No thanks'),
  'the same on WhatsApp': byPhone('whatsapp', 'Não, obrigado'),
  'words under a header of mailing lists': byMail('Stop writing to me.', { headers: { Precedence: 'bulk' } }),
  'words on vacation': byMail('I am on vacation. Stop writing to me.', {
    headers: { 'X-Auto-Response-Suppress': 'All' },
  }),
  'an objection under the law': byMail(
    'Under GDPR Art. 21 I object to the processing of my data for direct marketing.',
  ),
  'words in English': byMail('Please take me off your list and do not write to me again.'),
  'words in German': byMail('Bitte schreiben Sie mir nicht mehr.'),
  'words in French': byMail("Merci de ne plus m'écrire."),
  'words in Spanish': byMail('Por favor, no me escriban más.'),
  'words in Italian': byMail('Per favore, non scrivetemi più.'),
  'words in Dutch': byMail('Schrijf mij alstublieft niet meer.'),
  'words in Portuguese': byMail('Por favor, não me escreva mais.'),
  'words below our own quoted mail': async (told) =>
    byMail(`> ${told.sent.text}\n\nPlease remove me from your list.`)(told),
  'an answer outside of the thread': byMail('Please stop writing to me.', { answers: 'none' }),
  'an answer from a plus address': byMail('Please stop writing to me.', { from: 'ada1+work@fernline.example' }),
  'an answer by a colleague': byMail('Please stop writing to us.', { from: 'bo@fernline.example' }),
  'an answer to another mailbox of the team': byMail('Stop mailing me.', { to: 'otto@seller.example' }),
  'STOP by SMS': byPhone('sms', 'STOP'),
  'words on WhatsApp': byPhone('whatsapp', 'Please stop writing to me.'),
  'one click': ({ w, sent }) => w.interactions.optOut(tokenOf(sent)),
  'the mail program’s own button, by mail': (told) =>
    byMail('', { subject: `unsubscribe ${tokenOf(told.sent)}`, answers: 'none' })(told),
  'the same from another address': (told) =>
    byMail('', { subject: `unsubscribe ${tokenOf(told.sent)}`, answers: 'none', from: 'ada@home.example' })(told),
  'a complaint to the mail provider': (told) =>
    byMail('A complaint.', {
      from: 'fbl@provider.example',
      report: { action: 'complained', originalMessageId: told.sent.sent.messageId },
    })(told),
  'an answer outside of email, logged on the task’s card': async (told) => {
    const touchId = await taskOf(told);
    const { id: leadId } = told.lead;
    await told.w.interactions.answered(rep, { leadId, touchId, channel: 'linkedin', text: 'Stop writing to me.' });
  },
  'a note in the lead’s thread': ({ w, lead }) =>
    w.interactions.note(rep.id, lead.id, 'Asked us at the fair: do not contact.', w.clock.now()),
  'a note on the lead’s card': async ({ w, lead }) => {
    const { version } = await w.leads.get(lead.id);
    return w.leads.edit(rep, lead.id, { notes: 'Do not contact.' }, version);
  },
  'a logged call': ({ w, lead }) =>
    w.interactions.log(rep, { leadId: lead.id, kind: 'call', at: w.clock.now(), text: 'Unfriendly. Do not contact.' }),
};

/** Enrolled where that is let, drafted and approved. */
async function pursue(w: World, leadId: string, by = rep): Promise<void> {
  await w.sequences.enrol(by, [leadId]);
  await w.sequences.draftPlanned({ leadIds: [leadId] });
  await w.approveAll(leadId, by);
}

/** Each tries as hard as it can; what left is counted afterwards. */
const attempts: Record<string, (told: Told) => Promise<unknown>> = {
  'email: what was approved before': async () => undefined,
  'email: enrolling and approving again': async ({ w, lead }) => {
    await w.db.transaction((scope) => w.sequences.stop(scope, lead.id, 'Begun anew.', w.clock.now()));
    await pursue(w, lead.id);
  },
  'email: another address of the same person': async ({ w, lead }) => {
    await w.leads.edit(rep, lead.id, { email: 'ada.byron@home.example' }, (await w.leads.get(lead.id)).version);
    await w.db.transaction((scope) => w.sequences.stop(scope, lead.id, 'Begun anew.', w.clock.now()));
    await pursue(w, lead.id);
  },
  'email: the same address on a new lead of a colleague’s': async ({ w, lead }) => {
    const away = { email: 'ada.byron@home.example' };
    await w.leads.edit(rep, lead.id, away, (await w.leads.get(lead.id)).version);
    const added = await w.leads.add(otherRep, { firstName: 'A', lastName: 'B', email: lead.email, country: 'DE' });
    if (!added.added) throw new Error('not added');
    await pursue(w, added.lead.id, otherRep);
  },
  'email: a handover to a colleague who approves it': async ({ w, lead }) => {
    await w.leads.handOver({ ...rep, role: 'admin' }, [lead.id], otherRep.id);
    await w.sequences.sendDue();
    w.clock.set(w.clock.now() + 20 * DAY_MS);
    await w.sequences.sendDue();
    await pursue(w, lead.id, otherRep);
  },
  'every channel: a new plan with a text on each': async ({ w, lead }) => {
    await w.settings.set(manager, 'sequencePlan', [
      { day: 0, channel: 'email' },
      { day: 7, channel: 'sms_or_call' },
      { day: 13, channel: 'whatsapp_or_call' },
      { day: 16, channel: 'linkedin' },
      { day: 18, channel: 'call' },
    ]);
    await w.db.transaction((scope) => w.sequences.stop(scope, lead.id, 'Begun anew.', w.clock.now()));
    await pursue(w, lead.id);
  },
  'email: everything set back by hand in the database': async ({ w, lead }) => {
    await w.db('enrollments').where({ lead_id: lead.id }).update({ status: 'active', ended_at: null });
    const open = { status: 'approved', settled_at: null };
    await w.db('touches').where({ lead_id: lead.id, status: 'cancelled' }).update(open);
    await w.db('approvals').update({ revoked_at: null, expires_at: w.clock.now() + 90 * DAY_MS });
  },
};

let told: Told;
let w: World;
beforeEach(async () => {
  w = await world({ texting: true, templates: [HELLO] });
  await w.interactions.readMailboxes();
  const lead = await w.approvedLead({ linkedin: 'https://www.linkedin.com/in/sample-ada', phone: PHONE });
  for (let n = 0; n < 40 && w.mail.sent.length === 0; n += 1) await w.turnTo(w.clock.now() + DAY_MS / 4);
  told = { w, lead, sent: w.mail.sent[0] as SentByFake };
});
afterEach(() => w.close());

/** To be refused in words is as good as not to be sent. */
const refusedInWords = (error: unknown) => {
  if (!(error instanceof Error && 'forUser' in error)) throw error;
};

describe('without a no', () => {
  it.each(Object.entries(attempts))('somebody is written to by %s', async (name, attempt) => {
    await attempt(told);
    await w.turnTo(w.clock.now() + DAYS * DAY_MS);
    expect(w.mail.sent.length + w.phone.sent.length).toBeGreaterThan(1);
    if (name.startsWith('every channel'))
      expect([...new Set(w.phone.sent.map((one) => one.channel))].sort()).toEqual(['sms', 'whatsapp']);
  });
});

describe.each(Object.entries(ways))('a no by %s', (_, say) => {
  it.each(Object.entries(attempts))('keeps back %s', async (_name, attempt) => {
    await say(told);
    const before = w.mail.sent.length;
    const texts = w.phone.sent.length;
    await attempt(told).catch(refusedInWords);
    await w.turnTo(w.clock.now() + DAYS * DAY_MS);
    expect(w.mail.sent.slice(before).map((one) => one.to.address)).toEqual([]);
    expect(w.phone.sent.slice(texts)).toEqual([]);
    const passport = await w.sequences.passport(rep, told.lead.id);
    expect(passport.filter((one) => one.isOpen)).toEqual([]);
    expect((await w.sequences.tasks(rep)).filter((one) => one.leadId === told.lead.id)).toEqual([]);
    expect((await w.channels.suppressionOf('email', told.lead.email ?? ''))?.reason).toMatch(
      /opted_out|complained|do_not_contact/,
    );
  });
});
