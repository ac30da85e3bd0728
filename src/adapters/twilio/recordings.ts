import type { CallRecordings } from '../../features/calling/ports.ts';
import { InvalidInput, Unavailable } from '../../kernel/errors.ts';
import type { TwilioClient, TwilioConfig } from './client.ts';
import { translate } from './errors.ts';

const HOST = 'api.twilio.com';
/** An hour on two channels, at 16 bits and 8 kHz, is 115 MB. */
const MOST_BYTES = 130 * 1024 * 1024;
const TIMEOUT_MS = 120_000;
const MOST_OF_A_CALL = 5;
const NOT_THERE = new Set([404, 410]);

async function bytesOf(response: Response): Promise<Uint8Array> {
  const told = Number(response.headers.get('content-length') ?? 0);
  // Written where it stays, when its size is known: it may be half of the memory that there is.
  let sound = Buffer.alloc(Math.min(told, MOST_BYTES));
  let size = 0;
  for await (const part of response.body ?? []) {
    if (size + part.length > MOST_BYTES) throw new InvalidInput('The recording is longer than can be taken.');
    if (size + part.length > sound.length)
      sound = Buffer.concat([sound], Math.min(MOST_BYTES, 2 * (size + part.length)));
    sound.set(part, size);
    size += part.length;
  }
  // One that was cut has ended in an error of `fetch` by now.
  if (size === 0) throw new Unavailable('The recording came without a sound.');
  return sound.subarray(0, size);
}

/** Recordings at Twilio. The address of the sound is made here: none that somebody sends is ever asked with our credentials. */
export function createRecordings(
  config: TwilioConfig,
  client: () => TwilioClient,
  options: { timeoutMs?: number } = {},
): CallRecordings {
  const base = config.apiUrl?.replace(/\/+$/, '') ?? `https://${HOST}`;
  const authorization = `Basic ${Buffer.from(`${config.accountSid}:${config.authToken}`).toString('base64')}`;

  /** The SDK has no call for the sound itself. Two channels: one for each voice. */
  async function fetchSound(id: string): Promise<Uint8Array | undefined> {
    const path = `/2010-04-01/Accounts/${config.accountSid}/Recordings/${encodeURIComponent(id)}.wav?RequestedChannels=2`;
    const response = await fetch(`${base}${path}`, {
      headers: { authorization, ...(config.apiUrl ? { 'x-twilio-host': HOST } : {}) },
      signal: AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS),
    });
    if (response.ok) return bytesOf(response);
    await response.body?.cancel();
    if (NOT_THERE.has(response.status)) return undefined;
    throw translate({ status: response.status }, 'reads');
  }

  const reading = async <T>(call: () => Promise<T>): Promise<T> =>
    call().catch((error: unknown) => {
      throw translate(error, 'reads');
    });

  return {
    audio: (id) => reading(() => fetchSound(id)),
    ofCall: (callSid) =>
      reading(async () => {
        const found = await client().recordings.list({ callSid, limit: MOST_OF_A_CALL });
        return found
          .filter((one) => one.status === 'completed')
          .map((one) => ({ providerRecordingId: one.sid, seconds: Number(one.duration) || 0 }));
      }),
    remove: (id) =>
      reading(async () => {
        await client()
          .recordings(id)
          .remove()
          .catch((error: { status?: number }) => {
            if (!NOT_THERE.has(error.status ?? 0)) throw error;
          });
      }),
  };
}
