import type { At, Press } from './presses.ts';

export interface Watched {
  name: string;
  ackMs: number;
  toldMs?: number;
}

const WORKING = /Working…|takes longer than usual/;
const ELSEWHERE = /the answer is where you asked for it/;
const TELL_MS = 3_500;
const POLL_MS = 20;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** All that the person has before their eyes: the modal on top, the messages, App Home. */
function sight({ scene, by }: At) {
  const { hand } = scene;
  const messages = [...hand.seenBy(by.id, hand.dmOf(by.id)), ...hand.ephemeralsOf(by.id)];
  return {
    modal: JSON.stringify(hand.modalOf(by.id)?.json ?? ''),
    messages: messages.map((one) => JSON.stringify([one.ts, one.text, one.blocks, one.fileIds])),
    home: JSON.stringify(hand.homeOf(by.id)?.json ?? ''),
  };
}

/** What is in sight now that was not before, without what only says that the work goes on. */
function news(at: At, before: ReturnType<typeof sight>): string {
  const now = sight(at);
  return [
    now.modal === before.modal ? '' : now.modal,
    ...now.messages.filter((one) => !before.messages.includes(one)),
    now.home === before.home ? '' : now.home,
  ]
    .filter((one) => one !== '' && !WORKING.test(one))
    .join('\n');
}

const wasTold = (at: At, before: ReturnType<typeof sight>): boolean => {
  const now = sight(at);
  return now.modal !== before.modal || now.messages.some((one) => !before.messages.includes(one));
};

/**
 * Makes the gesture and watches what its person gets: the acknowledgement as the workspace measures it, a word that it is under way,
 * and, once `free` has come, the answer and its effect.
 */
export async function watch(
  press: Press,
  at: At,
  rules: { ackWithinMs: number; answerWithinMs: number; free: Promise<unknown>; violations: string[] },
): Promise<Watched> {
  const before = sight(at);
  const startedAt = performance.now();
  const result = await press.press(at);
  const ackMs = performance.now() - startedAt;
  const broken = (words: string) => rules.violations.push(`${press.name}: ${words}`);
  if (!result.ok) broken(`was not taken: ${result.error}`);
  if (ackMs > rules.ackWithinMs) broken(`acknowledged after ${Math.round(ackMs)} ms.`);
  let toldMs: number | undefined;
  while (!press.isSilent && toldMs === undefined && performance.now() - startedAt < TELL_MS) {
    if (wasTold(at, before)) toldMs = performance.now() - startedAt;
    else await pause(POLL_MS);
  }
  if (!press.isSilent && toldMs === undefined) broken('the person heard nothing while it went on.');
  await rules.free;
  await answered(press, at, { ...rules, before, broken });
  return { name: press.name, ackMs, toldMs };
}

async function answered(
  press: Press,
  at: At,
  rules: { answerWithinMs: number; before: ReturnType<typeof sight>; broken(words: string): void },
): Promise<void> {
  const { hand } = at.scene;
  const wanted = typeof press.shows === 'function' ? press.shows(at) : press.shows;
  const until = performance.now() + rules.answerWithinMs;
  let isThere = false;
  let isKept = false;
  while (!(isThere && isKept) && performance.now() < until) {
    const modal = JSON.stringify(hand.modalOf(at.by.id)?.json ?? '');
    // What stands below it is the answer.
    if (ELSEWHERE.test(modal)) await hand.close(at.by.id);
    isThere = wanted === undefined || (wanted.test(news(at, rules.before)) && !WORKING.test(modal));
    isKept = press.kept === undefined || (await press.kept(at));
    if (!(isThere && isKept)) await pause(POLL_MS);
  }
  if (!isThere) rules.broken(`the answer ${wanted} did not come; in sight is ${news(at, rules.before).slice(0, 200)}`);
  if (!isKept) rules.broken('its work is lost, or was done more than once.');
}
