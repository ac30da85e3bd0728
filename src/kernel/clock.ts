/** An instant: milliseconds since the epoch, UTC. */
export type Instant = number;

export interface Clock {
  now(): Instant;
}

export interface TurnableClock extends Clock {
  /** Moves the clock; going back is refused, as nothing that has happened can be undone. */
  set(to: Instant): void;
}

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that starts at `startAt` and stands still unless it is set, or, with `runs`, goes on at the pace of the real one. */
export function createTurnableClock(startAt: Instant, options: { runs?: boolean } = {}): TurnableClock {
  let base = startAt;
  let realBase = Date.now();
  const now = () => (options.runs ? base + (Date.now() - realBase) : base);
  return {
    now,
    set(to) {
      if (to < now()) throw new RangeError('The clock turns forward only.');
      base = to;
      realBase = Date.now();
    },
  };
}
