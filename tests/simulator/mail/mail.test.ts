import { networkInterfaces } from 'node:os';
import { auth, gmail, type gmail_v1 } from '@googleapis/gmail';
import { afterEach, describe, expect, it } from 'vitest';
import { createTurnableClock, HOUR_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';
import { silentLogger } from '../../../src/kernel/logger.ts';
import { startEmulator } from '../../../src/simulator/emulator.ts';
import { type MailStandIn, startMail } from '../../../src/simulator/mail/index.ts';
import { parseMail, writeMail } from '../../../src/simulator/mail/mime.ts';

const START = Date.UTC(2026, 10, 3, 8);
const REP = 'rep@tallyhook.example';
const OTHER = 'other@tallyhook.example';
const ADA = { name: 'Ada Bÿron', address: 'ada@fernline.example' };

const running: MailStandIn[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
});

async function start(modes = {}) {
  const clock = createTurnableClock(START);
  const mail = await startMail({
    port: 0,
    clock,
    logger: silentLogger,
    mailboxes: [
      { userId: 'U0REP00001', address: REP, name: 'Mara' },
      { userId: 'U0REP00002', address: OTHER, name: 'Jonas' },
    ],
    modes,
    redirectUris: ['http://127.0.0.1:1/oauth/google'],
  });
  running.push(mail);
  return { clock, mail };
}

/** The client exactly as the product sets it up: a refresh token and two base addresses, nothing else. */
function clientOf(mail: MailStandIn, address: string): gmail_v1.Gmail {
  const grant = mail.credentialsOf(address);
  const account = new auth.OAuth2({
    clientId: grant.clientId,
    clientSecret: grant.clientSecret,
    endpoints: {
      oauth2AuthBaseUrl: `${mail.googleOauthUrl}/o/oauth2/v2/auth`,
      oauth2TokenUrl: `${mail.googleOauthUrl}/token`,
      oauth2RevokeUrl: `${mail.googleOauthUrl}/revoke`,
    },
  });
  account.setCredentials({ refresh_token: grant.refreshToken });
  return gmail({ version: 'v1', auth: account, rootUrl: `${mail.googleApiUrl}/` });
}

let made = 0;
async function rawTo(to: { name: string; address: string }, more: object = {}): Promise<string> {
  made += 1;
  const from = { name: 'Mara Lindqvist', address: REP };
  const mail = {
    from,
    to,
    subject: 'Nine days',
    text: 'Hallo Ada, größer?',
    messageId: `<m${made}@tallyhook.example>`,
  };
  return (await writeMail({ ...mail, at: START, ...more })).toString('base64url');
}

async function draftAndSend(api: gmail_v1.Gmail, raw: string, threadId?: string) {
  const draft = await api.users.drafts.create({ userId: 'me', requestBody: { message: { raw, threadId } } });
  const id = draft.data.id ?? '';
  const sent = await api.users.drafts.send({ userId: 'me', requestBody: { id } });
  return {
    draftId: id,
    draftMessageId: draft.data.message?.id,
    id: sent.data.id ?? '',
    threadId: sent.data.threadId ?? '',
  };
}

const statusOf = (call: Promise<unknown>) =>
  call.then(
    () => 'ok' as const,
    (error: { status?: number; message: string }) => error.status ?? error.message,
  );

async function listHistory(api: gmail_v1.Gmail, startHistoryId: string) {
  const answer = await api.users.history.list({
    userId: 'me',
    startHistoryId,
    historyTypes: ['messageAdded'],
    labelId: 'INBOX',
  });
  return {
    ids: (answer.data.history ?? []).flatMap((one) => (one.messagesAdded ?? []).map((m) => m.message?.id)),
    next: answer.data.historyId ?? '',
  };
}

