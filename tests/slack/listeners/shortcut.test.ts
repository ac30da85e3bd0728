import { afterEach, beforeEach, expect, test } from 'vitest';
import type { View } from '../../../src/slack/gesture.ts';
import { shortcuts } from '../../../src/slack/listeners/shortcut.ts';
import { otherRep, rep } from '../../support/people.ts';
import { expectGoodView, read } from '../views/looks.ts';
import { hands, viewOf } from './hands.ts';
import { type SalesWorld, salesWorld } from './sales-world.ts';

let world: SalesWorld;
beforeEach(async () => {
  world = await salesWorld();
});
afterEach(() => world.close());

async function open(message: { ts?: string; threadTs?: string; userId?: string; text: string }): Promise<View> {
  const [shortcut] = shortcuts;
  const ts = message.ts ?? `${world.clock.now() / 1_000 - 600}.000100`;
  const reply = await shortcut?.run(
    { member: rep, onceKey: 'x', channelId: 'C0', message: { channelId: 'C0', userId: otherRep.id, ...message, ts } },
    world.features,
  );
  const view = viewOf(reply ?? {});
  expectGoodView(view);
  return view;
}

test('a message is kept with a lead as it was read: names and links in words', async () => {
  const ada = await world.addAda();
  const view = await open({
    text: `<@${otherRep.id}> Ada says yes, see <https://fernline.example/x|their page>, 3 < 4`,
  });
  const after = viewOf(await hands(world.features).submit(view, { 'lead.find': ada.id }));
  expect(read(after.blocks)).toContain('Logged.');
  const [entry] = await world.features.threads.of(ada.id, { kinds: ['message.logged'] });
  expect(entry?.text).toBe('Otto Brandt in Slack:\n@Otto Brandt Ada says yes, see their page, 3 < 4');
  expect(entry?.refs.happenedAt).toBeLessThan(world.clock.now());
});

test('logged twice, a message is in the thread once', async () => {
  const ada = await world.addAda();
  const view = await open({ text: 'Ada says yes' });
  const { submit } = hands(world.features);
  await submit(view, { 'lead.find': ada.id });
  const again = viewOf(await submit(view, { 'lead.find': ada.id }));
  expect(read(again.blocks)).toContain('was logged with this lead before');
  expect(await world.features.threads.of(ada.id, { kinds: ['message.logged'] })).toHaveLength(1);
});

test('in a lead’s own thread the lead is chosen already', async () => {
  const ada = await world.addAda();
  await world.features.posts.linkThread(ada.id, 'C0', '111.222');
  const view = await open({ threadTs: '111.222', text: 'She called.' });
  expect(JSON.stringify(view.blocks)).toContain(
    '"initial_option":{"text":{"type":"plain_text","text":"Ada Byron, Head of Billing, Fernline"}',
  );
});

test('a very long message is cut to what a form holds, and that is said', async () => {
  const view = await open({ text: 'long words '.repeat(900) });
  expect(read(view.blocks)).toContain('its first 3,000 characters');
});

test('nobody logs to a lead that they may not act on', async () => {
  const ada = await world.addAda();
  const view = await open({ text: 'Ada says yes' });
  await expect(hands(world.features, otherRep).submit(view, { 'lead.find': ada.id })).rejects.toThrow(/belongs to/);
});

test('a colleague’s message is nobody’s own account, so nobody is coached on it; one’s own is', async () => {
  const ada = await world.addAda();
  const text =
    'Talked to Ada for a while about the list, and she said that it is too expensive for a team of that size.';
  const { submit } = hands(world.features);
  await submit(await open({ text }), { 'lead.find': ada.id });
  await submit(await open({ ts: `${world.clock.now() / 1_000 - 300}.000200`, userId: rep.id, text }), {
    'lead.find': ada.id,
  });
  const [theirs, own] = await world.features.threads.of(ada.id, { kinds: ['message.logged'] });
  expect(theirs && (await world.features.coaching.consider(theirs))).toEqual([]);
  expect(own && (await world.features.coaching.consider(own))).not.toEqual([]);
});
