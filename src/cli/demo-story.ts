import type { Lead } from '../features/leads/index.ts';
import type { Entry } from '../features/threads/index.ts';
import { formatInstant, toLocal } from '../kernel/calendar.ts';
import type { Instant } from '../kernel/clock.ts';
import { clip, oneLine } from '../kernel/escape.ts';
import { sampleWorld } from '../simulator/world/index.ts';
import type { Workspace } from '../workspace.ts';

/** One thing that happened, with what belongs to it on lines of its own. */
export interface Told {
  at: Instant;
  text: string;
  more?: string[];
}

const ZONE = sampleWorld.company.timezone;
const WIDTH = 112;
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const ROLES = { rep: 'rep', team_lead: 'team lead', manager: 'manager', admin: 'admin' } as const;

const quoted = (text: string, max = 90) => `“${clip(oneLine(text), max)}”`;
const clock = (at: Instant, zone = ZONE) => formatInstant(at, zone, at);
const city = (zone: string) => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');

function dayOf(at: Instant, zone = ZONE): string {
  const { year, month, day, weekday } = toLocal(at, zone);
  const name = new Date(Date.UTC(year, month - 1, day)).toLocaleString('en-GB', { month: 'short', timeZone: 'UTC' });
  return `${DAYS[weekday - 1]} ${day} ${name}`;
}

/** Who works here, and with what. */
export async function setting({ app }: Workspace): Promise<string[]> {
  const members = (await app.features.access.members()).filter((one) => one.status === 'active');
  const { content } = await app.features.playbook.current();
  return [
    `Let in: ${members.map((one) => `${one.name} (${ROLES[one.role]})`).join(', ')}.`,
    clip(`The playbook: ${oneLine(sampleWorld.company.about)}`, WIDTH * 2),
    `It solves: ${content.pains
      .slice(0, 3)
      .map((one) => one.name.toLowerCase())
      .join('; ')}, and ${Math.max(0, content.pains.length - 3)} more.`,
  ];
}

/** What was not added, or was added with something to know. */
export async function rowsToKnow({ app }: Workspace): Promise<string[]> {
  const [entry] = await app.features.threads.latest({ kinds: ['import.finished'], limit: 1 });
  const { notAdded, remarks } = await app.features.leads.importReport(String(entry?.refs.importId ?? ''));
  if (notAdded.length === 0 && remarks.length === 0) return ['No row was refused.'];
  const said = notAdded.length > 0 ? notAdded : remarks;
  const none = notAdded.length === 0 ? 'No row was refused; ' : '';
  return said.slice(0, 2).map((one, at) => `${at === 0 ? none : ''}row ${one.row}: ${one.reason ?? one.result}`);
}

export async function ranking({ app }: Workspace): Promise<string[]> {
  const [entry] = (await app.features.scoring.rank({ limit: 1 })).leads;
  if (!entry) return [];
  const { lead, score } = entry;
  const who = [lead.name, lead.title, lead.account?.name].filter(Boolean).join(', ');
  return [`First in the list: ${who}, ${score.points} points: ${score.reasonsFor.slice(0, 2).join(', ')}.`];
}

export async function oneDraft({ app }: Workspace): Promise<string[]> {
  const [entry] = (await app.features.scoring.rank({ limit: 1 })).leads;
  const member = entry && (await app.features.access.member(entry.lead.ownerId));
  if (!entry || !member) return [];
  const review = await app.features.sequences.review(member, entry.lead.id);
  const draft = review.touches[0]?.draft;
  return draft ? [`to ${entry.lead.name}: ${draft.subject}`, quoted(draft.body, 220)] : [];
}

interface Book {
  lead(entry: Entry): Lead | undefined;
  name(id: string | undefined): string;
}

type Line = (entry: Entry, book: Book) => { text: string; more?: string[] } | undefined;
const leadName = (entry: Entry, book: Book) => book.lead(entry)?.name ?? 'a lead';

/** What is told once, the first time that it happens. */
const firsts: Partial<Record<Entry['kind'], Line>> = {
  'lead.bounced': (entry, book) =>
    entry.refs.permanent === true
      ? { text: `The mail to ${leadName(entry, book)} comes back: nothing more is sent to that address.` }
      : undefined,
  'lead.opted_out': (entry, book) => ({
    text: `${leadName(entry, book)} wants no more messages, and gets none: ${quoted(entry.text ?? 'by the link')}`,
  }),
  'lead.auto_replied': (entry, book) =>
    entry.refs.reason === 'out_of_office'
      ? { text: `${leadName(entry, book)} is away by an automatic answer: their sequence waits.` }
      : undefined,
};

const clockForLead = (entry: Entry, lead: Lead | undefined): string =>
  lead?.timezone
    ? `${dayOf(entry.at, lead.timezone).slice(0, 3)} ${clock(entry.at, lead.timezone)} ${city(lead.timezone)}`
    : `${clock(entry.at)} ${city(ZONE)}`;

/** What left on a day of the team's, by whom to whom, with the hour where the lead is. */
function left(sent: Entry[], book: Book): Told[] {
  const [first] = sent;
  if (!first) return [];
  const shown = sent.slice(0, 2).map((one) => `${leadName(one, book)} (${clockForLead(one, book.lead(one))})`);
  const rest = sent.length - shown.length;
  const what = `${sent.length} ${sent.length === 1 ? 'message leaves' : 'messages leave'}`;
  return [{ at: first.at, text: `${what}: ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.` }];
}

