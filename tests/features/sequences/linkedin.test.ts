import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inTransaction } from '../../../src/db/index.ts';
import type { Member } from '../../../src/features/access/index.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';
import { Denied, InvalidInput, NotConnected } from '../../../src/kernel/errors.ts';
import { createFakeLinkedin } from '../../support/fake-linkedin.ts';
import { admin, manager, otherRep, rep, teamLead } from '../../support/people.ts';
import { plainDrafting, type World, world } from '../../support/world.ts';

/** Of the lead that a test opens last. */
let urn = '';
let people = 0;

let w: World;
let linkedin: ReturnType<typeof createFakeLinkedin>;
beforeEach(async () => {
  linkedin = createFakeLinkedin();
  w = await world({ linkedin: linkedin.ports });
  await w.settings.set(manager, 'sequencePlan', [{ day: 0, channel: 'linkedin' }]);
});
afterEach(() => w.close());

const touchOf = async (leadId: string) => {
  const [touch] = (await w.sequences.review(rep, leadId)).touches;
  if (!touch) throw new Error('no touch');
  return touch;
};

/** The member opens the link and says yes. */
async function connect(member: Member = rep, code = `token of ${member.name}`): Promise<void> {
  const { url } = await w.channels.beginLinkedin(member);
  await w.channels.finishLinkedin({ state: new URL(url).searchParams.get('state') ?? '', code });
}

/** Switched on, connected, and one task that has come due. */
async function taskDue(input = {}) {
  await w.settings.set(admin, 'linkedinApi', true);
  await connect();
  return open(input);
}

async function open(input = {}) {
  people += 1;
  urn = `urn:li:person:Ada-${people}`;
  const lead = await w.approvedLead({ linkedin: urn, ...input });
  await w.turnTo((await touchOf(lead.id)).dueAt + MINUTE_MS);
  const touch = await touchOf(lead.id);
  expect(touch.status).toBe('task');
  return { leadId: lead.id, touchId: touch.id };
}

/** What the form shows at this moment, ready to be pressed. */
async function formOf(touchId: string, by: Member = rep) {
  const touch = await w.sequences.touch(touchId);
  const { fingerprint = '' } = await w.sequences.linkedinTask(by, touchId);
  return { seen: { draftId: touch.draft?.id ?? '', fingerprint }, body: touch.draft?.body ?? '' };
}

const press = async (touchId: string, more = {}, by: Member = rep) =>
  w.sequences.sendLinkedinTask(by, touchId, { ...(await formOf(touchId)), ...more });

const kinds = async (leadId: string) => (await w.threads.of(leadId)).map((one) => one.kind);

describe('as it comes, nothing goes out from here', () => {
  test('without the API, without the setting, or without the grant', async () => {
    await connect();
    const { touchId } = await open();
    const form = { ...(await formOf(touchId)), seen: { draftId: '', fingerprint: '' } };
    expect(await w.sequences.linkedinTask(rep, touchId)).toMatchObject({ way: 'none' });
    await expect(w.sequences.sendLinkedinTask(rep, touchId, form)).rejects.toThrow('is off');
    await w.settings.set(admin, 'linkedinApi', true);
    expect(await w.sequences.linkedinTask(rep, touchId)).toMatchObject({ way: 'send' });
    await w.channels.disconnectLinkedin(rep.id);
    expect(linkedin.revoked).toHaveLength(1);
    expect(await w.sequences.linkedinTask(rep, touchId)).toMatchObject({ way: 'connect' });
    await expect(press(touchId)).rejects.toBeInstanceOf(NotConnected);
    await w.close();
    w = await world();
    await w.settings.set(manager, 'sequencePlan', [{ day: 0, channel: 'linkedin' }]);
    await w.settings.set(admin, 'linkedinApi', true);
    const bare = await open();
    expect(await w.sequences.linkedinTask(rep, bare.touchId)).toMatchObject({ way: 'none' });
    await expect(press(bare.touchId)).rejects.toThrow('is off');
    expect(linkedin.sent).toEqual([]);
  });

  test('to somebody of whom only the profile is known', async () => {
    const { touchId } = await taskDue({ linkedin: 'https://www.linkedin.com/in/ada-byron' });
    expect(await w.sequences.linkedinTask(rep, touchId)).toMatchObject({
      way: 'none',
      note: expect.stringContaining('URN'),
    });
    await expect(press(touchId)).rejects.toBeInstanceOf(InvalidInput);
  });

  test('by anybody but the owner, whose name it goes out in', async () => {
    const { touchId } = await taskDue();
    for (const one of [teamLead, manager, admin]) {
      await connect(one);
      expect(await w.sequences.linkedinTask(one, touchId)).toMatchObject({ way: 'none' });
      await expect(press(touchId, {}, one)).rejects.toBeInstanceOf(Denied);
    }
    await expect(press(touchId, {}, otherRep)).rejects.toBeInstanceOf(Denied);
    expect(linkedin.sent).toEqual([]);
  });

  test('by itself, however long the task is due', async () => {
    const { leadId } = await taskDue();
    await w.turnTo(w.clock.now() + 20 * DAY_MS);
    expect(linkedin.sent).toEqual([]);
    expect((await touchOf(leadId)).status).toBe('task');
  });
});

