// Runs a TypeScript entry point from its sources: `node .config/run.mjs src/cli/index.ts doctor --json`.

import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [entry, ...args] = process.argv.slice(2);
const built = `dist/${entry.replace(/\.ts$/, '.js')}`;
process.argv = [process.argv[0], entry, ...args];
if (existsSync('node_modules/tsx')) {
  await import('tsx/esm');
  await import(pathToFileURL(entry).href);
} else {
  await import(pathToFileURL(built).href);
}
