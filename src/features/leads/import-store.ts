import { batches, type Db, type Scope } from '../../db/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { ImportReport, ImportRow } from './index.ts';
import { number, type Row, text } from './store.ts';

function toImport(row: Row): ImportReport {
  const status = row.status as ImportReport['status'];
  const words = text(row.problem);
  return {
    id: String(row.id),
    fileName: String(row.file_name),
    by: String(row.by),
    status,
    rowsRead: Number(row.rows_read),
    added: Number(row.added),
    duplicates: Number(row.duplicates),
    refused: Number(row.refused),
    problem: status === 'failed' ? words : undefined,
    note: status === 'failed' ? undefined : words,
    startedAt: Number(row.started_at),
    finishedAt: number(row.finished_at),
  };
}

/** Imports and what became of each of their rows. */
export function createImportStore(db: Db | Scope) {
  return {
    async startImport(report: { id: string; by: string; fileName: string; at: Instant }): Promise<void> {
      await db('imports')
        .insert({
          id: report.id,
          by: report.by,
          file_name: report.fileName,
          status: 'running',
          rows_read: 0,
          added: 0,
          duplicates: 0,
          refused: 0,
          started_at: report.at,
        })
        .onConflict('id')
        .ignore();
    },

    async import(id: string): Promise<ImportReport | undefined> {
      const row = await db('imports').where({ id }).first();
      return row ? toImport(row) : undefined;
    },

    async unfinished(): Promise<ImportReport[]> {
      return (await db('imports').where({ status: 'running' }).orderBy('started_at')).map(toImport);
    },

    async updateImport(id: string, columns: Row): Promise<void> {
      await db('imports').where({ id }).update(columns);
    },

    async lastImportRow(importId: string): Promise<number> {
      const row = await db('import_rows').where({ import_id: importId }).max({ row: 'row' }).first();
      return Number(row?.row ?? 0);
    },

    async insertImportRows(importId: string, rows: (ImportRow & { raw?: string })[]): Promise<void> {
      for (const some of batches(rows)) {
        await db('import_rows').insert(
          some.map((row) => ({
            import_id: importId,
            row: row.row,
            result: row.result,
            lead_id: row.leadId ?? null,
            reason: row.reason ?? null,
            raw: row.raw ?? null,
          })),
        );
      }
    },

    /** Rows of which there is something to say: not added, or added with a remark. */
    async importRowsWithWords(importId: string, limit: number): Promise<ImportRow[]> {
      const rows: Row[] = await db('import_rows')
        .where({ import_id: importId })
        .where((either) => either.whereNot('result', 'added').orWhereNotNull('reason'))
        .orderBy('row')
        .limit(limit);
      return rows.map((row) => ({
        row: Number(row.row),
        result: row.result as ImportRow['result'],
        leadId: text(row.lead_id),
        reason: text(row.reason),
      }));
    },
  };
}
