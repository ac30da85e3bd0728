import { type Db, inTransaction, type Scope } from '../../db/index.ts';
import type { Clock, Instant } from '../../kernel/clock.ts';
import { Denied, NotFound } from '../../kernel/errors.ts';
import type { Access, Member } from '../access/index.ts';
import type { Settings } from '../settings/index.ts';
import type { Threads } from '../threads/index.ts';
import { type CareLimits, countedFrom, type Harm, type MailboxFigures, reasonToPause } from './rules.ts';
import { createDeliverabilityStore } from './store.ts';

export type { CareLimits, Harm, MailboxFigures };

/** Watches what becomes of a mailbox's mails, and stops it before mail providers do. */
export interface Deliverability {
  /** To be read before a transaction begins. */
  limits(): Promise<CareLimits>;
  /**
   * Inside the transaction that takes in what a mail did: marks it once, and pauses the mailbox that sent it when this tips it.
   * Nothing for a mail that is none of ours.
   */
  mark(scope: Scope, harm: { touchId: string; kind: Harm; at: Instant }, limits: CareLimits): Promise<void>;
  /** Inside the transaction that records a mail as sent: with it the shares may have come to count. */
  judge(scope: Scope, mailboxId: string, at: Instant, limits: CareLimits): Promise<void>;
  /** What counts now: thirty days at most, and none from before it was last resumed. */
  figures(mailboxId: string): Promise<MailboxFigures>;
  /** The owner's team lead, a manager or an admin; begins a new count. `resumed` is false for one that runs. Throws Denied, NotFound. */
  resume(by: Member, mailboxId: string): Promise<{ resumed: boolean; address: string; memberId: string }>;
}

export function createDeliverability(deps: {
  db: Db;
  clock: Clock;
  threads: Threads;
  access: Access;
  settings: Settings;
}): Deliverability {
  const { threads, access } = deps;

  const judge: Deliverability['judge'] = async (scope, mailboxId, at, limits) => {
    const store = createDeliverabilityStore(scope);
    const mailbox = await store.lockedMailbox(mailboxId);
    if (!mailbox || mailbox.pausedAt !== undefined) return;
    const figures = await store.figures(mailboxId, countedFrom(at, mailbox.countedSince));
    const reason = reasonToPause(figures, limits);
    if (reason === undefined) return;
    await store.pause(mailboxId, reason, at);
    const { sent, bounced, complained, angry } = figures;
    await threads.append(scope, {
      at,
      kind: 'mailbox.paused',
      refs: { mailboxId, memberId: mailbox.memberId, reason, sent, bounced, complained, angry },
    });
  };

  return {
    async limits() {
      const all = await deps.settings.all();
      return {
        fromSends: all.pauseFromSends.value,
        bouncePercent: all.pauseAtBouncePercent.value,
        complaintPercent: all.pauseAtComplaintPercent.value,
        angryPercent: all.pauseAtAngryPercent.value,
      };
    },

    async mark(scope, { touchId, kind, at }, limits) {
      const store = createDeliverabilityStore(scope);
      const mailboxId = await store.mailboxOfTouch(touchId);
      if (mailboxId === undefined || !(await store.insertMark(touchId, kind, at))) return;
      await judge(scope, mailboxId, at, limits);
    },

    judge,

    async figures(mailboxId) {
      const store = createDeliverabilityStore(deps.db);
      const mailbox = await store.lockedMailbox(mailboxId);
      return store.figures(mailboxId, countedFrom(deps.clock.now(), mailbox?.countedSince));
    },

    async resume(by, mailboxId) {
      const mailbox = await createDeliverabilityStore(deps.db).lockedMailbox(mailboxId);
      if (!mailbox) throw new NotFound('This mailbox is not connected any more.');
      const mayAct = by.role !== 'rep' && (await access.mayActOn(by, { ownerId: mailbox.memberId }));
      if (!mayAct)
        throw new Denied('This is for the owner’s team lead, a manager or an admin: they resume a paused mailbox.');
      const at = deps.clock.now();
      const { memberId, address } = mailbox;
      try {
        await inTransaction(deps.db, async (scope) => {
          // The log's lock comes before the mailbox's, as where a mail is taken in: two orders could wait for each other.
          await threads.append(scope, { at, kind: 'mailbox.resumed', actorId: by.id, refs: { mailboxId, memberId } });
          if (!(await createDeliverabilityStore(scope).resume(mailboxId, at))) throw new Runs();
        });
        return { resumed: true, memberId, address };
      } catch (error) {
        if (error instanceof Runs) return { resumed: false, memberId, address };
        throw error;
      }
    },
  };
}

/** Nothing to resume: what was begun is taken back. */
class Runs extends Error {}
