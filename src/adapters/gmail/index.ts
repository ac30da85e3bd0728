import type { gmail_v1 } from '@googleapis/gmail';
import type { MailboxAccess, MailProvider, OutgoingMail, SentMail } from '../../features/channels/ports.ts';
import { NotConnected, Unavailable, UnknownOutcome } from '../../kernel/errors.ts';
import { createClients, type GmailClient, type GmailConfig } from './client.ts';
import { compose, TOUCH_HEADER } from './compose.ts';
import { type Purpose, statusOf, translate } from './errors.ts';
import { parseRaw } from './parse.ts';
import { changesSince } from './reading.ts';

/** How many of the newest sent mails are looked through for one of ours. */
const LOOK_THROUGH = 15;
const DRAFTS_LOOK_THROUGH = 50;
const UNSURE = 'Gmail did not say where this mail went. It will be looked up.';

type Message = gmail_v1.Schema$Message;
type Hint = Parameters<MailProvider['lookUpDraft']>[2];

async function orNothing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** Gmail may give a mail another Message-ID than it was written with, so the one that it bears is read back. */
async function sentMail(client: GmailClient, id: string, threadId: string): Promise<SentMail> {
  const metadataHeaders = ['Message-ID', 'Message-Id'];
  const { data } = await client.users.messages.get({ userId: 'me', id, format: 'metadata', metadataHeaders });
  const header = data.payload?.headers?.find((one) => one.name?.toLowerCase() === 'message-id')?.value ?? '';
  return { providerMessageId: id, providerThreadId: threadId, messageId: header.trim() };
}

/** A mail is ours by the key in its header, and by nothing less: a mail of the same subject may be another touch, or a person's. */
async function isOurs(client: GmailClient, message: Message, touchKey: string): Promise<boolean> {
  return (await keyOf(client, message, 'SENT')) === touchKey;
}

/** Our key in a mail that bears this label; undefined for one without a key, and for one that is gone. */
async function keyOf(client: GmailClient, message: Message, label: 'SENT' | 'DRAFT'): Promise<string | undefined> {
  if (!message.id) return undefined;
  const found = await orNothing(client.users.messages.get({ userId: 'me', id: message.id, format: 'raw' }));
  if (!found?.data.raw || !found.data.labelIds?.includes(label)) return undefined;
  const mail = await parseRaw(found.data.raw).catch(() => undefined);
  return mail?.headers[TOUCH_HEADER.toLowerCase()];
}

/** Gmail can't search for a header of ours, so the newest drafts are looked through. */
async function findDrafts(client: GmailClient, touchKey: string): Promise<string[]> {
  const { data } = await client.users.drafts.list({ userId: 'me', maxResults: DRAFTS_LOOK_THROUGH });
  const found: string[] = [];
  for (const { id, message } of data.drafts ?? []) {
    if (id && message && (await keyOf(client, message, 'DRAFT')) === touchKey) found.push(id);
  }
  return found;
}

/** Where a draft went: its thread first, which is exact at once; then the newest sent mails; then a search, which may lag. */
async function findSent(client: GmailClient, hint: Hint): Promise<SentMail | undefined> {
  const seen = new Set<string>();
  const { touchKey, providerThreadId: threadId } = hint;
  const places = [
    async () => {
      if (!threadId) return [];
      const thread = await orNothing(client.users.threads.get({ userId: 'me', id: threadId, format: 'minimal' }));
      return (thread?.data.messages ?? []).filter((one) => one.labelIds?.includes('SENT')).reverse();
    },
    ...[undefined, `to:${hint.to}`].map((q) => async () => {
      const query = { userId: 'me', labelIds: ['SENT'], maxResults: LOOK_THROUGH, q };
      return (await client.users.messages.list(query)).data.messages ?? [];
    }),
  ];
  for (const place of places) {
    for (const message of await place()) {
      if (!message.id || seen.has(message.id)) continue;
      seen.add(message.id);
      if (await isOurs(client, message, touchKey)) return sentMail(client, message.id, message.threadId ?? '');
    }
  }
  return undefined;
}

async function createDraft(client: GmailClient, mail: OutgoingMail) {
  const raw = await compose(mail);
  const make = (threadId?: string) =>
    client.users.drafts.create({ userId: 'me', requestBody: { message: { raw, threadId } } });
  const threadId = mail.thread?.providerThreadId;
  // A person may have deleted the thread; its Message-IDs still tie the mail to it on the other side.
  const made = threadId ? ((await orNothing(make(threadId))) ?? (await make())) : await make();
  if (!made.data.id) throw new Unavailable('Gmail did not say which draft it made.');
  return { providerDraftId: made.data.id, providerThreadId: made.data.message?.threadId ?? undefined };
}

async function sendDraft(client: GmailClient, id: string): Promise<SentMail> {
  const { data } = await client.users.drafts.send({ userId: 'me', requestBody: { id } });
  if (!data.id || !data.threadId) throw new UnknownOutcome(UNSURE);
  try {
    return await sentMail(client, data.id, data.threadId);
  } catch (error) {
    // It has gone; whatever went wrong since is no reason to say that it has not.
    throw new UnknownOutcome(UNSURE, error);
  }
}

/**
 * Gmail behind the port, by its own SDK. A draft that is made first is the key that makes a send repeatable: Gmail deletes it when it is sent.
 * `fetch` and `timeoutMs` are for tests. Errors are those of the port.
 */
export function createGmail(
  config: GmailConfig,
  options: { fetch?: typeof fetch; timeoutMs?: number } = {},
): MailProvider {
  const clients = createClients(config, options);

  async function call<T>(
    mailbox: MailboxAccess,
    purpose: Purpose,
    work: (client: GmailClient) => Promise<T>,
  ): Promise<T> {
    try {
      return await work(await clients.of(mailbox));
    } catch (error) {
      const translated = translate(error, purpose);
      if (translated instanceof NotConnected) clients.forget(mailbox);
      throw translated;
    }
  }

  return {
    createDraft: (mailbox, mail) => call(mailbox, 'writes', (client) => createDraft(client, mail)),
    sendDraft: (mailbox, id) => call(mailbox, 'sends', (client) => sendDraft(client, id)),
    lookUpDraft: (mailbox, id, hint) =>
      call(mailbox, 'reads', async (client) => {
        const draft = await orNothing(client.users.drafts.get({ userId: 'me', id, format: 'minimal' }));
        if (draft) return { state: 'waiting' };
        const mail = await findSent(client, hint);
        return mail ? { state: 'sent', mail } : { state: 'gone' };
      }),
    deleteDraft: (mailbox, id) =>
      call(
        mailbox,
        'reads',
        async (client) => (await orNothing(client.users.drafts.delete({ userId: 'me', id }))) !== undefined,
      ),
    findDrafts: (mailbox, touchKey) => call(mailbox, 'reads', (client) => findDrafts(client, touchKey)),
    changesSince: (mailbox, cursor) =>
      call(mailbox, 'reads', (client) => changesSince(client, cursor, mailbox.address)),
  };
}
