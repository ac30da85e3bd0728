import type {
  MailboxAccess,
  MailboxMail,
  MailProvider,
  OutgoingMail,
  SentMail,
} from '../../src/features/channels/ports.ts';
import type { Clock, Instant } from '../../src/kernel/clock.ts';
import { InvalidInput, NotConnected, RateLimited, Unavailable, UnknownOutcome } from '../../src/kernel/errors.ts';

/**
 * What goes wrong with the next call: 'down' and 'lost_before' fail and nothing happened; 'lost_after' takes effect and only the
 * answer is lost; 'hang' and 'hang_taken' stand still until `release()`, then fail like those two; 'gone': a person has deleted the draft.
 */
export type MailFault =
  | 'down'
  | 'lost_before'
  | 'lost_after'
  | 'hang'
  | 'hang_taken'
  | 'gone'
  | 'rate_limited'
  | 'grant_dead'
  | 'refused';

type Operation = 'createDraft' | 'sendDraft' | 'lookUpDraft' | 'deleteDraft' | 'findDrafts' | 'changesSince';

export interface SentByFake extends OutgoingMail {
  /** Whose mailbox it left, lower case. */
  mailbox: string;
  at: Instant;
  sent: SentMail;
}

type DraftInFake = OutgoingMail & { providerThreadId: string; mailbox: string };

export interface FakeMailOptions {
  /** Runs when a send has reached the provider and before it takes the mail. */
  beforeSend?: () => Promise<void>;
  clock?: Clock;
  /** The provider gives each mail a Message-ID of its own, as Gmail may. */
  rewritesMessageIds?: boolean;
  /** For how long a sent mail can't be found but by its thread; needs `clock`. */
  searchLagMs?: number;
  /** How many mails one answer of `changesSince` holds. */
  pageSize?: number;
}

const SINGLE_ADDRESS = /^[^\s<>,;"@]+@[^\s<>,;"@]+$/;

