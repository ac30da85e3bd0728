import { afterEach, beforeEach, expect, test } from 'vitest';
import { why } from '../../commands/why.ts';
import type { Suppression } from '../../src/features/channels/index.ts';
import type { Lead } from '../../src/features/leads/index.ts';
import type { LeadReview, Sequences, TouchView } from '../../src/features/sequences/index.ts';
import { NotFound } from '../../src/kernel/errors.ts';
import type { Features } from '../../src/slack/features.ts';
import { hands } from '../slack/listeners/hands.ts';
import { type SlackWorld, slackWorld } from '../slack/slack-world.ts';
import { admin, manager, rep } from '../support/people.ts';

let world: SlackWorld;
let ada: Lead;
let review: Partial<LeadReview> | undefined;
let suppression: Suppression | undefined;
let gates: Awaited<ReturnType<Sequences['gates']>>;
let standing: typeof gates;

beforeEach(async () => {
  review = undefined;
  suppression = undefined;
  gates = [];
  standing = [];
  const given = {
    sequences: {
      review: async () => {
        if (!review) throw new NotFound('no enrollment');
        return review;
      },
      gates: async () => gates,
      forecast: async () => [],
      passport: async () => [{ channel: 'email', gates: standing }],
    },
    channels: { suppressionOf: async () => suppression },
  } as unknown as Partial<Features>;
  world = await slackWorld({ features: given });
  const added = await world.leads.add(rep, { firstName: 'Ada', lastName: 'Byron', email: 'ada@fernline.example' });
  if (!added.added) throw new Error('a duplicate');
  ada = added.lead;
});
afterEach(() => world.close());

const run = (text: string) => why.run({ member: rep, text, onceKey: text }, world.features);
const pressGates = () => hands(world.features, rep).press('why.gates', ada.id);
const touch = (step: number, status: TouchView['status'], more: Partial<TouchView> = {}) =>
  ({
    id: `t${step}`,
    step,
    channel: 'email',
    status,
    dueAt: world.clock.now(),
    zone: { name: 'UTC', known: true },
    canApprove: true,
    ...more,
  }) as TouchView;

test('a lead that is on no sequence is said to have nothing planned', async () => {
  expect((await run('ada')).say?.text).toBe('Ada Byron: on no sequence, so nothing is planned');
});

test('each step says where it stands and what holds it back, in the reader’s time', async () => {
  review = {
    status: 'active',
    touches: [
      touch(1, 'sent', { sentAt: world.clock.now() }),
      touch(2, 'approved', { channel: 'linkedin', waitReason: 'It is Sunday for Ada <b>.' }),
      touch(3, 'cancelled'),
    ],
  };
  const { say } = await run('ada byron');
  expect(say?.text).toBe('Ada Byron: step 2 is next');
  const shown = JSON.stringify(say?.blocks);
  expect(shown).toContain('1. Email · sent · 10:00');
  expect(shown).toContain('2. LinkedIn task · approved, waits for its time · 10:00 · It is Sunday for Ada &lt;b&gt;.');
  expect(shown).toContain('3. Email · cancelled');
});

test('what forbids writing at all comes first: a no, an archive, a pause of the team', async () => {
  review = { status: 'active', touches: [touch(1, 'approved')] };
  await world.settings.set(manager, 'sendingPaused', true);
  expect((await run('ada')).say?.text).toContain('sending is paused for the whole team');
  await world.leads.pause(rep, ada.id);
  expect((await run('ada')).say?.text).toContain('paused, so nothing is sent');
  suppression = { channel: 'email', reason: 'opted_out', source: 'said so by email', at: 0 };
  expect((await run('ada')).say?.text).toContain('nobody writes to this address again (opted out, said so by email)');
});

test('a sequence that stopped says why', async () => {
  review = { status: 'stopped', stopReason: 'The lead has answered.', touches: [] };
  expect((await run('ada')).say?.text).toContain('nothing more is sent. The lead has answered.');
});

test('a name that nobody has is told, one that two have is asked back', async () => {
  await expect(run('zzz')).rejects.toThrow('No lead is found for “zzz”');
  await world.leads.add(admin, { firstName: 'Ada', lastName: 'Other', email: 'ada@other.example' });
  expect(JSON.stringify((await run('ada')).say)).toContain('lead.why');
});

test('every gate of the next step says what holds it back and from when it could pass', async () => {
  review = { status: 'active', touches: [touch(1, 'approved')] };
  gates = [
    { gate: 'approval', verdict: 'pass', value: 'stands until Fri 9:00 there' },
    { gate: 'mailbox_cap', verdict: 'pass', value: '3 of 12 mails of this mailbox in 24 hours', used: 3 },
    {
      gate: 'window',
      verdict: 'wait',
      value: '9:00-17:00 there',
      reason: "Outside the lead's hours.",
      until: world.clock.now() + 3_600_000,
    },
    { gate: 'mailbox', verdict: 'block', value: 'none', reason: 'The mailbox is paused.' },
  ];
  const text = JSON.stringify((await run('ada')).say?.blocks);
  expect(text).toContain('waits for 2 gates');
  expect(text).toMatch(
    /:hourglass_flowing_sand: \*inside the lead’s hours\*: Outside the lead's hours\. Passes by itself at /,
  );
  expect(text).toMatch(/:no_entry_sign: \*the mailbox works\*: The mailbox is paused\. Somebody has to act\./);
  expect(text).toContain(':white_check_mark: 2 gates pass · 3 of 12 mails of this mailbox in 24 hours');
  const all = JSON.stringify((await pressGates()).openModal);
  expect(all).toContain('*approved by a person*: stands until Fri 9:00 there');
});

test('a step whose day has not come waits for its time, and does not pass right now', async () => {
  review = { status: 'active', touches: [touch(1, 'approved')] };
  const until = world.clock.now() + 3 * 86_400_000;
  gates = [
    { gate: 'due', verdict: 'wait', value: 'planned for Thu', reason: 'It is planned for Thu.', until },
    { gate: 'gap', verdict: 'wait', value: 'last mail 1 minute ago', reason: 'At least 8.', until: until - 86_400_000 },
  ];
  const text = JSON.stringify((await run('ada')).say?.blocks);
  expect(text).toMatch(/Step 1 waits for its time, Fri 10:00/);
  expect(text).not.toContain('right now');
  expect(text).not.toContain('At least 8');
});

test('a lead without a sequence is told what a first email would have to pass', async () => {
  standing = [{ gate: 'policy', verdict: 'block', value: 'no footing', reason: 'No consent to email is on record.' }];
  const text = JSON.stringify((await run('ada')).say?.blocks);
  expect(text).toContain('A first email waits for 1 gate');
  expect(text).toContain('No consent to email is on record.');
});
