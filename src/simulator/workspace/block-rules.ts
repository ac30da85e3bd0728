import type { Block } from '../page-api.ts';

type Surface = 'message' | 'modal' | 'home';
type Json = Record<string, unknown>;

const MESSAGE_BLOCKS = [
  'section',
  'header',
  'context',
  'divider',
  'image',
  'actions',
  'rich_text',
  'markdown',
  'table',
  'video',
  'file',
  'context_actions',
  'data_table',
  'data_visualization',
  'card',
  'carousel',
  'container',
  'plan',
  'task_card',
];
const VIEW_BLOCKS = [
  'section',
  'header',
  'context',
  'divider',
  'image',
  'actions',
  'rich_text',
  'input',
  'video',
  'alert',
  'markdown',
  'table',
];
const ACTION_ELEMENTS = [
  'button',
  'overflow',
  'static_select',
  'external_select',
  'users_select',
  'conversations_select',
  'channels_select',
  'datepicker',
  'timepicker',
  'datetimepicker',
  'checkboxes',
  'radio_buttons',
  'workflow_button',
];
const MULTI = [
  'multi_static_select',
  'multi_external_select',
  'multi_users_select',
  'multi_conversations_select',
  'multi_channels_select',
];
const INPUT_ELEMENTS = [
  ...ACTION_ELEMENTS.filter((one) => !['button', 'overflow', 'workflow_button'].includes(one)),
  ...MULTI,
  'plain_text_input',
  'rich_text_input',
  'number_input',
  'email_text_input',
  'url_text_input',
  'file_input',
];

/** What Slack would refuse in these blocks, in its own words with a pointer to the place; [] when nothing. */
export function problemsOf(blocks: unknown, surface: Surface): string[] {
  const out: string[] = [];
  const say = (words: string, at: string) => out.push(`[ERROR] ${words} [json-pointer:${at}]`);
  if (!Array.isArray(blocks)) return ['[ERROR] must provide an array of blocks [json-pointer:/blocks]'];
  const max = surface === 'message' ? 50 : 100;
  if (blocks.length > max) say(`no more than ${max} items allowed`, '/blocks');
  const ids = new Set<string>();
  for (const [index, block] of (blocks as Block[]).entries()) {
    const at = `/blocks/${index}`;
    if (typeof block !== 'object' || block === null) {
      say('must be an object', at);
      continue;
    }
    if (block.block_id !== undefined) {
      if (typeof block.block_id !== 'string' || block.block_id.length > 255)
        say('must be less than 256 characters', `${at}/block_id`);
      if (ids.has(block.block_id)) say('block_id already exists', `${at}/block_id`);
      ids.add(block.block_id);
    }
    checkBlock(block, { surface, at, say });
  }
  return out;
}

interface Check {
  surface: Surface;
  at: string;
  say(words: string, at: string): void;
}

function checkBlock(block: Block, check: Check) {
  const { surface, at, say } = check;
  const allowed = surface === 'message' ? MESSAGE_BLOCKS : VIEW_BLOCKS;
  if (!allowed.includes(block.type)) return say(`unsupported type: ${String(block.type)}`, `${at}/type`);
  if (block.type === 'section') section(block, check);
  if (block.type === 'header')
    textObject(block.text, { ...check, at: `${at}/text` }, { max: 150, plain: true, required: true });
  if (block.type === 'context') context(block, check);
  if (block.type === 'image') image(block, check);
  if (block.type === 'actions') elements(block, check, { allowed: ACTION_ELEMENTS, max: 25 });
  if (block.type === 'input') input(block, check);
  if (
    block.type === 'markdown' &&
    (typeof block.text !== 'string' || block.text.length < 1 || block.text.length > 12_000)
  )
    say('must be between 1 and 12000 characters', `${at}/text`);
  if (block.type === 'rich_text' && !Array.isArray(block.elements)) say('missing required field: elements', at);
}

function section(block: Block, check: Check) {
  const { at, say } = check;
  const fields = block.fields as unknown[] | undefined;
  if (block.text === undefined && fields === undefined) say('must define either `fields` or `text`', at);
  if (block.text !== undefined) textObject(block.text, { ...check, at: `${at}/text` }, { max: 3000, required: true });
  if (fields !== undefined) {
    if (!Array.isArray(fields) || fields.length < 1 || fields.length > 10)
      return say('must have between 1 and 10 items', `${at}/fields`);
    for (const [index, field] of fields.entries())
      textObject(field, { ...check, at: `${at}/fields/${index}` }, { max: 2000, required: true });
  }
  if (block.accessory !== undefined)
    element(block.accessory as Json, { ...check, at: `${at}/accessory` }, [...ACTION_ELEMENTS, ...MULTI, 'image']);
}

