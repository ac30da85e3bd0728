import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Lead } from '../../src/features/leads/index.ts';
import type { Entry, EntryKind } from '../../src/features/threads/index.ts';
import { MINUTE_MS } from '../../src/kernel/clock.ts';
import type { Features } from '../../src/slack/features.ts';
import { admin, otherRep, rep } from '../support/people.ts';
import { type SlackWorld, slackWorld } from './slack-world.ts';

let world: SlackWorld;
let mine: Lead;
let theirs: Lead;

const quiet = {
  coaching: { consider: async () => [] },
  sequences: {
    waiting: async () => [],
    tasks: async () => [{ id: 'tch_1', leadName: 'Ada', channel: 'linkedin', dueAt: 0, leadId: 'l' }],
  },
} as unknown as Partial<Features>;

beforeEach(async () => {
  world = await slackWorld({ features: quiet });
  mine = await leadOf(rep, 'ada@fernline.example');
  theirs = await leadOf(otherRep, 'bo@northgate.example');
  await world.app.follow();
});
afterEach(() => world.close());

async function leadOf(by: typeof rep, email: string): Promise<Lead> {
  const added = await world.leads.add(by, { firstName: 'Ada', lastName: email, company: email, email });
  if (!added.added) throw new Error('a duplicate');
  return added.lead;
}

const append = (kind: EntryKind, lead: Lead, more: Partial<Entry> = {}) =>
  world.db.transaction((scope) =>
    world.threads.append(scope, { at: world.clock.now(), kind, leadId: lead.id, refs: {}, ...more }),
  );
const textsTo = (userId: string) =>
  world.slack.inDmOf(userId).map((one) => `${one.text} ${JSON.stringify(one.blocks)}`);

test.each(['user_disabled', 'channel_not_found', 'cannot_dm_bot'])(
  'a person whom Slack refuses (%s) holds up nobody else, and whoever stands in has their answers',
  async (refusal) => {
    world.slack.refusing.set(otherRep.id, refusal);
    await append('lead.replied', theirs, { text: 'hello' });
    await append('lead.replied', mine, { text: 'please call me' });
    expect(await world.app.follow()).toBe(true);
    expect(textsTo(rep.id)).toHaveLength(1);
    const [told, ...more] = textsTo(admin.id);
    expect(told).toContain('answered');
    expect(told).toContain('Meant for Otto Brandt, to whom Slack takes no message of this app');
    expect(more).toEqual([]);
    // Whoever is still there keeps their access.
    expect((await world.access.member(otherRep.id))?.status).toBe('active');
  },
);

test('who turns out to be deactivated has no access from then on, and the admins are asked to hand over', async () => {
  world.slack.refusing.set(otherRep.id, 'user_disabled');
  world.slack.users.set(otherRep.id, { deleted: true });
  await append('lead.replied', theirs, { text: 'hello' });
  await world.app.follow();
  expect((await world.access.member(otherRep.id))?.status).toBe('revoked');
  expect(textsTo(admin.id).filter((one) => one.includes('1 lead is still theirs'))).toHaveLength(1);
  expect(textsTo(admin.id).filter((one) => one.includes('answered'))).toHaveLength(1);
});

test('a refused card of the day keeps nobody else’s from being drawn', async () => {
  world.slack.refusing.set(otherRep.id, 'user_disabled');
  await append('touch.due', theirs);
  await append('touch.due', mine);
  expect(await world.app.follow()).toBe(true);
  expect(textsTo(rep.id)).toHaveLength(1);
  await world.app.remindDrafts();
});

test.each([
  ['Slack is down', 'error_500' as const],
  ['the app itself is refused', { refusal: 'missing_scope' }],
])('while %s the log waits, and everybody hears later', async (_, fault) => {
  world.slack.fail('conversations.open', ...Array.from({ length: 4 }, () => fault));
  await append('lead.replied', theirs, { text: 'hello' });
  await append('lead.replied', mine, { text: 'please call me' });
  expect(await world.app.follow()).toBe(false);
  world.slack.fail('conversations.open');
  world.clock.set(world.clock.now() + MINUTE_MS);
  expect(await world.app.follow()).toBe(true);
  expect(textsTo(otherRep.id)).toHaveLength(1);
  expect(textsTo(rep.id)).toHaveLength(1);
  expect(textsTo(admin.id)).toEqual([]);
});
