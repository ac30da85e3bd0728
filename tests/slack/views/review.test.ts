import { expect, test } from 'vitest';
import type { View } from '../../../src/slack/gesture.ts';
import { leadCard } from '../../../src/slack/views/lead.ts';
import { bothTimes, dayOf, duration, few, inline } from '../../../src/slack/views/parts.ts';
import { pack, unpack } from '../../../src/slack/views/parts-state.ts';
import {
  approvalCard,
  hasPassed,
  pass,
  type ReviewSession,
  reviewModal,
  reviewStateSchema,
} from '../../../src/slack/views/review.ts';
import { editTouchModal } from '../../../src/slack/views/touch.ts';
import { rep } from '../../support/people.ts';
import { expectGoodView, pressable, read } from './looks.ts';
import { draft, lead, now, problem, review, score, session, touch } from './samples.ts';

const show = (more: Parameters<typeof review>[0] = {}, at: Partial<ReviewSession> = {}): View =>
  reviewModal({ review: review(more), points: 74, reader: rep, session: { ...session, ...at }, now });

test('the head says who, how good, what time it is there, and the pain with its source', () => {
  const view = show();
  expectGoodView(view);
  expect(read(view.blocks)).toContain('*Ada Byron*, Head of Billing, Fernline  ·  score 74 · Berlin 9:00');
  expect(read(view.blocks)).toContain('Pain: Invoices go out nine days late · your note, 3 May 2026');
});

test('the title counts, in as many characters as Slack shows', () => {
  expect(show().title?.text).toBe('Review drafts · 3 of 12');
  expect(show({}, { position: 60, total: 60 }).title?.text).toBe('Review drafts · 60 of 60');
  expect(show({}, { position: 118, total: 1_160 }).title?.text).toBe('Review · 118 of 1160');
});

test('the button says to how many one says yes', () => {
  const bad = touch(2, { canApprove: false });
  const four = [touch(1), bad, touch(3), touch(4), touch(5)];
  expect(show().submit?.text).toBe('Approve all 5');
  expect(show({ touches: four }).submit?.text).toBe('Approve 4 of 5');
  expect(show({ touches: [touch(1), touch(2, { status: 'approved' })] }).submit?.text).toBe('Approve this one');
  expect(show({ touches: [bad] }).submit?.text).toBe('Next lead');
  expect(show({ touches: [bad] }, { queue: false }).submit).toBeUndefined();
  for (const view of [show(), show({ touches: four })]) expect(view.submit?.text.length).toBeLessThanOrEqual(24);
});

test('a body stands as it goes out, to the last line break and bracket', () => {
  const body = 'Hi Ada,\n\n  two  spaces, *no bold*, <b>, [1] & :tada:\n\nRosa ';
  const view = show({ touches: [touch(1, { draft: draft({ body }) })] });
  const [words] = view.blocks.filter((one) => one.type === 'rich_text');
  expect(read(words ? [words] : [])).toBe(body);
});

test('what it rests on stands under the words, cited sources only', () => {
  const text = read(show({ touches: [touch(1)] }).blocks);
  expect(text).toContain('_Rests on: your note, 3 May_');
  expect(text).not.toContain('Northgate');
  const none = show({ touches: [touch(1, { draft: draft({ citations: [] }) })] });
  expect(read(none.blocks)).toContain('States no fact that needs a source.');
});

test('a draft with a problem shows the sentence and the reason, and the others can be approved', () => {
  const touches = [touch(1, { canApprove: false, draft: draft({ problems: [problem()] }) }), touch(2)];
  const text = read(show({ touches }).blocks);
  expect(text).toContain('*Can’t be approved yet*\n“We save 40 % of the time.”: The number 40 is in no source.');
  expect(text).toContain('1 of 2 can be approved.');
});

test('each touch has its buttons, by what it is', () => {
  const touches = [
    touch(1),
    touch(2, { status: 'approved' }),
    touch(3, { status: 'sent' }),
    touch(4, { status: 'task' }),
  ];
  expect(pressable(show({ touches }, { queue: false }).blocks)).toEqual([
    'touch.edit',
    'touch.more',
    'touch.pull_back',
    'task.show',
  ]);
});

test('a sequence on hold or stopped says so and why', () => {
  expect(read(show({ status: 'held', holdReason: 'you wrote to her by hand' }).blocks)).toContain(
    '*On hold*: you wrote to her by hand',
  );
  expect(read(show({ status: 'stopped', stopReason: 'Ada answered' }).blocks)).toContain(
    '*Stopped*: Ada answered. Nothing more is sent.',
  );
});

test('an unknown time zone is said', () => {
  const text = read(show({ touches: [touch(1, { zone: { name: 'America/New_York', known: false } })] }).blocks);
  expect(text).toContain('Time zone not known');
});

