import { withEmoji } from './emoji.ts';
import { unescapeSlack } from './inline.ts';

/** What a plain_text object shows: entities and emoji resolved, nothing formatted. */
export const plainWords = (text: { text: string } | string | undefined): string => {
  if (text === undefined) return '';
  return withEmoji(unescapeSlack(typeof text === 'string' ? text : text.text));
};
