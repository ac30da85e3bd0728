import { describe, expect, test } from 'vitest';
import { loudness, mixedDown, readWav, secondsOf } from '../../src/kernel/wav.ts';
import { twoVoices } from '../../src/simulator/twilio/sound.ts';

const file = twoVoices([
  { who: 'rep', seconds: 1 },
  { who: 'lead', seconds: 0.5 },
]);

describe('a recording of two voices', () => {
  test('is read wherever it lies in memory', () => {
    const shifted = new Uint8Array(file.length + 1);
    shifted.set(file, 1);
    for (const bytes of [file, shifted.subarray(1)]) {
      const wav = readWav(bytes);
      expect(wav && secondsOf(wav)).toBe(1.5);
      expect(wav?.samples.length).toBe(1.5 * 8_000 * 2);
    }
  });

  test('tells who speaks by the channel that is loud', () => {
    const wav = readWav(file);
    if (!wav) throw new Error('no wav');
    expect(loudness(wav, 0, 0, 1)).toBeGreaterThan(1_000);
    expect(loudness(wav, 1, 0, 1)).toBe(0);
    expect(loudness(wav, 1, 1, 1.5)).toBeGreaterThan(1_000);
    expect(loudness(wav, 0, 1, 1.5)).toBe(0);
    expect(loudness(wav, 0, 7, 9)).toBe(0);
  });

  test('is mixed down to one channel, a span at a time', () => {
    const wav = readWav(file);
    const piece = wav && readWav(mixedDown(wav, 0.5, 99));
    expect(piece).toMatchObject({ channels: 1, sampleRate: 8_000 });
    expect(piece && secondsOf(piece)).toBe(1);
    expect(piece && loudness(piece, 0, 0.5, 1)).toBeGreaterThan(500);
  });
});

test('what is none, is cut, or is of another kind is not read as one', () => {
  expect(readWav(new Uint8Array(10))).toBeUndefined();
  expect(readWav(new Uint8Array(2_000))).toBeUndefined();
  expect(readWav(Buffer.from('<html>not a recording, but long enough to be looked at as one</html>'))).toBeUndefined();
  const compressed = Buffer.from(file);
  compressed.writeUInt16LE(7, 20);
  expect(readWav(compressed)).toBeUndefined();
  const cut = readWav(file.subarray(0, 44 + 4_001));
  expect(cut?.samples.length).toBe(2_000);
});
