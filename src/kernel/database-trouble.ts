import { Unavailable } from './errors.ts';

/** By the beginning of the code that SQLite or PostgreSQL gives. */
const WORDS: [string, string][] = [
  ['SQLITE_FULL', 'The disk is full, so this was not kept. Free some space, then do it again.'],
  ['53100', 'The disk of the database is full, so this was not kept. Free some space, then do it again.'],
  ['SQLITE_READONLY', 'The database is read-only just now, so this was not kept. Do it again when it can be written.'],
  ['25006', 'The database is read-only just now, so this was not kept. Do it again when it can be written.'],
  [
    'SQLITE_CANTOPEN',
    'The database file can’t be opened: its folder is missing, read-only or full. Whoever runs this app has to look at it.',
  ],
  ['SQLITE_BUSY', 'The database is busy with something else, so this was not kept. Do it again in a moment.'],
  ['SQLITE_LOCKED', 'The database is busy with something else, so this was not kept. Do it again in a moment.'],
  ['SQLITE_IOERR', 'The database’s disk does not answer as it should, so this was not kept.'],
  ['SQLITE_CORRUPT', 'The database file is damaged. Stop the app and restore a backup.'],
  ['SQLITE_NOTADB', 'The database file is no database of ours. Look at DATABASE_FILE.'],
  ['ECONNREFUSED', 'The database can’t be reached just now, so this was not kept. Do it again in a moment.'],
  ['57P0', 'The database is shutting down or starting, so this was not kept. Do it again in a moment.'],
  ['08', 'The database can’t be reached just now, so this was not kept. Do it again in a moment.'],
];

/** What is wrong with the database in words for a person; undefined for any other error. */
export function databaseTrouble(error: unknown): Unavailable | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  // Knex gives no code when no connection came free in time.
  const isFull = 'name' in error && error.name === 'KnexTimeoutError';
  const code = isFull ? 'SQLITE_BUSY' : 'code' in error && typeof error.code === 'string' ? error.code : '';
  const found = WORDS.find(([start]) => code.startsWith(start));
  return found && new Unavailable(found[1], error);
}
