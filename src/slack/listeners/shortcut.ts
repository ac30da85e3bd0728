import { MINUTE_MS } from '../../kernel/clock.ts';
import type { Features } from '../features.ts';
import type { Reply, Shortcut, ShortcutInput, Submission, SubmissionInput } from '../gesture.ts';
import { leadModal } from '../views/lead.ts';
import { bare, personText } from '../views/parts.ts';
import { unpack } from '../views/parts-state.ts';
import { LOG_MESSAGE_VIEW, logMessageModal, messageStateSchema } from '../views/shortcut.ts';
import { leadCardData } from './lead.ts';
import { readLog } from './lead-forms.ts';
import { namesOf } from './thread.ts';

/** When a message was written; Slack's `ts` begins with seconds. */
const writtenAt = (ts: string): number => Math.floor(Number(ts) * 1_000);

/** Slack's own marks (people, channels, links) as the words that a reader saw. */
async function asRead(text: string, features: Features): Promise<string> {
  const nameOf = await namesOf(features);
  return text
    .replace(/<@([UW][A-Z0-9]+)(?:\|([^>]*))?>/g, (_, id: string, label?: string) => `@${label || nameOf(id)}`)
    .replace(/<#[CG][A-Z0-9]+(?:\|([^>]*))?>/g, (_, label?: string) => `#${label || 'channel'}`)
    .replace(/<!([a-z]+)[^>]*>/g, (_, name: string) => `@${name}`)
    .replace(/<((?:https?:|mailto:)[^|>]+)(?:\|([^>]*))?>/g, (_, url: string, label?: string) => label || url);
}

/** What a colleague wrote is a colleague's word, not the lead's. */
async function withAuthor(message: ShortcutInput['message'], memberId: string, features: Features): Promise<string> {
  const text = await asRead(message.text, features);
  if (!message.userId || message.userId === memberId) return text;
  const nameOf = await namesOf(features);
  const name = nameOf(message.userId);
  return name ? `${name} in Slack:\n${text}` : text;
}

async function open(input: ShortcutInput, features: Features): Promise<Reply> {
  const { message } = input;
  const thread = message.threadTs ?? message.ts;
  const leadId = await features.posts.leadOfThread(message.channelId, thread);
  const lead = leadId ? await features.leads.get(leadId) : undefined;
  const now = features.clock.now();
  const at = writtenAt(message.ts);
  return {
    openModal: logMessageModal({
      channelId: message.channelId,
      ts: message.ts,
      // A turned clock may be behind Slack's.
      at: Number.isFinite(at) ? Math.min(at, now) : now,
      byOther: message.userId !== input.member.id,
      text: await withAuthor(message, input.member.id, features),
      lead: lead && { text: bare(personText(lead), 75), value: lead.id },
    }),
  };
}

/** Once for each message and lead, however often it is logged. */
async function log(input: SubmissionInput, features: Features): Promise<Reply> {
  const { channelId, ts, byOther } = unpack(messageStateSchema, input.privateMetadata);
  const leadId = input.values.text('lead.find');
  const read = readLog(input.values);
  const at = Math.min(read.at, features.clock.now() + MINUTE_MS);
  const entry = await features.interactions.log(input.member, {
    leadId,
    ...read,
    at,
    byOther,
    onceKey: `slack:${channelId}:${ts}:${leadId}`,
  });
  const note = entry === undefined ? 'This message was logged with this lead before.' : 'Logged.';
  return { updateView: leadModal({ ...(await leadCardData(leadId, input.member, features)), note }) };
}

export const shortcuts: Shortcut[] = [
  { callbackId: 'log_to_lead', name: 'Log to a lead', description: 'Keeps this message with a lead', run: open },
];

export const shortcutSubmissions: Submission[] = [{ callbackId: LOG_MESSAGE_VIEW, run: log }];
