import type { Db, Scope } from '../../db/index.ts';
import type { Instant } from '../../kernel/clock.ts';

/**
 * 'waiting' to be written down, 'written' with the sound still at the provider, 'kept' there without a transcript until its days are
 * over, 'deleted' there.
 */
export type RecordingStatus = 'waiting' | 'written' | 'kept' | 'deleted';

export interface RecordingRecord {
  id: string;
  callId?: string;
  status: RecordingStatus;
  seconds: number;
  tries: number;
  nextTryAt?: Instant;
  heardAt: Instant;
}

/** A recorded call that is over, of which no recording was brought. */
export interface SilentCall {
  id: string;
  providerCallId: string;
}

type Row = Record<string, unknown>;

const toRecording = (row: Row): RecordingRecord => ({
  id: String(row.id),
  callId: row.call_id === null ? undefined : String(row.call_id),
  status: row.status as RecordingStatus,
  seconds: Number(row.duration_seconds),
  tries: Number(row.tries),
  nextTryAt: row.next_try_at === null ? undefined : Number(row.next_try_at),
  heardAt: Number(row.heard_at),
});

export function createRecordingStore(db: Db | Scope) {
  const silent = () =>
    db('calls as c')
      .where({ 'c.is_recorded': true })
      .whereNotNull('c.settled_at')
      .whereNotNull('c.provider_call_id')
      .whereNotExists(db('call_recordings as r').select('r.id').whereRaw('r.call_id = c.id'));

  return {
    /** One that is known already stays as it is. */
    async insert(one: Omit<RecordingRecord, 'tries'>): Promise<boolean> {
      const rows = await db('call_recordings')
        .insert({
          id: one.id,
          call_id: one.callId ?? null,
          status: one.status,
          duration_seconds: one.seconds,
          next_try_at: one.nextTryAt ?? null,
          heard_at: one.heardAt,
        })
        .onConflict('id')
        .ignore()
        .returning('id');
      return rows.length === 1;
    },

    async due(now: Instant, limit: number): Promise<RecordingRecord[]> {
      const rows = await db('call_recordings').where('next_try_at', '<=', now).orderBy('next_try_at').limit(limit);
      return rows.map(toRecording);
    },

    async nextAt(): Promise<Instant | undefined> {
      const row = await db('call_recordings').min({ at: 'next_try_at' }).first();
      return row?.at === null || row?.at === undefined ? undefined : Number(row.at);
    },

    /** Takes it for as long as the work may last: whoever crashes in the middle leaves it to the next one. False when another was first. */
    async claim(one: RecordingRecord, until: Instant): Promise<boolean> {
      const rows = await db('call_recordings')
        .where({ id: one.id, status: one.status, next_try_at: one.nextTryAt ?? null, tries: one.tries })
        .update({ next_try_at: until, tries: one.tries + 1 });
      return rows === 1;
    },

    /** False when it is no longer where it was found. */
    async move(
      one: Pick<RecordingRecord, 'id' | 'status'>,
      change: { status?: RecordingStatus; nextTryAt?: Instant; settledAt?: Instant },
    ): Promise<boolean> {
      const isNew = change.status !== undefined && change.status !== one.status;
      const rows = await db('call_recordings')
        .where({ id: one.id, status: one.status })
        .update({
          next_try_at: change.nextTryAt ?? null,
          ...(isNew ? { status: change.status, tries: 0 } : {}),
          ...(change.settledAt === undefined ? {} : { settled_at: change.settledAt }),
        });
      return rows === 1;
    },

    /** Recorded calls that ended in this span without a word on their recording, and were not asked for since `askedBefore`. */
    async silentCalls(span: { from: Instant; to: Instant; askedBefore: Instant }): Promise<SilentCall[]> {
      const rows: Row[] = await silent()
        .whereBetween('c.settled_at', [span.from, span.to])
        .where((either) =>
          either.whereNull('c.recording_asked_at').orWhere('c.recording_asked_at', '<=', span.askedBefore),
        )
        .select('c.id', 'c.provider_call_id')
        .limit(30);
      return rows.map((row) => ({ id: String(row.id), providerCallId: String(row.provider_call_id) }));
    },

    async asked(callId: string, now: Instant): Promise<void> {
      await db('calls').where({ id: callId }).update({ recording_asked_at: now });
    },
  };
}
