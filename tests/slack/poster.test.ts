import { afterEach, expect, test } from 'vitest';
import type { Nudge } from '../../src/features/coaching/index.ts';
import type { Lead, LeadInput } from '../../src/features/leads/index.ts';
import type { Entry, EntryKind } from '../../src/features/threads/index.ts';
import { HOUR_MS } from '../../src/kernel/clock.ts';
import type { Features } from '../../src/slack/features.ts';
import { admin, otherRep, rep, teamLead } from '../support/people.ts';
import { otherBot, type SlackWorld, slackWorld, stranger } from './slack-world.ts';
import { payloads } from './stub-slack.ts';

let world: SlackWorld;
afterEach(() => world?.close());

const THREADS = 'C0THREADS1';
let ada: Lead;

/** Two leads of the rep, and what coaching says; the log's earlier entries are followed already. */
async function posterWorld(
  more: {
    nudges?: Nudge[];
    waiting?: { leadId: string; name: string; drafts: number }[];
    tasks?: object[];
    config?: object;
  } = {},
) {
  const features = {
    coaching: {
      consider: async (entry: Entry) =>
        (more.nudges ?? [])
          .filter(() => entry.kind === 'lead.replied')
          .map((one) => ({ ...one, leadId: entry.leadId })),
    },
    sequences: {
      waiting: async () => more.waiting ?? [],
      tasks: async () => more.tasks ?? [],
      toDraft: async () => 0,
    },
  } as unknown as Partial<Features>;
  world = await slackWorld({ features, config: { threadsChannel: THREADS, ...more.config } });
  world.slack.channelMembers.set(THREADS, ['U0BOT00001', otherBot, rep.id, admin.id]);
  ada = await addLead({
    firstName: 'Ada',
    lastName: 'Byron',
    title: 'Head of Billing',
    company: 'Fernline',
    email: 'ada@fernline.example',
  });
  await world.app.follow();
  return world;
}

async function addLead(input: LeadInput): Promise<Lead> {
  const added = await world.leads.add(rep, input);
  if (!added.added) throw new Error('a duplicate');
  return added.lead;
}

async function append(kind: EntryKind, more: Partial<Entry> = {}): Promise<number> {
  const entry = { at: world.clock.now(), kind, leadId: ada.id, refs: {}, ...more };
  return (await world.db.transaction((scope) => world.threads.append(scope, entry))) ?? 0;
}

const threadMessages = () => world.slack.messages.filter((one) => one.channel === THREADS);
const textOf = (message: { text: string; blocks: unknown[] } | undefined) =>
  `${message?.text} ${JSON.stringify(message?.blocks)}`;

test('an answer reaches its owner at once and nobody else, with what it means', async () => {
  await posterWorld({
    nudges: [
      {
        id: 'ndg_1',
        entryId: 1,
        leadId: '',
        forMemberId: rep.id,
        kind: 'reply',
        headline: 'Ada Byron answered · interested, objects to the price',
        quote: 'Looks useful, <!channel> but 400 a month is too much',
        means: 'price, not a no',
        nextStep: 'start with one team',
        points: [],
        madeAt: 0,
      },
    ],
  });
  await append('lead.replied', { text: 'Looks useful' });
  await world.app.follow();
  expect(world.slack.inDmOf(rep.id)).toHaveLength(1);
  const card = textOf(world.slack.inDmOf(rep.id)[0]);
  expect(card).toContain('Ada Byron answered · interested, objects to the price');
  expect(card).toContain('price, not a no');
  expect(card).toContain('rich_text_quote');
  expect(world.slack.inDmOf(teamLead.id)).toEqual([]);
});

test('an answer on which coaching has nothing to add reaches the owner all the same', async () => {
  await posterWorld();
  await append('lead.replied', { text: 'Yes please', refs: { intents: 'interested', objections: 'price' } });
  await world.app.follow();
  expect(world.slack.inDmOf(rep.id)).toMatchObject([{ text: 'Ada Byron answered: interested, objects: price' }]);
});

test('the answer to an owner who left goes to their team lead', async () => {
  await posterWorld();
  await world.access.revoke(admin, rep.id);
  await append('lead.replied', { text: 'Yes please' });
  await world.app.follow();
  expect(world.slack.inDmOf(rep.id)).toEqual([]);
  expect(world.slack.inDmOf(teamLead.id)).toHaveLength(1);
});

