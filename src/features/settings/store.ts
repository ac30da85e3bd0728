import type { Db } from '../../db/index.ts';
import type { Instant } from '../../kernel/clock.ts';

export function createSettingStore(db: Db) {
  return {
    async values(): Promise<Map<string, unknown>> {
      const rows: { key: string; value: string }[] = await db('settings').select('key', 'value');
      return new Map(rows.map((row) => [row.key, JSON.parse(row.value)]));
    },
    /** False when it stands so already. */
    async set(row: { key: string; value: unknown; by: string; at: Instant }): Promise<boolean> {
      const value = JSON.stringify(row.value);
      const changed = await db('settings')
        .insert({ key: row.key, value, updated_by: row.by, updated_at: row.at })
        .onConflict('key')
        .merge()
        .whereNot('settings.value', value)
        .returning('key');
      return changed.length > 0;
    },
  };
}
