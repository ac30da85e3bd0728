import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const mainFile = join(root, 'dist/src/main.js');

/** Builds the product when its build is missing or older than its sources: what runs in production is what is measured. */
export function ensureBuilt(): void {
  const sources = ['src', 'commands', 'migrations'].map((folder) => newest(join(root, folder)));
  if (existsSync(mainFile) && statSync(mainFile).mtimeMs > Math.max(...sources)) return;
  execFileSync('npm', ['run', '-s', 'build'], { cwd: root, stdio: ['ignore', 2, 2] });
}

function newest(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => /\.tsx?$/.test(one.name));
  return Math.max(...files.map((one) => statSync(join(one.parentPath, one.name)).mtimeMs));
}

const fromBuild = (path: string): Promise<unknown> => import(pathToFileURL(join(root, 'dist', path)).href);

/** The product's parts from its build, typed by its sources. */
export async function loadProduct() {
  const database = (await fromBuild('src/db/index.js')) as typeof import('../../src/db/index.ts');
  const migrations = (await fromBuild('migrations/index.js')) as typeof import('../../migrations/index.ts');
  const wiring = (await fromBuild('src/wiring.js')) as typeof import('../../src/wiring.ts');
  const logger = (await fromBuild('src/kernel/logger.js')) as typeof import('../../src/kernel/logger.ts');
  const box = (await fromBuild('src/kernel/secret-box.js')) as typeof import('../../src/kernel/secret-box.ts');
  const clock = (await fromBuild('src/kernel/clock.js')) as typeof import('../../src/kernel/clock.ts');
  return { ...database, ...migrations, ...wiring, ...logger, ...box, ...clock };
}

export type Product = Awaited<ReturnType<typeof loadProduct>>;
