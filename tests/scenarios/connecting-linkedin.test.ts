import { afterEach, beforeEach, expect, test } from 'vitest';
import { createConsent } from '../../src/adapters/linkedin/consent.ts';
import { createLinkedin } from '../../src/adapters/linkedin/index.ts';
import { createTurnableClock, DAY_MS, MINUTE_MS } from '../../src/kernel/clock.ts';
import { InvalidInput, NotConnected } from '../../src/kernel/errors.ts';
import { createFeatures } from '../../src/wiring.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { type LinkedinStandIn, startLinkedin } from '../support/linkedin-stand-in.ts';
import { admin, otherRep, rep } from '../support/people.ts';
import { testPorts } from '../support/world.ts';

const BACK = 'http://127.0.0.1:9/oauth/linkedin/callback';
const message = { to: 'urn:li:person:Ada', text: 'Nine days is long, Ada.' };

let standIn: LinkedinStandIn;
let database: TestDatabase;
let features: ReturnType<typeof createFeatures>;
const clock = createTurnableClock(Date.UTC(2026, 10, 3, 9));

beforeEach(async () => {
  standIn = await startLinkedin();
  database = await openTestDatabase();
  features = createFeatures({
    ...testPorts,
    db: database.db,
    clock,
    // A mailbox of any name, so that an answer of one provider can be tried at the other.
    consent: {
      urlFor: async ({ state }) => `${BACK}?state=${state}`,
      redeem: async () => ({ address: 'rosa@tallyhook.example', credentials: '{}' }),
      revoke: async () => undefined,
    },
    redirect: { uri: BACK.replace('linkedin', 'google'), isPublic: false },
    linkedin: {
      provider: createLinkedin(standIn.config),
      consent: createConsent(standIn.config),
      redirect: { uri: BACK, isPublic: false },
    },
  });
  for (const one of [admin, otherRep]) await features.access.ensureMember(one);
  await features.access.ensureMember({ ...rep, email: 'rosa@tallyhook.example' });
});
afterEach(async () => {
  await database.close();
  await standIn.stop();
});

const link = async (member = rep) => (await features.channels.beginLinkedin(member)).url;

test('a rep says yes at LinkedIn; the grant is sealed, told in the log, and sends in their name', async () => {
  const url = await link();
  const account = await features.channels.finishLinkedin(await standIn.sayYes(url));
  expect(account).toEqual({ memberId: rep.id, status: 'active', expiresAt: clock.now() + 60 * DAY_MS });
  const [row] = await database.db('linkedin_accounts');
  expect(JSON.stringify(row)).not.toContain('token-');
  const [ask] = await database.db('mailbox_asks');
  expect(JSON.stringify(ask)).not.toContain(new URL(url).searchParams.get('state'));
  const told = await features.threads.latest({ kinds: ['linkedin.connected'], limit: 5 });
  expect(told.map((one) => one.refs.memberId)).toEqual([rep.id]);
  await features.channels.sendOnLinkedin(rep.id, message);
  expect(standIn.messages).toHaveLength(1);
  await expect(features.channels.sendOnLinkedin(otherRep.id, message)).rejects.toBeInstanceOf(NotConnected);
});

test('a link works once, for a quarter of an hour, and only as it was given', async () => {
  const answer = await standIn.sayYes(await link());
  await features.channels.finishLinkedin(answer);
  await expect(features.channels.finishLinkedin(answer)).rejects.toBeInstanceOf(InvalidInput);
  const late = await standIn.sayYes(await link());
  clock.set(clock.now() + 16 * MINUTE_MS);
  await expect(features.channels.finishLinkedin(late)).rejects.toThrow('15 minutes');
  await expect(features.channels.finishLinkedin({ state: 'guessed', code: late.code })).rejects.toBeInstanceOf(
    InvalidInput,
  );
});

test('what was asked of one provider is answered by no other', async () => {
  const own = await standIn.sayYes(await link());
  await expect(features.channels.finishConnect(own)).rejects.toBeInstanceOf(InvalidInput);
  const { url } = await features.channels.beginConnect(rep);
  const state = new URL(url).searchParams.get('state') ?? '';
  await expect(features.channels.finishLinkedin({ state, code: own.code })).rejects.toBeInstanceOf(InvalidInput);
  // Both still work where they belong.
  await features.channels.finishLinkedin(own);
  await features.channels.finishConnect({ state, code: 'any' });
});

test('who has lost access connects nothing, and a token that died is told once', async () => {
  const gone = await standIn.sayYes(await link(otherRep));
  await features.access.revoke(admin, otherRep.id);
  await expect(features.channels.finishLinkedin(gone)).rejects.toThrow('no access');
  await features.channels.finishLinkedin(await standIn.sayYes(await link()));
  await features.channels.sendOnLinkedin(rep.id, message);
  standIn.revoke(standIn.messages[0]?.token ?? '');
  const tries = await Promise.allSettled([1, 2, 3].map(() => features.channels.sendOnLinkedin(rep.id, message)));
  for (const one of tries) expect(one).toMatchObject({ status: 'rejected', reason: expect.any(NotConnected) });
  expect(await features.channels.linkedinOf(rep.id)).toMatchObject({ status: 'reconnect' });
  expect(await features.threads.latest({ kinds: ['linkedin.lost'], limit: 5 })).toHaveLength(1);
});

test('without the configuration nothing begins, in words that say for whom it is', async () => {
  const plain = createFeatures({ ...testPorts, db: database.db, clock });
  await expect(plain.channels.beginLinkedin(rep)).rejects.toThrow('only for teams that LinkedIn has approved');
});
