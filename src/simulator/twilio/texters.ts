import type { Clock, Instant } from '../../kernel/clock.ts';
import { roll } from '../mail/prospect-plan.ts';
import type { SentText, TwilioStandIn } from './index.ts';

const HOUR_MS = 3_600_000;

const WORDS: [from: number, words: string][] = [
  [0.85, 'Who gave you this number?'],
  [0.55, 'Yes, send me the two lines please.'],
  [0.35, 'Sorry, driving. Call me tomorrow after ten.'],
  [0.2, 'Please stop texting me.'],
  [0.1, 'STOP'],
];

/** The people behind the sample numbers: some answer a text within a few hours, some say no, some say nothing. */
export function createTexters(deps: { twilio: Pick<TwilioStandIn, 'sentTexts' | 'receive' | 'report'>; clock: Clock }) {
  const { twilio, clock } = deps;
  const answered = new Set<string>();
  let waiting: { at: Instant; text: SentText; words: string }[] = [];
  let read = 0;

  async function observe(): Promise<void> {
    const all = twilio.sentTexts();
    const fresh = all.slice(read);
    read = all.length;
    for (const text of fresh) {
      await twilio.report(text.sid, 'delivered');
      const chance = roll(`text:${text.to}`);
      const words = WORDS.find(([from]) => chance >= from)?.[1];
      if (!words || answered.has(text.to)) continue;
      answered.add(text.to);
      waiting.push({ at: text.at + Math.round((0.5 + 4 * roll(`wait:${text.to}`)) * HOUR_MS), text, words });
    }
    waiting.sort((a, b) => a.at - b.at);
  }

  return {
    /** Reads what they were sent and answers what is due; answers how many. */
    async tick(): Promise<number> {
      await observe();
      const due = waiting.filter((one) => one.at <= clock.now());
      waiting = waiting.filter((one) => one.at > clock.now());
      for (const { text, words } of due) await twilio.receive({ channel: text.channel, from: text.to, text: words });
      return due.length;
    },
    nextAt: (): Instant | undefined => waiting[0]?.at,
  };
}
