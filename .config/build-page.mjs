import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** What the browser tests look at is the page of this tree, never one that an earlier run left behind. */
export default async function setup() {
  await build({ configFile: fileURLToPath(new URL('vite.config.ts', import.meta.url)), logLevel: 'error' });
}
