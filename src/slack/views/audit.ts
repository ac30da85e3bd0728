import type { AccessRequest, AuditEntry, Member, Role } from '../../features/access/index.ts';
import type { SettingValues } from '../../features/settings/index.ts';
import { countryInWords } from '../../kernel/country.ts';
import type { View } from '../gesture.ts';
import { roleNames } from './access.ts';
import { gestureWords, inThePast } from './audit-words.ts';
import { count, plainSection, readerTime, section, words } from './blocks.ts';
import { channelNames, duration, inline, modal, timeFor } from './parts.ts';
import { needWords } from './passport.ts';
import { isShownKey, settingLabels, settingText } from './settings.ts';

/** Whom the trail can name, and in whose time. */
export interface AuditReader {
  members: Member[];
  requests: AccessRequest[];
  reader: Member;
}

const MACHINES: Readonly<Record<string, string>> = { slack: 'Slack', configuration: 'The configuration' };

/** Why somebody was refused, behind the name or behind the words. */
const KINDS: Readonly<Record<string, string>> = {
  guest: 'guest',
  bot: 'bot',
  deactivated: 'deactivated account',
  'other workspace': 'other workspace',
  'not on the allowlist': 'no access yet',
  revoked: 'access ended',
  'unknown gesture': 'an old button',
};

type NameOf = (id: string) => string;

/** Names as they are known now; a person who never had access by what Slack called them then. */
function namesFor(entries: AuditEntry[], { members, requests }: AuditReader): NameOf {
  const names = new Map<string, string>(Object.entries(MACHINES));
  for (const one of entries) {
    const told = one.details?.name;
    if (typeof told === 'string' && told !== '') names.set(one.actorId, told);
  }
  for (const one of requests) names.set(one.userId, one.name);
  for (const one of members) names.set(one.id, one.name);
  return (id) => names.get(id) ?? 'Somebody without a name here';
}

const roleOf = (entry: AuditEntry): string => {
  const role = String(entry.details?.role ?? '');
  return Object.hasOwn(roleNames, role) ? ` as ${roleNames[role as Role]}` : '';
};

const value = (key: string, raw: unknown): string => {
  const text = isShownKey(key) ? settingText(key, raw as SettingValues[typeof key]) : raw === true ? 'yes' : 'no';
  return text === '' ? 'nothing' : `“${inline(text, 120)}”`;
};

function settingChanged({ target = '', details = {} }: AuditEntry): string {
  const label = isShownKey(target) ? settingLabels[target] : 'Pause of all sending';
  return `changed “${label}” from ${value(target, details.before)} to ${value(target, details.after)}`;
}

const need = (raw: unknown): string => {
  const key = String(raw);
  return Object.hasOwn(needWords, key) ? needWords[key as keyof typeof needWords] : key;
};

function policyChanged({ target = '', details = {} }: AuditEntry): string {
  const [country = '', channel = ''] = target.split(' ');
  const where = /^[A-Z]{2}$/.test(country) ? countryInWords(country) : 'countries without rules of their own';
  const how = Object.hasOwn(channelNames, channel) ? channelNames[channel as keyof typeof channelNames] : channel;
  const why = details.reason ? ` (${inline(String(details.reason), 160)})` : '';
  return `changed what ${how} needs in ${where} from “${need(details.before)}” to “${need(details.after)}”${why}`;
}

type Told = (entry: AuditEntry, nameOf: NameOf, reader: Member) => string;
const target = (entry: AuditEntry, nameOf: NameOf): string => words(nameOf(entry.target ?? ''));

/** What was done, as distinct from what was pressed. */
const done: Readonly<Record<string, Told>> = {
  'access.requested': () => 'asked for access',
  'access.approved': (one, nameOf) => `gave ${target(one, nameOf)} access${roleOf(one)}`,
  'access.refused': (one, nameOf) => `refused access to ${target(one, nameOf)}`,
  'access.revoked': (one, nameOf) => `ended the access of ${target(one, nameOf)}`,
  'access.ensured': (one, nameOf) => `gives ${target(one, nameOf)} access${roleOf(one)}`,
  'access.deactivated': (one, nameOf) => `deactivated ${target(one, nameOf)}, whose access ended with it`,
  'member.away': (one, _, reader) => {
    const until = Number(one.details?.until ?? 0);
    return until > 0 ? `is away until ${timeFor(until, reader, one.at)}` : 'is here again';
  },
  'settings.change': settingChanged,
  'policy.change': policyChanged,
  'review.finished': ({ details = {} }) =>
    `approved ${count(Number(details.touches), 'touch', 'touches')} about ${count(Number(details.leads), 'lead')} in ${duration(Number(details.tookMs))}`,
};

/** "to open the Home tab"; a command is named as it is typed. */
function wish(gesture: string): { isCommand: boolean; text: string } {
  const [kind, name = ''] = gesture.split(':', 2);
  if (kind === 'command') return { isCommand: true, text: words(name) };
  return { isCommand: false, text: gestureWords[gesture] ?? 'use a button that is not known here' };
}

/** "Gus Tern (guest) tried /leads: refused", as mrkdwn. */
export function auditLine(entry: AuditEntry, nameOf: NameOf, reader: Member): string {
  const name = `*${inline(nameOf(entry.actorId), 80)}*`;
  const told = Object.hasOwn(done, entry.gesture) ? done[entry.gesture] : undefined;
  if (told) return `${name} ${told(entry, nameOf, reader)}`;
  const { isCommand, text } = wish(entry.gesture);
  const tried = isCommand ? `tried ${text}` : `tried to ${text}`;
  if (entry.reason === 'registration') return `${name} ${tried}: got the form that asks for access`;
  if (entry.verdict !== 'denied') return `${name} ${isCommand ? `used ${text}` : inThePast(text)}`;
  const role = /^role (\w+)$/.exec(entry.reason ?? '')?.[1] ?? '';
  const kind = Object.hasOwn(roleNames, role) ? roleNames[role as Role] : KINDS[entry.reason ?? ''];
  return `${name}${kind ? ` (${kind})` : ''} ${tried}: refused`;
}

const LINES = 10;

/** The newest first: who did what, in words. */
export function auditModal(entries: AuditEntry[], by: AuditReader): View {
  const nameOf = namesFor(entries, by);
  const lines = entries.map((one) => `${readerTime(one.at)} · ${auditLine(one, nameOf, by.reader)}`);
  const chunks: string[][] = [];
  for (const line of lines) {
    const last = chunks.at(-1);
    const length = last?.reduce((sum, one) => sum + one.length + 1, 0) ?? 0;
    if (last && last.length < LINES && length + line.length < 2_900) last.push(line);
    else chunks.push([line]);
  }
  return modal({
    callbackId: 'access.audit',
    title: 'Audit trail',
    blocks:
      chunks.length === 0
        ? [plainSection('Nothing yet. Each command, button and event leaves a line here.')]
        : chunks.slice(0, 100).map((chunk) => section(chunk.join('\n'))),
  });
}
