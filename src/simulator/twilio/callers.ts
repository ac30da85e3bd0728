import type { Clock, Instant } from '../../kernel/clock.ts';
import { roll } from '../mail/prospect-plan.ts';
import type { TwilioStandIn } from './index.ts';
import type { PlacedCall } from './voice.ts';

const SECOND_MS = 1_000;
const PICKED_UP_AFTER_MS = 10 * SECOND_MS;

/** The members' phones and the people they call: whoever rings from the local workspace picks up, presses 1, and talks for some minutes. */
export function createCallers(deps: {
  twilio: Pick<TwilioStandIn, 'placedCalls' | 'pickUp' | 'hangUp'>;
  clock: Clock;
}) {
  const { twilio, clock } = deps;
  let read = 0;
  let ongoing: { call: PlacedCall; endsAt: Instant; seconds: number }[] = [];

  async function observe(): Promise<void> {
    const all = twilio.placedCalls();
    const fresh = all.slice(read);
    read = all.length;
    for (const call of fresh) {
      const { dialed } = await twilio.pickUp(call.sid, '1');
      const seconds = dialed ? Math.round(2 * 60 + 6 * 60 * roll(`call:${call.sid}`)) : 0;
      ongoing.push({ call, endsAt: call.at + PICKED_UP_AFTER_MS + seconds * SECOND_MS, seconds });
    }
  }

  /** Half of it the rep speaks, half of it the lead. */
  const turnsOf = (seconds: number) => [
    { who: 'rep' as const, seconds: seconds / 2 },
    { who: 'lead' as const, seconds: seconds / 2 },
  ];

  return {
    /** Picks up what rings and ends what is over; answers how many ended. */
    async tick(): Promise<number> {
      await observe();
      const over = ongoing.filter((one) => one.endsAt <= clock.now());
      ongoing = ongoing.filter((one) => one.endsAt > clock.now());
      for (const { call, seconds } of over) await twilio.hangUp(call.sid, turnsOf(seconds));
      return over.length;
    },
    nextAt: (): Instant | undefined => (ongoing.length > 0 ? Math.min(...ongoing.map((one) => one.endsAt)) : undefined),
  };
}