function context(block: Block, check: Check) {
  const { at, say } = check;
  const list = block.elements as Json[] | undefined;
  if (!Array.isArray(list) || list.length < 1 || list.length > 10)
    return say('must have between 1 and 10 items', `${at}/elements`);
  for (const [index, one] of list.entries()) {
    const here = { ...check, at: `${at}/elements/${index}` };
    if (one.type === 'image') image(one, here);
    else textObject(one, here, { max: 3000, required: true });
  }
}

function image(block: Json, { at, say }: Check) {
  if (typeof block.alt_text !== 'string' || block.alt_text.length < 1) say('missing required field: alt_text', at);
  else if (block.alt_text.length > 2000) say('must be less than 2001 characters', `${at}/alt_text`);
  if (block.image_url === undefined && block.slack_file === undefined)
    say('missing required field: image_url or slack_file', at);
}

function elements(block: Json, check: Check, rule: { allowed: string[]; max: number }) {
  const { at, say } = check;
  const list = block.elements as Json[] | undefined;
  if (!Array.isArray(list) || list.length < 1 || list.length > rule.max)
    return say(`must have between 1 and ${rule.max} items`, `${at}/elements`);
  const seen = new Set<unknown>();
  for (const [index, one] of list.entries()) {
    const here = `${at}/elements/${index}`;
    if (one.action_id !== undefined && seen.has(one.action_id))
      say(`action_id \`${String(one.action_id)}\` already exists in this block`, `${here}/action_id`);
    seen.add(one.action_id);
    element(one, { ...check, at: here }, rule.allowed);
  }
}

function input(block: Block, check: Check) {
  const { at, say } = check;
  textObject(block.label, { ...check, at: `${at}/label` }, { max: 2000, plain: true, required: true });
  if (block.hint !== undefined) textObject(block.hint, { ...check, at: `${at}/hint` }, { max: 2000, plain: true });
  if (block.element === undefined) return say('missing required field: element', at);
  element(block.element as Json, { ...check, at: `${at}/element` }, INPUT_ELEMENTS);
}

function textObject(value: unknown, { at, say }: Check, rule: { max: number; plain?: boolean; required?: boolean }) {
  if (value === undefined || value === null) {
    if (rule.required) say('missing required field: text', at);
    return;
  }
  const { type, text } = value as Json;
  if (type !== 'plain_text' && type !== 'mrkdwn') return say(`unsupported type: ${String(type)}`, `${at}/type`);
  if (rule.plain && type !== 'plain_text') return say('must be a plain_text object', `${at}/type`);
  if (typeof text !== 'string' || text.length < 1) return say('must be more than 0 characters', `${at}/text`);
  if (text.length > rule.max) say(`must be less than ${rule.max + 1} characters`, `${at}/text`);
}

function element(one: Json, check: Check, allowed: string[]) {
  const { at, say } = check;
  const type = String(one.type);
  if (!allowed.includes(type)) return say(`unsupported type: ${type}`, `${at}/type`);
  if (type === 'image') return image(one, check);
  if (
    one.action_id !== undefined &&
    (typeof one.action_id !== 'string' || one.action_id.length < 1 || one.action_id.length > 255)
  )
    say('must be less than 256 characters', `${at}/action_id`);
  if (one.placeholder !== undefined)
    textObject(one.placeholder, { ...check, at: `${at}/placeholder` }, { max: 150, plain: true });
  if (one.confirm !== undefined) confirm(one.confirm as Json, { ...check, at: `${at}/confirm` });
  if (type === 'button') button(one, check);
  if (type === 'overflow') options(one.options, { ...check, at: `${at}/options` }, { min: 1, max: 5, plain: true });
  if (type === 'checkboxes' || type === 'radio_buttons')
    options(one.options, { ...check, at: `${at}/options` }, { min: 1, max: 10 });
  if (type === 'static_select' || type === 'multi_static_select') selectOptions(one, check);
  if (type.endsWith('text_input') || type === 'number_input') textInput(one, check);
}

