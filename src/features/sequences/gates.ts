import { HOUR_MS, type Instant, MINUTE_MS } from '../../kernel/clock.ts';
import type { Channel } from '../channels/index.ts';
import type { TextTemplate } from '../channels/ports.ts';
import type { Contact } from '../passport/index.ts';

/** What one gate says. A `wait` passes by itself at `until`; a `block` needs somebody to act. */
export type GateVerdict =
  | { gate: GateName; verdict: 'pass' }
  | { gate: GateName; verdict: 'wait'; reason: string; until: Instant }
  | { gate: GateName; verdict: 'block'; reason: string };

export type GateName =
  | 'kill_switch'
  | 'sequence'
  | 'lead'
  | 'paused'
  | 'reply'
  | 'approval'
  | 'unchanged'
  | 'suppression'
  | 'policy'
  | 'session'
  | 'quiet_hours'
  | 'budget'
  | 'linkedin_cap'
  | 'address'
  | 'mailbox'
  | 'mailbox_read'
  | 'hearing'
  | 'postal_address'
  | 'order'
  | 'spacing'
  | 'window'
  | 'lead_cap'
  | 'company_cap'
  | 'mailbox_cap'
  | 'gap';

const SESSION_MS = 24 * HOUR_MS;
/** Reading is tried every two minutes. */
const LOOK_AGAIN_MS = 5 * MINUTE_MS;

/** What one channel asks for beyond what holds for all. */
export interface ChannelFacts {
  channel: Channel;
  now: Instant;
  /** Whether anything is known of where the lead is. */
  isPlaceKnown: boolean;
  contact: Pick<Contact, 'isAllowed' | 'reason' | 'basis' | 'rule' | 'needs'>;
  /** When the lead last wrote to us on this channel. */
  lastHeardAt?: Instant;
  /** For WhatsApp: the approved template of which the words are a rendering, or why there is none. */
  template?: { fits: boolean; refusal?: string };
  /** For what costs money per piece, in USD of this month. */
  money: { spent: number; limit: number; price: number };
  linkedin: { doneLast24Hours: Instant[]; perDay: number };
}

const PAID: ReadonlySet<Channel> = new Set(['whatsapp', 'sms']);
const PHONE: ReadonlySet<Channel> = new Set(['whatsapp', 'sms', 'call']);

/** `quietOpensAt` is the next instant at which phones may ring where the lead is. */
export function channelGates(facts: ChannelFacts, quietOpensAt: Instant | undefined): GateVerdict[] {
  const { channel } = facts;
  return [
    policyGate(facts),
    ...(channel === 'whatsapp' ? [sessionGate(facts)] : []),
    ...(PHONE.has(channel) ? [quietGate(facts, quietOpensAt)] : []),
    ...(PAID.has(channel) ? [budgetGate(facts)] : []),
    ...(channel === 'linkedin' ? [linkedinGate(facts)] : []),
  ];
}

/** Until when WhatsApp takes free words: a day from the lead's own last message. */
export function sessionEnd(lastHeardAt: Instant | undefined): Instant | undefined {
  return lastHeardAt === undefined ? undefined : lastHeardAt + SESSION_MS;
}

function policyGate({ contact }: ChannelFacts): GateVerdict {
  if (contact.isAllowed) return { gate: 'policy', verdict: 'pass' };
  return { gate: 'policy', verdict: 'block', reason: contact.reason ?? 'There is no footing for writing here.' };
}

function sessionGate({ now, lastHeardAt, template }: ChannelFacts): GateVerdict {
  const end = sessionEnd(lastHeardAt);
  if ((end !== undefined && end > now) || template?.fits) return { gate: 'session', verdict: 'pass' };
  const reason =
    template?.refusal ??
    'They have not written on WhatsApp in the last 24 hours, and these words follow no approved template.';
  return { gate: 'session', verdict: 'block', reason };
}

