import type { Block } from '../page-api.ts';
import { isJson, type Json, type StateValues } from './records.ts';

const WITHOUT_ACTION = new Set(['image', 'plain_text', 'mrkdwn', 'rich_text_section', 'card']);
const INTERACTIVE_PARENTS = ['section', 'actions', 'input', 'context_actions', 'card', 'carousel', 'container'];

/** An interactive element, with the block that it stands in. */
export interface Placed {
  block: Block;
  element: Json;
  blockId: string;
  actionId: string;
}

function childrenOf(block: Json): unknown[] {
  const lists = [block.elements, block.actions].flatMap((one) => (Array.isArray(one) ? one : []));
  return [block.element, block.accessory, ...lists];
}

/** Every interactive element of these blocks, in reading order. */
export function placedIn(blocks: Block[]): Placed[] {
  return blocks.flatMap((block) => {
    if (Array.isArray(block.child_blocks)) return placedIn(block.child_blocks.filter(isJson) as Block[]);
    return childrenOf(block).flatMap((element) => {
      if (isJson(element) && element.type === 'card')
        return placedIn([{ ...element, block_id: block.block_id } as Block]);
      if (!isJson(element) || typeof element.action_id !== 'string') return [];
      return [{ block, element, blockId: String(block.block_id ?? ''), actionId: element.action_id }];
    });
  });
}

/** The blocks with the ids that Slack gives to what has none. */
export function withIds(blocks: Block[], nextId: () => string): Block[] {
  const named = (element: unknown): unknown => {
    if (!isJson(element) || typeof element.type !== 'string') return element;
    if (element.type === 'card')
      return { ...element, actions: Array.isArray(element.actions) ? element.actions.map(named) : [] };
    const needsOne = !WITHOUT_ACTION.has(element.type) && typeof element.action_id !== 'string';
    return needsOne ? { ...element, action_id: nextId() } : element;
  };
  return blocks.map((block) => {
    const kept: Block = { ...block, block_id: block.block_id || nextId() };
    if (!INTERACTIVE_PARENTS.includes(block.type)) return kept;
    for (const name of ['element', 'accessory']) if (name in kept) kept[name] = named(kept[name]);
    for (const name of ['elements', 'actions']) if (Array.isArray(kept[name])) kept[name] = kept[name].map(named);
    if (Array.isArray(kept.child_blocks)) kept.child_blocks = withIds(kept.child_blocks as Block[], nextId);
    return kept;
  });
}

type Initial = (element: Json) => Json;
const held =
  (name: string, from: string, empty: unknown = null): Initial =>
  (element) => ({ [name]: element[from] ?? empty });

const typed = held('value', 'initial_value');
const oneOption = held('selected_option', 'initial_option');
const manyOptions = held('selected_options', 'initial_options', []);

const initials: Record<string, Initial> = {
  plain_text_input: typed,
  email_text_input: typed,
  url_text_input: typed,
  number_input: typed,
  rich_text_input: held('rich_text_value', 'initial_value'),
  static_select: oneOption,
  external_select: oneOption,
  radio_buttons: oneOption,
  multi_static_select: manyOptions,
  multi_external_select: manyOptions,
  checkboxes: manyOptions,
  users_select: held('selected_user', 'initial_user'),
  multi_users_select: held('selected_users', 'initial_users', []),
  conversations_select: held('selected_conversation', 'initial_conversation'),
  multi_conversations_select: held('selected_conversations', 'initial_conversations', []),
  channels_select: held('selected_channel', 'initial_channel'),
  multi_channels_select: held('selected_channels', 'initial_channels', []),
  datepicker: held('selected_date', 'initial_date'),
  timepicker: held('selected_time', 'initial_time'),
  datetimepicker: held('selected_date_time', 'initial_date_time'),
  file_input: () => ({ files: [] }),
};

/** True for an element that holds a value. */
export const holdsValue = (element: Json): boolean => String(element.type) in initials;

/** `view.state.values`: what was typed where its field is still there, the initial values elsewhere. */
export function stateOf(blocks: Block[], touched: StateValues): StateValues {
  const values: StateValues = {};
  for (const { element, blockId, actionId } of placedIn(blocks)) {
    const type = String(element.type);
    const initial = initials[type];
    if (!initial) continue;
    const kept = touched[blockId]?.[actionId];
    const value = kept?.type === type ? kept : { type, ...initial(element) };
    values[blockId] = { ...values[blockId], [actionId]: value };
  }
  return values;
}

/** `touched` with one more value; what is no value of this element's kind changes nothing. */
export function touch(touched: StateValues, at: Placed, value: unknown): StateValues {
  if (!isJson(value) || !holdsValue(at.element)) return touched;
  const kept = { ...value, type: String(at.element.type) };
  return { ...touched, [at.blockId]: { ...touched[at.blockId], [at.actionId]: kept } };
}

const isEmpty = (value: Json): boolean =>
  Object.entries(value).every(
    ([name, one]) =>
      name === 'type' || one === null || one === undefined || one === '' || (Array.isArray(one) && one.length === 0),
  );

type Check = (element: Json, value: string) => string | undefined;

const lengths: Check = ({ min_length: min, max_length: max }, value) => {
  if (typeof min === 'number' && value.length < min) return `Must be at least ${min} characters.`;
  if (value.length > (typeof max === 'number' ? max : 3000))
    return `Must be at most ${typeof max === 'number' ? max : 3000} characters.`;
  return undefined;
};

const number: Check = ({ min_value: min, max_value: max, is_decimal_allowed: decimal }, value) => {
  const given = Number(value);
  if (!/^-?\d+(\.\d+)?$/.test(value)) return 'Enter a number.';
  if (!decimal && !Number.isInteger(given)) return 'Enter a whole number.';
  if (min !== undefined && given < Number(min)) return `Enter ${String(min)} or more.`;
  return max !== undefined && given > Number(max) ? `Enter ${String(max)} or less.` : undefined;
};

const checks: Record<string, Check> = {
  plain_text_input: lengths,
  number_input: number,
  email_text_input: (_, value) =>
    /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.trim()) ? undefined : 'Enter an email address.',
  url_text_input: (_, value) => (/^https?:\/\/\S+$/i.test(value) ? undefined : 'Enter a web address.'),
};

/** Slack lets one choose files of the wanted kinds only. */
function fileProblem({ filetypes }: Json, files: unknown): string | undefined {
  if (!Array.isArray(filetypes) || !Array.isArray(files)) return undefined;
  const isWanted = (name: string) =>
    filetypes.some((type) => name.toLowerCase().endsWith(`.${String(type).toLowerCase()}`));
  return files.every((one) => isJson(one) && isWanted(String(one.name)))
    ? undefined
    : 'This kind of file can not be added here.';
}

function problemOf({ block, element }: Placed, value: Json): string | undefined {
  if (isEmpty(value)) return block.optional ? undefined : 'Please complete this required field.';
  if (element.type === 'file_input') return fileProblem(element, value.files);
  return typeof value.value === 'string' ? checks[String(element.type)]?.(element, value.value) : undefined;
}

/** What Slack's own client checks before it asks the app: block_id -> words, {} when the form may go. */
export function formProblems(blocks: Block[], values: StateValues): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const place of placedIn(blocks)) {
    const value = values[place.blockId]?.[place.actionId];
    const problem = place.block.type === 'input' && value ? problemOf(place, value) : undefined;
    if (problem) problems[place.blockId] = problem;
  }
  return problems;
}