function button(one: Json, check: Check) {
  const { at, say } = check;
  textObject(one.text, { ...check, at: `${at}/text` }, { max: 75, plain: true, required: true });
  if (one.value !== undefined && (typeof one.value !== 'string' || one.value.length > 2000))
    say('must be less than 2001 characters', `${at}/value`);
  if (one.url !== undefined && String(one.url).length > 3000) say('must be less than 3001 characters', `${at}/url`);
  if (one.style !== undefined && one.style !== 'primary' && one.style !== 'danger') say('invalid style', `${at}/style`);
}

function confirm(one: Json, check: Check) {
  const limits = { title: 100, text: 300, confirm: 30, deny: 30 };
  for (const [field, max] of Object.entries(limits)) {
    textObject(
      one[field],
      { ...check, at: `${check.at}/${field}` },
      { max, plain: field !== 'text', required: field === 'text' || field === 'title' },
    );
  }
}

function options(value: unknown, check: Check, rule: { min: number; max: number; plain?: boolean }) {
  const { at, say } = check;
  if (!Array.isArray(value) || value.length < rule.min || value.length > rule.max)
    return say(`must have between ${rule.min} and ${rule.max} items`, at);
  for (const [index, option] of (value as Json[]).entries()) {
    textObject(option.text, { ...check, at: `${at}/${index}/text` }, { max: 75, plain: rule.plain, required: true });
    if (typeof option.value !== 'string' || option.value.length < 1 || option.value.length > 75)
      say('must be between 1 and 75 characters', `${at}/${index}/value`);
    if (option.description !== undefined)
      textObject(option.description, { ...check, at: `${at}/${index}/description` }, { max: 75 });
  }
}

function selectOptions(one: Json, check: Check) {
  const { at, say } = check;
  const groups = one.option_groups as Json[] | undefined;
  if (groups === undefined)
    return options(one.options, { ...check, at: `${at}/options` }, { min: 1, max: 100, plain: true });
  if (!Array.isArray(groups) || groups.length < 1 || groups.length > 100)
    return say('must have between 1 and 100 items', `${at}/option_groups`);
  for (const [index, group] of groups.entries()) {
    textObject(
      group.label,
      { ...check, at: `${at}/option_groups/${index}/label` },
      { max: 75, plain: true, required: true },
    );
    options(group.options, { ...check, at: `${at}/option_groups/${index}/options` }, { min: 1, max: 100, plain: true });
  }
}

function textInput(one: Json, { at, say }: Check) {
  if (typeof one.initial_value === 'string' && one.initial_value.length > Number(one.max_length ?? 3000))
    say(`must be less than ${Number(one.max_length ?? 3000) + 1} characters`, `${at}/initial_value`);
  if (one.max_length !== undefined && (Number(one.max_length) < 1 || Number(one.max_length) > 3000))
    say('must be between 1 and 3000', `${at}/max_length`);
  if (one.type === 'number_input' && one.is_decimal_allowed === undefined)
    say('missing required field: is_decimal_allowed', at);
}

/** The same for a whole view. */
export function problemsOfView(view: unknown): string[] {
  if (typeof view !== 'object' || view === null) return ['[ERROR] must be an object [json-pointer:/view]'];
  const json = view as Json;
  const type = json.type;
  if (type !== 'modal' && type !== 'home')
    return [`[ERROR] unsupported type: ${String(type)} [json-pointer:/view/type]`];
  const out = problemsOf(json.blocks, type).map((one) => one.replace('[json-pointer:', '[json-pointer:/view'));
  const say = (words: string, at: string) => out.push(`[ERROR] ${words} [json-pointer:/view${at}]`);
  for (const field of ['title', 'submit', 'close'] as const) {
    if (json[field] === undefined || json[field] === null) continue;
    textObject(json[field], { surface: type, at: `/${field}`, say }, { max: 24, plain: true, required: true });
  }
  if (type === 'modal' && !json.title) say('missing required field: title', '');
  const hasInput = Array.isArray(json.blocks) && (json.blocks as Block[]).some((one) => one.type === 'input');
  if (type === 'modal' && hasInput && !json.submit) say('must define `submit` to use an `input` block in modals', '');
  if (typeof json.private_metadata === 'string' && json.private_metadata.length > 3000)
    say('must be less than 3001 characters', '/private_metadata');
  if (typeof json.callback_id === 'string' && json.callback_id.length > 255)
    say('must be less than 256 characters', '/callback_id');
  return out;
}
