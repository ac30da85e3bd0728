import { isDeepStrictEqual } from 'node:util';
import { isJson, type Json } from '../records.ts';
import { boolean, byType, isAbsent, list, object, oneOf, type Report, type Rule, string } from './rule.ts';

const textFields = (max: number) => ({
  plain_text: object({ required: { text: string({ max }) }, optional: { emoji: boolean } }),
  mrkdwn: object({ required: { text: string({ max }) }, optional: { verbatim: boolean } }),
});

/** A text object of either kind. */
export const text = (max: number): Rule => byType(() => textFields(max));

/** A `plain_text` object. */
export const plain = (max: number): Rule => byType(() => ({ plain_text: textFields(max).plain_text }));

export const actionId = string({ max: 255 });
export const url = string({ max: 3000, pattern: /^[a-z][a-z0-9+.-]*:\S+$/i });
export const style = oneOf('primary', 'danger');

export const confirm = object({
  required: { text: text(300) },
  optional: { title: plain(100), confirm: plain(30), deny: plain(30), style },
});

const optionOf = (words: Rule, more: Record<string, Rule> = {}): Rule =>
  object({ required: { text: words, value: string({ max: 75 }) }, optional: { description: text(75), ...more } });

/** An option of a menu. */
export const option = optionOf(plain(75));
/** An option of check boxes or radio buttons, which may be formatted. */
export const richOption = optionOf(text(75));
export const overflowOption = optionOf(plain(75), { url });

export const optionGroup = object({
  required: { label: plain(75), options: list(option, { max: 100 }) },
});

export const dispatchConfig = object({
  optional: { trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), { max: 2 }) },
});

export const conversationFilter = object({
  optional: {
    include: list(oneOf('im', 'mpim', 'private', 'public'), { max: 4 }),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  },
});

const slackFile = object({
  optional: { id: string({ max: 255 }), url },
  and(value, at, { say, hasFile }) {
    if (isAbsent(value.id) === isAbsent(value.url)) say('must define exactly one of `id` or `url`', at);
    if (typeof value.id === 'string' && hasFile && !hasFile(value.id)) say('invalid slack file', at);
  },
});

/** The fields of an image, alone or as a block. */
export const imageFields = {
  required: { alt_text: string({ max: 2000 }) },
  optional: {
    image_url: url,
    slack_file: slackFile,
    image_width: imageSize,
    image_height: imageSize,
    image_bytes: imageSize,
  },
  and(value: Json, at: string, { say }: Report): void {
    if (isAbsent(value.image_url) === isAbsent(value.slack_file))
      say('must define exactly one of `image_url` or `slack_file`', at);
  },
};

function imageSize(value: unknown, at: string, { say }: Report): void {
  if (!Number.isInteger(value)) say('must be an integer', at);
}

export const imageElement = object(imageFields);

/** The options of a menu, and that what is chosen from the start is one of them. */
export function offered(value: Json): Json[] {
  const groups = Array.isArray(value.option_groups) ? value.option_groups.filter(isJson) : [];
  const all = Array.isArray(value.options)
    ? value.options
    : groups.flatMap((one) => (Array.isArray(one.options) ? one.options : []));
  return all.filter(isJson);
}

export function initialIsOffered(value: Json, at: string, { say }: Report): void {
  const options = offered(value);
  const isOffered = (one: unknown) => options.some((known) => isDeepStrictEqual(known, one));
  if (!isAbsent(value.initial_option) && !isOffered(value.initial_option))
    say('initial_option must match one of the options', at);
  if (Array.isArray(value.initial_options) && !value.initial_options.every(isOffered))
    say('initial_options must match the options', at);
}

export function oneListOfOptions(value: Json, at: string, report: Report): void {
  if (isAbsent(value.options) === isAbsent(value.option_groups))
    report.say('must define exactly one of `options` or `option_groups`', at);
  initialIsOffered(value, at, report);
}
