import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction } from '../../../src/db/index.ts';
import { type Channels, createChannels, openAddressSalt } from '../../../src/features/channels/index.ts';
import { addressKey, plainAddress } from '../../../src/features/channels/rules.ts';
import { createThreads } from '../../../src/features/threads/index.ts';
import { createTurnableClock } from '../../../src/kernel/clock.ts';
import { createIds } from '../../../src/kernel/ids.ts';
import { createAddressHash, createSecretBox } from '../../../src/kernel/secret-box.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { createFakeMailProvider, type FakeMail } from '../../support/fake-mail-provider.ts';
import { rep } from '../../support/people.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');
const START = Date.UTC(2026, 10, 3, 9);
const clock = createTurnableClock(START);
const ids = createIds(clock);

let database: TestDatabase;
let mail: FakeMail;
let channels: Channels;
beforeEach(async () => {
  database = await openTestDatabase();
  mail = createFakeMailProvider({ clock });
  channels = open();
});
afterEach(() => database.close());

function open(more: Partial<Parameters<typeof createChannels>[0]> = {}): Channels {
  const deps = { db: database.db, clock, ids, secretBox: createSecretBox(KEY), addressHash: createAddressHash('salt') };
  const threads = createThreads({ db: database.db });
  const owners = { people: async () => [], moreMailboxes: async () => [], onRefused: async () => undefined };
  return createChannels({ ...deps, ...owners, threads, mail: mail.provider, ...more });
}

const connect = (address = 'Rosa <Rosa@Tallyhook.example>', credentials = '{"refreshToken":"a-secret"}') =>
  channels.connectMailbox({ memberId: rep.id, address, displayName: 'Rosa\nQuint', credentials, at: START });

const suppress = (address: string, more: object = {}) =>
  inTransaction(database.db, (scope) =>
    channels.suppress(scope, { channel: 'email', address, reason: 'opted_out', source: 'said so', at: START, ...more }),
  );

const outgoing = {
  touchKey: 'tch_1',
  from: { name: 'Rosa', address: 'rosa@tallyhook.example' },
  to: { name: 'Ada', address: 'ada@fernline.example' },
  subject: 'Nine days',
  text: 'Hello',
};

describe('a mailbox', () => {
  it('is kept with its address in one spelling and its credentials unreadable', async () => {
    const mailbox = await connect();
    expect(mailbox).toMatchObject({
      memberId: rep.id,
      address: 'rosa@tallyhook.example',
      displayName: 'Rosa Quint',
      status: 'active',
      connectedAt: START,
    });
    expect(JSON.stringify(await database.db('mailboxes'))).not.toContain('a-secret');
    expect(JSON.stringify(await channels.mailboxes())).not.toContain('secret');
    expect(await channels.mailboxOf(rep.id)).toEqual(mailbox);
    expect(await channels.mailbox(mailbox.id)).toEqual(mailbox);
    expect(await channels.mailbox('none')).toBeUndefined();
  });

  it('that is connected again is the same one, awake, with its age and its place in the mail', async () => {
    const first = await connect();
    await channels.saveCursor(first.id, '42');
    await channels.pauseMailbox(first.id, 'the grant is dead', 'reconnect');
    clock.set(clock.now() + 1_000);
    const again = await connect('ROSA@tallyhook.example', '{"refreshToken":"new"}');
    expect(again).toEqual({ ...first, cursor: '42' });
    expect(await channels.mailboxes()).toHaveLength(1);
  });

  it('is not made of something that is no address, or without a key', async () => {
    await expect(connect('rosa')).rejects.toMatchObject({ code: 'invalid_input', field: 'address' });
    channels = open({ secretBox: createSecretBox() });
    await expect(connect()).rejects.toMatchObject({
      code: 'not_connected',
      forUser: expect.stringContaining('ENCRYPTION_KEY'),
    });
    expect(await channels.mailboxes()).toEqual([]);
  });
});

