import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Member } from '../../features/access/index.ts';
import type { Channel } from '../../features/channels/index.ts';
import type { Lead } from '../../features/leads/index.ts';
import { formatDay, formatInstant, isZone } from '../../kernel/calendar.ts';
import type { Instant } from '../../kernel/clock.ts';
import { clip, oneLine } from '../../kernel/escape.ts';
import type { Block, Card, View } from '../gesture.ts';
import { type Element, type Option, option, plain, section, words } from './blocks.ts';

/** A person's words inside a line of ours: one line, cut, without power; never more than twice `max` in Slack's count. */
export function inline(text: string, max = 80): string {
  const line = oneLine(text);
  let escaped = words(clip(line, max));
  for (let points = max; escaped.length > max * 2 && points > 1; ) {
    points = Math.floor((points * max * 2) / escaped.length);
    escaped = words(clip(line, points));
  }
  return escaped;
}

/** The same for places that format nothing (titles, options, button texts). */
export const bare = (text: string, max = 60): string => clip(oneLine(text), max);

export const nameOf = (lead: { name: string }): string => oneLine(lead.name) || 'A lead without a name';

export const firstNameOf = (lead: Pick<Lead, 'firstName' | 'name'>): string =>
  inline(lead.firstName, 30) || inline(nameOf(lead), 30);

/** "Ada Byron, Head of Billing, Fernline", the name in bold. */
export function personLine(lead: Lead): string {
  const rest = [lead.title, lead.account?.name ?? ''].map((part) => inline(part)).filter(Boolean);
  return [`*${inline(nameOf(lead))}*`, ...rest].join(', ');
}

/** The same as plain words. */
export function personText(lead: Lead): string {
  return [nameOf(lead), lead.title, lead.account?.name ?? '']
    .map((part) => bare(part, 80))
    .filter(Boolean)
    .join(', ');
}

export const channelNames: Record<Channel, string> = {
  email: 'Email',
  linkedin: 'LinkedIn task',
  whatsapp: 'WhatsApp',
  sms: 'SMS',
  call: 'Call task',
};

/** In the middle of a sentence, where only proper names keep their capital. */
export const channelInWords: Record<Channel, string> = {
  ...channelNames,
  email: 'email',
  call: 'call task',
};

export const channelMarks: Record<Channel, string> = {
  email: ':envelope:',
  linkedin: ':bust_in_silhouette:',
  whatsapp: ':speech_balloon:',
  sms: ':speech_balloon:',
  call: ':telephone_receiver:',
};

const safeZone = (zone: string): string => (isZone(zone) ? zone : 'UTC');

/** "today 9:20", "Tue 9:20", "Tue 26 May 9:20" in a zone. */
export function timeIn(at: Instant, zone: string, now: Instant): string {
  const text = formatInstant(at, safeZone(zone), now);
  return /^\d/.test(text) ? `today ${text}` : text;
}

export const timeFor = (at: Instant, reader: Member, now: Instant): string => timeIn(at, reader.timezone, now);

/** The reader's time, and the lead's beside it where the clocks differ: "Tue 9:10 for Ada, 15:10 for you". */
export function bothTimes(
  at: Instant,
  lead: { name: string; zone?: { name: string; known: boolean } },
  { reader, now }: { reader: Member; now: Instant },
): string {
  const mine = timeFor(at, reader, now);
  if (!lead.zone?.known) return mine;
  const theirs = timeIn(at, lead.zone.name, now);
  if (theirs === mine) return mine;
  const [day, clock] = splitDay(mine);
  return `${theirs} for ${lead.name}, ${splitDay(theirs)[0] === day ? clock : mine} for you`;
}

function splitDay(text: string): [string, string] {
  const space = text.lastIndexOf(' ');
  return [text.slice(0, space), text.slice(space + 1)];
}

