import type { Json } from '../records.ts';
import {
  actionId,
  confirm,
  conversationFilter,
  dispatchConfig,
  imageElement,
  initialIsOffered,
  oneListOfOptions,
  option,
  optionGroup,
  overflowOption,
  plain,
  richOption,
  style,
  url,
} from './objects.ts';
import { richText } from './rich-text.ts';
import { boolean, byType, integer, isAbsent, list, object, on, type Report, type Rule, string } from './rule.ts';

const id = { action_id: actionId };
const focus = { focus_on_load: boolean };
const placeholder = { placeholder: plain(150) };
const common = { ...id, confirm, ...focus };
const chosen = (max: number) => ({ max_selected_items: integer({ min: 1, max }) });
const label75 = { accessibility_label: string({ max: 75 }) };
const slackId = string({ max: 255, pattern: /^[A-Z][A-Z0-9]+$/ });
const ids = list(slackId, { min: 0, max: 100 });

const button = object({
  required: { text: plain(75) },
  optional: { ...id, confirm, value: string({ min: 0, max: 2000 }), url, style, ...label75 },
});

export { button };

const workflow = object({
  required: {
    trigger: object({
      required: { url },
      optional: {
        customizable_input_parameters: list(
          object({ required: { name: string({ max: 255 }), value: string({ max: 3000 }) } }),
          { max: 100 },
        ),
      },
    }),
  },
});

const menu = {
  optional: {
    ...common,
    ...placeholder,
    options: list(option, { max: 100 }),
    option_groups: list(optionGroup, { max: 100 }),
  },
  and: oneListOfOptions,
};

const chosenFrom = (fields: Record<string, Rule>): Rule =>
  object({ optional: { ...common, ...placeholder, ...fields } });

const pickers: Record<string, Rule> = {
  static_select: object({ ...menu, optional: { ...menu.optional, initial_option: option } }),
  multi_static_select: object({
    ...menu,
    optional: { ...menu.optional, ...chosen(100), initial_options: list(option, { max: 100 }) },
  }),
  external_select: chosenFrom({ initial_option: option, min_query_length: integer({ min: 0, max: 3000 }) }),
  multi_external_select: chosenFrom({
    initial_options: list(option, { max: 100 }),
    min_query_length: integer({ min: 0, max: 3000 }),
    ...chosen(100),
  }),
  users_select: chosenFrom({ initial_user: slackId }),
  multi_users_select: chosenFrom({ initial_users: ids, ...chosen(100) }),
  conversations_select: chosenFrom({
    initial_conversation: slackId,
    default_to_current_conversation: boolean,
    response_url_enabled: boolean,
    filter: conversationFilter,
  }),
  multi_conversations_select: chosenFrom({
    initial_conversations: ids,
    default_to_current_conversation: boolean,
    filter: conversationFilter,
    ...chosen(100),
  }),
  channels_select: chosenFrom({ initial_channel: slackId, response_url_enabled: boolean }),
  multi_channels_select: chosenFrom({ initial_channels: ids, ...chosen(100) }),
  datepicker: chosenFrom({ initial_date: string({ max: 10, pattern: /^\d{4}-\d{2}-\d{2}$/ }) }),
  timepicker: chosenFrom({
    initial_time: string({ max: 5, pattern: /^([01]\d|2[0-3]):[0-5]\d$/ }),
    timezone: string({ max: 100 }),
  }),
  datetimepicker: object({
    optional: { ...common, initial_date_time: integer({ min: 1_000_000_000, max: 9_999_999_999 }) },
  }),
  checkboxes: object({
    required: { options: list(richOption, { max: 10 }) },
    optional: { ...common, initial_options: list(richOption, { max: 10 }) },
    and: initialIsOffered,
  }),
  radio_buttons: object({
    required: { options: list(richOption, { max: 10 }) },
    optional: { ...common, initial_option: richOption },
    and: initialIsOffered,
  }),
};

const typed = { ...id, ...focus, ...placeholder, dispatch_action_config: dispatchConfig };

function lengthsFit(value: Json, at: string, { say }: Report): void {
  const { min_length: min, max_length: max, initial_value: initial } = value;
  if (typeof min === 'number' && typeof max === 'number' && min > max)
    say('min_length must not be more than max_length', at);
  const limit = typeof max === 'number' ? max : 3000;
  if (typeof initial === 'string' && initial.length > limit)
    say(`must be less than ${limit + 1} characters`, `${at}/initial_value`);
}

const numeral = string({ max: 40, pattern: /^-?\d+(\.\d+)?$/ });

const fields: Record<string, Rule> = {
  plain_text_input: object({
    optional: {
      ...typed,
      initial_value: string({ min: 0, max: 3000 }),
      multiline: boolean,
      min_length: integer({ min: 0, max: 3000 }),
      max_length: integer({ min: 1, max: 3000 }),
    },
    and: lengthsFit,
  }),
  email_text_input: object({ optional: { ...typed, initial_value: string({ min: 0, max: 3000 }) } }),
  url_text_input: object({ optional: { ...typed, initial_value: string({ min: 0, max: 3000 }) } }),
  number_input: object({
    required: { is_decimal_allowed: boolean },
    optional: { ...typed, initial_value: numeral, min_value: numeral, max_value: numeral },
  }),
  rich_text_input: object({
    optional: {
      ...typed,
      initial_value: richText,
      min_lines: integer({ min: 1, max: 100 }),
      max_lines: integer({ min: 1, max: 100 }),
    },
  }),
  file_input: on(
    ['modal'],
    object({
      optional: { ...id, filetypes: list(string({ max: 40 }), { max: 100 }), max_files: integer({ min: 1, max: 10 }) },
    }),
  ),
};

const pressed: Record<string, Rule> = {
  button,
  overflow: object({ required: { options: list(overflowOption, { max: 5 }) }, optional: { ...id, confirm } }),
  workflow_button: object({ required: { text: plain(75), workflow }, optional: { ...id, confirm, style, ...label75 } }),
};

const { datetimepicker: _noAccessory, ...accessories } = pickers;

/** What may stand beside a section's text. */
export const accessory = byType(() => ({ ...pressed, ...accessories, image: imageElement }));

/** What may stand in a row of actions. */
export const action = byType(() => ({ ...pressed, ...pickers, rich_text_input: fields.rich_text_input as Rule }));

/** What may be filled in under a label. */
export const input = byType(() => ({ ...fields, ...pickers }));

const opinion = object({ required: { text: plain(75), value: string({ max: 2000 }) }, optional: label75 });

/** What may stand under an answer of the app. */
export const contextAction = byType(() => ({
  feedback_buttons: object({ required: { positive_button: opinion, negative_button: opinion }, optional: id }),
  icon_button: object({
    required: { text: plain(75), icon: string({ max: 75 }) },
    optional: { ...id, confirm, ...label75, value: string({ max: 2000 }), visible_to_user_ids: ids },
  }),
}));

/** Only one field of a view may ask for the cursor. */
export function focusesOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + focusesOf(one), 0);
  if (typeof value !== 'object' || isAbsent(value)) return 0;
  const own = (value as Json).focus_on_load === true ? 1 : 0;
  return Object.values(value as Json).reduce((sum: number, one) => sum + focusesOf(one), own);
}
