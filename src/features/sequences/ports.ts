import type { Scope } from '../../db/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { Channels } from '../channels/index.ts';
import type { OutgoingMail, SentMail } from '../channels/ports.ts';

/** What the exit needs of the channels: drafts at the mailbox's provider. Only exit.ts calls these. */
export interface Outbox extends Channels {
  createDraft(mailboxId: string, mail: OutgoingMail): Promise<{ providerDraftId: string; providerThreadId?: string }>;
  sendDraft(mailboxId: string, providerDraftId: string): Promise<SentMail>;
  lookUpDraft(
    mailboxId: string,
    providerDraftId: string,
    hint: { touchKey: string; providerThreadId?: string; subject: string; to: string },
  ): Promise<{ state: 'waiting' } | { state: 'sent'; mail: SentMail } | { state: 'gone' }>;
  deleteDraft(mailboxId: string, providerDraftId: string): Promise<boolean>;
}

/** Stage moves that follow from a touch, in the touch's own transaction. */
export interface LeadMarks {
  /** 'new' becomes 'contacted'; any other stage stays. */
  markContacted(scope: Scope, leadId: string, at: Instant): Promise<void>;
}