/** "Berlin 9:05": what the clock says where the lead is. */
export function localNow(zone: string, now: Instant): string {
  const city = (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
  return `${inline(city)} ${formatInstant(now, safeZone(zone), now)}`;
}

/** "5 May 2026" for an ISO date; anything else as it stands. */
export function dayOf(iso: string): string {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(iso) ? Date.parse(`${iso}T12:00:00Z`) : Number.NaN;
  return Number.isNaN(at) ? inline(iso, 20) : formatDay(at, 'UTC');
}

/** "14 min", "1 h 5 min", "under a minute". */
export function duration(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return 'under a minute';
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export const number = (value: number): string => value.toLocaleString('en-GB');

/** An E.164 number with the spaces that people read it by. */
export const readablePhone = (phone: string): string =>
  parsePhoneNumberFromString(phone)?.formatInternational() ?? phone;

/** A list in words, the first few by name: "Ada, Otto and 4 more". */
export function few(names: string[], shown = 3): string {
  const more = names.length - shown;
  return more > 0 ? `${names.slice(0, shown).join(', ')} and ${number(more)} more` : names.join(', ');
}

const SECTION_ROOM = 2_700;

/** As many of these lines as a section holds, at most `shown`, and how many are left. */
export function fewLines(lines: string[], shown: number): string {
  const kept: string[] = [];
  let length = 0;
  for (const line of lines.slice(0, shown)) {
    length += line.length + 1;
    if (length > SECTION_ROOM) break;
    kept.push(line);
  }
  const more = lines.length - kept.length;
  return [...kept, ...(more > 0 ? [`and ${number(more)} more`] : [])].join('\n');
}

/** `options` at most five. */
export const overflow = (actionId: string, options: Option[]): Element => ({
  type: 'overflow',
  action_id: actionId,
  options: options.slice(0, 5).map(option),
});

/** Boxes to tick, or one of several to choose. */
export function choices(actionId: string, options: Option[], more: { chosen?: string[]; one?: boolean } = {}) {
  const initial = options.filter((one) => more.chosen?.includes(one.value)).map(option);
  const initially = more.one ? { initial_option: initial[0] } : { initial_options: initial };
  return {
    type: more.one ? 'radio_buttons' : 'checkboxes',
    action_id: actionId,
    options: options.map(option),
    ...(initial.length > 0 ? initially : {}),
  } satisfies Element;
}

export interface TextMore {
  initial?: string;
  multiline?: boolean;
  max?: number;
  placeholder?: string;
  focus?: boolean;
  /** Slack's own check of an email address. */
  kind?: 'plain_text_input' | 'email_text_input';
}

/** Slack's own limit of a text input. */
const FIELD_MAX = 3_000;

/** At most `max` UTF-16 units, no pair split; a form that cut a person's words would cut what is kept, so callers look first. */
function cutTo(text: string, max: number): string {
  const cut = text.slice(0, max);
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}

export function textField(actionId: string, more: TextMore = {}): Element {
  const { initial, multiline, max, placeholder, focus, kind = 'plain_text_input' } = more;
  return {
    type: kind,
    action_id: actionId,
    ...(initial ? { initial_value: cutTo(initial, max ?? FIELD_MAX) } : {}),
    ...(multiline ? { multiline: true } : {}),
    ...(max && kind === 'plain_text_input' ? { max_length: max } : {}),
    ...(placeholder ? { placeholder: plain(placeholder) } : {}),
    ...(focus ? { focus_on_load: true } : {}),
  };
}

export interface ModalParts {
  callbackId: string;
  title: string;
  submit?: string;
  close?: string;
  state?: string;
  blocks: Block[];
}

/** A modal whose callback is always named: that is how a button tells it from App Home. */
export function modal({ callbackId, title, submit, close = 'Close', state, blocks }: ModalParts): View {
  return {
    type: 'modal',
    callback_id: callbackId,
    title: plain(clip(title, 24)),
    ...(submit ? { submit: plain(submit) } : {}),
    close: plain(close),
    ...(state ? { private_metadata: state } : {}),
    blocks,
  };
}

/** A card shown as a modal, with the same buttons. */
export const cardModal = (title: string, card: Card): View =>
  modal({ callbackId: 'card', title, blocks: card.blocks ?? [section(card.text)] });

/** Words exactly as they will go out, inert: as a quotation, whatever their length. */
export function exactWords(body: string): Block {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_quote', elements: [{ type: 'text', text: body === '' ? '–' : body }] }],
  };
}

/** Words to be copied. */
export function copyable(body: string): Block {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: body === '' ? '–' : body }] }],
  };
}
