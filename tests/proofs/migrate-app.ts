import { migrations } from '../../migrations/index.ts';
import { migrate, openDatabase } from '../../src/db/index.ts';

/** Migrates a file and says when it begins and ends, for whoever wants to kill it in between. */
const db = openDatabase({ file: process.argv[2] ?? '' });
process.stdout.write('begin\n');
await migrate(db, migrations);
process.stdout.write('end\n');
await db.destroy();
