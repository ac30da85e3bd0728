import type { Instant } from '../../kernel/clock.ts';

export interface OutgoingMail {
  /** Our own key, one a touch; it travels as a header, so that a mail can be found again. */
  touchKey: string;
  from: { name: string; address: string };
  to: { name: string; address: string };
  subject: string;
  /** Exactly the approved words. */
  text: string;
  /** What the law wants below them: who writes from where, and how to say no. */
  footer?: string;
  /** For the mail program's own button (RFC 2369, RFC 8058): a mail address always, one click where the web reaches us. */
  optOut?: { mailto: string; url?: string };
  /** Set for a follow-up in the same mail thread: the provider's thread and the Message-IDs so far, oldest first. */
  thread?: { providerThreadId: string; references: string[] };
}

export interface SentMail {
  providerMessageId: string;
  providerThreadId: string;
  /** As the mail carries it, read back from the provider. */
  messageId: string;
}

/** One mail of a mailbox, parsed. Headers' names are lower case. */
export interface MailboxMail {
  providerId: string;
  providerThreadId: string;
  direction: 'in' | 'out';
  from: { name: string; address: string };
  to: string[];
  subject: string;
  /** Plain text, quoted history included; at most 200,000 characters. */
  text: string;
  headers: Record<string, string>;
  messageId?: string;
  references: string[];
  /** Present for a report on delivery or a complaint (multipart/report); the facts are those of the first address that failed. */
  report?: {
    finalRecipient?: string;
    /** 'failed', 'delayed', 'delivered' ...; 'complained' for a complaint that a provider passes on. */
    action?: string;
    status?: string;
    originalMessageId?: string;
    /** Every address that it tells of, when there are several. */
    recipients?: { address: string; action?: string; status?: string }[];
  };
  receivedAt: Instant;
}

export interface MailboxChanges {
  /** Oldest first; drafts are left out. */
  mails: MailboxMail[];
  /** To be kept once all of them are taken in. */
  cursor: string;
  reset: boolean;
  /** There is more behind the new cursor: ask again at once. */
  more?: boolean;
}

/** A mailbox's credentials, decrypted; JSON of the provider. Never logged. */
export interface MailboxAccess {
  address: string;
  credentials: string;
}

/**
 * Speaks to mailboxes of one provider. A draft made first is the key that makes a send repeatable.
 * Throws Unavailable (nothing happened, or a read failed), RateLimited (nothing happened), NotConnected (grant is dead),
 * InvalidInput (this mail is refused as it is: nothing happened, and trying again is in vain), UnknownOutcome (a send may have happened).
 */
export interface MailProvider {
  createDraft(
    mailbox: MailboxAccess,
    mail: OutgoingMail,
  ): Promise<{ providerDraftId: string; providerThreadId?: string }>;
  sendDraft(mailbox: MailboxAccess, providerDraftId: string): Promise<SentMail>;
  /** What became of a draft: still there, sent (with where it went), or gone without a trace. */
  lookUpDraft(
    mailbox: MailboxAccess,
    providerDraftId: string,
    hint: { touchKey: string; providerThreadId?: string; subject: string; to: string },
  ): Promise<{ state: 'waiting' } | { state: 'sent'; mail: SentMail } | { state: 'gone' }>;
  deleteDraft(mailbox: MailboxAccess, providerDraftId: string): Promise<void>;
  /** Drafts that were made with this key and have not left, also those whose making got no answer. */
  findDrafts(mailbox: MailboxAccess, touchKey: string): Promise<string[]>;
  /** New mail behind the cursor; without one, only a cursor for from now on. `reset` says that the cursor was too old and mail was searched instead. */
  changesSince(mailbox: MailboxAccess, cursor: string | undefined): Promise<MailboxChanges>;
}
