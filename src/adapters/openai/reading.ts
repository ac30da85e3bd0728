import type { Response as ModelResponse } from 'openai/resources/responses/responses';
import { z } from 'zod';
import { Unavailable } from '../../kernel/errors.ts';
import type { LlmAnswer } from '../../kernel/llm.ts';

type Usage = Omit<LlmAnswer<unknown>, 'value'>;

const usageSchema = z.object({
  input_tokens: z.number().catch(0),
  output_tokens: z.number().catch(0),
  input_tokens_details: z.object({ cached_tokens: z.number().catch(0) }).catch({ cached_tokens: 0 }),
});

const responseSchema = z.object({
  status: z.string().optional(),
  incomplete_details: z.object({ reason: z.string().optional() }).nullish(),
  error: z.object({ code: z.string().optional() }).nullish(),
  output: z.array(
    z.object({
      type: z.string(),
      content: z.array(z.object({ type: z.string(), text: z.string().optional() })).optional(),
    }),
  ),
});

/** What the answer used; zeros where the provider does not say. */
export function usageOf(response: ModelResponse, model: string): Usage {
  const usage = usageSchema.safeParse(response.usage).data;
  return {
    model: typeof response.model === 'string' && response.model !== '' ? response.model : model,
    inputTokens: usage?.input_tokens ?? 0,
    cachedTokens: usage?.input_tokens_details.cached_tokens ?? 0,
    outputTokens: usage?.output_tokens ?? 0,
  };
}

/** The structured value, or why there is none. Throws Unavailable when the provider itself failed. */
export function readValue<T>(
  response: ModelResponse,
  schema: z.ZodType<T>,
): { value: T } | { problem: string; cause?: unknown } {
  const shape = responseSchema.safeParse(response);
  if (!shape.success) return { problem: 'The model gave no usable answer.', cause: shape.error };
  const { status, incomplete_details: incomplete, error, output } = shape.data;
  if (status === 'failed' || error)
    throw new Unavailable('The model failed on its own side. Templates write meanwhile.', error ?? undefined);
  const parts = output.filter((one) => one.type === 'message').flatMap((one) => one.content ?? []);
  if (parts.some((one) => one.type === 'refusal')) return { problem: 'The model refused to write this.' };
  if (status !== undefined && status !== 'completed')
    return { problem: 'The model stopped in the middle.', cause: incomplete?.reason };
  const text = parts
    .filter((one) => one.type === 'output_text')
    .map((one) => one.text ?? '')
    .join('');
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success
      ? { value: parsed.data }
      : { problem: 'The model answered something else than was asked.', cause: parsed.error };
  } catch (cause) {
    return { problem: 'The model gave no usable answer.', cause };
  }
}
