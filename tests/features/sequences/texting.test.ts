import { afterEach, describe, expect, test } from 'vitest';
import type { TextTemplate } from '../../../src/features/channels/ports.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';
import { manager, rep } from '../../support/people.ts';
import { MONDAY_9, type World, world } from '../../support/world.ts';

const HELLO: TextTemplate = {
  sid: 'HX1',
  name: 'hello',
  body: 'Hello {{1}}, {{2}} here. May I send you two lines on invoicing?',
  gaps: { '1': 'first_name', '2': 'sender' },
  category: 'marketing',
  language: 'en',
};
const PHONE = '+442079460123';

let w: World;
afterEach(() => w.close());

const touchOf = async (leadId: string, channel: string) =>
  (await w.sequences.review(rep, leadId)).touches.find((one) => one.channel === channel);

/** A lead whose one step is a text that is due now. */
async function textDue(step: 'whatsapp_or_call' | 'sms_or_call', input = {}) {
  await w.settings.set(manager, 'sequencePlan', [
    { day: 0, channel: 'email' },
    { day: 1, channel: step },
  ]);
  const lead = await w.approvedLead({ phone: PHONE, ...input });
  await w.turnTo(MONDAY_9 + 3 * DAY_MS);
  return lead;
}

describe('a text on WhatsApp', () => {
  test('leaves as an approved template where they have not written, once, in the words that were approved', async () => {
    w = await world({ texting: true, templates: [HELLO] });
    const lead = await textDue('whatsapp_or_call');
    const [text, ...more] = w.phone.sent;
    expect(more).toEqual([]);
    expect(text?.to).toBe(PHONE);
    expect(text?.template).toEqual({ sid: 'HX1', variables: { '1': 'Ada', '2': 'Rosa' } });
    expect((await touchOf(lead.id, 'whatsapp'))?.draft?.body).toBe(text?.text);
    expect((await touchOf(lead.id, 'whatsapp'))?.status).toBe('sent');
  });

  test('is a call task instead where nothing connects, no number is known, or no template may be used', async () => {
    w = await world();
    expect((await touchOf((await textDue('whatsapp_or_call')).id, 'call'))?.status).toBe('task');
    await w.close();
    w = await world({ texting: true, templates: [] });
    expect((await touchOf((await textDue('whatsapp_or_call')).id, 'call'))?.status).toBe('task');
    await w.close();
    w = await world({ texting: true, templates: [HELLO] });
    const us = await textDue('whatsapp_or_call', { country: 'US', timezone: 'America/New_York' });
    expect(await touchOf(us.id, 'whatsapp')).toBeUndefined();
  });

  test('with other words than a template can’t be approved, and says why', async () => {
    w = await world({ texting: true, templates: [HELLO] });
    await w.settings.set(manager, 'sequencePlan', [
      { day: 0, channel: 'email' },
      { day: 1, channel: 'whatsapp_or_call' },
    ]);
    const lead = await w.lead({ phone: PHONE });
    await w.sequences.enrol(rep, [lead.id]);
    await w.sequences.draftPlanned();
    const touch = await touchOf(lead.id, 'whatsapp');
    await w.sequences.edit(rep, touch?.id ?? '', { body: 'Free words.' }, { seenDraftId: touch?.draft?.id ?? '' });
    expect(await touchOf(lead.id, 'whatsapp')).toMatchObject({
      canApprove: false,
      waitReason: expect.stringContaining('template'),
    });
    const gates = await w.sequences.gates(touch?.id ?? '');
    expect(gates.find((one) => one.gate === 'session')).toMatchObject({ verdict: 'block' });
  });
});

describe('a text whose answer is lost', () => {
  test('after it was taken is looked up and recorded, never sent again', async () => {
    w = await world({ texting: true });
    w.phone.fail('send', 'lost_after');
    const lead = await textDue('sms_or_call');
    expect(w.phone.sent).toHaveLength(1);
    expect((await touchOf(lead.id, 'sms'))?.status).toBe('sent');
  });

  test('before it was taken is asked of a person, never sent again by itself', async () => {
    w = await world({ texting: true });
    w.phone.fail('send', 'lost_before');
    const lead = await textDue('sms_or_call');
    expect(w.phone.sent).toEqual([]);
    expect((await touchOf(lead.id, 'sms'))?.status).toBe('unclear');
  });

  test('while the provider is down goes later, once', async () => {
    w = await world({ texting: true });
    w.phone.fail('send', 'down');
    const lead = await textDue('sms_or_call');
    expect(w.phone.sent).toHaveLength(1);
    expect((await touchOf(lead.id, 'sms'))?.status).toBe('sent');
  });
});

