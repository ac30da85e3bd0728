import type { CallProvider, CallReport, CallStatus } from '../../features/channels/ports.ts';
import type { TwilioClient, TwilioConfig } from './client.ts';
import { translate } from './errors.ts';
import { askForKey, bridge } from './twiml.ts';

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

export const callStatusOf = (word: string): CallStatus => STATUS[word] ?? 'queued';

export function createCalls(config: TwilioConfig & { voiceFrom: string }, client: () => TwilioClient): CallProvider {
  const { publicUrl } = config;
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
    asksFirst: publicUrl !== undefined,
    place: (call) =>
      translated('sends', async () => {
        const callback = publicUrl && new URL(`/twilio/call?k=${encodeURIComponent(call.callKey)}`, publicUrl);
        const placed = await client().calls.create({
          to: call.memberPhone,
          from: config.voiceFrom,
          twiml: publicUrl ? askForKey(publicUrl, call.callKey) : bridge(config, { ...call, isRecorded: false }),
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
    leadLeg: (id) =>
      translated('reads', async () => {
        const [leg] = await client().calls.list({ parentCallSid: id, limit: 1 });
        return leg && reportOf(leg);
      }),
  };
}
