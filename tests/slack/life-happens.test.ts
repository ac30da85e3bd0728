import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Lead } from '../../src/features/leads/index.ts';
import type { Entry, EntryKind } from '../../src/features/threads/index.ts';
import { DAY_MS } from '../../src/kernel/clock.ts';
import type { ActionInput, SubmissionInput } from '../../src/slack/gesture.ts';
import { awayActions, awayForm, awaySubmissions } from '../../src/slack/listeners/away.ts';
import { leadsActions } from '../../src/slack/listeners/leads.ts';
import { admin, manager, otherRep, rep, teamLead } from '../support/people.ts';
import { type SlackWorld, slackWorld } from './slack-world.ts';
import { expectGoodCard, expectGoodView } from './views/looks.ts';

let world: SlackWorld;
let ada: Lead;
beforeEach(async () => {
  world = await slackWorld();
  const input = {
    firstName: 'Ada',
    lastName: 'Byron',
    company: 'Fernline',
    email: 'ada@fernline.example',
    country: 'DE',
  };
  const added = await world.leads.add(rep, input);
  if (!added.added) throw new Error('a duplicate');
  ada = added.lead;
  await world.app.follow();
});
afterEach(() => world.close());

async function append(kind: EntryKind, more: Partial<Entry> = {}): Promise<void> {
  const entry = { at: world.clock.now(), kind, leadId: ada.id, refs: {}, ...more };
  await world.db.transaction((scope) => world.threads.append(scope, entry));
  await world.app.follow();
}

const dms = (userId: string) => world.slack.inDmOf(userId).map((one) => `${one.text} ${JSON.stringify(one.blocks)}`);
const last = (userId: string) => dms(userId).at(-1) ?? '';
const press = (id: string, value: string, member = rep) =>
  awayActions
    .find((one) => one.id === id)
    ?.run(
      { member, value, values: [value], onceKey: id, channelId: 'D1', messageTs: '1' } as unknown as ActionInput,
      world.features,
    );
const submit = (lastDay: string, member = rep) =>
  awaySubmissions[0]?.run(
    { member, values: { text: () => lastDay, list: () => [] }, onceKey: lastDay } as unknown as SubmissionInput,
    world.features,
  );
const until = (day: number) => `2026-05-${day}`;

async function away(day = 20): Promise<void> {
  await submit(until(day), (await world.access.member(rep.id)) ?? rep);
}

test('an answer comes to the team lead while its owner is away, and says why', async () => {
  await away();
  await append('lead.replied', { text: 'Sounds useful.', refs: { fromOther: false } });
  expect(dms(rep.id)).toEqual([]);
  expect(last(teamLead.id)).toContain('Ada Byron answered');
  expect(last(teamLead.id)).toContain('Meant for Rosa Quint, who is away until 20 May 2026.');
  world.clock.set(Date.UTC(2026, 4, 20, 22, 30));
  await append('lead.replied', { text: 'Hello?', refs: { fromOther: false } });
  expect(last(rep.id)).toContain('Ada Byron answered');
  expect(last(rep.id)).not.toContain('Meant for');
});

test('an answer to the lead of somebody who left comes to the team lead, and says so', async () => {
  await world.access.deactivate(rep.id, 'left');
  await append('lead.replied', { text: 'Sounds useful.', refs: { fromOther: false } });
  expect(last(teamLead.id)).toContain('Meant for Rosa Quint, who has no access any more.');
});

test('an absence is of this member, up to a year, and ends when it is emptied', async () => {
  const form = await awayForm(rep, 'until 2026-06-12', world.features);
  if (form.openModal) expectGoodView(form.openModal);
  expect(JSON.stringify(form.openModal)).toContain('"initial_date":"2026-06-12"');
  expect(JSON.stringify(form.openModal)).toContain('answers of your leads come to Tomas Leal');
  await expect(submit('2026-05-11')).rejects.toThrow('has passed');
  await expect(submit('2028-05-11')).rejects.toThrow('more than a year');
  await expect(submit('2026-02-31')).rejects.toThrow('no day');
  await away();
  expect((await world.access.member(rep.id))?.awayUntil).toBe(Date.UTC(2026, 4, 20, 22));
  await submit('', (await world.access.member(rep.id)) ?? rep);
  expect((await world.access.member(rep.id))?.awayUntil).toBeUndefined();
  expect(
    (await world.access.auditTrail({ actorId: rep.id })).filter((one) => one.gesture === 'member.away'),
  ).toHaveLength(2);
});