describe('sending and reading through a mailbox', () => {
  it('uses its own credentials', async () => {
    const { id } = await connect();
    let used = '';
    mail.provider.createDraft = async (access) => {
      used = `${access.address} ${access.credentials}`;
      return { providerDraftId: 'd' };
    };
    await channels.createDraft(id, outgoing);
    expect(used).toBe('rosa@tallyhook.example {"refreshToken":"a-secret"}');
  });

  it('goes on from the cursor that was saved', async () => {
    const { id } = await connect();
    const { cursor } = await channels.changesSince(id);
    mail.deliver({ to: 'rosa@tallyhook.example', from: 'ada@fernline.example', text: 'Hi' });
    expect((await channels.changesSince(id)).mails).toEqual([]);
    await channels.saveCursor(id, cursor);
    expect((await channels.changesSince(id)).mails).toHaveLength(1);
  });

  it.each(['createDraft', 'sendDraft', 'lookUpDraft', 'deleteDraft', 'changesSince'] as const)(
    'a grant that is found dead by %s asks for a new connection',
    async (operation) => {
      const { id } = await connect();
      mail.fail(operation, 'grant_dead');
      const calls = {
        createDraft: () => channels.createDraft(id, outgoing),
        sendDraft: () => channels.sendDraft(id, 'd'),
        lookUpDraft: () => channels.lookUpDraft(id, 'd', { touchKey: 't', subject: '', to: '' }),
        deleteDraft: () => channels.deleteDraft(id, 'd'),
        changesSince: () => channels.changesSince(id),
      };
      await expect(calls[operation]()).rejects.toMatchObject({ code: 'not_connected' });
      expect(await channels.mailbox(id)).toMatchObject({ status: 'reconnect', statusReason: 'connect again' });
    },
  );

  it('other failures leave the mailbox as it is', async () => {
    const { id } = await connect();
    mail.fail('createDraft', 'down', 'rate_limited', 'refused');
    for (const code of ['unavailable', 'rate_limited', 'invalid_input']) {
      await expect(channels.createDraft(id, outgoing)).rejects.toMatchObject({ code });
    }
    expect((await channels.mailbox(id))?.status).toBe('active');
  });

  it('what is missing on our own side (a key, a provider) is said and marks no mailbox', async () => {
    const { id } = await connect();
    for (const more of [
      { secretBox: createSecretBox() },
      { secretBox: createSecretBox('another key altogether') },
      { mail: undefined },
    ]) {
      await expect(open(more).changesSince(id)).rejects.toMatchObject({ code: 'not_connected' });
    }
    await expect(channels.changesSince('none')).rejects.toMatchObject({ code: 'not_connected' });
    expect((await channels.mailbox(id))?.status).toBe('active');
  });
});

