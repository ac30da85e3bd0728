import { afterAll, beforeAll } from 'vitest';
import { createOpenai } from '../../src/adapters/openai/index.ts';
import { fails, json, responseOf, type StandIn, says, startStandIn } from '../adapters/openai/stand-in.ts';
import { llmContract } from './llm.ts';
import { createFakeLlm } from './llm-fake.ts';

llmContract('the fake model', () => createFakeLlm());

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
});
afterAll(() => standIn.stop());

const refusal = {
  ...responseOf(''),
  output: [
    {
      id: 'm',
      type: 'message',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'refusal', refusal: 'No.' }],
    },
  ],
};
const answers = {
  limited: fails(429, 'rate_limit_exceeded', { 'retry-after': '3' }),
  unavailable: fails(503, 'server_error'),
  unconnected: fails(401, 'invalid_api_key'),
  refuses: json(200, refusal),
  garbage: says('{ not json'),
};

llmContract('OpenAI', () => ({
  llm: createOpenai({ apiKey: 'sk-test-0123456789', baseUrl: standIn.baseUrl, model: 'gpt-6-luna' }),
  willSay: (value) => standIn.answers(says(value)),
  willFail: (how) => standIn.answers(answers[how]),
}));
