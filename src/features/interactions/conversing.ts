import type { Lead } from '../leads/index.ts';
import type { Threads } from '../threads/index.ts';

/**
 * True where the last that one of these leads had from us is a touch of a sequence. Once a person has written, called or met them,
 * they talk with that person, and a bare "no" is an answer to whatever was asked there.
 */
export async function lastHadTouch(threads: Pick<Threads, 'of'>, leads: Lead[]): Promise<boolean> {
  for (const lead of leads) {
    const kinds = ['touch.sent', 'message.logged', 'call.logged', 'meeting.logged'] as const;
    const [last] = await threads.of(lead.id, { kinds: [...kinds], limit: 1 });
    if (last?.kind === 'touch.sent') return true;
  }
  return false;
}
