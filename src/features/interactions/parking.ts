import { inTransaction } from '../../db/index.ts';
import type { Lead } from '../leads/index.ts';
import type { InteractionDeps } from './index.ts';
import { createInteractionStore } from './store.ts';

/** By the timetable some ten minutes: what passes by itself has passed by then, and nothing behind it has waited. */
const MOST_TRIES = 5;
const HELD =
  'A message that may be theirs could not be read here. Look at it yourself, then let the sequence go on or end it.';

/** What came in and could not be taken in. */
interface Unreadable {
  inboxId: string;
  providerId: string;
  /** Whose mailbox it came to. */
  memberId?: string;
  /** Who may have written it, as far as can be told. */
  leads(): Promise<Lead[]>;
}

/** What can't be taken in is tried again for a while, then set aside: its leads are held, and a person is asked to look at it. */
export function createParking(deps: InteractionDeps) {
  const store = createInteractionStore(deps.db);

  async function park({ inboxId, providerId, memberId, leads }: Unreadable): Promise<void> {
    const held = await leads().catch(() => []);
    const at = deps.clock.now();
    const record = { mailboxId: inboxId, kind: 'unreadable' as const, fromAddress: '', receivedAt: at };
    await inTransaction(deps.db, async (scope) => {
      const inside = createInteractionStore(scope);
      const id = deps.ids.next('inb');
      if (!(await inside.insertInbound({ ...record, id, providerId, leadId: held[0]?.id }))) return;
      await inside.forgetTries(inboxId, providerId);
      for (const lead of held) await deps.sequences.hold(scope, lead.id, HELD, at);
      for (const leadId of held.length > 0 ? held.map((lead) => lead.id) : [undefined])
        await deps.threads.append(scope, {
          at,
          kind: 'message.unreadable',
          leadId,
          refs: { inboundId: id, inboxId, ...(memberId ? { memberId } : {}) },
        });
    });
  }

  /** Once more it could not be taken in. Answers whether it is set aside, so that nothing waits for it any more. */
  return async function failed(one: Unreadable): Promise<boolean> {
    try {
      if ((await store.countTry(one.inboxId, one.providerId)) < MOST_TRIES) return false;
      await park(one);
      return true;
    } catch (error) {
      // The database itself is in trouble: that is no fault of the message.
      deps.logger.warn({ inboxId: one.inboxId, error }, 'a failure could not be noted');
      return false;
    }
  };
}
