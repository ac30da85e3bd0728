import { timingSafeEqual } from 'node:crypto';
import type { AddressHash } from './store.ts';

const MAC_CHARS = 22;

/** What an opt-out link stands for. The address itself is in none of it, so that it works after an erasure too. */
export interface OptOutToken {
  touchId: string;
  addressHash: string;
}

/** Tokens of opt-out links: nobody can make one for somebody else, and one works for good. */
export function createOptOutTokens(hash: AddressHash) {
  const macOf = (touchId: string, addressHash: string) => hash(`opt-out:${touchId}:${addressHash}`).slice(0, MAC_CHARS);
  return {
    make(touchId: string, address: string): string {
      const addressHash = hash(address);
      return `${touchId}.${addressHash}.${macOf(touchId, addressHash)}`;
    },
    /** Undefined for anything that was not made here. */
    read(token: string): OptOutToken | undefined {
      const [touchId = '', addressHash = '', mac = '', ...rest] = token.split('.');
      if (rest.length > 0 || mac.length !== MAC_CHARS || token.length > 300) return undefined;
      const [given, right] = [Buffer.from(mac), Buffer.from(macOf(touchId, addressHash))];
      // A letter may be more than one byte, and buffers of different length can't be compared.
      const isOurs = given.length === right.length && timingSafeEqual(given, right);
      return isOurs ? { touchId, addressHash } : undefined;
    },
  };
}
