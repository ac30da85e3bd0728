import { offered } from './blocks/objects.ts';
import { isJson, type Json } from './records.ts';

function optionOf(element: Json, value: unknown): unknown {
  const known = offered(element).find((one) => one.value === value);
  return known ?? { text: { type: 'plain_text', text: String(value) }, value: String(value) };
}

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

type Shape = (element: Json, value: unknown) => Json;
const field =
  (name: string): Shape =>
  (_, value) => ({ [name]: value });
const oneOption: Shape = (element, value) => ({ selected_option: value === null ? null : optionOf(element, value) });
const manyOptions: Shape = (element, value) => ({
  selected_options: asList(value).map((one) => optionOf(element, one)),
});
const many =
  (name: string): Shape =>
  (_, value) => ({ [name]: asList(value) });

const shapes: Record<string, Shape> = {
  static_select: oneOption,
  external_select: oneOption,
  radio_buttons: oneOption,
  overflow: oneOption,
  multi_static_select: manyOptions,
  multi_external_select: manyOptions,
  checkboxes: manyOptions,
  users_select: field('selected_user'),
  multi_users_select: many('selected_users'),
  conversations_select: field('selected_conversation'),
  multi_conversations_select: many('selected_conversations'),
  channels_select: field('selected_channel'),
  multi_channels_select: many('selected_channels'),
  datepicker: field('selected_date'),
  timepicker: field('selected_time'),
  datetimepicker: field('selected_date_time'),
  rich_text_input: field('rich_text_value'),
  file_input: (_, value) => ({ files: asList(value).map((id) => ({ id })) }),
};

/** A plain value (words, an id, a date, a list of them) in the shape that its element's kind wants; shaped ones pass. */
export function shaped(element: Json, value: unknown): Json {
  const type = String(element.type);
  if (isJson(value)) return { type, ...value };
  return { type, ...(shapes[type] ?? field('value'))(element, value) };
}
