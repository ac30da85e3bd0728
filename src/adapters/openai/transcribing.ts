import type OpenAI from 'openai';
import { z } from 'zod';
import type { Transcriber, Transcript } from '../../features/calling/ports.ts';
import { AppError, InvalidInput, NotConnected, RateLimited, Unavailable } from '../../kernel/errors.ts';
import { type OpenaiAccess, openClient, within } from './connecting.ts';
import { pauseOf, vendorOf } from './errors.ts';

export interface TranscriberConfig extends OpenaiAccess {
  transcribeModel: string;
}

/** Twenty minutes of sound take about one. */
const TIMEOUT_MS = 4 * 60_000;
const MOST_BYTES = 25 * 1024 * 1024;

const plainSchema = z.object({ text: z.string() });
const timedSchema = plainSchema.extend({
  segments: z.array(z.object({ start: z.number(), end: z.number(), text: z.string() })),
});

type Format = 'json' | 'diarized_json' | 'verbose_json';

/** Which models tell when each part was said: with that, and a channel for each voice, it is known who spoke. */
function formatOf(model: string): Format {
  if (model.includes('diarize')) return 'diarized_json';
  return model.startsWith('whisper') ? 'verbose_json' : 'json';
}

function transcriptOf(answer: unknown, format: Format): Transcript {
  const timed = format === 'json' ? undefined : timedSchema.safeParse(answer).data;
  if (timed)
    return { text: timed.text, parts: timed.segments.map(({ start, end, text }) => ({ from: start, to: end, text })) };
  const plain = plainSchema.safeParse(answer);
  if (!plain.success) throw new Unavailable('The model gave no usable transcript.', plain.error);
  return { text: plain.data.text };
}

function translate(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const vendor = vendorOf(error);
  const { status, code } = vendor;
  if (code === 'insufficient_quota' || code === 'billing_hard_limit_reached')
    return new NotConnected('The account at OpenAI has no credit left.', error);
  if (status === 401 || status === 403) return new NotConnected('OpenAI does not accept OPENAI_API_KEY.', error);
  if (status === 404 || code === 'model_not_found')
    return new NotConnected('OpenAI does not know the model in OPENAI_TRANSCRIBE_MODEL.', error);
  if (status === 429) return new RateLimited('The model asks for a pause.', pauseOf(vendor), error);
  if (status === 400 || status === 413 || status === 415 || status === 422)
    return new InvalidInput('The model does not take this recording.', undefined, error);
  return new Unavailable('The model that writes down calls did not answer.', error);
}

/** Speech to text. Nothing is tried again in here: a minute of sound has its price, and who waits knows for how long. */
export function createTranscriber(
  config: TranscriberConfig,
  options: { fetch?: typeof fetch; timeoutMs?: number } = {},
): Transcriber {
  const { transcribeModel: model } = config;
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const format = formatOf(model);
  let client: Promise<OpenAI> | undefined;

  async function ask(wav: Uint8Array, signal: AbortSignal): Promise<unknown> {
    client ??= openClient(config, { timeoutMs, maxRetries: 0, fetch: options.fetch });
    const { toFile } = await import('openai');
    // No name of anybody goes along.
    const file = await toFile(wav, 'call.wav', { type: 'audio/wav' });
    return (await client).audio.transcriptions.create(
      {
        file,
        model,
        response_format: format,
        ...(format === 'diarized_json' ? { chunking_strategy: 'auto' as const } : {}),
        ...(format === 'verbose_json' ? { timestamp_granularities: ['segment' as const] } : {}),
      },
      { signal },
    );
  }

  return {
    model,
    async transcribe(wav) {
      if (wav.length > MOST_BYTES) throw new InvalidInput('The recording is longer than the model takes.');
      try {
        return transcriptOf(await within(timeoutMs, (signal) => ask(wav, signal)), format);
      } catch (error) {
        throw translate(error);
      }
    },
  };
}
