import type { Scope } from '../../db/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { InteractionDeps } from './index.ts';
import { asksToStop } from './reading.ts';

export interface CallTranscript {
  leadId: string;
  memberId: string;
  callId: string;
  recordingId: string;
  text: string;
  /** Each line begins with who spoke. */
  isByVoice: boolean;
  happenedAt: Instant;
  minutes: number;
  at: Instant;
}

/** A page at a time, as what reads for a no reads no more at once; pages share some words. */
const PAGE = 15_000;
const SHARED = 200;
const HELD = 'In the call they may have asked not to be contacted again. Read what was said, then resume or stop.';

function mayBeNo({ text, isByVoice }: Pick<CallTranscript, 'text' | 'isByVoice'>): boolean {
  const said = isByVoice
    ? text
        .split('\n')
        .flatMap((line) => (line.startsWith('Lead: ') ? line.slice('Lead: '.length) : []))
        .join('\n')
    : text;
  for (let from = 0; from < said.length; from += PAGE - SHARED)
    if (asksToStop(said.slice(from, from + PAGE))) return true;
  return false;
}

/**
 * The words of a recorded call, in the lead's thread once. A machine has heard them, so a no in them closes nothing for good: it holds
 * what is still to come until a person has read it.
 */
export function createTranscripts(deps: Pick<InteractionDeps, 'threads' | 'sequences'>) {
  return async function keepTranscript(scope: Scope, call: CallTranscript): Promise<number | undefined> {
    const isNo = mayBeNo(call);
    const id = await deps.threads.append(scope, {
      at: call.at,
      kind: 'call.transcribed',
      leadId: call.leadId,
      actorId: call.memberId,
      refs: {
        callId: call.callId,
        recordingId: call.recordingId,
        happenedAt: call.happenedAt,
        minutes: call.minutes,
        isByVoice: call.isByVoice,
        ...(isNo ? { mayBeNo: true } : {}),
      },
      text: call.text,
      onceKey: `transcript:${call.recordingId}`,
    });
    if (id !== undefined && isNo) await deps.sequences.hold(scope, call.leadId, HELD, call.at);
    return id;
  };
}
