import { z } from 'zod';
import type { CallReport, IncomingText, TextReport } from '../../features/channels/ports.ts';
import { callStatusOf, whisper } from './calls.ts';
import { sdk, type TwilioConfig } from './client.ts';
import { channelOf, numberOf, statusOf } from './texts.ts';

const messageSchema = z.object({
  MessageSid: z.string().min(1).max(64),
  From: z.string().min(1).max(100),
  To: z.string().min(1).max(100),
  Body: z.string().max(70_000).default(''),
  OptOutType: z.enum(['STOP', 'START', 'HELP']).optional().catch(undefined),
});
const reportSchema = z.object({
  MessageSid: z.string().min(1).max(64),
  MessageStatus: z.string().min(1).max(40),
  ErrorCode: z.coerce.number().int().optional().catch(undefined),
});
const callSchema = z.object({
  CallSid: z.string().min(1).max(64),
  CallStatus: z.string().min(1).max(40),
  CallDuration: z.coerce.number().int().nonnegative().optional().catch(undefined),
});

export type Params = Record<string, string>;

/** What Twilio brings, once it is certain that it is Twilio's. The parsers answer undefined for what is none of theirs. */
export function createWebhook(config: Pick<TwilioConfig, 'authToken' | 'publicUrl'>) {
  return {
    /**
     * Whether Twilio has signed this. `path` is path and query as they came; the address that Twilio knows is the configured one,
     * whatever a proxy in between has made of it.
     */
    verify(path: string, params: Params, signature: string | undefined): boolean {
      if (!config.publicUrl || !signature) return false;
      // "//" and the like are no path: nobody has signed such an address.
      if (!URL.canParse(path, config.publicUrl)) return false;
      const url = new URL(path, config.publicUrl).href;
      return sdk().validateRequest(config.authToken, signature, url, params);
    },

    message(params: Params, at: number): IncomingText | undefined {
      const read = messageSchema.safeParse(params);
      if (!read.success) return undefined;
      const { MessageSid, From, To, Body, OptOutType } = read.data;
      const keyword = OptOutType?.toLowerCase() as IncomingText['keyword'];
      return {
        providerMessageId: MessageSid,
        channel: channelOf(From),
        from: numberOf(From),
        to: numberOf(To),
        text: Body,
        receivedAt: at,
        ...(keyword ? { keyword } : {}),
      };
    },

    report(params: Params): TextReport | undefined {
      const read = reportSchema.safeParse(params);
      if (!read.success) return undefined;
      const { MessageSid, MessageStatus, ErrorCode } = read.data;
      return {
        providerMessageId: MessageSid,
        status: statusOf(MessageStatus),
        ...(ErrorCode ? { errorCode: ErrorCode } : {}),
      };
    },

    call(params: Params): CallReport | undefined {
      const read = callSchema.safeParse(params);
      if (!read.success) return undefined;
      const { CallSid, CallStatus, CallDuration } = read.data;
      return {
        providerCallId: CallSid,
        status: callStatusOf(CallStatus),
        ...(CallDuration === undefined ? {} : { durationSeconds: CallDuration }),
      };
    },

    whisper,
  };
}

export type Webhook = ReturnType<typeof createWebhook>;
