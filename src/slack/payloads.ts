import { z } from 'zod';
import { unescapeSlack } from '../kernel/escape.ts';
import type { ViewValues } from './gesture.ts';

// What Slack sends, as far as the app reads it. Anything else in a payload is left alone; a payload that lacks these is refused.

const optional = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);
// Whole, as a form that is shown again needs the option's words too.
const option = z.looseObject({ value: z.string() });
const selected = option.nullish();

const elementState = z.object({
  type: z.string().optional(),
  value: z.union([z.string(), z.null()]).optional(),
  selected_option: selected,
  selected_options: z.array(option).nullish(),
  selected_user: z.string().nullish(),
  selected_users: z.array(z.string()).nullish(),
  selected_channel: z.string().nullish(),
  selected_conversation: z.string().nullish(),
  selected_conversations: z.array(z.string()).nullish(),
  selected_date: z.string().nullish(),
  selected_time: z.string().nullish(),
  selected_date_time: z.number().nullish(),
  files: z.array(z.object({ id: z.string() })).nullish(),
});
type ElementState = z.infer<typeof elementState>;

const stateSchema = z
  .object({ values: z.record(z.string(), z.record(z.string(), elementState)) })
  .nullish()
  .transform((state) => state?.values ?? {});

const viewSchema = z.object({
  id: z.string(),
  type: z.string(),
  hash: z.string().default(''),
  callback_id: z.string().default(''),
  private_metadata: z.string().default(''),
  title: z.object({ text: z.string() }).nullish(),
  submit: z.object({ text: z.string() }).nullish(),
  close: z.object({ text: z.string() }).nullish(),
  blocks: z.array(z.looseObject({ type: z.string(), block_id: z.string().optional() })).default([]),
  state: stateSchema,
});
export type IncomingView = z.infer<typeof viewSchema>;

const user = z.object({ id: z.string(), team_id: optional });
const team = z.object({ id: z.string() }).nullish();

export const commandSchema = z.object({
  command: z.string(),
  text: z.string().default(''),
  user_id: z.string(),
  team_id: optional,
  channel_id: z.string(),
  thread_ts: optional,
  trigger_id: z.string(),
  response_url: optional,
});

export const actionSchema = z.object({
  user,
  team,
  trigger_id: z.string().default(''),
  response_url: optional,
  channel: z.object({ id: z.string() }).nullish(),
  container: z.looseObject({
    message_ts: optional,
    thread_ts: optional,
    channel_id: optional,
    is_ephemeral: z.boolean().optional(),
  }),
  message: z.looseObject({ ts: z.string(), thread_ts: optional }).nullish(),
  view: viewSchema.nullish(),
  state: stateSchema,
  actions: z
    .array(
      elementState.extend({
        action_id: z.string(),
        block_id: z.string().default(''),
        action_ts: z.string().default(''),
      }),
    )
    .min(1),
});

export const submissionSchema = z.object({ user, team, trigger_id: z.string().default(''), view: viewSchema });

export const shortcutSchema = z.object({
  type: z.string(),
  callback_id: z.string(),
  user,
  team,
  trigger_id: z.string(),
  response_url: optional,
  channel: z.object({ id: z.string() }).nullish(),
  message: z
    .looseObject({ ts: z.string(), thread_ts: optional, user: optional, text: z.string().default('') })
    .nullish(),
});

export const optionsSchema = z.object({ user, team, action_id: z.string(), value: z.string().default('') });

const eventBase = { event_id: z.string().default('') };

export const messageSchema = z.object({
  ...eventBase,
  event: z.object({
    channel: z.string(),
    channel_type: optional,
    user: optional,
    team: optional,
    user_team: optional,
    source_team: optional,
    bot_id: optional,
    subtype: optional,
    text: z
      .string()
      .nullish()
      .transform((text) => text ?? ''),
    ts: z.string(),
    thread_ts: optional,
  }),
});
export type IncomingMessage = z.infer<typeof messageSchema>;

export const homeSchema = z.object({
  ...eventBase,
  event: z.object({ user: z.string(), tab: z.string().default('home'), channel: z.string().default('') }),
});

export const userChangeSchema = z.object({
  ...eventBase,
  event: z.object({ user: z.looseObject({ id: z.string() }) }),
});

/** What an element holds, whatever kind it is: the one value, or all of them. */
export function valuesOf(state: ElementState | undefined): string[] {
  if (!state) return [];
  const single =
    state.value ??
    state.selected_option?.value ??
    state.selected_user ??
    state.selected_channel ??
    state.selected_conversation ??
    state.selected_date ??
    state.selected_time ??
    (state.selected_date_time ? String(state.selected_date_time) : undefined);
  if (single) return [unescapeSlack(single)];
  if (state.files) return state.files.map((file) => file.id);
  return state.selected_options?.map((one) => one.value) ?? state.selected_users ?? state.selected_conversations ?? [];
}

export function viewValues(values: IncomingView['state']): ViewValues {
  const find = (actionId: string) => Object.values(values).find((block) => Object.hasOwn(block, actionId))?.[actionId];
  return {
    text: (actionId) => valuesOf(find(actionId))[0] ?? '',
    list: (actionId) => valuesOf(find(actionId)),
  };
}

/** `feature.verb#2` is the button `feature.verb`: Slack wants each id once in a row of buttons. */
export function bareId(actionId: string): string {
  return actionId.split('#', 1)[0] ?? '';
}

/** A message as plain words: links as their label, mentions by name, Slack's escapes taken out. */
export function plainWords(text: string, nameOf: (userId: string) => string | undefined): string {
  const plain = text.replace(/<([^<>]*)>/g, (_, inner: string) => {
    const [target = '', label] = inner.split('|', 2);
    if (target.startsWith('@')) return `@${label ?? nameOf(target.slice(1)) ?? 'somebody'}`;
    if (target.startsWith('#')) return `#${label ?? 'channel'}`;
    if (target.startsWith('!')) return `@${(label ?? target.slice(1).split('^')[0] ?? '').replace(/^@/, '')}`;
    const address = target.replace(/^mailto:/, '');
    return label && label !== address ? `${label} (${address})` : address;
  });
  return unescapeSlack(plain).trim();
}

/** People mentioned in a message, by id. */
export function mentionedIn(text: string): string[] {
  return [...text.matchAll(/<@([UW][A-Z0-9]+)(?:\|[^>]*)?>/g)].flatMap((match) => match[1] ?? []);
}
