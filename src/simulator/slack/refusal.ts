import type { Json } from './records.ts';

/** What Slack answers instead of a result: its own error word, and what it says besides. */
export class Refusal extends Error {
  readonly word: string;
  readonly more: Json;
  constructor(word: string, more: Json = {}) {
    super(word);
    this.name = 'Refusal';
    this.word = word;
    this.more = more;
  }
}

/** A refusal that lists problems, in the form that Slack gives them. */
export function refusalOf(word: string, problems: string[]): Refusal {
  return new Refusal(word, { response_metadata: { messages: problems } });
}

export const invalidArguments = (problem: string): Refusal => refusalOf('invalid_arguments', [`[ERROR] ${problem}`]);
