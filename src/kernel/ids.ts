import { randomBytes } from 'node:crypto';
import type { Clock } from './clock.ts';

export interface Ids {
  /** A new id, `prefix_` and 22 characters that sort by time of making. */
  next(prefix: string): string;
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

function encode(value: number, length: number): string {
  let rest = value;
  let out = '';
  for (let i = 0; i < length; i += 1) {
    out = ALPHABET[rest % 32] + out;
    rest = Math.floor(rest / 32);
  }
  return out;
}

const RANDOM_LENGTH = 9;

export function createIds(clock: Clock): Ids {
  let last = 0;
  let counter = 0;
  // Asking the system for a few bytes costs as much as asking it for many.
  let pool = Buffer.alloc(0);
  function random(): string {
    if (pool.length < RANDOM_LENGTH) pool = randomBytes(RANDOM_LENGTH * 128);
    let out = '';
    for (let i = 0; i < RANDOM_LENGTH; i += 1) out += ALPHABET[(pool[i] ?? 0) % 32];
    pool = pool.subarray(RANDOM_LENGTH);
    return out;
  }
  return {
    next(prefix) {
      const now = clock.now();
      counter = now === last ? counter + 1 : 0;
      last = now;
      return `${prefix}_${encode(now, 10)}${encode(counter, 3)}${random()}`;
    },
  };
}
