import { type Answer, says } from '../../adapters/openai/stand-in.ts';
import { lockDatabase } from './locker.ts';
import type { At, Press } from './presses.ts';
import type { Scene } from './scene.ts';
import { type Watched, watch } from './watching.ts';

const ACK_MS = 1_000;
const ANSWER_MS = 10_000;
const BETWEEN_MS = 150;
/** Longer than the adapter waits for Gmail. */
const GMAIL_ANSWER_MS = 20_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Cast {
  press: Press;
  at: At;
}

/** Words that state nothing, so that the checks let them pass. */
const WORDS = {
  subject: 'a short question',
  steps: Array.from({ length: 5 }, (_, i) => ({
    step: i + 1,
    sentences: [{ text: 'Would a few lines on this be of use to you?', evidenceIds: [] }],
  })),
};
export const answersAtOnce: Answer = says(WORDS);
export const answersAfter =
  (ms: number): Answer =>
  (request, response) =>
    void setTimeout(() => says(WORDS)(request, response), ms).unref();

/** People with a lead of their own, each before the gesture that is theirs. */
export async function cast(scene: Scene, all: readonly Press[], from = 0): Promise<Cast[]> {
  const out: Cast[] = [];
  for (const [i, press] of all.entries()) {
    const by = scene.members[from + i];
    if (!by) throw new Error('there are too few people in the scene');
    if (press.hasMailbox) await scene.connectMailbox(by);
    out.push({ press, at: { scene, by, lead: await scene.lead(by, from + i) } });
  }
  await Promise.all(
    out.map(async ({ press, at }) => {
      await press.before?.(at).catch((error: unknown) => {
        throw new Error(`${press.name} could not be prepared`, { cause: error });
      });
    }),
  );
  await scene.hand.settled();
  await scene.app.settle();
  return out;
}

async function act(
  all: readonly Cast[],
  rules: { free: Promise<unknown>; answerWithinMs?: number; violations: string[] },
): Promise<Watched[]> {
  const watching: Promise<Watched>[] = [];
  for (const { press, at } of all) {
    watching.push(watch(press, at, { ackWithinMs: ACK_MS, answerWithinMs: ANSWER_MS, ...rules }));
    await pause(BETWEEN_MS);
  }
  return Promise.all(watching);
}

/** Another process holds the database; everything that people do meanwhile is done when it lets go. */
export async function locked(scene: Scene, all: readonly Cast[], forMs: number, violations: string[]) {
  const { freed } = await lockDatabase(scene.databaseFile, forMs);
  return act(all, { free: freed, violations });
}

/** The model takes its time; drafts come when it has written, and all else goes on. */
export async function slowModel(scene: Scene, all: readonly Cast[], delayMs: number, violations: string[]) {
  scene.model?.answers(answersAfter(delayMs));
  const watched = await act(all, {
    free: pause(delayMs),
    answerWithinMs: delayMs + ANSWER_MS,
    violations,
  });
  scene.model?.answers(answersAtOnce);
  return watched;
}

const DOWN = ['hang', 'error500', 'refused'] as const;
export type Down = (typeof DOWN)[number];

/** Gmail hangs, fails or refuses while a mail of the owner is due and mailboxes are read; its owner asks why it has not left. */
export async function gmailDown(
  scene: Scene,
  how: Down,
  people: { crowd: readonly Cast[]; owner: Cast },
  violations: string[],
) {
  const { mail, gate, app } = scene;
  if (how === 'refused') await gate.shut();
  else mail.failNext('any', how, { times: 10_000 });
  const sending = app.runner.wake('send-due-touches');
  const reading = app.runner.wake('read-mailboxes');
  const rules = { answerWithinMs: GMAIL_ANSWER_MS, violations };
  const watched = await act(people.crowd, { ...rules, free: Promise.resolve() });
  await sending;
  watched.push(...(await act([people.owner], { ...rules, free: Promise.resolve() })));
  if (how === 'refused') await gate.open();
  else mail.clearFaults();
  await reading;
  return watched;
}
