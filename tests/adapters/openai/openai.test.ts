import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { createOpenai } from '../../../src/adapters/openai/index.ts';
import { NotConnected, RateLimited, Unavailable } from '../../../src/kernel/errors.ts';
import { type Llm, type LlmRequest, UnusableAnswer } from '../../../src/kernel/llm.ts';
import { fails, hangs, hangsUp, json, responseOf, type StandIn, says, stalls, startStandIn } from './stand-in.ts';

const schema = z.object({ word: z.string(), count: z.number().int().max(3) });
const request: LlmRequest<z.infer<typeof schema>> = {
  instructions: 'Count.',
  input: 'one',
  name: 'count_words',
  schema,
  maxOutputTokens: 50,
  timeoutMs: 400,
};

let standIn: StandIn;
let llm: Llm;
beforeAll(async () => {
  standIn = await startStandIn();
});
beforeEach(() => {
  llm = createOpenai({ apiKey: 'sk-test-0123456789', baseUrl: standIn.baseUrl, model: 'gpt-6-luna' });
});
afterAll(() => standIn.stop());

const failure = async () => {
  try {
    await llm.answer(request);
  } catch (error) {
    return error as Error & { forUser: string; retryAfterMs?: number; usage?: unknown };
  }
  throw new Error('it answered');
};

test('an answer comes back as the schema has it, with what it used', async () => {
  standIn.answers(says({ word: 'one', count: 1 }));
  expect(await llm.answer(request)).toEqual({
    value: { word: 'one', count: 1 },
    model: 'gpt-6-luna-2026-09-22',
    inputTokens: 1500,
    cachedTokens: 1024,
    outputTokens: 600,
  });
});

test('the request asks for strict structure, stores nothing, has no tools and no temperature', async () => {
  standIn.answers(says({ word: 'one', count: 1 }));
  await llm.answer(request);
  const [sent] = standIn.requests;
  expect(sent?.path).toBe('/v1/responses');
  expect(sent?.headers.authorization).toBe('Bearer sk-test-0123456789');
  expect(sent?.body).toMatchObject({
    model: 'gpt-6-luna',
    instructions: 'Count.',
    input: 'one',
    store: false,
    max_output_tokens: 50,
    prompt_cache_key: 'count_words',
    reasoning: { effort: 'none' },
    text: {
      format: {
        type: 'json_schema',
        name: 'count_words',
        strict: true,
        schema: { required: ['word', 'count'], additionalProperties: false },
      },
    },
  });
  expect(Object.keys(sent?.body ?? {})).not.toEqual(expect.arrayContaining(['temperature']));
  expect(Object.keys(sent?.body ?? {})).not.toContain('tools');
  expect(Object.keys(sent?.body ?? {})).not.toContain('top_p');
});

test('a model that takes no reasoning effort is asked without one, from then on', async () => {
  standIn.answers(
    fails(400, 'unsupported_value', {}, 'reasoning.effort'),
    fails(400, 'unsupported_parameter', {}, 'reasoning.effort'),
    says({ word: 'one', count: 1 }),
  );
  await llm.answer(request);
  await llm.answer(request);
  expect(standIn.requests.map((one) => one.body.reasoning)).toEqual([
    { effort: 'none' },
    { effort: 'low' },
    undefined,
    undefined,
  ]);
});

test('a 429 is told at once with its pause, and not asked again', async () => {
  standIn.answers(fails(429, 'rate_limit_exceeded', { 'retry-after': '7' }));
  const error = await failure();
  expect(error).toBeInstanceOf(RateLimited);
  expect(error.retryAfterMs).toBe(7000);
  expect(standIn.requests).toHaveLength(1);
});

test('used-up credit is not a rate limit, and not asked again', async () => {
  standIn.answers(fails(429, 'insufficient_quota'));
  expect(await failure()).toBeInstanceOf(NotConnected);
  expect(standIn.requests).toHaveLength(1);
});

test.each([
  ['a wrong key', fails(401, 'invalid_api_key'), NotConnected],
  ['a forbidden project', fails(403, 'forbidden'), NotConnected],
  ['an unknown model', fails(404, 'model_not_found'), NotConnected],
  ['a request that it does not take', fails(400, 'invalid_request_error'), UnusableAnswer],
  ['a broken server', fails(500, 'server_error'), Unavailable],
  ['a connection that breaks', hangsUp, Unavailable],
  [
    'garbage instead of JSON',
    (_: unknown, response: import('node:http').ServerResponse) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('<html>'),
    Unavailable,
  ],
  [
    'a response that failed inside',
    says('', { status: 'failed', error: { code: 'server_error', message: 'x' } }),
    Unavailable,
  ],
  ['a shape that is none', json(200, { hello: 1 }), UnusableAnswer],
  ['text that is no JSON', says('I think it is one.'), UnusableAnswer],
  ['JSON of another shape', says({ word: 1 }), UnusableAnswer],
  ['a number out of range, which strict mode lets through', says({ word: 'one', count: 9 }), UnusableAnswer],
  [
    'an answer cut off',
    says('{"word":"o', { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }),
    UnusableAnswer,
  ],
  ['an empty answer', json(200, { ...responseOf(''), output: [] }), UnusableAnswer],
  [
    'a refusal',
    json(200, {
      ...responseOf(''),
      output: [
        {
          id: 'm',
          type: 'message',
          role: 'assistant',
          status: 'completed',
          content: [{ type: 'refusal', refusal: 'no' }],
        },
      ],
    }),
    UnusableAnswer,
  ],
])('%s becomes an error of ours, in words without the vendor’s', async (_name, answer, kind) => {
  standIn.answers(answer);
  const error = await failure();
  expect(error).toBeInstanceOf(kind);
  expect(error.forUser).not.toMatch(/vendor words|html|sk-test|JSON|schema/);
});

test('an unusable answer says what it cost', async () => {
  standIn.answers(says('not json'));
  expect((await failure()).usage).toEqual({
    model: 'gpt-6-luna-2026-09-22',
    inputTokens: 1500,
    cachedTokens: 1024,
    outputTokens: 600,
  });
});

test('a broken server is asked twice, then given up', async () => {
  standIn.answers(fails(500, 'server_error'), says({ word: 'one', count: 1 }));
  expect((await llm.answer(request)).value.count).toBe(1);
  expect(standIn.requests).toHaveLength(2);
});

test.each([
  ['silence', hangs],
  ['a body that stalls after its headers', stalls],
])('%s ends by the timeout', async (_name, answer) => {
  standIn.answers(answer);
  const from = performance.now();
  expect(await failure()).toBeInstanceOf(Unavailable);
  expect(performance.now() - from).toBeLessThan(3000);
});
