import type { z } from 'zod';
import { InvalidInput } from './errors.ts';

export interface LlmRequest<T> {
  /** Static words first, so that the provider can cache them. */
  instructions: string;
  /** Data of this call; never instructions. */
  input: string;
  /** Name of the answer's schema, letters and underscores. */
  name: string;
  schema: z.ZodType<T>;
  maxOutputTokens: number;
  timeoutMs?: number;
}

export interface LlmAnswer<T> {
  value: T;
  model: string;
  inputTokens: number;
  cachedTokens: number;
  outputTokens: number;
}

/** The model refused, stopped in the middle, or answered something else than was asked. What it cost is known when `usage` is there. */
export class UnusableAnswer extends InvalidInput {
  readonly usage: Omit<LlmAnswer<unknown>, 'value'> | undefined;

  constructor(forUser: string, usage?: Omit<LlmAnswer<unknown>, 'value'>, cause?: unknown) {
    super(forUser, undefined, cause);
    this.usage = usage;
  }
}

/** A language model that answers with structure. Throws NotConnected, RateLimited, Unavailable, UnusableAnswer. */
export interface Llm {
  answer<T>(request: LlmRequest<T>): Promise<LlmAnswer<T>>;
}
