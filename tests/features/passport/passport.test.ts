import { afterEach, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../../src/features/passport/policy.ts';
import { DAY_MS } from '../../../src/kernel/clock.ts';
import { Denied, InvalidInput } from '../../../src/kernel/errors.ts';
import { manager, otherRep, rep } from '../../support/people.ts';
import { MONDAY_9, type World, world } from '../../support/world.ts';

let w: World;
afterEach(() => w.close());

const strict = () => world({ policy: DEFAULT_POLICY, texting: true });

test('without a consent that the country asks for nobody is enrolled, with one they are, with its source in the passport', async () => {
  w = await strict();
  const lead = await w.lead({ country: 'DE' });
  const { refused } = await w.sequences.enrol(rep, [lead.id]);
  expect(refused[0]?.reason).toContain('No consent to email is on record, and Germany asks for one');
  await w.passport.giveConsent(rep, { leadId: lead.id, channel: 'email', source: 'the fair in Cologne, 18 June' });
  expect((await w.sequences.enrol(rep, [lead.id])).enrolled).toHaveLength(1);
  const [email] = await w.sequences.passport(rep, lead.id);
  expect(email).toMatchObject({ channel: 'email', basis: 'consent (the fair in Cologne, 18 June)', needs: 'consent' });
  expect((await w.threads.of(lead.id)).map((one) => one.kind)).toContain('consent.given');
});

test('a consent that is taken back holds what was approved before', async () => {
  w = await strict();
  const lead = await w.lead({ country: 'DE', emailConsent: 'the fair' });
  await w.sequences.enrol(rep, [lead.id]);
  await w.sequences.draftPlanned();
  await w.approveAll(lead.id);
  await w.passport.withdrawConsent(rep, lead.id, 'email');
  await w.turnTo(MONDAY_9 + 20 * DAY_MS);
  expect(w.mail.sent).toEqual([]);
});

test('a file may bring consents; “no” is none', async () => {
  w = await strict();
  const csv =
    'Last name,Email,Country,Email consent,WhatsApp consent\nOne,one@x.example,DE,"call of 3 May",no\nTwo,two@x.example,DE,,\n';
  await w.leads.importCsv(rep, {
    name: 'l.csv',
    content: (async function* () {
      yield Buffer.from(csv);
    })(),
  });
  const { leads } = await w.leads.list({});
  const found = await Promise.all(
    leads.map(async (one) => [one.lastName, (await w.passport.consentsOf(one.id)).map((c) => [c.channel, c.source])]),
  );
  expect(Object.fromEntries(found)).toEqual({ One: [['email', 'call of 3 May']], Two: [] });
});

test('a manager changes a row, with a reason, on record; nobody else does', async () => {
  w = await strict();
  const lead = await w.lead({ country: 'DE', pain: 'Invoices go out late' });
  const change = { country: 'de', channel: 'email' as const, needs: 'interest' as const, reason: 'Our lawyer, 2 May.' };
  await expect(w.passport.setPolicy(rep, change)).rejects.toBeInstanceOf(Denied);
  await expect(w.passport.setPolicy(manager, { ...change, reason: ' ' })).rejects.toBeInstanceOf(InvalidInput);
  await expect(w.passport.setPolicy(manager, { ...change, country: 'ZZ' })).rejects.toBeInstanceOf(InvalidInput);
  await w.passport.setPolicy(manager, change);
  expect((await w.passport.contact(lead, 'email')).isAllowed).toBe(true);
  const row = (await w.passport.policy()).find((one) => one.country === 'DE');
  expect(row?.rules.email).toMatchObject({ needs: 'interest', isDefault: false, changedBy: manager.id });
  const audit = await w.access.auditTrail({ limit: 5 });
  expect(audit.some((one) => one.gesture === 'policy.change' && one.target === 'DE email')).toBe(true);
});

test('who may not act on a lead records no consent for it', async () => {
  w = await strict();
  const lead = await w.lead();
  const input = { leadId: lead.id, channel: 'sms' as const, source: 'a long enough source' };
  await expect(w.passport.giveConsent(otherRep, input)).rejects.toBeInstanceOf(Denied);
  await expect(w.passport.giveConsent(rep, { ...input, source: 'yes' })).rejects.toBeInstanceOf(InvalidInput);
});

test('a no closes every channel of the passport, whatever consents are there', async () => {
  w = await strict();
  const lead = await w.lead({
    country: 'GB',
    phone: '+442079460123',
    whatsappConsent: 'the fair',
    smsConsent: 'the fair',
    linkedin: 'https://www.linkedin.com/in/ada',
  });
  await w.channels.suppressPerson(w.db as never, lead, { reason: 'opted_out', source: 'said so', at: w.clock.now() });
  const all = await w.sequences.passport(rep, lead.id);
  expect(all.map((one) => [one.channel, one.isOpen])).toEqual(
    ['email', 'linkedin', 'whatsapp', 'sms', 'call'].map((channel) => [channel, false]),
  );
});

test('the next 30 days are told by the rules that send: a held step says why, the others when', async () => {
  w = await strict();
  const lead = await w.lead({ country: 'GB', phone: '+442079460123', pain: 'Invoices go out late' });
  await w.sequences.enrol(rep, [lead.id]);
  await w.sequences.draftPlanned();
  const before = await w.sequences.forecast(rep, lead.id);
  expect(before.map((one) => [one.step, one.channel, one.at !== undefined, one.needsApproval])).toEqual([
    [1, 'email', true, true],
    [2, 'linkedin', true, true],
    [3, 'email', true, true],
    [4, 'call', true, true],
    [5, 'email', true, true],
  ]);
  await w.approveAll(lead.id);
  const told = (await w.sequences.forecast(rep, lead.id)).filter((one) => one.channel === 'email').map((one) => one.at);
  await w.turnTo(MONDAY_9 + 40 * DAY_MS);
  const { touches } = await w.sequences.review(rep, lead.id);
  expect(touches.filter((one) => one.channel === 'email').map((one) => one.sentAt)).toEqual(told);
  // The lead has no profile: the task comes up all the same, as the forecast has said, and its card says what is missing.
  expect(touches.find((one) => one.channel === 'linkedin')).toMatchObject({ status: 'task', address: undefined });
});

test('a number of the United States asks for what the United States ask, wherever its owner lives', async () => {
  const template = { name: 'hello', body: 'Hello {{1}}.', gaps: { '1': 'first_name' }, language: 'en' };
  w = await world({
    policy: DEFAULT_POLICY,
    texting: true,
    templates: [{ ...template, sid: 'HX1', category: 'marketing' }],
  });
  const consents = { whatsappConsent: 'the fair', smsConsent: 'the fair' };
  const here = await w.lead({ country: 'DE', phone: '+4930901820', ...consents });
  const abroad = await w.lead({ country: 'DE', phone: '+12025550113', ...consents });
  const stopsOf = async (leadId: string, channel: string) => {
    const found = (await w.sequences.passport(rep, leadId)).find((one) => one.channel === channel);
    return found?.gates.flatMap((one) => (one.verdict === 'pass' ? [] : [one.reason])) ?? [];
  };
  expect(await stopsOf(here.id, 'whatsapp')).toEqual([]);
  expect((await stopsOf(abroad.id, 'whatsapp')).join()).toContain(
    'no marketing template here: the number is from the United States (63049)',
  );
  expect(await stopsOf(here.id, 'sms')).toEqual([]);
  expect((await stopsOf(abroad.id, 'sms')).join()).toContain(
    'the number is from the United States, which asks for one',
  );
});

test('a row that a manager makes stricter holds for unknown countries at once; the row for these can’t be loosened', async () => {
  w = await strict();
  const lead = await w.lead({ country: 'CH', emailConsent: 'the fair' });
  expect((await w.passport.contact(lead, 'email')).isAllowed).toBe(true);
  const change = { channel: 'email' as const, reason: 'Our lawyer, 2 May.' };
  await w.passport.setPolicy(manager, { ...change, country: 'DE', needs: 'never' });
  expect((await w.passport.contact(lead, 'email')).isAllowed).toBe(false);
  await expect(w.passport.setPolicy(manager, { ...change, country: '*', needs: 'consent' })).rejects.toMatchObject({
    field: 'needs',
  });
  await w.passport.setPolicy(manager, { ...change, country: 'Switzerland', needs: 'consent' });
  expect((await w.passport.contact(lead, 'email')).isAllowed).toBe(true);
  await expect(w.passport.setPolicy(manager, { ...change, country: 'UK', needs: 'consent' })).rejects.toThrow(
    'Did you mean GB, United Kingdom?',
  );
});

test('an interest without a reason on record enrols nobody, and says what to add; a note is enough', async () => {
  w = await strict();
  const lead = await w.lead({ country: 'GB' });
  const { refused } = await w.sequences.enrol(rep, [lead.id]);
  expect(refused[0]?.reason).toContain('Add why it should matter to them');
  await w.leads.edit(rep, lead.id, { notes: 'Asked at the fair how others do it.' }, lead.version);
  expect((await w.sequences.enrol(rep, [lead.id])).enrolled).toHaveLength(1);
  const alone = await w.lead({ country: 'GB', company: '', email: 'ada@gmail.com', pain: 'Invoices go out late' });
  expect((await w.sequences.enrol(rep, [alone.id])).refused[0]?.reason).toContain('count as a private person');
});
