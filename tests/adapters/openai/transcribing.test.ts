import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTranscriber } from '../../../src/adapters/openai/transcribing.ts';
import { InvalidInput, NotConnected, Unavailable } from '../../../src/kernel/errors.ts';
import { twoVoices } from '../../../src/simulator/twilio/sound.ts';
import { describeTranscriber } from '../../contracts/transcriber.ts';
import { diarized, startTranscriptions, type TranscriptionStandIn } from './transcription-stand-in.ts';

let standIn: TranscriptionStandIn;
beforeAll(async () => {
  standIn = await startTranscriptions();
});
afterAll(() => standIn.stop());
beforeEach(() => {
  standIn.heard.length = 0;
});

const sound = twoVoices([{ who: 'rep', seconds: 1 }]);
const by = (transcribeModel: string, timeoutMs = 2_000) =>
  createTranscriber({ apiKey: 'sk-test-0123456789', baseUrl: standIn.baseUrl, transcribeModel }, { timeoutMs });

describeTranscriber('OpenAI, by its own SDK', () => ({
  transcriber: by('gpt-4o-transcribe-diarize'),
  hears: ({ parts = [] }) =>
    standIn.answers(diarized(parts.map(({ from, to, text }) => ({ start: from, end: to, text })))),
  failNext: (how) => standIn.answers({ down: 503, rate_limited: 429, unconnected: 401, refused: 400 }[how]),
}));

describe('what is asked of the model', () => {
  test.each([
    ['gpt-4o-transcribe', { response_format: 'json' }],
    ['gpt-4o-transcribe-diarize', { response_format: 'diarized_json', chunking_strategy: 'auto' }],
    ['whisper-1', { response_format: 'verbose_json', 'timestamp_granularities[]': 'segment' }],
  ])('%s: its own form, the sound as it is, and nobody’s name', async (model, more) => {
    standIn.answers(diarized([{ start: 0, end: 1, text: 'Hello.' }]));
    await by(model).transcribe(sound);
    const [one] = standIn.heard;
    expect(one?.path).toBe('/v1/audio/transcriptions');
    expect(one?.authorization).toBe('Bearer sk-test-0123456789');
    expect(one?.fields).toEqual({ model, ...more });
    expect(one?.file).toMatchObject({ name: 'call.wav', type: 'audio/wav' });
    expect(Buffer.compare(one?.file.bytes ?? sound.subarray(1), sound)).toBe(0);
  });

  test('a model without times gives one text', async () => {
    standIn.answers({ text: 'Hello. Hello.', usage: { type: 'tokens', input_tokens: 1, output_tokens: 1 } });
    expect(await by('gpt-4o-transcribe').transcribe(sound)).toEqual({ text: 'Hello. Hello.' });
  });

  test('is asked once, whatever comes of it', async () => {
    standIn.answers(500);
    await expect(by('gpt-4o-transcribe').transcribe(sound)).rejects.toBeInstanceOf(Unavailable);
    expect(standIn.heard).toHaveLength(1);
  });

  test('one that never answers, or answers nonsense, is to be tried again later', async () => {
    standIn.answers('hang');
    await expect(by('gpt-4o-transcribe', 150).transcribe(sound)).rejects.toBeInstanceOf(Unavailable);
    standIn.answers({ hello: 1 });
    await expect(by('gpt-4o-transcribe').transcribe(sound)).rejects.toBeInstanceOf(Unavailable);
  });

  test('an unknown model and spent credit are for an admin, in words that name what to change', async () => {
    standIn.answers({ status: 404, code: 'model_not_found' });
    await expect(by('gpt-9').transcribe(sound)).rejects.toThrow('OPENAI_TRANSCRIBE_MODEL');
    standIn.answers({ status: 429, code: 'insufficient_quota' });
    await expect(by('whisper-1').transcribe(sound)).rejects.toBeInstanceOf(NotConnected);
  });

  test('more than it takes is not sent', async () => {
    const much = new Uint8Array(26 * 1024 * 1024);
    await expect(by('whisper-1').transcribe(much)).rejects.toBeInstanceOf(InvalidInput);
    expect(standIn.heard).toEqual([]);
  });
});
