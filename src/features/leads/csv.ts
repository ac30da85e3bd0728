import { isAscii, isUtf8 } from 'node:buffer';
import { parse } from 'csv-parse';
import { InvalidInput } from '../../kernel/errors.ts';
import { clip, oneLine } from '../../kernel/escape.ts';
import type { LeadInput } from './index.ts';
import { fold } from './spelling.ts';

export const FILE_LIMIT_BYTES = 50 * 1024 * 1024;
const CELL_LIMIT = 10_000;
const SLICE = 64 * 1024;
const PEEK = 256 * 1024;
/** One cell may be absurd; a file that is one cell is broken. */
const RECORD_LIMIT = 5 * 1024 * 1024;

type Column = keyof LeadInput | 'fullName';

const HEADERS: Record<Column, string> = {
  firstName: 'first name,firstname,first,given name,forename,vorname,prénom,nombre,imię,voornaam',
  lastName:
    'last name,lastname,last,surname,family name,nachname,familienname,nom,apellido,apellidos,nazwisko,achternaam',
  fullName: 'name,full name,contact,contact name,person,lead,lead name,ansprechpartner,kontakt,vor- und nachname',
  title: 'title,job title,jobtitle,position,role,function,job,funktion,stelle,titel,poste,cargo',
  company:
    'company,company name,account,account name,organisation,organization,firm,employer,firma,unternehmen,firmenname,société,empresa',
  website: 'website,web site,web,url,domain,company website,company domain,homepage,webseite',
  industry: 'industry,sector,branche,industrie,secteur',
  employees:
    'employees,number of employees,employee count,company size,size,headcount,mitarbeiter,anzahl mitarbeiter,mitarbeiterzahl',
  country: 'country,country code,nation,land,pays,país,location country',
  timezone: 'time zone,timezone,tz,zeitzone',
  email:
    'email,e-mail,email address,e-mail address,mail,work email,business email,e-mail-adresse,mailadresse,correo,courriel',
  phone:
    'phone,phone number,telephone,tel,mobile,mobile phone,cell,work phone,direct phone,telefon,telefonnummer,handy,mobil,rufnummer,téléphone',
  linkedin:
    'linkedin,linkedin url,linkedin profile,linkedin profile url,person linkedin url,profile url,linkedin-profil',
  notes: 'notes,note,comment,comments,remarks,description,notizen,notiz,bemerkung,bemerkungen,kommentar',
  pain: 'pain,pain point,problem,need,challenge,schmerzpunkt,problemstellung,bedarf',
  painSource: 'pain source,source of pain,problem source,quelle',
  painDate: 'pain date,date of pain,problem date,datum',
  emailConsent: 'email consent,e-mail consent,consent,opt-in,email opt-in,einwilligung,einwilligung e-mail',
  whatsappConsent: 'whatsapp consent,whatsapp opt-in,einwilligung whatsapp',
  smsConsent: 'sms consent,text consent,sms opt-in,einwilligung sms',
};

/** The form and the report list all columns; the reason of a failure is kept short enough to be read whole. */
const EXPECTED = 'Needed: First name and Last name (or Name), and one of Email, Phone, LinkedIn.';

const headerKey = (text: string) => fold(text).replace(/[^\p{L}\p{N}]+/gu, '');
const columnByHeader = new Map(
  Object.entries(HEADERS).flatMap(([column, names]) =>
    names.split(',').map((name) => [headerKey(name), column as Column]),
  ),
);

export interface Header {
  /** What each cell of a row is; undefined for a column that is left out. */
  columns: (Column | undefined)[];
  ignored: string[];
  /** Columns that are there a second time: the first one counts. */
  repeated: string[];
}

/** Reads the header's names in any case and a few languages. Throws InvalidInput in words when nothing in it can be used. */
export function readHeader(cells: string[]): Header {
  const columns = cells.map((cell) => columnByHeader.get(headerKey(cell)));
  const has = (...wanted: Column[]) => wanted.some((one) => columns.includes(one));
  if (!columns.some((one) => one !== undefined)) {
    const seen = cells.some((cell) => cell.includes('@'))
      ? 'The first row looks like a lead; it must hold the names of the columns.'
      : 'No column of the first row is known here.';
    throw new InvalidInput(`${seen} ${EXPECTED}`, 'file');
  }
  if (!has('firstName', 'lastName', 'fullName'))
    throw new InvalidInput(`There is no column with names. ${EXPECTED}`, 'file');
  if (!has('email', 'phone', 'linkedin'))
    throw new InvalidInput(
      `There is no column with email addresses, phone numbers or LinkedIn profiles. ${EXPECTED}`,
      'file',
    );
  const ignored = cells
    .filter((cell, index) => columns[index] === undefined && cell.trim() !== '')
    .map((cell) => clip(oneLine(cell), 40));
  const repeated = cells
    .filter((_, index) => columns[index] !== undefined && columns.indexOf(columns[index]) < index)
    .map((cell) => clip(oneLine(cell), 40));
  return { columns, ignored, repeated };
}

