import type { Db, Scope } from '../../db/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { InboundKind } from './index.ts';

export interface InboundRecord {
  id: string;
  mailboxId: string;
  providerId: string;
  leadId?: string;
  touchId?: string;
  kind: InboundKind;
  fromAddress: string;
  messageId?: string;
  providerThreadId?: string;
  reading?: unknown;
  receivedAt: Instant;
}

export function createInteractionStore(db: Db | Scope) {
  return {
    /** False when this mail has been taken in before. */
    async insertInbound(record: InboundRecord): Promise<boolean> {
      const rows = await db('inbound_messages')
        .insert({
          id: record.id,
          mailbox_id: record.mailboxId,
          provider_id: record.providerId,
          lead_id: record.leadId ?? null,
          touch_id: record.touchId ?? null,
          kind: record.kind,
          from_address: record.fromAddress.slice(0, 255),
          message_id: record.messageId?.slice(0, 255) ?? null,
          provider_thread_id: record.providerThreadId ?? null,
          reading: record.reading === undefined ? null : JSON.stringify(record.reading),
          received_at: record.receivedAt,
        })
        .onConflict(['mailbox_id', 'provider_id'])
        .ignore()
        .returning('id');
      return rows.length === 1;
    },

    async isKnown(mailboxId: string, providerId: string): Promise<boolean> {
      return (await db('inbound_messages').where({ mailbox_id: mailboxId, provider_id: providerId }).first('id')) !== undefined;
    },

    /** Which of our sends a mail belongs to: by the Message-IDs that it refers to, else by its thread. */
    async sendOf(mail: { references: string[]; providerThreadId: string; mailboxId: string }): Promise<{ touchId: string; leadId: string } | undefined> {
      const sends = () => db('sends as s').join('touches as t', 't.id', 's.touch_id').select('s.touch_id', 't.lead_id').orderBy('s.claimed_at', 'desc');
      const referred = mail.references.length > 0 ? await sends().whereIn('s.message_id', mail.references.slice(-50)).first() : undefined;
      const row = referred ?? (mail.providerThreadId ? await sends().where({ 's.provider_thread_id': mail.providerThreadId, 's.mailbox_id': mail.mailboxId }).first() : undefined);
      return row ? { touchId: String(row.touch_id), leadId: String(row.lead_id) } : undefined;
    },

    /** The newest mail of ours to an address: for a report that names nothing but its recipient. */
    async sendTo(address: string): Promise<{ touchId: string; leadId: string } | undefined> {
      const row = await db('sends as s').join('touches as t', 't.id', 's.touch_id').where('s.to_address', address.toLowerCase()).orderBy('s.claimed_at', 'desc').first('s.touch_id', 't.lead_id');
      return row ? { touchId: String(row.touch_id), leadId: String(row.lead_id) } : undefined;
    },
  };
}
