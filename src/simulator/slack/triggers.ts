import { randomBytes, randomUUID } from 'node:crypto';
import { type Clock, type Instant, MINUTE_MS, SECOND_MS, systemClock } from '../../kernel/clock.ts';
import { Refusal } from './refusal.ts';

const TRIGGER_LIFE_MS = 3 * SECOND_MS;
const URL_LIFE_MS = 30 * MINUTE_MS;
const URL_USES = 5;
const MOST_KEPT = 5_000;

export interface Spent {
  userId: string;
  /** The view that the gesture was made in. */
  viewId?: string;
}

interface Trigger extends Spent {
  madeAt: Instant;
  isUsed: boolean;
}

export interface ResponseUrl {
  userId: string;
  channelId: string;
  /** The message that the gesture was made on, unless it was a command. */
  ts?: string;
  threadTs?: string;
  isEphemeral: boolean;
}

function forgetOldest(from: Map<string, unknown>): void {
  if (from.size <= MOST_KEPT) return;
  for (const key of [...from.keys()].slice(0, MOST_KEPT / 2)) from.delete(key);
}

/**
 * What Slack hands out with a gesture. A trigger lives three seconds of real time, since it measures the app, and works
 * once; a response URL lives thirty minutes by the turned clock and works five times.
 */
export function createTriggers(deps: { clock: Clock; lifeMs?: number; teamId: string; baseUrl(): string }) {
  const triggers = new Map<string, Trigger>();
  const urls = new Map<string, ResponseUrl & { madeAt: Instant; uses: number }>();
  const lifeMs = deps.lifeMs ?? TRIGGER_LIFE_MS;

  function found(id: string): Trigger {
    const trigger = triggers.get(id);
    if (!trigger) throw new Refusal('invalid_trigger_id');
    if (trigger.isUsed) throw new Refusal('exchanged_trigger_id');
    if (systemClock.now() - trigger.madeAt > lifeMs) throw new Refusal('expired_trigger_id');
    return trigger;
  }

  return {
    make(gesture: Spent): string {
      const id = `${systemClock.now()}.${deps.teamId}.${randomBytes(16).toString('hex')}`;
      triggers.set(id, { ...gesture, madeAt: systemClock.now(), isUsed: false });
      forgetOldest(triggers);
      return id;
    },
    /** Whose gesture it was, without spending it. */
    look: (id: string): Spent => found(id),
    /** Throws a Refusal for a trigger that is unknown, used or too old. */
    spend(id: string): Spent {
      const trigger = found(id);
      trigger.isUsed = true;
      return trigger;
    },
    makeUrl(place: ResponseUrl): string {
      const id = randomUUID();
      urls.set(id, { ...place, madeAt: deps.clock.now(), uses: 0 });
      forgetOldest(urls);
      return `${deps.baseUrl()}/actions/${deps.teamId}/${id}`;
    },
    /** Throws a Refusal for an address that is unknown, too old or used up. */
    spendUrl(id: string): ResponseUrl {
      const url = urls.get(id);
      if (!url || deps.clock.now() - url.madeAt > URL_LIFE_MS) throw new Refusal('expired_url');
      if (url.uses >= URL_USES) throw new Refusal('used_url');
      url.uses += 1;
      return url;
    },
  };
}

export type Triggers = ReturnType<typeof createTriggers>;