describe('a provider that knows better', () => {
  test('knows of an opt-out: the sequence ends, and every channel closes', async () => {
    w = await world({ texting: true });
    w.phone.fail('send', 'opted_out');
    const lead = await textDue('sms_or_call');
    expect((await w.sequences.review(rep, lead.id)).status).toBe('stopped');
    expect(await w.channels.suppressionOf('email', lead.email ?? '')).toBeDefined();
    expect((await w.threads.of(lead.id)).map((one) => one.kind)).toContain('lead.opted_out');
  });

  test('refuses the number: the step has failed, with the reason', async () => {
    w = await world({ texting: true });
    w.phone.fail('send', 'refused');
    const lead = await textDue('sms_or_call');
    expect(await touchOf(lead.id, 'sms')).toMatchObject({
      status: 'failed',
      waitReason: expect.stringContaining('21614'),
    });
  });

  test('reports in any order: the furthest stands; a landline is never texted again', async () => {
    w = await world({ texting: true });
    const lead = await textDue('sms_or_call');
    const id = w.phone.sent[0]?.id ?? '';
    expect(await w.sequences.takeReport({ providerMessageId: id, status: 'delivered' })).toBe(true);
    expect(await w.sequences.takeReport({ providerMessageId: id, status: 'sent' })).toBe(false);
    expect(await w.sequences.takeReport({ providerMessageId: 'SM-unknown', status: 'failed' })).toBe(false);
    await w.close();
    w = await world({ texting: true });
    const other = await textDue('sms_or_call');
    w.phone.report(w.phone.sent[0]?.id ?? '', 'undelivered', 30006);
    await w.sequences.readReports();
    expect(await w.channels.suppressionOf('sms', PHONE)).toBeDefined();
    expect(await w.channels.suppressionOf('call', PHONE)).toBeUndefined();
    expect((await w.threads.of(other.id)).map((one) => one.kind)).toContain('touch.undelivered');
    expect(lead.id).not.toBe(other.id);
  });

  test('the money of the month is spent: the step waits and says so', async () => {
    w = await world({ texting: true });
    await w.settings.set(manager, 'monthlyMessageBudgetUsd', 0);
    const lead = await textDue('sms_or_call');
    expect(w.phone.sent).toEqual([]);
    expect((await touchOf(lead.id, 'sms'))?.waitReason).toContain('0.00 USD');
  });
});

