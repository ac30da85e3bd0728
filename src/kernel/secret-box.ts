import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, scryptSync } from 'node:crypto';
import { NotConnected } from './errors.ts';

/** Encrypts what must not lie open in the database (AES-256-GCM). Both throw NotConnected without a key, or with another one than it was sealed with. */
export interface SecretBox {
  seal(plain: string): string;
  open(sealed: string): string;
}

const NO_KEY =
  'ENCRYPTION_KEY is not set, so nothing secret can be kept. Set it to 32 random bytes in base64 and start again.';
const WRONG_KEY =
  'A stored secret does not open with this ENCRYPTION_KEY. Set the key that it was stored with, or connect it again.';
const VERSION = 'v1.';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** 32 bytes in hex or base64 as they are; anything else is a passphrase and is stretched, so that guessing it is slow. */
function masterKey(secret: string): Buffer {
  const text = secret.trim();
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (/^[\w+/-]{43}=?$/.test(text)) {
    const bytes = Buffer.from(text, 'base64');
    if (bytes.length === KEY_BYTES) return bytes;
  }
  return stretched(text);
}

let last: { text: string; key: Buffer } | undefined;

/** The salt is fixed, as the key has to come out the same at each start; stretching takes a tenth of a second, so the last one is kept. */
function stretched(text: string): Buffer {
  if (last?.text !== text) last = { text, key: stretch(text) };
  return last.key;
}

function stretch(text: string): Buffer {
  return scryptSync(text.normalize('NFKC'), 'slack-sales-agent', KEY_BYTES, {
    N: 2 ** 15,
    r: 8,
    p: 1,
    maxmem: 2 ** 26,
  });
}

function derive(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, 'sales-agent', purpose, KEY_BYTES));
}

/** `secret` is 32 bytes in base64 or hex, or a passphrase; without one, both verbs throw NotConnected that says what to set. */
export function createSecretBox(secret?: string): SecretBox {
  let derived: Buffer | undefined;
  const key = () => {
    if (!secret?.trim()) throw new NotConnected(NO_KEY);
    derived ??= derive(masterKey(secret), 'secrets at rest');
    return derived;
  };
  return {
    seal(plain) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key(), nonce, { authTagLength: TAG_BYTES });
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return VERSION + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
    },
    open(sealed) {
      const secretKey = key();
      const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64');
      if (!sealed.startsWith(VERSION) || bytes.length < NONCE_BYTES + TAG_BYTES) throw new NotConnected(WRONG_KEY);
      try {
        const nonce = bytes.subarray(0, NONCE_BYTES);
        const decipher = createDecipheriv('aes-256-gcm', secretKey, nonce, { authTagLength: TAG_BYTES });
        decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
        const body = bytes.subarray(NONCE_BYTES + TAG_BYTES);
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new NotConnected(WRONG_KEY, cause);
      }
    },
  };
}

/** A keyed hash (HMAC-SHA256) of an address in its one spelling: tells whether one is known without holding it. The same `salt` gives the same hashes for ever. */
export function createAddressHash(salt: string): (address: string) => string {
  const key = derive(Buffer.from(salt, 'utf8'), 'addresses');
  return (address) => createHmac('sha256', key).update(address.trim().toLowerCase()).digest('base64url');
}
