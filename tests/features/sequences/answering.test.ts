import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { inTransaction } from '../../../src/db/index.ts';
import type { TextTemplate } from '../../../src/features/channels/ports.ts';
import type { Lead } from '../../../src/features/leads/index.ts';
import type { AnswerForm, AnswerOutcome } from '../../../src/features/sequences/index.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';
import { admin, manager, otherRep, rep, teamLead } from '../../support/people.ts';
import { MONDAY_9, type World, world } from '../../support/world.ts';

const ROSA = 'rosa@seller.example';
const PHONE = '+442079460123';

const HELLO: TextTemplate = {
  sid: 'HX1',
  name: 'hello',
  body: 'Hello {{1}}, {{2}} here. May I send you two lines on invoicing?',
  gaps: { '1': 'first_name', '2': 'sender' },
  category: 'marketing',
  language: 'en',
};

let w: World;
let lead: Lead;
beforeEach(async () => {
  w = await world({ texting: true, templates: [HELLO] });
  await w.interactions.readMailboxes();
  lead = await w.approvedLead({ phone: PHONE });
  await w.turnTo(MONDAY_9 + 3 * DAY_MS);
});
afterEach(() => w.close());

async function mails(text = 'What would it cost for us?', more = {}) {
  const mail = w.mail.deliver({ to: ROSA, from: lead.email ?? '', text, ...more });
  await w.interactions.readMailboxes();
  return mail;
}

async function texts(channel: 'whatsapp' | 'sms' = 'whatsapp', text = 'What would it cost for us?') {
  w.phone.receive({ channel, from: PHONE, text });
  await w.interactions.readTexts();
}

const open = (by = rep) => w.sequences.answerForm(by, lead.id);

function send(
  form: AnswerForm,
  body = 'It is one price for a whole team.',
  more: { by?: typeof rep; vouch?: boolean } = {},
) {
  const { channel, seen, reply } = form;
  const { by = rep, vouch } = more;
  return w.sequences.answer(by, { leadId: lead.id, entryId: reply.entryId, channel, body, seen, vouch });
}

const result = (outcome: AnswerOutcome) =>
  'answer' in outcome ? `${outcome.result} ${outcome.answer.state}` : outcome.result;
/** Everything to this lead but the mails of its sequence. */
const answers = () => w.mail.sent.filter((one) => !one.text.startsWith('Words of step'));
const kindsOf = async () => (await w.threads.of(lead.id)).map((one) => one.kind);