test('a lead gets a Slack thread when there is something to tell, with what came before in order', async () => {
  await posterWorld();
  await append('sequence.enrolled', { actorId: rep.id, refs: { steps: 5 } });
  await append('touch.sent', { refs: { step: 1, channel: 'email' }, text: 'Nine days\n\nHi Ada' });
  await world.app.follow();
  expect(threadMessages()).toEqual([]);
  await append('lead.replied', { text: 'Tell me more <!channel>' });
  await world.app.follow();
  const [head, batch, ...rest] = threadMessages();
  expect(head?.text).toBe('Ada Byron, Head of Billing, Fernline');
  expect(batch?.thread_ts).toBe(head?.ts);
  expect(rest).toEqual([]);
  const words = textOf(batch);
  const places = ['Added by Rosa Quint', 'Enrolled on 5 touches', 'Nine days', 'Tell me more'].map((one) =>
    words.indexOf(one),
  );
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
  expect(batch?.text).not.toContain('<!');
  expect(words).toContain('{"type":"rich_text_quote","elements":[{"type":"text","text":"Tell me more <!channel>"}]}');
});

test('later entries are appended in order, and following twice posts nothing twice', async () => {
  await posterWorld();
  await append('note.added', { actorId: rep.id, text: 'first' });
  await world.app.follow();
  await append('touch.done', { actorId: rep.id, refs: { step: 2, channel: 'linkedin' } });
  await append('call.logged', { actorId: rep.id, refs: { minutes: 18 }, text: 'price came up' });
  await world.app.follow();
  await world.db('cursors').delete();
  world.app.wake();
  await world.app.follow();
  const texts = threadMessages().map((one) => one.text);
  expect(texts).toHaveLength(3);
  expect(texts[2]).toBe('2 entries: LinkedIn message, step 2 done by Rosa Quint; Call by Rosa Quint · 18 min');
});

test('what a recorded call came to is told to who called, and nobody else', async () => {
  await posterWorld();
  const call = { actorId: rep.id };
  await append('call.ended', { ...call, refs: { status: 'completed', seconds: 65, isRecorded: true } });
  await append('call.ended', { ...call, refs: { status: 'no_answer', seconds: 0 } });
  await append('call.ended', { ...call, refs: { status: 'canceled', seconds: 0, isRefused: true } });
  const until = world.clock.now() + 30 * 24 * HOUR_MS;
  await append('call.unwritten', { ...call, refs: { reason: 'The budget is spent <!here>.', until } });
  await append('call.unwritten', { ...call, refs: { reason: 'No words were understood in it.', until: 0 } });
  await append('recording.left', { ...call, refs: { recordingId: 'RE1' } });
  await world.app.follow();
  const mine = world.slack.inDmOf(rep.id);
  expect(mine.map((one) => one.text)).toEqual([
    'The call is over: Ada Byron, 1 min',
    'Nobody picked up: Ada Byron',
    'Ada Byron was not rung: between your click and your 1 it became a no.',
    'The recorded call with Ada Byron is not written down',
    'The recorded call with Ada Byron is not written down',
    'The recording of the call with Ada Byron could not be deleted at Twilio',
  ]);
  expect(textOf(mine[0])).toContain('both of you were told');
  expect(textOf(mine[1])).toContain('How did it go?');
  expect(textOf(mine[3])).toContain('stays at Twilio until');
  expect(textOf(mine[3])).not.toContain('<!here>');
  expect(textOf(mine[4])).toContain('is deleted at Twilio');
  expect(threadMessages()).toEqual([]);
  expect(world.slack.inDmOf(teamLead.id)).toEqual([]);
});

test('a call that was written down opens the lead’s thread, its words inert', async () => {
  await posterWorld();
  await append('call.transcribed', {
    actorId: rep.id,
    refs: { minutes: 18 },
    text: 'Lead: hi <!channel> <@U0ADMIN001>',
  });
  await world.app.follow();
  const batch = threadMessages().at(-1);
  expect(batch?.text).not.toContain('<!');
  expect(textOf(batch)).toContain('Recorded call by Rosa Quint · 18 min, written down by a machine');
  expect(textOf(batch)).toContain(
    '{"type":"rich_text_quote","elements":[{"type":"text","text":"Lead: hi <!channel> <@U0ADMIN001>"}]}',
  );
});

test('leads that are handed over in one step make one message to their new owner', async () => {
  await posterWorld();
  const others = await Promise.all(
    ['x', 'y', 'z'].map((one) => addLead({ firstName: one, lastName: 'Lead', email: `${one}@fernline.example` })),
  );
  await world.leads.handOver(
    admin,
    [ada, ...others].map((one) => one.id),
    otherRep.id,
  );
  await world.app.follow();
  expect(world.slack.inDmOf(otherRep.id)).toMatchObject([{ text: 'Amara Okafor handed 4 leads over to you' }]);
});

