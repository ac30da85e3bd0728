import { type Lead, type Stage, stageNames } from '../../features/leads/index.ts';
import { type Entry, happenedAt } from '../../features/threads/index.ts';
import { MINUTE_MS } from '../../kernel/clock.ts';
import { clip } from '../../kernel/escape.ts';
import type { Block, Card } from '../gesture.ts';
import { actions, button, context, count, divider, plainSection, quote, readerTime, section, words } from './blocks.ts';

export type NameOf = (memberId: string | undefined) => string;

const QUOTE_MAX = 700;
/** What one block of Slack takes, and how many a page has. */
const PART = 2_900;
const PARTS = 6;

const channelWords: Record<string, string> = {
  email: 'Email',
  linkedin: 'LinkedIn message',
  call: 'Call',
  whatsapp: 'WhatsApp',
  sms: 'SMS',
};
const stageInWords = (stage: string): string =>
  Object.hasOwn(stageNames, stage) ? stageNames[stage as Stage] : words(stage);

interface Line {
  mark: string;
  text: string;
  quote?: string;
}

const ref = (entry: Entry, ...names: string[]): string => {
  const found = names.map((name) => entry.refs[name]).find((value) => value !== undefined && value !== '');
  return found === undefined ? '' : words(String(found));
};

function step(entry: Entry): string {
  const channel = channelWords[String(entry.refs.channel ?? 'email')] ?? 'Touch';
  return entry.refs.step === undefined ? channel : `${channel}, step ${entry.refs.step}`;
}

const reasonWords: Record<string, string> = {
  out_of_office: 'out of office',
  left_company: 'no longer works there',
  automatic: 'sent by a machine',
};

const because = (entry: Entry): string => {
  const reason = ref(entry, 'reason');
  return reason ? `: ${reasonWords[reason] ?? reason.replace(/\.$/, '')}` : '';
};

const intentWords: Record<string, string> = {
  interested: 'interested',
  question: 'has a question',
  not_now: 'not now',
  referral: 'names somebody else',
  not_interested: 'not interested',
  opt_out: 'wants no more mail',
  meeting: 'open to a meeting',
};

/** "interested, objects to the price": what a first reading of an answer made of it; '' when it made nothing. */
export function readingWords(entry: Entry): string {
  const { summary } = entry.refs;
  if (typeof summary === 'string') return summary === 'answered' ? '' : summary;
  const split = (name: string) =>
    String(entry.refs[name] ?? '')
      .split(',')
      .filter(Boolean);
  const intents = split('intents').flatMap((one) => intentWords[one] ?? []);
  const objections = split('objections').map((one) => one.replaceAll(/[-_]/g, ' '));
  return [...intents, ...(objections.length > 0 ? [`objects: ${objections.join(' and ')}`] : [])].join(', ');
}

type Writer = (entry: Entry, nameOf: NameOf) => Line;

const logged =
  (mark: string, what: string): Writer =>
  (entry, nameOf) => {
    const minutes = ref(entry, 'minutes');
    const outcome = ref(entry, 'outcome');
    const details = [minutes ? `${minutes} min` : '', outcome].filter(Boolean).join(', ');
    return { mark, text: `${what} by ${nameOf(entry.actorId)}${details ? ` · ${details}` : ''}`, quote: entry.text };
  };

const plainLine =
  (mark: string, text: string): Writer =>
  (entry, nameOf) => ({ mark, text: `${text}${entry.actorId ? ` by ${nameOf(entry.actorId)}` : ''}${because(entry)}` });

