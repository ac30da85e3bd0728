import { z } from 'zod';
import type { Instant } from '../../kernel/clock.ts';
import type { Answer } from './faults.ts';
import type { ParsedMail } from './mime.ts';

/** A mail that the stand-in took from a mailbox and brought on its way. */
export interface SentMessage extends ParsedMail {
  id: string;
  threadId: string;
  /** The mailbox that it left. */
  mailbox: string;
  at: Instant;
}

export interface MailModes {
  /** Gives each sent mail a Message-ID of the stand-in's own, as Gmail sometimes does. */
  rewritesMessageIds?: boolean;
  /** A search (`q`) finds a mail only this long after it came in. */
  searchLagMs?: number;
}

export interface GmailCall {
  /** The mailbox that calls. */
  address: string;
  method: string;
  /** Behind `/users/{userId}/`. */
  path: string;
  query: URLSearchParams;
  body: unknown;
}

/** When which mail came into which mailbox; by the emulator's message id. */
export type Arrivals = Map<string, { address: string; messageId: string; at: Instant }>;

export const rawMessage = z.object({ raw: z.string(), threadId: z.string().optional() });
export const rawDraft = z.object({ message: z.object({ threadId: z.string(), raw: z.string() }) });
export const storedMessage = z.object({
  id: z.string(),
  threadId: z.string(),
  labelIds: z.array(z.string()).optional(),
});
export const messageWithPayload = z.looseObject({ id: z.string(), payload: z.looseObject({}).optional() });
export const threadWithMessages = z.looseObject({ messages: z.array(messageWithPayload) });
export const messageList = z.looseObject({
  messages: z.array(z.object({ id: z.string(), threadId: z.string() })).optional(),
});

export const isOk = (answer: Answer): boolean => answer.status >= 200 && answer.status < 300;
export const bytesOf = (raw: string): Buffer => Buffer.from(raw, 'base64url');