describe('what comes in as a text', () => {
  test('ends the sequence once, however often it is brought', async () => {
    w = await world({ texting: true });
    const lead = await w.approvedLead({ phone: PHONE });
    const text = w.phone.receive({ channel: 'whatsapp', from: PHONE, text: 'Yes, call me on Tuesday.' });
    expect(await w.interactions.takeText(text)).toBe('reply');
    expect(await w.interactions.takeText(text)).toBeUndefined();
    expect((await w.interactions.readTexts()).texts).toBe(0);
    expect((await w.sequences.review(rep, lead.id)).status).toBe('stopped');
    const replies = (await w.threads.of(lead.id)).filter((one) => one.kind === 'lead.replied');
    expect(replies.map((one) => [one.text, one.refs.channel])).toEqual([['Yes, call me on Tuesday.', 'whatsapp']]);
  });

  test.each(['STOP', 'stop.', 'Unsubscribe', 'Please stop texting me.', 'Opt out'])(
    '“%s” closes every channel, for everybody who shares the number',
    async (words) => {
      w = await world({ texting: true });
      const one = await w.approvedLead({ phone: PHONE });
      const result = await w.leads.add(
        rep,
        { lastName: 'Other', email: 'o@x.example', phone: PHONE, country: 'DE' },
        { despiteDuplicate: true },
      );
      if (!result.added) throw new Error('not added');
      w.phone.receive({ channel: 'sms', from: PHONE, text: words });
      await w.interactions.readTexts();
      for (const lead of [one, result.lead])
        for (const [channel, address] of [
          ['email', lead.email],
          ['sms', PHONE],
          ['whatsapp', PHONE],
          ['call', PHONE],
        ] as const)
          expect(await w.channels.suppressionOf(channel, address ?? '')).toMatchObject({ reason: 'opted_out' });
      await w.turnTo(MONDAY_9 + 30 * DAY_MS);
      expect(w.mail.sent).toEqual([]);
    },
  );

  test.each([
    ['START', undefined],
    ['HELP', undefined],
    ['info', undefined],
    ['Unstop', 'start'],
    ['AYUDA', 'help'],
  ] as const)('“%s” is for the provider: no answer, and nothing stops', async (words, keyword) => {
    w = await world({ texting: true });
    const lead = await w.approvedLead({ phone: PHONE });
    const text = w.phone.receive({ channel: 'sms', from: PHONE, text: words, keyword });
    expect(await w.interactions.takeText(text)).toBe('auto_reply');
    expect((await w.sequences.review(rep, lead.id)).status).toBe('active');
    expect((await w.leads.get(lead.id)).stage).toBe('new');
    const kinds = (await w.threads.of(lead.id)).map((one) => one.kind);
    expect(kinds).toContain('lead.auto_replied');
    expect(kinds).not.toContain('lead.replied');
  });

  test('“Yes” is an answer, whatever the provider makes of it', async () => {
    w = await world({ texting: true });
    await w.approvedLead({ phone: PHONE });
    const text = w.phone.receive({ channel: 'sms', from: PHONE, text: 'YES', keyword: 'start' });
    expect(await w.interactions.takeText(text)).toBe('reply');
  });

  test('START after STOP stays on record and lifts nothing', async () => {
    w = await world({ texting: true });
    const lead = await w.approvedLead({ phone: PHONE });
    await w.interactions.takeText(w.phone.receive({ channel: 'sms', from: PHONE, text: 'STOP' }));
    await w.interactions.takeText(w.phone.receive({ channel: 'sms', from: PHONE, text: 'START' }));
    expect((await w.threads.of(lead.id)).at(-1)).toMatchObject({
      kind: 'lead.auto_replied',
      refs: { reason: 'start_word', saidNo: true },
    });
    expect(await w.channels.suppressionOf('sms', PHONE)).toMatchObject({ reason: 'opted_out' });
    expect(await w.channels.suppressionOf('email', lead.email ?? '')).toMatchObject({ reason: 'opted_out' });
  });

  test('a bare “no” to what a person wrote by hand is an answer', async () => {
    w = await world({ texting: true });
    const lead = await w.approvedLead({ phone: PHONE });
    const by = { leadId: lead.id, kind: 'call', at: w.clock.now(), text: 'Asked whether they use Numa.' } as const;
    await w.interactions.log(rep, by);
    expect(await w.interactions.takeText(w.phone.receive({ channel: 'sms', from: PHONE, text: 'No' }))).toBe('reply');
    expect(await w.channels.suppressionOf('sms', PHONE)).toBeUndefined();
  });

  test('a handset that is off for now closes nothing', async () => {
    w = await world({ texting: true });
    await textDue('sms_or_call');
    w.phone.report(w.phone.sent[0]?.id ?? '', 'undelivered', 30003);
    await w.sequences.readReports();
    expect(await w.channels.suppressionOf('sms', PHONE)).toBeUndefined();
  });

  test('the 24 hours of WhatsApp count from when they wrote, not from when we looked', async () => {
    w = await world({ texting: true, templates: [] });
    const lead = await w.lead({ phone: PHONE });
    w.phone.receive({ channel: 'whatsapp', from: PHONE, text: 'Hello?' });
    w.clock.set(w.clock.now() + 22 * HOUR_MS);
    await w.interactions.readTexts();
    w.clock.set(w.clock.now() + 3 * HOUR_MS);
    const closed = await w.sequences.passport(rep, lead.id);
    expect(closed.find((one) => one.channel === 'whatsapp')?.gates.find((one) => one.gate === 'session')?.verdict).toBe(
      'block',
    );
  });

  test('an opt-out from a number that we never wrote to holds all the same', async () => {
    w = await world({ texting: true });
    w.phone.receive({ channel: 'sms', from: '+442079460777', text: 'STOP' });
    await w.interactions.readTexts();
    expect(await w.channels.suppressionOf('sms', '+442079460777')).toBeDefined();
  });

  test('within a day of their own message free words may go out', async () => {
    w = await world({ texting: true, templates: [] });
    const lead = await w.lead({ phone: PHONE });
    w.phone.receive({ channel: 'whatsapp', from: PHONE, text: 'Hello?' });
    await w.interactions.readTexts();
    const open = await w.sequences.passport(rep, lead.id);
    expect(open.find((one) => one.channel === 'whatsapp')?.gates.find((one) => one.gate === 'session')?.verdict).toBe(
      'pass',
    );
    w.clock.set(w.clock.now() + 24 * HOUR_MS + MINUTE_MS);
    const closed = await w.sequences.passport(rep, lead.id);
    expect(closed.find((one) => one.channel === 'whatsapp')?.gates.find((one) => one.gate === 'session')?.verdict).toBe(
      'block',
    );
  });
});

