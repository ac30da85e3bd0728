import type { Instant, TurnableClock } from '../../kernel/clock.ts';
import { CannotAct } from './acts/gestures.ts';
import type { Feed } from './feed.ts';

export type OnTurn = (to: Instant, progress: (note: string) => void) => Promise<void>;

/** Turns the clock and lets the pages watch. One turn at a time; back is refused. */
export function createTurning(deps: { clock: TurnableClock; feed: Feed; onTurn?: OnTurn }) {
  const { clock, feed, onTurn } = deps;
  let isTurning = false;

  const tell = (note?: string) =>
    feed.show({ type: 'clock', now: clock.now(), turning: isTurning, ...(note ? { note } : {}) });

  async function turn(to: Instant): Promise<void> {
    if (isTurning) throw new CannotAct('The clock is being turned already.');
    if (to <= clock.now()) throw new CannotAct('The clock turns forward only.');
    isTurning = true;
    tell();
    try {
      if (onTurn) await onTurn(to, tell);
      if (clock.now() < to) clock.set(to);
    } finally {
      isTurning = false;
      tell();
    }
  }

  return { turn, isTurning: () => isTurning };
}
