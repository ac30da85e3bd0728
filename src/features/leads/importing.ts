import { inTransaction, type Scope } from '../../db/index.ts';
import { breathe } from '../../kernel/breathe.ts';
import { Denied, InvalidInput } from '../../kernel/errors.ts';
import { clip, oneLine } from '../../kernel/escape.ts';
import type { Member } from '../access/index.ts';
import type { PlaybookPain } from '../playbook/index.ts';
import type { Adding, Placed } from './adding.ts';
import { type Header, readHeader, readRecords, readRow, type TableNotes } from './csv.ts';
import { createImportStore } from './import-store.ts';
import type { ImportReport, ImportRow, LeadDeps, Leads } from './index.ts';
import { phoneNumber } from './phone.ts';
import { type CleanLead, cleanLead } from './rules.ts';

const ROWS_PER_CHUNK = 200;
const WORDS_MAX = 250;
const RAW_MAX = 4_000;

/** A row of the file as read: ready to be added, or refused with a reason. */
interface ReadRow {
  row: number;
  lead?: CleanLead;
  refused?: string;
  raw: string[];
}

interface Run {
  id: string;
  by: Member;
  fileName: string;
  pains: PlaybookPain[];
}

export function createImporting(deps: LeadDeps, adding: Adding): Pick<Leads, 'importCsv'> {
  const store = createImportStore(deps.db);

  /** Writes one chunk, with what became of each row, in one transaction: a crash loses none and repeats none. */
  async function write(run: Run, rows: ReadRow[]): Promise<void> {
    await inTransaction(deps.db, async (scope) => {
      const inside = createImportStore(scope);
      await adding.lock(scope);
      const last = await inside.lastImportRow(run.id);
      const fresh = rows.filter((one) => one.row > last);
      if (fresh.length === 0) return;
      const good = fresh.flatMap((one) => (one.lead ? [{ ...one, lead: one.lead }] : []));
      const batch = { by: run.by, source: `import of ${run.fileName}`, pains: run.pains, importId: run.id };
      const placed = await adding.place(
        scope,
        batch,
        good.map((one) => one.lead),
      );
      const byRow = new Map(good.map((one, index) => [one.row, placed[index]]));
      await inside.insertImportRows(
        run.id,
        fresh.map((one) => recordOf(one, byRow.get(one.row))),
      );
      await count(scope, run.id, fresh.length, [...byRow.values()]);
    });
  }

  async function count(scope: Scope, id: string, rows: number, placed: (Placed | undefined)[]): Promise<void> {
    const added = placed.filter((one) => one?.result === 'added').length;
    const duplicates = placed.filter((one) => one?.result === 'duplicate').length;
    const inside = createImportStore(scope);
    const report = await inside.import(id);
    if (!report) throw new Error('an import that was started is not there');
    await inside.updateImport(id, {
      rows_read: report.rowsRead + rows,
      added: report.added + added,
      duplicates: report.duplicates + duplicates,
      refused: report.refused + rows - added - duplicates,
    });
  }

  async function finish(run: Run, status: 'done' | 'failed', words: string | undefined): Promise<ImportReport> {
    return inTransaction(deps.db, async (scope) => {
      const inside = createImportStore(scope);
      const at = deps.clock.now();
      // The same order of locks as in `write`: the same file may be read twice at once.
      await adding.lock(scope);
      await inside.updateImport(run.id, { status, problem: words ? clip(words, WORDS_MAX) : null, finished_at: at });
      const report = await inside.import(run.id);
      if (!report) throw new Error('an import that was started is not there');
      const { added, duplicates, refused, rowsRead } = report;
      const refs = { importId: run.id, status, rowsRead, added, duplicates, refused };
      await deps.threads.append(scope, {
        at,
        kind: 'import.finished',
        actorId: run.by.id,
        refs,
        onceKey: `import:${run.id}`,
      });
      return report;
    });
  }

  /** Reads to the end of the file; answers what is to be known of it. */
  async function readAll(run: Run, content: AsyncIterable<Uint8Array>, progress: () => Promise<void>): Promise<string> {
    const notes: TableNotes = {};
    const from = await store.lastImportRow(run.id);
    let header: Header | undefined;
    let row = 0;
    let hasRows = false;
    let chunk: ReadRow[] = [];
    const flush = async () => {
      if (chunk.length === 0) return;
      await breathe();
      await write(run, chunk);
      chunk = [];
      await progress();
    };
    for await (const records of readRecords(content, notes)) {
      for (const { cells, place } of records) {
        if (cells.every((cell) => cell.trim() === '')) continue;
        if (!header) {
          header = readHeader(cells);
          row = place;
          continue;
        }
        row = place;
        hasRows = true;
        if (row <= from) continue;
        chunk.push(readOne(header, cells, row));
        if (chunk.length >= ROWS_PER_CHUNK) await flush();
      }
    }
    if (notes.broken && row + 1 > from) chunk.push({ row: row + 1, refused: notes.broken, raw: [] });
    await flush();
    if (!header) throw new InvalidInput(notes.broken ?? 'The file is empty: there is not even a header.', 'file');
    const empty = hasRows || notes.broken ? '' : 'There is no row below the header.';
    return [notes.encoding, ignoredWords(header.ignored), repeatedWords(header.repeated), empty]
      .filter(Boolean)
      .join(' ');
  }

  const importCsv: Leads['importCsv'] = async (by, file, onProgress) => {
    const id = file.importId ?? deps.ids.next('imp');
    const before = await store.import(id);
    if (before && before.by !== by.id) throw new Denied('This import was started by somebody else.');
    if (before && before.status !== 'running') return before;
    const fileName = clip(oneLine(file.name), 150) || 'a file';
    await store.startImport({ id, by: by.id, fileName, at: deps.clock.now() });
    const run: Run = { id, by, fileName, pains: await adding.knownPains() };
    const progress = async () => {
      const report = await store.import(id);
      if (report) await onProgress?.(report);
    };
    const outcome = await readAll(run, file.content, progress).then(
      (note) => ({ status: 'done' as const, words: note }),
      (error) => {
        // What is wrong with the file is the import's result; anything else (a cut connection) leaves it to be resumed.
        if (error instanceof InvalidInput) return { status: 'failed' as const, words: error.forUser };
        throw error;
      },
    );
    const report = await finish(run, outcome.status, outcome.words || undefined);
    await onProgress?.(report);
    return report;
  };

  return { importCsv };
}

