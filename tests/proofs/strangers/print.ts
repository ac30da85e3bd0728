export type Sheet = Map<string, Map<string, { found: string; isWrong: boolean }>>;

const SHORT: Record<string, string> = {
  'other workspace': 'other ws',
  'other leader': 'oth.lead',
  deactivated: 'gone',
};

const sign = (found: string): string => found.replace(/^no\b/, '-');

/** The table as it was found, a row for each gesture; `!` marks what is other than the table says. */
export function printed(sheet: Sheet, columns: readonly string[]): string[] {
  const names = columns.map((one) => SHORT[one] ?? one);
  const width = Math.max(...[...sheet.keys()].map((one) => one.length), 10) + 2;
  const wide = names.map((one) => Math.max(one.length, 5) + 1);
  const line = (first: string, cells: string[]) =>
    `${first.padEnd(width)}${cells.map((one, i) => one.padEnd(wide[i] ?? 6)).join('')}`.trimEnd();
  return [
    line('', names),
    ...[...sheet].map(([row, cells]) =>
      line(
        row,
        columns.map((one) => {
          const cell = cells.get(one);
          return cell ? `${sign(cell.found)}${cell.isWrong ? '!' : ''}` : '';
        }),
      ),
    ),
  ];
}
