import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { leadsCsv } from './files.ts';
import { playbook } from './playbook.ts';
import { languages, temperaments } from './temperaments.ts';
import type { Prospect } from './types.ts';

const row = z.object({
  'First name': z.string(),
  'Last name': z.string(),
  Title: z.string(),
  Company: z.string(),
  Country: z.string(),
  'Time zone': z.string(),
  Email: z.string(),
  Pain: z.string(),
});
type Row = z.infer<typeof row>;

const domainOf = (lead: Row) => lead.Email.toLowerCase().split('@')[1];

function prospectOf(lead: Row, all: Row[]): Prospect {
  const email = lead.Email.toLowerCase();
  const pain = lead.Pain.toLowerCase();
  const colleague = all.find((one) => one['Time zone'] !== '' && domainOf(one) === domainOf(lead));
  return {
    email,
    firstName: lead['First name'].replace(/^Dr\.\s+/, ''),
    lastName: lead['Last name'],
    title: lead.Title,
    company: lead.Company,
    country: lead.Country,
    timezone: lead['Time zone'] || (colleague?.['Time zone'] ?? 'UTC'),
    language: languages[email] ?? 'en',
    painKey: playbook.pains.find((one) => one.signs.some((sign) => pain.includes(sign)))?.key,
    temperament: temperaments[email] ?? { kind: 'silent' },
  };
}

/** One for each row of the sample leads, in their order. */
function prospectsOf(csv: string): Prospect[] {
  const rows = z.array(row).parse(parse(csv, { columns: true, trim: true, bom: true }));
  return rows.map((lead) => prospectOf(lead, rows));
}

export const prospects: Prospect[] = prospectsOf(leadsCsv);
