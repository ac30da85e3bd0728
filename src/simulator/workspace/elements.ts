import type { Block } from '../page-api.ts';
import type { StateValues } from './state.ts';

type Json = Record<string, unknown>;

/** Every interactive element of some blocks, with its block. */
export function elementsOf(blocks: Block[]): { block: Block; element: Json }[] {
  return blocks.flatMap((block) => {
    const list = [block.element, block.accessory, ...((block.elements as unknown[] | undefined) ?? [])];
    return list
      .filter(
        (one): one is Json => typeof one === 'object' && one !== null && typeof (one as Json).action_id === 'string',
      )
      .map((element) => ({ block, element }));
  });
}

/** Slack gives ids to what has none. */
export function withIds(blocks: Block[], nextId: () => string): Block[] {
  return blocks.map((block) => {
    const named: Block = { ...block, block_id: block.block_id ?? nextId() };
    const named2 = (one: unknown) =>
      typeof one === 'object' && one !== null && needsId(one as Json) ? { ...one, action_id: nextId() } : one;
    if (named.type === 'actions' && Array.isArray(named.elements))
      return { ...named, elements: named.elements.map(named2) };
    if (named.element) return { ...named, element: named2(named.element) };
    return named.accessory ? { ...named, accessory: named2(named.accessory) } : named;
  });
}

function needsId(one: Json): boolean {
  return (
    one.action_id === undefined &&
    one.type !== 'image' &&
    typeof one.type === 'string' &&
    !['mrkdwn', 'plain_text'].includes(one.type)
  );
}

/** What an element holds before anybody touches it, in the shape of `view.state`. */
function initialOf(element: Json): Json | undefined {
  const type = String(element.type);
  if (
    type === 'plain_text_input' ||
    type === 'number_input' ||
    type === 'email_text_input' ||
    type === 'url_text_input'
  )
    return { type, value: element.initial_value ?? null };
  if (type === 'static_select' || type === 'external_select' || type === 'radio_buttons')
    return { type, selected_option: element.initial_option ?? null };
  if (type === 'checkboxes' || type === 'multi_static_select' || type === 'multi_external_select')
    return { type, selected_options: element.initial_options ?? [] };
  if (type === 'users_select') return { type, selected_user: element.initial_user ?? null };
  if (type === 'multi_users_select') return { type, selected_users: element.initial_users ?? [] };
  if (type === 'conversations_select') return { type, selected_conversation: element.initial_conversation ?? null };
  if (type === 'channels_select') return { type, selected_channel: element.initial_channel ?? null };
  if (type === 'datepicker') return { type, selected_date: element.initial_date ?? null };
  if (type === 'timepicker') return { type, selected_time: element.initial_time ?? null };
  if (type === 'datetimepicker') return { type, selected_date_time: element.initial_date_time ?? null };
  if (type === 'file_input') return { type, files: [] };
  return undefined;
}

/** The state of a view: initial values, over them what stands from before where block and action are the same. */
export function stateOf(blocks: Block[], before: StateValues = {}): StateValues {
  const out: StateValues = {};
  for (const { block, element } of elementsOf(blocks)) {
    const initial = initialOf(element);
    if (!initial) continue;
    const blockId = String(block.block_id);
    const actionId = String(element.action_id);
    const kept = before[blockId]?.[actionId] as Json | undefined;
    out[blockId] = { ...out[blockId], [actionId]: kept && kept.type === initial.type ? kept : initial };
  }
  return out;
}

function isEmpty(value: unknown): boolean {
  const json = (value ?? {}) as Json;
  const content = Object.entries(json)
    .filter(([key]) => key !== 'type')
    .map(([, one]) => one);
  return content.every(
    (one) => one === null || one === undefined || one === '' || (Array.isArray(one) && one.length === 0),
  );
}

/** What Slack itself says to a form that lacks something or holds too much, before the app sees it. */
export function formErrors(blocks: Block[], values: StateValues): Record<string, string> {
  const out: Record<string, string> = {};
  for (const { block, element } of elementsOf(blocks)) {
    if (block.type !== 'input') continue;
    const blockId = String(block.block_id);
    const value = values[blockId]?.[String(element.action_id)] as Json | undefined;
    const text = typeof value?.value === 'string' ? value.value : '';
    if (isEmpty(value) && block.optional !== true) out[blockId] = 'Please complete this required field.';
    else if (text && typeof element.min_length === 'number' && text.length < element.min_length)
      out[blockId] = `Please use at least ${element.min_length} characters.`;
    else if (text.length > Number(element.max_length ?? 3000))
      out[blockId] = `Please use at most ${Number(element.max_length ?? 3000)} characters.`;
    else if (text && element.type === 'email_text_input' && !/^\S+@\S+\.\S+$/.test(text))
      out[blockId] = 'Please enter a valid email address.';
    else if (text && element.type === 'number_input' && Number.isNaN(Number(text)))
      out[blockId] = 'Please enter a number.';
  }
  return out;
}
