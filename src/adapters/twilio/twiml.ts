import { sdk, type TwilioConfig } from './client.ts';

const LONGEST_SECONDS = 3_600;
/** Long enough to take a phone from the ear; a voicemail says nothing back and is hung up on. */
const KEY_SECONDS = 8;
const NOTICE = 'This call is recorded.';

type From = Pick<TwilioConfig, 'voiceFrom' | 'publicUrl'>;

const answer = () => new (sdk().twiml.VoiceResponse)();
const routeOf = (publicUrl: string, path: string, callKey: string) =>
  new URL(`${path}?k=${encodeURIComponent(callKey)}`, publicUrl).href;

/** What the member hears on picking up. Nobody is named: it may be a voicemail that listens. */
export function askForKey(publicUrl: string, callKey: string): string {
  const response = answer();
  const gather = response.gather({
    numDigits: 1,
    timeout: KEY_SECONDS,
    action: routeOf(publicUrl, '/twilio/bridge', callKey),
    method: 'POST',
  });
  gather.say({ loop: 2 }, 'Press 1 to call your lead.');
  response.say('No key was pressed. Goodbye.');
  response.hangup();
  return response.toString();
}

/**
 * Joins the member with the lead. Nothing of the lead but the number is in it, and no address holds that. A recording is announced to
 * both before it begins, which takes an address that Twilio can ask: without one nothing is recorded.
 */
export function bridge(config: From, call: { callKey: string; leadPhone: string; isRecorded: boolean }): string {
  const { publicUrl } = config;
  const response = answer();
  const isRecorded = call.isRecorded && publicUrl !== undefined;
  response.say(isRecorded ? `Connecting you to your lead. ${NOTICE}` : 'Connecting you to your lead.');
  const dial = response.dial({
    callerId: config.voiceFrom,
    answerOnBridge: true,
    timeLimit: LONGEST_SECONDS,
    ...(isRecorded
      ? {
          record: 'record-from-answer-dual' as const,
          recordingStatusCallback: routeOf(publicUrl, '/twilio/recording', call.callKey),
          recordingStatusCallbackEvent: ['completed' as const],
        }
      : {}),
  });
  dial.number(isRecorded ? { url: new URL('/twilio/whisper', publicUrl).href } : {}, call.leadPhone);
  return response.toString();
}

/** What the lead hears before the two are joined. */
export function whisper(): string {
  const response = answer();
  response.say(NOTICE);
  return response.toString();
}

export function refusal(words: string): string {
  const response = answer();
  response.say(words);
  response.hangup();
  return response.toString();
}
