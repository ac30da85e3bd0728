import type { CallRecordings, Transcriber, Transcript } from '../../src/features/calling/ports.ts';
import { InvalidInput, NotConnected, RateLimited, Unavailable } from '../../src/kernel/errors.ts';
import { type Turn, twoVoices } from '../../src/simulator/twilio/sound.ts';

export type SoundFault = 'down' | 'rate_limited' | 'unconnected' | 'refused' | 'not_there';

function raise(fault: SoundFault | undefined): void {
  if (fault === 'down') throw new Unavailable('The provider is down.');
  if (fault === 'rate_limited') throw new RateLimited('Too many at once.', 60_000);
  if (fault === 'unconnected') throw new NotConnected('The key is not accepted.');
  if (fault === 'refused') throw new InvalidInput('This sound is not taken.');
}

/** Recordings at a provider, in memory. */
export function createFakeRecordings() {
  const all = new Map<string, { callId: string; seconds: number; sound: Uint8Array }>();
  const faults = { audio: [] as SoundFault[], remove: [] as SoundFault[] };
  const removed: string[] = [];
  let fetched = 0;
  const recordings: CallRecordings = {
    async audio(id) {
      const fault = faults.audio.shift();
      raise(fault);
      fetched += 1;
      return fault === 'not_there' ? undefined : all.get(id)?.sound;
    },
    ofCall: async (callId) =>
      [...all]
        .filter(([, one]) => one.callId === callId)
        .map(([id, one]) => ({ providerRecordingId: id, seconds: one.seconds })),
    async remove(id) {
      raise(faults.remove.shift());
      all.delete(id);
      removed.push(id);
    },
  };
  return {
    recordings,
    removed,
    fetched: () => fetched,
    fail: (what: 'audio' | 'remove', ...how: SoundFault[]) => void faults[what].push(...how),
    add(id: string, callId: string, turns: Turn[] = [{ who: 'rep', seconds: 2 }]): { id: string; seconds: number } {
      const seconds = Math.round(turns.reduce((sum, one) => sum + one.seconds, 0));
      all.set(id, { callId, seconds, sound: twoVoices(turns) });
      return { id, seconds };
    },
  };
}

/** Somebody who writes down what they are told was said. */
export function createFakeTranscriber(model = 'gpt-4o-transcribe-diarize') {
  const faults: SoundFault[] = [];
  let next: Transcript = { text: 'Hello.' };
  let asked = 0;
  const transcriber: Transcriber = {
    model,
    async transcribe() {
      asked += 1;
      raise(faults.shift());
      return next;
    },
  };
  return {
    transcriber,
    asked: () => asked,
    hears: (transcript: Transcript) => {
      next = transcript;
    },
    fail: (...how: SoundFault[]) => void faults.push(...how),
  };
}
