/** Escapes text from people for Slack's mrkdwn and `text`: `<!channel>`, `<@U…>` and links lose their power. */
export function escapeSlack(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** Takes Slack's own escapes out of text that Slack delivered (`&lt;` and friends), for storage as plain words. */
export function unescapeSlack(text: string): string {
  return text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}

/** Cuts to `max` characters at a word's end where one is near, with an ellipsis; never splits a surrogate pair. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  const points = [...text];
  if (points.length <= max) return text;
  const cut = points.slice(0, Math.max(0, max - 1)).join('');
  const space = cut.lastIndexOf(' ');
  return `${(space > max * 0.6 ? cut.slice(0, space) : cut).trimEnd()}…`;
}

// Format characters but the joiners inside of emoji and of some scripts' words, and letters that are drawn as nothing.
const INVISIBLE =
  /(?!\u200c|\u200d)\p{Cf}|[\u115f\u1160\u3164\uffa0]|(?<![\p{L}\p{M}\p{Emoji}])(?:\u200c|\u200d)|(?:\u200c|\u200d)(?![\p{L}\p{M}\p{Emoji}])/gu;

/** One line: control characters and line breaks become single spaces, what can't be seen goes (names, subjects, header values). */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(INVISIBLE, '')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** A spreadsheet cell that no program runs as a formula (CSV injection). */
export function spreadsheetCell(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
