import type { MessageInstance } from 'twilio/lib/rest/api/v2010/account/message.js';
import type {
  IncomingText,
  OutgoingText,
  TextChannel,
  TextProvider,
  TextReport,
  TextStatus,
  TextTemplate,
} from '../../features/channels/ports.ts';
import type { TwilioClient, TwilioConfig } from './client.ts';
import { translate } from './errors.ts';

const FOUND_MAX = 50;
const PAGE = 200;
const TEMPLATES_MAX = 100;

/** Twilio's many words for where a message is. */
const STATUS: Record<string, TextStatus> = {
  accepted: 'queued',
  scheduled: 'queued',
  queued: 'queued',
  sending: 'queued',
  sent: 'sent',
  delivered: 'delivered',
  partially_delivered: 'sent',
  read: 'read',
  undelivered: 'undelivered',
  failed: 'failed',
  canceled: 'failed',
};

export const statusOf = (word: string): TextStatus => STATUS[word] ?? 'queued';

/** Twilio's address of a number on a channel, and back. */
const addressed = (channel: TextChannel, number: string) => (channel === 'whatsapp' ? `whatsapp:${number}` : number);
export const channelOf = (address: string): TextChannel => (address.startsWith('whatsapp:') ? 'whatsapp' : 'sms');
export const numberOf = (address: string): string => address.replace(/^whatsapp:/, '');

function reportOf(message: Pick<MessageInstance, 'sid' | 'status' | 'errorCode'>): TextReport {
  const { sid, status, errorCode } = message;
  return { providerMessageId: sid, status: statusOf(status), ...(errorCode ? { errorCode: Number(errorCode) } : {}) };
}

export function createTexts(config: TwilioConfig, client: () => TwilioClient): TextProvider {
  const senders = { whatsapp: config.whatsappFrom, sms: config.smsFrom };

  async function send(text: OutgoingText): Promise<TextReport> {
    const from = senders[text.channel];
    const callback =
      config.publicUrl && new URL(`/twilio/status?k=${encodeURIComponent(text.touchKey)}`, config.publicUrl);
    const words = text.template
      ? { contentSid: text.template.sid, contentVariables: JSON.stringify(text.template.variables) }
      : { body: text.text };
    const message = await client().messages.create({
      ...words,
      to: addressed(text.channel, text.to),
      from: addressed(text.channel, from ?? ''),
      ...(callback ? { statusCallback: callback.href } : {}),
    });
    return reportOf(message);
  }

  async function lookUp(text: OutgoingText, since: number): Promise<TextReport | undefined> {
    const found = await client().messages.list({
      to: addressed(text.channel, text.to),
      from: addressed(text.channel, senders[text.channel] ?? ''),
      dateSentAfter: new Date(since),
      limit: FOUND_MAX,
    });
    const same = found.find((one) => one.direction !== 'inbound' && sameWords(one.body, text.text));
    return same && reportOf(same);
  }

  /** Page by page to the end: of many, Twilio shows the newest first, and none may be passed over. */
  async function received(channel: TextChannel, since: number): Promise<IncomingText[]> {
    const own = senders[channel];
    if (!own) return [];
    const to = addressed(channel, own);
    const found = await client().messages.list({ to, dateSentAfter: new Date(since), pageSize: PAGE });
    return found
      .filter((one) => one.direction === 'inbound' && one.to === to)
      .map((one) => ({
        providerMessageId: one.sid,
        channel,
        from: numberOf(one.from),
        to: own,
        text: one.body,
        // Of what Twilio is asked for by its time of sending, that time; the same as when it was made, or later.
        receivedAt: (one.dateSent ?? one.dateCreated)?.getTime() ?? since,
      }))
      .sort((a, b) => a.receivedAt - b.receivedAt);
  }

  async function templates(): Promise<TextTemplate[]> {
    const all = await client().content.v1.contentAndApprovals.list({ limit: TEMPLATES_MAX });
    return all.flatMap((one) => {
      const approval = one.approvalRequests as { status?: string; category?: string } | null;
      const body = bodyOf(one.types as Record<string, { body?: unknown }>);
      if (approval?.status !== 'approved' || body === undefined) return [];
      return {
        sid: one.sid,
        name: one.friendlyName,
        body,
        gaps: Object.fromEntries(Object.entries(one.variables ?? {}).map(([gap, use]) => [gap, String(use)])),
        category: categoryOf(approval.category),
        language: one.language,
      };
    });
  }

  const reading = async <T>(call: () => Promise<T>): Promise<T> =>
    call().catch((error: unknown) => {
      throw translate(error, 'reads');
    });

  return {
    senders: Object.fromEntries(Object.entries(senders).filter(([, number]) => number)),
    send: (text) =>
      send(text).catch((error: unknown) => {
        throw translate(error, 'sends');
      }),
    lookUp: (text, since) => reading(() => lookUp(text, since)),
    status: (id) =>
      reading(async () => reportOf(await client().messages(id).fetch())).catch(
        (error: { cause?: { status?: number } }) => {
          if (error.cause?.status === 404) return undefined;
          throw error;
        },
      ),
    received: (channel, since) => reading(() => received(channel, since)),
    templates: () => reading(templates),
  };
}

/** What a phone network does to words on their way: blanks at the ends, and which line break. */
const sameWords = (a: string, b: string): boolean =>
  a.trim().replace(/\r\n/g, '\n') === b.trim().replace(/\r\n/g, '\n');

function bodyOf(types: Record<string, { body?: unknown }> | null): string | undefined {
  const found = Object.values(types ?? {}).find((one) => typeof one.body === 'string');
  return found ? String(found.body) : undefined;
}

function categoryOf(word: string | undefined): TextTemplate['category'] {
  const category = word?.toLowerCase();
  return category === 'utility' || category === 'authentication' ? category : 'marketing';
}