/** How each kind of entry reads in a thread. A kind that is missing here is machinery, not an interaction. */
const writers: Partial<Record<Entry['kind'], Writer>> = {
  'lead.added': plainLine(':seedling:', 'Added'),
  'lead.handed_over': (entry, nameOf) => ({
    mark: ':handshake:',
    text: `Handed over to ${nameOf(String(entry.refs.to ?? ''))} by ${nameOf(entry.actorId)}`,
  }),
  'lead.paused': plainLine(':double_vertical_bar:', 'Paused'),
  'lead.resumed': plainLine(':arrow_forward:', 'Resumed'),
  'lead.archived': plainLine(':file_cabinet:', 'Archived'),
  'lead.stage_changed': (entry, nameOf) => {
    const to = ref(entry, 'to');
    return {
      mark: ':triangular_flag_on_post:',
      text: `Stage is now ${stageInWords(to)}${entry.actorId ? `, set by ${nameOf(entry.actorId)}` : ''}`,
    };
  },
  'lead.outcome_set': (entry, nameOf) => ({
    mark: ':checkered_flag:',
    text: `${ref(entry, 'outcome') === 'won' ? 'Won' : 'Lost'}${entry.refs.value ? `, value ${ref(entry, 'value')}` : ''}, set by ${nameOf(entry.actorId)}`,
    quote: entry.text,
  }),
  'lead.replied': (entry) => {
    const reading = readingWords(entry);
    return {
      mark: ':envelope_with_arrow:',
      text: `${entry.refs.fromOther === true ? '*Somebody else answered*' : '*Answered*'}${reading ? ` · ${words(reading)}` : ''}`,
      quote: entry.text,
    };
  },
  'lead.auto_replied': plainLine(':zzz:', 'Automatic reply'),
  'lead.bounced': (entry) => ({
    mark: ':warning:',
    text:
      entry.refs.permanent === false
        ? 'The mail is delayed or came back for now'
        : 'The mail came back as undeliverable',
  }),
  'lead.opted_out': (entry) => ({
    mark: ':no_entry_sign:',
    text: '*Opted out*: nobody writes to this address again',
    quote: entry.text,
  }),
  'sequence.enrolled': (entry, nameOf) => ({
    mark: ':calendar:',
    text: `Enrolled on ${count(Number(entry.refs.steps ?? 5), 'touch', 'touches')} by ${nameOf(entry.actorId)}`,
  }),
  'sequence.held': plainLine(':double_vertical_bar:', 'Sequence on hold'),
  'sequence.resumed': plainLine(':arrow_forward:', 'Sequence goes on'),
  'sequence.stopped': plainLine(':octagonal_sign:', 'Sequence stopped'),
  'sequence.finished': plainLine(':checkered_flag:', 'Sequence finished'),
  'touch.skipped': (entry, nameOf) => ({
    mark: ':black_right_pointing_double_triangle_with_vertical_bar:',
    text: `${step(entry)} skipped by ${nameOf(entry.actorId)}`,
  }),
  'touch.sent': (entry) => {
    const subject = (entry.text ?? '').split('\n', 1)[0] ?? '';
    return { mark: ':envelope:', text: `${step(entry)} sent${subject ? ` · “${words(clip(subject, 80))}”` : ''}` };
  },
  'touch.done': (entry, nameOf) => ({
    mark: ':ballot_box_with_check:',
    text: `${step(entry)} done by ${nameOf(entry.actorId)}`,
    quote: entry.text,
  }),
  'touch.failed': (entry) => ({ mark: ':warning:', text: `${step(entry)} could not be sent${because(entry)}` }),
  'touch.unclear': (entry) => ({
    mark: ':grey_question:',
    text: `It is not known whether ${step(entry).toLowerCase()} went out: its owner is asked`,
  }),
  'note.added': (entry, nameOf) => ({ mark: ':memo:', text: `Note by ${nameOf(entry.actorId)}`, quote: entry.text }),
  'call.logged': logged(':telephone_receiver:', 'Call'),
  'call.transcribed': (entry, nameOf) => ({
    mark: ':telephone_receiver:',
    text: `Recorded call by ${nameOf(entry.actorId)} · ${ref(entry, 'minutes')} min, written down by a machine`,
    quote: entry.text,
  }),
  'meeting.logged': logged(':busts_in_silhouette:', 'Meeting'),
  'message.logged': (entry, nameOf) =>
    entry.refs.byHand
      ? { mark: ':envelope:', text: `${nameOf(entry.actorId)} wrote by hand`, quote: entry.text }
      : logged(':speech_balloon:', 'Message logged')(entry, nameOf),
};

export const threadKinds = Object.keys(writers) as Entry['kind'][];

/** What a thread tells. A stage that moved by itself follows from the entry beside it. */
export function isInteraction(entry: Entry): boolean {
  if (entry.kind === 'lead.stage_changed') return entry.actorId !== undefined;
  return writers[entry.kind] !== undefined;
}

/** One entry as blocks: what happened, when in the reader's zone, and the words where there are some. */
export function entryBlocks(entry: Entry, nameOf: NameOf): Block[] {
  const write = writers[entry.kind];
  if (!write) return [];
  const line = write(entry, (id) => words(nameOf(id)));
  const said = line.quote?.trim();
  // What a person typed has its place elsewhere; of a call there is no other.
  const isCut = entry.kind === 'call.transcribed' && said !== undefined && said.length > QUOTE_MAX;
  const whole = isCut ? button('Read it all', 'thread.show', { value: wordsValue(entry) }) : undefined;
  return [section(`${line.mark} ${line.text} · ${whenOf(entry)}`, whole), ...(said ? [quote(said, QUOTE_MAX)] : [])];
}

/** Slack's own thread only grows, so what was told late says when it happened. */
function whenOf(entry: Entry): string {
  const happened = happenedAt(entry);
  if (Math.abs(entry.at - happened) < LATE) return readerTime(happened);
  return `happened on ${readerTime(happened)}, logged ${readerTime(entry.at)}`;
}

const LATE = 30 * MINUTE_MS;

const wordsValue = (entry: Entry, page = 0): string => `${entry.leadId}:words:${entry.id}:${page}`;

