import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { commands } from '../../commands/index.ts';
import { listeners } from '../../src/slack/listeners/index.ts';
import { eventNames } from '../../src/slack/registry.ts';

const root = new URL('../..', import.meta.url).pathname;
const manifest = parse(readFileSync(join(root, 'manifest.yml'), 'utf8'));

/** What Slack asks for each method that the app may call. A method that is missing here fails the test: look it up. */
const methodScopes: Record<string, string[]> = {
  'assistant.threads.setSuggestedPrompts': ['assistant:write'],
  'auth.test': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  // The app reads its own DMs and the private channel of the lead threads, no public channel.
  'conversations.history': ['groups:history', 'im:history'],
  'conversations.members': ['groups:read'],
  'conversations.open': ['im:write'],
  'conversations.replies': ['groups:history', 'im:history'],
  'files.info': ['files:read'],
  'files.list': ['files:read'],
  filesUploadV2: ['files:write'],
  'reactions.add': ['reactions:write'],
  'users.info': ['users:read', 'users:read.email'],
  'views.open': [],
  'views.publish': [],
  'views.push': [],
  'views.update': [],
};

const eventScopes: Record<string, { subscribe: string[]; scopes: string[] }> = {
  app_home_opened: { subscribe: ['app_home_opened'], scopes: [] },
  app_uninstalled: { subscribe: ['app_uninstalled'], scopes: [] },
  message: { subscribe: ['message.groups', 'message.im'], scopes: ['groups:history', 'im:history'] },
  tokens_revoked: { subscribe: ['tokens_revoked'], scopes: [] },
  user_change: { subscribe: ['user_change'], scopes: ['users:read'] },
};

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'));
}

const methodsInCode = [
  ...new Set(
    sources('src/slack').flatMap((text) =>
      [...text.matchAll(/\bclient\.((?:[a-zA-Z]+\.)*[a-zA-Z0-9]+)\(/g)].map((match) => match[1] ?? ''),
    ),
  ),
].sort();

const usedEvents = [
  ...new Set(
    sources('src/slack').flatMap((text) =>
      [...text.matchAll(/\bapp\.event\('([a-z_]+)'/g)].map((match) => match[1] ?? ''),
    ),
  ),
].sort();

test('every command is in the manifest with its words, and no other', () => {
  const inManifest = manifest.features.slash_commands.map((one: Record<string, unknown>) => [
    one.command,
    one.description,
    one.usage_hint,
  ]);
  expect(inManifest).toEqual(commands.map((one) => [one.name, one.description, one.usageHint]));
});

test('every message shortcut is in the manifest, and no other', () => {
  const inManifest = manifest.features.shortcuts.map((one: Record<string, unknown>) => [
    one.callback_id,
    one.name,
    one.description,
  ]);
  expect(inManifest).toEqual(listeners.shortcuts.map((one) => [one.callbackId, one.name, one.description]));
});

test('every event that the app listens to is subscribed, and no other', () => {
  expect(usedEvents).toEqual([...eventNames].sort());
  const wanted = usedEvents.flatMap((name) => eventScopes[name]?.subscribe ?? [`unknown: ${name}`]).sort();
  expect(manifest.settings.event_subscriptions.bot_events).toEqual(wanted);
});

test('the scopes are those of the calls and events in the code, and no other', () => {
  expect(methodsInCode.length).toBeGreaterThan(10);
  const unknown = methodsInCode.filter((name) => !(name in methodScopes));
  expect(unknown).toEqual([]);
  const scopes = [
    'commands',
    ...methodsInCode.flatMap((name) => methodScopes[name] ?? []),
    ...usedEvents.flatMap((name) => eventScopes[name]?.scopes ?? []),
  ];
  expect(manifest.oauth_config.scopes.bot).toEqual([...new Set(scopes)].sort());
});

// Slack's own schema stands beside the project where it is developed; it is not ours to ship.
const schemaFile = join(root, '../shared/specs/slack/manifest.schema.2.0.0.json');
describe.skipIf(!existsSync(schemaFile))('against Slack’s own schema (left out where that file is absent)', () => {
  test('the manifest is valid', () => {
    const schema = JSON.parse(readFileSync(schemaFile, 'utf8'));
    const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
    expect(validate(manifest) ? [] : validate.errors).toEqual([]);
  });
});