/** A mailbox provider in memory, with faults; what it holds in `sent` is what left. It passes the port's contract. */
export function createFakeMailProvider(options: FakeMailOptions = {}) {
  const now = () => options.clock?.now() ?? 0;
  const drafts = new Map<string, DraftInFake>();
  const sent: SentByFake[] = [];
  const journal: { mailbox: string; mail: MailboxMail }[] = [];
  const calls: { operation: Operation; mailbox: string; draftId?: string }[] = [];
  const faults = new Map<Operation, MailFault[]>();
  let held: (() => void)[] = [];
  let forgottenUpTo = 0;
  let counter = 0;
  const next = (prefix: string) => {
    counter += 1;
    return `${prefix}${counter}`;
  };

  const noAnswer = (operation: Operation) =>
    operation === 'sendDraft' ? new UnknownOutcome('no answer') : new Unavailable('no answer');

  /** One call, with the fault that is armed for it. */
  async function call<T>(
    operation: Operation,
    mailbox: MailboxAccess,
    work: () => T | Promise<T>,
    draftId?: string,
  ): Promise<T> {
    calls.push({ operation, mailbox: mailbox.address, draftId });
    const fault = faults.get(operation)?.shift();
    if (fault === undefined) return work();
    if (fault === 'rate_limited') throw new RateLimited('pause', 60_000);
    if (fault === 'grant_dead') throw new NotConnected('connect again');
    if (fault === 'refused') throw new InvalidInput('the provider refuses this mail');
    if (fault === 'gone' && draftId) drafts.delete(draftId);
    if (fault === 'lost_after' || fault === 'hang_taken') await work();
    if (fault === 'hang' || fault === 'hang_taken') await new Promise<void>((resolve) => held.push(resolve));
    throw noAnswer(operation);
  }

  function arrive(mailbox: string, mail: MailboxMail): MailboxMail {
    journal.push({ mailbox: mailbox.toLowerCase(), mail });
    return mail;
  }

  function sendOut(id: string, draft: DraftInFake): SentMail {
    drafts.delete(id);
    const providerMessageId = next('message-');
    const { mailbox, providerThreadId, ...mail } = draft;
    const messageId = `<${options.rewritesMessageIds ? providerMessageId : mail.touchKey}@fake.example>`;
    const went: SentMail = { providerMessageId, providerThreadId, messageId };
    sent.push({ ...mail, mailbox, at: now(), sent: went });
    const copy: MailboxMail = {
      providerId: providerMessageId,
      providerThreadId,
      direction: 'out',
      from: { name: mail.from.name, address: mail.from.address.toLowerCase() },
      to: [mail.to.address.toLowerCase()],
      subject: mail.subject,
      text: mail.text,
      headers: { 'x-touch-id': mail.touchKey, 'message-id': messageId },
      messageId,
      references: mail.thread?.references ?? [],
      receivedAt: now(),
    };
    arrive(mailbox, copy);
    return went;
  }

  const provider: MailProvider = {
    createDraft: (mailbox, mail) =>
      call('createDraft', mailbox, () => {
        if (!SINGLE_ADDRESS.test(mail.to.address)) throw new InvalidInput('not one address');
        const id = next('draft-');
        const providerThreadId = mail.thread?.providerThreadId ?? next('thread-');
        drafts.set(id, { ...mail, providerThreadId, mailbox: mailbox.address.toLowerCase() });
        return { providerDraftId: id, providerThreadId };
      }),
    sendDraft: (mailbox, id) =>
      call(
        'sendDraft',
        mailbox,
        async () => {
          await options.beforeSend?.();
          const draft = drafts.get(id);
          if (!draft) throw new UnknownOutcome('that draft is gone');
          return sendOut(id, draft);
        },
        id,
      ),
    lookUpDraft: (mailbox, id, hint) =>
      call(
        'lookUpDraft',
        mailbox,
        () => {
          if (drafts.has(id)) return { state: 'waiting' };
          const canFind = (one: SentByFake) =>
            one.sent.providerThreadId === hint.providerThreadId || one.at + (options.searchLagMs ?? 0) <= now();
          const found = sent.find((one) => one.touchKey === hint.touchKey && canFind(one));
          return found ? { state: 'sent', mail: found.sent } : { state: 'gone' };
        },
        id,
      ),
    deleteDraft: (mailbox, id) => call('deleteDraft', mailbox, () => drafts.delete(id), id),
    findDrafts: (mailbox, touchKey) =>
      call('findDrafts', mailbox, () => [...drafts].filter(([, one]) => one.touchKey === touchKey).map(([id]) => id)),
    changesSince: (mailbox, cursor) =>
      call('changesSince', mailbox, () => {
        if (cursor === undefined) return { mails: [], cursor: String(journal.length), reset: false };
        const reset = Number(cursor) < forgottenUpTo;
        const from = reset ? 0 : Number(cursor);
        const end = Math.min(journal.length, from + (options.pageSize ?? Number.POSITIVE_INFINITY));
        const mine = journal.slice(from, end).filter((one) => one.mailbox === mailbox.address.toLowerCase());
        return { mails: mine.map((one) => one.mail), cursor: String(end), reset, more: end < journal.length };
      }),
  };

  interface Delivery {
    to: string;
    from: string;
    fromName?: string;
    text: string;
    subject?: string;
    headers?: Record<string, string>;
    report?: MailboxMail['report'];
    direction?: 'in' | 'out';
    providerId?: string;
    messageId?: string;
    /** The mail of ours that it belongs to; 'none' for one that stands alone. By default the newest that went to `from`. */
    answers?: SentByFake | 'none';
  }

  /** A mail into a mailbox; by default a plain answer to the newest mail that went to `from`. */
  function deliver(mail: Delivery): MailboxMail {
    const newest = sent.filter((one) => one.to.address.toLowerCase() === mail.from.toLowerCase()).at(-1);
    const about = mail.answers === 'none' ? undefined : (mail.answers ?? newest);
    return arrive(mail.to, {
      providerId: mail.providerId ?? next('in-'),
      providerThreadId: about?.sent.providerThreadId ?? next('thread-'),
      direction: mail.direction ?? 'in',
      from: { name: mail.fromName ?? '', address: mail.from.toLowerCase() },
      to: [mail.to.toLowerCase()],
      subject: mail.subject ?? `Re: ${about?.subject ?? 'hello'}`,
      text: mail.text,
      headers: Object.fromEntries(
        Object.entries(mail.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
      ),
      messageId: mail.messageId ?? `<${next('m')}@there.example>`,
      references: about ? [...(about.thread?.references ?? []), about.sent.messageId] : [],
      report: mail.report,
      receivedAt: now(),
    });
  }

  return {
    provider,
    sent,
    drafts,
    /** Every call in order, the failed ones too. */
    calls,
    /** Arms faults for the next calls of that kind, in this order; what was armed before is forgotten. */
    fail: (operation: Operation, ...with_: MailFault[]) => faults.set(operation, with_),
    /** Lets the calls that hang go on to their failure. */
    release() {
      const waiting = held;
      held = [];
      for (const one of waiting) one();
    },
    hanging: () => held.length,
    /** Somebody deletes a draft by hand. */
    loseDrafts: () => drafts.clear(),
    deliver,
    /** A delivery report on a mail of ours. */
    bounce: (to: SentByFake, status = '5.1.1') =>
      deliver({
        to: to.mailbox,
        from: 'mailer-daemon@provider.example',
        answers: to,
        subject: 'Delivery Status Notification (Failure)',
        text: `Your message to ${to.to.address} could not be delivered.`,
        headers: {
          'content-type': 'multipart/report; report-type=delivery-status',
          'auto-submitted': 'auto-replied',
          'return-path': '<>',
        },
        report: {
          finalRecipient: to.to.address.toLowerCase(),
          action: status.startsWith('5') ? 'failed' : 'delayed',
          status,
          originalMessageId: to.sent.messageId,
        },
      }),
    /** The mailbox's owner writes by hand. */
    writeByHand: (
      mailbox: string,
      mail: { to: string | string[]; text: string; subject?: string; answers?: SentByFake },
    ): MailboxMail =>
      arrive(mailbox, {
        providerId: next('message-'),
        providerThreadId: mail.answers?.sent.providerThreadId ?? next('thread-'),
        direction: 'out',
        from: { name: '', address: mailbox.toLowerCase() },
        to: [mail.to].flat().map((one) => one.toLowerCase()),
        subject: mail.subject ?? (mail.answers ? `Re: ${mail.answers.subject}` : 'Hello'),
        text: mail.text,
        headers: {},
        messageId: `<${next('hand-')}@fake.example>`,
        references: mail.answers ? [mail.answers.sent.messageId] : [],
        receivedAt: now(),
      }),
    /** The provider forgets its history: the next read starts anew, from the beginning. */
    forgetHistory() {
      forgottenUpTo = journal.length;
    },
  };
}

export type FakeMail = ReturnType<typeof createFakeMailProvider>;
