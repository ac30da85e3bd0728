import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { randomFrom } from '../../../proofs/proof.ts';

/** Ids are random and plans follow from them, so a story plays again only when its random bytes do. Answers how to go back. */
export function repeatBytes(seed: number): () => void {
  const real = crypto.randomBytes;
  const random = randomFrom(seed);
  const bytes = (size: number) => Buffer.from(Array.from({ length: size }, () => Math.floor(random() * 256)));
  crypto.randomBytes = bytes as typeof crypto.randomBytes;
  syncBuiltinESMExports();
  return () => {
    crypto.randomBytes = real;
    syncBuiltinESMExports();
  };
}
