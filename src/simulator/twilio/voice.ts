import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '../../kernel/clock.ts';
import { type Turn, twoVoices } from './sound.ts';

export interface PlacedCall {
  sid: string;
  to: string;
  twiml: string;
  statusCallback?: string;
  at: number;
}

/** What came of a member who picked up: what the product says next, whom it rings, and what the lead hears before they are joined. */
export interface PickedUp {
  twiml: string;
  dialed?: string;
  leadHears?: string;
}

export interface Recording {
  sid: string;
  callSid: string;
  seconds: number;
  sound: Uint8Array;
  isDeleted: boolean;
}

interface Ongoing extends PlacedCall {
  answer?: PickedUp;
  recordingCallback?: string;
  leadSeconds?: number;
}

type Written = { status: number; body: string | Uint8Array; type: string };

const CALLS = /^\/2010-04-01\/Accounts\/[^/]+\/Calls\.json$/;
const RECORDING = /^\/2010-04-01\/Accounts\/[^/]+\/Recordings\/(\w+)\.(wav|json)$/;
const RECORDINGS = /^\/2010-04-01\/Accounts\/[^/]+\/Recordings\.json$/;

/** An attribute, or the words between two tags, of the few kinds of TwiML that the product makes. */
const between = (twiml: string, pattern: RegExp): string | undefined =>
  pattern.exec(twiml)?.[1]?.replaceAll('&amp;', '&');

const json = (status: number, body: unknown): Written => ({
  status,
  body: JSON.stringify(body),
  type: 'application/json; charset=utf-8',
});

