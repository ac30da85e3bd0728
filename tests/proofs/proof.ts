/** How a proof is asked for. `runs` is how often its random part is tried; the same seed plays the same story. */
export interface ProofOptions {
  runs: number;
  seed: number;
  /** A line of progress, for people; nothing of it is part of the result. */
  tell(line: string): void;
}

/** What a proof counted, read from the database, the stand-ins' mailboxes and the simulator. */
export interface ProofResult {
  runs: number;
  /** Each is one sentence that says what was broken and where; none means that it holds. */
  violations: string[];
  counts: Record<string, number>;
}

export interface Proof {
  name: string;
  /** One sentence: what holds. */
  claim: string;
  /** So many runs when none are asked for: few enough for every change. */
  fewRuns: number;
  prove(options: ProofOptions): Promise<ProofResult>;
}

/** A small generator of numbers in [0, 1) that the same seed repeats (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pick<T>(random: () => number, from: readonly T[]): T {
  const found = from[Math.floor(random() * from.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}
