import type { Db, Scope } from '../../db/index.ts';
import type { Playbook } from './index.ts';

export function createPlaybookStore(db: Db | Scope) {
  return {
    async newest(): Promise<Playbook | undefined> {
      const row = await db('playbooks').orderBy('version', 'desc').first();
      if (!row) return undefined;
      return {
        version: Number(row.version),
        content: JSON.parse(row.content),
        updatedBy: row.updated_by,
        updatedAt: Number(row.updated_at),
      };
    },
    /** Throws a unique violation when that version is there already. */
    async insert(playbook: Playbook): Promise<void> {
      await db('playbooks').insert({
        version: playbook.version,
        content: JSON.stringify(playbook.content),
        updated_by: playbook.updatedBy,
        updated_at: playbook.updatedAt,
      });
    },
  };
}