function readOne(header: Header, cells: string[], row: number): ReadRow {
  const raw = cells.map((cell) => clip(cell, 200));
  const read = readRow(header, cells);
  if ('problem' in read) return { row, raw, refused: read.problem };
  const clean = cleanLead(read.input, phoneNumber);
  if ('problems' in clean) return { row, raw, refused: clean.problems.map((one) => one.words).join(' ') };
  return { row, raw, lead: clean.lead };
}

function recordOf(one: ReadRow, placed: Placed | undefined): ImportRow & { raw?: string } {
  if (!placed)
    return { row: one.row, result: 'refused', reason: one.refused, raw: clip(JSON.stringify(one.raw), RAW_MAX) };
  if (placed.result === 'added') return { row: one.row, result: 'added', leadId: placed.leadId, reason: placed.reason };
  return {
    row: one.row,
    result: 'duplicate',
    leadId: placed.leadId,
    reason: placed.reason,
    raw: clip(JSON.stringify(one.raw), RAW_MAX),
  };
}

function repeatedWords(repeated: string[]): string {
  if (repeated.length === 0) return '';
  return `Of columns that are there twice the first one was taken: ${clip(repeated.join(', '), 100)}.`;
}

function ignoredWords(ignored: string[]): string {
  if (ignored.length === 0) return '';
  const shown = ignored.slice(0, 4).join(', ');
  const more = ignored.length > 4 ? ` and ${ignored.length - 4} more` : '';
  return `${ignored.length === 1 ? 'This column is' : 'These columns are'} not known here and left out: ${clip(shown, 100)}${more}.`;
}
