import type { Member } from '../../features/access/index.ts';
import type { Suppression } from '../../features/channels/index.ts';
import type { Lead } from '../../features/leads/index.ts';
import type { ForecastStep, LeadReview, Sequences, TouchView } from '../../features/sequences/index.ts';
import { formatInstant } from '../../kernel/calendar.ts';
import type { Instant } from '../../kernel/clock.ts';
import { clip } from '../../kernel/escape.ts';
import type { Block, Card, View } from '../gesture.ts';
import { actions, button, context, count, section, words } from './blocks.ts';
import { modal } from './parts.ts';

type Gate = Awaited<ReturnType<Sequences['gates']>>[number];

interface WhyData {
  lead: Lead;
  review: LeadReview | undefined;
  never: Suppression | undefined;
  sendingPaused: boolean;
  /** The next step that has not left, and every gate that it has to pass; without one, those that a first email would. */
  next?: TouchView;
  gates: Gate[];
  /** What the rules would do in the days to come. */
  forecast: ForecastStep[];
  reader: Member;
  now: Instant;
}

const channelNames: Record<string, string> = {
  email: 'Email',
  linkedin: 'LinkedIn task',
  call: 'Call task',
  whatsapp: 'WhatsApp',
  sms: 'SMS',
};

/** Why a lead is or isn't being written to: what holds for the lead, then step by step. */
export function whyCard(data: WhyData): Card {
  const { lead, review } = data;
  const headline = `${words(lead.name)}: ${finding(data)}`;
  return {
    text: headline,
    blocks: [
      section(`*${headline}*`),
      ...(review ? [section(review.touches.map((touch) => line(touch, data)).join('\n'))] : []),
      ...gateBlocks(data),
      ...forecastBlocks(data),
      context('Each step is judged again at the moment it is due, and once more just before it leaves.'),
      actions(
        button('Show lead', 'lead.show', { value: lead.id }),
        button('Whole thread', 'thread.show', { value: lead.id }),
        button('Passport', 'passport.show', { value: lead.id }),
        data.gates.length > 0 ? button('Every gate', 'why.gates', { value: lead.id }) : undefined,
      ),
    ],
  };
}

const GATES: Record<Gate['gate'], string> = {
  kill_switch: 'sending is on',
  sequence: 'the sequence is running',
  lead: 'the lead is open',
  paused: 'the lead is not paused',
  reply: 'no answer since',
  approval: 'approved by a person',
  unchanged: 'nothing changed since',
  suppression: 'did not say no',
  policy: 'there is a footing for it',
  session: 'WhatsApp takes these words',
  quiet_hours: 'phones may ring there',
  budget: 'money for messages is left',
  linkedin_cap: 'few enough LinkedIn messages today',
  address: 'has an address',
  mailbox: 'the mailbox works',
  postal_address: 'the postal address is set',
  order: 'the mail before it has gone',
  spacing: 'enough days since the mail before',
  due: 'its time has come',
  window: 'inside the lead’s hours',
  lead_cap: 'few enough touches to this lead',
  company_cap: 'few enough new contacts at the company',
  mailbox_cap: 'the mailbox has room today',
  gap: 'minutes since the last mail',
};

/** Of the gates that pass, those whose figure says more than that they pass. */
const TELLING: ReadonlySet<Gate['gate']> = new Set([
  'policy',
  'session',
  'window',
  'lead_cap',
  'company_cap',
  'mailbox_cap',
  'linkedin_cap',
  'budget',
  'gap',
]);

/** What holds a step back, or a first email where there is no step yet. What passes before its time has come anyway is left out. */
function stopsOf(gates: Gate[]): Exclude<Gate, { verdict: 'pass' }>[] {
  const stops = gates.flatMap((one) => (one.verdict === 'pass' ? [] : [one]));
  const due = stops.find((one) => one.gate === 'due');
  const from = due?.verdict === 'wait' ? due.until : 0;
  return stops.filter((one) => one === due || one.verdict === 'block' || one.until > from);
}

function stateOf(stops: ReturnType<typeof stopsOf>, { reader, now }: Pick<WhyData, 'reader' | 'now'>): string {
  if (stops.length === 0) return 'passes every gate right now';
  const untils = stops.flatMap((one) => (one.verdict === 'wait' ? [one.until] : []));
  const at = untils.length > 0 ? formatInstant(Math.max(...untils), reader.timezone, now) : '';
  if (stops.every((one) => one.gate === 'due')) return `waits for its time, ${at}`;
  if (untils.length === stops.length) return `waits until ${at}`;
  return `waits for ${count(stops.length, 'gate')}`;
}

const stopLine = (
  gate: ReturnType<typeof stopsOf>[number],
  { reader, now }: Pick<WhyData, 'reader' | 'now'>,
): string =>
  gate.verdict === 'wait'
    ? `:hourglass_flowing_sand: *${GATES[gate.gate]}*: ${words(gate.reason)} Passes by itself at ${formatInstant(gate.until, reader.timezone, now)}.`
    : `:no_entry_sign: *${GATES[gate.gate]}*: ${words(gate.reason)} Somebody has to act.`;

