import type { Card } from './gesture.ts';
import { wait } from './posting.ts';

/** The last state is the result: it is worth waiting for. */
const LAST_PAUSES_MS = [500, 3_000];

/**
 * One message that follows a long job: `tell` may be called as often as it likes, the message changes at most once in
 * `gapMs`, always to the newest. `finish` waits for what is under way and draws the last state.
 */
export function createProgress(draw: (card: Card) => Promise<void>, gapMs: number) {
  let newest: Card | undefined;
  let running: Promise<void> | undefined;
  let over = false;

  async function loop(): Promise<void> {
    while (newest && !over) {
      const card = newest;
      newest = undefined;
      // A state that could not be drawn is followed by a newer one; only the last must arrive.
      await draw(card).catch(() => undefined);
      await wait(gapMs);
    }
    running = undefined;
  }

  return {
    async tell(card: Card): Promise<void> {
      newest = card;
      running ??= loop();
    },
    /** Throws when the last state can't be drawn, so that it is told in another way. */
    async finish(card: Card): Promise<void> {
      over = true;
      await running;
      for (const pause of LAST_PAUSES_MS) {
        if (
          await draw(card).then(
            () => true,
            () => false,
          )
        )
          return;
        await wait(pause);
      }
      await draw(card);
    },
  };
}
