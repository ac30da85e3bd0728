import type { Lead } from '../../features/leads/index.ts';
import { byTime, type Entry } from '../../features/threads/index.ts';
import { InvalidInput, NotFound } from '../../kernel/errors.ts';
import type { Features } from '../features.ts';
import type { Action, ActionInput, Reply } from '../gesture.ts';
import { count, plainSection, words } from '../views/blocks.ts';
import { cardModal } from '../views/parts.ts';
import { isInteraction, type NameOf, threadCard, threadKinds, wordsCard } from '../views/thread.ts';

const PAGE = 10;
const ALL = 5_000;

/** The one lead that words name, or those that they may name. */
export async function leadByWords(query: string, features: Features): Promise<{ lead: Lead } | { leads: Lead[] }> {
  const leads = await features.leads.find(query, { limit: 8 });
  const wanted = query.trim().toLowerCase();
  const exact = leads.filter(
    (one) => one.name.toLowerCase() === wanted || one.email?.toLowerCase() === wanted || one.id === query,
  );
  const [only] = exact.length === 1 ? exact : leads;
  return only && (exact.length === 1 || leads.length === 1) ? { lead: only } : { leads };
}

export async function namesOf(features: Features): Promise<NameOf> {
  const names = new Map((await features.access.members()).map((one) => [one.id, one.name]));
  return (id) => (id ? (names.get(id) ?? 'somebody') : 'the app');
}

/** Everything that a thread tells, in the order in which it happened. */
async function toldOf(leadId: string, features: Features): Promise<Entry[]> {
  return byTime((await features.threads.of(leadId, { kinds: threadKinds, limit: ALL })).filter(isInteraction));
}

/** One page of a lead's living thread: the newest, or what came before an entry. */
export async function showThread(leadId: string, features: Features, beforeId?: number): Promise<Reply> {
  const lead = await features.leads.get(leadId);
  const all = await toldOf(leadId, features);
  const before = all.findIndex((one) => one.id === beforeId);
  const upTo = before < 0 ? all : all.slice(0, before);
  const entries = upTo.slice(-PAGE);
  const inSlack = await features.posts.threadOf(leadId);
  return {
    say: threadCard(lead, { entries, earlier: upTo.length - entries.length, inSlack }, await namesOf(features)),
  };
}

/** All that was said in one entry of the thread. */
async function showWords(leadId: string, entryId: number, page: number, features: Features): Promise<Reply> {
  const entry = await features.threads.entry(entryId);
  if (!entry?.text || entry.leadId !== leadId) throw new NotFound('These words are not there any more.');
  return { say: wordsCard(await features.leads.get(leadId), entry, page || 0) };
}

export async function askRebuild(leadId: string, features: Features): Promise<Reply> {
  await features.posts.askRebuild(leadId);
  const lead = await features.leads.get(leadId);
  const entries = await toldOf(leadId, features);
  const total = count(entries.length, 'entry', 'entries');
  const text = `The Slack thread of ${lead.name} is being made anew from the log, ${total}. The old one stays as it is.`;
  return { say: { text: words(text), blocks: [plainSection(text)] } };
}

/** Pressed inside a modal, an answer among the messages would not be seen: it opens on top. */
export function whereAsked(title: string, view: ActionInput['view'], reply: Reply): Reply {
  return view && reply.say ? { ...reply, say: undefined, openModal: cardModal(title, reply.say) } : reply;
}

export const threadActions: Action[] = [
  {
    id: 'thread.show',
    async run({ value, view }, features) {
      const [leadId = '', before, entryId, page] = value.split(':', 4);
      if (before === 'words')
        return whereAsked('What was said', view, await showWords(leadId, Number(entryId), Number(page), features));
      return whereAsked('Living thread', view, await showThread(leadId, features, before ? Number(before) : undefined));
    },
  },
  {
    id: 'thread.rebuild',
    run({ value }, features) {
      if (!value) throw new InvalidInput('Which lead? Use /thread with a name, then rebuild.');
      return askRebuild(value, features);
    },
  },
];