/** What holds the next step back, each with when or who; what passes as a short line of figures. */
function gateBlocks(data: WhyData): Block[] {
  const { next, gates } = data;
  if (gates.length === 0) return [];
  const stops = stopsOf(gates);
  const what = next ? `Step ${next.step}` : 'A first email';
  // When it is planned stands in its first line already.
  const lines = stops.filter((one) => one.gate !== 'due').map((one) => stopLine(one, data));
  const passed = gates.filter((one) => one.verdict === 'pass');
  const figures = passed.filter((one) => TELLING.has(one.gate)).map((one) => words(clip(one.value, 120)));
  return [
    section([`*${what} ${stateOf(stops, data)}*`, ...lines].join('\n')),
    ...(passed.length > 0
      ? [context([`:white_check_mark: ${count(passed.length, 'gate passes', 'gates pass')}`, ...figures].join(' · '))]
      : []),
  ];
}

/** Every gate with what it looked at, for who wants to see it all. */
export function gatesModal(lead: Lead, data: Pick<WhyData, 'gates' | 'next' | 'reader' | 'now'>): View {
  const lines = data.gates.map((one) =>
    one.verdict === 'pass'
      ? `:white_check_mark: *${GATES[one.gate]}*: ${words(clip(one.value, 200))}`
      : `${stopLine(one, data)} _${words(clip(one.value, 120))}_`,
  );
  const chunks = Array.from({ length: Math.ceil(lines.length / 8) }, (_, at) => lines.slice(at * 8, at * 8 + 8));
  const what = data.next ? `Step ${data.next.step}, ${channelNames[data.next.channel]}` : 'A first email';
  return modal({
    callbackId: 'why.gates',
    title: 'Every gate',
    blocks: [
      section(`*${what} to ${words(lead.name)}*`),
      ...(chunks.length === 0 ? [section('Nothing waits to leave.')] : chunks.map((one) => section(one.join('\n')))),
    ],
  });
}

/** What is still to come, by the same rules that send, run ahead. */
function forecastBlocks({ forecast, review, reader, now }: WhyData): Block[] {
  if (forecast.length === 0 || review?.status !== 'active') return [];
  const lines = forecast.map((one) => {
    const what = `${one.step}. ${channelNames[one.channel] ?? one.channel}`;
    const yes = one.needsApproval ? ', once approved' : '';
    if (one.at === undefined) return `:no_entry_sign: ${what}: ${words(one.reason ?? 'not in the next 30 days')}`;
    return `:calendar: ${what}: ${formatInstant(one.at, reader.timezone, now)}${yes}`;
  });
  return [
    section(`*The next 30 days*\n${lines.join('\n')}`),
    context('A guess by the rules that send: an answer ends it, and other leads share the mailbox.'),
  ];
}

function finding({ lead, review, never, sendingPaused }: WhyData): string {
  if (never)
    return `nobody writes to this address again (${never.reason.replaceAll('_', ' ')}, ${words(never.source)})`;
  if (lead.archivedAt) return 'archived, so nothing is sent';
  if (lead.pausedAt) return 'paused, so nothing is sent';
  if (!review) return 'on no sequence, so nothing is planned';
  if (review.status === 'stopped')
    return `nothing more is sent. ${words(review.stopReason ?? 'A person ended the sequence.')}`;
  if (review.status === 'finished') return 'the sequence is finished, nothing more is planned';
  if (review.status === 'held') return `on hold${review.holdReason ? `. ${words(review.holdReason)}` : ''}`;
  if (sendingPaused) return 'sending is paused for the whole team';
  const next = review.touches.find((one) =>
    ['planned', 'drafted', 'approved', 'sending', 'unclear', 'task'].includes(one.status),
  );
  return next ? `step ${next.step} is next` : 'nothing is waiting';
}

const statusWords: Record<TouchView['status'], string> = {
  planned: 'waits for its draft',
  drafted: 'waits for an approval',
  approved: 'approved, waits for its time',
  sending: 'is leaving now',
  unclear: 'not known whether it went; its owner is asked',
  sent: 'sent',
  task: 'a task for a person, waits to be done',
  done: 'done',
  skipped: 'skipped',
  cancelled: 'cancelled',
  failed: 'failed',
};

function line(touch: TouchView, { reader, now }: WhyData): string {
  const at = touch.sentAt ?? touch.dueAt;
  const isLate = touch.sentAt === undefined && ['drafted', 'approved'].includes(touch.status) && at < now;
  const when = ['cancelled', 'skipped', 'failed'].includes(touch.status)
    ? ''
    : ` · ${isLate ? 'was planned for ' : ''}${formatInstant(at, reader.timezone, now)}`;
  const reason = touch.waitReason ? ` · ${words(touch.waitReason)}` : '';
  return `${touch.step}. ${channelNames[touch.channel] ?? touch.channel} · ${statusWords[touch.status]}${when}${reason}`;
}
