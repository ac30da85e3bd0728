import type { Member } from '../../../src/features/access/index.ts';
import { fromLocal, toLocal } from '../../../src/kernel/calendar.ts';
import { draftsWaitingCard } from '../../../src/slack/views/review.ts';
import { sentTodayCard, tasksDueCard } from '../../../src/slack/views/touch.ts';
import type { Fortnight } from '../fortnight.ts';

const dayOf = (at: number, { timezone }: Member): string => {
  const { year, month, day } = toLocal(at, timezone);
  return `${year}-${month}-${day}`;
};

/** What leaves later in the evening may be told after midnight, when it is yesterday's. */
const EVENING_HOUR = 20;

/** What today's card of a person has to say, by its kind. */
async function wordsFor({ workspace }: Fortnight, member: Member): Promise<Map<string, string>> {
  const { sequences, analytics, clock } = workspace.app.features;
  const now = clock.now();
  const waiting = await sequences.waiting(member, { own: true });
  const touches = waiting.reduce((sum, one) => sum + one.drafts, 0);
  const from = fromLocal(toLocal(now, member.timezone), 0, member.timezone);
  const drafts = draftsWaitingCard({ leads: waiting.length, touches, names: waiting.map((one) => one.name) });
  const tasks = tasksDueCard({ tasks: await sequences.tasks(member), reader: member, now });
  return new Map([
    ['drafts', drafts.text],
    ['tasks', tasks.text],
    ['sent', sentTodayCard(await analytics.sentToday(member.id, from)).text],
  ]);
}

/** Cards of the day that do not say what is so, and days on which mails left and nobody has the card. */
export async function staleCards(at: Fortnight): Promise<string[]> {
  const { db, features } = at.workspace.app;
  const members = (await features.access.members()).filter((one) => one.status === 'active');
  const texts = new Map<string, string>();
  for (const message of at.workspace.simulator.workspace.allMessages()) {
    const key = (message.metadata as { event_payload?: { key?: string } } | undefined)?.event_payload?.key;
    if (key) texts.set(key, message.text);
  }
  const violations: string[] = [];
  for (const member of members) {
    for (const [kind, words] of await wordsFor(at, member)) {
      const key = `${kind}:${member.id}:${dayOf(features.clock.now(), member)}`;
      const there = texts.get(key);
      if (there !== undefined && there !== words) violations.push(`${key} says “${there}” where “${words}” is so.`);
    }
  }
  const sent: { at: number }[] = await db('log_entries').where({ kind: 'touch.sent' }).select('at');
  const days = new Set(sent.map((one) => Number(one.at)));
  for (const instant of days) {
    const early = members.filter((one) => toLocal(instant, one.timezone).hour < EVENING_HOUR);
    if (early.length < members.length) continue;
    const keys = members.map((one) => `sent:${one.id}:${dayOf(instant, one)}`);
    if (!keys.some((key) => texts.has(key)))
      violations.push(`Nobody has a card of what left at ${new Date(instant).toISOString()}.`);
  }
  return violations;
}
