import type { PageCommand, PagePerson } from '../../../page-api.ts';

const escapeForRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What a person typed, with `@Real Name` as the `@name` that the server makes a mention of; it also does the escaping. */
export function toWire(typed: string, people: readonly PagePerson[]): string {
  const names = new Map(people.map((one) => [`@${one.realName}`, `@${one.name}`]));
  const longestFirst = [...names.keys()].sort((a, b) => b.length - a.length).map(escapeForRegExp);
  if (longestFirst.length === 0) return typed;
  const pattern = new RegExp(`(?<![\\w@])(?:${longestFirst.join('|')})(?![\\p{L}\\p{N}])`, 'gu');
  return typed.replace(pattern, (name) => names.get(name) ?? name);
}

export interface TypedCommand {
  command: string;
  text: string;
}

/** A line that begins with a slash is a command; `undefined` for everything else. */
export function commandIn(typed: string): TypedCommand | undefined {
  const found = /^(\/[a-z0-9_-]+)(?:\s+([\s\S]*))?$/i.exec(typed.trim());
  return found ? { command: (found[1] ?? '').toLowerCase(), text: (found[2] ?? '').trim() } : undefined;
}

/** Commands that fit what stands in the composer; once a space follows, the one that is being written. */
export function commandsFor(typed: string, commands: readonly PageCommand[]): PageCommand[] {
  if (!typed.startsWith('/') || typed.includes('\n')) return [];
  const [word = '', ...rest] = typed.toLowerCase().split(' ');
  if (rest.length > 0) return commands.filter((one) => one.command === word);
  return commands.filter((one) => one.command.startsWith(word)).sort((a, b) => a.command.localeCompare(b.command));
}

export interface Completion {
  /** Where the word that is completed begins. */
  from: number;
  sign: '@' | '#';
  query: string;
}

/** The `@word` or `#word` that ends at the caret. */
export function completionAt(typed: string, caret: number): Completion | undefined {
  const found = /(?:^|\s)([@#])([\p{L}\p{N}._-]*)$/u.exec(typed.slice(0, caret));
  if (!found) return undefined;
  const query = found[2] ?? '';
  return { from: caret - query.length - 1, sign: found[1] === '#' ? '#' : '@', query: query.toLowerCase() };
}
