import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import type { Member } from '../../src/features/access/index.ts';
import type { Lead } from '../../src/features/leads/index.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/kernel/clock.ts';
import { silentLogger } from '../../src/kernel/logger.ts';
import type { Where } from '../../src/simulator/slack/hand.ts';
import { openWorkspace, type Workspace } from '../../src/workspace.ts';
import { type Clicked, read } from './reading.ts';

/** A prospect answers, and a person answers them from the card: told through the local Slack, Gmail and Twilio. */

let at: Workspace;
let rep: Member;
let manager: Member;
let lead: Lead;
let counter = 0;

beforeAll(async () => {
  at = await openWorkspace({
    config: readConfig({ LOG_LEVEL: 'silent' }),
    port: 0,
    runs: false,
    quick: true,
    logger: silentLogger,
  });
  const members = await at.app.features.access.members();
  const of = (role: Member['role']) => members.find((one) => one.role === role) as Member;
  manager = of('manager');
  // Somebody whose mailbox is connected, and whose day does not hide the lead's.
  const mailboxes = await at.app.features.channels.mailboxes();
  rep = members.find((one) => one.role === 'rep' && mailboxes.some((box) => box.memberId === one.id)) as Member;
});
afterAll(() => at.stop());

const features = () => at.app.features;
const hand = () => at.simulator.workspace;
const phoneOf = (one: Lead) => one.phone ?? '';

/** A new lead who has had our first mail; the clock stands in their working hours. */
beforeEach(async () => {
  counter += 1;
  const added = await features().leads.add(rep, {
    firstName: 'Nora',
    lastName: `Quill ${counter}`,
    company: `Quill ${counter}`,
    email: `nora${counter}@quill${counter}.example`,
    phone: `+4420794607${String(counter).padStart(2, '0')}`,
    country: 'DE',
    timezone: 'Europe/Berlin',
    emailConsent: 'the fair in May',
  });
  if (!added.added) throw new Error('a duplicate');
  lead = added.lead;
  await features().settings.set(manager, 'gapMinutes', 0);
  await features().sequences.enrol(rep, [lead.id]);
  await features().sequences.draftPlanned({ leadIds: [lead.id] });
  const { touches } = await features().sequences.review(rep, lead.id);
  const [first] = touches;
  await features().sequences.approve(rep, [
    { touchId: first?.id ?? '', draftId: first?.draft?.id ?? '', fingerprint: first?.fingerprint ?? '' },
  ]);
  await at.turnTo(Math.max(first?.dueAt ?? 0, features().clock.now()) + MINUTE_MS);
  expect(mailbox()).toHaveLength(1);
});

/** What has arrived in their mailbox, and on their phone. */
const mailbox = () => at.mail.sentMessages().filter((one) => one.to.some((to) => to.address === lead.email));
const phone = () => at.twilio.sentTexts().filter((one) => one.to === lead.phone);

async function writesBack(text: string) {
  const first = mailbox()[0];
  const messageId = `<nora-${counter}-${text.length}@quill.example>`;
  await at.mail.deliver({
    to: first?.mailbox ?? '',
    from: { name: lead.name, address: lead.email ?? '' },
    subject: `Re: ${first?.subject}`,
    text,
    inReplyTo: first?.messageId,
    references: [first?.messageId ?? ''],
    messageId,
  });
  await at.app.runner.wake('read-mailboxes');
  await at.app.settle();
  return messageId;
}

async function texts(text: string) {
  await at.twilio.receive({ channel: 'whatsapp', from: phoneOf(lead), text });
  await at.app.runner.wake('read-mailboxes');
  await at.app.settle();
}

