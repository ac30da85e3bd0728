import { App, HTTPReceiver, LogLevel } from '@slack/bolt';

/** A Bolt app that acknowledges every command and does nothing else. */
const { port, signingSecret } = JSON.parse(process.argv[2] ?? '{}') as { port: number; signingSecret: string };
const app = new App({
  receiver: new HTTPReceiver({ signingSecret, port, logLevel: LogLevel.ERROR }),
  authorize: async () => ({ botToken: 'xoxb-bench', botId: 'B0BOT00001', botUserId: 'U0BOT00001' }),
  convoStore: false,
  logLevel: LogLevel.ERROR,
});
app.command(/.*/s, async ({ ack }) => ack());
await app.start(port);
process.stdout.write('ready\n');
