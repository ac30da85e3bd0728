import { describe, expect, test } from 'vitest';
import type { Transcriber, Transcript } from '../../src/features/calling/ports.ts';
import { InvalidInput, NotConnected, RateLimited, Unavailable } from '../../src/kernel/errors.ts';
import { twoVoices } from '../../src/simulator/twilio/sound.ts';

export interface TranscriberStage {
  transcriber: Transcriber;
  hears(transcript: Transcript): void;
  failNext(how: 'down' | 'rate_limited' | 'unconnected' | 'refused'): void;
}

const sound = twoVoices([{ who: 'rep', seconds: 1 }]);

/** What everybody who writes down calls has to hold. */
export function describeTranscriber(name: string, open: () => TranscriberStage): void {
  describe(name, () => {
    test('writes down what was said, with the times where it knows them', async () => {
      const stage = open();
      const parts = [
        { from: 0, to: 1.5, text: 'What happens when one slips?' },
        { from: 1.5, to: 3, text: 'We look for it.' },
      ];
      const heard: Transcript = { text: 'What happens when one slips? We look for it.', parts };
      stage.hears(heard);
      expect(await stage.transcriber.transcribe(sound)).toEqual(heard);
      expect(stage.transcriber.model).not.toBe('');
    });

    test.each([
      ['down', Unavailable],
      ['rate_limited', RateLimited],
      ['unconnected', NotConnected],
      ['refused', InvalidInput],
    ] as const)('%s: the class says whether to wait', async (how, kind) => {
      const stage = open();
      stage.failNext(how);
      await expect(stage.transcriber.transcribe(sound)).rejects.toBeInstanceOf(kind);
    });
  });
}