describe('an answer by mail', () => {
  test('leaves at once, in their thread and under their subject, with nothing of a sales mail below it', async () => {
    const heard = await mails('What would it cost for us?', { subject: 'AW: Nine days' });
    const form = await open();
    expect(form).toMatchObject({ channel: 'email', to: lead.email, from: ROSA, subject: 'Re: Nine days' });
    expect(form.leavesAt).toBe(w.clock.now());
    expect(form.footer).toBeUndefined();
    expect(result(await send(form))).toBe('given sent');
    const [mail, ...more] = answers();
    expect(more).toEqual([]);
    expect(mail).toMatchObject({ text: 'It is one price for a whole team.', subject: 'Re: Nine days' });
    expect(mail?.to.address).toBe(lead.email);
    expect(mail?.thread?.references).toEqual([...heard.references, heard.messageId]);
    expect(mail?.thread?.providerThreadId).toBe(heard.providerThreadId);
    expect(mail?.footer).toBeUndefined();
    expect(mail?.optOut).toBeUndefined();
  });

  test('is on record: approved by who pressed, sent by them in the living thread, and no sequence', async () => {
    await mails();
    const before = await w.analytics.funnel();
    await send(await open(teamLead), 'It is one price.', { by: teamLead });
    const [sent] = (await w.threads.of(lead.id, { kinds: ['touch.sent'] })).slice(-1);
    expect(sent).toMatchObject({ actorId: teamLead.id, refs: { step: 0, channel: 'email' } });
    const approvals = await w.db('approvals').where({ approver_id: teamLead.id });
    expect(approvals).toHaveLength(1);
    expect(approvals[0].fingerprint).toMatch(/^[\w-]{22}$/);
    expect((await w.sequences.review(rep, lead.id)).touches).toHaveLength(5);
    expect(await kindsOf()).not.toContain('sequence.finished');
    expect((await w.analytics.today(rep.id)).repliesToAnswer).toEqual([]);
    expect(await w.analytics.funnel()).toEqual(before);
    expect(await w.analytics.sentToday(rep.id, w.clock.now() - HOUR_MS)).toEqual([]);
  });

  test('needs no postal address and no footing of its own, and passes what holds back only mails that nobody asked for', async () => {
    await w.settings.set(admin, 'postalAddress', '');
    await w.settings.set(admin, 'newMailboxPerDay', 1);
    await w.settings.set(admin, 'emailsPerMailboxPerDay', 1);
    await w.settings.set(admin, 'touchesPerLeadPerWeek', 1);
    await mails();
    expect(result(await send(await open()))).toBe('given sent');
    await mails('And for two teams?');
    expect(result(await send(await open(), 'The same for each.'))).toBe('given sent');
    expect(answers()).toHaveLength(2);
  });

  test('does not use up the day’s mails of its mailbox or the touches of its lead', async () => {
    await w.settings.set(admin, 'newMailboxPerDay', 1);
    await w.settings.set(admin, 'emailsPerMailboxPerDay', 1);
    w.clock.set(w.clock.now() + 2 * DAY_MS);
    await mails();
    await send(await open());
    const other = await w.approvedLead();
    const first = (await w.sequences.review(rep, other.id)).touches[0];
    const gates = await w.sequences.gates(first?.id ?? '');
    expect(gates.find((one) => one.gate === 'mailbox_cap')?.verdict).toBe('pass');
  });
});

describe('when it leaves', () => {
  const FRIDAY_NIGHT = MONDAY_9 + 4 * DAY_MS + 13 * HOUR_MS;

  test('within an hour of their own message, whatever the clock says there', async () => {
    w.clock.set(FRIDAY_NIGHT);
    await texts();
    w.clock.set(FRIDAY_NIGHT + 59 * MINUTE_MS);
    await w.interactions.readTexts();
    await w.interactions.readMailboxes();
    expect(result(await send(await open()))).toBe('given sent');
    expect(w.phone.sent).toHaveLength(1);
  });

  test('after that hour it waits for the window, says so, and leaves then, once', async () => {
    w.clock.set(MONDAY_9 + 3 * DAY_MS + 13 * HOUR_MS);
    await mails();
    w.clock.set(w.clock.now() + HOUR_MS);
    const form = await open();
    expect(form.leavesAt).toBe(MONDAY_9 + 4 * DAY_MS);
    expect(form.waitReason).toContain("Outside the lead's hours");
    const outcome = await send(form);
    expect(outcome).toMatchObject({ result: 'given', answer: { state: 'waits', leavesAt: MONDAY_9 + 4 * DAY_MS } });
    expect(answers()).toEqual([]);
    expect(await w.sequences.nextDueAt()).toBe(MONDAY_9 + 4 * DAY_MS);
    expect((await w.analytics.today(rep.id)).repliesToAnswer).toEqual([]);
    await w.turnTo(MONDAY_9 + 5 * DAY_MS);
    expect(answers()).toHaveLength(1);
    expect(await w.sequences.answerTo(form.reply.entryId)).toMatchObject({ state: 'sent', byName: 'Rosa Quint' });
  });

  test('on a phone it is told when it really leaves: the window opens later than phones may ring', async () => {
    w.clock.set(MONDAY_9 + 3 * DAY_MS + 13 * HOUR_MS);
    await texts('sms');
    w.clock.set(w.clock.now() + 2 * HOUR_MS);
    const form = await open();
    expect(form.leavesAt).toBe(MONDAY_9 + 4 * DAY_MS);
    expect(await send(form)).toMatchObject({ answer: { state: 'waits', leavesAt: form.leavesAt } });
    await w.turnTo(MONDAY_9 + 4 * DAY_MS - MINUTE_MS);
    expect(w.phone.sent).toEqual([]);
    await w.turnTo(MONDAY_9 + 4 * DAY_MS + MINUTE_MS);
    expect(w.phone.sent).toHaveLength(1);
  });

  test('goes before the follow-ups that share its mailbox', async () => {
    w.clock.set(MONDAY_9 + 3 * DAY_MS + 13 * HOUR_MS);
    await mails();
    w.clock.set(w.clock.now() + HOUR_MS);
    await send(await open());
    for (let n = 0; n < 3; n += 1) await w.approvedLead();
    await w.turnTo(MONDAY_9 + 4 * DAY_MS + 2 * MINUTE_MS);
    expect(answers()).toHaveLength(1);
  });

  test('on WhatsApp not once its day of free words is over, whatever templates there are', async () => {
    await texts();
    w.clock.set(w.clock.now() + DAY_MS + MINUTE_MS);
    const form = await open();
    expect(form).toMatchObject({ channel: 'whatsapp', byEmail: true, refusal: expect.stringContaining('24 hours') });
    expect(await send(form)).toMatchObject({ result: 'refused' });
    expect(await w.db('enrollments').where({ purpose: 'answer' })).toEqual([]);
  });

  test('on WhatsApp not where its free words would end before the window opens: then by mail', async () => {
    w.clock.set(FRIDAY_NIGHT);
    await texts();
    w.clock.set(FRIDAY_NIGHT + 2 * HOUR_MS);
    const form = await open();
    expect(form).toMatchObject({ channel: 'whatsapp', byEmail: true });
    expect(form.leavesAt).toBeUndefined();
    expect(form.freeUntil).toBe(FRIDAY_NIGHT + DAY_MS);
    expect(await send(form)).toMatchObject({ result: 'refused' });
    const mail = await w.sequences.answerForm(rep, lead.id, { byEmail: true });
    expect(mail.subject).toBe('Your message on WhatsApp');
    // They never wrote by mail: a first mail of ours bears what every first mail bears.
    expect(mail.footer).toContain('Long Lane');
    expect(await send(mail)).toMatchObject({ result: 'given', answer: { state: 'waits', channel: 'email' } });
  });
});

