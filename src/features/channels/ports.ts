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
  /** Set for a follow-up: the Message-IDs so far, oldest first, and the provider's thread where this mailbox has it. */
  thread?: { providerThreadId?: string; references: string[] };
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

/** Takes a person through a provider's own consent. `challenge` is the SHA-256 of the verifier, base64url (PKCE, RFC 7636). */
export interface Consent<Granted> {
  urlFor(ask: { state: string; challenge: string; redirectUri: string; hint?: string }): Promise<string>;
  /** Throws NotConnected when the answer is none that lasts, Unavailable. */
  redeem(answer: { code: string; verifier: string; redirectUri: string }): Promise<Granted>;
  revoke(credentials: string): Promise<void>;
}

export type MailConsent = Consent<{ address: string; credentials: string }>;
export type LinkedinConsent = Consent<{ credentials: string; expiresInMs: number }>;

/**
 * Sends one message in the name of the member who granted it. There is no draft, no key that makes a send repeatable, and nobody to
 * ask afterwards whether it went. Throws RateLimited, Denied (they are not connected, or the team may not) and InvalidInput (nothing
 * happened), NotConnected (the grant is dead: nothing happened), Unavailable (it was not reached: nothing happened), UnknownOutcome.
 */
export interface LinkedinProvider {
  /** `to` is the URN of a person. */
  send(credentials: string, message: { to: string; text: string }): Promise<SentOnLinkedin>;
}

export interface SentOnLinkedin {
  /** LinkedIn's own id, where it told one. */
  providerMessageId?: string;
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
  /** Whether it was there to delete; false also for one that has just been sent. */
  deleteDraft(mailbox: MailboxAccess, providerDraftId: string): Promise<boolean>;
  /** Drafts that were made with this key and have not left, also those whose making got no answer. */
  findDrafts(mailbox: MailboxAccess, touchKey: string): Promise<string[]>;
  /** New mail behind the cursor; without one, only a cursor for from now on. `reset` says that the cursor was too old and mail was searched instead. */
  changesSince(mailbox: MailboxAccess, cursor: string | undefined): Promise<MailboxChanges>;
}

export type TextChannel = 'whatsapp' | 'sms';

/** One message on WhatsApp or SMS. */
export interface OutgoingText {
  /** Our own key, one a touch; it travels in the address for status reports, where there is one. */
  touchKey: string;
  channel: TextChannel;
  /** E.164. */
  to: string;
  /** Exactly the approved words. */
  text: string;
  /** Outside WhatsApp's 24 hours: an approved template, with the variables of which `text` is the rendering. */
  template?: { sid: string; variables: Record<string, string> };
}

export type TextStatus = 'queued' | 'sent' | 'delivered' | 'read' | 'undelivered' | 'failed';

export interface TextReport {
  providerMessageId: string;
  status: TextStatus;
  /** The provider's own, such as 63016. */
  errorCode?: number;
}

export interface IncomingText {
  providerMessageId: string;
  channel: TextChannel;
  /** E.164, or what the provider knows of somebody who shows no number. */
  from: string;
  to: string;
  text: string;
  /** By the provider's clock. */
  receivedAt: Instant;
  /** What the provider itself made of it (STOP, START, HELP). */
  keyword?: 'stop' | 'start' | 'help';
}

export interface TextTemplate {
  sid: string;
  name: string;
  /** With gaps `{{1}}`, `{{2}}` ... */
  body: string;
  /** What each gap is for, by its number. */
  gaps: Record<string, string>;
  category: 'marketing' | 'utility' | 'authentication';
  language: string;
}

/**
 * Sends and reads WhatsApp and SMS. No key makes a send repeatable here, so what got no answer is looked up, never sent again.
 * Throws Unavailable (nothing happened, or a read failed), RateLimited (nothing happened), NotConnected (credentials are refused),
 * OptedOut (the provider knows that this person said no: nothing happened), InvalidInput (refused as it is: nothing happened),
 * UnknownOutcome (a send may have happened).
 */
export interface TextProvider {
  /** The own number of each channel that can be used, E.164. */
  readonly senders: Partial<Record<TextChannel, string>>;
  send(text: OutgoingText): Promise<TextReport>;
  /** Whether a message of these words went to this number since then. */
  lookUp(text: OutgoingText, since: Instant): Promise<TextReport | undefined>;
  status(providerMessageId: string): Promise<TextReport | undefined>;
  /** All that came in on a channel since then by the provider's time, oldest first; may hold what was known before. */
  received(channel: TextChannel, since: Instant): Promise<IncomingText[]>;
  /** Those that are approved for use. */
  templates(): Promise<TextTemplate[]>;
}

export type CallStatus =
  | 'queued'
  | 'ringing'
  | 'in_progress'
  | 'completed'
  | 'busy'
  | 'no_answer'
  | 'failed'
  | 'canceled';

export interface CallReport {
  providerCallId: string;
  status: CallStatus;
  durationSeconds?: number;
}

/**
 * Rings a member and joins them with the lead. Where the provider reaches us, the lead is rung only once the member has pressed 1: a
 * voicemail or a pocket is never joined with anybody. Throws as TextProvider does.
 */
export interface CallProvider {
  readonly sender: string;
  /** Whether the member is asked to press 1 first. Without it nothing is recorded either, as the lead could not be told. */
  readonly asksFirst: boolean;
  place(call: { callKey: string; memberPhone: string; leadPhone: string }): Promise<CallReport>;
  /** Whether such a call was begun since then. */
  lookUp(call: { memberPhone: string }, since: Instant): Promise<CallReport | undefined>;
  /** Of the member's own leg, which says nothing of whether the lead picked up. */
  status(providerCallId: string): Promise<CallReport | undefined>;
  /** What became of the lead's leg of such a call; undefined when none is known. */
  leadLeg(providerCallId: string): Promise<CallReport | undefined>;
}
