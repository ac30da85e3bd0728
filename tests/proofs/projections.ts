import type { Message } from '../../src/simulator/slack/records.ts';
import { sampleWorld } from '../../src/simulator/world/index.ts';
import { entryBlocks, isInteraction } from '../../src/slack/views/thread.ts';
import type { Fortnight } from './fortnight.ts';

/** Whatever has a text in a message's blocks, in order; what every thread begins with is left out. */
function linesOf(blocks: unknown): string[] {
  return (blocks as { text?: { text: string }; elements?: unknown[] }[]).flatMap((block) => {
    if (block.text) return [block.text.text];
    return textsIn(block.elements ?? []);
  });
}

function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  const { text, elements } = value as { text?: unknown; elements?: unknown };
  return [...(typeof text === 'string' ? [text] : []), ...textsIn(elements ?? [])];
}

const inThreads = ({ workspace }: Fortnight): Message[] =>
  workspace.simulator.workspace.allMessages().filter((one) => one.channelId === sampleWorld.channelIds.threads);

/** What the app has written into the leads' present Slack threads, by lead: an entry's blocks after the other's. */
export async function threadsInSlack(at: Fortnight): Promise<Map<string, string[]>> {
  const rows: { lead_id: string; thread_ts: string }[] = await at.workspace.app.db('slack_threads');
  const messages = inThreads(at);
  return new Map(
    rows.map((row) => {
      const own = messages.filter((one) => one.threadTs === row.thread_ts && one.ts !== row.thread_ts && one.botId);
      return [row.lead_id, own.flatMap((one) => linesOf(one.blocks))];
    }),
  );
}

/** What those threads have to hold by the log. People's notes that stand in the present thread themselves are left out. */
export async function threadsByLog(at: Fortnight, leadIds: Iterable<string>): Promise<Map<string, string[]>> {
  const { features } = at.workspace.app;
  const members = new Map((await features.access.members()).map((one) => [one.id, one.name]));
  const nameOf = (id: string | undefined) => members.get(id ?? '') ?? '';
  const out = new Map<string, string[]>();
  for (const leadId of leadIds) {
    const own = new Set(await features.posts.notesInThread(leadId));
    const entries = (await features.threads.of(leadId, { limit: 5_000 })).filter(
      (one) => isInteraction(one) && !own.has(one.id),
    );
    out.set(
      leadId,
      entries.flatMap((one) => linesOf(entryBlocks(one, nameOf))),
    );
  }
  return out;
}

export interface NudgeRow {
  id: string;
  content: string;
}

export const nudgesOf = async (at: Fortnight): Promise<NudgeRow[]> =>
  at.workspace.app.db('nudges').orderBy('id').select('id', 'content');

/** How often each keyed message of the app stands in Slack. */
export function postsByKey(at: Fortnight): Map<string, number> {
  const counts = new Map<string, number>();
  for (const message of at.workspace.simulator.workspace.allMessages()) {
    const key = (message.metadata as { event_payload?: { key?: string } } | undefined)?.event_payload?.key;
    if (key) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** One sentence for each lead whose lines differ. */
export function threadDifferences(found: Map<string, string[]>, expected: Map<string, string[]>): string[] {
  return [...expected].flatMap(([leadId, lines]) => {
    const there = found.get(leadId) ?? [];
    const at = lines.findIndex((line, i) => there[i] !== line);
    if (at < 0 && there.length === lines.length) return [];
    const where = at < 0 ? lines.length : at;
    return [
      `The thread of ${leadId} has “${there[where] ?? 'nothing'}” where the log has “${lines[where] ?? 'nothing'}”.`,
    ];
  });
}
