import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Denied } from '../../../src/kernel/errors.ts';
import { leadsCsv, sampleFiles } from '../../../src/simulator/world/files.ts';
import { otherRep, rep } from '../../support/people.ts';
import { type LeadsWorld, leadsWorld, pieces } from './support.ts';

let world: LeadsWorld;
const silenced: string[] = [];

beforeEach(async () => {
  silenced.length = 0;
  world = await leadsWorld({
    onDoNotContact: async (_scope, lead) => {
      silenced.push(lead.name);
    },
  });
});
afterEach(() => world.close());

const importing = async (content: string | Uint8Array, size?: number) => {
  const report = await world.leads.importCsv(rep, { name: 'leads.csv', content: pieces(content, size) });
  return { ...(await world.leads.importReport(report.id)), report };
};
const names = async () => (await world.leads.list({ limit: 500 })).leads.map((one) => one.name).sort();
const utf16 = (text: string, endian: 'le' | 'be') => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return endian === 'le' ? bytes : bytes.swap16();
};

const HEAD = 'First name,Last name,Email';
const GOOD = `${HEAD}\nAda,Byron,ada@fernline.example\nJürgen,Weiß,jw@nordwerk.example\n`;

describe('the sample files', () => {
  test('86 leads come in whole, in order, with those who asked for silence handed on', async () => {
    const seen: number[] = [];
    const report = await world.leads.importCsv(
      rep,
      { name: 'leads.csv', content: pieces(leadsCsv, 1_000) },
      async (one) => {
        seen.push(one.rowsRead);
      },
    );
    expect(report).toMatchObject({
      status: 'done',
      rowsRead: 86,
      added: 86,
      duplicates: 0,
      refused: 0,
      note: undefined,
      fileName: 'leads.csv',
    });
    expect(seen.at(-1)).toBe(86);
    expect(silenced).toContain('Nils Hedman');
    const { leads, total } = await world.leads.list({ importId: report.id, limit: 100 });
    expect(total).toBe(86);
    expect(leads[0]).toMatchObject({ name: 'Ada Byron', source: 'import of leads.csv' });
    expect(await world.leads.find('田中')).toMatchObject([{ title: '経理部長', timezone: 'Asia/Tokyo' }]);
    const { remarks } = await world.leads.importReport(report.id);
    expect(remarks.map((one) => one.reason)).toContain(
      'Asks not to be written to, so nobody here will write to this address.',
    );
    expect(await world.threads.latest({ kinds: ['lead.added'], limit: 200 })).toHaveLength(86);
    expect(await world.threads.latest({ kinds: ['import.finished'], limit: 9 })).toMatchObject([
      { refs: { added: 86, importId: report.id } },
    ]);
  });

  test('the file with problems is told row by row', async () => {
    await importing(leadsCsv);
    const { report, notAdded, remarks } = await importing(sampleFiles[1]?.content ?? '');
    expect(report).toMatchObject({ status: 'done', rowsRead: 14, added: 3, duplicates: 4, refused: 7 });
    expect(notAdded.map((one) => [one.row, one.result, one.reason])).toEqual([
      [3, 'duplicate', 'Same email address as Ada Byron.'],
      [4, 'duplicate', 'Same phone number as Denise Kowalski.'],
      [5, 'duplicate', 'Same LinkedIn profile as Carla Mendoza.'],
      [6, 'refused', 'The email address “marco.rinaldi@@rinaldi” is not complete or not valid.'],
      [8, 'refused', 'The row ends after 2 of 16 columns, before any way to reach the person.'],
      [9, 'refused', expect.stringContaining('“=1+1” is a spreadsheet formula, not a name.')],
      [12, 'refused', 'The date “2026-13-45” is not clear. Write it like 2026-05-31.'],
      [13, 'refused', 'The time zone “Mars/Olympus” is not known. Write it like Europe/Berlin.'],
      [14, 'duplicate', 'Same email address as Ingrid Haugen.'],
      [15, 'refused', expect.stringContaining('The phone number “ring after lunch” can’t be read.')],
      [16, 'refused', 'The first name is longer than 100 characters.'],
    ]);
    expect(remarks).toEqual([]);
    expect(await world.leads.byEmail('shout@channel.example')).toMatchObject({
      name: '<!channel>',
      title: 'Head of <https://evil.example|billing>',
    });
    expect(await world.leads.byEmail('party@emoji.example')).toMatchObject({ name: '🎉' });
  });
});