describe('the mail stand-in with the real Gmail client', () => {
  it('refreshes the access token and says whose mailbox it is', async () => {
    const { mail } = await start();
    const [mine, theirs] = await Promise.all(
      [REP, OTHER].map((address) => clientOf(mail, address).users.getProfile({ userId: 'me' })),
    );
    expect(mine?.data.emailAddress).toBe(REP);
    expect(theirs?.data.emailAddress).toBe(OTHER);
    expect(Number(mine?.data.historyId)).toBeGreaterThan(0);
  });

  it('sends a draft once: then the draft is gone and the thread holds the sent message', async () => {
    const { mail } = await start();
    const api = clientOf(mail, REP);
    const sent = await draftAndSend(api, await rawTo(ADA));
    expect(await statusOf(api.users.drafts.get({ userId: 'me', id: sent.draftId }))).toBe(404);
    expect(await statusOf(api.users.drafts.send({ userId: 'me', requestBody: { id: sent.draftId } }))).toBe(404);
    const thread = await api.users.threads.get({ userId: 'me', id: sent.threadId, format: 'minimal' });
    expect(thread.data.messages?.map((one) => one.labelIds)).toEqual([['SENT']]);
    expect(sent.id).not.toBe(sent.draftMessageId);
    expect(mail.sentMessages().map((one) => [one.to[0], one.subject, one.text.trim(), one.at])).toEqual([
      [ADA, 'Nine days', 'Hallo Ada, größer?', START],
    ]);
  });

  it('sends a draft once when two calls come at the same instant', async () => {
    const { mail } = await start();
    const api = clientOf(mail, REP);
    const draft = await api.users.drafts.create({ userId: 'me', requestBody: { message: { raw: await rawTo(ADA) } } });
    const call = () => statusOf(api.users.drafts.send({ userId: 'me', requestBody: { id: draft.data.id ?? '' } }));
    expect((await Promise.all([call(), call(), call()])).sort()).toEqual([404, 404, 'ok']);
    expect(mail.sentMessages()).toHaveLength(1);
  });

  it('shows a draft that was not sent, and lists and deletes it', async () => {
    const { mail } = await start();
    const api = clientOf(mail, REP);
    const draft = await api.users.drafts.create({ userId: 'me', requestBody: { message: { raw: await rawTo(ADA) } } });
    const id = draft.data.id ?? '';
    expect((await api.users.drafts.get({ userId: 'me', id })).data.message?.labelIds).toContain('DRAFT');
    expect((await api.users.drafts.list({ userId: 'me' })).data.drafts?.map((one) => one.id)).toEqual([id]);
    await api.users.drafts.delete({ userId: 'me', id });
    expect(await statusOf(api.users.drafts.get({ userId: 'me', id }))).toBe(404);
    expect(mail.sentMessages()).toHaveLength(0);
  });

  it('joins a thread only when id, references and subject fit, as Gmail does', async () => {
    const { mail } = await start();
    const api = clientOf(mail, REP);
    const first = await draftAndSend(api, await rawTo(ADA));
    const id = mail.sentMessages()[0]?.messageId;
    const linked = { inReplyTo: id, references: [id], subject: 'Re: Nine days' };
    const second = await draftAndSend(api, await rawTo(ADA, linked), first.threadId);
    const unlinked = await draftAndSend(api, await rawTo(ADA), first.threadId);
    const renamed = await draftAndSend(api, await rawTo(ADA, { ...linked, subject: 'Other words' }), first.threadId);
    expect(second.threadId).toBe(first.threadId);
    expect(unlinked.threadId).not.toBe(first.threadId);
    expect(renamed.threadId).not.toBe(first.threadId);
    const unknown = api.users.drafts.create({
      userId: 'me',
      requestBody: { message: { raw: await rawTo(ADA), threadId: 'thr_nowhere' } },
    });
    expect(await statusOf(unknown)).toBe(404);
  });

  it('brings an answer into the thread, tells of it in the history, and gives every header back', async () => {
    const { mail, clock } = await start();
    const api = clientOf(mail, REP);
    const before = (await api.users.getProfile({ userId: 'me' })).data.historyId ?? '';
    const sent = await draftAndSend(api, await rawTo(ADA));
    expect((await listHistory(api, before)).ids).toEqual([]);
    clock.set(START + HOUR_MS);
    const inReplyTo = mail.sentMessages()[0]?.messageId ?? '';
    const delivered = await mail.deliver({
      to: REP,
      from: ADA,
      subject: 'Automatische Antwort: Nine days',
      text: 'Ich bin bis Montag nicht im Büro.',
      headers: { 'Auto-Submitted': 'auto-replied' },
      inReplyTo,
      references: [inReplyTo],
    });
    expect(delivered.threadId).toBe(sent.threadId);
    const news = await listHistory(api, before);
    expect(news.ids).toEqual([delivered.id]);
    expect((await listHistory(api, news.next)).ids).toEqual([]);

    const metadata = await api.users.messages.get({
      userId: 'me',
      id: delivered.id,
      format: 'metadata',
      metadataHeaders: ['auto-submitted', 'Message-Id', 'From'],
    });
    expect(Object.fromEntries((metadata.data.payload?.headers ?? []).map((h) => [h.name, h.value]))).toEqual({
      From: 'Ada Bÿron <ada@fernline.example>',
      'Auto-Submitted': 'auto-replied',
      'Message-ID': expect.stringMatching(/^<.+@fernline\.example>$/),
    });
    expect(metadata.data.internalDate).toBe(String(START + HOUR_MS));
    const full = await api.users.messages.get({ userId: 'me', id: delivered.id, format: 'full' });
    expect(Buffer.from(full.data.payload?.body?.data ?? '', 'base64url').toString()).toContain('nicht im Büro');
    const raw = await api.users.messages.get({ userId: 'me', id: delivered.id, format: 'raw' });
    const parsed = await parseMail(Buffer.from(raw.data.raw ?? '', 'base64url'));
    expect(parsed).toMatchObject({ from: ADA, inReplyTo, subject: 'Automatische Antwort: Nine days' });
  });

  it('finds mail by id, sender and label, and only after a while when search lags', async () => {
    const { mail, clock } = await start({ searchLagMs: 2 * MINUTE_MS });
    const api = clientOf(mail, REP);
    const sent = await draftAndSend(api, await rawTo(ADA));
    const search = async (q: string) =>
      ((await api.users.messages.list({ userId: 'me', q })).data.messages ?? []).map((one) => one.id);
    const id = mail.sentMessages()[0]?.messageId;
    expect(await search(`rfc822msgid:${id}`)).toEqual([]);
    clock.set(START + 2 * MINUTE_MS);
    expect(await search(`rfc822msgid:${id}`)).toEqual([sent.id]);
    expect(await search('in:sent to:ada@fernline.example')).toEqual([sent.id]);
    expect(await search('in:inbox')).toEqual([]);
  });

  it('gives a sent mail another Message-ID when told to, and threads by that', async () => {
    const { mail } = await start({ rewritesMessageIds: true });
    const api = clientOf(mail, REP);
    const sent = await draftAndSend(api, await rawTo(ADA, { messageId: '<ours@tallyhook.example>' }));
    const kept = mail.sentMessages()[0];
    expect(kept?.messageId).toMatch(/@mail\.example>$/);
    const read = await api.users.messages.get({
      userId: 'me',
      id: sent.id,
      format: 'metadata',
      metadataHeaders: ['Message-ID'],
    });
    expect(read.data.payload?.headers?.[0]?.value).toBe(kept?.messageId);
    const answer = await mail.deliver({
      to: REP,
      from: ADA,
      subject: 'Re: Nine days',
      text: 'Yes',
      inReplyTo: kept?.messageId,
    });
    expect(answer.threadId).toBe(sent.threadId);
  });

  it('keeps mailboxes apart, and refuses a token or a user that it does not know', async () => {
    const { mail } = await start();
    const mine = clientOf(mail, REP);
    const theirs = clientOf(mail, OTHER);
    const sent = await draftAndSend(mine, await rawTo(ADA));
    expect((await theirs.users.messages.list({ userId: 'me' })).data.messages ?? []).toEqual([]);
    expect(await statusOf(theirs.users.messages.get({ userId: 'me', id: sent.id }))).toBe(404);
    expect(await statusOf(theirs.users.messages.list({ userId: REP }))).toBe(403);
    const stranger = await fetch(`${mail.googleApiUrl}/gmail/v1/users/me/profile`, {
      headers: { authorization: 'Bearer guess' },
    });
    expect(stranger.status).toBe(401);
  });

  it('delivers between its mailboxes, and a test to oneself lands in the own inbox', async () => {
    const { mail } = await start();
    await draftAndSend(clientOf(mail, REP), await rawTo({ name: '', address: OTHER }));
    const theirs = await clientOf(mail, OTHER).users.messages.list({ userId: 'me', labelIds: ['INBOX'] });
    expect(theirs.data.messages).toHaveLength(1);
    const self = await draftAndSend(clientOf(mail, REP), await rawTo({ name: '', address: REP }));
    const own = await clientOf(mail, REP).users.messages.get({ userId: 'me', id: self.id, format: 'minimal' });
    expect(own.data.labelIds).toEqual(expect.arrayContaining(['SENT', 'INBOX']));
  });

  it('shows what a person sends by hand as sent mail, in no inbox', async () => {
    const { mail } = await start();
    const api = clientOf(mail, REP);
    const before = (await api.users.getProfile({ userId: 'me' })).data.historyId ?? '';
    const byHand = await mail.sendByHand({ from: REP, to: ADA, subject: 'Quick one', text: 'Just me.' });
    const read = await api.users.messages.get({ userId: 'me', id: byHand.id, format: 'minimal' });
    expect(read.data.labelIds).toEqual(['SENT']);
    expect((await listHistory(api, before)).ids).toEqual([]);
  });

  it('refuses a mail without a recipient and a sender that is not the account', async () => {
    const { mail } = await start();
    const api = clientOf(mail, REP);
    const nobody = Buffer.from('From: rep@tallyhook.example\r\nSubject: x\r\n\r\nx').toString('base64url');
    expect(await statusOf(draftAndSend(api, nobody))).toBe(400);
    await draftAndSend(api, await rawTo(ADA, { from: { name: 'Boss', address: 'boss@fernline.example' } }));
    expect(mail.sentMessages().map((one) => one.from.address)).toEqual([REP]);
  });
});