describe('an opt-out that the provider reports on a text', () => {
  /** A lead with a text that has left and a mail behind it. */
  async function texted() {
    await w.settings.set(manager, 'sequencePlan', [
      { day: 0, channel: 'sms_or_call' },
      { day: 1, channel: 'email' },
    ]);
    const lead = await w.approvedLead({ phone: PHONE });
    for (let i = 0; i < 20 && w.phone.sent.length === 0; i += 1) await w.turnTo(w.clock.now() + 2 * HOUR_MS);
    expect(w.phone.sent).toHaveLength(1);
    return { lead, id: w.phone.sent[0]?.id ?? '' };
  }

  async function expectSilence(leadId: string, email: string | undefined) {
    expect((await w.sequences.review(rep, leadId)).status).toBe('stopped');
    for (const [channel, address] of [
      ['email', email ?? ''],
      ['whatsapp', PHONE],
      ['call', PHONE],
    ] as const)
      expect(await w.channels.suppressionOf(channel, address)).toMatchObject({ reason: 'opted_out' });
    const said = (await w.threads.of(leadId)).filter((one) => one.kind === 'lead.opted_out');
    expect(said.map((one) => one.refs.channel)).toEqual(['sms']);
    await w.turnTo(w.clock.now() + 9 * DAY_MS);
    expect(w.mail.sent).toEqual([]);
  }

  test('ends the sequence and closes every channel, once', async () => {
    w = await world({ texting: true });
    const { lead, id } = await texted();
    const report = w.phone.report(id, 'undelivered', 21610);
    expect(await w.sequences.takeReport(report)).toBe(true);
    await w.sequences.takeReport(report);
    await expectSilence(lead.id, lead.email);
  });

  test('counts also when a report without its reason came first', async () => {
    w = await world({ texting: true });
    const { lead, id } = await texted();
    await w.sequences.takeReport(w.phone.report(id, 'failed'));
    await w.sequences.takeReport(w.phone.report(id, 'failed', 21610));
    await expectSilence(lead.id, lead.email);
  });
});

test('texts whose reports never come let the others be asked for too', async () => {
  w = await world({ texting: true });
  await w.settings.set(manager, 'sequencePlan', [{ day: 0, channel: 'sms_or_call' }]);
  await w.settings.set(manager, 'monthlyMessageBudgetUsd', 10);
  for (let i = 0; i < 32; i += 1) await w.approvedLead({ phone: `+4420794601${String(i).padStart(2, '0')}` });
  await w.turnTo(MONDAY_9 + 2 * DAY_MS);
  expect(w.phone.sent).toHaveLength(32);
  const asked = new Set<string>();
  const original = w.phone.texts.status;
  w.phone.texts.status = (id) => {
    asked.add(id);
    return original(id);
  };
  await w.sequences.readReports();
  await w.sequences.readReports();
  expect(asked.size).toBe(32);
});