test('a mail that came back for good is told to the owner, a passing delay is not', async () => {
  await posterWorld();
  await append('lead.bounced', { refs: { permanent: false } });
  await append('lead.bounced', { refs: { permanent: true } });
  await world.app.follow();
  expect(world.slack.inDmOf(rep.id).map((one) => one.text)).toEqual([
    expect.stringContaining('came back as undeliverable'),
  ]);
});

test.each(['lost', 'error_500'] as const)('a post whose answer is %s is found again, not repeated', async (fault) => {
  await posterWorld();
  world.slack.fail('chat.postMessage', fault);
  await append('lead.replied', { text: 'Yes' });
  for (let i = 0; i < 4; i += 1) await world.app.follow();
  expect(world.slack.inDmOf(rep.id)).toHaveLength(1);
  expect(threadMessages()).toHaveLength(2);
});

test('a post that Slack’s limit delays is posted later, once', async () => {
  await posterWorld();
  world.slack.fail('chat.postMessage', 'rate_limited', 'rate_limited');
  await append('lead.replied', { text: 'Yes' });
  await world.app.follow();
  expect(world.slack.inDmOf(rep.id)).toHaveLength(1);
});

test('a card that Slack refuses is posted as its first line', async () => {
  await posterWorld();
  world.slack.fail('chat.postMessage', { refusal: 'invalid_blocks' });
  await append('lead.replied', { text: 'Yes' });
  await world.app.follow();
  await world.app.follow();
  const all = [...world.slack.inDmOf(rep.id), ...threadMessages()];
  expect(all).toHaveLength(3);
  expect(all.filter((one) => one.blocks.length === 0)).toHaveLength(1);
});

test('nothing is posted while a person without access is in the channel, and the admins hear of it once', async () => {
  await posterWorld();
  world.slack.channelMembers.set(THREADS, ['U0BOT00001', rep.id, stranger]);
  await append('lead.replied', { text: 'Secret' });
  expect(await world.app.follow()).toBe(false);
  expect(await world.app.follow()).toBe(false);
  expect(threadMessages()).toEqual([]);
  expect(world.slack.inDmOf(admin.id)).toHaveLength(1);
  expect(world.slack.inDmOf(admin.id)[0]?.text).toContain('Nadia Fox is in');
  expect(world.slack.inDmOf(rep.id)).toHaveLength(1);
  world.slack.channelMembers.set(THREADS, ['U0BOT00001', rep.id]);
  expect(await world.app.follow()).toBe(true);
  expect(threadMessages()).toHaveLength(2);
});

test('what a member writes into the thread becomes a note, once, with a quiet mark, and is not posted back', async () => {
  await posterWorld();
  await append('lead.replied', { text: 'Yes' });
  await world.app.follow();
  const [head] = threadMessages();
  const message = payloads.event({
    type: 'message',
    channel: THREADS,
    channel_type: 'group',
    user: rep.id,
    thread_ts: head?.ts,
    ts: '1780000100.000100',
    text: `ask <@${teamLead.id}> about A&amp;B, see <https://a.example/x|the page>`,
  });
  await world.slack.deliver(message);
  await world.slack.deliver(message);
  await world.app.follow();
  const notes = await world.threads.of(ada.id, { kinds: ['note.added'] });
  expect(notes).toMatchObject([
    { actorId: rep.id, text: 'ask @Tomas Leal about A&B, see the page (https://a.example/x)' },
  ]);
  expect(world.slack.callsOf('reactions.add')).toMatchObject([{ name: 'memo', timestamp: '1780000100.000100' }]);
  expect(threadMessages()).toHaveLength(2);
});

test('a stranger’s or a bot’s words in a lead’s thread become no note', async () => {
  await posterWorld();
  await append('lead.replied', { text: 'Yes' });
  await world.app.follow();
  const [head] = threadMessages();
  for (const more of [{ user: stranger }, { user: otherBot, bot_id: 'B1' }, { bot_id: 'B1', subtype: 'bot_message' }]) {
    await world.slack.deliver(
      payloads.event({
        type: 'message',
        channel: THREADS,
        thread_ts: head?.ts,
        ts: `2.${Math.random()}`,
        text: 'hi',
        ...more,
      }),
    );
  }
  expect(await world.threads.of(ada.id, { kinds: ['note.added'] })).toEqual([]);
  expect((await world.access.auditTrail({ verdict: 'denied' })).map((one) => one.reason)).toEqual([
    'unknown person',
    'bot',
    'not on the allowlist',
  ]);
});

