/** Uncompressed sound with 16 bits a sample, the channels one after the other. */
export interface Wav {
  sampleRate: number;
  channels: number;
  samples: Int16Array;
}

const HEADER_BYTES = 44;
const PCM = 1;

/** Undefined for what is no WAV, or one of another kind: a stand-in, a cut download, a compressed file. */
export function readWav(bytes: Uint8Array): Wav | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < HEADER_BYTES || word(0) !== 'RIFF' || word(8) !== 'WAVE') return undefined;
  let format: { channels: number; sampleRate: number } | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at + 4, true);
    const from = at + 8;
    if (word(at) === 'fmt ' && from + 16 <= bytes.length) {
      if (view.getUint16(from, true) !== PCM || view.getUint16(from + 14, true) !== 16) return undefined;
      format = { channels: view.getUint16(from + 2, true), sampleRate: view.getUint32(from + 4, true) };
    }
    if (word(at) === 'data' && format && format.channels > 0 && format.sampleRate > 0) {
      // Who writes as the sound comes in may not know the size; then it is all that follows.
      const end = Math.min(bytes.length, from + size);
      const frames = Math.floor((end - from) / 2 / format.channels);
      const length = frames * format.channels;
      // An hour is 115 MB: it is looked at where it lies, unless it lies between two words.
      const isAligned = (bytes.byteOffset + from) % 2 === 0;
      const { buffer, byteOffset } = isAligned ? bytes : new Uint8Array(bytes.subarray(from, from + length * 2));
      return { ...format, samples: new Int16Array(buffer, isAligned ? byteOffset + from : 0, length) };
    }
    at = from + size + (size % 2);
  }
  return undefined;
}

export const secondsOf = (wav: Wav): number => wav.samples.length / wav.channels / wav.sampleRate;

/** All channels in one, of a span of seconds, as a file. */
export function mixedDown(wav: Wav, from: number, to: number): Uint8Array {
  const { channels, sampleRate, samples } = wav;
  const first = Math.floor(from * sampleRate);
  const last = Math.min(samples.length / channels, Math.floor(to * sampleRate));
  const frames = Math.max(0, last - first);
  const out = new Uint8Array(HEADER_BYTES + frames * 2);
  const view = new DataView(out.buffer);
  const mixed = new Int16Array(out.buffer, HEADER_BYTES, frames);
  const word = (at: number, text: string) => {
    for (let i = 0; i < 4; i += 1) out[at + i] = text.charCodeAt(i);
  };
  word(0, 'RIFF');
  view.setUint32(4, out.length - 8, true);
  word(8, 'WAVE');
  word(12, 'fmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, PCM, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  word(36, 'data');
  view.setUint32(40, frames * 2, true);
  for (let frame = 0; frame < frames; frame += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) sum += samples[(first + frame) * channels + channel] ?? 0;
    mixed[frame] = sum / channels;
  }
  return out;
}

/** Every so manieth sample tells as much of a voice. */
const STRIDE = 5;

/** How loud a channel is in a span of seconds: the mean height of its samples. */
export function loudness(wav: Wav, channel: number, from: number, to: number): number {
  const first = Math.max(0, Math.floor(from * wav.sampleRate));
  const last = Math.min(wav.samples.length / wav.channels, Math.ceil(to * wav.sampleRate));
  let sum = 0;
  for (let frame = first; frame < last; frame += STRIDE)
    sum += Math.abs(wav.samples[frame * wav.channels + channel] ?? 0);
  return last > first ? sum / Math.ceil((last - first) / STRIDE) : 0;
}