describe('encodings', () => {
  test.each([
    ['UTF-8', Buffer.from(GOOD)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${GOOD}`)],
    ['UTF-16 LE with a mark', utf16(GOOD, 'le')],
    ['UTF-16 BE with a mark', utf16(GOOD, 'be')],
    ['UTF-16 LE without one', utf16(GOOD, 'le').subarray(2)],
  ])('%s is read, however it is cut', async (_name, bytes) => {
    for (const size of [1, 3, 7, 100_000]) {
      const { report } = await importing(bytes, size);
      expect(report).toMatchObject({ status: 'done', rowsRead: 2, note: undefined });
    }
    expect(await names()).toEqual(['Ada Byron', 'Jürgen Weiß']);
  });

  test.each([1, 5, 100_000])('Windows-1252 is read in pieces of %i bytes, and said', async (size) => {
    const { report } = await importing(Buffer.from(GOOD, 'latin1'), size);
    expect(report.note).toBe('The file is not UTF-8 and was read as Windows-1252: check the accents.');
    expect(await names()).toEqual(['Ada Byron', 'Jürgen Weiß']);
  });

  test('bytes that are not UTF-8 in a file that is: those rows are refused, the others are in', async () => {
    const bytes = Buffer.concat([
      Buffer.from(GOOD),
      Buffer.from('Bo'),
      Buffer.from([0xff]),
      Buffer.from(',X,bo@x.example\n'),
    ]);
    const { report, notAdded } = await importing(bytes, 10);
    expect(report).toMatchObject({
      added: 2,
      refused: 1,
      note: 'Some bytes are not UTF-8; rows with characters that can’t be read were refused.',
    });
    expect(notAdded).toMatchObject([
      { row: 4, reason: 'Some characters can’t be read. Save the file as UTF-8 and import it again.' },
    ]);
  });
});

describe('shapes that are read', () => {
  test.each([
    ['semicolons', 'First name;Last name;Email\nAda;Byron;ada@fernline.example'],
    ['tabs', 'First name\tLast name\tEmail\nAda\tByron\tada@fernline.example'],
    ['Excel’s line with the separator', 'sep=;\r\nFirst name;Last name;Email\r\nAda;Byron;ada@fernline.example\r\n'],
    ['old Mac line ends', 'First name,Last name,Email\rAda,Byron,ada@fernline.example\r'],
    ['empty lines around', '\n\nFirst name,Last name,Email\n\n,,\nAda,Byron,ada@fernline.example\n\n'],
    ['another order and case', 'E-MAIL,  surname ,FIRST_NAME\nada@fernline.example,Byron,Ada'],
    ['German headers', 'Vorname;Nachname;E-Mail-Adresse;Firma\nAda;Byron;ada@fernline.example;Fernline'],
    ['one column with the name', 'Name,Email\nAda Byron,ada@fernline.example'],
    ['the family name first', 'Full name;Email\n"Byron, Ada";ada@fernline.example'],
    [
      'quotes with breaks and quotes inside',
      'First name,Last name,Email,Notes\nAda,Byron,ada@fernline.example,"Said ""yes"",\nthen left"',
    ],
    ['a stray quote in a cell', 'First name,Last name,Email,Notes\nAda,Byron,ada@fernline.example,5" pipes'],
    ['two columns for one thing', 'First name,Last name,Email,Email\nAda,Byron,,ada@fernline.example'],
  ])('%s', async (_name, content) => {
    const { report } = await importing(content);
    expect(report).toMatchObject({ status: 'done', rowsRead: 1, added: 1 });
    expect(await names()).toEqual(['Ada Byron']);
  });

  test('200 columns: the known ones are read, the others left out and said', async () => {
    const more = Array.from({ length: 197 }, (_, index) => `Custom ${index}`);
    const { report } = await importing(`${HEAD},${more.join(',')}\nAda,Byron,ada@fernline.example,${more.join(',')}`);
    expect(report).toMatchObject({
      added: 1,
      note: 'These columns are not known here and left out: Custom 0, Custom 1, Custom 2, Custom 3 and 193 more.',
    });
  });

  test('a formula in a text is kept as text, and said', async () => {
    const { remarks } = await importing(`${HEAD},Company\nAda,Byron,ada@fernline.example,"=HYPERLINK(""x"")"`);
    expect(remarks).toMatchObject([
      { row: 2, result: 'added', reason: 'A spreadsheet formula in company was kept as plain text.' },
    ]);
    expect(await world.leads.byEmail('ada@fernline.example')).toMatchObject({ account: { name: '=HYPERLINK("x")' } });
  });
});

describe('rows that are refused', () => {
  test.each([
    [
      'a cell of a million characters',
      `${HEAD},Notes\nAda,Byron,a@x.example,${'x'.repeat(1_000_000)}`,
      'Cell 4 holds more than 10,000 characters.',
    ],
    ['half a row', `${HEAD}\nAda,Byron`, 'The row ends after 2 of 3 columns, before any way to reach the person.'],
    [
      'a comma too many',
      `${HEAD}\nAda,Byron,a@x.example,Inc.`,
      'The row has 4 cells, the header 3: text with a separator in it needs quotation marks.',
    ],
    ['no name', `${HEAD}\n,,a@x.example`, 'There is no name.'],
    [
      'a name that is a formula',
      `${HEAD}\n=cmd|'/c calc'!A1,Byron,a@x.example`,
      expect.stringContaining('is a spreadsheet formula, not a name.'),
    ],
    [
      'a name without letters and no address',
      'Name,Phone\n🎉,+1 202 555 0123',
      'The name has no letters, and there is no email address.',
    ],
    [
      'a quote that never ends',
      `${HEAD}\n"Ada,Byron,a@x.example\nB,B,b@x.example`,
      expect.stringContaining('A quotation mark opens in this row'),
    ],
  ])('%s', async (_name, content, reason) => {
    const { report, notAdded } = await importing(`${content}\n`);
    expect(report).toMatchObject({ status: 'done', added: 0, refused: 1 });
    expect(notAdded).toEqual([{ row: 2, result: 'refused', reason }]);
  });

  test('good rows before and after are kept, and what was typed is kept too', async () => {
    const { report } = await importing(`${GOOD}Marco,Rinaldi,marco@@x\nIngrid,Haugen,i@solvik.example\n"Open,`);
    expect(report).toMatchObject({ added: 3, refused: 2 });
    const raw = await world.db('import_rows').where({ import_id: report.id, row: 4 }).first('raw');
    expect(JSON.parse(String(raw?.raw))).toEqual(['Marco', 'Rinaldi', 'marco@@x']);
  });
});