describe('once', () => {
  test('two people at the same instant are one message, and the second hears who was first', async () => {
    await mails();
    const [mine, theirs] = [await open(), await open(manager)];
    const outcomes = await Promise.all([send(mine), send(theirs, 'One price.', { by: manager })]);
    expect(outcomes.map((one) => one.result).sort()).toEqual(['already', 'given']);
    expect(answers()).toHaveLength(1);
    expect(await send(theirs, 'Later.', { by: manager })).toMatchObject({
      result: 'already',
      answer: { byName: expect.any(String) },
    });
  });

  test('a process that dies between the kept answer and its way out leaves it to the next one', async () => {
    await mails();
    const form = await open();
    w.mail.fail('createDraft', 'down');
    expect(result(await send(form))).toBe('given waits');
    await w.turnTo(w.clock.now() + HOUR_MS);
    expect(answers()).toHaveLength(1);
  });

  test('an answer of the provider that is lost is looked up, by mail and by text', async () => {
    await mails();
    w.mail.fail('sendDraft', 'lost_after');
    expect(result(await send(await open()))).toBe('given leaving');
    await w.turnTo(w.clock.now() + HOUR_MS);
    expect(answers()).toHaveLength(1);
    await texts('sms');
    w.phone.fail('send', 'lost_after');
    await send(await open());
    await w.turnTo(w.clock.now() + HOUR_MS);
    expect(w.phone.sent).toHaveLength(1);
    expect((await w.threads.of(lead.id, { kinds: ['touch.sent'] })).filter((one) => one.refs.step === 0)).toHaveLength(
      2,
    );
  });

  test.each([
    ['taken', 'hang_taken' as const],
    ['not taken', 'hang' as const],
  ])(
    'a process that dies between claim and record, the mail %s: the next one looks, and it is one mail',
    async (_, fault) => {
      await mails();
      w.mail.fail('sendDraft', fault);
      const dying = send(await open());
      await vi.waitFor(() => expect(w.mail.hanging()).toBe(1));
      await w.turnTo(w.clock.now() + HOUR_MS);
      expect(answers()).toHaveLength(1);
      expect(
        (await w.threads.of(lead.id, { kinds: ['touch.sent'] })).filter((one) => one.refs.step === 0),
      ).toHaveLength(1);
      w.mail.release();
      await dying;
      await w.turnTo(w.clock.now() + DAY_MS);
      expect(answers()).toHaveLength(1);
    },
  );

  test('what nobody can know is asked of a person; when it did not go, the reply can be answered again', async () => {
    await texts('sms');
    w.phone.fail('send', 'lost_before');
    await send(await open());
    await w.turnTo(w.clock.now() + HOUR_MS);
    const form = await open();
    expect(form.given?.state).toBe('unclear');
    await w.sequences.settleUnclear(rep, form.given?.touchId ?? '', false);
    const again = await open();
    expect(again.given).toBeUndefined();
    expect(again.suggestion).toBe('It is one price for a whole team.');
  });
});

