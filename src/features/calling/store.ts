import type { Db, Scope } from '../../db/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { CallStatus } from '../channels/ports.ts';

export interface CallRecord {
  id: string;
  leadId: string;
  touchId?: string;
  memberId: string;
  providerCallId?: string;
  status: CallStatus | 'placing';
  begunAt: Instant;
  /** The member had to press 1 before the lead was rung. */
  asksFirst: boolean;
  /** When the lead was rung after that. */
  bridgedAt?: Instant;
  /** When the member was told instead that the lead may not be rung any more. */
  refusedAt?: Instant;
  /** Both were told that it is recorded. */
  isRecorded: boolean;
}

type Row = Record<string, unknown>;

const at = (value: unknown): Instant | undefined => (value === null || value === undefined ? undefined : Number(value));

const toCall = (row: Row): CallRecord => ({
  id: String(row.id),
  leadId: String(row.lead_id),
  touchId: row.touch_id === null ? undefined : String(row.touch_id),
  memberId: String(row.member_id),
  providerCallId: row.provider_call_id === null ? undefined : String(row.provider_call_id),
  status: row.status as CallRecord['status'],
  begunAt: Number(row.begun_at),
  asksFirst: Boolean(row.asks_first),
  bridgedAt: at(row.bridged_at),
  refusedAt: at(row.refused_at),
  isRecorded: Boolean(row.is_recorded),
});

const OPEN = ['placing', 'queued', 'ringing', 'in_progress'];

export const isOpen = (call: Pick<CallRecord, 'status'>): boolean => OPEN.includes(call.status);

export function createCallStore(db: Db | Scope) {
  return {
    /** In a transaction: nobody else rings this lead until the end of it. */
    async lock(leadId: string): Promise<void> {
      await db('leads').where({ id: leadId }).forUpdate().first('id');
    },

    async openSince(leadId: string, since: Instant): Promise<CallRecord | undefined> {
      const row = await db('calls')
        .where({ lead_id: leadId })
        .whereIn('status', OPEN)
        .andWhere('begun_at', '>', since)
        .orderBy('begun_at', 'desc')
        .first();
      return row ? toCall(row) : undefined;
    },

    async insert(call: CallRecord): Promise<void> {
      await db('calls').insert({
        id: call.id,
        lead_id: call.leadId,
        touch_id: call.touchId ?? null,
        member_id: call.memberId,
        status: call.status,
        begun_at: call.begunAt,
        asks_first: call.asksFirst,
      });
    },

    async get(id: string): Promise<CallRecord | undefined> {
      const row = await db('calls').where({ id }).first();
      return row ? toCall(row) : undefined;
    },

    async byProvider(providerCallId: string): Promise<CallRecord | undefined> {
      const row = await db('calls').where({ provider_call_id: providerCallId }).first();
      return row ? toCall(row) : undefined;
    },

    async open(since: Instant): Promise<CallRecord[]> {
      return (await db('calls').whereIn('status', OPEN).andWhere('begun_at', '>', since).limit(30)).map(toCall);
    },

    /** False when it had settled before. */
    async move(
      id: string,
      change: { status: CallStatus; providerCallId?: string; durationSeconds?: number; settledAt?: Instant },
    ): Promise<boolean> {
      const columns: Row = { status: change.status };
      if (change.providerCallId) columns.provider_call_id = change.providerCallId;
      if (change.durationSeconds !== undefined) columns.duration_seconds = change.durationSeconds;
      if (change.settledAt !== undefined) columns.settled_at = change.settledAt;
      return (await db('calls').where({ id }).whereIn('status', OPEN).update(columns)) === 1;
    },

    /** The member has pressed 1: written once; false when it was before, or when the call is over. */
    async bridge(id: string, bridge: { providerCallId: string; isRecorded: boolean; at: Instant }): Promise<boolean> {
      const rows = await db('calls').where({ id }).whereIn('status', OPEN).whereNull('bridged_at').update({
        provider_call_id: bridge.providerCallId,
        is_recorded: bridge.isRecorded,
        bridged_at: bridge.at,
        status: 'in_progress',
      });
      return rows === 1;
    },

    async refuse(id: string, refusedAt: Instant): Promise<void> {
      await db('calls').where({ id }).whereIn('status', OPEN).update({ refused_at: refusedAt });
    },

    async phoneOf(memberId: string): Promise<string | undefined> {
      const row = await db('members').where({ id: memberId }).first('phone');
      return row?.phone ? String(row.phone) : undefined;
    },

    async setPhone(memberId: string, phone: string | null): Promise<void> {
      await db('members').where({ id: memberId }).update({ phone });
    },
  };
}