describe('one press', () => {
  test('sends the very words in the owner’s name, and is on record as an approval of them', async () => {
    const { leadId, touchId } = await taskDue();
    const form = await formOf(touchId);
    expect(await press(touchId)).toEqual({ result: 'sent' });
    expect(linkedin.sent).toEqual([
      { credentials: JSON.stringify({ accessToken: 'token of Rosa Quint' }), to: urn, text: form.body },
    ]);
    expect(await touchOf(leadId)).toMatchObject({ status: 'sent', approvedBy: rep.name });
    expect(await kinds(leadId)).toEqual(expect.arrayContaining(['touch.approved', 'touch.sent']));
    const [approval] = await w.db('approvals').where({ touch_id: touchId }).whereNull('revoked_at');
    expect(approval).toMatchObject({ approver_id: rep.id, draft_id: form.seen.draftId });
    expect((await w.leads.get(leadId)).stage).toBe('contacted');
  });

  test('twice, and at the same moment, is one message', async () => {
    const { touchId } = await taskDue();
    const form = await formOf(touchId);
    const both = await Promise.all([1, 2, 3].map(() => w.sequences.sendLinkedinTask(rep, touchId, form)));
    expect(both.filter((one) => one.result === 'sent')).toHaveLength(1);
    expect(await w.sequences.sendLinkedinTask(rep, touchId, form)).toEqual({ result: 'already' });
    expect(linkedin.sent).toHaveLength(1);
  });

  test('takes the words as they were typed, and keeps who wrote them', async () => {
    const { leadId, touchId } = await taskDue();
    expect(await press(touchId, { body: '  Ada, may I ask\nyou something? ' })).toEqual({ result: 'sent' });
    expect(linkedin.sent[0]?.text).toBe('  Ada, may I ask\nyou something? ');
    expect((await touchOf(leadId)).draft).toMatchObject({
      body: '  Ada, may I ask\nyou something? ',
      writer: 'person',
    });
  });

  test('with a claim that has no source is refused, and the task keeps its words, unless somebody vouches', async () => {
    const { leadId, touchId } = await taskDue();
    const before = await touchOf(leadId);
    const body = 'We saved 9000 hours.';
    expect(await press(touchId, { body })).toMatchObject({ result: 'problems', problems: [{ kind: 'number' }] });
    expect(linkedin.sent).toEqual([]);
    expect(await touchOf(leadId)).toEqual(before);
    expect(await press(touchId, { body, vouch: true })).toEqual({ result: 'sent' });
    expect((await touchOf(leadId)).draft?.vouchedBy).toBe(rep.id);
  });

  test('asks again for words that were approved before: what they rest on may have gone', async () => {
    await w.close();
    let isGone = false;
    const gone = { kind: 'claim', sentence: 'It.', reason: 'Its source is gone.', canVouch: true } as const;
    const drafting: typeof plainDrafting = {
      ...plainDrafting,
      check: (context, words, writer) => ({
        ...plainDrafting.check(context, words, writer),
        problems: isGone ? [gone] : [],
      }),
    };
    w = await world({ linkedin: linkedin.ports, drafting });
    await w.settings.set(manager, 'sequencePlan', [{ day: 0, channel: 'linkedin' }]);
    const { touchId } = await taskDue();
    isGone = true;
    expect(await press(touchId)).toMatchObject({ result: 'problems' });
    expect(linkedin.sent).toEqual([]);
  });

  test('on a form that is older than the words or the world sends nothing', async () => {
    const { leadId, touchId } = await taskDue();
    const form = await formOf(touchId);
    const lead = await w.leads.get(leadId);
    await w.leads.edit(rep, leadId, { linkedin: 'urn:li:person:Somebody-else' }, lead.version);
    expect(await w.sequences.sendLinkedinTask(rep, touchId, form)).toMatchObject({ result: 'kept' });
    const other = { ...form, seen: { ...form.seen, draftId: 'drf_other' } };
    expect(await w.sequences.sendLinkedinTask(rep, touchId, other)).toMatchObject({ result: 'kept' });
    expect(linkedin.sent).toEqual([]);
  });

  test('without a word is refused', async () => {
    const { touchId } = await taskDue();
    await expect(press(touchId, { body: ' \n' })).rejects.toBeInstanceOf(InvalidInput);
  });
});

