import type { Fortnight } from '../fortnight.ts';

interface Logged {
  id: number;
  at: number;
  kind: string;
  actor_id: string | null;
  refs: string;
}

const refsOf = ({ refs }: Logged) => JSON.parse(refs) as Record<string, unknown>;
const notice = ({ id }: Logged) => `notice:${id}:`;

/** By kind of entry, how the key begins of the message that somebody must have for it; undefined where nobody is to be told. */
const MESSAGE_OF: Record<string, (entry: Logged) => string | undefined> = {
  'lead.opted_out': notice,
  'lead.bounced': (entry) => (refsOf(entry).permanent === false ? undefined : notice(entry)),
  'lead.auto_replied': (entry) => {
    const { reason, dated, waits } = refsOf(entry);
    const asks = reason === 'left_company' || (reason === 'out_of_office' && dated === false && waits === true);
    return asks ? notice(entry) : undefined;
  },
  'lead.handed_over': (entry) => {
    const { to } = refsOf(entry);
    return to === entry.actor_id ? undefined : `handed:${to}:${entry.actor_id}:${entry.at}:`;
  },
  'touch.failed': notice,
  'touch.unclear': notice,
  'call.ended': ({ id, actor_id }) => (actor_id ? `call:${id}` : undefined),
  'mailbox.paused': ({ id }) => `mailbox-paused:${id}:`,
  'mailbox.resumed': (entry) => (refsOf(entry).memberId === entry.actor_id ? undefined : `mailbox-resumed:${entry.id}`),
  'mailbox.connected': ({ id }) => `mailbox.connected:${id}`,
  'mailbox.lost': ({ id }) => `mailbox.lost:${id}`,
};

/** Notices, calls and news of mailboxes that the log holds and Slack does not. */
export async function untold(
  { workspace }: Fortnight,
  posts: ReadonlyMap<string, number>,
): Promise<{ expected: number; violations: string[] }> {
  const entries: Logged[] = await workspace.app.db('log_entries').whereIn('kind', Object.keys(MESSAGE_OF));
  const keys = [...posts.keys()];
  const violations: string[] = [];
  let expected = 0;
  for (const entry of entries) {
    const begins = MESSAGE_OF[entry.kind]?.(entry);
    if (!begins) continue;
    expected += 1;
    const isThere = begins.endsWith(':') ? keys.some((key) => key.startsWith(begins)) : posts.has(begins);
    if (!isThere) violations.push(`${entry.kind}, entry ${entry.id}, was told to nobody (${begins}).`);
  }
  return { expected, violations };
}
