import { z } from 'zod';
import type { Instant } from '../../kernel/clock.ts';
import type { View } from '../gesture.ts';
import { context, input, type Option, option, plain } from './blocks.ts';
import { kindOptions, moment } from './lead-log.ts';
import { choices, modal, textField } from './parts.ts';
import { pack } from './parts-state.ts';

export const LOG_MESSAGE_VIEW = 'lead.log_message';
export const messageStateSchema = z.object({
  channelId: z.string(),
  ts: z.string(),
  /** Absent in a form that was opened before this was asked. */
  byOther: z.boolean().optional(),
});

const TEXT_MAX = 3_000;

/** Keeps a Slack message with a lead; the lead of the thread it stands in is chosen already. */
export function logMessageModal(message: {
  channelId: string;
  ts: string;
  at: Instant;
  text: string;
  /** Written by somebody else than who keeps it. */
  byOther: boolean;
  lead?: Option;
}): View {
  const isCut = [...message.text].length > TEXT_MAX;
  return modal({
    callbackId: LOG_MESSAGE_VIEW,
    title: 'Log to a lead',
    submit: 'Log it',
    close: 'Cancel',
    state: pack({ channelId: message.channelId, ts: message.ts, byOther: message.byOther }),
    blocks: [
      input('lead', 'Lead', leadSelect(message.lead), { hint: 'Name, company or email address.' }),
      input('kind', 'What it was', choices('kind', kindOptions, { chosen: ['message'], one: true })),
      input('at', 'When', moment('at', message.at)),
      input('text', 'What is kept', textField('text', { multiline: true, max: TEXT_MAX, initial: message.text })),
      ...(isCut ? [context('The message is longer than a form holds: these are its first 3,000 characters.')] : []),
    ],
  });
}

const leadSelect = (lead: Option | undefined) => ({
  type: 'external_select',
  action_id: 'lead.find',
  min_query_length: 2,
  placeholder: plain('Type a name'),
  ...(lead ? { initial_option: option(lead) } : {}),
});
