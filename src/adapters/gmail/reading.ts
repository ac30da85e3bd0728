import type { gmail_v1 } from '@googleapis/gmail';
import type { MailboxChanges, MailboxMail } from '../../features/channels/ports.ts';
import type { GmailClient } from './client.ts';
import { statusOf } from './errors.ts';
import { type ParsedMail, parsePayload, parseRaw } from './parse.ts';

/** A bigger mail is fetched without its attachments: the process has half a gigabyte for everything. */
const WHOLE_BYTES = 3_000_000;
/** How many mails one answer holds. */
const BATCH = 100;
/** How far back a mailbox is looked through when its history is gone and it is not known since when. */
const BLIND_MAILS = 200;
const RESET_MAILS = 2_000;
const DAY_MS = 86_400_000;

/** "History id.time of the newest mail seen": the time says how far back to look when Gmail has forgotten its history. */
function readCursor(cursor: string): { historyId: string; seenAt: number } {
  const [historyId = '1', seenAt] = cursor.split('.');
  return { historyId, seenAt: Number(seenAt ?? 0) || 0 };
}

const writeCursor = (historyId: string, seenAt: number) => `${historyId}.${seenAt}`;

/** Undefined for a mail that has gone meanwhile; other failures are thrown. */
async function ifThere<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

async function readMail(client: GmailClient, head: gmail_v1.Schema$Message): Promise<ParsedMail | undefined> {
  const id = head.id ?? '';
  if ((head.sizeEstimate ?? 0) <= WHOLE_BYTES) {
    const whole = await ifThere(client.users.messages.get({ userId: 'me', id, format: 'raw' }));
    if (!whole) return undefined;
    // One mail that no parser takes must not keep all that came after it unread.
    const parsed = whole.data.raw ? await parseRaw(whole.data.raw).catch(() => undefined) : undefined;
    if (parsed) return parsed;
  }
  const apart = await ifThere(client.users.messages.get({ userId: 'me', id, format: 'full' }));
  return apart ? parsePayload(apart.data) : undefined;
}

/** One mail by its id; undefined for a draft, or one that is gone. */
async function fetchMail(client: GmailClient, id: string, ownAddress: string): Promise<MailboxMail | undefined> {
  const head = await ifThere(client.users.messages.get({ userId: 'me', id, format: 'minimal' }));
  const labels = head?.data.labelIds ?? [];
  if (!head || labels.includes('DRAFT')) return undefined;
  const mail = await readMail(client, { ...head.data, id });
  if (!mail) return undefined;
  const isOut = labels.includes('SENT') || mail.from.address === ownAddress.toLowerCase();
  return {
    ...mail,
    providerId: id,
    providerThreadId: head.data.threadId ?? '',
    direction: isOut ? 'out' : 'in',
    receivedAt: Number(head.data.internalDate ?? 0),
  };
}

interface News {
  ids: string[];
  historyId: string;
  more: boolean;
}

async function* historyPages(client: GmailClient, startHistoryId: string) {
  let pageToken: string | undefined;
  do {
    const query = { userId: 'me', startHistoryId, historyTypes: ['messageAdded'], maxResults: 500, pageToken };
    const { data } = await client.users.history.list(query);
    yield data;
    pageToken = data.nextPageToken ?? undefined;
  } while (pageToken);
}

function addedIn(record: gmail_v1.Schema$History): string[] {
  const messages = (record.messagesAdded ?? []).map(({ message }) => message);
  return messages.flatMap((one) => (one?.id && !one.labelIds?.includes('DRAFT') ? [one.id] : []));
}

/** Ids of the mails behind a point of the history, whole records only, until there are enough for one answer. */
async function newsSince(client: GmailClient, startHistoryId: string): Promise<News> {
  const ids = new Set<string>();
  let newestMark: string | undefined;
  for await (const page of historyPages(client, startHistoryId)) {
    // What changes while the pages are turned is behind the first page's mark, and comes again.
    newestMark ??= page.historyId ?? undefined;
    for (const record of page.history ?? []) {
      for (const id of addedIn(record)) ids.add(id);
      if (ids.size >= BATCH && record.id) return { ids: [...ids], historyId: record.id, more: true };
    }
  }
  return { ids: [...ids], historyId: newestMark ?? startHistoryId, more: false };
}

async function currentHistoryId(client: GmailClient): Promise<string> {
  const { data } = await client.users.getProfile({ userId: 'me' });
  return String(data.historyId ?? '1');
}

async function newestAt(client: GmailClient): Promise<number> {
  const { data } = await client.users.messages.list({ userId: 'me', maxResults: 1 });
  const id = data.messages?.[0]?.id;
  const head = id ? await ifThere(client.users.messages.get({ userId: 'me', id, format: 'minimal' })) : undefined;
  return Number(head?.data.internalDate ?? 0);
}

/** Ids of all mails, the newest first. By list, not by search, whose index lags. */
async function* newestIds(client: GmailClient) {
  let pageToken: string | undefined;
  do {
    const { data } = await client.users.messages.list({ userId: 'me', maxResults: 100, pageToken });
    yield* (data.messages ?? []).flatMap((one) => one.id ?? []);
    pageToken = data.nextPageToken ?? undefined;
  } while (pageToken);
}

/**
 * Gmail has forgotten the history behind the cursor: walk back from the newest mail to a day before the newest one seen.
 * What is known already is passed over by whoever keeps the ids.
 */
async function walkBack(client: GmailClient, since: number, ownAddress: string): Promise<MailboxChanges> {
  const historyId = await currentHistoryId(client);
  const limit = since > 0 ? RESET_MAILS : BLIND_MAILS;
  const mails: MailboxMail[] = [];
  for await (const id of newestIds(client)) {
    const mail = await fetchMail(client, id, ownAddress);
    if (mail) mails.push(mail);
    if (mails.length >= limit || (mail && mail.receivedAt < since - DAY_MS)) break;
  }
  mails.reverse();
  return { mails, cursor: writeCursor(historyId, newest(mails, since)), reset: true };
}

function newest(mails: MailboxMail[], before: number): number {
  return mails.reduce((at, mail) => Math.max(at, mail.receivedAt), before);
}

/** New mail behind the cursor, oldest first; the cursor moves only behind what this answer holds. */
export async function changesSince(
  client: GmailClient,
  cursor: string | undefined,
  ownAddress: string,
): Promise<MailboxChanges> {
  if (!cursor) {
    const historyId = await currentHistoryId(client);
    return { mails: [], cursor: writeCursor(historyId, await newestAt(client)), reset: false };
  }
  const { historyId, seenAt } = readCursor(cursor);
  const news = await ifThere(newsSince(client, historyId));
  if (!news) return walkBack(client, seenAt, ownAddress);
  const mails: MailboxMail[] = [];
  for (const id of news.ids) {
    const mail = await fetchMail(client, id, ownAddress);
    if (mail) mails.push(mail);
  }
  return { mails, cursor: writeCursor(news.historyId, newest(mails, seenAt)), reset: false, more: news.more };
}
