import type { BlockShape, Element, ElementValue, Values } from './shapes.ts';

/** Where an element stands: what its value is filed under. */
export interface Place {
  block: BlockShape;
  element: Element;
  blockId: string;
  actionId: string;
  isInput: boolean;
}

export const blockIdOf = (block: BlockShape, index: number): string => block.block_id ?? `block-${index}`;
export const actionIdOf = (element: Element, index = 0): string => element.action_id ?? `action-${index}`;

const stateless = new Set([
  'button',
  'overflow',
  'image',
  'workflow_button',
  'feedback_buttons',
  'icon_button',
  'plain_text',
  'mrkdwn',
]);

/** The elements of these blocks that hold a value, in reading order. */
export function placesOf(blocks: readonly BlockShape[]): Place[] {
  return blocks.flatMap((block, index) => {
    const elements =
      block.type === 'input'
        ? [block.element]
        : block.type === 'section'
          ? [block.accessory]
          : block.type === 'actions'
            ? (block.elements ?? [])
            : [];
    return elements.flatMap((element, at) =>
      element && !stateless.has(element.type)
        ? [
            {
              block,
              element,
              blockId: blockIdOf(block, index),
              actionId: actionIdOf(element, at),
              isInput: block.type === 'input',
            },
          ]
        : [],
    );
  });
}

type Initial = (element: Element) => Record<string, unknown>;

const typed: Initial = ({ initial_value }) => ({ value: initial_value ?? null });
const oneOption: Initial = ({ initial_option }) => ({ selected_option: initial_option ?? null });
const manyOptions: Initial = ({ initial_options }) => ({ selected_options: initial_options ?? [] });

const initials: Record<string, Initial> = {
  plain_text_input: typed,
  email_text_input: typed,
  url_text_input: typed,
  number_input: typed,
  static_select: oneOption,
  external_select: oneOption,
  radio_buttons: oneOption,
  multi_static_select: manyOptions,
  multi_external_select: manyOptions,
  checkboxes: manyOptions,
  users_select: ({ initial_user }) => ({ selected_user: initial_user ?? null }),
  multi_users_select: ({ initial_users }) => ({ selected_users: initial_users ?? [] }),
  conversations_select: ({ initial_conversation }) => ({ selected_conversation: initial_conversation ?? null }),
  multi_conversations_select: ({ initial_conversations }) => ({ selected_conversations: initial_conversations ?? [] }),
  channels_select: ({ initial_channel }) => ({ selected_channel: initial_channel ?? null }),
  multi_channels_select: ({ initial_channels }) => ({ selected_channels: initial_channels ?? [] }),
  datepicker: ({ initial_date }) => ({ selected_date: initial_date ?? null }),
  timepicker: ({ initial_time }) => ({ selected_time: initial_time ?? null }),
  datetimepicker: ({ initial_date_time }) => ({ selected_date_time: initial_date_time ?? null }),
  file_input: () => ({ files: [] }),
};

/** What an element holds before anybody touches it, in the shape of Slack's `view.state.values`. */
export const initialValue = (element: Element): ElementValue => ({
  type: element.type,
  ...initials[element.type]?.(element),
});

/** True when nothing is chosen or typed. */
export function isEmpty(value: ElementValue | undefined): boolean {
  if (!value) return true;
  return Object.entries(value).every(
    ([key, held]) =>
      key === 'type' || held === null || held === undefined || (Array.isArray(held) ? held.length === 0 : held === ''),
  );
}

/** The value at a place: what the person did here, else what the server remembers, else the initial one. */
export function valueAt(
  place: { blockId: string; actionId: string; element: Element },
  edits: Values,
  remembered: Record<string, Record<string, unknown>>,
): ElementValue {
  const { blockId, actionId, element } = place;
  const edit = edits[blockId]?.[actionId];
  if (edit?.type === element.type) return edit;
  const kept = remembered[blockId]?.[actionId];
  if (isValue(kept) && kept.type === element.type) return kept;
  return initialValue(element);
}

const isValue = (held: unknown): held is ElementValue =>
  typeof held === 'object' && held !== null && 'type' in held && typeof held.type === 'string';

export function withValue(values: Values, at: { blockId: string; actionId: string }, value: ElementValue): Values {
  return { ...values, [at.blockId]: { ...values[at.blockId], [at.actionId]: value } };
}

/** The whole state of a form, as `view.state.values`. */
export function collect(
  blocks: readonly BlockShape[],
  edits: Values,
  remembered: Record<string, Record<string, unknown>>,
): Values {
  return placesOf(blocks).reduce<Values>((all, place) => withValue(all, place, valueAt(place, edits, remembered)), {});
}

/** What was typed lives on through an update where block_id, action_id and kind are the same; the rest is dropped. */
export function keepEdits(edits: Values, blocks: readonly BlockShape[]): Values {
  return placesOf(blocks).reduce<Values>((kept, place) => {
    const edit = edits[place.blockId]?.[place.actionId];
    return edit?.type === place.element.type ? withValue(kept, place, edit) : kept;
  }, {});
}

type Check = (element: Element, value: string) => string | undefined;

const length: Check = ({ min_length, max_length }, value) => {
  if (min_length !== undefined && value.length < min_length)
    return `Use at least ${min_length} characters here; there are ${value.length}.`;
  if (max_length !== undefined && value.length > max_length)
    return `Use at most ${max_length} characters here; there are ${value.length}.`;
  return undefined;
};

const number: Check = ({ min_value, max_value, is_decimal_allowed }, value) => {
  const given = Number(value);
  if (!Number.isFinite(given)) return 'Enter a number.';
  if (!is_decimal_allowed && !Number.isInteger(given)) return 'Enter a whole number.';
  if (min_value !== undefined && given < Number(min_value)) return `Enter ${min_value} or more.`;
  if (max_value !== undefined && given > Number(max_value)) return `Enter ${max_value} or less.`;
  return undefined;
};

const checks: Record<string, Check> = {
  plain_text_input: length,
  number_input: number,
  email_text_input: (_, value) =>
    /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? undefined : 'Enter an email address, such as name@company.example.',
  url_text_input: (_, value) =>
    /^https?:\/\/[^\s/]+\.\S+$/i.test(value) ? undefined : 'Enter a web address that starts with https:// or http://.',
};

function problemOf({ block, element }: Place, value: ElementValue): string | undefined {
  if (isEmpty(value)) return block.optional ? undefined : 'Please complete this required field.';
  if (typeof value.value !== 'string') return undefined;
  // A blank before or after an address is nobody's mistake.
  const given = element.type === 'plain_text_input' ? value.value : value.value.trim();
  return checks[element.type]?.(element, given);
}

/** What keeps a form from being sent, by block_id, as Slack's own client checks before it asks the app. */
export function problemsOf(blocks: readonly BlockShape[], values: Values): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const place of placesOf(blocks)) {
    if (!place.isInput) continue;
    const problem = problemOf(place, values[place.blockId]?.[place.actionId] ?? initialValue(place.element));
    if (problem) problems[place.blockId] = problem;
  }
  return problems;
}
