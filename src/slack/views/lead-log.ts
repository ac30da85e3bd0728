import { z } from 'zod';
import type { Lead } from '../../features/leads/index.ts';
import { type Instant, MINUTE_MS } from '../../kernel/clock.ts';
import type { View } from '../gesture.ts';
import { input, type Option, section, select } from './blocks.ts';
import { choices, modal, personLine, textField } from './parts.ts';
import { pack } from './parts-state.ts';

export const LOG_VIEW = 'lead.log';
export const logStateSchema = z.object({ leadId: z.string() });

export type LogKind = 'call' | 'meeting' | 'message';
export const logKinds: LogKind[] = ['call', 'meeting', 'message'];

export const kindOptions: Option[] = [
  { value: 'call', text: 'Call' },
  { value: 'meeting', text: 'Meeting' },
  { value: 'message', text: 'Message' },
];

/** Kept with the interaction in these words. */
const outcomes = ['Next step agreed', 'Meeting booked', 'To call back', 'Not reached', 'Not interested', 'Open'];
const outcomeOptions: Option[] = outcomes.map((text) => ({ text, value: text }));

/** A moment to choose, in the person's own zone, as Slack draws it. */
export const moment = (actionId: string, at: Instant) => ({
  type: 'datetimepicker',
  action_id: actionId,
  initial_date_time: Math.floor(at / MINUTE_MS) * 60,
});

export const outcomeField = () =>
  input('outcome', 'What came of it', select('outcome', 'Choose', outcomeOptions), { optional: true });

/** A call, meeting or message that the person had with the lead. */
export function logModal(lead: Lead, options: { now: Instant; kind?: LogKind }): View {
  return modal({
    callbackId: LOG_VIEW,
    title: 'Log an interaction',
    submit: 'Log it',
    close: 'Cancel',
    state: pack({ leadId: lead.id }),
    blocks: [
      section(personLine(lead)),
      input('kind', 'What it was', choices('kind', kindOptions, { chosen: [options.kind ?? 'call'], one: true })),
      input('at', 'When', moment('at', options.now)),
      input('text', 'What was said', textField('text', { multiline: true, max: 3_000 }), {
        hint: 'Both sides where you can, in their words and yours: coaching rests on it.',
      }),
      input(
        'minutes',
        'Minutes',
        { type: 'number_input', action_id: 'minutes', is_decimal_allowed: false, min_value: '1', max_value: '1440' },
        { optional: true },
      ),
      outcomeField(),
    ],
  });
}
