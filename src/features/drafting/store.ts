import type { Db } from '../../db/index.ts';
import type { Instant } from '../../kernel/clock.ts';

export interface Spending {
  id: string;
  at: Instant;
  purpose: string;
  budget: string;
  usd: number;
  model?: string;
  leadId?: string;
  details: Record<string, string | number | boolean>;
}

export function createSpendingStore(db: Db) {
  return {
    async insert(one: Spending): Promise<void> {
      await db('spendings').insert({
        id: one.id,
        at: one.at,
        purpose: one.purpose,
        budget: one.budget,
        usd: one.usd,
        model: one.model ?? null,
        lead_id: one.leadId ?? null,
        details: JSON.stringify(one.details),
      });
    },
    /** Spent of a budget from an instant on. */
    async sumSince(budget: string, from: Instant): Promise<number> {
      const row = await db('spendings').where({ budget }).where('at', '>=', from).sum({ total: 'usd' }).first();
      return Number(row?.total ?? 0);
    },
  };
}