/** One row as input for a lead, or why it can't be one. */
export function readRow(header: Header, cells: string[]): { input: LeadInput } | { problem: string } {
  const huge = cells.findIndex((cell) => cell.length > CELL_LIMIT);
  if (huge >= 0) return { problem: `Cell ${huge + 1} holds more than ${CELL_LIMIT.toLocaleString('en')} characters.` };
  if (cells.slice(header.columns.length).some((cell) => cell.trim() !== '')) {
    return {
      problem: `The row has ${cells.length} cells, the header ${header.columns.length}: text with a separator in it needs quotation marks.`,
    };
  }
  const found: Partial<Record<Column, string>> = {};
  header.columns.forEach((column, index) => {
    const cell = cells[index]?.trim();
    if (column && cell && !found[column]) found[column] = cell;
  });
  if (Object.values(found).some((cell) => cell.includes('\ufffd'))) {
    return { problem: 'Some characters can’t be read. Save the file as UTF-8 and import it again.' };
  }
  const { fullName, ...input } = found;
  if (fullName && !input.firstName && !input.lastName) Object.assign(input, splitName(fullName));
  const isCut = cells.length < header.columns.length && !input.email && !input.phone && !input.linkedin;
  if (isCut)
    return {
      problem: `The row ends after ${cells.length} of ${header.columns.length} columns, before any way to reach the person.`,
    };
  return { input };
}

/** "Ada Byron" and "Byron, Ada"; what is not clear stays readable in its order. */
function splitName(name: string): { firstName: string; lastName: string } {
  const [last = '', first] = name.split(/,\s*/, 2);
  if (first) return { firstName: first.trim(), lastName: last.trim() };
  const [given = '', ...rest] = name.trim().split(/\s+/);
  return { firstName: given, lastName: rest.join(' ') };
}

export interface TableRecord {
  cells: string[];
  /** Which row of a spreadsheet it is: the header and empty lines count. */
  place: number;
}

export interface TableNotes {
  encoding?: string;
  /** Set when reading had to end early; all records before it are good. */
  broken?: string;
}

/**
 * The records of a CSV file in batches as its bytes arrive, at most a few hundred kilobytes held at once; `notes` is
 * filled on the way. Throws InvalidInput when it is no text, or too large.
 */
export async function* readRecords(
  content: AsyncIterable<Uint8Array>,
  notes: TableNotes,
): AsyncGenerator<TableRecord[]> {
  let found: TableRecord[] = [];
  let failure: Error | undefined;
  const text = withoutSeparatorLine(decode(content, notes));
  const first = await text.next();
  if (first.done) return;
  const parser = parse({
    delimiter: first.value.delimiter,
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: RECORD_LIMIT,
    // Empty lines cost as much as full ones unless they are skipped here.
    skip_empty_lines: true,
    on_record: (cells: string[], { records, empty_lines }) => {
      found.push({ cells, place: records + empty_lines });
      return null;
    },
  });
  parser.on('error', (error) => {
    failure = error;
  });
  const write = (part: string) => new Promise<void>((done) => parser.write(part, () => done()));
  await write(first.value.text);
  for (;;) {
    yield found;
    found = [];
    const next = failure ? undefined : await text.next();
    if (!next || next.done) break;
    await write(next.value.text);
  }
  if (!failure) await new Promise<void>((done) => parser.end(() => done()).once('error', () => done()));
  yield found;
  if (failure)
    notes.broken = 'A quotation mark opens in this row and is not closed, so from here on the file could not be read.';
}

/** Waits for the whole first line, finds the delimiter by it (Excel may say it in a line "sep=;"), then passes the text on. */
async function* withoutSeparatorLine(
  text: AsyncGenerator<string>,
): AsyncGenerator<{ text: string; delimiter: string }> {
  let head = '';
  let started = false;
  let delimiter = ',';
  for await (const part of text) {
    if (started) {
      yield { text: part, delimiter };
      continue;
    }
    head += part;
    if (head.length < PEEK && !/[\r\n]/.test(head.trimStart())) continue;
    ({ text: head, delimiter } = opened(head));
    started = true;
    yield { text: head, delimiter };
  }
  if (!started && head.trim() !== '') yield opened(head);
}

