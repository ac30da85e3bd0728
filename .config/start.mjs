// `npm start`: builds what is not built yet or older than its sources, then starts the process.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => join(root, ...parts);

function newest(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function build(script, output, sources) {
  const built = existsSync(output) ? statSync(output).mtimeMs : 0;
  if (built > 0 && built >= Math.max(...sources.map(newest))) return;
  if (!existsSync(at('node_modules', 'typescript'))) {
    if (built > 0) return;
    process.stderr.write(
      'There is no build, and the tools to make one are not installed. Run: npm ci && npm run build\n',
    );
    process.exit(1);
  }
  process.stderr.write(`Building (npm run ${script}) ...\n`);
  const done = spawnSync('npm', ['run', '--silent', script], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (done.status !== 0) process.exit(done.status ?? 1);
}

const sources = ['src', 'commands', 'migrations', '.config', 'package.json', 'manifest.yml'].map((name) => at(name));
build('build', at('dist', 'src', 'main.js'), sources);
// The simulator is part of a development install only: a production install has neither its tools nor its page.
if (existsSync(at('node_modules', 'vite')) && existsSync(at('src', 'simulator'))) {
  build('build:simulator', at('dist', 'simulator-page', 'index.html'), sources);
}
await import(new URL('../dist/src/main.js', import.meta.url));
