import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigProblems, readConfig } from '../../src/config.ts';
import { diagnose } from '../../src/diagnosis.ts';
import { manager, rep } from '../support/people.ts';
import { type World, world } from '../support/world.ts';

let w: World;
beforeEach(async () => {
  w = await world({ texting: true, templates: [] });
});
afterEach(() => w.close());

const rowOf = (rows: { name: string }[], name: string) => rows.find((one) => one.name.startsWith(name));
const TWILIO = { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 'x', TWILIO_WHATSAPP_FROM: '+442079460990' };

test('beside the configuration it tells how mailboxes, addresses and templates stand', async () => {
  const mailbox = w.mailboxOf(rep.id);
  await w.channels.pauseMailbox(mailbox?.id ?? '', 'the consent has run out', 'reconnect');
  const rows = await diagnose(readConfig(TWILIO), w);
  expect(rowOf(rows, 'Mailboxes')).toMatchObject({
    name: 'Mailboxes of the team: 1 connected',
    connected: false,
    todo: expect.stringMatching(/^1 to be connected again \(Rosa .*\): the owner says \/sales connect$/),
  });
  expect(rowOf(rows, 'Public address')).toMatchObject({ connected: false, todo: expect.stringContaining('press 1') });
  expect(rowOf(rows, 'WhatsApp templates')).toMatchObject({ connected: false });
  expect(rowOf(rows, 'Postal address')).toMatchObject({ connected: true });
  await w.settings.set(manager, 'postalAddress', '');
  expect(rowOf(await diagnose(readConfig({}), w), 'Postal address')).toMatchObject({ connected: false });
});

test('what can’t be read is told, and the rest is there all the same', async () => {
  const channels = {
    ...w.channels,
    mailboxes: () => Promise.reject(new Error('gone')),
    templates: () => new Promise<never>(() => undefined),
  };
  const rows = await diagnose(readConfig(TWILIO), { ...w, channels });
  expect(rowOf(rows, 'Mailboxes')).toMatchObject({
    connected: false,
    todo: expect.stringContaining('could not be read'),
  });
  expect(rowOf(rows, 'WhatsApp templates')).toMatchObject({ todo: expect.stringContaining('could not be read') });
  expect(rowOf(rows, 'Postal address')).toMatchObject({ connected: true });
});

test('a public address with a path is refused at the start: links would be made without it', () => {
  for (const url of [
    'https://h.example/app/',
    'https://h.example/app',
    'https://h.example/?a=1',
    'https://u:p@h.example',
  ])
    expect(() => readConfig({ BASE_URL: url })).toThrow(ConfigProblems);
  for (const url of ['https://h.example', 'https://h.example/', 'http://127.0.0.1:3000'])
    expect(readConfig({ BASE_URL: url }).baseUrl).toBe(`${new URL(url).origin}/`);
});
