import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type AppError, NotConnected, RateLimited, Unavailable } from '../../src/kernel/errors.ts';
import { type Llm, type LlmRequest, UnusableAnswer } from '../../src/kernel/llm.ts';

/** A model made to behave in one way at its next call. */
export interface LlmUnderTest {
  llm: Llm;
  willSay(value: unknown): void;
  willFail(how: 'limited' | 'unavailable' | 'unconnected' | 'refuses' | 'garbage'): void;
}

const schema = z.object({ word: z.string(), count: z.number().int() });
const request: LlmRequest<z.infer<typeof schema>> = {
  instructions: 'Count the words.',
  input: 'one two',
  name: 'count_words',
  schema,
  maxOutputTokens: 60,
  timeoutMs: 1_000,
};

/** What every Llm keeps to, the real one and the fake. */
export function llmContract(name: string, make: () => LlmUnderTest): void {
  describe(`${name} keeps to the port Llm`, () => {
    test('it answers a value of the asked shape, with what it used', async () => {
      const { llm, willSay } = make();
      willSay({ word: 'one', count: 2 });
      const answer = await llm.answer(request);
      expect(answer.value).toEqual({ word: 'one', count: 2 });
      expect(answer.model).not.toBe('');
      for (const figure of [answer.inputTokens, answer.cachedTokens, answer.outputTokens])
        expect(figure).toBeGreaterThanOrEqual(0);
      expect(answer.cachedTokens).toBeLessThanOrEqual(answer.inputTokens);
    });

    test('a value of another shape is an unusable answer, never a value', async () => {
      const { llm, willSay } = make();
      willSay({ word: 'one', count: 'two' });
      await expect(llm.answer(request)).rejects.toBeInstanceOf(UnusableAnswer);
    });

    test.each([
      ['limited', RateLimited],
      ['unavailable', Unavailable],
      ['unconnected', NotConnected],
      ['refuses', UnusableAnswer],
      ['garbage', UnusableAnswer],
    ] as const)('when it is %s, it throws the error that says what a caller can do', async (how, kind) => {
      const { llm, willFail } = make();
      willFail(how);
      const error = await llm.answer(request).then(
        () => undefined,
        (one: unknown) => one,
      );
      expect(error).toBeInstanceOf(kind);
      expect((error as AppError).forUser.length).toBeGreaterThan(10);
      if (error instanceof RateLimited) expect(error.retryAfterMs).toBeGreaterThan(0);
    });
  });
}
