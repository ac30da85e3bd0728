import type { Scope } from '../../db/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { Lead } from '../leads/index.ts';
import { createEndings } from './endings.ts';
import type { SequenceDeps } from './index.ts';
import type { TouchRecord } from './store.ts';

/** A provider knows of a no that we did not hear: it holds for the person on every channel, and for the address that it was told of. */
export function createOptingOut(deps: SequenceDeps) {
  const endings = createEndings(deps);
  return async function optedOutAtProvider(
    scope: Scope,
    touch: TouchRecord,
    no: { lead?: Lead; address: string; at: Instant },
  ): Promise<void> {
    const { at } = no;
    const provider = touch.channel === 'sms' ? 'SMS' : 'WhatsApp';
    const entry = { reason: 'opted_out' as const, source: `the ${provider} provider knows of an opt-out`, at };
    await deps.channels.suppress(scope, { ...entry, channel: 'all', address: no.address });
    if (no.lead) await deps.channels.suppressPerson(scope, no.lead, entry);
    await endings.stop(scope, touch.leadId, 'The lead does not want to be written to.', at);
    await deps.threads.append(scope, {
      at,
      kind: 'lead.opted_out',
      leadId: touch.leadId,
      refs: { reason: 'opted_out', touchId: touch.id, channel: touch.channel },
      onceKey: `opt-out:${touch.id}`,
    });
  };
}
