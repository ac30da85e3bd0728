import type { Db, Scope } from '../../db/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { Nudge } from './index.ts';

type Row = Record<string, unknown>;

function toNudge(row: Row, disputed: string[]): Nudge {
  return {
    ...JSON.parse(String(row.content)),
    id: String(row.id),
    entryId: Number(row.entry_id),
    leadId: String(row.lead_id),
    forMemberId: String(row.for_member_id),
    kind: row.kind as Nudge['kind'],
    madeAt: Number(row.made_at),
    ...(disputed.length > 0 ? { disputed } : {}),
  };
}

export function createCoachingStore(db: Db | Scope) {
  async function complete(rows: Row[]): Promise<Nudge[]> {
    const ids = rows.map((row) => String(row.id));
    const disputes: Row[] = await db('nudge_disputes').whereIn('nudge_id', ids).orderBy('at');
    return rows.map((row) => {
      const own = disputes.filter((one) => one.nudge_id === row.id);
      return toNudge(
        row,
        own.map((one) => String(one.point)),
      );
    });
  }

  return {
    /** A second nudge for the same entry, person and kind changes nothing. */
    async insert(nudge: Nudge): Promise<void> {
      const { headline, quote, means, nextStep, points } = nudge;
      await db('nudges')
        .insert({
          id: nudge.id,
          entry_id: nudge.entryId,
          lead_id: nudge.leadId,
          for_member_id: nudge.forMemberId,
          kind: nudge.kind,
          content: JSON.stringify({ headline, quote, means, nextStep, points }),
          made_at: nudge.madeAt,
        })
        .onConflict(['entry_id', 'for_member_id', 'kind'])
        .ignore();
    },

    async ofEntry(entryId: number): Promise<Nudge[]> {
      // What its owner is told comes before what a team lead hears of it.
      const order = "case when kind = 'objection' then 1 else 0 end";
      return complete(await db('nudges').where({ entry_id: entryId }).orderByRaw(order).orderBy('id'));
    },

    async get(id: string): Promise<Nudge | undefined> {
      const [nudge] = await complete(await db('nudges').where({ id }));
      return nudge;
    },

    async dispute(dispute: { nudgeId: string; point: string; by: string; at: Instant }): Promise<void> {
      await db('nudge_disputes')
        .insert({ nudge_id: dispute.nudgeId, point: dispute.point, by: dispute.by, at: dispute.at })
        .onConflict(['nudge_id', 'point'])
        .ignore();
    },
  };
}