/** All the words of one entry, a page at a time, inert. */
export function wordsCard(lead: Lead, entry: Entry, page: number): Card {
  const all = [...(entry.text ?? '')];
  const pages = Math.max(1, Math.ceil(all.length / (PARTS * PART)));
  const from = Math.min(page, pages - 1) * PARTS * PART;
  const parts: string[] = [];
  for (let at = from; at < Math.min(all.length, from + PARTS * PART); at += PART)
    parts.push(all.slice(at, at + PART).join(''));
  const text = `${titleLine(lead)}: what was said${pages > 1 ? `, page ${page + 1} of ${pages}` : ''}`;
  return {
    text,
    blocks: [
      section(`*${text}*`),
      context('Written down by a machine; it mishears names and numbers.'),
      ...parts.filter((one) => one.trim() !== '').map(plainSection),
      ...(page + 1 < pages ? [actions(button('Read on', 'thread.show', { value: wordsValue(entry, page + 1) }))] : []),
    ],
  };
}

/** One line for lists and screen readers. */
export function entryText(entry: Entry, nameOf: NameOf): string {
  const line = writers[entry.kind]?.(entry, (id) => words(nameOf(id)));
  return line ? line.text.replaceAll('*', '') : '';
}

export function batchCard(entries: Entry[], nameOf: NameOf): Card {
  const first = entries[0];
  const text =
    entries.length === 1 && first
      ? entryText(first, nameOf)
      : `${count(entries.length, 'entry', 'entries')}: ${entries.map((one) => entryText(one, nameOf)).join('; ')}`;
  return { text, blocks: entries.flatMap((one) => entryBlocks(one, nameOf)) };
}

const titleLine = (lead: Lead): string =>
  [lead.name, lead.title, lead.account?.name]
    .filter(Boolean)
    .map((part) => words(String(part)))
    .join(', ');

/** The head of a lead's Slack thread, drawn anew as things change. */
export function threadHead(lead: Lead, ownerName: string, last: Entry | undefined, nameOf: NameOf): Card {
  const state = [
    lead.archivedAt ? 'archived' : lead.pausedAt ? 'paused' : stageInWords(lead.stage),
    lead.outcome ?? '',
    `owner ${words(ownerName)}`,
    last ? `last: ${entryText(last, nameOf)}, ${readerTime(happenedAt(last))}` : '',
  ].filter(Boolean);
  return {
    text: titleLine(lead),
    blocks: [
      section(`*${titleLine(lead)}*`, button('Show lead', 'lead.show', { value: lead.id })),
      context(state.join(' · ')),
      context('Everything that happens is below, in order. What you write here becomes a note.'),
    ],
  };
}

/** The head of a thread that was made anew: it stays as it was, and says that it is the old one. */
export function leftThread(lead: Lead): Card {
  const text = `${titleLine(lead)}: this is an older thread`;
  return {
    text,
    blocks: [context(`${text}. It was made anew further down; what you write here does not become a note any more.`)],
  };
}

/** `/thread <lead>`: a page of the living thread, oldest first. */
export function threadCard(
  lead: Lead,
  page: { entries: Entry[]; earlier: number; inSlack?: { channelId: string } },
  nameOf: NameOf,
): Card {
  const oldest = page.entries[0];
  const text = `${titleLine(lead)}: ${count(page.entries.length, 'entry', 'entries')}`;
  const where = page.inSlack
    ? `The Slack thread is in <#${page.inSlack.channelId}>.`
    : 'The Slack thread is made at the first reply, note or call.';
  return {
    text,
    blocks: [
      section(`*${titleLine(lead)}*`, button('Show lead', 'lead.show', { value: lead.id })),
      context(where),
      divider,
      ...(page.entries.length === 0
        ? [plainSection('Nothing yet. Enrolling, a note or a logged call is the first entry.')]
        : page.entries.flatMap((one) => entryBlocks(one, nameOf))),
      ...(page.earlier > 0 && oldest
        ? [actions(button(`${page.earlier} earlier`, 'thread.show', { value: `${lead.id}:${oldest.id}` }))]
        : []),
    ],
  };
}

/** When a name fits several leads: one press shows the right one. */
export function whichLead(query: string, leads: Lead[], actionId: string): Card {
  const text =
    leads.length === 0
      ? `No lead is found for “${words(clip(query, 60))}”.`
      : `${count(leads.length, 'lead fits', 'leads fit')} “${words(clip(query, 60))}”. Which one?`;
  const more =
    leads.length === 0 ? ' Try the family name, the company or the email address. `/leads` lists them all.' : '';
  return {
    text,
    blocks: [
      section(`${text}${more}`),
      ...leads.slice(0, 8).map((one) => section(titleLine(one), button('This one', actionId, { value: one.id }))),
    ],
  };
}
