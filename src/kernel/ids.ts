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

export function createIds(clock: Clock): Ids {
  let last = 0;
  let counter = 0;
  return {
    next(prefix) {
      const now = clock.now();
      counter = now === last ? counter + 1 : 0;
      last = now;
      const random = [...randomBytes(9)].map((byte) => ALPHABET[byte % 32]).join('');
      return `${prefix}_${encode(now, 10)}${encode(counter, 3)}${random}`;
    },
  };
}
