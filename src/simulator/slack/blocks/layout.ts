import { isJson, type Json } from '../records.ts';
import { accessory, action, button, contextAction, input } from './elements.ts';
import { imageElement, imageFields, plain, text, url } from './objects.ts';
import { blockId, richText } from './rich-text.ts';
import {
  boolean,
  byType,
  integer,
  isAbsent,
  list,
  number,
  object,
  on,
  oneOf,
  type Report,
  type Rule,
  string,
} from './rule.ts';

const id = { block_id: blockId };

/** Slack wants each action_id once in a row. */
function uniqueActions(block: Json, at: string, { say }: Report): void {
  const seen = new Set<string>();
  for (const [index, one] of (Array.isArray(block.elements) ? block.elements : []).entries()) {
    if (!isJson(one) || typeof one.action_id !== 'string') continue;
    if (seen.has(one.action_id))
      say(
        `action_id \`${one.action_id}\` already exists for another element in this block`,
        `${at}/elements/${index}/action_id`,
      );
    seen.add(one.action_id);
  }
}

const section = object({
  optional: { ...id, text: text(3000), fields: list(text(2000), { max: 10 }), accessory, expand: boolean },
  and(value, at, { say }) {
    if (isAbsent(value.text) && isAbsent(value.fields)) say('must define either `fields` or `text`', at);
  },
});

const contextPiece = byType(() => ({ image: imageElement, plain_text: text(3000), mrkdwn: text(3000) }));

const cell = byType(() => ({
  raw_text: object({ required: { text: string({ max: 3000 }) } }),
  raw_number: object({ required: { value: number, text: string({ max: 3000 }) } }),
  rich_text: richText,
}));
const row = list(cell, { max: 20 });

function sameWidth(value: Json, at: string, { say }: Report): void {
  const rows = Array.isArray(value.rows) ? value.rows : [];
  const width = Array.isArray(rows[0]) ? rows[0].length : 0;
  for (const [index, one] of rows.entries())
    if (Array.isArray(one) && one.length !== width)
      say('all rows must have the same number of cells', `${at}/rows/${index}`);
  if (value.type === 'data_table' && Array.isArray(rows[0])) {
    for (const [index, one] of rows[0].entries())
      if (isJson(one) && one.type === 'rich_text') say('unsupported type: rich_text', `${at}/rows/0/${index}/type`);
  }
}

const mrkdwn = (max: number): Rule => byType(() => ({ mrkdwn: text(max) }));
const cardFields = {
  ...id,
  hero_image: imageElement,
  icon: imageElement,
  title: mrkdwn(150),
  subtitle: mrkdwn(150),
  body: mrkdwn(200),
  actions: list(button, { max: 5 }),
};
const card = object({ optional: cardFields });

const task = object({
  required: {
    task_id: string({ max: 255 }),
    title: string({ max: 2000 }),
    status: oneOf('pending', 'in_progress', 'complete', 'error'),
  },
  optional: {
    ...id,
    details: richText,
    output: richText,
    sources: list(object({ required: { url, text: string({ max: 2000 }) } }), { max: 100 }),
  },
});

const label = string({ max: 20 });
const point = object({ required: { label, value: number } });
const series = object({ required: { name: label, data: list(point, { max: 20 }) } });

/** Every series has one point per category, in their order. */
function pointsFit(value: Json, at: string, { say }: Report): void {
  const axis = isJson(value.axis_config) ? value.axis_config : {};
  const categories = JSON.stringify(axis.categories ?? []);
  const all = (Array.isArray(value.series) ? value.series : []).filter(isJson);
  if (new Set(all.map((one) => one.name)).size < all.length) say('series names must be unique', `${at}/series`);
  for (const [index, one] of all.entries()) {
    const labels = (Array.isArray(one.data) ? one.data : []).map((each) => (isJson(each) ? each.label : undefined));
    if (JSON.stringify(labels) !== categories) say('must have one point per category', `${at}/series/${index}/data`);
  }
}

