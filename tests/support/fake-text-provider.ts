import type {
  CallProvider,
  CallReport,
  IncomingText,
  OutgoingText,
  TextProvider,
  TextReport,
  TextStatus,
  TextTemplate,
} from '../../src/features/channels/ports.ts';
import type { Clock, Instant } from '../../src/kernel/clock.ts';
import { InvalidInput, OptedOut, RateLimited, Unavailable, UnknownOutcome } from '../../src/kernel/errors.ts';

/** `lost_after`: taken, and no answer came. `lost_before`: not taken, and no answer came. */
export type TextFault = 'lost_after' | 'lost_before' | 'refused' | 'opted_out' | 'rate_limited' | 'down';
type Operation = 'send' | 'lookUp' | 'status' | 'received' | 'templates' | 'place';

export interface SentByFakeText extends OutgoingText {
  at: Instant;
  id: string;
  report: TextReport;
}

/** A provider of texts and calls in memory. */
export function createFakeTextProvider(options: {
  clock: Clock;
  templates?: TextTemplate[];
  searchLagMs?: number;
  asksFirst?: () => boolean;
}) {
  const sent: SentByFakeText[] = [];
  const inbox: IncomingText[] = [];
  const legs = new Map<string, CallReport>();
  const calls: (CallReport & { callKey: string; memberPhone: string; leadPhone: string; at: Instant })[] = [];
  const faults = new Map<Operation, TextFault>();
  let counter = 0;

  function fails(operation: Operation): TextFault | undefined {
    const fault = faults.get(operation);
    faults.delete(operation);
    if (fault === 'down') throw new Unavailable('The provider is down.');
    if (fault === 'rate_limited') throw new RateLimited('Too many at once.', 60_000);
    if (fault === 'refused') throw new InvalidInput('The number is no mobile number (21614).');
    if (fault === 'opted_out') throw new OptedOut('This number has opted out (21610).');
    if (fault === 'lost_before') throw new UnknownOutcome('No answer came.');
    return fault;
  }

  const texts: TextProvider = {
    senders: { whatsapp: '+442079460990', sms: '+442079460991' },
    async send(text) {
      const fault = fails('send');
      counter += 1;
      const id = `SM${String(counter).padStart(32, '0')}`;
      const report: TextReport = { providerMessageId: id, status: 'queued' };
      sent.push({ ...text, id, at: options.clock.now(), report });
      if (fault === 'lost_after') throw new UnknownOutcome('No answer came.');
      return { ...report };
    },
    async lookUp(text, since) {
      fails('lookUp');
      const until = options.clock.now() - (options.searchLagMs ?? 0);
      const found = sent.find(
        (one) => one.to === text.to && one.text === text.text && one.at >= since && one.at <= until,
      );
      return found && { ...found.report };
    },
    async status(id) {
      fails('status');
      const found = sent.find((one) => one.id === id);
      return found && { ...found.report };
    },
    async received(channel, since) {
      fails('received');
      return inbox.filter((one) => one.channel === channel && one.receivedAt >= since);
    },
    async templates() {
      fails('templates');
      return options.templates ?? [];
    },
  };
  const caller: CallProvider = {
    sender: '+442079460992',
    get asksFirst() {
      return options.asksFirst?.() === true;
    },
    async place(call) {
      const fault = fails('place');
      counter += 1;
      const report = { providerCallId: `CA${String(counter).padStart(32, '0')}`, status: 'queued' as const };
      calls.push({ ...call, ...report, at: options.clock.now() });
      if (fault === 'lost_after') throw new UnknownOutcome('No answer came.');
      return report;
    },
    async lookUp({ memberPhone }, since) {
      const found = calls.find((one) => one.memberPhone === memberPhone && one.at >= since);
      return found && { providerCallId: found.providerCallId, status: found.status };
    },
    async status(id) {
      const found = calls.find((one) => one.providerCallId === id);
      return found && { providerCallId: id, status: found.status, durationSeconds: found.durationSeconds };
    },
    async leadLeg(id) {
      return legs.get(id);
    },
  };

  return {
    texts,
    calls: caller,
    sent,
    placed: calls,
    /** What becomes of the lead's end of a call. */
    leadPicksUp: (id: string, leg: Omit<CallReport, 'providerCallId'>) =>
      void legs.set(id, { ...leg, providerCallId: `${id}-lead` }),
    fail(operation: Operation, fault?: TextFault): void {
      if (fault) faults.set(operation, fault);
      else faults.delete(operation);
    },
    /** A person writes to one of the team's numbers. */
    receive(text: Pick<IncomingText, 'channel' | 'from' | 'text'> & Partial<IncomingText>): IncomingText {
      counter += 1;
      const one: IncomingText = {
        providerMessageId: `SMin${counter}`,
        to: texts.senders[text.channel] ?? '',
        receivedAt: options.clock.now(),
        ...text,
      };
      inbox.push(one);
      return one;
    },
    report(id: string, status: TextStatus, errorCode?: number): TextReport {
      const report = { providerMessageId: id, status, errorCode };
      const found = sent.find((one) => one.id === id);
      if (found) found.report = report;
      return report;
    },
  };
}
