import { NotConnected, RateLimited, Unavailable } from '../../src/kernel/errors.ts';
import { type Llm, type LlmRequest, UnusableAnswer } from '../../src/kernel/llm.ts';

type Failure = 'limited' | 'unavailable' | 'unconnected' | 'refuses' | 'garbage';

const USAGE = { model: 'gpt-6-luna', inputTokens: 1_500, cachedTokens: 1_000, outputTokens: 600 };

/** A model in memory: says what it is told to, or fails as told; keeps what it was asked. */
export function createFakeLlm() {
  const asked: LlmRequest<unknown>[] = [];
  let queue: ({ value: unknown } | { fails: Failure })[] = [];

  const llm: Llm = {
    async answer(request) {
      asked.push(request as LlmRequest<unknown>);
      const next = queue.length > 1 ? queue.shift() : queue[0];
      if (!next) throw new Unavailable('The model did not answer.');
      if ('fails' in next) throw failureOf(next.fails);
      const parsed = request.schema.safeParse(next.value);
      if (!parsed.success)
        throw new UnusableAnswer('The model answered something else than was asked.', USAGE, parsed.error);
      return { value: parsed.data, ...USAGE };
    },
  };
  return {
    llm,
    asked,
    willSay(...values: unknown[]) {
      queue = values.map((value) => ({ value }));
    },
    willFail(how: Failure) {
      queue = [{ fails: how }];
    },
    willSayThenFail(value: unknown, how: Failure) {
      queue = [{ value }, { fails: how }];
    },
  };
}

function failureOf(how: Failure): Error {
  if (how === 'limited') return new RateLimited('The model asks for a pause.', 30_000);
  if (how === 'unavailable') return new Unavailable('The model did not answer.');
  if (how === 'unconnected') return new NotConnected('The model is not connected.');
  return new UnusableAnswer('The model gave no usable answer.', how === 'garbage' ? USAGE : undefined);
}
