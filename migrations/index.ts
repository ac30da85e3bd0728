import { up as up0001 } from './0001-first-tables.ts';
import { up as up0002 } from './0002-every-channel.ts';
import { up as up0003 } from './0003-mailbox-care.ts';
import { up as up0004 } from './0004-connecting.ts';
import { up as up0005 } from './0005-written-by-hand.ts';

/** Every schema change, in order. A merged migration is never edited: add the next one. */
export const migrations = [
  { name: '0001-first-tables', up: up0001 },
  { name: '0002-every-channel', up: up0002 },
  { name: '0003-mailbox-care', up: up0003 },
  { name: '0004-connecting', up: up0004 },
  { name: '0005-written-by-hand', up: up0005 },
];
