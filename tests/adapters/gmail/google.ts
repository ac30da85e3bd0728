import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import PostalMime from 'postal-mime';
import { createGmail } from '../../../src/adapters/gmail/index.ts';
import { startEmulator } from '../../../src/simulator/emulator.ts';
import type { DeliveredMail } from '../../contracts/mail-provider.ts';

export const REP = 'rosa@tallyhook.example';

/** A one-time fault for the next call whose "METHOD path" fits; `taken` lets the call through and spoils its answer only. */
export interface Fault {
  on: RegExp;
  taken?: boolean;
  times?: number;
  /** The answer instead; without one the line is cut, or with `hang` nothing ever comes. */
  answer?: { status: number; body: unknown; headers?: Record<string, string> };
  hang?: boolean;
}

export const googleError = (code: number, reason: string, message = reason) => ({
  status: code,
  body: { error: { code, message, errors: [{ reason, message, domain: 'global' }] } },
});

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Google's emulator behind a small proxy that hands out tokens, knows the profile, and goes wrong when told to. */
export async function startGoogle() {
  const emulator = await startEmulator('google', {
    tokens: { 'access-of-rosa': { login: REP, scopes: [] } },
    google: { users: [{ email: REP, name: 'Rosa Quint' }] },
  });
  const faults: (Fault & { times: number })[] = [];
  const calls: string[] = [];
  const open = new Set<ServerResponse>();

  async function forward(method: string, path: string, body?: Buffer | object) {
    const data = body === undefined || Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
    const answer = await fetch(`${emulator.url}${path}`, {
      method,
      headers: { authorization: 'Bearer access-of-rosa', 'content-type': 'application/json' },
      body: data?.length ? new Uint8Array(data) : undefined,
    });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : undefined };
  }
  const gmail = (method: string, path: string, body?: object) => forward(method, `/gmail/v1/users/me/${path}`, body);

  async function answer(method: string, path: string, body: Buffer) {
    if (path.endsWith('/token')) {
      return { status: 200, body: { access_token: 'access-of-rosa', expires_in: 3600, token_type: 'Bearer' } };
    }
    if (/\/users\/me\/profile/.test(path)) {
      const { body: history } = await gmail('GET', 'history?startHistoryId=1&maxResults=1');
      return {
        status: 200,
        body: { emailAddress: REP, historyId: history.historyId === '0' ? '1' : history.historyId },
      };
    }
    return forward(method, path, body);
  }

  function write(response: ServerResponse, reply: NonNullable<Fault['answer']>): void {
    open.delete(response);
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(reply.body === undefined ? '' : JSON.stringify(reply.body));
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? 'GET';
    const path = request.url ?? '/';
    const data = await bodyOf(request);
    calls.push(`${method} ${path}`);
    const fault = faults.find((one) => one.on.test(`${method} ${path}`) && one.times > 0);
    if (!fault) return write(response, await answer(method, path, data));
    fault.times -= 1;
    if (fault.taken) await answer(method, path, data);
    if (fault.hang) open.add(response);
    else if (fault.answer) write(response, fault.answer);
    else response.destroy();
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let counter = 0;

  async function compose(mail: Record<string, unknown>): Promise<string> {
    counter += 1;
    const messageId = `<in${counter}@elsewhere.example>`;
    return (await new MailComposer({ messageId, ...mail }).compile().build()).toString('base64url');
  }

  const fail = (fault: Fault) => void faults.push({ times: 1, ...fault });

  return {
    url,
    calls,
    fail,
    gmail,
    mailbox: { address: REP, credentials: JSON.stringify({ refreshToken: 'refresh-of-rosa' }) },
    provider: (options: { timeoutMs?: number; fetch?: typeof fetch } = {}) =>
      createGmail({ clientId: 'c', clientSecret: 's', apiUrl: url, oauthUrl: `${url}/oauth2` }, options),

    /** Files a mail into the mailbox; `raw` is a whole mail as bytes. */
    async receive(mail: Record<string, unknown> | { raw: Buffer }): Promise<string> {
      const raw = 'raw' in mail && Buffer.isBuffer(mail.raw) ? mail.raw.toString('base64url') : await compose(mail);
      const { body } = await gmail('POST', 'messages/import', { raw, labelIds: ['INBOX'] });
      return body.id;
    },
    async writeByHand(mail: { to: string; subject: string; text: string }): Promise<void> {
      await gmail('POST', 'messages/send', { raw: await compose({ from: REP, ...mail }) });
    },
    async delivered(): Promise<DeliveredMail[]> {
      const { body } = await gmail('GET', 'messages?labelIds=SENT&maxResults=100');
      const mails: (DeliveredMail & { at: number })[] = [];
      for (const { id } of (body.messages ?? []).reverse()) {
        const { body: message } = await gmail('GET', `messages/${id}?format=raw`);
        const mail = await PostalMime.parse(Buffer.from(message.raw, 'base64url'));
        const header = (name: string) => mail.headers.find((one) => one.key === name)?.value;
        mails.push({
          to: (mail.to ?? []).map((one) => one.address).join(),
          subject: mail.subject ?? '',
          text: (mail.text ?? '').trimEnd(),
          touchKey: header('x-touch-id'),
          references: header('references')?.split(/\s+/) ?? [],
          at: mails.length,
        });
      }
      return mails.map(({ at: _, ...mail }) => mail);
    },
    async stop() {
      for (const response of open) response.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await emulator.stop();
    },
  };
}

export type Google = Awaited<ReturnType<typeof startGoogle>>;
