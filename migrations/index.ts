import { up as up0001 } from './0001-first-tables.ts';
import { up as up0002 } from './0002-every-channel.ts';
import { up as up0003 } from './0003-mailbox-care.ts';
import { up as up0004 } from './0004-connecting.ts';
import { up as up0005 } from './0005-call-recordings.ts';
import { up as up0006 } from './0006-answers.ts';
import { up as up0007 } from './0007-linkedin.ts';
import { up as up0008 } from './0008-following.ts';
import { up as up0009 } from './0009-hearing.ts';
import { up as up0010 } from './0010-written-by-hand.ts';

/** Every schema change, in order. A merged migration is never edited: add the next one. */
export const migrations = [
  { name: '0001-first-tables', up: up0001 },
  { name: '0002-every-channel', up: up0002 },
  { name: '0003-mailbox-care', up: up0003 },
  { name: '0004-connecting', up: up0004 },
  { name: '0005-call-recordings', up: up0005 },
  { name: '0006-answers', up: up0006 },
  { name: '0007-linkedin', up: up0007 },
  { name: '0008-following', up: up0008 },
  { name: '0009-hearing', up: up0009 },
  { name: '0010-written-by-hand', up: up0010 },
];
