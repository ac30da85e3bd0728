import { HOUR_MS, MINUTE_MS } from '../../kernel/clock.ts';
import { loudness, type Wav } from '../../kernel/wav.ts';
import type { CallReport } from '../channels/index.ts';
import type { Transcript } from './ports.ts';

/** US dollars a minute of sound, as read on 22 Nov 2026. A model that is missing here counts as the dearest. */
const USD_A_MINUTE: Record<string, number> = {
  'gpt-4o-mini-transcribe': 0.003,
  'gpt-4o-transcribe': 0.006,
  'gpt-4o-transcribe-diarize': 0.006,
  'whisper-1': 0.006,
};
const LONGEST_PAUSE_MS = 6 * HOUR_MS;
const MOST_DOUBLINGS = 12;
const MAX_WORDS = 100_000;
/** A voice that is so much louder on its own channel is the one that speaks; below that both do. */
const CLEARLY = 1.5;
/** From so many parts on of which that can't be said, the channels tell nothing. */
const MOST_UNCLEAR = 1 / 3;

export function transcriptUsd(model: string, seconds: number): number {
  const price = USD_A_MINUTE[model] ?? Math.max(...Object.values(USD_A_MINUTE));
  return (price * seconds) / 60;
}

/** One minute after the first try, then twice as long each time, up to a quarter of a day. */
export const pauseAfter = (tries: number): number =>
  Math.min(LONGEST_PAUSE_MS, MINUTE_MS * 2 ** Math.min(MOST_DOUBLINGS, Math.max(0, tries - 1)));

/**
 * What a call came to, and on whose leg. One that waited for a key has reached nobody unless the key was pressed, whatever the
 * provider says of the member's own leg: a voicemail picks up too. Once the lead was rung, the lead's leg says what came of it.
 */
export function outcomeOf(
  call: { asksFirst: boolean; bridgedAt?: number; refusedAt?: number },
  report: CallReport,
  leadLeg?: CallReport,
): Pick<CallReport, 'status' | 'durationSeconds'> & { leg?: 'member' | 'lead' } {
  const { status, durationSeconds } = report;
  if (status !== 'completed') return { status, durationSeconds, leg: 'member' };
  if (call.asksFirst && call.bridgedAt === undefined)
    return { status: call.refusedAt === undefined ? 'no_answer' : 'canceled', durationSeconds: 0, leg: 'member' };
  if (!leadLeg || !ENDED.has(leadLeg.status)) return { status, durationSeconds };
  return { status: leadLeg.status, durationSeconds: leadLeg.durationSeconds ?? 0, leg: 'lead' };
}

/** Nothing more is to come of a call. */
export const ENDED: ReadonlySet<string> = new Set(['completed', 'busy', 'no_answer', 'failed', 'canceled']);

const clean = (text: string) => text.replaceAll('\0', '').trim();

/** Who speaks in a span: the member is on the first channel. */
function speakerIn(wav: Wav, from: number, to: number): 'Rep' | 'Lead' | 'Both' {
  const rep = loudness(wav, 0, from, to);
  const lead = loudness(wav, 1, from, to);
  if (rep > lead * CLEARLY) return 'Rep';
  return lead > rep * CLEARLY ? 'Lead' : 'Both';
}

/** The words of a call: turn by turn with who spoke where the channels tell, else as one text. */
export function wordsOf(transcript: Transcript, wav: Wav | undefined): { text: string; isByVoice: boolean } {
  const plain = { text: clean(transcript.text).slice(0, MAX_WORDS), isByVoice: false };
  const parts = (transcript.parts ?? []).filter((one) => clean(one.text) !== '');
  if (!wav || wav.channels < 2 || parts.length === 0) return plain;
  const turns: { who: string; text: string }[] = [];
  let unclear = 0;
  for (const part of parts) {
    const who = speakerIn(wav, part.from, part.to);
    if (who === 'Both') unclear += 1;
    const last = turns.at(-1);
    // One turn is one line, so that a line never begins with words of the other's making.
    const text = clean(part.text).replace(/\s+/g, ' ');
    if (last?.who === who) last.text += ` ${text}`;
    else turns.push({ who, text });
  }
  if (unclear / parts.length > MOST_UNCLEAR) return plain;
  const text = turns.map((one) => `${one.who}: ${one.text}`).join('\n');
  return { text: text.slice(0, MAX_WORDS), isByVoice: true };
}