/** The newest card of a reply of this lead, as that person sees it. */
function card(of: Member = rep): Clicked {
  const about = `"value":"${lead.id}`;
  const found = hand()
    .seenBy(of.id, hand().dmOf(of.id))
    .filter((one) => JSON.stringify(one.blocks).includes('reply.log_call'))
    .filter((one) => JSON.stringify(one.blocks).includes(about))
    .at(-1);
  if (!found) throw new Error('no card of a reply');
  return {
    where: { channelId: found.channelId, ts: found.ts },
    text: read(found.blocks),
    raw: JSON.stringify(found.blocks),
  };
}

async function opens(by: Member = rep, where: Where = card().where): Promise<string> {
  while (hand().modalOf(by.id)) await hand().close(by.id);
  expect(await hand().click(by.id, where, 'reply.answer')).toMatchObject({ ok: true });
  await hand().waitFor(() => hand().modalOf(by.id));
  return modal(by);
}

const modal = (by: Member = rep) => read(hand().modalOf(by.id)?.json.blocks);
const typedIn = (by: Member = rep) => JSON.stringify(hand().modalOf(by.id)?.json.blocks);

async function presses(words: string, by: Member = rep): Promise<void> {
  await hand().submit(by.id, { body: words });
  await hand().waitFor(
    () => hand().modalOf(by.id)?.json.title?.text !== 'Working…' && !modal(by).startsWith('Working'),
  );
  await at.app.settle();
  await hand().settled();
}

test('by mail: the card, the words, one mail in their thread, and a quiet line on the card', async () => {
  const theirs = await writesBack('Looks useful, but it is more than we planned. What would it cost?');
  expect(card().raw).toContain('reply.answer');
  const shown = await opens();
  expect(shown).toContain('it is more than we planned');
  expect(shown).toContain(`*By email* to ${lead.email}, from `);
  expect(shown).toContain('Leaves at once.');
  expect(typedIn()).toContain('Hi Nora');
  await presses('Hi Nora, shall we talk on Thursday?');
  expect(modal()).toContain('Sent to Nora by email.');
  const [first, answer, ...more] = mailbox();
  expect(more).toEqual([]);
  expect(answer?.text.trim()).toBe('Hi Nora, shall we talk on Thursday?');
  expect(answer?.subject).toBe(`Re: ${first?.subject.replace(/^Re: /, '')}`);
  expect(answer?.inReplyTo).toBe(theirs);
  expect(answer?.references).toEqual([first?.messageId, theirs]);
  expect(answer?.threadId).toBe(first?.threadId);
  expect(answer?.headers['list-unsubscribe']).toBeUndefined();
  expect(card().raw).not.toContain('reply.answer');
  expect(card().text).toContain('Answered by you at');
  const thread = await features().posts.threadOf(lead.id);
  const lines = hand()
    .replies(thread?.channelId ?? '', thread?.threadTs ?? '')
    .map((one) => read(one.blocks));
  expect(lines.join('\n')).toContain(`*${rep.name} answered* by email`);
});

test('by WhatsApp: free words within their day, one text from our number', async () => {
  await texts('Is there a price for ten people?');
  const shown = await opens();
  expect(shown).toContain('*By WhatsApp* to +44 20');
  expect(shown).toContain('WhatsApp takes free words until');
  await presses('There is. Shall we talk on Thursday?');
  expect(modal()).toContain('Sent to Nora by WhatsApp.');
  expect(phone()).toMatchObject([
    { channel: 'whatsapp', from: at.twilio.numbers.whatsapp, body: 'There is. Shall we talk on Thursday?' },
  ]);
  expect(card().text).toContain('Answered by you at');
});

test('they write again while it is typed: it stays here with the new words, and goes with the next press', async () => {
  await writesBack('What would it cost?');
  await opens();
  await writesBack('Never mind the cost. Who else uses it?');
  await presses('Shall we talk on Thursday?');
  expect(modal()).toContain('They wrote again while you typed. Nothing was sent.');
  expect(modal()).toContain('Who else uses it?');
  expect(typedIn()).toContain('Shall we talk on Thursday?');
  expect(mailbox()).toHaveLength(1);
  await presses('Shall we talk on Thursday?');
  expect(modal()).toContain('Sent to Nora');
  expect(mailbox()).toHaveLength(2);
});

