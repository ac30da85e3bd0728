import { MINUTE_MS } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Mailbox } from '../channels/index.ts';
import type { InboundKind, InteractionDeps, Interactions } from './index.ts';
import { createParking } from './parking.ts';
import { createReceiving } from './receiving.ts';

type ReadReport = Awaited<ReturnType<Interactions['readMailboxes']>>;

/** The reading of mailboxes: each to its end, page by page. */
export function createMailboxReading(deps: InteractionDeps): Pick<Interactions, 'readMailboxes'> {
  const receiving = createReceiving(deps);
  const failedAgain = createParking(deps);

  const count = (report: ReadReport, kind: InboundKind) => {
    report.mails += 1;
    if (kind === 'reply' || kind === 'opt_out') report.replies += 1;
    if (kind === 'auto_reply' || kind === 'out_of_office' || kind === 'left_company') report.autoReplies += 1;
    if (kind === 'bounce') report.bounces += 1;
  };

  /** A mail that can't be taken in holds the cursor back, so that it is tried again, and keeps no other one waiting, on whatever page. */
  async function readMailbox(mailbox: Mailbox, ownAddresses: string[], report: ReadReport): Promise<void> {
    let failed: unknown;
    let cursor: string | undefined;
    let at = deps.clock.now();
    for (let more = true; more; ) {
      at = deps.clock.now();
      const changes = await deps.channels.changesSince(mailbox.id, cursor);
      for (const mail of changes.mails) {
        try {
          const kind = await receiving.takeIn(mailbox, mail, ownAddresses);
          if (kind !== undefined) count(report, kind);
        } catch (error) {
          const { providerId } = mail;
          deps.logger.error({ mailboxId: mailbox.id, providerId, error }, 'a mail was not taken in');
          const leads = () => receiving.leadsOf(mailbox, mail, ownAddresses);
          const isParked = await failedAgain({ inboxId: mailbox.id, providerId, memberId: mailbox.memberId, leads });
          if (!isParked) failed ??= error;
        }
      }
      if (failed === undefined) await deps.channels.saveCursor(mailbox.id, changes.cursor);
      cursor = changes.cursor;
      more = changes.more === true;
    }
    if (failed !== undefined) throw failed;
    await deps.channels.wasRead(mailbox.id, at);
  }

  async function readAll(): Promise<ReadReport> {
    const report: ReadReport = { mails: 0, replies: 0, autoReplies: 0, bounces: 0, problems: [] };
    const mailboxes = await deps.channels.mailboxes();
    const ownAddresses = mailboxes.map((one) => one.address.toLowerCase());
    for (const mailbox of mailboxes.filter((one) => one.status !== 'reconnect')) {
      try {
        await readMailbox(mailbox, ownAddresses, report);
      } catch (error) {
        deps.logger.warn(
          { mailboxId: mailbox.id, error },
          'a mailbox could not be read to its end; its mail waits there',
        );
        const problem = error instanceof AppError ? error.forUser : 'A mail could not be read. It will be tried again.';
        report.problems.push({ mailboxId: mailbox.id, problem });
        const unreadMs = (await deps.settings.get('mostUnreadMinutes')) * MINUTE_MS;
        await deps.channels.couldNotBeRead(mailbox.id, deps.clock.now(), unreadMs);
      }
    }
    return report;
  }

  return { readMailboxes: readAll };
}
