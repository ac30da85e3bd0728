import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { sales } from '../../commands/sales.ts';
import { thread } from '../../commands/thread.ts';
import { createAccess } from '../../src/features/access/index.ts';
import { createLeads } from '../../src/features/leads/index.ts';
import { createPosts } from '../../src/features/posts/index.ts';
import { createSettings } from '../../src/features/settings/index.ts';
import { createThreads } from '../../src/features/threads/index.ts';
import { createTurnableClock } from '../../src/kernel/clock.ts';
import { createIds } from '../../src/kernel/ids.ts';
import { silentLogger } from '../../src/kernel/logger.ts';
import { startSimulator } from '../../src/simulator/index.ts';
import { createSlackApp } from '../../src/slack/app.ts';
import type { Features } from '../../src/slack/features.ts';
import { openTestDatabase } from '../support/database.ts';
import { admin, rep } from '../support/people.ts';

/** The app with Bolt's own Socket Mode against the local Slack, which refuses what Slack refuses. */
async function open() {
  const { db, close } = await openTestDatabase();
  const clock = createTurnableClock(Date.UTC(2026, 4, 12, 8, 0), { runs: true });
  const ids = createIds(clock);
  const person = (id: string, realName: string) => ({
    id,
    name: realName.toLowerCase().replace(' ', '.'),
    realName,
    title: '',
    timezone: 'Europe/Berlin',
  });
  const simulator = await startSimulator({
    port: 0,
    clock,
    logger: silentLogger,
    manifest: parse(readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8')),
    world: {
      teamId: 'T0TEST0001',
      teamName: 'Test',
      people: [person(admin.id, admin.name), person(rep.id, rep.name), person('U0STRANGER', 'Nadia Fox')],
      channels: [
        { id: 'C0SALES001', name: 'sales', kind: 'channel', memberIds: [admin.id, rep.id, 'U0STRANGER'], topic: '' },
        { id: 'G0THREADS1', name: 'lead-threads', kind: 'private', memberIds: [admin.id, rep.id], topic: '' },
      ],
      actAs: [],
      sampleFiles: [],
    },
  });
  const access = createAccess({ db, clock, ids });
  await access.ensureMember({ ...rep, teamId: 'T0TEST0001' });
  const threads = createThreads({ db });
  const leads = createLeads({ db, clock, ids, threads, access });
  const empty = {
    repliesToAnswer: [],
    draftsWaiting: 0,
    leadsWaiting: 0,
    tasksDue: [],
    sentLast30Days: 0,
    sent30DaysBefore: 0,
    repliesLast30Days: 0,
    replies30DaysBefore: 0,
  };
  const features = {
    channels: { mailboxes: async () => [] },
    interactions: {
      note: (by: string, leadId: string, text: string, at: number, onceKey?: string) =>
        threads.addNote(by, leadId, text, at, onceKey),
    },
    access,
    threads,
    leads,
    posts: createPosts({ db, clock }),
    settings: createSettings({ db, clock, record: access.record }),
    analytics: { today: async () => empty },
    scoring: { rank: async () => ({ leads: [], total: 0 }) },
    coaching: { consider: async () => [] },
    sequences: { waiting: async () => [] },
    connections: () => [],
    diagnose: async () => [],
    clock,
  } as unknown as Features;
  const app = createSlackApp({
    features,
    commands: [sales, thread],
    logger: silentLogger,
    clock,
    config: {
      botToken: simulator.botToken,
      appToken: simulator.appToken,
      apiUrl: simulator.slackApiUrl,
      adminUserId: admin.id,
      threadsChannel: 'G0THREADS1',
      port: 0,
      postGapMs: 0,
    },
  });
  await app.start();
  return {
    db,
    clock,
    access,
    threads,
    leads,
    app,
    hand: simulator.workspace,
    async close() {
      await app.stop();
      await simulator.stop();
      await close();
    },
  };
}

let world: Awaited<ReturnType<typeof open>>;
beforeEach(async () => {
  world = await open();
});
afterEach(() => world.close());

test('a stranger gets the form, asks, is approved, and gets in', async () => {
  const { hand } = world;
  await hand.command('U0STRANGER', '/sales', 'help', 'C0SALES001');
  const modal = await hand.waitFor(() => hand.modalOf('U0STRANGER'));
  expect(modal.json.callback_id).toBe('access.request');
  expect(await hand.submit('U0STRANGER', { reason: 'I sell in France', role: 'rep' })).toEqual({ ok: true });
  expect(JSON.stringify(hand.modalOf('U0STRANGER')?.json)).toContain('An admin decides on it');
  const card = await hand.waitFor(() => hand.messages(hand.dmOf(admin.id))[0]);
  expect(card.text).toBe('Nadia Fox asks for access as rep');
  await hand.click(admin.id, card, 'access.pick_role', 'team_lead');
  await hand.click(admin.id, card, 'access.approve');
  await hand.waitFor(() => hand.messages(hand.dmOf('U0STRANGER'))[0]);
  expect(hand.messages(hand.dmOf(admin.id))[0]?.text).toMatch(/Nadia Fox has access as/);
  await hand.command('U0STRANGER', '/sales', 'help', 'C0SALES001');
  await hand.waitFor(() => hand.ephemeralsOf('U0STRANGER').find((one) => one.text.startsWith('What this app does')));
  expect((await world.access.auditTrail({ actorId: 'U0STRANGER' })).map((one) => one.verdict)).toContain('denied');
});

test('App Home opens for a member and is a door for a stranger', async () => {
  const { hand } = world;
  await hand.openHome(rep.id);
  await hand.openHome('U0STRANGER');
  const mine = await hand.waitFor(() => hand.homeOf(rep.id));
  const door = await hand.waitFor(() => hand.homeOf('U0STRANGER'));
  expect(JSON.stringify(mine.json)).toContain('Today');
  expect(JSON.stringify(door.json)).toContain('access.join');
});

test('a lead’s thread appears in the private channel, takes notes, and is shown in order', async () => {
  const { hand } = world;
  const added = await world.leads.add(rep, { firstName: 'Ada', lastName: 'Byron', email: 'ada@fernline.example' });
  const leadId = added.added ? added.lead.id : '';
  await world.db.transaction((scope) =>
    world.threads.append(scope, { at: world.clock.now(), kind: 'lead.replied', leadId, text: 'Tell me more' }),
  );
  expect(await world.app.follow()).toBe(true);
  const [head] = hand.messages('G0THREADS1');
  await hand.post(rep.id, 'G0THREADS1', 'call her & ask <why>', head?.ts);
  await hand.waitFor(() =>
    hand.messages('G0THREADS1').find((one) => one.reactions.some((reaction) => reaction.name === 'memo')),
  );
  await hand.redeliverLastEvent();
  await hand.command(rep.id, '/thread', 'ada');
  const shown = await hand.waitFor(() =>
    hand.messages(hand.dmOf(rep.id)).find((one) => one.text.startsWith('Ada Byron: ')),
  );
  expect(JSON.stringify(shown.blocks)).toMatch(/Added by Rosa Quint.*Tell me more.*call her & ask <why>/s);
  expect(await world.threads.of(leadId, { kinds: ['note.added'] })).toHaveLength(1);
  expect(hand.messages('G0THREADS1')).toHaveLength(3);
});

test('an admin sees who has access and ends it with one click, at once', async () => {
  const { hand } = world;
  await hand.command(admin.id, '/sales', 'admin', 'C0SALES001');
  const list = await hand.waitFor(() => hand.ephemeralsOf(admin.id)[0]);
  expect(list.text).toBe('2 people have access, 0 requests open');
  expect(await hand.click(admin.id, list, 'access.audit')).toEqual({ ok: true });
  await hand.waitFor(() => hand.modalOf(admin.id));
  await hand.close(admin.id);
  await hand.click(admin.id, list, `access.revoke#${rep.id}`);
  await hand.waitFor(() =>
    hand.ephemeralsOf(admin.id).find((one) => one.text === '1 person has access, 0 requests open'),
  );
  expect((await world.access.member(rep.id))?.status).toBe('revoked');
  await hand.command(rep.id, '/sales', 'help');
  const form = await hand.waitFor(() => hand.modalOf(rep.id));
  expect(form.json.callback_id).toBe('access.request');
});

test('a message to the app that it can’t answer says what it can do', async () => {
  const { hand } = world;
  await hand.post(rep.id, hand.dmOf(rep.id), 'what is the weather <today>?');
  const answer = await hand.waitFor(() => hand.messages(hand.dmOf(rep.id))[1]);
  expect(answer.text).toContain('prepare me for');
  await hand.click(rep.id, answer, 'home.help');
  await hand.waitFor(() => hand.messages(hand.dmOf(rep.id)).find((one) => one.text.startsWith('What this app does')));
});

test('a person who is deactivated in Slack has no access any more, and the admin hears of it', async () => {
  const { hand } = world;
  await hand.deactivate(rep.id);
  const told = await hand.waitFor(() => hand.messages(hand.dmOf(admin.id))[0]);
  expect(told.text).toContain('Rosa Quint left the workspace');
});
