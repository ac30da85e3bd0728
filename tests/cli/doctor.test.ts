import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { connections } from '../../src/connections.ts';

const LINKEDIN = { LINKEDIN_CLIENT_ID: 'id', LINKEDIN_CLIENT_SECRET: 'secret' };
const KEY = { ENCRYPTION_KEY: 'a key of sixteen or more' };
const rowOf = (env: Record<string, string>) =>
  connections(readConfig(env)).find((one) => one.name.startsWith('LinkedIn'));

test('LinkedIn’s API is not connected as it comes, and whom it is for is said', () => {
  const row = rowOf({});
  expect(row?.connected).toBe(false);
  expect(row?.todo).toContain('nothing to do');
  expect(row?.todo).toContain('Only if LinkedIn has approved your team');
});

test('it counts as connected with its client and a key to keep the tokens under', () => {
  expect(rowOf(LINKEDIN)?.connected).toBe(false);
  expect(rowOf({ ...LINKEDIN, ...KEY })?.connected).toBe(true);
});

test('half of it is told by name, and no value', () => {
  expect(() => readConfig({ LINKEDIN_CLIENT_ID: 'id' })).toThrow('LINKEDIN_CLIENT_SECRET is missing');
  expect(() => readConfig({ LINKEDIN_CLIENT_SECRET: 'hush' })).toThrow(/LINKEDIN_CLIENT_ID is missing(?!.*hush)/s);
  expect(() => readConfig({ ...LINKEDIN, ...KEY, LINKEDIN_VERSION: 'latest' })).toThrow('LINKEDIN_VERSION is a month');
});
