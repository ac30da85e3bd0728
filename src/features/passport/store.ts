import type { Db, Scope } from '../../db/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { Channel } from '../channels/index.ts';
import type { Consent } from './index.ts';
import type { Need } from './policy.ts';

interface ConsentRow {
  id: string;
  lead_id: string;
  channel: string;
  kind: string;
  source: string;
  wording: string | null;
  by: string;
  at: number;
  withdrawn_at: number | null;
}

const toConsent = (row: ConsentRow): Consent => ({
  id: row.id,
  leadId: row.lead_id,
  channel: row.channel as Channel,
  kind: row.kind as Consent['kind'],
  source: row.source,
  wording: row.wording ?? undefined,
  by: row.by,
  at: Number(row.at),
  withdrawnAt: row.withdrawn_at === null ? undefined : Number(row.withdrawn_at),
});

export interface PolicyRecord {
  country: string;
  channel: Channel;
  needs: Need;
  reason: string;
  updatedBy: string;
  updatedAt: Instant;
}

export function createPassportStore(db: Db | Scope) {
  return {
    /** The newest first. */
    async consentsOf(leadId: string): Promise<Consent[]> {
      const rows: ConsentRow[] = await db('consents').where({ lead_id: leadId }).orderBy('at', 'desc').orderBy('id');
      return rows.map(toConsent);
    },

    async insertConsents(consents: Omit<Consent, 'withdrawnAt'>[]): Promise<void> {
      if (consents.length === 0) return;
      await db('consents').insert(
        consents.map((one) => ({
          id: one.id,
          lead_id: one.leadId,
          channel: one.channel,
          kind: one.kind,
          source: one.source,
          wording: one.wording ?? null,
          by: one.by,
          at: one.at,
        })),
      );
    },

    /** In a transaction: what two people record of this lead at once is judged one after the other. */
    async lock(leadId: string): Promise<void> {
      await db('leads').where({ id: leadId }).forUpdate().first('id');
    },

    async withdraw(leadId: string, channel: Channel, at: Instant): Promise<number> {
      return db('consents').where({ lead_id: leadId, channel }).whereNull('withdrawn_at').update({ withdrawn_at: at });
    },

    async changes(): Promise<PolicyRecord[]> {
      const rows = await db('policies').orderBy(['country', 'channel']);
      return rows.map((row) => ({
        country: row.country,
        channel: row.channel,
        needs: row.needs,
        reason: row.reason,
        updatedBy: row.updated_by,
        updatedAt: Number(row.updated_at),
      }));
    },

    /** False when it stands so already, by whoever was first. */
    async change(record: PolicyRecord): Promise<boolean> {
      const { country, channel } = record;
      const columns = {
        needs: record.needs,
        reason: record.reason,
        updated_by: record.updatedBy,
        updated_at: record.updatedAt,
      };
      const changed = await db('policies')
        .insert({ country, channel, ...columns })
        .onConflict(['country', 'channel'])
        .merge(columns)
        .where((other) => other.whereNot('policies.needs', record.needs).orWhereNot('policies.reason', record.reason))
        .returning('country');
      return changed.length > 0;
    },
  };
}
