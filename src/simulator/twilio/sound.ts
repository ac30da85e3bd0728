/** Somebody speaks for so long; the rep is on the first channel, the lead on the second. */
export interface Turn {
  who: 'rep' | 'lead';
  seconds: number;
}

const RATE = 8_000;
const HEIGHT = 8_000;
const PITCH: Record<Turn['who'], number> = { rep: 220, lead: 330 };

/** A recording of two channels as Twilio makes them, of tones that take turns. */
export function twoVoices(turns: Turn[]): Uint8Array {
  const frames = turns.map((one) => Math.round(one.seconds * RATE));
  const total = frames.reduce((sum, one) => sum + one, 0);
  const file = Buffer.alloc(44 + total * 4);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(2, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE * 4, 28);
  file.writeUInt16LE(4, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(total * 4, 40);
  let frame = 0;
  for (const [index, turn] of turns.entries()) {
    const channel = turn.who === 'rep' ? 0 : 1;
    for (let n = 0; n < (frames[index] ?? 0); n += 1, frame += 1) {
      const height = Math.round(HEIGHT * Math.sin((2 * Math.PI * PITCH[turn.who] * n) / RATE));
      file.writeInt16LE(height, 44 + frame * 4 + channel * 2);
    }
  }
  return file;
}