test('only what all can be vouched for offers to vouch', () => {
  const offers = (problems: ReturnType<typeof problem>[]) =>
    pressable(
      editTouchModal({ touch: touch(1, { draft: draft({ problems }) }), lead: lead(), session }).blocks,
    ).includes('vouch');
  expect(offers([])).toBe(false);
  expect(offers([problem()])).toBe(true);
  expect(offers([problem(), problem({ kind: 'placeholder', canVouch: false })])).toBe(false);
});

test('a follow-up’s subject can’t be changed: it goes into the same mail thread', () => {
  const view = editTouchModal({ touch: touch(3), lead: lead(), session });
  expect(view.blocks.map((one) => one.block_id)).not.toContain('subject');
  expect(read(view.blocks)).toContain('in the same mail thread');
});

test('leads that were shown are remembered, the oldest forgotten after two hundred', () => {
  const ids = Array.from({ length: 250 }, (_, i) => `lead_${String(i).padStart(22, '0')}`);
  const after = ids.reduce((at: ReviewSession, id) => pass(at, id), { ...session, passed: '' });
  expect(hasPassed(after, ids[249] ?? '')).toBe(true);
  expect(hasPassed(after, ids[60] ?? '')).toBe(true);
  expect(hasPassed(after, ids[0] ?? '')).toBe(false);
  expect(hasPassed(after, 'lead_9999999999999999999999')).toBe(false);
});

test('state that is too large or from an older version is refused', () => {
  expect(() => pack({ x: 'y'.repeat(3_000) })).toThrow(RangeError);
  for (const text of ['', 'nonsense', '{}', '{"queue":1}'])
    expect(() => unpack(reviewStateSchema, text)).toThrow(/older version/);
});

test('times are the reader’s, with the lead’s where the clocks differ', () => {
  const reader = { reader: { ...rep, timezone: 'Asia/Kolkata' }, now };
  const known = (name: string) => ({ name: 'Ada', zone: { name, known: true } });
  expect(bothTimes(now + 600_000, known('Europe/Berlin'), reader)).toBe('today 9:10 for Ada, 12:40 for you');
  expect(bothTimes(now + 600_000, known('Asia/Kolkata'), reader)).toBe('today 12:40');
  expect(bothTimes(now + 14 * 3_600_000, known('Europe/Berlin'), reader)).toBe('today 23:00 for Ada, Wed 2:30 for you');
  expect(bothTimes(now, { name: 'Ada', zone: { name: 'Europe/Berlin', known: false } }, reader)).toBe('today 12:30');
  expect(bothTimes(now, known('Europe/Berlin'), { reader: { ...rep, timezone: 'Not/AZone' }, now })).toBe(
    'today 9:00 for Ada, 7:00 for you',
  );
});

test('small words', () => {
  expect([0, 20_000, 60_000, 14 * 60_000, 65 * 60_000].map(duration)).toEqual([
    'under a minute',
    'under a minute',
    '1 min',
    '14 min',
    '1 h 5 min',
  ]);
  expect(few(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more');
  expect([dayOf('2026-05-03'), dayOf('May'), dayOf('2026-99-99')]).toEqual(['3 May 2026', 'May', '2026-99-99']);
  expect(inline('&'.repeat(500), 80).length).toBeLessThanOrEqual(160);
});

test('a lead’s card: eight blocks, one primary button, at most three more and a menu', () => {
  const card = leadCard({
    lead: lead(),
    ownerName: 'Rosa Quint',
    score,
    review: review(),
    recent: [{ text: 'Call by Rosa', at: now }],
    reader: rep,
    mayAct: true,
    now,
  });
  expect(card.blocks?.length).toBeLessThanOrEqual(8);
  expect(card.text).toBe('Ada Byron, Head of Billing, Fernline: 5 drafts wait for approval');
  expect(pressable(card.blocks)).toEqual(['touch.review', 'lead.log', 'thread.show', 'lead.why', 'lead.more']);
  expect(JSON.stringify(card.blocks).match(/"primary"/g)).toHaveLength(1);
});

test('a step without an address says what is missing', () => {
  const text = read(show({ touches: [touch(4, { address: undefined })] }).blocks);
  expect(text).toContain('no phone number is known');
});

test('one lead’s drafts on a card are whole and fit eight blocks; what a card can’t hold is for the modal', () => {
  const reader = { reader: rep, now };
  const card = approvalCard(review(), reader);
  expect(card?.blocks?.length).toBeLessThanOrEqual(8);
  for (const one of review().touches) expect(read(card?.blocks)).toContain(one.draft?.body);
  expect(read(card?.blocks)).toContain('Rests on: your note, 3 May');
  expect(JSON.stringify(card?.blocks)).not.toContain('&amp;');
  const long = touch(1, { draft: draft({ body: 'word '.repeat(200) }) });
  expect(approvalCard(review({ touches: [long] }), reader)).toBeUndefined();
  const bad = touch(1, { canApprove: false });
  expect(approvalCard(review({ touches: [bad, touch(2)] }), reader)).toBeUndefined();
});
