import { migrations } from '../../migrations/index.ts';
import { migrate, openDatabase } from '../../src/db/index.ts';

/** Migrates a file and says when it begins and ends, for whoever wants to kill it in between; `slow` stands still in a last migration. */
const [, , file = '', how] = process.argv;
const db = openDatabase({ file });
const say = (word: string) => process.stdout.write(`${word}\n`);
const standing = {
  name: '9999-stands-still',
  up: () => {
    say('stands');
    return new Promise<void>((resolve) => setTimeout(resolve, 30_000));
  },
};
say('begin');
await migrate(db, how === 'slow' ? [...migrations, standing] : migrations);
say('end');
await db.destroy();
