import { type Logger as BoltLogger, LogLevel } from '@slack/bolt';
import type { Logger } from '../kernel/logger.ts';

/** Slack's SDKs log through ours, so that secrets and people's words are taken out. Their notes are of interest when debugging only. */
export function boltLogger(logger: Logger): BoltLogger {
  const words = (parts: unknown[]) =>
    parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ');
  return {
    debug: (...parts) => logger.debug({ from: 'slack-sdk' }, words(parts)),
    info: (...parts) => logger.debug({ from: 'slack-sdk' }, words(parts)),
    warn: (...parts) => logger.debug({ from: 'slack-sdk' }, words(parts)),
    error: (...parts) => logger.warn({ from: 'slack-sdk' }, words(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.ERROR,
    setName: () => undefined,
  };
}
