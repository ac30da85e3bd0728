import { createRequire } from 'node:module';
import type twilio from 'twilio';
import type { World } from './world.ts';

const sdk = createRequire(import.meta.url)('twilio') as typeof twilio;

/** A text and a call of the owner's that have left: what Twilio may report on. */
export const TEXT_ID = `SM${'7'.repeat(32)}`;
export const CALL_ID = `CA${'7'.repeat(32)}`;
/** Of a lead of the owner's. */
const PHONE = '+442079460101';

export interface Letter {
  path: string;
  request: { method: string; headers: Record<string, string>; body?: string };
  times: number;
}

export const isOfTwilio = (route: string): boolean => route.includes(' /twilio/');

const wordsOf = (path: string, { numbers }: World['twilio']): Record<string, string> => {
  if (path === '/twilio/message')
    return { MessageSid: `SM${'8'.repeat(32)}`, From: PHONE, To: numbers.sms, Body: 'Yes, on Tuesday.' };
  if (path === '/twilio/status') return { MessageSid: TEXT_ID, MessageStatus: 'delivered' };
  if (path === '/twilio/call') return { CallSid: CALL_ID, CallStatus: 'completed', CallDuration: '61' };
  return { CallSid: CALL_ID };
};

/** One request to a route of Twilio's, signed as it signs, or nearly so. */
export function letterOf({ twilio: known }: World, { route, how }: { route: string; how: string }): Letter {
  const path = route.split(' ')[1] ?? '';
  const words = wordsOf(path, known);
  const token = how === 'signed by another' ? 'a-token-of-somebody-else' : known.authToken;
  const signedPath = how === 'signed for another path' ? '/twilio/elsewhere' : path;
  const signature = sdk.getExpectedTwilioSignature(token, new URL(signedPath, known.baseUrl).href, words);
  const sent = how === 'signed with other words' ? { ...words, MessageSid: `SM${'9'.repeat(32)}` } : words;
  const method = /^signed, by (\w+)$/.exec(how)?.[1] ?? 'POST';
  return {
    path,
    request: {
      method,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(how === 'not signed' ? {} : { 'x-twilio-signature': signature }),
      },
      ...(method === 'GET' || method === 'HEAD' ? {} : { body: new URLSearchParams(sent).toString() }),
    },
    times: how === 'signed, brought again' ? 2 : 1,
  };
}
