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
  /** Of a mail: what an answer to it needs to stand in the same conversation. */
  subject?: string;
  references?: string[];
  reading?: unknown;
  receivedAt: Instant;
}

/** One of our mails, by what a mail that came in says of it. */
export interface SendRef {
  touchId: string;
  leadId: string;
}

const toRef = (row: { touch_id: unknown; lead_id: unknown } | undefined): SendRef | undefined =>
  row ? { touchId: String(row.touch_id), leadId: String(row.lead_id) } : undefined;

/** Our own part of a Message-ID: what we wrote into it, should the provider have given the mail another one. */
const keyOf = (messageId: string) => messageId.replace(/^<|@.*$/g, '');

export function createInteractionStore(db: Db | Scope) {
  const sends = () =>
    db('sends as s')
      .join('touches as t', 't.id', 's.touch_id')
      .select('s.touch_id', 't.lead_id')
      .orderBy('s.claimed_at', 'desc');

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
          provider_thread_id: record.providerThreadId?.slice(0, 255) ?? null,
          subject: record.subject ?? null,
          reference_ids: record.references?.length ? JSON.stringify(record.references) : null,
          reading: record.reading === undefined ? null : JSON.stringify(record.reading),
          received_at: record.receivedAt,
        })
        .onConflict(['mailbox_id', 'provider_id'])
        .ignore()
        .returning('id');
      return rows.length === 1;
    },

    async isKnown(mailboxId: string, providerId: string): Promise<boolean> {
      const row = await db('inbound_messages').where({ mailbox_id: mailboxId, provider_id: providerId }).first('id');
      return row !== undefined;
    },

    /** Which of our mails these Message-IDs name; the newest when they name several. */
    async sendNamed(messageIds: string[]): Promise<SendRef | undefined> {
      const ids = messageIds.slice(-50);
      if (ids.length === 0) return undefined;
      return toRef(await sends().whereIn('s.message_id', ids).orWhereIn('s.touch_id', ids.map(keyOf)).first());
    },

    async leadOfTouch(touchId: string): Promise<string | undefined> {
      const row = await db('touches').where({ id: touchId }).first('lead_id');
      return row ? String(row.lead_id) : undefined;
    },

    /** Leads who wrote from such an address before, the newest first. */
    async leadsHeardFrom(channel: string, from: string): Promise<string[]> {
      if (!from) return [];
      const rows = await db('inbound_messages')
        .where({ mailbox_id: channel, from_address: from })
        .whereNotNull('lead_id')
        .orderBy('received_at', 'desc')
        .limit(20)
        .pluck('lead_id');
      return [...new Set(rows.map(String))];
    },

    /** One more time that it could not be taken in; answers how many they are. */
    async countTry(inboxId: string, providerId: string): Promise<number> {
      const rows = await db('inbound_tries')
        .insert({ inbox_id: inboxId, provider_id: providerId, tries: 1 })
        .onConflict(['inbox_id', 'provider_id'])
        .merge({ tries: db.raw('inbound_tries.tries + 1') })
        .returning('tries');
      return Number(rows[0]?.tries ?? 1);
    },

    async forgetTries(inboxId: string, providerId: string): Promise<void> {
      await db('inbound_tries').where({ inbox_id: inboxId, provider_id: providerId }).del();
    },

    /** The newest of our mails in a thread of that mailbox. */
    async sendInThread(mailboxId: string, threadId: string): Promise<SendRef | undefined> {
      if (!threadId) return undefined;
      return toRef(await sends().where({ 's.provider_thread_id': threadId, 's.mailbox_id': mailboxId }).first());
    },

    /** The newest mail of ours to an address: for a report that names nothing but its recipient. */
    async sendTo(address: string): Promise<SendRef | undefined> {
      return toRef(await sends().whereRaw('lower(s.to_address) = ?', [address.toLowerCase()]).first());
    },
  };
}
