import { spawn } from 'node:child_process';
import { once } from 'node:events';

const SCRIPT = `
const [file, ms] = process.argv.slice(1);
const db = new (require('better-sqlite3'))(file, { timeout: 5000 });
db.exec('BEGIN EXCLUSIVE');
process.stdout.write('locked');
setTimeout(() => {
  db.exec('COMMIT');
  db.close();
}, Number(ms));
`;

/** Another process that holds the database for itself; resolves once it does. */
export async function lockDatabase(file: string, forMs: number): Promise<{ freed: Promise<unknown> }> {
  const child = spawn(process.execPath, ['-e', SCRIPT, file, String(forMs)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const freed = once(child, 'exit');
  const [said] = await Promise.race([once(child.stdout, 'data'), freed]);
  if (String(said) !== 'locked') throw new Error('the database could not be locked');
  return { freed };
}
