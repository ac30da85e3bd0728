import { describe, expect, it } from 'vitest';
import { NotConnected } from '../../src/kernel/errors.ts';
import { createAddressHash, createSecretBox } from '../../src/kernel/secret-box.ts';

const BYTES = Buffer.from(Array.from({ length: 32 }, (_, i) => i * 7));

describe('a secret box', () => {
  it.each([
    ['32 bytes in base64', BYTES.toString('base64')],
    ['in base64 for addresses', BYTES.toString('base64url')],
    ['in hex', BYTES.toString('hex')],
    ['a passphrase', 'correct horse battery staple'],
  ])('opens what it has sealed: %s', (_, key) => {
    const box = createSecretBox(key);
    for (const plain of ['', 'a refresh token', 'ü🙂\0', 'x'.repeat(100_000)]) {
      expect(createSecretBox(key).open(box.seal(plain))).toBe(plain);
    }
  });

  it('knows the same 32 bytes in each spelling', () => {
    const sealed = createSecretBox(BYTES.toString('hex')).seal('secret');
    expect(createSecretBox(BYTES.toString('base64')).open(sealed)).toBe('secret');
    expect(createSecretBox(` ${BYTES.toString('hex').toUpperCase()}\n`).open(sealed)).toBe('secret');
  });

  it('seals the same words differently each time, and shows nothing of them', () => {
    const box = createSecretBox('a passphrase of some length');
    const sealed = [box.seal('refresh-token'), box.seal('refresh-token')];
    expect(new Set(sealed).size).toBe(2);
    expect(Buffer.from(sealed[0]?.slice(3) ?? '', 'base64').toString('latin1')).not.toContain('refresh');
  });

  it('opens nothing with another key, nothing that was changed, and no rubbish', () => {
    const sealed = createSecretBox('one key, long enough').seal('secret');
    expect(() => createSecretBox('another key, long enough').open(sealed)).toThrow(NotConnected);
    const box = createSecretBox('one key, long enough');
    for (let at = 3; at < sealed.length - 2; at += 7) {
      const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
      expect(() => box.open(changed)).toThrow(NotConnected);
    }
    for (const rubbish of ['', 'v1.', 'v1.AAAA', 'secret', sealed.slice(3), sealed.slice(0, 30)]) {
      expect(() => box.open(rubbish)).toThrow(NotConnected);
    }
  });

  it('without a key says what to set, and does not hold the secret in the error', () => {
    for (const key of [undefined, '', '  ']) {
      expect(() => createSecretBox(key).seal('my-secret')).toThrow(/ENCRYPTION_KEY is not set/);
      expect(() => createSecretBox(key).open('v1.AAAA')).toThrow(NotConnected);
    }
  });
});

describe('a hash of an address', () => {
  it('is the same for one address and another for any other, or another salt', () => {
    const hash = createAddressHash('salt');
    expect(hash(' Ada@x.example')).toBe(hash('ada@X.example '));
    expect(hash('bo@x.example')).not.toBe(hash('ada@x.example'));
    expect(createAddressHash('other')('ada@x.example')).not.toBe(hash('ada@x.example'));
    expect(hash('ada@x.example')).not.toContain('ada');
  });
});