describe('what keeps it here', () => {
  test('the pause of everything, and the lead’s night, in words; the task stays', async () => {
    const { leadId, touchId } = await taskDue();
    await w.settings.set(manager, 'sendingPaused', true);
    expect(await press(touchId)).toMatchObject({ result: 'kept', reason: expect.stringContaining('paused') });
    await w.settings.set(manager, 'sendingPaused', false);
    w.clock.set(w.clock.now() + 12 * HOUR_MS);
    expect(await press(touchId)).toMatchObject({ result: 'kept', reason: expect.stringContaining('hours') });
    expect(linkedin.sent).toEqual([]);
    expect((await touchOf(leadId)).status).toBe('task');
  });

  test('the daily limit, which counts what was sent from here and by hand', async () => {
    const first = await taskDue();
    const second = await open();
    const third = await open();
    await w.settings.set(manager, 'linkedinPerDay', 2);
    expect(await press(first.touchId)).toEqual({ result: 'sent' });
    await w.sequences.completeTask(rep, second.touchId);
    expect(await press(third.touchId)).toMatchObject({ result: 'kept', reason: expect.stringContaining('2 of 2') });
    expect(await w.sequences.linkedinTask(rep, third.touchId)).toMatchObject({ done: 2, perDay: 2 });
    expect(linkedin.sent).toHaveLength(1);
  });

  test('the daily limit, also when two are pressed at once', async () => {
    const [first, second] = [await taskDue(), await open()];
    await w.settings.set(manager, 'linkedinPerDay', 1);
    const results = await Promise.all([press(first.touchId), press(second.touchId)]);
    expect(results.filter((one) => one.result === 'sent').length).toBeLessThanOrEqual(1);
    expect(linkedin.sent.length).toBeLessThanOrEqual(1);
  });

  test.each(['an answer', 'an opt-out'])('%s between the form and the press', async (what) => {
    const { leadId, touchId } = await taskDue();
    const form = await formOf(touchId);
    const text = what === 'an answer' ? 'Let us talk on Tuesday.' : 'Please stop writing to me.';
    await w.interactions.answered(rep, { leadId, touchId, channel: 'linkedin', text });
    expect(await w.sequences.sendLinkedinTask(rep, touchId, form)).toMatchObject({ result: 'kept' });
    expect(linkedin.sent).toEqual([]);
  });

  test('an end of the sequence between the claim and the call', async () => {
    const { leadId, touchId } = await taskDue();
    const form = await formOf(touchId);
    const read = w.settings.get;
    let isStopped = false;
    w.settings.get = async (key) => {
      const value = await read(key);
      if (key === 'postalAddress' && !isStopped) {
        isStopped = true;
        const at = w.clock.now();
        await inTransaction(w.db, (scope) => w.sequences.stop(scope, leadId, 'The lead has answered.', at));
      }
      return value;
    };
    expect(await w.sequences.sendLinkedinTask(rep, touchId, form)).toMatchObject({ result: 'kept' });
    expect(isStopped).toBe(true);
    expect(linkedin.sent).toEqual([]);
    expect((await touchOf(leadId)).status).toBe('cancelled');
  });

  test.each([
    ['the setting is switched off', () => w.settings.set(admin, 'linkedinApi', false)],
    ['the grant is taken back', () => w.channels.disconnectLinkedin(rep.id)],
  ])('%s between the claim and the call', async (_, change) => {
    const { leadId, touchId } = await taskDue();
    const form = await formOf(touchId);
    const read = w.settings.get;
    let isChanged = false;
    w.settings.get = async (key) => {
      const value = await read(key);
      if (key === 'postalAddress' && !isChanged) {
        isChanged = true;
        await change();
      }
      return value;
    };
    expect(await w.sequences.sendLinkedinTask(rep, touchId, form)).toMatchObject({ result: 'kept' });
    expect(isChanged).toBe(true);
    expect(linkedin.sent).toEqual([]);
    expect((await touchOf(leadId)).status).toBe('task');
  });
});

