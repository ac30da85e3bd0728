import type { Clock } from '../../kernel/clock.ts';
import type { Backend } from './backend.ts';
import type { Answer, MailOperation } from './faults.ts';
import { createOutbox } from './outbox.ts';
import { createReading } from './reading.ts';
import { type Arrivals, type GmailCall, isOk, type MailModes, type SentMessage, storedMessage } from './shapes.ts';

export interface Gmail {
  answer(operation: MailOperation, call: GmailCall): Promise<Answer>;
  /** Files a mail into a mailbox's inbox. */
  receive(address: string, raw: Buffer): Promise<{ id: string; threadId: string }>;
  /** Sends as the owner of the mailbox would from their own mail program. */
  send(address: string, raw: Buffer): Promise<{ id: string; threadId: string }>;
  sent(): readonly SentMessage[];
}

/** The emulator's Gmail with what it lacks; `addresses` are its mailboxes, in lower case. */
export function createGmail(deps: { backend: Backend; clock: Clock; addresses: string[]; modes: MailModes }): Gmail {
  const arrivals: Arrivals = new Map();
  const outbox = createOutbox({ ...deps, arrivals });
  const reading = createReading({ ...deps, arrivals });
  const lines = new Map<string, Promise<unknown>>();

  /** One write of a mailbox after another: a draft that is sent twice at once leaves once. */
  function inLine<T>(address: string, work: () => Promise<T>): Promise<T> {
    const mine = (lines.get(address) ?? Promise.resolve()).then(work, work);
    lines.set(address, mine);
    return mine;
  }

  const own: Partial<Record<MailOperation, (call: GmailCall) => Promise<Answer>>> = {
    profile: reading.profile,
    'messages.list': reading.search,
    'messages.get': reading.message,
    'threads.get': reading.thread,
    'drafts.create': (call) => inLine(call.address, () => outbox.saveDraft(call)),
    'drafts.update': (call) => inLine(call.address, () => outbox.saveDraft(call)),
    'drafts.delete': (call) => inLine(call.address, () => reading.passOn(call)),
    'drafts.send': (call) => inLine(call.address, () => outbox.sendDraft(call)),
    'messages.send': (call) => inLine(call.address, () => outbox.sendNow(call)),
  };

  return {
    answer: (operation, call) => (own[operation] ?? reading.passOn)(call),
    receive: (address, raw) => outbox.receive(address.toLowerCase(), raw),
    async send(address, raw) {
      const body = { raw: raw.toString('base64url') };
      const call = { address, method: 'POST', path: 'messages/send', query: new URLSearchParams(), body };
      const answer = await inLine(address, () => outbox.sendNow(call));
      if (!isOk(answer)) throw new Error(`The mailbox did not send a mail (${answer.status}).`);
      return storedMessage.parse(answer.body);
    },
    sent: outbox.sent,
  };
}