function opened(head: string): { text: string; delimiter: string } {
  const said = /^\s*sep=(.)\r?\n?/i.exec(head);
  if (said) return { text: head.slice(said[0].length), delimiter: said[1] ?? ',' };
  const line = (/\S[^\r\n]*/.exec(head)?.[0] ?? '').replace(/"[^"]*"/g, '');
  const count = (mark: string) => line.split(mark).length;
  const best = [',', ';', '\t'].reduce((a, b) => (count(b) > count(a) ? b : a));
  return { text: head, delimiter: best };
}

const NO_TEXT = 'This is not a CSV file. In a spreadsheet program, save the sheet as “CSV (UTF-8)” and import that.';

/** Text of bytes in UTF-8, UTF-16 with its mark, or else Windows-1252; what was guessed is said in `notes`. */
async function* decode(content: AsyncIterable<Uint8Array>, notes: TableNotes): AsyncGenerator<string> {
  let decoder: ((bytes: Uint8Array, isLast: boolean) => string) | undefined;
  for await (const slice of slices(content)) {
    decoder ??= decoderFor(slice, notes);
    const text = decoder(slice, false);
    if (text.includes('\0')) throw new InvalidInput(NO_TEXT, 'file');
    yield text;
  }
  const rest = decoder?.(new Uint8Array(), true);
  if (rest) yield rest;
}

/** Even slices, the first one of at least four bytes where the file has them; counts what has come. */
async function* slices(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let total = 0;
  let held: Uint8Array = new Uint8Array();
  for await (const chunk of content) {
    total += chunk.length;
    if (total > FILE_LIMIT_BYTES)
      throw new InvalidInput('The file is larger than 50 MB. Split it and import the parts.', 'file');
    const bytes: Uint8Array = held.length > 0 ? Buffer.concat([held, chunk]) : chunk;
    if (bytes.length < 4) {
      held = Uint8Array.from(bytes);
      continue;
    }
    held = new Uint8Array();
    for (let at = 0; at < bytes.length; at += SLICE) yield bytes.subarray(at, at + SLICE);
  }
  if (held.length > 0) yield held;
}

function decoderFor(start: Uint8Array, notes: TableNotes): (bytes: Uint8Array, isLast: boolean) => string {
  const [a, b, c, d] = start;
  const isArchive = a === 0x50 && b === 0x4b && c !== undefined && c < 0x09;
  const isOldExcel = a === 0xd0 && b === 0xcf && c === 0x11 && d === 0xe0;
  const isPdf = a === 0x25 && b === 0x50 && c === 0x44 && d === 0x46;
  if (isArchive || isOldExcel || isPdf) throw new InvalidInput(NO_TEXT, 'file');
  const plain = (encoding: string) => {
    const decoder = new TextDecoder(encoding);
    return (bytes: Uint8Array, isLast: boolean) => decoder.decode(bytes, { stream: !isLast });
  };
  if ((a === 0xff && b === 0xfe) || (a !== 0 && b === 0 && d === 0)) return plain('utf-16le');
  if ((a === 0xfe && b === 0xff) || (a === 0 && b !== 0 && c === 0)) return plain('utf-16be');
  return utf8OrWindows(notes);
}

/** UTF-8 until a byte says otherwise; then Windows-1252 if nothing but ASCII has come before, else the bad places are marked. */
function utf8OrWindows(notes: TableNotes): (bytes: Uint8Array, isLast: boolean) => string {
  const utf8 = new TextDecoder('utf-8');
  const windows = new TextDecoder('windows-1252');
  let held: Uint8Array = new Uint8Array();
  let hasBeyondAscii = false;
  let encoding: 'utf-8' | 'broken utf-8' | 'windows-1252' = 'utf-8';
  return (bytes, isLast) => {
    const all: Uint8Array = held.length > 0 ? Buffer.concat([held, bytes]) : bytes;
    const whole = all.subarray(0, isLast ? all.length : completeEnd(all));
    if (encoding === 'utf-8' && !isUtf8(whole)) {
      encoding = hasBeyondAscii || /[^\0-\x7f\ufffd]/.test(utf8.decode(whole)) ? 'broken utf-8' : 'windows-1252';
      notes.encoding = ENCODING_WORDS[encoding];
    }
    if (encoding === 'windows-1252') {
      held = new Uint8Array();
      return windows.decode(all);
    }
    held = Uint8Array.from(all.subarray(whole.length));
    hasBeyondAscii ||= !isAscii(whole);
    return utf8.decode(whole);
  };
}

const ENCODING_WORDS = {
  'broken utf-8': 'Some bytes are not UTF-8; rows with characters that can’t be read were refused.',
  'windows-1252': 'The file is not UTF-8 and was read as Windows-1252: check the accents.',
};

/** Where the last whole UTF-8 character ends. */
function completeEnd(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
