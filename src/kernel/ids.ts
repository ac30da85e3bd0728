import { createHash, randomBytes } from 'node:crypto';
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

/** `bytes`: in place of the system's chance, for a run that can be played again the same. */
export function createIds(clock: Clock, bytes: (size: number) => Buffer = randomBytes): Ids {
  let last = 0;
  let counter = 0;
  // Asking the system for a few bytes costs as much as asking it for many.
  let pool: Buffer = Buffer.alloc(0);
  function random(): string {
    if (pool.length < RANDOM_LENGTH) pool = bytes(RANDOM_LENGTH * 128);
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

/** Bytes that follow from a word and from how many were asked for before; for no secret. */
export function repeatableBytes(word: string): (size: number) => Buffer {
  let turn = 0;
  return (size) => {
    const parts: Buffer[] = [];
    for (let have = 0; have < size; have += 32) {
      turn += 1;
      parts.push(createHash('sha256').update(`${word}:${turn}`).digest());
    }
    return Buffer.concat(parts).subarray(0, size);
  };
}