test('a lead who is away without a date makes the owner asked once; the buttons keep or stop', async () => {
  await world.features.settings.set(admin, 'postalAddress', 'Long Lane 1');
  await world.features.sequences.enrol(rep, [ada.id]);
  const refs = { reason: 'out_of_office', until: world.clock.now() + 7 * DAY_MS, dated: false, waits: true };
  await append('lead.auto_replied', { refs, text: 'I am away. <!channel>' });
  await world.app.follow();
  const asked = dms(rep.id).filter((one) => one.includes('When is Ada Byron back?'));
  expect(asked).toHaveLength(1);
  expect(asked[0]).toContain('waits until 19 May 2026');
  const kept = await press('away.keep', ada.id);
  if (kept?.replaceCard) expectGoodCard(kept.replaceCard);
  expect((await world.features.sequences.review(rep, ada.id)).status).toBe('active');
  await expect(press('away.stop', ada.id, otherRep)).rejects.toThrow('belongs to');
  await press('away.stop', ada.id);
  expect((await world.features.sequences.review(rep, ada.id)).status).toBe('stopped');
});

test.each([
  ['names a day', { dated: true, waits: true }],
  ['comes when nothing is planned', { dated: false, waits: false }],
])('an absence that %s asks nobody', async (_, more) => {
  await append('lead.auto_replied', { refs: { reason: 'out_of_office', until: 1, ...more }, text: 'I am away.' });
  expect(dms(rep.id)).toEqual([]);
});

test('who has left is told with whom the answer names, and nobody is added or written to', async () => {
  const text = 'Ada no longer works here. Please contact Bo Berg, bo@fernline.example. <!channel>';
  await append('lead.auto_replied', { refs: { reason: 'left_company' }, text });
  expect(last(rep.id)).toContain('Ada Byron no longer works there');
  expect(last(rep.id)).toContain('Bo Berg &lt;bo@fernline.example&gt;');
  expect((await world.leads.list()).total).toBe(1);
});

test('who leaves makes the admins a card that hands all over in one step', async () => {
  world.slack.users.set(rep.id, { deleted: true });
  await world.app.checkMembers();
  expect((await world.access.member(rep.id))?.status).toBe('revoked');
  expect(last(admin.id)).toContain('1 lead is still theirs');
  expect(last(admin.id)).toContain('answers go to Tomas Leal');
  const press = leadsActions.find((one) => one.id === 'leads.hand_over_all');
  const form = await press?.run({ member: admin, value: rep.id } as unknown as ActionInput, world.features);
  if (form?.openModal) expectGoodView(form.openModal);
  expect(JSON.stringify(form?.openModal)).toMatch(new RegExp(`"initial_option":\\{[^}]*\\},"value":"${rep.id}"`));
});

async function pauseMailbox(): Promise<string> {
  const mailbox = await world.features.channels.connectMailbox({
    memberId: rep.id,
    address: 'rosa@seller.example',
    displayName: 'Rosa Quint',
    credentials: '{}',
    at: 0,
  });
  const reason = '2 of 40 mails came back as undeliverable (5 %; the limit is 4 %), in the last 30 days';
  await world.features.channels.pauseMailbox(mailbox.id, reason);
  await append('mailbox.paused', { leadId: undefined, refs: { mailboxId: mailbox.id, memberId: rep.id, reason } });
  return mailbox.id;
}

test('a paused mailbox is told to its owner once, with the figures, and to the team lead with the button', async () => {
  const id = await pauseMailbox();
  await world.app.follow();
  expect(dms(rep.id)).toHaveLength(1);
  expect(last(rep.id)).toContain('2 of 40 mails came back as undeliverable (5 %; the limit is 4 %)');
  expect(last(rep.id)).toContain('Tomas Leal can resume it');
  expect(last(rep.id)).not.toContain('mailbox.resume');
  expect(dms(teamLead.id)).toHaveLength(1);
  expect(last(teamLead.id)).toContain('mailbox.resume');
  expect(dms(manager.id)).toEqual([]);
  await expect(press('mailbox.resume', id)).rejects.toThrow('team lead');
  const resumed = await press('mailbox.resume', id, teamLead);
  if (resumed?.replaceCard) expectGoodCard(resumed.replaceCard);
  expect((await press('mailbox.resume', id, manager))?.replaceCard?.text).toContain('runs already');
  await world.app.follow();
  expect(last(rep.id)).toContain('goes on, resumed by Tomas Leal');
});

test('App Home shows a paused mailbox to its owner, and to who may resume it the button', async () => {
  await pauseMailbox();
  const homeOf = async (userId: string) => {
    await world.app.publishHome(userId);
    return JSON.stringify(world.slack.calls.filter((one) => one.method === 'views.publish').at(-1));
  };
  expect(await homeOf(rep.id)).toContain('rosa@seller.example is paused');
  expect(await homeOf(rep.id)).not.toContain('mailbox.resume');
  expect(await homeOf(teamLead.id)).toContain('mailbox.resume');
  expect(await homeOf(otherRep.id)).not.toContain('rosa@seller.example is paused');
});
