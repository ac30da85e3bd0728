import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Ajv, type ValidateFunction } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTwilio } from '../../../src/adapters/twilio/index.ts';

const FOLDER = new URL('../../../../shared/specs/twilio/', import.meta.url);
const isHere = existsSync(FOLDER);
if (!isHere) process.stdout.write('Left out: Twilio’s official description is not beside this project.\n');

interface Asked {
  method: string;
  host: string;
  path: string;
  query: URLSearchParams;
  form: URLSearchParams;
}

interface Operation {
  parameters?: { name: string; in: string; schema?: object }[];
  requestBody?: { content: Record<string, { schema: { properties?: Record<string, object>; required?: string[] } }> };
}
type Description = { paths: Record<string, Record<string, Operation>>; components: object };

describe.skipIf(!isHere)('every request to Twilio holds against its description', () => {
  const asked: Asked[] = [];
  const sounds: Asked[] = [];
  let server: ReturnType<typeof createServer>;
  let twilio: ReturnType<typeof createTwilio>;
  const read = (name: string): Description => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));
  const descriptions = (): Description[] => [read('api_v2010.json'), read('content_v1.json')];

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const url = new URL(request.url ?? '/', 'http://x');
      asked.push({
        method: (request.method ?? '').toLowerCase(),
        host: String(request.headers['x-twilio-host']),
        path: url.pathname,
        query: url.searchParams,
        form: new URLSearchParams(Buffer.concat(parts).toString('utf8')),
      });
      response.writeHead(request.method === 'POST' ? 201 : 200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({
          sid: 'SM1',
          status: 'queued',
          messages: [],
          calls: [],
          recordings: [],
          contents: [],
          meta: { key: 'contents' },
        }),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    twilio = createTwilio({
      accountSid: `AC${'5'.repeat(32)}`,
      authToken: 'token',
      apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      whatsappFrom: '+442079460990',
      smsFrom: '+442079460991',
      voiceFrom: '+442079460992',
      publicUrl: 'https://sales.example/',
    });
    const to = '+442079460123';
    const sms = { touchKey: 'tch_1', channel: 'sms' as const, to, text: 'Hello.' };
    await twilio.texts.send(sms);
    await twilio.texts.send({
      ...sms,
      channel: 'whatsapp',
      template: { sid: `HX${'1'.repeat(32)}`, variables: { '1': 'Ada' } },
    });
    await twilio.texts.lookUp(sms, Date.now());
    await twilio.texts.received('sms', Date.now());
    await twilio.texts.received('whatsapp', Date.now());
    await twilio.texts.status(`SM${'1'.repeat(32)}`);
    await twilio.texts.templates();
    await twilio.calls?.place({ callKey: 'c', memberPhone: '+442079460555', leadPhone: to });
    await twilio.calls?.lookUp({ memberPhone: '+442079460555' }, Date.now());
    await twilio.calls?.status(`CA${'1'.repeat(32)}`);
    await twilio.calls?.leadLeg(`CA${'1'.repeat(32)}`);
    await twilio.recordings.ofCall(`CA${'1'.repeat(32)}`);
    await twilio.recordings.remove(`RE${'1'.repeat(32)}`);
    await twilio.recordings.audio(`RE${'1'.repeat(32)}`);
    sounds.push(...asked.splice(-1));
  });
  afterAll(() => new Promise((resolve) => server?.close(resolve)));

  const ajv = new Ajv({ strict: false, coerceTypes: 'array', validateFormats: false });

  function operationOf(one: Asked): { operation: Operation; description: Description } | undefined {
    for (const description of descriptions())
      for (const [path, methods] of Object.entries(description.paths)) {
        const pattern = new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`);
        const operation = methods[one.method];
        if (operation && pattern.test(one.path) && !path.includes('{Sid}/')) return { operation, description };
      }
    return undefined;
  }

  const valid = (schema: object, { components }: Description): ValidateFunction =>
    ajv.compile({ ...schema, components });

  test('there are thirteen, each to a known operation of its host', () => {
    expect(asked).toHaveLength(13);
    for (const one of asked) {
      expect(operationOf(one), `${one.method} ${one.path}`).toBeDefined();
      expect(one.host).toBe(one.path.startsWith('/v1/') ? 'content.twilio.com' : 'api.twilio.com');
    }
  });

  test('each parameter is known there and holds its form; what is required is there', () => {
    for (const one of asked) {
      const found = operationOf(one);
      if (!found) throw new Error(`no operation for ${one.path}`);
      const known = new Map(
        (found.operation.parameters ?? [])
          .filter((each) => each.in === 'query')
          .map((each) => [each.name, each.schema ?? {}]),
      );
      for (const [name, value] of one.query) {
        expect([...known.keys()], `${one.path} ${name}`).toContain(name);
        const check = valid({ type: 'object', properties: { it: known.get(name) } }, found.description);
        expect(check({ it: value }), `${one.path} ${name}=${value}`).toBe(true);
      }
      const schema = Object.values(found.operation.requestBody?.content ?? {})[0]?.schema;
      if (!schema) {
        expect([...one.form.keys()]).toEqual([]);
        continue;
      }
      for (const name of schema.required ?? []) expect(one.form.has(name), `${one.path} ${name}`).toBe(true);
      for (const name of new Set(one.form.keys())) {
        const property = schema.properties?.[name] as { type?: string } | undefined;
        expect(property, `${one.path} ${name}`).toBeDefined();
        const all = one.form.getAll(name);
        const check = valid({ type: 'object', properties: { it: property } }, found.description);
        expect(check({ it: property?.type === 'array' ? all : all[0] }), `${one.path} ${name}=${all}`).toBe(true);
      }
    }
  });

  test('the sound of a recording lies beside its description, which does not tell of it as a call of its own', () => {
    const [sound] = sounds;
    expect(sound).toMatchObject({ method: 'get', host: 'api.twilio.com' });
    const described = { ...sound, path: sound?.path.replace(/wav$/, 'json') } as Asked;
    expect(operationOf(described)).toBeDefined();
    expect(sound?.query.toString()).toBe('RequestedChannels=2');
  });

  test('variables of a template travel as a JSON text, never beside words', () => {
    const form = asked.find((one) => one.form.has('ContentSid'))?.form;
    expect(JSON.parse(form?.get('ContentVariables') ?? '')).toEqual({ '1': 'Ada' });
    expect(form?.has('Body')).toBe(false);
  });
});
