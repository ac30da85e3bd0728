import { createHash } from 'node:crypto';
import { clip, oneLine } from '../../kernel/escape.ts';
import { type Stage, stageNames } from '../leads/index.ts';
import type { SeenWorld } from './rules.ts';

const WHOLE = 22;
const PART = 4;
const QUOTE_MAX = 120;

/** In the order in which their digests stand in a fingerprint: a new part goes to the end. */
const PARTS: (keyof SeenWorld)[] = [
  'subject',
  'body',
  'channel',
  'address',
  'sender',
  'evidence',
  'lastInboundId',
  'suppression',
  'stage',
  'footer',
];

const digest = (text: string, length: number) => createHash('sha256').update(text).digest('base64url').slice(0, length);

/**
 * Hash of all that an approval is bound to, then a short one of each part: a card hands it back, so that what moved meanwhile can be
 * named. Only the first says whether two worlds are one; a part's is too short for that.
 */
export function fingerprintOf(seen: SeenWorld): string {
  const parts = Object.entries(seen).sort(([a], [b]) => a.localeCompare(b));
  return digest(JSON.stringify(parts), WHOLE) + PARTS.map((one) => digest(seen[one], PART)).join('');
}

/** Whether two fingerprints are of one world. A card that is older than the parts' digests ends with the first. */
export function isSameWorld(a: string, b: string): boolean {
  return a.length >= WHOLE && a.slice(0, WHOLE) === b.slice(0, WHOLE);
}

/** The parts of the world that are not as they were when this fingerprint was made; [] where it can't tell. */
export function changedParts(fingerprint: string, now: SeenWorld): (keyof SeenWorld)[] {
  if (fingerprint.length !== WHOLE + PARTS.length * PART) return [];
  return PARTS.filter((part, index) => {
    const from = WHOLE + index * PART;
    return fingerprint.slice(from, from + PART) !== digest(now[part], PART);
  });
}

export interface Around {
  ownerName: string;
  /** What the draft cites and is not there any more. */
  gone: string[];
}

const quoted = (text: string) => `“${clip(oneLine(text), QUOTE_MAX)}”`;

const addressWords: Record<SeenWorld['channel'], string> = {
  email: 'the email address',
  linkedin: 'the LinkedIn profile',
  whatsapp: 'the phone number',
  sms: 'the phone number',
  call: 'the phone number',
};

/** One part that changed, with what it is now. */
export function changeInWords(part: keyof SeenWorld, now: SeenWorld, around: Around): string {
  const isMail = now.channel === 'email';
  switch (part) {
    case 'subject':
      return `the subject is now ${quoted(now.subject)}`;
    case 'body':
      return `the words are now ${quoted(now.body)}`;
    case 'channel':
      return `it would go out by ${now.channel} now`;
    case 'address':
      return now.address
        ? `${addressWords[now.channel]} is now ${now.address}`
        : `${addressWords[now.channel]} was taken away`;
    case 'sender':
      if (!isMail) return `the lead belongs to ${around.ownerName || 'somebody else'} now`;
      return now.sender ? `it would leave from ${now.sender} now` : 'there is no mailbox to send from any more';
    case 'evidence':
      return around.gone.length > 0
        ? `${around.gone.map(quoted).join(' and ')}, which a sentence rests on, is not on record any more`
        : 'what the sentences rest on is on record again';
    case 'lastInboundId':
      return 'the lead has written';
    case 'suppression':
      return now.suppression.replace(/\.$/, '') || 'the lead may be written to again';
    case 'stage':
      return `the stage is now “${now.stage === 'open' ? stageNames.contacted : stageNames[now.stage as Stage]}”`;
    case 'footer':
      return `below the words stands now ${quoted(now.footer)}`;
  }
}
