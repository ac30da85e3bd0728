import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CallRecordings } from '../../src/features/calling/ports.ts';
import { Unavailable } from '../../src/kernel/errors.ts';
import { readWav, secondsOf } from '../../src/kernel/wav.ts';

export interface RecordingStage {
  recordings: CallRecordings;
  /** A recording of two seconds, of a rep and a lead who take turns. */
  recorded(): Promise<{ id: string; callId: string }>;
  failNext(what: 'audio' | 'remove'): void;
  close(): Promise<void>;
}

/** What every provider of recordings has to hold. */
export function describeCallRecordings(name: string, open: () => Promise<RecordingStage>): void {
  describe(name, () => {
    let stage: RecordingStage;
    beforeEach(async () => {
      stage = await open();
    });
    afterEach(() => stage.close());

    test('gives the sound with a channel for each voice', async () => {
      const { id } = await stage.recorded();
      const wav = readWav((await stage.recordings.audio(id)) ?? new Uint8Array());
      expect(wav).toMatchObject({ channels: 2, sampleRate: 8_000 });
      expect(wav && secondsOf(wav)).toBe(2);
    });

    test('finds what was recorded of a call', async () => {
      const { id, callId } = await stage.recorded();
      expect(await stage.recordings.ofCall(callId)).toEqual([{ providerRecordingId: id, seconds: 2 }]);
      expect(await stage.recordings.ofCall('CA-other')).toEqual([]);
    });

    test('has nothing of one that is not there, and deletes it twice without a word', async () => {
      const { id } = await stage.recorded();
      expect(await stage.recordings.audio('RE00000000000000000000000000000000')).toBeUndefined();
      await stage.recordings.remove(id);
      expect(await stage.recordings.audio(id)).toBeUndefined();
      await stage.recordings.remove(id);
    });

    test.each(['audio', 'remove'] as const)('a failure of its own is to be tried again: %s', async (what) => {
      const { id } = await stage.recorded();
      stage.failNext(what);
      await expect(stage.recordings[what](id)).rejects.toBeInstanceOf(Unavailable);
      await stage.recordings[what](id);
    });
  });
}
