import type { Instant } from '../../kernel/clock.ts';
import { clip, escapeSlack } from '../../kernel/escape.ts';
import type { Block } from '../gesture.ts';

/** The few shapes that every card is made of. `mrkdwn` text is ours, with people's words escaped; `plain` takes any words. */

export type Element = { type: string } & Record<string, unknown>;
export interface Option {
  text: string;
  value: string;
  description?: string;
}

export const plain = (text: string) => ({ type: 'plain_text' as const, text });
/** `verbatim`: Slack makes no links of its own out of people's words. */
export const mrkdwn = (text: string) => ({ type: 'mrkdwn' as const, text, verbatim: true });

export const header = (text: string): Block => ({ type: 'header', text: plain(text) });
export const divider: Block = { type: 'divider' };

export const section = (text: string, accessory?: Element): Block => ({
  type: 'section',
  text: mrkdwn(text),
  ...(accessory ? { accessory } : {}),
});

/** Somebody's words, shown as they are: nothing in them is formatted or becomes a link. */
export const plainSection = (text: string): Block => ({ type: 'section', text: plain(text) });

export const context = (...texts: string[]): Block => ({ type: 'context', elements: texts.map(mrkdwn) });

export const actions = (...elements: (Element | undefined)[]): Block => ({
  type: 'actions',
  elements: elements.filter((one) => one !== undefined),
});

/** A quotation of somebody, inert whatever stands in it. */
export const quote = (words: string, max = 1_500): Block => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_quote', elements: [{ type: 'text', text: clip(words.trim(), max) || '–' }] }],
});

export interface Confirm {
  title: string;
  text: string;
  yes: string;
  no?: string;
}

export function button(
  text: string,
  actionId: string,
  more: { value?: string; style?: 'primary' | 'danger'; confirm?: Confirm } = {},
): Element {
  const { value, style, confirm } = more;
  return {
    type: 'button',
    text: plain(text),
    action_id: actionId,
    ...(value ? { value } : {}),
    ...(style ? { style } : {}),
    ...(confirm
      ? {
          confirm: {
            title: plain(confirm.title),
            text: plain(confirm.text),
            confirm: plain(confirm.yes),
            deny: plain(confirm.no ?? 'Cancel'),
          },
        }
      : {}),
  };
}

export const option = ({ text, value, description }: Option) => ({
  text: plain(text),
  value,
  ...(description ? { description: plain(description) } : {}),
});

export function select(actionId: string, placeholder: string, options: Option[], initial?: string): Element {
  const chosen = options.find((one) => one.value === initial);
  return {
    type: 'static_select',
    action_id: actionId,
    placeholder: plain(placeholder),
    options: options.map(option),
    ...(chosen ? { initial_option: option(chosen) } : {}),
  };
}

export function input(
  blockId: string,
  label: string,
  element: Element,
  more: { optional?: boolean; hint?: string } = {},
): Block {
  return {
    type: 'input',
    block_id: blockId,
    label: plain(label),
    element,
    ...(more.optional ? { optional: true } : {}),
    ...(more.hint ? { hint: plain(more.hint) } : {}),
  };
}

/** People's words inside our own mrkdwn. */
export const words = escapeSlack;

/** "1 draft", "3 drafts". */
export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** A time that each reader sees in their own zone. */
export function readerTime(at: Instant, token = '{date_short_pretty} at {time}'): string {
  const iso = new Date(at).toISOString();
  return `<!date^${Math.floor(at / 1000)}^${token}|${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC>`;
}