describe('what keeps it here', () => {
  async function waiting() {
    w.clock.set(MONDAY_9 + 3 * DAY_MS + 13 * HOUR_MS);
    await mails();
    w.clock.set(w.clock.now() + HOUR_MS);
    const form = await open();
    expect(result(await send(form))).toBe('given waits');
    return form;
  }
  const later = () => w.turnTo(MONDAY_9 + 6 * DAY_MS);

  test('they wrote again while it was written: nothing goes, and the new words are there', async () => {
    await mails();
    const form = await open();
    await mails('Never mind, we have a budget of our own.');
    const outcome = await send(form);
    expect(outcome).toMatchObject({
      result: 'wrote_again',
      form: { reply: { words: expect.stringContaining('Never mind') } },
    });
    expect(answers()).toEqual([]);
    if (outcome.result === 'wrote_again') expect(result(await send(outcome.form))).toBe('given sent');
  });

  test('the same at the very instant of pressing', async () => {
    await mails();
    const form = await open();
    const [outcome] = await Promise.all([send(form), mails('Wait.')]);
    if (answers().length === 0) expect(outcome.result).toMatch(/wrote_again|given/);
    expect(answers().length).toBeLessThanOrEqual(1);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['they write again', () => mails('Wait, I was wrong.')],
    ['they say no', () => mails('Please do not write to me again.')],
    ['they say no on another channel', () => texts('sms', 'STOP')],
    ['the lead is archived', () => w.leads.archive(rep, lead.id)],
    ['the lead is closed', () => w.leads.setOutcome(rep, lead.id, { outcome: 'lost', reason: 'no money' })],
    [
      'its address changes',
      async () => w.leads.edit(rep, lead.id, { email: 'ada@home.example' }, (await w.leads.get(lead.id)).version),
    ],
    ['the lead is handed over', () => w.leads.handOver({ ...rep, role: 'admin' }, [lead.id], otherRep.id)],
    [
      'the rep writes by hand',
      async () => {
        w.mail.writeByHand(ROSA, { to: lead.email ?? '', text: 'One price.', answers: w.mail.sent[0] });
        await w.interactions.readMailboxes();
      },
    ],
    [
      'a member logs an answer',
      async () =>
        inTransaction(w.db, (scope) => w.sequences.stop(scope, lead.id, 'The lead has answered.', w.clock.now())),
    ],
  ])('%s while it waits: it never leaves, and that is told', async (_, happens) => {
    const form = await waiting();
    await happens();
    await later();
    expect(answers()).toEqual([]);
    expect(await w.sequences.answerTo(form.reply.entryId)).toBeUndefined();
    const [stopped] = await w.threads.of(lead.id, { kinds: ['answer.stopped'] });
    expect(stopped).toMatchObject({ refs: { by: rep.id, answers: form.reply.entryId } });
  });

  test('the kill switch and a pause hold it, and it goes when they end', async () => {
    await waiting();
    await w.settings.set(admin, 'sendingPaused', true);
    await w.turnTo(MONDAY_9 + 4 * DAY_MS + HOUR_MS);
    expect(answers()).toEqual([]);
    await w.settings.set(admin, 'sendingPaused', false);
    await later();
    expect(answers()).toHaveLength(1);
  });

  test('everything is paused: it is not taken at all', async () => {
    await mails();
    await w.settings.set(admin, 'sendingPaused', true);
    expect(await send(await open())).toMatchObject({ result: 'refused', reason: expect.stringContaining('paused') });
    expect(await w.db('enrollments').where({ purpose: 'answer' })).toEqual([]);
  });

  test('it is pulled back while it waits, and not once it has left', async () => {
    const form = await waiting();
    const { touchId } = (await w.sequences.answerTo(form.reply.entryId)) ?? { touchId: '' };
    expect((await w.sequences.pullBack(rep, touchId)).pulledBack).toBe(true);
    await later();
    expect(answers()).toEqual([]);
    const again = await open();
    expect(again.suggestion).toBe('It is one price for a whole team.');
    await send(again);
    const given = await w.sequences.answerTo(again.reply.entryId);
    expect((await w.sequences.pullBack(rep, given?.touchId ?? '')).pulledBack).toBe(given?.state === 'waits');
  });

  test('it is skipped, edited and written anew by nobody', async () => {
    const form = await waiting();
    const { touchId } = (await w.sequences.answerTo(form.reply.entryId)) ?? { touchId: '' };
    await expect(w.sequences.skip(rep, touchId)).rejects.toThrow('Pull it back');
    await expect(w.sequences.edit(rep, touchId, { body: 'x' }, { seenDraftId: '' })).rejects.toThrow('Pull it back');
    await expect(w.sequences.regenerate(rep, touchId)).rejects.toThrow('Pull it back');
  });

  test('its end of the sequence by hand leaves it alone: a person gave it', async () => {
    await waiting();
    await w.sequences.dismiss(rep, lead.id, 'enough');
    await later();
    expect(answers()).toHaveLength(1);
  });

  test('the address changed between the form and the press: nobody said yes to the new one', async () => {
    await mails();
    const form = await open();
    await w.leads.edit(rep, lead.id, { email: 'ada@home.example' }, (await w.leads.get(lead.id)).version);
    expect(await send(form)).toMatchObject({ result: 'changed', form: { to: 'ada@home.example' } });
    expect(answers()).toEqual([]);
  });
});

