import type { Lead } from '../../features/leads/index.ts';
import type { Entry } from '../../features/threads/index.ts';
import type { Card } from '../gesture.ts';
import { actions, button, readerTime, section } from './blocks.ts';
import { inline, nameOf } from './parts.ts';

/** What came of it, by the end at which it came to that. */
const OUTCOMES: Record<string, Record<string, (name: string) => string>> = {
  lead: {
    busy: (name) => `The line of ${name} was busy`,
    no_answer: (name) => `${name} did not pick up`,
    failed: (name) => `${name} could not be reached at this number`,
    canceled: (name) => `You hung up before ${name} picked up`,
  },
  member: {
    busy: (name) => `Your own line was busy, so ${name} was not rung`,
    no_answer: (name) => `You did not pick up and press 1, so ${name} was not rung`,
    failed: (name) => `Your own number could not be rung, so ${name} was not either`,
    canceled: (name) => `The call was hung up before ${name} was rung`,
  },
};

/** What a member hears of a call that was rung from here; undefined for any other entry. */
export function callCard(entry: Entry, lead: Lead): Card | undefined {
  if (entry.kind === 'call.ended') return callEndedCard(lead, entry.refs);
  if (entry.kind === 'call.unwritten') return unwrittenCard(lead, entry.refs);
  return entry.kind === 'recording.left' ? leftCard(lead, entry.refs) : undefined;
}

/** How long, and the way to say how it went. */
function callEndedCard(lead: Lead, { status, seconds, leg, isRecorded, isRefused }: Entry['refs']): Card {
  if (isRefused === true) return refusedCard(lead);
  const minutes = Math.max(1, Math.round(Number(seconds) / 60));
  const length = status === 'completed' && Number(seconds) > 0 ? `, ${minutes} min` : '';
  const name = inline(nameOf(lead));
  const text = OUTCOMES[String(leg)]?.[String(status)]?.(name) ?? `The call with ${name} is over${length}`;
  const words = wordsAfter({ isRecorded: isRecorded === true, wasReached: status === 'completed' });
  return {
    text,
    blocks: [
      section(`*${text}.*\n${words}`),
      actions(
        button('Log it', 'lead.log', { value: lead.id, style: isRecorded === true ? undefined : 'primary' }),
        button('Show lead', 'lead.show', { value: lead.id }),
      ),
    ],
  };
}

function wordsAfter({ isRecorded, wasReached }: { isRecorded: boolean; wasReached: boolean }): string {
  if (!wasReached) return 'Ring again from the task or the passport. What you log goes into the lead’s thread.';
  if (isRecorded)
    return 'It was recorded, and both of you were told: what was said comes into the lead’s thread by itself.';
  return 'How did it go? What you write goes into the lead’s thread, and you are coached on it.';
}

function refusedCard(lead: Lead): Card {
  const text = `${inline(nameOf(lead))} was not rung: between your click and your 1 it became a no.`;
  return { text, blocks: [section(`*${text}*`), actions(button('Why', 'lead.why', { value: lead.id }))] };
}

/** A recording of which there are no words, with the reason, and what becomes of the sound. */
function unwrittenCard(lead: Lead, { reason, until }: Entry['refs']): Card {
  const text = `The recorded call with ${inline(nameOf(lead))} is not written down`;
  const sound =
    Number(until) > 0
      ? `It is tried again; the recording stays at Twilio until ${readerTime(Number(until), '{date_short_pretty}')} at the latest and is deleted then.`
      : 'The recording is deleted at Twilio.';
  return {
    text,
    blocks: [
      section(`*${text}.*\n${inline(String(reason ?? ''), 300)} ${sound} What you log yourself goes into the thread.`),
      actions(button('Log it', 'lead.log', { value: lead.id, style: 'primary' })),
    ],
  };
}

function leftCard(lead: Lead, { recordingId }: Entry['refs']): Card {
  const text = `The recording of the call with ${inline(nameOf(lead))} could not be deleted at Twilio`;
  const words = `It is tried again. If it stays, an admin deletes ${inline(String(recordingId ?? ''), 64)} there.`;
  return { text, blocks: [section(`*${text}.*\n${words}`)] };
}
