import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGmail } from '../../../src/adapters/gmail/index.ts';
import type { MailboxMail, OutgoingMail } from '../../../src/features/channels/ports.ts';
import { NotConnected, RateLimited, Unavailable, UnknownOutcome } from '../../../src/kernel/errors.ts';
import { type Google, googleError, REP, startGoogle } from './google.ts';

let google: Google;
beforeEach(async () => {
  google = await startGoogle();
});
afterEach(() => google.stop());

const DRAFTS = /POST .*\/drafts(\?|$)/;
const SEND = /POST .*\/drafts\/send/;

const mail = (more: Partial<OutgoingMail> = {}): OutgoingMail => ({
  touchKey: 'tch_1',
  from: { name: 'Rosa Quint', address: REP },
  to: { name: 'Ada Byron', address: 'ada@fernline.example' },
  subject: 'Nine days',
  text: 'Hello Ada',
  ...more,
});

async function sentRaw(): Promise<string> {
  const { body } = await google.gmail('GET', 'messages?labelIds=SENT');
  const { body: message } = await google.gmail('GET', `messages/${body.messages[0].id}?format=raw`);
  return Buffer.from(message.raw, 'base64url').toString('utf8');
}

async function send(one: OutgoingMail) {
  const provider = google.provider();
  const draft = await provider.createDraft(google.mailbox, one);
  return provider.sendDraft(google.mailbox, draft.providerDraftId);
}

describe('sending', () => {
  it('a name or subject with line breaks adds no header and no recipient', async () => {
    await send(
      mail({
        to: { name: 'Ada\r\nBcc: eve@elsewhere.example', address: 'ada@fernline.example' },
        subject: 'Hello\r\nX-Evil: yes\n\nbody',
        touchKey: 'tch_1\r\nX-Evil: yes',
      }),
    );
    const head = (await sentRaw()).split(/\r?\n\r?\n/)[0] ?? '';
    const names = head.split(/\r?\n(?![ \t])/).map((line) => line.split(':')[0]);
    expect(names).not.toContain('Bcc');
    expect(names).not.toContain('X-Evil');
    expect((await google.delivered()).map((one) => one.to)).toEqual(['ada@fernline.example']);
  });

  it('words arrive as they were approved, in any script and with lines that look like headers or endings', async () => {
    const text = 'Grüße, Ada 🙂\n\nFrom: nobody\n.\n=3D and = at the end =\n日本語 — “quoted”\n> not a quote\n\nRosa';
    await send(mail({ text, subject: 'Größe — 日本語 🙂' }));
    const [arrived] = await google.delivered();
    expect(arrived).toMatchObject({ text, subject: 'Größe — 日本語 🙂' });
  });

  it('a follow-up keeps its approved subject and goes on in a new thread when a person has deleted the old one', async () => {
    google.fail({ on: DRAFTS, answer: googleError(404, 'notFound') });
    const sent = await send(mail({ thread: { providerThreadId: 'gone', references: ['<first@tallyhook.example>'] } }));
    expect(sent.providerThreadId).not.toBe('gone');
    expect(await google.delivered()).toMatchObject([
      { subject: 'Nine days', references: ['<first@tallyhook.example>'] },
    ]);
  });

  it.each([
    ['a 500', { answer: googleError(500, 'backendError') }],
    ['a 503', { answer: googleError(503, 'backendError') }],
    ['a cut line', {}],
    ['silence', { hang: true }],
  ])('%s on a send is an unknown outcome, taken or not, and the send is made once', async (_, fault) => {
    const provider = google.provider({ timeoutMs: 300 });
    for (const taken of [false, true]) {
      const one = mail({ touchKey: `tch_${taken}` });
      const draft = await provider.createDraft(google.mailbox, one);
      google.fail({ on: SEND, taken, ...fault });
      await expect(provider.sendDraft(google.mailbox, draft.providerDraftId)).rejects.toBeInstanceOf(UnknownOutcome);
      const hint = { touchKey: one.touchKey, ...draft, subject: one.subject, to: one.to.address };
      const found = await provider.lookUpDraft(google.mailbox, draft.providerDraftId, hint);
      expect(found.state).toBe(taken ? 'sent' : 'waiting');
    }
    expect(google.calls.filter((one) => SEND.test(one))).toHaveLength(2);
    expect(await google.delivered()).toHaveLength(1);
  });

  it.each([
    ['a 500', { answer: googleError(500, 'backendError') }],
    ['a cut line', {}],
    ['silence', { hang: true }],
  ])('%s on making a draft is unavailable, and is not tried again in here', async (_, fault) => {
    google.fail({ on: DRAFTS, ...fault });
    await expect(google.provider({ timeoutMs: 300 }).createDraft(google.mailbox, mail())).rejects.toBeInstanceOf(
      Unavailable,
    );
    expect(google.calls.filter((one) => DRAFTS.test(one))).toHaveLength(1);
  });

  it('a mail that went is never called refused: a pause while its Message-ID is read back is an unknown outcome', async () => {
    const provider = google.provider();
    const draft = await provider.createDraft(google.mailbox, mail());
    google.fail({ on: /format=metadata/, answer: googleError(429, 'rateLimitExceeded') });
    await expect(provider.sendDraft(google.mailbox, draft.providerDraftId)).rejects.toBeInstanceOf(UnknownOutcome);
    expect(await google.delivered()).toHaveLength(1);
  });

  it.each<[string, ReturnType<typeof googleError> & { headers?: Record<string, string> }, number]>([
    ['429 with a time', { ...googleError(429, 'rateLimitExceeded'), headers: { 'retry-after': '7' } }, 7_000],
    ['403 for quota', googleError(403, 'userRateLimitExceeded'), 120_000],
    ['the day’s sending limit', googleError(429, 'userRateLimitExceeded', 'Mail sending limit exceeded'), 86_400_000],
  ])('%s is a pause of its length', async (_, answer, ms) => {
    google.fail({ on: DRAFTS, answer });
    const error = await google
      .provider()
      .createDraft(google.mailbox, mail())
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RateLimited);
    expect(error).toMatchObject({ retryAfterMs: ms });
  });

  it('a dead grant says to connect again, in words without the vendor’s', async () => {
    google.fail({ on: /\/token/, answer: { status: 400, body: { error: 'invalid_grant' } } });
    const error = await google
      .provider()
      .createDraft(google.mailbox, mail())
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotConnected);
    expect((error as NotConnected).forUser).toMatch(/connect the mailbox again/);
    expect((error as NotConnected).forUser).not.toMatch(/invalid_grant|400/);
  });

  it('credentials that cannot be read say to connect again and are not in the error', async () => {
    for (const credentials of ['', '{"refreshToken":1}', 'refresh-secret']) {
      const error = await google
        .provider()
        .createDraft({ address: REP, credentials }, mail())
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(NotConnected);
      expect(`${(error as Error).message} ${String((error as Error).cause)}`).not.toContain('secret');
    }
  });

  it('new credentials are used at once', async () => {
    const provider = google.provider();
    await provider.createDraft(google.mailbox, mail());
    await provider.createDraft(google.mailbox, mail());
    expect(google.calls.filter((one) => one.includes('/token'))).toHaveLength(1);
    await provider.createDraft({ address: REP, credentials: '{"refreshToken":"another"}' }, mail());
    expect(google.calls.filter((one) => one.includes('/token'))).toHaveLength(2);
  });
});

