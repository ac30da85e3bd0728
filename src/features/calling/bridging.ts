import { type Db, inTransaction } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { Denied, InvalidInput, NotFound } from '../../kernel/errors.ts';
import type { Access, Member } from '../access/index.ts';
import type { Settings } from '../settings/index.ts';
import type { Bridge, Press } from './index.ts';
import { type CallRecord, createCallStore, isOpen } from './store.ts';

const YES = '1';
const GOODBYE = 'Goodbye.';
const OVER = 'This call can not go on. Goodbye.';
const NO_LONGER = 'Your lead may not be called any more. Slack says why. Goodbye.';

/** What the member hears once they have picked up and pressed a key, or have not. */
export function createBridging(deps: {
  db: Db;
  clock: Clock;
  access: Pick<Access, 'member'>;
  settings: Pick<Settings, 'get'>;
  mayBeCalled(by: Member, leadId: string): Promise<string>;
}) {
  const store = createCallStore(deps.db);

  /** The lead's number, when nothing that happened since the first ring stands against it. */
  async function numberOf(call: CallRecord): Promise<string | undefined> {
    const member = await deps.access.member(call.memberId);
    if (member?.status !== 'active') return undefined;
    try {
      return await deps.mayBeCalled(member, call.leadId);
    } catch (error) {
      if (error instanceof InvalidInput || error instanceof Denied || error instanceof NotFound) return undefined;
      throw error;
    }
  }

  /** Brought twice it is the same answer, as long as the lead may still be rung. */
  return async function takePress({ callKey, providerCallId, key }: Press): Promise<Bridge> {
    const call = await store.get(callKey);
    const isThisCall = call?.providerCallId === undefined || call.providerCallId === providerCallId;
    if (!call?.asksFirst || !isThisCall || !isOpen(call)) return { refusal: OVER };
    if (key !== YES) return { refusal: GOODBYE };
    const leadPhone = call.refusedAt === undefined ? await numberOf(call) : undefined;
    if (leadPhone === undefined) {
      await store.refuse(call.id, deps.clock.now());
      return { refusal: NO_LONGER };
    }
    const isRecorded = await deps.settings.get('recordCalls');
    const bridged = await inTransaction(deps.db, async (scope) => {
      const inside = createCallStore(scope);
      await inside.bridge(call.id, { providerCallId, isRecorded, at: deps.clock.now() });
      return inside.get(call.id);
    });
    if (!bridged || !isOpen(bridged)) return { refusal: OVER };
    return { leadPhone, isRecorded: bridged.isRecorded };
  };
}