describe('signing in', () => {
  it('lets a person connect a mailbox on the consent page, and disconnect it', async () => {
    const { mail } = await start();
    const redirectUri = 'http://127.0.0.1:1/oauth/google';
    const account = new auth.OAuth2({
      clientId: mail.clientId,
      clientSecret: mail.clientSecret,
      redirectUri,
      endpoints: {
        oauth2AuthBaseUrl: `${mail.googleOauthUrl}/o/oauth2/v2/auth`,
        oauth2TokenUrl: `${mail.googleOauthUrl}/token`,
        oauth2RevokeUrl: `${mail.googleOauthUrl}/revoke`,
      },
    });
    const url = account.generateAuthUrl({ access_type: 'offline', scope: ['email'], state: 's1' });
    const page = await fetch(url);
    expect(await page.text()).toContain(OTHER);
    const choice = await fetch(`${mail.googleOauthUrl}/o/oauth2/v2/auth/callback`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({
        email: OTHER,
        client_id: mail.clientId,
        redirect_uri: redirectUri,
        scope: 'email',
        state: 's1',
      }),
    });
    const back = new URL(choice.headers.get('location') ?? '');
    expect(back.searchParams.get('state')).toBe('s1');
    const { tokens } = await account.getToken(back.searchParams.get('code') ?? '');
    account.setCredentials(tokens);
    const api = gmail({ version: 'v1', auth: account, rootUrl: `${mail.googleApiUrl}/` });
    expect((await api.users.getProfile({ userId: 'me' })).data.emailAddress).toBe(OTHER);
    await account.revokeToken(tokens.access_token ?? '');
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    expect((await fetch(`${mail.googleApiUrl}/gmail/v1/users/me/profile`, { headers })).status).toBe(401);
  });

  it('refuses a wrong client secret', async () => {
    const { mail } = await start();
    const { refreshToken } = mail.credentialsOf(REP);
    const form = {
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      client_id: mail.clientId,
      client_secret: 'no',
    };
    const answer = await fetch(`${mail.googleOauthUrl}/token`, { method: 'POST', body: new URLSearchParams(form) });
    expect(answer.status).toBe(401);
  });
});

