import { url } from './objects.ts';
import { boolean, byType, integer, list, object, oneOf, type Rule, string } from './rule.ts';

const marks = {
  style: object({
    optional: {
      bold: boolean,
      italic: boolean,
      strike: boolean,
      code: boolean,
      underline: boolean,
      highlight: boolean,
      client_highlight: boolean,
      unlink: boolean,
    },
  }),
};
const id = string({ max: 255 });
const words = string({ max: 12_000 });

const pieces: Record<string, Rule> = {
  text: object({ required: { text: words }, optional: marks }),
  link: object({ required: { url }, optional: { ...marks, text: words, unsafe: boolean } }),
  user: object({ required: { user_id: id }, optional: marks }),
  channel: object({ required: { channel_id: id }, optional: marks }),
  usergroup: object({ required: { usergroup_id: id }, optional: marks }),
  team: object({ required: { team_id: id }, optional: marks }),
  broadcast: object({ required: { range: oneOf('here', 'channel', 'everyone') }, optional: marks }),
  emoji: object({
    required: { name: id },
    optional: { ...marks, unicode: id, url, skin_tone: integer({ min: 1, max: 6 }) },
  }),
  color: object({ required: { value: id }, optional: marks }),
  date: object({
    required: { timestamp: integer({ min: 0, max: 99_999_999_999 }), format: id },
    optional: { ...marks, url, fallback: words },
  }),
};

const piece = byType(() => pieces);
const border = { border: oneOf(0, 1) };
const section = object({ required: { elements: list(piece, { min: 0, max: 1000 }) } });

const parts: Record<string, Rule> = {
  rich_text_section: section,
  rich_text_quote: object({ required: { elements: list(piece, { min: 0, max: 1000 }) }, optional: border }),
  rich_text_preformatted: object({
    required: {
      elements: list(
        byType(() => ({ text: pieces.text as Rule, link: pieces.link as Rule })),
        { min: 0, max: 1000 },
      ),
    },
    optional: { ...border, language: id },
  }),
  rich_text_list: object({
    required: {
      elements: list(
        byType(() => ({ rich_text_section: section })),
        { max: 1000 },
      ),
      style: oneOf('bullet', 'ordered'),
    },
    optional: { ...border, indent: integer({ min: 0, max: 8 }), offset: integer({ min: 0, max: 1000 }) },
  }),
};

export const blockId = string({ max: 255 });

/** Formatted text as Slack's own composer makes it. */
export const richText: Rule = byType(() => ({
  rich_text: object({
    required: {
      elements: list(
        byType(() => parts),
        { min: 0, max: 1000 },
      ),
    },
    optional: { block_id: blockId },
  }),
}));
