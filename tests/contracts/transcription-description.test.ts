import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTranscriber } from '../../src/adapters/openai/transcribing.ts';
import { twoVoices } from '../../src/simulator/twilio/sound.ts';
import { diarized, startTranscriptions, type TranscriptionStandIn } from '../adapters/openai/transcription-stand-in.ts';

const file = join(import.meta.dirname, '../../../shared/specs/openai/openapi.json');
if (!existsSync(file)) process.stdout.write('Left out: OpenAI’s description of its API is not beside this project.\n');

describe.skipIf(!existsSync(file))('a request to write down a call holds against OpenAI’s own description', () => {
  let standIn: TranscriptionStandIn;
  let holds: (schema: string, value: unknown) => unknown;
  let wanted: { properties: Record<string, { description?: string }>; required: string[] };

  beforeAll(async () => {
    standIn = await startTranscriptions();
    const { components } = JSON.parse(readFileSync(file, 'utf8'));
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema({ $id: 'openai', components });
    wanted = components.schemas.CreateTranscriptionRequest;
    holds = (schema, value) => {
      const validate = ajv.compile({ $ref: `openai#/components/schemas/${schema}` });
      return validate(value) ? true : validate.errors;
    };
  });
  afterAll(() => standIn.stop());

  const answer = diarized([{ start: 0, end: 1, text: 'Hello.' }]);

  test.each(['gpt-4o-transcribe', 'gpt-4o-transcribe-diarize', 'whisper-1'])('%s', async (transcribeModel) => {
    standIn.answers(answer);
    await createTranscriber({ apiKey: 'sk-test-0123456789', baseUrl: standIn.baseUrl, transcribeModel }).transcribe(
      twoVoices([{ who: 'rep', seconds: 1 }]),
    );
    const { fields = {}, file: sound } = standIn.heard.at(-1) ?? {};
    // In a form, a list has its name with brackets, once for each value.
    const body: Record<string, unknown> = { file: 'bytes' };
    for (const [name, value] of Object.entries(fields))
      body[name.replace('[]', '')] = name.endsWith('[]') ? [value] : value;
    expect(holds('CreateTranscriptionRequest', body)).toBe(true);
    expect(wanted.required.every((name) => name in body)).toBe(true);
    expect(wanted.properties.file?.description).toContain(sound?.name.split('.').at(-1));
    expect(holds('CreateTranscriptionRequest', { ...body, who: 'Ada' })).not.toBe(true);
  });

  test('our stand-in answers as it does', () => {
    expect(holds('CreateTranscriptionResponseDiarizedJson', answer)).toBe(true);
    expect(holds('CreateTranscriptionResponseJson', { text: 'Hello.' })).toBe(true);
  });
});
