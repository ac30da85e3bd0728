import type { CallProvider, CallReport, CallStatus } from '../../features/channels/ports.ts';
import { sdk, type TwilioClient, type TwilioConfig } from './client.ts';
import { translate } from './errors.ts';

const STATUS: Record<string, CallStatus> = {
  queued: 'queued',
  initiated: 'queued',
  ringing: 'ringing',
  'in-progress': 'in_progress',
  completed: 'completed',
  busy: 'busy',
  'no-answer': 'no_answer',
  failed: 'failed',
  canceled: 'canceled',
};
const RING_SECONDS = 25;
const LONGEST_SECONDS = 3_600;
const NOTICE = 'This call is recorded.';

export const callStatusOf = (word: string): CallStatus => STATUS[word] ?? 'queued';

/**
 * What is said and done once the member has picked up. Nothing of the lead but the number is in it. A recording is announced to
 * both before it begins, which takes an address that Twilio can ask: without one nothing is recorded.
 */
export function bridge(
  config: Pick<TwilioConfig, 'voiceFrom' | 'publicUrl'>,
  call: { leadPhone: string; isRecorded: boolean },
): string {
  const { VoiceResponse } = sdk().twiml;
  const response = new VoiceResponse();
  const isRecorded = call.isRecorded && config.publicUrl !== undefined;
  response.say(isRecorded ? `Connecting you to your lead. ${NOTICE}` : 'Connecting you to your lead.');
  const dial = response.dial({
    callerId: config.voiceFrom,
    answerOnBridge: true,
    timeLimit: LONGEST_SECONDS,
    ...(isRecorded ? { record: 'record-from-answer-dual' as const } : {}),
  });
  const whisper = isRecorded ? { url: new URL('/twilio/whisper', config.publicUrl).href } : {};
  dial.number(whisper, call.leadPhone);
  return response.toString();
}

/** What the lead hears before the two are joined. */
export function whisper(): string {
  const { VoiceResponse } = sdk().twiml;
  const response = new VoiceResponse();
  response.say(NOTICE);
  return response.toString();
}

export function createCalls(config: TwilioConfig & { voiceFrom: string }, client: () => TwilioClient): CallProvider {
  const reportOf = (call: { sid: string; status: string; duration?: string | null }): CallReport => ({
    providerCallId: call.sid,
    status: callStatusOf(call.status),
    ...(call.duration ? { durationSeconds: Number(call.duration) } : {}),
  });
  const translated = async <T>(purpose: 'reads' | 'sends', call: () => Promise<T>): Promise<T> =>
    call().catch((error: unknown) => {
      throw translate(error, purpose);
    });

  return {
    sender: config.voiceFrom,
    place: (call) =>
      translated('sends', async () => {
        const callback =
          config.publicUrl && new URL(`/twilio/call?k=${encodeURIComponent(call.callKey)}`, config.publicUrl);
        const placed = await client().calls.create({
          to: call.memberPhone,
          from: config.voiceFrom,
          twiml: bridge(config, call),
          timeout: RING_SECONDS,
          ...(callback
            ? {
                statusCallback: callback.href,
                statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
              }
            : {}),
        });
        return reportOf(placed);
      }),
    lookUp: ({ memberPhone }, since) =>
      translated('reads', async () => {
        const found = await client().calls.list({
          to: memberPhone,
          from: config.voiceFrom,
          startTimeAfter: new Date(since),
          limit: 5,
        });
        const [last] = found;
        return last && reportOf(last);
      }),
    status: (id) => translated('reads', async () => reportOf(await client().calls(id).fetch())),
  };
}
