import type { Logger } from '../kernel/logger.ts';
import { ChannelClosed } from './channel-guard.ts';

/** Runs a round at a time; asked for during one, it runs once more after it. Answers when the round that covers the question is over. */
export function createRound(round: () => Promise<void>, logger: Logger): () => Promise<boolean> {
  let running: Promise<boolean> | undefined;
  let next: Promise<boolean> | undefined;
  const once = async (): Promise<boolean> => {
    try {
      await round();
      return true;
    } catch (error) {
      if (error instanceof ChannelClosed) logger.warn({ reason: error.forUser }, 'Lead threads wait');
      else logger.error({ error }, 'The log could not be followed; it goes on from here at the next try');
      return false;
    }
  };
  const start = (): Promise<boolean> => {
    running = once().finally(() => {
      running = undefined;
    });
    return running;
  };
  return () => {
    if (!running) return start();
    next ??= running.then(() => {
      next = undefined;
      return running ?? start();
    });
    return next;
  };
}
