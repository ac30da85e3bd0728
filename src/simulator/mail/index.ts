import { z } from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import type { Logger } from '../../kernel/logger.ts';
import { startEmulator } from '../emulator.ts';
import { createBackend, seedTokens } from './backend.ts';

import { createFaults, type FaultOptions, type MailFault, type MailOperation } from './faults.ts';
import { startFront } from './front.ts';
import { createGmail } from './gmail.ts';
import { type MailPerson, writeMail } from './mime.ts';
import type { MailModes, SentMessage } from './shapes.ts';

const CLIENT_ID = 'simulator.apps.example';
const CLIENT_SECRET = 'simulator-client-secret';
const SCOPES = 'openid email https://www.googleapis.com/auth/gmail.modify';
/** Only the stand-in's own sign-in uses it; nothing listens there. */
const OWN_REDIRECT = 'http://127.0.0.1/simulator';

export interface MailboxCredentials {
  clientId: string;
  clientSecret: string;
  refreshToken: string;
  accessToken: string;
}

export interface InboundMail {
  to: string;
  from: MailPerson;
  subject: string;
  text: string;
  html?: string;
  headers?: Record<string, string>;
  inReplyTo?: string;
  /** Oldest first. */
  references?: string[];
  messageId?: string;
}

export interface MailStandIn {
  /** For `rootUrl` of the client (with a slash behind it) and GOOGLE_API_URL. */
  googleApiUrl: string;
  /** For GOOGLE_OAUTH_URL; `/o/oauth2/v2/auth`, `/token` and `/revoke` are under it. */
  googleOauthUrl: string;
  clientId: string;
  clientSecret: string;
  /** What the product needs to connect that mailbox. Throws when there is no such mailbox. */
  credentialsOf(address: string): MailboxCredentials;
  /** Every mail that left a mailbox, in order, as the stand-in took it. */
  sentMessages(address?: string): readonly SentMessage[];
  /** Puts a mail into a mailbox's inbox, dated now; with `raw` (an RFC 5322 mail) just that one. */
  deliver(inbound: InboundMail | { to: string; raw: Buffer }): Promise<{ id: string; threadId: string }>;
  /** The owner of a mailbox writes by hand, past the product. */
  sendByHand(
    mail: Omit<InboundMail, 'to' | 'from'> & { from: string; to: MailPerson },
  ): Promise<{ id: string; threadId: string }>;
  /** Arms a fault for the next calls of that kind. */
  failNext(operation: MailOperation, fault: MailFault, options?: FaultOptions): void;
  clearFaults(): void;
  stop(): Promise<void>;
}

/**
 * A local Gmail with these mailboxes, on 127.0.0.1. Mail between them is delivered; mail to anybody else is only kept in `sentMessages`.
 * `redirectUris` are those of a product that lets people sign in with the OAuth page.
 */
export async function startMail(options: {
  port: number;
  clock: Clock;
  logger: Logger;
  mailboxes: { userId: string; address: string; name: string }[];
  modes?: MailModes;
  redirectUris?: string[];
}): Promise<MailStandIn> {
  const { clock, logger } = options;
  const mailboxes = options.mailboxes.map((one) => ({ ...one, address: one.address.toLowerCase() }));
  const addresses = mailboxes.map((one) => one.address);
  const emulator = await startEmulator('google', {
    tokens: seedTokens(addresses),
    google: {
      users: mailboxes.map(({ address, name }) => ({ email: address, name })),
      oauth_clients: [
        {
          client_id: CLIENT_ID,
          client_secret: CLIENT_SECRET,
          name: 'Sales agent (simulator)',
          redirect_uris: [OWN_REDIRECT, ...(options.redirectUris ?? [])],
        },
      ],
    },
  });
  const backend = createBackend(emulator.url);
  const gmail = createGmail({ backend, clock, addresses, modes: options.modes ?? {} });
  const faults = createFaults();
  const front = await startFront({ port: options.port, backend, gmail, faults, logger }).catch(
    async (error: unknown) => {
      await emulator.stop();
      throw error;
    },
  );
  const credentials = new Map<string, MailboxCredentials>();
  for (const address of addresses) credentials.set(address, await signIn(front.url, address));

  let counter = 0;
  const nextMessageId = (address: string) => {
    counter += 1;
    return `<${clock.now().toString(36)}.${counter}@${address.split('@')[1] ?? 'mail.example'}>`;
  };

  return {
    googleApiUrl: front.url,
    googleOauthUrl: front.url,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    credentialsOf(address) {
      const found = credentials.get(address.toLowerCase());
      if (!found) throw new Error(`The mail stand-in has no mailbox ${address}.`);
      return found;
    },
    sentMessages: (address) =>
      address ? gmail.sent().filter((mail) => mail.mailbox === address.toLowerCase()) : gmail.sent(),
    async deliver(inbound) {
      if (!addresses.includes(inbound.to.toLowerCase())) throw new Error(`No mailbox ${inbound.to} here.`);
      if ('raw' in inbound) return gmail.receive(inbound.to, inbound.raw);
      const messageId = inbound.messageId ?? nextMessageId(inbound.from.address);
      const to = { name: '', address: inbound.to };
      return gmail.receive(inbound.to, await writeMail({ ...inbound, to, messageId, at: clock.now() }));
    },
    async sendByHand(mail) {
      const from = mailboxes.find((one) => one.address === mail.from.toLowerCase());
      if (!from) throw new Error(`No mailbox ${mail.from} here.`);
      const messageId = mail.messageId ?? nextMessageId(from.address);
      return gmail.send(from.address, await writeMail({ ...mail, from, messageId, at: clock.now() }));
    },
    failNext: faults.failNext,
    clearFaults: faults.clear,
    async stop() {
      await front.stop();
      await emulator.stop();
    },
  };
}

/** Walks the OAuth pages as a person would, since the emulator's seed holds no refresh tokens. */
async function signIn(url: string, address: string): Promise<MailboxCredentials> {
  const client = { client_id: CLIENT_ID, redirect_uri: OWN_REDIRECT };
  const consent = await fetch(`${url}/o/oauth2/v2/auth/callback`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ ...client, email: address, scope: SCOPES }),
  });
  const code = new URL(consent.headers.get('location') ?? OWN_REDIRECT).searchParams.get('code') ?? '';
  const grant = { ...client, client_secret: CLIENT_SECRET, grant_type: 'authorization_code', code };
  const answer = await fetch(`${url}/token`, { method: 'POST', body: new URLSearchParams(grant) });
  const token = z.object({ access_token: z.string(), refresh_token: z.string() }).parse(await answer.json());
  return {
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    refreshToken: token.refresh_token,
    accessToken: token.access_token,
  };
}
