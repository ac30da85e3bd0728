import { isJson, type Json } from '../records.ts';
import { invalidArguments, Refusal } from '../refusal.ts';

/** The arguments of one call, however they were sent. */
export interface Args {
  /** The string, '' when absent; numbers and booleans as words. */
  text(name: string): string;
  /** The string; refuses when absent. */
  need(name: string): string;
  flag(name: string): boolean;
  has(name: string): boolean;
  /** A structured value; `fallback` when absent, a Refusal of `word` when it is no JSON. */
  json(name: string, word?: string): unknown;
  /** A list given as JSON or with commas. */
  list(name: string): string[];
}

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : String(value);

export function createArgs(raw: Json): Args {
  const text = (name: string) => asText(raw[name]);

  function json(name: string, word = 'invalid_arguments'): unknown {
    const value = raw[name];
    if (typeof value !== 'string') return value ?? undefined;
    if (!value) return undefined;
    try {
      return JSON.parse(value);
    } catch {
      throw word === 'invalid_arguments' ? invalidArguments(`failed to parse ${name} as JSON`) : new Refusal(word);
    }
  }

  return {
    text,
    json,
    need(name) {
      const value = text(name);
      if (!value) throw invalidArguments(`missing required field: ${name}`);
      return value;
    },
    flag: (name) => raw[name] === true || /^(true|1)$/i.test(text(name)),
    has: (name) => raw[name] !== undefined && raw[name] !== null,
    list(name) {
      const value = raw[name];
      if (Array.isArray(value)) return value.map(asText);
      const words = text(name);
      const parsed = words.startsWith('[') ? json(name) : words.split(',');
      return (Array.isArray(parsed) ? parsed.map(asText) : []).map((one) => one.trim()).filter(Boolean);
    },
  };
}

/** A page of items by Slack's cursors; refuses a cursor that it never gave and a limit that is none. */
export function page<T>(
  items: T[],
  args: Args,
  options: { most?: number; fallback?: number } = {},
): { items: T[]; response_metadata: { next_cursor: string } } {
  const { most = 1000, fallback = 100 } = options;
  const limit = args.has('limit') && args.text('limit') ? Number(args.text('limit')) : fallback;
  if (!Number.isInteger(limit) || limit < 1) throw new Refusal('invalid_limit');
  const cursor = args.text('cursor');
  const at = cursor ? Number(/^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString())?.[1] ?? Number.NaN) : 0;
  if (Number.isNaN(at)) throw new Refusal('invalid_cursor');
  const until = at + Math.min(limit, most);
  const next = until < items.length ? Buffer.from(`next:${until}`).toString('base64') : '';
  return { items: items.slice(at, until), response_metadata: { next_cursor: next } };
}

export const jsonList = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isJson) : []);