function answers(replies: Entry[], stopped: Set<string>, book: Book): Told[] {
  const [first] = replies;
  if (!first) return [];
  const ended = replies.filter((one) => stopped.has(one.leadId ?? '')).length;
  const others = replies.length > 1 ? ` ${replies.length - 1} more answer that day.` : '';
  const stops = ended > 0 ? ` ${ended === 1 ? 'The sequence stops' : `${ended} sequences stop`} at once.` : '';
  return [{ at: first.at, text: `${leadName(first, book)} answers: ${quoted(first.text ?? '', 80)}${stops}${others}` }];
}

const days = (entries: Entry[]): Map<string, Entry[]> => {
  const out = new Map<string, Entry[]>();
  for (const one of entries) out.set(dayOf(one.at), [...(out.get(dayOf(one.at)) ?? []), one]);
  return out;
};

async function coached({ app }: Workspace): Promise<Told[]> {
  const rows: { kind: string; content: string; made_at: number }[] = await app
    .db('nudges')
    .whereIn('kind', ['objection', 'feedback'])
    .orderBy('made_at');
  return ['objection', 'feedback'].flatMap((kind) => {
    const row = rows.find((one) => one.kind === kind);
    if (!row) return [];
    const { headline, nextStep, points } = JSON.parse(row.content) as {
      headline: string;
      nextStep?: string;
      points: { text: string; kind: string }[];
    };
    const who = kind === 'objection' ? 'The team lead is told' : 'Mara is coached in private';
    const advice = points.find((one) => one.kind === 'good')?.text ?? nextStep ?? '';
    return [{ at: Number(row.made_at), text: `${who}: ${headline}.`, more: advice ? [clip(advice, WIDTH - 8)] : [] }];
  });
}

/** Charts as they lie in the channels, by their titles. */
function charts({ simulator }: Workspace): Told[] {
  const slack = simulator.workspace;
  const found = slack.allMessages().flatMap((one) =>
    one.fileIds.flatMap((id) => {
      const file = slack.file(id);
      // The words of its message are the finding; a file's own title only says what is drawn.
      const title = /\*([^*]+)\*/.exec(one.text)?.[1] || file?.altText || file?.title || '';
      return file?.mimetype === 'image/png' ? [{ at: Number(one.ts) * 1_000, title }] : [];
    }),
  );
  return found.slice(0, 2).map(({ at, title }) => ({ at, text: `A chart for the managers: ${quoted(title, 140)}` }));
}

/** The fortnight as the log has it, of each day what mattered. */
export async function happenings(workspace: Workspace): Promise<Told[]> {
  const { threads, leads, access } = workspace.app.features;
  const entries = (await threads.latest({ limit: 100_000 })).reverse();
  const ids = [...new Set(entries.flatMap((one) => one.leadId ?? []))];
  const byId = new Map((await leads.getMany(ids)).map((one) => [one.id, one]));
  const names = new Map((await access.members()).map((one) => [one.id, one.name]));
  const book: Book = {
    lead: (entry) => byId.get(entry.leadId ?? ''),
    name: (id) => names.get(id ?? '') ?? 'somebody',
  };
  const out: Told[] = [];
  for (const today of days(entries).values()) {
    const of = (...kinds: Entry['kind'][]) => today.filter((one) => kinds.includes(one.kind));
    const [approved] = of('touch.approved');
    if (approved) {
      const all = of('touch.approved');
      const about = new Set(all.map((one) => one.leadId)).size;
      out.push({
        at: approved.at,
        text: `${book.name(approved.actorId)} approves ${all.length} touches about ${about} leads.`,
      });
    }
    const [done] = of('touch.done');
    const tasks = of('touch.done').length;
    if (done) out.push({ at: done.at, text: `${book.name(done.actorId)} does ${tasks} LinkedIn and call tasks.` });
    out.push(...left(of('touch.sent'), book));
    const stopped = new Set(of('sequence.stopped').map((one) => one.leadId ?? ''));
    out.push(...answers(of('lead.replied'), stopped, book));
  }
  for (const [kind, line] of Object.entries(firsts)) {
    const told = entries
      .filter((one) => one.kind === kind)
      .flatMap((one) => {
        const text = line(one, book);
        return text ? [{ at: one.at, ...text }] : [];
      });
    out.push(...told.slice(0, 1));
  }
  return [...out, ...(await coached(workspace)), ...charts(workspace)];
}

const GAP = '            ';

/** Day by day in the team's zone, the day named once. */
export function dayByDay(told: Told[]): string[] {
  const inOrder = told.map((one, at) => ({ ...one, place: at })).sort((a, b) => a.at - b.at || a.place - b.place);
  const lines = [`A fortnight at ${sampleWorld.company.name}, by the clock of ${city(ZONE)}`, ''];
  let day = '';
  for (const { at, text, more } of inOrder) {
    const today = dayOf(at);
    lines.push(`${(today === day ? '' : today).padEnd(GAP.length)}${clock(at).padStart(5)}  ${text}`);
    for (const one of more ?? []) lines.push(`${GAP}         ${one}`);
    day = today;
  }
  return lines;
}

const IN_ROW = 4;

/** The counts as the JSON has them, a few on a line. */
export function inColumns(json: object): string[] {
  const all = Object.entries(json).map(([key, value]) => `${key.replaceAll('_', ' ')}: ${value}`);
  return Array.from({ length: Math.ceil(all.length / IN_ROW) }, (_, row) =>
    all.slice(row * IN_ROW, (row + 1) * IN_ROW).join('   '),
  );
}