describe('files that are refused as a whole', () => {
  test.each([
    ['nothing at all', '', 'The file is empty'],
    ['blank lines', '\n\n\n', 'The file is empty'],
    ['no header', 'Ada,Byron,ada@fernline.example\n', 'The first row looks like a lead'],
    ['an unknown header', 'foo,bar\n1,2\n', 'No column of the first row is known here. Needed: First name'],
    ['no way to reach anybody', 'First name,Last name\nAda,Byron\n', 'There is no column with email addresses'],
    ['no names', 'Email,Company\na@x.example,X\n', 'There is no column with names'],
    ['an Excel file', Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 6, 0]), 'This is not a CSV file'],
    ['a PDF', Buffer.from('%PDF-1.7 ...'), 'This is not a CSV file'],
    [
      'zero bytes',
      Buffer.concat([Buffer.from('Name,Email\nA'), Buffer.from([0, 0, 0]), Buffer.from(',a@x.example')]),
      'This is not a CSV file',
    ],
    ['one endless cell', `"${'x'.repeat(6_000_000)}`, 'A quotation mark opens'],
  ])('%s', async (_name, content, words) => {
    const { report } = await importing(content);
    expect(report).toMatchObject({ status: 'failed', added: 0, problem: expect.stringContaining(words) });
    expect((report.problem ?? '').length).toBeLessThanOrEqual(250);
    expect(await names()).toEqual([]);
  });

  test('a blank line counts as a row, so that the numbers are those of the spreadsheet', async () => {
    const { notAdded } = await importing(`\n${HEAD}\n\nAda,B,a@x.example\n\n,,\nBob,B,nothing\n`);
    expect(notAdded).toMatchObject([{ row: 7, result: 'refused' }]);
  });

  test('more than 50 MB', async () => {
    async function* endless() {
      yield new TextEncoder().encode(GOOD);
      for (let i = 0; i < 52; i += 1) yield new Uint8Array(1024 * 1024).fill(10);
    }
    const report = await world.leads.importCsv(rep, { name: 'big.csv', content: endless() });
    expect(report).toMatchObject({
      status: 'failed',
      problem: 'The file is larger than 50 MB. Split it and import the parts.',
    });
  });
});

