import { afterEach, expect, test } from 'vitest';
import type { Command } from './model/command.ts';
import { type Engine, openEngine } from './model/engine.ts';
import { during, fault, nextWork, release, stall, tick, turn } from './model/machine-commands.ts';
import { newModel } from './model/model.ts';
import * as prospect from './model/prospect-commands.ts';
import { repeatBytes } from './model/repeatable.ts';
import { preparations } from './model/story.ts';
import * as team from './model/team-commands.ts';

let engine: Engine;
afterEach(() => engine.close());

/** What the model has found once, told again; each command looks whether everything still holds. Answers how many mails left. */
async function play(ready: number[], ...commands: Command[]): Promise<number> {
  const goBack = repeatBytes(1);
  engine = await openEngine({ startAt: Date.UTC(2026, 5, 1, 7), rewritesMessageIds: false });
  const model = newModel();
  try {
    for (const one of [...preparations(ready), ...commands]) await one.run(model, engine);
  } finally {
    goBack();
  }
  return engine.w.mail.sent.length;
}

test('who said no by a click is not written to at a new address either', async () => {
  const again = [team.changeAddress(1), team.makeReady(1), nextWork(6)];
  expect(await play([1], nextWork(2), prospect.oneClick(1), ...again)).toBe(1);
});

test('who complained is not written to at a new address either', async () => {
  expect(await play([1], prospect.complaint(1), team.changeAddress(1), team.makeReady(1), nextWork(3))).toBe(0);
});

test('a note that asks for silence holds for a new address too', async () => {
  const again = [team.changeAddress(1), team.dismiss(1), team.makeReady(1), nextWork(3)];
  expect(await play([1], team.noteSilence(1), ...again)).toBe(0);
});

test('a mail that leaves late keeps its distance to the one before and to the one behind it', async () => {
  const doubt = [turn(2_880), fault(['sendDraft', 'lost_before']), tick(0)];
  await play([1, 2], ...doubt, turn(20), tick(0), turn(20), tick(0));
  await engine.close();
  expect(await play([1, 2], ...doubt, fault(['lookUpDraft', 'down']), turn(15), tick(1), turn(1), tick(1))).toBe(1);
});

test('a lead who turns out to be away while a mail is on its way is left alone', async () => {
  const gone = stall({ operation: 'createDraft', when: 'before', ends: 'never' });
  expect(await play([1], gone, nextWork(1), prospect.outOfOffice(1), turn(1_440), tick(1))).toBe(0);
});

test('a draft that fails after the lead has answered does not wait on in a sequence that is over', async () => {
  await play([1], during({ operation: 'createDraft', when: 'before', ends: 'failing' }, prospect.reply(1)));
});

test('a call that goes through after all, with its draft not deleted, is the only one', async () => {
  const slow = stall({ operation: 'sendDraft', when: 'before', ends: 'late' });
  const calledOff = [team.pauseAll(), turn(3), fault(['deleteDraft', 'down']), tick(1)];
  const later = [release(), team.resumeAll(), turn(10), tick(1), turn(130), tick(1), turn(10), tick(0)];
  expect(await play([1], slow, nextWork(1), ...calledOff, ...later)).toBe(1);
});