describe('the emulator behind it', () => {
  it('is let go when the port for the front is taken', async () => {
    const { mail, clock } = await start();
    const port = Number(new URL(mail.googleApiUrl).port);
    const again = startMail({
      port,
      clock,
      logger: silentLogger,
      mailboxes: [{ userId: 'U1', address: REP, name: 'M' }],
    });
    await expect(again).rejects.toThrow(/EADDRINUSE/);
  });

  it('listens on the loopback address only', async () => {
    const emulator = await startEmulator('google', { google: { users: [{ email: REP }] } });
    const { port } = new URL(emulator.url);
    const elsewhere = Object.values(networkInterfaces())
      .flat()
      .filter((one) => one !== undefined && one.address !== '127.0.0.1')
      .map((one) => (one?.family === 'IPv6' ? `[${one.address}]` : one?.address));
    try {
      expect((await fetch(`${emulator.url}/.well-known/openid-configuration`)).status).toBe(200);
      for (const host of elsewhere) await expect(fetch(`http://${host}:${port}/`)).rejects.toThrow();
    } finally {
      await emulator.stop();
    }
    await expect(fetch(emulator.url)).rejects.toThrow();
  });
});

describe('faults of the mail stand-in', () => {
  it('answers with the errors that Gmail gives, once each', async () => {
    const { mail } = await start();
    const api = clientOf(mail, REP);
    const create = async () =>
      statusOf(api.users.drafts.create({ userId: 'me', requestBody: { message: { raw: await rawTo(ADA) } } }));
    mail.failNext('drafts.create', 'error500');
    mail.failNext('drafts.create', 'rate429');
    mail.failNext('drafts.create', 'quota403');
    expect([await create(), await create(), await create(), await create()]).toEqual([500, 429, 403, 'ok']);
    mail.failNext('history', 'not_found404');
    expect(await statusOf(listHistory(api, '1'))).toBe(404);
  });

  it('says so when the grant is dead', async () => {
    const { mail } = await start();
    mail.failNext('token', 'invalid_grant');
    expect(await statusOf(clientOf(mail, REP).users.getProfile({ userId: 'me' }))).toBe(400);
  });

  it('can take a mail and lose the answer', async () => {
    const { mail } = await start();
    const api = clientOf(mail, REP);
    for (const fault of ['error500', 'cut'] as const) {
      const draft = await api.users.drafts.create({
        userId: 'me',
        requestBody: { message: { raw: await rawTo(ADA) } },
      });
      mail.failNext('drafts.send', fault, { taken: true });
      const id = draft.data.id ?? '';
      expect(await statusOf(api.users.drafts.send({ userId: 'me', requestBody: { id } }))).not.toBe('ok');
      expect(await statusOf(api.users.drafts.get({ userId: 'me', id }))).toBe(404);
    }
    expect(mail.sentMessages()).toHaveLength(2);
  });

  it('can hang before it takes a mail, of one mailbox only', async () => {
    const { mail } = await start();
    const api = clientOf(mail, REP);
    const draft = await api.users.drafts.create({ userId: 'me', requestBody: { message: { raw: await rawTo(ADA) } } });
    mail.failNext('drafts.send', 'hang', { address: REP });
    const id = draft.data.id ?? '';
    const sending = api.users.drafts.send({ userId: 'me', requestBody: { id } }, { timeout: 150 });
    expect(await statusOf(sending)).not.toBe('ok');
    expect(await statusOf(api.users.drafts.get({ userId: 'me', id }))).toBe('ok');
    expect(mail.sentMessages()).toHaveLength(0);
  });
});