function quietGate({ now, isPlaceKnown }: ChannelFacts, open: Instant | undefined): GateVerdict {
  if (!isPlaceKnown) return { gate: 'quiet_hours', verdict: 'pass' };
  if (open !== undefined && open <= now) return { gate: 'quiet_hours', verdict: 'pass' };
  const reason = 'Phones are left alone at these hours where the lead is.';
  return open === undefined
    ? { gate: 'quiet_hours', verdict: 'block', reason }
    : { gate: 'quiet_hours', verdict: 'wait', reason, until: open };
}

function budgetGate({ money }: ChannelFacts): GateVerdict {
  if (money.spent + money.price <= money.limit) return { gate: 'budget', verdict: 'pass' };
  const reason = `This month's ${money.limit.toFixed(2)} USD for messages are spent (${money.spent.toFixed(2)}).`;
  return { gate: 'budget', verdict: 'block', reason };
}

function linkedinGate({ now, linkedin }: ChannelFacts): GateVerdict {
  const { doneLast24Hours: done, perDay } = linkedin;
  if (done.length < perDay) return { gate: 'linkedin_cap', verdict: 'pass' };
  const frees = [...done].sort((a, b) => a - b)[done.length - perDay] ?? now;
  return {
    gate: 'linkedin_cap',
    verdict: 'wait',
    reason: `${done.length} of ${perDay} LinkedIn messages of this person in 24 hours.`,
    until: frees + SESSION_MS,
  };
}

/** A place where answers come in, and up to when they have been read. */
export interface HeardAt {
  id: string;
  name: string;
  readAt?: Instant;
}

/** What was not read for long may hold the answer that ends it all. The sender's mailbox is asked apart: all that leaves from it waits. */
export function hearingGates(
  { now, heard: { own, others } }: { now: Instant; heard: { own?: HeardAt; others: HeardAt[] } },
  unreadMs: number,
): GateVerdict[] {
  const isUnread = ({ readAt }: HeardAt) => readAt === undefined || now - readAt > unreadMs;
  const verdict = (gate: 'mailbox_read' | 'hearing', unread: HeardAt | undefined): GateVerdict =>
    unread
      ? { gate, verdict: 'wait', reason: unreadWords(unread, now), until: now + LOOK_AGAIN_MS }
      : { gate, verdict: 'pass' };
  return [verdict('mailbox_read', own && isUnread(own) ? own : undefined), verdict('hearing', others.find(isUnread))];
}

function unreadWords({ name, readAt }: HeardAt, now: Instant): string {
  const why = 'it is read first, so that no answer is missed';
  if (readAt === undefined) return `${name} has not been read yet: ${why}.`;
  const minutes = Math.round((now - readAt) / MINUTE_MS);
  const span = minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
  return `${name} has not been read for ${span}: ${why}.`;
}

const GAP = /\{\{(\d+)\}\}/g;
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The variables of which these words are a rendering of the template; undefined when they are none. */
export function variablesOf(template: TextTemplate, words: string): Record<string, string> | undefined {
  const gaps = [...template.body.matchAll(GAP)].map((one) => one[1] ?? '');
  const parts = template.body.split(/\{\{\d+\}\}/).map(escaped);
  // A gap holds one line: that is all that WhatsApp takes in a variable.
  const found = new RegExp(`^${parts.join('([^\\n\\t]{1,500}?)')}$`).exec(words.trim());
  if (!found) return undefined;
  const variables: Record<string, string> = {};
  for (const [index, gap] of gaps.entries()) {
    const value = found[index + 1] ?? '';
    if (variables[gap] !== undefined && variables[gap] !== value) return undefined;
    variables[gap] = value;
  }
  return variables;
}

export function rendered(template: TextTemplate, variables: Record<string, string>): string {
  return template.body.replace(GAP, (_, gap: string) => variables[gap] ?? '');
}

/** Meta delivers no marketing template to US numbers. */
export const mayBeUsed = (template: TextTemplate, country: string | undefined): boolean =>
  template.category === 'utility' || (template.category === 'marketing' && country !== undefined && country !== 'US');