/** People at the two ends of a call, and what Twilio makes of them: keys, legs, recordings, each told by a signed webhook. */
export function createVoice(deps: { accountSid: string; authToken: string; clock: Clock }) {
  const { accountSid, authToken, clock } = deps;
  const calls: Ongoing[] = [];
  const recordings: Recording[] = [];
  const soundFaults: number[] = [];
  const removalFaults: number[] = [];

  /** As Twilio signs: the address, then each parameter with its value, in the order of their names. */
  async function tell(url: string, params: Record<string, string>): Promise<{ status: number; text: string }> {
    const signed = Object.keys(params)
      .sort()
      .reduce((text, name) => `${text}${name}${params[name]}`, url);
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': createHmac('sha1', authToken).update(signed).digest('base64'),
      },
      body: new URLSearchParams(params).toString(),
    });
    return { status: response.status, text: await response.text() };
  }

  const callOf = (sid: string): Ongoing => {
    const found = calls.find((one) => one.sid === sid);
    if (!found) throw new Error(`no call ${sid}`);
    return found;
  };

  async function pickUp(sid: string, key?: string): Promise<PickedUp> {
    const call = callOf(sid);
    const action = between(call.twiml, /<Gather[^>]* action="([^"]+)"/);
    if (action && key === undefined) return { twiml: call.twiml };
    const twiml = action
      ? (await tell(action, { AccountSid: accountSid, CallSid: sid, Digits: key ?? '', CallStatus: 'in-progress' }))
          .text
      : call.twiml;
    const whisper = between(twiml, /<Number[^>]* url="([^"]+)"/);
    const heard = whisper && (await tell(whisper, { AccountSid: accountSid, ParentCallSid: sid })).text;
    call.answer = {
      twiml,
      dialed: between(twiml, /<Number[^>]*>([^<]+)<\/Number>/),
      leadHears: heard && between(heard, /<Say>([^<]+)<\/Say>/),
    };
    call.recordingCallback = between(twiml, /<Dial[^>]* recordingStatusCallback="([^"]+)"/);
    return call.answer;
  }

  /** The sound of a call whose two sides were joined with a recording. */
  function record(sid: string, turns: Turn[]): Recording | undefined {
    const call = callOf(sid);
    if (!call.answer?.dialed || !call.recordingCallback) return undefined;
    const seconds = Math.round(turns.reduce((sum, one) => sum + one.seconds, 0));
    const one = {
      sid: `RE${randomBytes(16).toString('hex')}`,
      callSid: sid,
      seconds,
      sound: twoVoices(turns),
      isDeleted: false,
    };
    recordings.push(one);
    return one;
  }

  /** As often and in whichever order a test likes; answers the status that the product gave. */
  async function tellRecording(one: Recording): Promise<number> {
    const { status } = await tell(callOf(one.callSid).recordingCallback ?? '', {
      AccountSid: accountSid,
      CallSid: one.callSid,
      RecordingSid: one.sid,
      RecordingStatus: 'completed',
      RecordingDuration: String(one.seconds),
      RecordingChannels: '2',
      RecordingUrl: `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Recordings/${one.sid}`,
    });
    return status;
  }

  /** `leadSeconds` is how long the lead was on the line; 0 when they did not pick up. */
  async function tellEnd(sid: string, seconds: number, leadSeconds: number): Promise<void> {
    const call = callOf(sid);
    const { statusCallback } = call;
    call.leadSeconds = leadSeconds;
    if (!statusCallback) return;
    const ended = { CallSid: sid, CallStatus: 'completed', CallDuration: String(seconds) };
    await tell(statusCallback, { AccountSid: accountSid, ...ended });
  }

  function sound(found: Recording | undefined): Written {
    const fault = soundFaults.shift();
    if (fault !== undefined) return json(fault, { status: fault });
    if (!found || found.isDeleted) return json(404, { code: 20404, status: 404 });
    return { status: 200, body: found.sound, type: 'audio/x-wav' };
  }

  function removal(found: Recording | undefined): Written {
    const fault = removalFaults.shift();
    if (fault !== undefined) return json(fault, { code: 20500, status: fault });
    if (!found || found.isDeleted) return json(404, { code: 20404, status: 404 });
    found.isDeleted = true;
    return { status: 204, body: '', type: 'application/json' };
  }

  /** The lead's leg, once it was rung. */
  function legsOf(sid: string) {
    const call = calls.find((one) => one.sid === sid);
    if (!call?.answer?.dialed) return [];
    const isOver = call.leadSeconds !== undefined;
    return [
      {
        sid: `CA${createHmac('sha1', authToken).update(sid).digest('hex').slice(0, 32)}`,
        parent_call_sid: sid,
        account_sid: accountSid,
        to: call.answer.dialed,
        status: !isOver ? 'in-progress' : call.leadSeconds === 0 ? 'no-answer' : 'completed',
        duration: String(call.leadSeconds ?? ''),
      },
    ];
  }

  const shown = (one: Recording) => ({
    sid: one.sid,
    account_sid: accountSid,
    call_sid: one.callSid,
    duration: String(one.seconds),
    status: 'completed',
    channels: 2,
  });

  return {
    calls: calls as readonly PlacedCall[],
    recordings: recordings as readonly Recording[],
    placed: (call: Omit<PlacedCall, 'at'>) => void calls.push({ ...call, at: clock.now() }),
    pickUp,
    record,
    tellRecording,
    tellEnd,
    /** How the next fetches of a sound fail, one after the other. */
    failSound: (...statuses: number[]) => void soundFaults.push(...statuses),
    failRemoval: (...statuses: number[]) => void removalFaults.push(...statuses),

    /** Answers what is asked about recordings and about the legs of calls; undefined for anything else. */
    answer(method: string, url: URL): Written | undefined {
      const parent = url.searchParams.get('ParentCallSid');
      if (method === 'GET' && CALLS.test(url.pathname) && parent !== null)
        return json(200, { calls: legsOf(parent), page: 0, page_size: 50, next_page_uri: null });
      if (method === 'GET' && RECORDINGS.test(url.pathname)) {
        const of = url.searchParams.get('CallSid');
        const found = recordings.filter((one) => !one.isDeleted && (of === null || one.callSid === of));
        return json(200, { recordings: found.map(shown), page: 0, page_size: 50, next_page_uri: null });
      }
      const [, sid, kind] = RECORDING.exec(url.pathname) ?? [];
      if (!sid) return undefined;
      const found = recordings.find((one) => one.sid === sid);
      if (method === 'GET' && kind === 'wav') return sound(found);
      return method === 'DELETE' ? removal(found) : undefined;
    },
  };
}