const axes = object({
  required: { categories: list(label, { max: 20 }) },
  optional: { x_label: string({ max: 50 }), y_label: string({ max: 50 }) },
});
const plotted = object({ required: { series: list(series, { max: 6 }), axis_config: axes }, and: pointsFit });
const chart = byType(() => ({
  pie: object({ required: { segments: list(point, { max: 6 }) } }),
  bar: plotted,
  line: plotted,
  area: plotted,
}));

const inMessages = (rule: Rule) => on(['message'], rule);

const kinds: Record<string, Rule> = {
  section,
  header: object({ required: { text: plain(150) }, optional: id }),
  divider: object({ optional: id }),
  context: object({ required: { elements: list(contextPiece, { max: 10 }) }, optional: id }),
  image: object({ ...imageFields, optional: { ...imageFields.optional, ...id, title: plain(2000) } }),
  actions: object({ required: { elements: list(action, { max: 25 }) }, optional: id, and: uniqueActions }),
  input: on(
    ['modal', 'home'],
    object({
      required: { label: plain(2000), element: input },
      optional: { ...id, hint: plain(2000), optional: boolean, dispatch_action: boolean },
    }),
  ),
  rich_text: richText,
  markdown: inMessages(object({ required: { text: string({ max: 12_000 }) }, optional: id })),
  video: object({
    required: { video_url: url, thumbnail_url: url, alt_text: string({ max: 2000 }), title: plain(200) },
    optional: {
      ...id,
      title_url: url,
      author_name: string({ max: 50 }),
      provider_name: string({ max: 50 }),
      provider_icon_url: url,
      description: plain(200),
    },
  }),
  file: inMessages(object({ required: { source: oneOf('remote'), external_id: string({ max: 255 }) }, optional: id })),
  alert: on(
    ['modal', 'home'],
    object({
      required: { text: text(3000) },
      optional: { ...id, level: oneOf('default', 'info', 'warning', 'error', 'success') },
    }),
  ),
  context_actions: inMessages(object({ required: { elements: list(contextAction, { max: 5 }) }, optional: id })),
  table: inMessages(
    object({
      required: { rows: list(row, { max: 100 }) },
      optional: {
        ...id,
        column_settings: list(object({ optional: { align: oneOf('left', 'center', 'right'), is_wrapped: boolean } }), {
          min: 0,
          max: 20,
        }),
      },
      and: sameWidth,
    }),
  ),
  data_table: inMessages(
    object({
      required: { rows: list(row, { min: 2, max: 101 }), caption: string({ max: 2000 }) },
      optional: {
        ...id,
        page_size: integer({ min: 1, max: 100 }),
        row_header_column_index: integer({ min: 0, max: 19 }),
      },
      and: sameWidth,
    }),
  ),
  data_visualization: inMessages(object({ required: { title: string({ max: 50 }), chart }, optional: id })),
  card: inMessages(card),
  carousel: inMessages(
    object({
      required: {
        elements: list(
          byType(() => ({ card })),
          { max: 10 },
        ),
      },
      optional: id,
    }),
  ),
  container: inMessages(
    object({
      required: {
        child_blocks: list(
          byType(() => kinds),
          { max: 10 },
        ),
      },
      optional: {
        ...id,
        title: plain(150),
        subtitle: text(150),
        rich_text_title: richText,
        icon: imageElement,
        width: oneOf('narrow', 'standard', 'wide', 'full'),
        is_collapsible: boolean,
        default_collapsed: boolean,
        has_header_divider: boolean,
      },
    }),
  ),
  plan: inMessages(
    object({
      required: { title: string({ max: 2000 }) },
      optional: {
        ...id,
        tasks: list(
          byType(() => ({ task_card: task })),
          { min: 0, max: 100 },
        ),
      },
    }),
  ),
  task_card: inMessages(task),
};

/** Any block; which ones may stand where is part of each. */
export const block: Rule = byType(() => kinds);
