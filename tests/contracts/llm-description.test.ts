import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createOpenai } from '../../src/adapters/openai/index.ts';
import { answerSchema, INSTRUCTIONS } from '../../src/features/drafting/prompts.ts';
import { json, responseOf, type StandIn, says, startStandIn } from '../adapters/openai/stand-in.ts';

const file = join(import.meta.dirname, '../../../shared/specs/openai/openapi.json');

describe.skipIf(!existsSync(file))(
  'OpenAI’s own description of its API (left out where ../shared/specs is not there)',
  () => {
    let standIn: StandIn;
    let holds: (schema: string, value: unknown) => { valid: boolean; errors: ValidateFunction['errors'] };

    beforeAll(async () => {
      standIn = await startStandIn();
      const { components } = JSON.parse(readFileSync(file, 'utf8'));
      const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false });
      ajv.addSchema({ $id: 'openai', components });
      holds = (schema, value) => {
        const validate = ajv.compile({ $ref: `openai#/components/schemas/${schema}` });
        return { valid: validate(value) as boolean, errors: validate.errors };
      };
    });
    afterAll(() => standIn.stop());

    test('the request for five drafts is one that it takes', async () => {
      standIn.answers(says({ subject: 'Late invoices', steps: [] }));
      await createOpenai({ apiKey: 'sk-test-0123456789', baseUrl: standIn.baseUrl, model: 'gpt-6-luna' }).answer({
        instructions: INSTRUCTIONS,
        input: 'data',
        name: 'sales_drafts',
        schema: answerSchema,
        maxOutputTokens: 2_400,
      });
      const body = standIn.requests[0]?.body;
      expect(holds('CreateResponse', body)).toEqual({ valid: true, errors: null });
      expect(holds('CreateResponse', { ...body, max_output_tokens: 'many' }).valid).toBe(false);
    });

    test('our stand-in answers as it does', () => {
      expect(holds('Response', responseOf('{}'))).toEqual({ valid: true, errors: null });
      expect(holds('Response', { ...responseOf('{}'), output: 'text' }).valid).toBe(false);
    });

    test('every property of the answer’s schema is required, as strict mode wants', async () => {
      standIn.answers(json(200, responseOf('{"subject":"a","steps":[]}')));
      await createOpenai({ apiKey: 'sk-test-0123456789', baseUrl: standIn.baseUrl, model: 'gpt-6-luna' }).answer({
        instructions: 'x',
        input: 'y',
        name: 'sales_drafts',
        schema: answerSchema,
        maxOutputTokens: 100,
      });
      const text = standIn.requests[0]?.body.text as { format: { schema: unknown } };
      const objects = z.array(
        z.object({
          properties: z.record(z.string(), z.unknown()),
          required: z.array(z.string()),
          additionalProperties: z.literal(false),
        }),
      );
      const found = objects.parse(objectsIn(text.format.schema));
      expect(found.length).toBeGreaterThanOrEqual(3);
      for (const one of found) expect(one.required.toSorted()).toEqual(Object.keys(one.properties).toSorted());
    });
  },
);

function objectsIn(schema: unknown): unknown[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'type' in schema && schema.type === 'object' ? [schema] : [];
  return [...own, ...Object.values(schema).flatMap(objectsIn)];
}