describe('what LinkedIn says', () => {
  test.each(['not_allowed', 'refused', 'rate_limited', 'unreachable'] as const)(
    '%s: told in words, and the task stays one that can be pressed again',
    async (how) => {
      const { leadId, touchId } = await taskDue();
      linkedin.fail(how);
      const outcome = await press(touchId);
      expect(outcome).toMatchObject({ result: 'kept', reason: expect.stringMatching(/LinkedIn.*Nothing was sent\./) });
      expect(await touchOf(leadId)).toMatchObject({ status: 'task', waitReason: expect.stringContaining('LinkedIn') });
      expect(await press(touchId)).toEqual({ result: 'sent' });
      expect(linkedin.sent).toHaveLength(1);
    },
  );

  test('a permission that was taken back is told to its member once, and connecting again mends it', async () => {
    const { touchId } = await taskDue();
    linkedin.fail('revoked');
    expect(await press(touchId)).toMatchObject({ result: 'kept' });
    await expect(press(touchId)).rejects.toBeInstanceOf(NotConnected);
    const lost = await w.threads.latest({ kinds: ['linkedin.lost'], limit: 5 });
    expect(lost.map((one) => one.refs.memberId)).toEqual([rep.id]);
    await connect(rep, 'another token');
    expect(await press(touchId)).toEqual({ result: 'sent' });
  });

  test('a permission that has run out is told once too', async () => {
    const { touchId } = await taskDue();
    w.clock.set(w.clock.now() + 61 * DAY_MS);
    expect(await w.sequences.linkedinTask(rep, touchId)).toMatchObject({
      way: 'connect',
      note: expect.stringContaining('60'),
    });
    expect(await w.channels.endLinkedinGrants()).toBe(1);
    expect(await w.channels.endLinkedinGrants()).toBe(0);
    expect(await w.threads.latest({ kinds: ['linkedin.lost'], limit: 5 })).toHaveLength(1);
    await expect(press(touchId)).rejects.toThrow('run out');
  });
});

describe('an outcome that nobody knows', () => {
  test.each(['lost_after', 'lost_before', 'broken'] as const)(
    '%s: a person is asked, and it is never sent again',
    async (how) => {
      const { leadId, touchId } = await taskDue();
      linkedin.fail(how);
      const form = await formOf(touchId);
      expect(await press(touchId)).toEqual({ result: 'unclear' });
      const calls = linkedin.sent.length;
      expect(await w.sequences.sendLinkedinTask(rep, touchId, form)).toEqual({ result: 'unclear' });
      await w.turnTo(w.clock.now() + 5 * DAY_MS);
      expect(linkedin.sent).toHaveLength(calls);
      expect((await touchOf(leadId)).status).toBe('unclear');
      expect((await kinds(leadId)).filter((one) => one === 'touch.unclear')).toHaveLength(1);
    },
  );

  test('is settled by a person: it went, or it waits for a yes again', async () => {
    const [went, lost] = [await taskDue(), await open()];
    for (const { touchId } of [went, lost]) {
      linkedin.fail('lost_before');
      expect(await press(touchId)).toEqual({ result: 'unclear' });
    }
    expect((await w.sequences.settleUnclear(rep, went.touchId, true)).status).toBe('sent');
    expect((await w.sequences.settleUnclear(rep, lost.touchId, false)).status).toBe('drafted');
    await w.approveAll(lost.leadId);
    await w.turnTo(w.clock.now() + DAY_MS);
    expect(linkedin.sent).toEqual([]);
    expect((await touchOf(lost.leadId)).status).toBe('task');
  });

  test('a crash after the call began ends as a question, one before it as a task; neither is sent by whoever recovers', async () => {
    const [called, claimed] = [await taskDue(), await open()];
    for (const [{ touchId }, state] of [
      [called, 'calling'],
      [claimed, 'claimed'],
    ] as const) {
      const row = await w.db('touches').where({ id: touchId }).first();
      await w.db('touches').where({ id: touchId }).update({ status: 'sending' });
      await w.db('sends').insert({
        touch_id: touchId,
        approval_id: row.approval_id,
        state,
        claim: `claim of ${touchId}`,
        claimed_at: w.clock.now(),
        lease_until: w.clock.now() + 2 * MINUTE_MS,
        mailbox_id: `linkedin:${rep.id}`,
        to_address: urn,
      });
    }
    await w.turnTo(w.clock.now() + HOUR_MS);
    expect((await touchOf(called.leadId)).status).toBe('unclear');
    expect((await touchOf(claimed.leadId)).status).toBe('task');
    expect(linkedin.sent).toEqual([]);
  });

  test('a record that could not be kept after the call ends as a question', async () => {
    const { leadId, touchId } = await taskDue();
    linkedin.during(async () => {
      await w.db.schema.renameTable('log_entries', 'log_entries_away');
    });
    expect(await press(touchId)).toEqual({ result: 'unclear' });
    linkedin.during(undefined);
    await w.db.schema.renameTable('log_entries_away', 'log_entries');
    expect(linkedin.sent).toHaveLength(1);
    await w.turnTo(w.clock.now() + HOUR_MS);
    expect((await touchOf(leadId)).status).toBe('unclear');
    expect(linkedin.sent).toHaveLength(1);
  });
});
