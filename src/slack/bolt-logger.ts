import { type Logger as BoltLogger, LogLevel } from '@slack/bolt';
import type { Logger } from '../kernel/logger.ts';

const nothing = () => undefined;

/** Slack's SDKs log through ours. Their debug notes hold whole messages, people's words included: those are never written. */
export function boltLogger(logger: Logger): BoltLogger {
  const words = (parts: unknown[]) =>
    parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ');
  return {
    debug: nothing,
    info: nothing,
    warn: (...parts) => logger.debug({ from: 'slack-sdk' }, words(parts)),
    error: (...parts) => logger.warn({ from: 'slack-sdk' }, words(parts)),
    setLevel: nothing,
    getLevel: () => LogLevel.ERROR,
    setName: nothing,
  };
}
