import { z } from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import type { Backend } from './backend.ts';
import type { Answer } from './faults.ts';
import { headersOf } from './mime.ts';
import {
  type Arrivals,
  bytesOf,
  type GmailCall,
  isOk,
  type MailModes,
  messageList,
  messageWithPayload,
  rawMessage,
  threadWithMessages,
} from './shapes.ts';

const ID_TERM = /(?:^|\s)rfc822msgid:(\S+)/i;

export interface Reading {
  profile(call: GmailCall): Promise<Answer>;
  search(call: GmailCall): Promise<Answer>;
  message(call: GmailCall): Promise<Answer>;
  thread(call: GmailCall): Promise<Answer>;
  passOn(call: GmailCall): Promise<Answer>;
}

/** What Gmail tells of a mailbox, where the emulator tells less: its profile, every header of a mail, a search by Message-ID. */
export function createReading(deps: { backend: Backend; clock: Clock; modes: MailModes; arrivals: Arrivals }): Reading {
  const { backend, clock, modes, arrivals } = deps;

  function passOn(call: GmailCall): Promise<Answer> {
    const query = call.query.size > 0 ? `?${call.query}` : '';
    return backend.gmail(call.address, call.method, call.path + query, call.body);
  }

  /** The emulator knows ten headers; a mail's own are put in their place. */
  async function withOwnHeaders(call: GmailCall, message: z.infer<typeof messageWithPayload>) {
    if (!message.payload) return message;
    const answer = await backend.gmail(call.address, 'GET', `messages/${encodeURIComponent(message.id)}?format=raw`);
    const wanted = call.query.getAll('metadataHeaders').map((name) => name.toLowerCase());
    const headers = headersOf(bytesOf(rawMessage.parse(answer.body).raw)).filter(
      ({ name }) => wanted.length === 0 || wanted.includes(name.toLowerCase()),
    );
    return { ...message, payload: { ...message.payload, headers } };
  }

  async function byMessageId(call: GmailCall, messageId: string, otherTerms: string): Promise<Answer> {
    const plain = (id: string) => id.replace(/[<>]/g, '').toLowerCase();
    const query = new URLSearchParams(call.query);
    query.set('q', otherTerms);
    query.set('maxResults', '500');
    const rest = await passOn({ ...call, query });
    if (!isOk(rest)) return rest;
    const messages = (messageList.parse(rest.body).messages ?? []).filter(
      ({ id }) => plain(arrivals.get(id)?.messageId ?? '') === plain(messageId),
    );
    return { status: 200, body: { messages, resultSizeEstimate: messages.length } };
  }

  return {
    passOn,
    async profile({ address }) {
      const history = await backend.gmail(address, 'GET', 'history?startHistoryId=1&maxResults=1');
      const list = await backend.gmail(address, 'GET', 'messages?maxResults=1&includeSpamTrash=true');
      const { historyId } = z.object({ historyId: z.string() }).parse(history.body);
      const messagesTotal = z.object({ resultSizeEstimate: z.number() }).parse(list.body).resultSizeEstimate;
      const body = { emailAddress: address, messagesTotal, historyId: historyId === '0' ? '1' : historyId };
      return { status: 200, body };
    },
    async search(call) {
      const q = call.query.get('q') ?? '';
      const messageId = ID_TERM.exec(q)?.[1];
      const answer = await (messageId ? byMessageId(call, messageId, q.replace(ID_TERM, '')) : passOn(call));
      // What has just left may be missing from the list of sent mail as from a search.
      const isLagging = q !== '' || call.query.getAll('labelIds').includes('SENT');
      if (!isOk(answer) || !modes.searchLagMs || !isLagging) return answer;
      const list = messageList.parse(answer.body);
      const latest = clock.now() - modes.searchLagMs;
      const messages = (list.messages ?? []).filter(({ id }) => (arrivals.get(id)?.at ?? 0) <= latest);
      return { ...answer, body: { ...list, messages, resultSizeEstimate: messages.length } };
    },
    async message(call) {
      const answer = await passOn(call);
      if (!isOk(answer)) return answer;
      return { ...answer, body: await withOwnHeaders(call, messageWithPayload.parse(answer.body)) };
    },
    async thread(call) {
      const answer = await passOn(call);
      if (!isOk(answer)) return answer;
      const thread = threadWithMessages.parse(answer.body);
      const messages = await Promise.all(thread.messages.map((message) => withOwnHeaders(call, message)));
      return { ...answer, body: { ...thread, messages } };
    },
  };
}
