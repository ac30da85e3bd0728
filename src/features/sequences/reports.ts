import { inTransaction } from '../../db/index.ts';
import { DAY_MS } from '../../kernel/clock.ts';
import type { TextReport, TextStatus } from '../channels/ports.ts';
import type { SequenceDeps } from './index.ts';
import { createOptingOut } from './opting-out.ts';
import { createSequenceStore } from './store.ts';

const RANK: Record<TextStatus, number> = { queued: 0, sent: 1, undelivered: 2, failed: 2, delivered: 3, read: 4 };
/**
 * The provider will never reach this number on this channel: no mobile, a landline, unknown, blocked.
 * Not 30003: a handset that is off, or out of reach, may be on tomorrow.
 */
const UNREACHABLE: ReadonlySet<number> = new Set([21211, 21614, 30005, 30006, 63003, 63024, 63033]);
const OPTED_OUT = 21610;
const WATCH_MS = 2 * DAY_MS;
const AT_ONCE = 30;

/** Reports come in any order: the one that is further on the way stands. */
export function laterStatus(a: TextStatus, b: TextStatus): TextStatus {
  return RANK[b] > RANK[a] ? b : a;
}

/** What became of a text after its provider took it. */
export function createReports(deps: SequenceDeps) {
  const store = createSequenceStore(deps.db);
  const optedOutAtProvider = createOptingOut(deps);

  /** False for a message that is not known here, and for what changes nothing. */
  async function takeReport(report: TextReport): Promise<boolean> {
    const send = await store.sendByMessage(report.providerMessageId);
    if (!send || send.state !== 'sent') return false;
    const isNo = report.errorCode === OPTED_OUT;
    const isLater = !send.report || laterStatus(send.report, report.status) !== send.report;
    // A no counts, however late its report comes.
    if (!isLater && !isNo) return false;
    const touch = await store.touch(send.touchId);
    if (!touch || (touch.channel !== 'whatsapp' && touch.channel !== 'sms')) return false;
    const at = deps.clock.now();
    const isLost = report.status === 'failed' || report.status === 'undelivered';
    const [lead] = isNo ? await deps.leads.getMany([touch.leadId]) : [];
    return inTransaction(deps.db, async (scope) => {
      const isKept = isLater && (await createSequenceStore(scope).keepReport(touch.id, send.report, report, at));
      if (!isKept && !isNo) return false;
      if (isNo) await optedOutAtProvider(scope, touch, { lead, address: send.toAddress, at });
      if (!isKept || !isLost) return true;
      const code = report.errorCode ?? 0;
      const entry = { channel: touch.channel, address: send.toAddress, at };
      if (UNREACHABLE.has(code))
        await deps.channels.suppress(scope, { ...entry, reason: 'bounced', source: `could not be reached (${code})` });
      await deps.threads.append(scope, {
        at,
        kind: 'touch.undelivered',
        leadId: touch.leadId,
        refs: { touchId: touch.id, step: touch.step, channel: touch.channel, code },
        onceKey: `undelivered:${touch.id}`,
      });
      return true;
    });
  }

  return {
    takeReport,
    /** Asks the provider of the texts that are still on their way; for a process that the web does not reach, and as a net. */
    async readReports(): Promise<number> {
      let changed = 0;
      const open = await store.openReports(deps.clock.now() - WATCH_MS, AT_ONCE);
      for (const id of open) {
        // Before the question: one that gets no answer goes to the end of the queue too.
        await store.keepAsked(id, deps.clock.now());
        const report = await deps.channels.textReport(id);
        if (report && (await takeReport(report))) changed += 1;
      }
      return changed;
    },
  };
}