describe('looking a draft up', () => {
  const hintOf = (one: OutgoingMail) => ({ touchKey: one.touchKey, subject: one.subject, to: one.to.address });

  it('finds the mail without its thread too, by our key among the sent ones', async () => {
    const provider = google.provider();
    const draft = await provider.createDraft(google.mailbox, mail());
    const sent = await provider.sendDraft(google.mailbox, draft.providerDraftId);
    await google.writeByHand({ to: 'ada@fernline.example', subject: 'Nine days', text: 'By hand' });
    expect(await provider.lookUpDraft(google.mailbox, draft.providerDraftId, hintOf(mail()))).toEqual({
      state: 'sent',
      mail: sent,
    });
  });

  it('a mail that a person wrote with the same subject to the same address is not ours', async () => {
    const provider = google.provider();
    const draft = await provider.createDraft(google.mailbox, mail());
    await provider.deleteDraft(google.mailbox, draft.providerDraftId);
    await google.writeByHand({ to: 'ada@fernline.example', subject: 'Nine days', text: 'Hello Ada' });
    expect(await provider.lookUpDraft(google.mailbox, draft.providerDraftId, hintOf(mail()))).toEqual({
      state: 'gone',
    });
  });

  it('says that it does not know rather than "gone" when Gmail fails', async () => {
    const provider = google.provider();
    const draft = await provider.createDraft(google.mailbox, mail());
    await provider.sendDraft(google.mailbox, draft.providerDraftId);
    for (const on of [/GET .*\/drafts\//, /GET .*\/messages\?/]) {
      google.fail({ on, answer: googleError(500, 'backendError') });
      await expect(
        provider.lookUpDraft(google.mailbox, draft.providerDraftId, { ...hintOf(mail()), touchKey: 'other' }),
      ).rejects.toBeInstanceOf(Unavailable);
    }
  });
});

describe('reading', () => {
  async function start() {
    const provider = google.provider();
    const { cursor } = await provider.changesSince(google.mailbox, undefined);
    return { read: (from = cursor) => provider.changesSince(google.mailbox, from), cursor };
  }

  it('a page of the history at a time, each mail once and none left out', async () => {
    const { read, cursor } = await start();
    for (let i = 0; i < 150; i += 1)
      await google.receive({ from: `p${i}@fernline.example`, to: REP, subject: `No ${i}`, text: 'x' });
    const seen: MailboxMail[] = [];
    let at = cursor;
    let rounds = 0;
    for (let more = true; more; rounds += 1) {
      const answer = await read(at);
      seen.push(...answer.mails);
      at = answer.cursor;
      more = answer.more === true;
    }
    expect(rounds).toBe(2);
    expect(seen.map((one) => one.subject)).toEqual(Array.from({ length: 150 }, (_, i) => `No ${i}`));
    expect((await read(at)).mails).toEqual([]);
  });

  it('what changes while pages are turned comes again: the cursor is the first page’s', async () => {
    const pages: Record<string, object> = {
      '': { historyId: '100', nextPageToken: 'b', history: [{ id: '90', messagesAdded: [{ message: { id: 'a' } }] }] },
      b: { historyId: '200', history: [{ id: '95', messagesAdded: [{ message: { id: 'gone' } }] }] },
    };
    const json = (status: number, body: object) =>
      new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
    const answer = async (input: string | URL | Request) => {
      const url = new URL(input instanceof Request ? input.url : input);
      if (url.pathname.endsWith('/token')) return json(200, { access_token: 'x', expires_in: 3600 });
      if (url.pathname.endsWith('/history')) return json(200, pages[url.searchParams.get('pageToken') ?? ''] ?? {});
      return json(404, {});
    };
    const changes = await google.provider({ fetch: answer }).changesSince(google.mailbox, '80.0');
    expect(changes).toEqual({ mails: [], cursor: '100.0', reset: false, more: false });
  });

  it('a failure on the way gives no cursor, and the next read brings everything', async () => {
    const { read } = await start();
    await google.receive({ from: 'ada@fernline.example', to: REP, subject: 'One', text: '1' });
    await google.receive({ from: 'ada@fernline.example', to: REP, subject: 'Two', text: '2' });
    google.fail({ on: /format=raw/, answer: googleError(503, 'backendError') });
    await expect(read()).rejects.toBeInstanceOf(Unavailable);
    expect((await read()).mails.map((one) => one.subject)).toEqual(['One', 'Two']);
  });

  it('a mail that is deleted before it is read is passed over', async () => {
    const { read } = await start();
    await google.receive({ from: 'ada@fernline.example', to: REP, subject: 'One', text: '1' });
    await google.receive({ from: 'ada@fernline.example', to: REP, subject: 'Two', text: '2' });
    google.fail({ on: /format=minimal/, answer: googleError(404, 'notFound') });
    expect((await read()).mails.map((one) => one.subject)).toEqual(['Two']);
  });

  it('a forgotten history is walked back to the newest mail seen, however many came since', async () => {
    const { read, cursor } = await start();
    await google.receive({ from: 'old@fernline.example', to: REP, subject: 'Seen', text: 'x' });
    const { cursor: later } = await read(cursor);
    for (let i = 0; i < 130; i += 1)
      await google.receive({ from: 'ada@fernline.example', to: REP, subject: `No ${i}`, text: 'x' });
    google.fail({ on: /\/history/, answer: googleError(404, 'notFound') });
    const reset = await read(later);
    expect(reset.reset).toBe(true);
    expect(reset.mails.filter((one) => one.subject.startsWith('No'))).toHaveLength(130);
    expect((await read(reset.cursor)).mails).toEqual([]);
  });

  it('a mail that is too big, or that no parser takes, is read from the parts that Gmail gives', async () => {
    const { read } = await start();
    const attachment = { filename: 'plan.pdf', content: Buffer.alloc(3_200_000, 'a') };
    await google.receive({
      from: 'ada@fernline.example',
      to: REP,
      subject: 'Big',
      text: 'See the plan, größer',
      attachments: [attachment],
    });
    const depth = 300;
    const deep = Array.from(
      { length: depth },
      (_, i) => `Content-Type: multipart/mixed; boundary="b${i}"\r\n\r\n--b${i}\r\n`,
    ).join('');
    const raw = Buffer.from(
      `From: ada@fernline.example\r\nTo: ${REP}\r\nSubject: Deep\r\nMessage-ID: <deep@fernline.example>\r\nMIME-Version: 1.0\r\n${deep}Content-Type: text/plain\r\n\r\nhello\r\n`,
    );
    await google.receive({ raw });
    await google.receive({ from: 'ada@fernline.example', to: REP, subject: 'After', text: 'x' });
    const { mails } = await read();
    expect(mails.map((one) => one.subject)).toEqual(['Big', 'Deep', 'After']);
    expect(mails[0]).toMatchObject({ from: { address: 'ada@fernline.example' }, to: [REP] });
    expect(mails[0]?.text).toContain('See the plan, größer');
    expect(mails[0]?.text.length).toBeLessThan(1_000);
    expect(google.calls.filter((one) => one.includes('format=full'))).toHaveLength(2);
  });

  it('what comes from the mailbox’s own address is outgoing, even without the label', async () => {
    const { read } = await start();
    await google.receive({
      from: `Rosa <${REP.toUpperCase()}>`,
      to: 'ada@fernline.example',
      subject: 'Alias',
      text: 'x',
    });
    expect((await read()).mails.map((one) => one.direction)).toEqual(['out']);
  });
});
