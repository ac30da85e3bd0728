import { afterEach, beforeEach, expect, test } from 'vitest';
import { createConsent } from '../../src/adapters/gmail/consent.ts';
import { createGmail } from '../../src/adapters/gmail/index.ts';
import { createTurnableClock, MINUTE_MS } from '../../src/kernel/clock.ts';
import { InvalidInput, NotConnected } from '../../src/kernel/errors.ts';
import { silentLogger } from '../../src/kernel/logger.ts';
import { type MailStandIn, startMail } from '../../src/simulator/mail/index.ts';
import { createFeatures } from '../../src/wiring.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { admin, otherRep, rep } from '../support/people.ts';
import { testPorts } from '../support/world.ts';

const BACK = 'http://127.0.0.1:9/oauth/google/callback';
const ROSA = 'rosa@tallyhook.example';

let mail: MailStandIn;
let database: TestDatabase;
let features: ReturnType<typeof createFeatures>;
let givenBack: string[];
const clock = createTurnableClock(Date.UTC(2026, 10, 3, 9));

beforeEach(async () => {
  mail = await startMail({
    port: 0,
    clock,
    logger: silentLogger,
    mailboxes: [{ userId: rep.id, address: ROSA, name: 'Rosa Quint' }],
    redirectUris: [BACK],
  });
  database = await openTestDatabase();
  const google = {
    clientId: mail.clientId,
    clientSecret: mail.clientSecret,
    apiUrl: mail.googleApiUrl,
    oauthUrl: mail.googleOauthUrl,
  };
  givenBack = [];
  const consent = createConsent(google);
  features = createFeatures({
    ...testPorts,
    db: database.db,
    clock,
    mail: createGmail(google),
    consent: {
      ...consent,
      async revoke(credentials) {
        await consent.revoke(credentials);
        givenBack.push(credentials);
      },
    },
    redirect: { uri: BACK, isPublic: false },
  });
  await features.access.ensureMember({ ...rep, email: ROSA });
  for (const one of [admin, otherRep]) await features.access.ensureMember(one);
});
afterEach(async () => {
  await database.close();
  await mail.stop();
});

/** The person opens the link, and says yes on the page as the browser would. */
async function sayYes(url: string, address = ROSA): Promise<{ state: string; code: string }> {
  const asked = new URL(url);
  expect(asked.searchParams.get('code_challenge_method')).toBe('S256');
  expect(asked.searchParams.get('access_type')).toBe('offline');
  const page = await fetch(url);
  expect(page.status).toBe(200);
  const form = new URLSearchParams(asked.searchParams);
  form.set('email', address);
  const answer = await fetch(`${asked.origin}${asked.pathname}/callback`, {
    method: 'POST',
    redirect: 'manual',
    body: form,
  });
  const back = new URL(answer.headers.get('location') ?? '');
  expect(back.href.startsWith(BACK)).toBe(true);
  return { state: back.searchParams.get('state') ?? '', code: back.searchParams.get('code') ?? '' };
}

test('a rep connects the mailbox by Google’s page; the grant is sealed, told in the log, and sends', async () => {
  const { url, needsThisMachine } = await features.channels.beginConnect(rep);
  expect(needsThisMachine).toBe(true);
  const mailbox = await features.channels.finishConnect(await sayYes(url));
  expect(mailbox).toMatchObject({ memberId: rep.id, address: ROSA, status: 'active' });
  const [row] = await database.db('mailboxes').select('credentials');
  expect(row.credentials).not.toContain('refreshToken');
  const [ask] = await database.db('mailbox_asks');
  expect(JSON.stringify(ask)).not.toContain(new URL(url).searchParams.get('state'));
  const made = await features.channels.createDraft(mailbox.id, {
    touchKey: 'tch_1',
    from: { name: 'Rosa', address: ROSA },
    to: { name: 'Ada', address: 'ada@fernline.example' },
    subject: 'Nine days',
    text: 'Hello.',
  });
  await features.channels.sendDraft(mailbox.id, made.providerDraftId);
  expect(mail.sentMessages()).toHaveLength(1);
  expect(
    (await features.threads.latest({ kinds: ['mailbox.connected'], limit: 5 })).map((one) => one.refs.memberId),
  ).toEqual([rep.id]);
});

test('a link works once, for a quarter of an hour, and only as it was given', async () => {
  const { url } = await features.channels.beginConnect(rep);
  const answer = await sayYes(url);
  await features.channels.finishConnect(answer);
  await expect(features.channels.finishConnect(answer)).rejects.toBeInstanceOf(InvalidInput);
  const late = await sayYes((await features.channels.beginConnect(rep)).url);
  clock.set(clock.now() + 16 * MINUTE_MS);
  await expect(features.channels.finishConnect(late)).rejects.toThrow('15 minutes');
  await expect(features.channels.finishConnect({ state: 'guessed', code: answer.code })).rejects.toBeInstanceOf(
    InvalidInput,
  );
});

