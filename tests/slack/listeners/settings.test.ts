import { afterEach, beforeEach, expect, test } from 'vitest';
import { sales } from '../../../commands/sales.ts';
import { sendingActions } from '../../../src/slack/listeners/sending.ts';
import { auditModal } from '../../../src/slack/views/audit.ts';
import { settingForm, settingsModal, settingText, settingValue } from '../../../src/slack/views/settings.ts';
import { manager, rep } from '../../support/people.ts';
import { expectGoodView, read } from '../views/looks.ts';
import { hands, refused } from './hands.ts';
import { type SalesWorld, salesWorld } from './sales-world.ts';

let world: SalesWorld;
beforeEach(async () => {
  world = await salesWorld();
});
afterEach(() => world.close());

const open = async (key: string) => {
  const view = (await hands(world.features, manager).press('settings.edit', key)).openModal;
  if (!view) throw new Error('no form');
  return view;
};

test('a manager sees every setting with its value and reason, and a rep sees none of it', async () => {
  const view = settingsModal(await world.features.settings.all(), world.features.settings.defaultOf);
  expectGoodView(view);
  const text = read(view.blocks);
  expect(text).toContain('*Postal address below every mail*: _not set_');
  expect(text).toContain(
    '*Plan of the sequence*: day 0 email, day 3 LinkedIn, day 7 email, day 12 WhatsApp or call, day 18 email',
  );
  expect(text).toContain('*Weekdays for a first mail*: Tue, Wed, Thu');
  const ask = (member: typeof rep) => sales.run({ member, text: 'admin', onceKey: 'x' }, world.features);
  expect((await ask(manager)).openModal?.title?.text).toBe('Settings');
  await expect(ask(rep)).rejects.toThrow(/managers and admins/);
});

test('a changed value stands beside its default, and in the audit trail beside what it was', async () => {
  await hands(world.features, manager).submit(await open('gapMinutes'), { value: '15' });
  const view = settingsModal(await world.features.settings.all(), world.features.settings.defaultOf);
  expect(read(view.blocks)).toContain('*Minutes between two mails of a mailbox*: 15 · by default 8');
  const trail = auditModal(await world.features.access.auditTrail({ limit: 5 }), (id) => id);
  expect(read(trail.blocks)).toContain('changed “Minutes between two mails of a mailbox” · 8 → 15');
});

test('the audit trail tells gestures in words', () => {
  const entry = { id: 1, at: 0, actorId: 'Rosa', verdict: 'denied' as const, gesture: 'view:policy.save' };
  const text = read(auditModal([entry, { ...entry, gesture: 'command:/lead', verdict: 'allowed' }], (id) => id).blocks);
  expect(text).toContain('*Rosa* · refused: handed in the form “policy: save”');
  expect(text).toContain('*Rosa* · typed /lead');
});

test('“Pause everything” leaves no card behind that says that sending is on', async () => {
  const boss = hands(world.features, manager);
  const sending = sendingActions.find((one) => one.id === 'sending.pause');
  const input = { member: manager, value: '', values: [], onceKey: 'x' };
  expect(await sending?.run({ ...input, messageTs: '1.1' }, world.features)).toMatchObject({
    replaceCard: { text: expect.stringContaining('paused') },
  });
  const resumed = await boss.press('sending.resume', '');
  expect((resumed.replaceCard ?? resumed.say)?.text).toContain('goes on');
});

test('a change holds, is audited, and says so', async () => {
  const form = await open('postalAddress');
  expectGoodView(form);
  const reply = await hands(world.features, manager).submit(form, { value: 'Long Lane 1, Amsterdam' });
  expect(read(reply.updateView && typeof reply.updateView === 'object' ? reply.updateView.blocks : [])).toContain(
    'Saved.',
  );
  expect(await world.features.settings.get('postalAddress')).toBe('Long Lane 1, Amsterdam');
  const [entry] = await world.features.access.auditTrail({ actorId: manager.id });
  expect(entry?.target).toBe('postalAddress');
});

test.each([
  ['gapMinutes', 'soon', /number/],
  ['gapMinutes', '-3', /at least/],
  ['windowStart', 'nine', /time/],
  ['windowEnd', '9:10', /less than an hour/],
  ['preferredWeekdays', 'Tue, Blursday', /no weekday/],
  ['sequencePlan', '0 pigeon', /business day and channel/],
  ['sequencePlan', '0 email, 1 email, 2 email, 3 email', /email/],
])('%s can’t become “%s”', async (key, value, words) => {
  const form = await open(key);
  const before = await world.features.settings.all();
  const problem = await refused(hands(world.features, manager).submit(form, { value }));
  expect(problem).toMatchObject({ field: 'value', words: expect.stringMatching(words) });
  expect(await world.features.settings.all()).toEqual(before);
});

test('what is shown can be typed again', async () => {
  const all = await world.features.settings.all();
  for (const key of ['sequencePlan', 'preferredWeekdays', 'dashboardWeekday', 'gapMinutes', 'windowStart'] as const) {
    expect(settingValue(key, settingText(key, all[key].value))).toEqual(all[key].value);
    expectGoodView(settingForm(key, all, settingText(key, world.features.settings.defaultOf(key))));
  }
});
