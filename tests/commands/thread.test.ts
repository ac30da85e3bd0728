import { afterEach, beforeEach, expect, test } from 'vitest';
import { thread } from '../../commands/thread.ts';
import type { Lead } from '../../src/features/leads/index.ts';
import { listeners } from '../../src/slack/listeners/index.ts';
import { type SlackWorld, slackWorld } from '../slack/slack-world.ts';
import { rep } from '../support/people.ts';

let world: SlackWorld;
let ada: Lead;
beforeEach(async () => {
  world = await slackWorld();
  ada = await add('Ada', 'Byron', 'ada@fernline.example');
  await add('Anna', 'Müller', 'anna@northgate.example');
  await add('Jens', 'Müller', 'jens@northgate.example');
});
afterEach(() => world.close());

async function add(firstName: string, lastName: string, email: string): Promise<Lead> {
  const added = await world.leads.add(rep, { firstName, lastName, email, company: 'Fernline' });
  if (!added.added) throw new Error('a duplicate');
  return added.lead;
}

const run = (text: string) => thread.run({ member: rep, text, onceKey: text }, world.features);
const press = (value: string) =>
  listeners.actions
    .find((one) => one.id === 'thread.show')
    ?.run({ member: rep, onceKey: value, value, values: [value] }, world.features);

test('without a name it asks for one', async () => {
  expect((await run('')).say?.text).toContain('Whose thread?');
});

test('a lead’s thread shows what happened in order, oldest first, with who did it', async () => {
  await world.threads.addNote(rep.id, ada.id, 'likes <b>short</b> mails', world.clock.now());
  const shown = JSON.stringify((await run('ada byron')).say);
  expect(shown.indexOf('Added by Rosa Quint')).toBeGreaterThan(0);
  expect(shown.indexOf('Note by Rosa Quint')).toBeGreaterThan(shown.indexOf('Added by'));
  expect(shown).toContain('likes <b>short</b> mails');
});

test('a long thread pages: each entry is on exactly one page', async () => {
  for (let i = 1; i <= 24; i += 1) await world.threads.addNote(rep.id, ada.id, `note ${i}.`, world.clock.now());
  const seen: string[] = [];
  let reply: Awaited<ReturnType<typeof run>> | undefined = await run('ada');
  for (let page = 0; page < 5 && reply; page += 1) {
    const text: string = JSON.stringify(reply.say);
    seen.unshift(...[...text.matchAll(/note \d+\./g)].map((match) => match[0]));
    const earlier: string | undefined = /"action_id":"thread\.show","value":"([^"]+)"/.exec(text)?.[1];
    reply = earlier ? await press(earlier) : undefined;
  }
  expect(seen).toEqual(Array.from({ length: 24 }, (_, i) => `note ${i + 1}.`));
});

test('what was said in a long call can be read to its end, inert, and of this lead only', async () => {
  const text = `Rep: begin <!channel>. ${'Lead: and so on. '.repeat(1_500)}the very end.`;
  const refs = { minutes: 40, isByVoice: true };
  const at = world.clock.now();
  const id = await world.db.transaction((scope) =>
    world.threads.append(scope, { at, kind: 'call.transcribed', leadId: ada.id, actorId: rep.id, refs, text }),
  );
  const values: string[] = [];
  let read = '';
  let card = (await run('ada byron')).say;
  for (let page = 0; page < 5; page += 1) {
    const value = /"action_id":"thread\.show","value":"([^"]*:words:[^"]+)"/.exec(JSON.stringify(card))?.[1];
    if (!value) break;
    values.push(value);
    card = (await press(value))?.say;
    for (const block of card?.blocks ?? []) {
      const shown = block as { type: string; text?: { type: string; text: string } };
      if (shown.text?.type === 'plain_text') read += shown.text.text;
    }
  }
  expect(values).toHaveLength(2);
  expect(read).toBe(text);
  const [other] = await world.leads.find('jens', { limit: 1 });
  await expect(press(`${other?.id}:words:${id}:0`)).rejects.toThrow('not there any more');
});

test('a name that fits two asks which one', async () => {
  const { say } = await run('müller');
  expect(say?.text).toBe('2 leads fit “müller”. Which one?');
  expect(JSON.stringify(say)).toContain('thread.show');
});

test('a name that nobody has says what to try', async () => {
  expect(JSON.stringify((await run('zzz <!channel>')).say)).toContain('No lead is found for “zzz &lt;!channel&gt;”');
});

test('rebuild asks for the Slack thread to be made anew, once', async () => {
  expect((await run('ada rebuild')).say?.text).toContain('is being made anew from the log, 1 entry');
  await run('ada rebuild');
  expect(await world.posts.rebuildsAsked()).toEqual([ada.id]);
});

test('the thread is in the order in which things happened, and says of what was told late when that was', async () => {
  const at = world.clock.now();
  const log = (happenedAt: number, text: string) =>
    world.db.transaction((scope) =>
      world.threads.append(scope, { at, kind: 'call.logged', leadId: ada.id, refs: { happenedAt }, text }),
    );
  await log(at, 'the second call');
  await log(at - 86_400_000, 'the first call');
  const card = JSON.stringify((await run('ada')).say);
  expect(card.indexOf('the first call')).toBeGreaterThan(0);
  expect(card.indexOf('the first call')).toBeLessThan(card.indexOf('the second call'));
  expect(card).toContain('happened on <!date^');
});
