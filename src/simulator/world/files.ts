import { readFileSync } from 'node:fs';
import type { SampleFile } from './types.ts';

/** The compiler copies no CSV, so from a build the files are read where they are kept. */
function read(name: string): string {
  const here = import.meta.url.replace(/\/dist\/(src\/)?simulator\//, '/src/simulator/');
  return readFileSync(new URL(name, here), 'utf8');
}

export const leadsCsv = read('./leads.csv');

export const sampleFiles: SampleFile[] = [
  { name: 'leads.csv', description: '86 leads at 32 companies, ready to import', content: leadsCsv },
  {
    name: 'leads-with-problems.csv',
    description: '15 rows of which few are good: duplicates, broken addresses, formulas, half a row',
    content: read('./leads-with-problems.csv'),
  },
];