test('ordinary talk in a channel is none of the app’s business and leaves no trace', async () => {
  await posterWorld();
  await world.slack.deliver(
    payloads.event({ type: 'message', channel: 'C0SALES001', user: stranger, text: 'lunch?', ts: '3.1' }),
  );
  expect(await world.access.auditTrail({ actorId: stranger })).toEqual([]);
});

test('a thread that was deleted is made anew from the log, notes of people included', async () => {
  await posterWorld();
  await append('lead.replied', { text: 'Yes' });
  await world.app.follow();
  const [head] = threadMessages();
  await world.slack.deliver(
    payloads.event({
      type: 'message',
      channel: THREADS,
      user: rep.id,
      thread_ts: head?.ts,
      ts: '4.1',
      text: 'a note of mine',
    }),
  );
  world.slack.messages.splice(
    0,
    world.slack.messages.length,
    ...world.slack.messages.filter((one) => one.channel !== THREADS),
  );
  await append('touch.done', { actorId: rep.id, refs: { step: 2, channel: 'call' } });
  await world.app.follow();
  const [newHead, batch] = threadMessages();
  expect(newHead?.ts).not.toBe(head?.ts);
  expect(textOf(batch)).toMatch(/Answered.*a note of mine.*Call, step 2 done/s);
  expect(await world.posts.leadOfThread(THREADS, newHead?.ts ?? '')).toBe(ada.id);
});

test('a rebuild that is asked for writes the whole log into a new thread', async () => {
  await posterWorld();
  for (let i = 1; i <= 25; i += 1) await append('note.added', { actorId: rep.id, text: `note ${i}.` });
  await world.app.follow();
  const before = threadMessages().length;
  await world.posts.askRebuild(ada.id);
  await world.posts.askRebuild(ada.id);
  world.app.wake();
  await world.app.follow();
  await world.app.follow();
  expect(threadMessages()[0]?.text).toContain('this is an older thread');
  const after = threadMessages().slice(before);
  expect(after.filter((one) => !one.thread_ts)).toHaveLength(1);
  const all = after.map(textOf).join(' ');
  const places = Array.from({ length: 25 }, (_, i) => all.indexOf(`"note ${i + 1}."`));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(Math.min(...places)).toBeGreaterThan(0);
});

test('a lead named like a mention stays words in the head of its thread', async () => {
  await posterWorld();
  const bob = await addLead({ firstName: '<!channel>', lastName: 'Bob', email: 'bob@fernline.example' });
  await append('note.added', { leadId: bob.id, actorId: rep.id, text: 'x' });
  await world.app.follow();
  expect(threadMessages()[0]?.text).toContain('&lt;!channel&gt; Bob');
});

test('tasks that come due make one card a day, drawn anew as they are done', async () => {
  const task = (id: string, leadName: string) => ({ id, leadName, channel: 'linkedin', dueAt: 0, leadId: 'led_ada' });
  const tasks = [task('tch_1', 'Ada Byron'), task('tch_2', 'Bob')];
  await posterWorld({ tasks });
  for (let i = 0; i < 5; i += 1) await append('touch.due');
  await world.app.follow();
  expect(world.slack.inDmOf(rep.id)).toMatchObject([{ text: '2 tasks are due' }]);
  expect(textOf(world.slack.inDmOf(rep.id)[0])).toContain('Ada Byron');
  tasks.pop();
  await append('touch.done');
  await world.app.follow();
  expect(world.slack.inDmOf(rep.id)).toMatchObject([{ text: '1 task is due' }]);
});

test('drafts of a whole import make one card a day, drawn anew in place', async () => {
  const waiting = [
    { leadId: 'led_ada', name: 'Ada Byron', drafts: 5 },
    { leadId: 'led_bob', name: 'Bob', drafts: 5 },
  ];
  await posterWorld({ waiting });
  for (let i = 0; i < 20; i += 1) await append('touch.drafted', { refs: { drafts: 5 } });
  await world.app.follow();
  expect(world.slack.inDmOf(rep.id)).toMatchObject([{ text: expect.stringMatching(/^2 leads wait/) }]);
  waiting.splice(0, 2);
  await append('touch.approved', { actorId: rep.id });
  await world.app.follow();
  expect(world.slack.inDmOf(rep.id)).toMatchObject([{ text: expect.stringMatching(/^No drafts wait/) }]);
  world.clock.set(world.clock.now() + 24 * HOUR_MS);
  waiting.push({ leadId: ada.id, name: 'Ada Byron', drafts: 1 });
  await world.app.remindDrafts();
  await world.app.remindDrafts();
  expect(world.slack.inDmOf(rep.id).map((one) => one.text)).toEqual([
    expect.stringMatching(/^No drafts wait/),
    expect.stringMatching(/^1 lead waits/),
  ]);
});
