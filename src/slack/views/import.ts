import { type ImportReport, type ImportRow, importColumns } from '../../features/leads/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import { spreadsheetCell } from '../../kernel/escape.ts';
import type { Block, Card, FileUpload, View } from '../gesture.ts';
import { actions, button, context, count, input, section } from './blocks.ts';
import { duration, fewLines, inline, modal, number } from './parts.ts';

export const IMPORT_VIEW = 'import.start';

const COLUMNS = `Columns: ${importColumns.join(', ')}.`;

/** A file to bring in, and what its columns may be called. */
export function importModal(): View {
  return modal({
    callbackId: IMPORT_VIEW,
    title: 'Import leads',
    submit: 'Import',
    close: 'Cancel',
    blocks: [
      input('file', 'CSV file', { type: 'file_input', action_id: 'file', filetypes: ['csv'], max_files: 1 }),
      context(
        `${COLUMNS} The order does not matter; what is not known is left out and said.`,
        'Nobody is written to by an import. People who are here already are found and not added twice.',
      ),
    ],
  });
}

export function importStartedModal(): View {
  return modal({
    callbackId: 'import.started',
    title: 'Import leads',
    blocks: [
      section('The file is being read. Its progress stands in your messages with this app, and so will the report.'),
    ],
  });
}

/** While it runs: count and rate, in one message. */
export function importProgressCard(report: ImportReport, now: Instant): Card {
  const seconds = (now - report.startedAt) / 1_000;
  // A rate from less than this says nothing.
  const rate = seconds >= 2 ? Math.round(report.rowsRead / seconds) : 0;
  const text = `Reading ${inline(report.fileName, 80)}: ${count(report.rowsRead, 'row')} so far`;
  return {
    text,
    blocks: [
      section(`*${text}*`),
      context(`${numbers(report)}${rate > 0 ? ` · about ${number(rate)} rows a second` : ''}`),
    ],
  };
}

const numbers = ({ added, duplicates, refused }: ImportReport): string =>
  `${number(added)} added · ${number(duplicates)} here already · ${number(refused)} refused`;

const SHOWN_ROWS = 10;

/** What was added and what was not, each with its reason, and what to do next. */
export function importDoneCard(
  { report, notAdded, remarks }: { report: ImportReport; notAdded: ImportRow[]; remarks: ImportRow[] },
  now: Instant,
): Card {
  if (report.status === 'failed') return importFailedCard(report);
  const text = `${inline(report.fileName, 80)}: ${numbers(report)}`;
  const took = duration((report.finishedAt ?? now) - report.startedAt);
  return {
    text,
    blocks: [
      section(
        `*${inline(report.fileName, 80)} is in*\n${numbers(report)}, of ${count(report.rowsRead, 'row')}, in ${took}`,
      ),
      ...(report.note ? [context(inline(report.note, 400))] : []),
      ...rowBlocks('Not added', notAdded),
      ...rowBlocks('Added, with something to know', remarks),
      actions(
        report.added > 0
          ? button(`Enrol all ${number(report.added)} added`, 'import.enrol', { value: report.id, style: 'primary' })
          : undefined,
        button('Show the ranked list', 'leads.open'),
        notAdded.length + remarks.length > 0
          ? button('Full list as a file', 'import.rows', { value: report.id })
          : undefined,
      ),
    ],
  };
}

function importFailedCard(report: ImportReport): Card {
  const text = `${inline(report.fileName, 80)} could not be read`;
  const kept = report.added > 0 ? ` ${numbers(report)} until then; those stay.` : ' Nothing was added.';
  return {
    text,
    blocks: [
      section(`*${text}*\n${inline(report.problem ?? 'The file ended in the middle.', 300)}${kept}`),
      context('Mend the file and import it again: who is here already is found and not added twice.', COLUMNS),
      actions(button('Import again', 'import.open', { style: 'primary' })),
    ],
  };
}

function rowBlocks(title: string, rows: ImportRow[]): Block[] {
  if (rows.length === 0) return [];
  const lines = rows.map((one) => `• Row ${one.row}: ${inline(one.reason ?? one.result, 200)}`);
  return [section(`*${title}*\n${fewLines(lines, SHOWN_ROWS)}`)];
}

const cell = (text: string): string => `"${spreadsheetCell(text).replaceAll('"', '""')}"`;

/** Every row with something to know, as a file that no spreadsheet program runs. */
export function importRowsFile(report: ImportReport, rows: ImportRow[]): FileUpload {
  const lines = [...rows]
    .sort((a, b) => a.row - b.row)
    .map((one) => [String(one.row), one.result, one.reason ?? ''].map(cell).join(','));
  const text = `\u{feff}"Row","Result","Reason"\r\n${lines.join('\r\n')}\r\n`;
  const title = `Rows of ${report.fileName}`;
  return {
    name: 'import-rows.csv',
    bytes: new TextEncoder().encode(text),
    altText: `${count(rows.length, 'row')} of the import with the reason of each`,
    title,
  };
}

/** While a whole import is enrolled. */
export function enrolProgressCard(done: number, total: number): Card {
  const text = `Enrolling: ${number(done)} of ${number(total)}`;
  return {
    text,
    blocks: [section(`*${text}*`), context('Drafts are written behind it. Nothing leaves before you approve it.')],
  };
}
