import type { Channel } from '../channels/index.ts';
import type { TextChannel } from '../channels/ports.ts';
import type { SequenceDeps } from './index.ts';
import { createSequenceQueries } from './queries.ts';
import type { GateFacts } from './rules.ts';
import type { LeadWorld } from './world.ts';

const TEXTS = { whatsapp: 'WhatsApp', sms: 'SMS' } as const;
const isText = (channel: string): channel is TextChannel => channel in TEXTS;

/** Where an answer of a lead would come in: what nobody has read there could have stopped a touch. */
export function createHearing(deps: Pick<SequenceDeps, 'db' | 'channels'>) {
  const queries = createSequenceQueries(deps.db);

  /** What it is called; undefined for a place that nobody can read any more, which must not hold the lead for ever. */
  async function nameOf(id: string, world: LeadWorld): Promise<string | undefined> {
    const [channel = ''] = id.split(':');
    if (isText(channel)) return deps.channels.textInbox(channel) === id ? TEXTS[channel] : undefined;
    const mailbox = id === world.mailbox?.id ? world.mailbox : await deps.channels.mailbox(id);
    const isRead = mailbox && (mailbox.status !== 'reconnect' || mailbox.id === world.mailbox?.id);
    return isRead ? `The mailbox ${mailbox.address}` : undefined;
  }

  /** The sender's own mailbox, and wherever else this lead was written to from; nothing for what a person does. */
  return async function heardAt(
    { leadId, channel }: { leadId: string; channel: Channel },
    world: LeadWorld,
  ): Promise<GateFacts['heard']> {
    if (channel !== 'email' && !isText(channel)) return { others: [] };
    const ownId = channel === 'email' ? world.mailbox?.id : undefined;
    const elsewhere = new Set(await queries.writtenFrom(leadId));
    const textInbox = isText(channel) ? deps.channels.textInbox(channel) : undefined;
    if (textInbox) elsewhere.add(textInbox);
    if (ownId) elsewhere.delete(ownId);
    const found = await deps.channels.inboxes([...(ownId ? [ownId] : []), ...elsewhere]);
    const heard: GateFacts['heard'] = { others: [] };
    for (const { id, readAt } of found) {
      const name = await nameOf(id, world);
      if (id === ownId) heard.own = { id, name: 'The mailbox', readAt };
      else if (name) heard.others.push({ id, name, readAt });
    }
    return heard;
  };
}
