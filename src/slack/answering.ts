import type { Entry } from '../features/threads/index.ts';
import type { Features } from './features.ts';
import type { Answering } from './views/answer.ts';

const ANSWERABLE = new Set(['email', 'whatsapp', 'sms']);

/** Whether what this entry tells can be answered from its card, and whether it was. What a member told of has no way back. */
export async function answeringOf(entry: Entry | undefined, features: Features): Promise<Answering | undefined> {
  const { inboundId, channel } = entry?.refs ?? {};
  if (entry?.kind !== 'lead.replied' || !inboundId || !ANSWERABLE.has(String(channel))) return undefined;
  return { entryId: entry.id, given: await features.sequences.answerTo(entry.id) };
}
