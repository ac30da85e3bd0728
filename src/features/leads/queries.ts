import { type Db, isPostgres, type Scope } from '../../db/index.ts';
import type { Stage } from './index.ts';
import { queryWords } from './rules.ts';

export interface Findable {
  id: string;
  name: string;
  email?: string;
  company?: string;
  title: string;
  updatedAt: number;
}

const CANDIDATES = 2_000;

/** How a word may stand in the database, accents or not: letters that can carry one match any letter; what can be one or two letters, anything. */
export function loosePattern(word: string): string {
  const loose = word.replace(/ss|ae|oe|ue/g, '%').replace(/[^%a-z0-9]|[aceilnosuyzd]/g, '_');
  return `%${loose}%`;
}

/** What several tables say of leads together, for lists and finding. */
export function createLeadQueries(db: Db | Scope) {
  const like = isPostgres(db) ? 'ilike' : 'like';
  return {
    /** Leads in which each word could stand somewhere; the caller looks closely. */
    async candidates(query: string, options: { archived: boolean }): Promise<Findable[]> {
      const search = db('leads as l')
        .leftJoin('accounts as a', 'a.id', 'l.account_id')
        .orderBy('l.updated_at', 'desc')
        .limit(CANDIDATES)
        .select('l.id', 'l.first_name', 'l.last_name', 'l.email', 'l.title', 'l.updated_at', 'a.name as company');
      if (!options.archived) search.whereNull('l.archived_at');
      for (const word of queryWords(query)) {
        const pattern = loosePattern(word);
        const columns = ['l.first_name', 'l.last_name', 'l.email', 'l.title', 'a.name'];
        search.where((any) => {
          for (const column of columns) any.orWhere(column, like, pattern);
        });
      }
      const rows: Record<string, unknown>[] = await search;
      return rows.map((row) => ({
        id: String(row.id),
        name: `${row.first_name} ${row.last_name}`.trim(),
        email: row.email === null ? undefined : String(row.email),
        company: row.company === null ? undefined : String(row.company),
        title: String(row.title),
        updatedAt: Number(row.updated_at),
      }));
    },

    async page(options: {
      ownerId?: string;
      stage?: Stage;
      importId?: string;
      limit: number;
      offset: number;
    }): Promise<{ ids: string[]; total: number }> {
      const matching = () => {
        const query = db('leads as l').whereNull('l.archived_at');
        if (options.ownerId) query.where('l.owner_id', options.ownerId);
        if (options.stage) query.where('l.stage', options.stage);
        if (options.importId) {
          query
            .join('import_rows as r', (on) => on.on('r.lead_id', 'l.id'))
            .where({ 'r.import_id': options.importId, 'r.result': 'added' });
        }
        return query;
      };
      const counted = await matching().count({ n: '*' }).first();
      const page = matching().limit(options.limit).offset(options.offset).select('l.id');
      if (options.importId) page.orderBy('r.row');
      const rows = await page.orderBy('l.created_at', 'desc').orderBy('l.id', 'desc');
      return { ids: rows.map((row) => String(row.id)), total: Number(counted?.n ?? 0) };
    },
  };
}