describe('a suppression', () => {
  it('is found by any spelling of the address, on its channel only', async () => {
    await suppress('Ada Byron <ADA@Fernline.example>');
    for (const spelling of [
      'ada@fernline.example',
      ' Ada@FERNLINE.example ',
      'mailto:ada@fernline.example',
      '"A" <ada@fernline.example>',
    ]) {
      expect(await channels.suppressionOf('email', spelling)).toEqual({
        channel: 'email',
        reason: 'opted_out',
        source: 'said so',
        at: START,
      });
    }
    expect(await channels.suppressionOf('sms', 'ada@fernline.example')).toBeUndefined();
    expect(await channels.suppressionOf('email', 'bo@fernline.example')).toBeUndefined();
  });

  it('for all channels holds on each', async () => {
    await suppress('+44 20 7946 0101', { channel: 'all' });
    for (const channel of ['email', 'sms', 'whatsapp', 'call', 'linkedin'] as const) {
      expect(await channels.suppressionOf(channel, '+442079460101')).toMatchObject({ channel: 'all' });
    }
  });

  it('keeps its first reason, and no address in the clear', async () => {
    await suppress('ada@fernline.example', { reason: 'bounced' });
    await suppress('ada@fernline.example', { reason: 'complained', at: START + 1 });
    expect(await channels.suppressionOf('email', 'ada@fernline.example')).toMatchObject({
      reason: 'bounced',
      at: START,
    });
    expect(JSON.stringify(await database.db('suppressions'))).not.toMatch(/ada|fernline/);
  });

  it('goes back with the transaction that it was part of', async () => {
    const failing = inTransaction(database.db, async (scope) => {
      await channels.suppress(scope, {
        channel: 'all',
        address: 'ada@fernline.example',
        reason: 'opted_out',
        source: '',
        at: START,
      });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await channels.suppressionOf('email', 'ada@fernline.example')).toBeUndefined();
  });
});

describe('the salt of the hashes', () => {
  const salt = (key?: string) => openAddressSalt({ db: database.db, clock, secretBox: createSecretBox(key) });

  it('is made once and stays the same, at every start', async () => {
    const first = await salt(KEY);
    expect(first).toHaveLength(44);
    expect(await salt(KEY)).toBe(first);
    expect(JSON.stringify(await database.db('settings'))).not.toContain(first);
  });

  it('is the same for two that start at once', async () => {
    const [one, two] = await Promise.all([salt(), salt()]);
    expect(one).toBe(two);
  });

  it('without a key is kept open, and stays the same when a key comes', async () => {
    const first = await salt();
    expect(await salt(KEY)).toBe(first);
    expect(JSON.stringify(await database.db('settings'))).not.toContain(first);
    expect(await salt(KEY)).toBe(first);
  });

  it('sealed with another key stops the start: nobody’s "no" would be found again', async () => {
    await salt(KEY);
    await expect(salt('another key altogether')).rejects.toMatchObject({ code: 'not_connected' });
    await expect(salt()).rejects.toMatchObject({ code: 'not_connected' });
  });
});

describe('addresses in one spelling', () => {
  it.each([
    ['+44 20 7946 0101', '+442079460101'],
    ['+44 (20) 7946-0101', '+442079460101'],
    ['0044 20 7946 0101', '+442079460101'],
    ['whatsapp:+442079460101', '+442079460101'],
    ['https://www.linkedin.com/in/Ada-Byron/?x=1', 'linkedin.com/in/ada-byron'],
    ['de.linkedin.com/in/ada-byron', 'linkedin.com/in/ada-byron'],
    ['Ada <ada@x.example>', 'ada@x.example'],
    ['JÖRG@bücher.example', 'jörg@bücher.example'],
    ['', ''],
  ])('%s', (raw, key) => {
    expect(addressKey(raw)).toBe(key);
  });

  it.each(['ada', 'a@b', 'a@x.example, b@x.example', 'a@x.example\nBcc: b@x.example', '<>', 'a b@x.example'])(
    '"%s" is not one address',
    (raw) => {
      expect(plainAddress(raw)).toBe('');
    },
  );
});

describe('an opt-out token', () => {
  it('tells the touch and the address it was made for, and no address in the clear', () => {
    const token = channels.optOutToken('tch_1', 'Ada@Fernline.example');
    expect(token).not.toMatch(/ada|fernline/i);
    expect(channels.readOptOut(token)?.touchId).toBe('tch_1');
    expect(channels.optOutToken('tch_1', 'ada@fernline.example')).toBe(token);
  });

  it('can be made by nobody else', () => {
    const [touch, hash, mac] = channels.optOutToken('tch_1', 'ada@fernline.example').split('.');
    const other = channels.optOutToken('tch_2', 'otto@fernline.example').split('.');
    for (const forged of [
      '',
      '..',
      `${touch}.${hash}`,
      `${touch}.${other[1]}.${mac}`,
      `${other[0]}.${hash}.${mac}`,
      `${touch}.${hash}.${mac}.x`,
      'ü'.repeat(22),
    ])
      expect(channels.readOptOut(forged)).toBeUndefined();
  });
});
