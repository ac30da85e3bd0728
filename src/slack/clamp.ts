import { clip } from '../kernel/escape.ts';
import type { Block, Card, View } from './gesture.ts';

// Slack refuses a whole message for one value that is too long, so nothing leaves without passing here.
const MESSAGE_BLOCKS = 50;
const VIEW_BLOCKS = 100;
const MESSAGE_TEXT = 3_900;

type Json = Record<string, unknown>;

/** Cuts to `max` UTF-16 units (Slack's count is not told: this is the stricter one); an empty text becomes a dash, as Slack refuses it. */
export function shorten(text: unknown, max: number): string {
  const whole = typeof text === 'string' ? text : '';
  let cut = clip(whole, max);
  for (let points = max; cut.length > max; points -= Math.max(1, Math.ceil((cut.length - max) / 2)))
    cut = clip(whole, points - 1);
  return cut.trim() === '' ? '–' : cut;
}

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isJson) : []);

function textObject(value: unknown, max: number): unknown {
  return isJson(value) && 'text' in value ? { ...value, text: shorten(value.text, max) } : value;
}

function change(target: Json, changes: Record<string, (value: unknown) => unknown>): Json {
  const out = { ...target };
  for (const [key, to] of Object.entries(changes)) if (out[key] !== undefined) out[key] = to(out[key]);
  return out;
}

function option(value: unknown): unknown {
  if (!isJson(value)) return value;
  return change(value, {
    text: (t) => textObject(t, 75),
    description: (t) => textObject(t, 75),
    value: (v) => String(v).slice(0, 150),
  });
}

const OPTION_COUNTS: Record<string, number> = { overflow: 5, checkboxes: 10, radio_buttons: 10 };

function element(value: unknown): unknown {
  if (!isJson(value)) return value;
  const type = String(value.type);
  const options = (v: unknown) =>
    list(v)
      .slice(0, OPTION_COUNTS[type] ?? 100)
      .map(option);
  return change(value, {
    text: (t) =>
      isJson(t) ? textObject(t, type === 'button' ? 75 : 3000) : typeof t === 'string' ? shorten(t, 2000) : t,
    value: (v) => (typeof v === 'string' ? v.slice(0, 2000) : v),
    placeholder: (t) => textObject(t, 150),
    initial_value: (v) => (typeof v === 'string' ? v.slice(0, Number(value.max_length ?? 3000)) : v),
    accessibility_label: (t) => shorten(t, 75),
    alt_text: (t) => shorten(t, 2000),
    options,
    option_groups: (v) =>
      list(v)
        .slice(0, 100)
        .map((group) => change(group, { label: (t) => textObject(t, 75), options })),
    initial_option: option,
    initial_options: (v) => list(v).map(option),
    confirm: (c) =>
      isJson(c)
        ? change(c, {
            title: (t) => textObject(t, 100),
            text: (t) => textObject(t, 300),
            confirm: (t) => textObject(t, 30),
            deny: (t) => textObject(t, 30),
          })
        : c,
  });
}

const blockRules: Record<string, (block: Json) => Json> = {
  section: (block) =>
    change(block, {
      text: (t) => textObject(t, 3000),
      fields: (v) =>
        list(v)
          .slice(0, 10)
          .map((field) => textObject(field, 2000)),
      accessory: element,
    }),
  header: (block) => change(block, { text: (t) => textObject(t, 150) }),
  context: (block) => change(block, { elements: (v) => list(v).slice(0, 10).map(element) }),
  actions: (block) => change(block, { elements: (v) => list(v).slice(0, 25).map(element) }),
  image: (block) => change(block, { alt_text: (t) => shorten(t, 2000), title: (t) => textObject(t, 2000) }),
  input: (block) => change(block, { label: (t) => textObject(t, 2000), hint: (t) => textObject(t, 2000), element }),
};

/** True for a block that Slack takes: a section without words, or a row without elements, is left out. */
function hasContent(block: Json): boolean {
  if (block.type === 'section') return isJson(block.text) || list(block.fields).length > 0;
  if (block.type === 'context' || block.type === 'actions') return list(block.elements).length > 0;
  return true;
}

/** Makes any blocks hold Slack's limits: cuts texts, drops what is too many, says so where blocks are left out. */
export function clampBlocks(blocks: Block[], max = MESSAGE_BLOCKS): Block[] {
  const kept = blocks.filter(hasContent).map((block) => {
    const clamped = (blockRules[block.type] ?? ((one: Json) => one))(block) as Block;
    return block.block_id ? { ...clamped, block_id: block.block_id.slice(0, 255) } : clamped;
  });
  if (kept.length <= max) return kept;
  const left = kept.length - max + 1;
  const note = { type: 'context', elements: [{ type: 'plain_text', text: `${left} more are not shown here.` }] };
  return [...kept.slice(0, max - 1), note];
}

export function clampCard(card: Card): Card {
  return { text: shorten(card.text, MESSAGE_TEXT), ...(card.blocks ? { blocks: clampBlocks(card.blocks) } : {}) };
}

export function clampView(view: View): View {
  const short = (value: View['title']) => (value ? { ...value, text: shorten(value.text, 24) } : undefined);
  const { title, submit, close, callback_id, ...rest } = view;
  return {
    ...rest,
    ...(title ? { title: short(title) } : {}),
    ...(submit ? { submit: short(submit) } : {}),
    ...(close ? { close: short(close) } : {}),
    ...(callback_id ? { callback_id: callback_id.slice(0, 255) } : {}),
    blocks: clampBlocks(view.blocks, VIEW_BLOCKS),
  };
}
