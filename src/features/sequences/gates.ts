import { HOUR_MS, type Instant } from '../../kernel/clock.ts';
import type { Channel } from '../channels/index.ts';
import type { TextTemplate } from '../channels/ports.ts';
import type { Contact } from '../passport/index.ts';

/**
 * What one gate says, and the value that it looked at, in words. A `wait` passes by itself at `until`; a `block` needs somebody to act.
 * `used` is how much of a cap is gone.
 */
export type GateVerdict =
  | { gate: GateName; verdict: 'pass'; value: string; used?: number }
  | { gate: GateName; verdict: 'wait'; value: string; reason: string; until: Instant }
  | { gate: GateName; verdict: 'block'; value: string; reason: string };

export const pass = (gate: GateName, value: string) => ({ gate, verdict: 'pass' as const, value });
export const wait = (gate: GateName, told: { value: string; reason: string; until: Instant }): GateVerdict => ({
  gate,
  verdict: 'wait',
  ...told,
});
export const block = (gate: GateName, told: { value: string; reason: string }): GateVerdict => ({
  gate,
  verdict: 'block',
  ...told,
});
export const when = (bad: boolean, gate: GateName, told: { value: string; reason: string }): GateVerdict =>
  bad ? block(gate, told) : pass(gate, told.value);

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
  | 'postal_address'
  | 'order'
  | 'spacing'
  | 'due'
  | 'window'
  | 'lead_cap'
  | 'company_cap'
  | 'mailbox_cap'
  | 'gap';

const SESSION_MS = 24 * HOUR_MS;

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

/** Those that a LinkedIn or call step asks before it comes up as a task; what it needs beyond them its person sees. */
export const TASK_GATES: ReadonlySet<GateName> = new Set([
  'policy',
  'quiet_hours',
  'linkedin_cap',
  'sequence',
  'lead',
  'paused',
  'reply',
  'approval',
  'unchanged',
  'suppression',
  'due',
  'window',
]);

export const isByHand = (channel: Channel): boolean => channel === 'linkedin' || channel === 'call';

/** `quiet` says when phones may ring next where the lead is, and the hours for it. */
export function channelGates(facts: ChannelFacts, quiet: { opensAt?: Instant; value: string }): GateVerdict[] {
  const { channel } = facts;
  return [
    policyGate(facts),
    ...(channel === 'whatsapp' ? [sessionGate(facts)] : []),
    ...(PHONE.has(channel) ? [quietGate(facts, quiet)] : []),
    ...(PAID.has(channel) ? [budgetGate(facts)] : []),
    ...(channel === 'linkedin' ? [linkedinGate(facts)] : []),
  ];
}

/** Until when WhatsApp takes free words: a day from the lead's own last message. */
export function sessionEnd(lastHeardAt: Instant | undefined): Instant | undefined {
  return lastHeardAt === undefined ? undefined : lastHeardAt + SESSION_MS;
}

function policyGate({ contact }: ChannelFacts): GateVerdict {
  if (contact.isAllowed) return pass('policy', contact.basis ?? 'there is a footing');
  const reason = contact.reason ?? 'There is no footing for writing here.';
  return block('policy', { reason, value: 'no footing' });
}

function sessionGate({ now, lastHeardAt, template }: ChannelFacts): GateVerdict {
  const end = sessionEnd(lastHeardAt);
  if (end !== undefined && end > now) {
    const hours = Math.max(1, Math.round((end - now) / HOUR_MS));
    return pass('session', `they wrote here; free words for another ${hours} ${hours === 1 ? 'hour' : 'hours'}`);
  }
  if (template?.fits) return pass('session', 'an approved template');
  const reason =
    template?.refusal ??
    'They have not written on WhatsApp in the last 24 hours, and these words follow no approved template.';
  return block('session', { reason, value: 'no session, no template' });
}

function quietGate(
  { now, isPlaceKnown }: ChannelFacts,
  { opensAt, value }: { opensAt?: Instant; value: string },
): GateVerdict {
  // Where nothing is known of the place the window stands in the way already.
  if (!isPlaceKnown) return pass('quiet_hours', 'time zone not known');
  if (opensAt !== undefined && opensAt <= now) return pass('quiet_hours', value);
  const reason = 'Phones are left alone at these hours where the lead is.';
  return opensAt === undefined
    ? block('quiet_hours', { value, reason })
    : wait('quiet_hours', { value, reason, until: opensAt });
}

function budgetGate({ money }: ChannelFacts): GateVerdict {
  const value = `${money.spent.toFixed(2)} of ${money.limit.toFixed(2)} USD spent this month`;
  if (money.spent + money.price <= money.limit) return pass('budget', value);
  const reason = `This month's ${money.limit.toFixed(2)} USD for messages are spent (${money.spent.toFixed(2)}).`;
  return block('budget', { value, reason });
}

function linkedinGate({ now, linkedin }: ChannelFacts): GateVerdict {
  const { doneLast24Hours: done, perDay } = linkedin;
  const value = `${done.length} of ${perDay} LinkedIn messages of this person in 24 hours`;
  if (done.length < perDay) return { ...pass('linkedin_cap', value), used: done.length };
  const frees = [...done].sort((a, b) => a - b)[done.length - perDay] ?? now;
  return wait('linkedin_cap', { value, reason: `${value}.`, until: frees + SESSION_MS });
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

/** Meta delivers no marketing template to the United States: neither where the lead is, nor where the number is from. */
export const mayBeUsed = (template: TextTemplate, countries: (string | undefined)[]): boolean =>
  template.category === 'utility' ||
  (template.category === 'marketing' && countries.every((one) => one !== undefined && one !== 'US'));
