import type { z } from 'zod';
import { InvalidInput } from '../../kernel/errors.ts';

/** Slack keeps at most 3,000 characters with a view. */
export const STATE_MAX = 3_000;

/** What a modal remembers between two gestures, as text. Throws where it would not fit: that is a mistake of ours. */
export function pack(value: unknown): string {
  const text = JSON.stringify(value);
  if (text.length > STATE_MAX) throw new RangeError(`The state of a modal has ${text.length} characters.`);
  return text;
}

/** Throws InvalidInput when the view is from an older version of the app. */
export function unpack<T>(schema: z.ZodType<T>, text: string): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new InvalidInput('This view is from an older version. Close it and open it again.');
  return parsed.data;
}
