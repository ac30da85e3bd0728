import { compose } from './compose.ts';
import { type Config, ConfigProblems, readProcessConfig } from './config.ts';
import { AppError } from './kernel/errors.ts';

interface Running {
  stop(): Promise<void>;
}

const HOW_TO_CONNECT = `No Slack tokens are set, and this install carries no local workspace.
Make the app from manifest.yml at api.slack.com/apps, then set SLACK_BOT_TOKEN, SLACK_APP_TOKEN and ADMIN_SLACK_USER_ID
(.env.example lists every name), and start again. To try it without an account, install with npm ci and run npm start.`;

/** The local workspace is no part of a production build, so it is looked for only when it is needed. */
async function openWorkspace(config: Config): Promise<Running> {
  const entry: string = './workspace.ts';
  let workspace: { openWorkspace(options: { config: Config }): Promise<Running & { announce(): void }> };
  try {
    workspace = await import(entry);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')
      throw new ConfigProblems([HOW_TO_CONNECT]);
    throw error;
  }
  const opened = await workspace.openWorkspace({ config });
  opened.announce();
  return opened;
}

async function openApp(config: Config): Promise<Running> {
  const app = await compose(config);
  await app.start();
  return app;
}

async function main(): Promise<void> {
  const config = readProcessConfig();
  const running = config.slack ? await openApp(config) : await openWorkspace(config);
  let stopping = false;
  const stop = async (code: number) => {
    if (stopping) return;
    stopping = true;
    const forced = setTimeout(() => process.exit(code), 10_000);
    forced.unref();
    await running.stop();
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0));
}

main().catch((error: unknown) => {
  const words = error instanceof ConfigProblems ? error.message : error instanceof AppError ? error.forUser : error;
  process.stderr.write(`${words instanceof Error ? (words.stack ?? words.message) : String(words)}\n`);
  process.exit(1);
});
