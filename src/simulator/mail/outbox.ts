import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import type { Backend } from './backend.ts';
import { type Answer, googleError } from './faults.ts';
import { bareSubject, headerOf, parseMail, withHeader } from './mime.ts';
import {
  type Arrivals,
  bytesOf,
  type GmailCall,
  isOk,
  type MailModes,
  rawDraft,
  rawMessage,
  type SentMessage,
  storedMessage,
  threadWithMessages,
} from './shapes.ts';

const NOT_FOUND = googleError(404, 'notFound', 'Requested entity was not found.');
const draftToSend = z.object({ id: z.string() });
const draftToSave = z.object({ message: rawMessage });

export interface Outbox {
  saveDraft(call: GmailCall): Promise<Answer>;
  sendDraft(call: GmailCall): Promise<Answer>;
  sendNow(call: GmailCall): Promise<Answer>;
  /** Files a mail into a mailbox's inbox, in the thread that its In-Reply-To names. */
  receive(address: string, raw: Buffer): Promise<{ id: string; threadId: string }>;
  sent(): readonly SentMessage[];
}

export interface OutboxDeps {
  backend: Backend;
  clock: Clock;
  addresses: string[];
  modes: MailModes;
  arrivals: Arrivals;
}

function refusal(to: { address: string }[]): Answer | undefined {
  if (to.length === 0) return googleError(400, 'invalidArgument', 'Recipient address required');
  const isBroken = to.some((one) => !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(one.address));
  return isBroken ? googleError(400, 'invalidArgument', 'Invalid To header') : undefined;
}

/** True when `raw` names `other` in In-Reply-To or References and has its subject. */
function continues(raw: Buffer, other: Buffer): boolean {
  const named = `${headerOf(raw, 'in-reply-to') ?? ''} ${headerOf(raw, 'references') ?? ''}`;
  const otherId = headerOf(other, 'message-id');
  const subject = (mail: Buffer) => bareSubject(headerOf(mail, 'subject') ?? '');
  return otherId !== undefined && named.includes(otherId) && subject(raw) === subject(other);
}

/** What Gmail does to mail that is written in a mailbox, where the emulator does less. */
export function createOutbox({ backend, clock, addresses, modes, arrivals }: OutboxDeps): Outbox {
  const sent: SentMessage[] = [];
  const stand = { backend, clock };

  async function saveDraft(call: GmailCall): Promise<Answer> {
    const body = draftToSave.safeParse(call.body);
    if (!body.success) return googleError(400, 'invalidArgument', 'Missing draft message');
    const place = await placeOf(stand, call.address, body.data.message);
    if (!place) return NOT_FOUND;
    const message = { raw: place.raw.toString('base64url'), threadId: place.threadId };
    return backend.gmail(call.address, call.method, call.path, { message });
  }

  async function sendDraft({ address, body }: GmailCall): Promise<Answer> {
    const wanted = draftToSend.safeParse(body);
    if (!wanted.success) return googleError(400, 'invalidArgument', 'Draft ID is required.');
    const path = `drafts/${encodeURIComponent(wanted.data.id)}`;
    const found = await backend.gmail(address, 'GET', `${path}?format=raw`);
    if (!isOk(found)) return NOT_FOUND;
    const { message } = rawDraft.parse(found.body);
    const refused = refusal((await parseMail(bytesOf(message.raw))).to);
    if (refused) return refused;
    // A sent draft is deleted and its message gets a new id; the emulator would keep the old one.
    await backend.gmail(address, 'DELETE', path);
    return dispatch(address, bytesOf(message.raw), message.threadId);
  }

  async function sendNow({ address, body }: GmailCall): Promise<Answer> {
    const message = rawMessage.safeParse(body);
    if (!message.success) return googleError(400, 'invalidArgument', "'raw' RFC822 payload message string is required");
    const place = await placeOf(stand, address, message.data);
    if (!place) return NOT_FOUND;
    const refused = refusal((await parseMail(place.raw)).to);
    return refused ?? dispatch(address, place.raw, place.threadId);
  }

  /** Takes the mail, notes it, and brings it to those of its readers who have a mailbox here. */
  async function dispatch(address: string, taken: Buffer, threadId: string | undefined): Promise<Answer> {
    const at = clock.now();
    const raw = modes.rewritesMessageIds ? withHeader(taken, 'Message-ID', ownMessageId()) : taken;
    const parsed = await parseMail(raw);
    const readers = new Set(parsed.to.map((one) => one.address.toLowerCase()));
    const labelIds = readers.has(address) ? ['INBOX', 'UNREAD'] : [];
    const message = { raw: raw.toString('base64url'), threadId, internalDate: String(at), labelIds };
    const answer = await backend.gmail(address, 'POST', 'messages/send', message);
    if (!isOk(answer)) return answer;
    const kept = storedMessage.parse(answer.body);
    arrivals.set(kept.id, { address, messageId: parsed.messageId, at });
    sent.push({ ...parsed, id: kept.id, threadId: kept.threadId, mailbox: address, at });
    for (const reader of readers) {
      if (reader !== address && addresses.includes(reader)) await receive(reader, raw);
    }
    return { status: 200, body: kept };
  }

  async function receive(address: string, raw: Buffer): Promise<{ id: string; threadId: string }> {
    const at = clock.now();
    const message = { raw: raw.toString('base64url'), internalDate: String(at), labelIds: ['INBOX', 'UNREAD'] };
    const answer = await backend.gmail(address, 'POST', 'messages/import', message);
    if (!isOk(answer)) throw new Error(`The mailbox did not take a mail (${answer.status}).`);
    const { id, threadId } = storedMessage.parse(answer.body);
    arrivals.set(id, { address, messageId: headerOf(raw, 'message-id') ?? '', at });
    return { id, threadId };
  }

  return { saveDraft, sendDraft, sendNow, receive, sent: () => sent };
}

function ownMessageId(): string {
  return `<${randomUUID()}@mail.example>`;
}

/** What Gmail adds to a mail that lacks it; the sender is always the account itself. */
function complete(clock: Clock, address: string, raw: Buffer): Buffer {
  let whole = raw;
  if (!headerOf(whole, 'message-id')) whole = withHeader(whole, 'Message-ID', ownMessageId());
  if (!headerOf(whole, 'date')) whole = withHeader(whole, 'Date', new Date(clock.now()).toUTCString());
  const from = headerOf(whole, 'from') ?? '';
  return from.toLowerCase().includes(address) ? whole : withHeader(whole, 'From', address);
}

/**
 * The whole mail and its thread; undefined when there is no such thread. A mail joins the thread that is asked for only when
 * references and subject fit too: else Gmail opens a new one without a word.
 */
async function placeOf(
  { backend, clock }: Pick<OutboxDeps, 'backend' | 'clock'>,
  address: string,
  message: z.infer<typeof rawMessage>,
): Promise<{ raw: Buffer; threadId: string | undefined } | undefined> {
  const raw = complete(clock, address, bytesOf(message.raw));
  if (!message.threadId) return { raw, threadId: undefined };
  const thread = await backend.gmail(address, 'GET', `threads/${encodeURIComponent(message.threadId)}?format=minimal`);
  if (!isOk(thread)) return undefined;
  for (const { id } of threadWithMessages.parse(thread.body).messages) {
    const other = await backend.gmail(address, 'GET', `messages/${encodeURIComponent(id)}?format=raw`);
    const parsed = rawMessage.safeParse(other.body);
    if (parsed.success && continues(raw, bytesOf(parsed.data.raw))) return { raw, threadId: message.threadId };
  }
  return { raw, threadId: `thr_${randomUUID()}` };
}
