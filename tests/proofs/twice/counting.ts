import type { Db } from '../../../src/db/index.ts';
import type { World } from './world.ts';

/** How much there is of everything that a gesture can change, by a name that people understand. */
export type Counts = Map<string, number>;

/** Each table by what tells its rows apart. */
const TABLES: [table: string, ...by: string[]][] = [
  ['leads', 'stage', 'outcome'],
  ['accounts'],
  ['pains'],
  ['members', 'role', 'status'],
  ['access_requests', 'status'],
  ['settings'],
  ['playbooks'],
  ['consents', 'channel'],
  ['policies'],
  ['enrollments', 'status'],
  ['touches', 'status'],
  ['drafts', 'writer'],
  ['sends', 'state'],
  ['log_entries', 'kind'],
  ['suppressions', 'reason'],
  ['imports', 'status'],
  ['import_rows', 'result'],
  ['inbound_messages', 'kind'],
  ['nudges', 'kind'],
  ['nudge_disputes'],
];

async function countTable(db: Db, [table, ...by]: [string, ...string[]], into: Counts): Promise<void> {
  const rows: Record<string, unknown>[] = await db(table)
    .select(by)
    .count({ n: '*' })
    .modify((query) => by.length > 0 && query.groupBy(by));
  for (const row of rows) into.set([table, ...by.map((one) => row[one] ?? '-')].join(' '), Number(row.n));
}

/** Read from the database, the stand-in's mailbox and the workspace. */
export async function countAll({ db, mail, hand }: World): Promise<Counts> {
  const counts: Counts = new Map();
  for (const one of TABLES) await countTable(db, one, counts);
  for (const [name, column] of [
    ['leads archived', 'archived_at'],
    ['leads paused', 'paused_at'],
  ] as const)
    counts.set(name, Number((await db('leads').whereNotNull(column).count({ n: '*' }).first())?.n));
  const revoked = await db('approvals').whereNotNull('revoked_at').count({ n: '*' }).first();
  const valid = await db('approvals').whereNull('revoked_at').count({ n: '*' }).first();
  counts.set('approvals revoked', Number(revoked?.n));
  counts.set('approvals valid', Number(valid?.n));
  const done: { gesture: string; n: unknown }[] = await db('audit_entries')
    .where({ verdict: 'done' })
    .select('gesture')
    .count({ n: '*' })
    .groupBy('gesture');
  // A name with a colon is the gesture's own entry: each press has one.
  for (const one of done.filter(({ gesture }) => !gesture.includes(':')))
    counts.set(`audit ${one.gesture}`, Number(one.n));
  counts.set('mails', mail.sentMessages().length);
  const posts = hand.allMessages().filter((one) => one.botId);
  counts.set('messages of the app', posts.length);
  counts.set('messages of the app with a key', posts.filter((one) => keyOf(one.metadata) !== undefined).length);
  return counts;
}

/** The key by which a message of the app is known. */
export function keyOf(metadata: unknown): string | undefined {
  return (metadata as { event_payload?: { key?: string } } | undefined)?.event_payload?.key;
}

export function difference(before: Counts, after: Counts): Counts {
  const out: Counts = new Map();
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const grown = (after.get(name) ?? 0) - (before.get(name) ?? 0);
    if (grown !== 0) out.set(name, grown);
  }
  return out;
}

/** What differs between two growths, in words; `may` says of a name whether it may. */
export function unlike(once: Counts, twice: Counts, may: (name: string) => boolean): string[] {
  return [...new Set([...once.keys(), ...twice.keys()])]
    .filter((name) => {
      const more = (twice.get(name) ?? 0) - (once.get(name) ?? 0);
      // Cards of the day are posted once and drawn anew from then on.
      return more > 0 || (more < 0 && !/^messages/.test(name));
    })
    .filter((name) => !may(name))
    .map((name) => `${name} ${signed(twice.get(name))} instead of ${signed(once.get(name))}`);
}

const signed = (n = 0): string => (n > 0 ? `+${n}` : String(n));

/** Keys under which Slack holds more than one message of the app. */
export function keysPostedTwice({ hand }: World): string[] {
  const seen = new Map<string, number>();
  for (const one of hand.allMessages()) {
    const key = keyOf(one.metadata);
    if (key) seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  return [...seen].filter(([, times]) => times > 1).map(([key]) => key);
}

/** Touches of which the mailbox holds more than one mail. */
export function touchesMailedTwice({ mail }: World): string[] {
  const seen = new Map<string, number>();
  for (const one of mail.sentMessages()) {
    const key = one.headers['x-touch-id'];
    if (key) seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  return [...seen].filter(([, times]) => times > 1).map(([key]) => key);
}