test('a code that was caught on its way opens nothing without the verifier', async () => {
  const caught = await sayYes((await features.channels.beginConnect(rep)).url);
  const own = await sayYes((await features.channels.beginConnect(otherRep)).url);
  await expect(features.channels.finishConnect({ state: own.state, code: caught.code })).rejects.toThrow();
  expect(await features.channels.mailboxOf(otherRep.id)).toBeUndefined();
});

test('a colleague’s mailbox is not taken over, and who has lost access connects nothing', async () => {
  await features.channels.finishConnect(await sayYes((await features.channels.beginConnect(rep)).url));
  const taken = await sayYes((await features.channels.beginConnect(otherRep)).url);
  await expect(features.channels.finishConnect(taken)).rejects.toThrow('colleague');
  const gone = await sayYes((await features.channels.beginConnect(otherRep)).url);
  await features.access.revoke(admin, otherRep.id);
  await expect(features.channels.finishConnect(gone)).rejects.toThrow('no access');
});

test('a link that is sent on to a colleague opens nothing, and gives the permission back', async () => {
  const sentOn = await sayYes((await features.channels.beginConnect(otherRep)).url);
  await expect(features.channels.finishConnect(sentOn)).rejects.toThrow('address of a colleague of Otto Brandt');
  expect(await features.channels.mailboxes()).toEqual([]);
  expect(givenBack).toHaveLength(1);
  const [denied] = await features.access.auditTrail({ actorId: otherRep.id, verdict: 'denied' });
  expect(denied).toMatchObject({ gesture: 'mailbox.connect', target: ROSA });
  // Not by a note in the settings either.
  await features.settings.set(admin, 'moreMailboxes', [{ mailbox: ROSA, belongsTo: 'otto@tallyhook.example' }]);
  const again = await sayYes((await features.channels.beginConnect(otherRep)).url);
  await expect(features.channels.finishConnect(again)).rejects.toThrow('address of a colleague');
});

test('a mailbox that is not the address in Slack is connected once somebody has written down whose it is', async () => {
  const own = { ...otherRep, email: 'otto@tallyhook.example' };
  await features.access.revoke(admin, rep.id);
  const finish = async () =>
    features.channels.finishConnect(await sayYes((await features.channels.beginConnect(own)).url));
  await expect(finish()).rejects.toThrow('does not tell this app the address of Otto Brandt');
  await features.access.revoke(admin, own.id);
  await features.access.ensureMember(own);
  await expect(finish()).rejects.toThrow(`“${ROSA} = otto@tallyhook.example” to More mailboxes`);
  await features.settings.set(admin, 'moreMailboxes', [{ mailbox: ROSA, belongsTo: 'otto@tallyhook.example' }]);
  expect(await finish()).toMatchObject({ memberId: own.id, address: ROSA });
});

test('a grant that has died is told to its owner once, and connecting again wakes the mailbox', async () => {
  const mailbox = await features.channels.finishConnect(await sayYes((await features.channels.beginConnect(rep)).url));
  await features.channels.disconnect(rep.id);
  expect(await features.channels.mailbox(mailbox.id)).toMatchObject({ status: 'reconnect' });
  await features.channels.finishConnect(await sayYes((await features.channels.beginConnect(rep)).url));
  mail.failNext('token', 'invalid_grant');
  const outgoing = {
    touchKey: 'tch_2',
    from: { name: 'Rosa', address: ROSA },
    to: { name: 'Ada', address: 'ada@fernline.example' },
    subject: 'Nine days',
    text: 'Hello.',
  };
  await expect(features.channels.createDraft(mailbox.id, outgoing)).rejects.toBeInstanceOf(NotConnected);
  await features.channels.createDraft(mailbox.id, outgoing).catch(() => undefined);
  const lost = await features.threads.latest({ kinds: ['mailbox.lost'], limit: 5 });
  expect(lost.map((one) => one.refs.memberId)).toEqual([rep.id]);
  await features.channels.finishConnect(await sayYes((await features.channels.beginConnect(rep)).url));
  expect(await features.channels.mailbox(mailbox.id)).toMatchObject({ status: 'active' });
});

test('without a key or Google nothing begins, in words for an admin', async () => {
  const plain = createFeatures({ ...testPorts, db: database.db, clock });
  await expect(plain.channels.beginConnect(rep)).rejects.toThrow('GOOGLE_CLIENT_ID');
});
