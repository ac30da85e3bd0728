import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../../src/db/index.ts';
import { freePorts } from './workers.ts';

const DEBIAN = '/usr/lib/postgresql';

export interface Postgres {
  /** The address of a new, empty schema. */
  schema(): Promise<string>;
  stop(): Promise<void>;
}

/** The one that TEST_DATABASE_URL names, else one of its own where Debian's is installed; undefined without any. */
export async function openPostgres(): Promise<Postgres | undefined> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return overServer(given, async () => undefined);
  const bin = newestBin();
  if (!bin) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'proof-pg-'));
  const [port = 0] = await freePorts(1);
  const asPostgres = serverUser(folder);
  const control = (...args: string[]) => asPostgres(join(bin, 'pg_ctl'), ['-D', join(folder, 'db'), ...args]);
  asPostgres(join(bin, 'initdb'), ['-D', join(folder, 'db'), '-A', 'trust', '-U', 'postgres', '--no-sync']);
  const settings = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off`;
  control('-w', '-l', join(folder, 'log'), '-o', settings, 'start');
  return overServer(`postgres://postgres@127.0.0.1:${port}/postgres`, async () => {
    control('-m', 'immediate', 'stop');
    rmSync(folder, { recursive: true, force: true });
  });
}

function newestBin(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).map(Number).filter(Number.isInteger) : [];
  const bins = versions.sort((a, b) => b - a).map((version) => join(DEBIAN, String(version), 'bin'));
  return bins.find((bin) => existsSync(join(bin, 'pg_ctl')));
}

/** PostgreSQL does not run as root: then it is the user that Debian made for it. */
function serverUser(folder: string): (command: string, args: string[]) => void {
  if (userInfo().uid !== 0) return (command, args) => void execFileSync(command, args, { stdio: 'ignore' });
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  const [uid, gid] = [id('-u'), id('-g')];
  if (statSync(folder).uid !== uid) chownSync(folder, uid, gid);
  return (command, args) => void execFileSync(command, args, { uid, gid, cwd: folder, stdio: 'ignore' });
}

function overServer(server: string, stop: () => Promise<void>): Postgres {
  const made: string[] = [];
  const within = async (sql: string) => {
    const db = openDatabase({ url: server, file: '' });
    await db.raw(sql);
    await db.destroy();
  };
  return {
    async schema() {
      const name = `twice_${randomBytes(6).toString('hex')}`;
      await within(`create schema ${name}`);
      made.push(name);
      return `${server}${server.includes('?') ? '&' : '?'}options=-c%20search_path%3D${name}`;
    },
    async stop() {
      for (const name of made) await within(`drop schema if exists ${name} cascade`);
      await stop();
    },
  };
}
