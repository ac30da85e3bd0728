import type { MailboxMail } from '../../features/channels/ports.ts';

export interface Attached {
  type: string;
  text: string;
}

type Report = NonNullable<MailboxMail['report']>;
type Recipient = NonNullable<Report['recipients']>[number];

function field(text: string, name: string): string | undefined {
  const unfolded = text.replace(/\r?\n[ \t]+/g, ' ');
  return new RegExp(`^${name}:[ \\t]*(.+?)[ \\t]*$`, 'im').exec(unfolded)?.[1];
}

function addressIn(value: string | undefined): string | undefined {
  return /[^\s<>,;:"()]+@[^\s<>,;:"()]+/.exec(value?.replace(/^rfc822\s*;/i, '') ?? '')?.[0].toLowerCase();
}

const statusIn = (value: string | undefined) => /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(value ?? '')?.[0];

/** RFC 3464: groups of fields, one for each address; the address that we wrote to counts, not the one that it was forwarded to. */
function recipientsIn(text: string): Recipient[] {
  return text.split(/\r?\n[ \t]*\r?\n/).flatMap((group) => {
    const address = addressIn(field(group, 'Original-Recipient')) ?? addressIn(field(group, 'Final-Recipient'));
    if (!address) return [];
    const status = statusIn(field(group, 'Status')) ?? statusIn(field(group, 'Diagnostic-Code'));
    return [{ address, action: field(group, 'Action')?.toLowerCase(), status }];
  });
}

/** What a report on delivery, or a complaint (RFC 5965), says; undefined for any other mail, a receipt for reading included. */
export function reportOf(
  headers: Record<string, string>,
  text: string,
  attached: Attached[],
): MailboxMail['report'] | undefined {
  const type = (headers['content-type'] ?? '').toLowerCase();
  const part = (kind: string) =>
    attached
      .filter((one) => one.type.includes(kind))
      .map((one) => one.text)
      .join('\n\n');
  const original = part('rfc822') || attached.find((one) => one.type === 'message/rfc822-headers')?.text || '';
  const originalMessageId = /<[^<>\s]+>/.exec(field(original, 'Message-ID') ?? '')?.[0];
  if (type.includes('feedback-report') || part('feedback-report')) {
    const fields = part('feedback-report');
    const address = addressIn(field(fields, 'Original-Rcpt-To')) ?? addressIn(field(original, 'To'));
    return { finalRecipient: address, action: 'complained', originalMessageId };
  }
  const status = part('delivery-status');
  const isReport = status !== '' || (type.includes('multipart/report') && type.includes('delivery-status'));
  const failedHeader = addressIn(headers['x-failed-recipients']);
  if (!isReport && !failedHeader) return undefined;
  const recipients = recipientsIn(status || text);
  const first = recipients.find((one) => one.action === 'failed') ?? recipients[0];
  return {
    finalRecipient: first?.address ?? failedHeader,
    action: first?.action ?? (failedHeader ? 'failed' : undefined),
    status: first?.status,
    originalMessageId,
    ...(recipients.length > 1 ? { recipients } : {}),
  };
}