describe('whose it is', () => {
  test('a rep of another team may neither see the form nor send', async () => {
    await mails();
    const form = await open();
    await expect(open(otherRep)).rejects.toThrow(/belongs to/);
    await expect(send(form, 'Hello.', { by: otherRep })).rejects.toThrow(/belongs to/);
  });

  test('who has said no, was told of by a member, or never wrote is not offered', async () => {
    const silent = await w.lead();
    expect(await w.sequences.replyToAnswer(silent.id)).toBeUndefined();
    await expect(w.sequences.answerForm(rep, silent.id)).rejects.toThrow('can be answered');
    await mails('Please do not write to me again.');
    expect(await w.sequences.replyToAnswer(lead.id)).toBeUndefined();
  });

  test('a claim without a source is shown, and goes with a person’s word for it on record', async () => {
    await mails();
    const form = await open();
    const body = 'It is 9000 a year.';
    expect(await send(form, body)).toMatchObject({
      result: 'problems',
      problems: [{ kind: 'number', sentence: body }],
    });
    expect(answers()).toEqual([]);
    expect(result(await send(form, body, { vouch: true }))).toBe('given sent');
    expect(await w.db('drafts').where({ body }).first()).toMatchObject({ vouched_by: rep.id, writer: 'person' });
  });

  test('an active sequence beside it goes on as it is', async () => {
    await mails();
    await w.leads.setStage(rep, lead.id, 'contacted');
    await w.sequences.enrol(rep, [lead.id]);
    await w.sequences.draftPlanned({ leadIds: [lead.id] });
    await w.approveAll(lead.id);
    const form = await open();
    expect(result(await send(form))).toBe('given sent');
    expect((await w.sequences.review(rep, lead.id)).status).toBe('active');
  });
});