test('two people: one mail, and the second hears who was first, with their own words to copy', async () => {
  await writesBack('What would it cost?');
  const { where } = card();
  await opens();
  await hand().post(manager.id, hand().dmOf(manager.id), 'hello');
  await hand().command(manager.id, '/lead', `show ${lead.name}`);
  const theirs = await hand().waitFor(() =>
    hand()
      .seenBy(manager.id, hand().dmOf(manager.id))
      .find(
        (one) => JSON.stringify(one.blocks).includes(`reply.answer`) && JSON.stringify(one.blocks).includes(lead.id),
      ),
  );
  await opens(manager, { channelId: theirs.channelId, ts: theirs.ts });
  expect(modal(manager)).toContain(`in the name of ${rep.name}`);
  await Promise.all([presses('Shall we talk on Thursday?'), presses('May I call you?', manager)]);
  expect(mailbox()).toHaveLength(2);
  const said = [modal(), modal(manager)].map((one) => (one.includes('Already answered by') ? 'already' : 'sent'));
  expect(said.sort()).toEqual(['already', 'sent']);
  expect(where).toEqual(card().where);
});

test('a double press is one mail', async () => {
  await writesBack('What would it cost?');
  await opens();
  const viewId = hand().modalOf(rep.id)?.id ?? '';
  await Promise.all([1, 2].map(() => hand().submit(rep.id, { body: 'Shall we talk on Thursday?' }, viewId)));
  await at.app.settle();
  expect(mailbox()).toHaveLength(2);
});

test('they say no in between: nothing goes, and what was typed is not lost', async () => {
  await writesBack('What would it cost?');
  await opens();
  await writesBack('Please do not write to me again.');
  await presses('Shall we talk on Thursday?');
  expect(modal()).toContain('They asked not to be written to. Nothing was sent.');
  expect(typedIn()).toContain('Shall we talk on Thursday?');
  expect(mailbox()).toHaveLength(1);
  await at.turnTo(features().clock.now() + 3 * DAY_MS);
  expect(mailbox()).toHaveLength(1);
});

test('a claim without a source comes back with the sentence and a box to vouch for it', async () => {
  await writesBack('What would it cost?');
  await opens();
  await presses('It is 9,417 a year for your whole team.');
  expect(modal()).toContain('“It is 9,417 a year for your whole team.”');
  expect(typedIn()).toContain('I vouch for these words');
  expect(mailbox()).toHaveLength(1);
  await hand().submit(rep.id, { body: 'It is 9,417 a year for your whole team.', vouch: ['yes'] });
  await at.app.settle();
  expect(mailbox()).toHaveLength(2);
});

test('in the evening it waits, can be pulled back, and leaves in the morning when it is given again', async () => {
  await writesBack('What would it cost?');
  await at.turnTo(features().clock.now() + DAY_MS / 2 + HOUR_MS);
  const shown = await opens();
  expect(shown).toContain("Outside the lead's hours.");
  await presses('Shall we talk on Thursday?');
  expect(modal()).toMatch(/Leaves .* for Nora|Leaves /);
  expect(card().text).toContain('Answered by you, not sent yet. Leaves: ');
  expect(await hand().click(rep.id, card().where, 'touch.pull_back')).toMatchObject({ ok: true });
  await at.app.settle();
  await hand().waitFor(() => card().raw.includes('reply.answer'));
  expect(mailbox()).toHaveLength(1);
  await opens();
  expect(typedIn()).toContain('Shall we talk on Thursday?');
  await presses('Shall we talk on Friday?');
  await at.turnTo(features().clock.now() + 3 * DAY_MS);
  expect(mailbox().map((one) => one.text.trim())[1]).toBe('Shall we talk on Friday?');
  expect(mailbox()).toHaveLength(2);
});
