import { createFakeRecordings, createFakeTranscriber } from '../support/fake-recordings.ts';
import { describeCallRecordings } from './call-recordings.ts';
import { describeTranscriber } from './transcriber.ts';

describeCallRecordings('recordings in memory', async () => {
  const fake = createFakeRecordings();
  return {
    recordings: fake.recordings,
    async recorded() {
      fake.add('RE1', 'CA1', [
        { who: 'rep', seconds: 1 },
        { who: 'lead', seconds: 1 },
      ]);
      return { id: 'RE1', callId: 'CA1' };
    },
    failNext: (what) => fake.fail(what, 'down'),
    close: async () => undefined,
  };
});

describeTranscriber('a transcriber in memory', () => {
  const fake = createFakeTranscriber();
  return { transcriber: fake.transcriber, hears: fake.hears, failNext: (how) => fake.fail(how) };
});
