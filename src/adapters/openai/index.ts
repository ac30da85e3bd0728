import type OpenAI from 'openai';
import type { ResponseCreateParamsNonStreaming } from 'openai/resources/responses/responses';
import { type Llm, type LlmAnswer, type LlmRequest, UnusableAnswer } from '../../kernel/llm.ts';
import { type OpenaiAccess, openClient, within } from './connecting.ts';
import { isUnknownEffort, translate } from './errors.ts';
import { readValue, usageOf } from './reading.ts';

export interface OpenaiConfig extends OpenaiAccess {
  model: string;
}

const TIMEOUT_MS = 30_000;
/** As little reasoning as the model allows: it is billed as output, and these answers need none. */
const EFFORTS = ['none', 'low', undefined] as const;
/** Room for the one retry of the SDK and its pause. */
const WHOLE_CALL_FACTOR = 2.2;

/**
 * A model behind the Responses API: strict structured output, no tools, nothing stored at the provider. The SDK is loaded on
 * first use. Throws NotConnected (key, credit, model name), RateLimited, Unavailable, UnusableAnswer (refused, cut off, not as asked).
 */
export function createOpenai(config: OpenaiConfig, options: { fetch?: typeof fetch } = {}): Llm {
  let client: Promise<OpenAI> | undefined;
  let effort = 0;

  async function paramsFor<T>(request: LlmRequest<T>): Promise<ResponseCreateParamsNonStreaming> {
    const { zodTextFormat } = await import('openai/helpers/zod');
    const { type, name, strict, schema } = zodTextFormat(request.schema as never, request.name);
    return {
      model: config.model,
      instructions: request.instructions,
      input: request.input,
      text: { format: { type, name, strict, schema } },
      ...(EFFORTS[effort] ? { reasoning: { effort: EFFORTS[effort] } } : {}),
      max_output_tokens: request.maxOutputTokens,
      prompt_cache_key: request.name,
      store: false,
    };
  }

  async function create<T>(request: LlmRequest<T>, signal: AbortSignal) {
    client ??= openClient(config, { timeoutMs: TIMEOUT_MS, maxRetries: 1, fetch: options.fetch });
    const timeout = request.timeoutMs ?? TIMEOUT_MS;
    const send = async () => ((await client) as OpenAI).responses.create(await paramsFor(request), { timeout, signal });
    for (;;) {
      try {
        return await send();
      } catch (error) {
        // Which efforts a model takes can't be foreseen, as its name is configuration; what it took is remembered.
        if (effort >= EFFORTS.length - 1 || !isUnknownEffort(error)) throw error;
        effort += 1;
      }
    }
  }

  return {
    async answer<T>(request: LlmRequest<T>): Promise<LlmAnswer<T>> {
      try {
        return await within((request.timeoutMs ?? TIMEOUT_MS) * WHOLE_CALL_FACTOR, async (signal) => {
          const response = await create(request, signal);
          const usage = usageOf(response, config.model);
          const read = readValue(response, request.schema);
          if ('problem' in read) throw new UnusableAnswer(read.problem, usage, read.cause);
          return { value: read.value, ...usage };
        });
      } catch (error) {
        throw translate(error);
      }
    },
  };
}