describe('an import that was cut', () => {
  const big = `${HEAD}\n${Array.from({ length: 1_000 }, (_, i) => `P${i},Q,p${i}@x.example`).join('\n')}`;
  async function* cut() {
    let sent = 0;
    for await (const piece of pieces(big, 4_000)) {
      yield piece;
      sent += piece.length;
      if (sent > 16_000) throw new Error('connection lost');
    }
  }

  test('goes on behind its last row, adds nobody twice, and once done stays as it is', async () => {
    await expect(world.leads.importCsv(rep, { name: 'b.csv', content: cut(), importId: 'F1' })).rejects.toThrow(
      'connection lost',
    );
    const before = (await world.leads.importReport('F1')).report;
    expect(before).toMatchObject({ status: 'running' });
    expect(before.added).toBeGreaterThanOrEqual(200);
    expect(before.added).toBeLessThan(1_000);
    const done = await world.leads.importCsv(rep, { name: 'b.csv', content: pieces(big), importId: 'F1' });
    expect(done).toMatchObject({ status: 'done', rowsRead: 1_000, added: 1_000, duplicates: 0, refused: 0 });
    expect(await world.leads.importCsv(rep, { name: 'b.csv', content: pieces(big), importId: 'F1' })).toEqual(done);
    expect((await world.leads.list()).total).toBe(1_000);
    await expect(
      world.leads.importCsv(otherRep, { name: 'b.csv', content: pieces(big), importId: 'F1' }),
    ).rejects.toBeInstanceOf(Denied);
  });

  test('delivered twice at once it adds nobody twice', async () => {
    const runs = await Promise.all(
      [1, 2].map(() => world.leads.importCsv(rep, { name: 'b.csv', content: pieces(big, 3_000), importId: 'F2' })),
    );
    expect(runs.map((one) => one.added)).toContain(1_000);
    expect((await world.leads.list()).total).toBe(1_000);
    expect((await world.leads.importReport('F2')).report).toMatchObject({ rowsRead: 1_000, added: 1_000, refused: 0 });
    expect(await world.threads.latest({ kinds: ['import.finished'], limit: 9 })).toHaveLength(1);
  });

  test('a second file with the same people adds none of them', async () => {
    await importing(big);
    const { report } = await importing(big);
    expect(report).toMatchObject({ added: 0, duplicates: 1_000 });
  });

  test('somebody twice in one file is added once', async () => {
    const { notAdded } = await importing(`${HEAD}\nAda,B,a@x.example\nA.,B,A@x.example`);
    expect(notAdded).toMatchObject([
      {
        row: 3,
        result: 'duplicate',
        reason: 'Same email address as Ada B.',
        leadId: (await world.leads.byEmail('a@x.example'))?.id,
      },
    ]);
  });
});
