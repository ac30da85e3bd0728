import { inTransaction } from '../../../../src/db/index.ts';
import type { Drafting } from '../../../../src/features/drafting/index.ts';
import type { Instant } from '../../../../src/kernel/clock.ts';
import { Unavailable, UnknownOutcome } from '../../../../src/kernel/errors.ts';
import { createFeatures } from '../../../../src/wiring.ts';
import { createFakeMailProvider, type FakeMailOptions } from '../../../support/fake-mail-provider.ts';
import { manager } from '../../../support/people.ts';
import { plainDrafting, testPorts, world } from '../../../support/world.ts';

export type StallAt = 'createDraft' | 'sendDraft';

/** A call to the provider that stands still, before or after it took effect, and how it goes on once it is let go. */
export interface Stall {
  operation: StallAt;
  when: 'before' | 'after';
  /** 'never': the worker is gone. 'failing': no answer in the end. 'late': the answer comes after all. */
  ends: 'never' | 'failing' | 'late';
}

/** Small enough that a few leads meet every cap. */
export const LIMITS = { mailsPerDay: 2, growth: 1, mostMails: 4, gapMinutes: 8, companyPerWeek: 2, leadPerWeek: 2 };

/** As `plainDrafting`, and follow-ups keep the subject of the first mail. */
const drafting: Drafting = {
  ...plainDrafting,
  write: async (context) =>
    (await plainDrafting.write(context)).map((one) => ({
      ...one,
      subject: one.subject && (context.firstSubject ?? one.subject),
    })),
  rewrite: async (context, step, old) => ({
    ...(await plainDrafting.rewrite(context, step, old)),
    subject: old.subject,
  }),
};

/** The features on real SQL with two workers, and a provider whose calls can be made to stand still. */
export async function openEngine(options: { startAt: Instant; rewritesMessageIds: boolean }) {
  const mailOptions: FakeMailOptions = { rewritesMessageIds: options.rewritesMessageIds, searchLagMs: 120_000 };
  const mail = createFakeMailProvider(mailOptions);
  const w = await world({ startAt: options.startAt, mail, drafting });
  mailOptions.clock = w.clock;
  const worker = () =>
    createFeatures({ ...testPorts, db: w.db, clock: w.clock, mail: mail.provider, drafting }).sequences;
  const workers = [worker(), worker()];
  const stalls: Stall[] = [];
  const begun = new Set<string>();
  const running = new Set<Promise<unknown>>();
  let standing: { isGone: boolean; go: () => void }[] = [];
  let problem: unknown;
  let changed: () => void = () => undefined;

  function standStill(stall: Stall): Promise<void> {
    return new Promise((resolve, reject) => {
      const noAnswer = () =>
        stall.operation === 'sendDraft' ? new UnknownOutcome('no answer') : new Unavailable('no answer');
      standing.push({
        isGone: stall.ends === 'never',
        go: () => (stall.ends === 'late' ? resolve() : reject(noAnswer())),
      });
      changed();
    });
  }

  function stallable<A extends [unknown, unknown], T>(operation: StallAt, call: (...args: A) => Promise<T>) {
    return async (...args: A): Promise<T> => {
      const at = stalls.findIndex((one) => one.operation === operation);
      const [stall] = at < 0 ? [] : stalls.splice(at, 1);
      const draft = stall?.when === 'before' && stall.ends === 'late' ? mail.drafts.get(String(args[1])) : undefined;
      if (draft) begun.add(draft.touchKey);
      if (stall?.when === 'before') await standStill(stall);
      const answer = await call(...args);
      if (stall?.when === 'after') await standStill(stall);
      return answer;
    };
  }
  mail.provider.createDraft = stallable('createDraft', mail.provider.createDraft.bind(mail.provider));
  mail.provider.sendDraft = stallable('sendDraft', mail.provider.sendDraft.bind(mail.provider));

  /** Until each worker is through, or stands at a call. */
  async function quiet(): Promise<void> {
    while (running.size > standing.length && problem === undefined)
      await new Promise<void>((resolve) => {
        changed = resolve;
      });
    if (problem !== undefined) throw problem;
  }

  const settings = w.settings;
  await settings.set(manager, 'newMailboxPerDay', LIMITS.mailsPerDay);
  await settings.set(manager, 'newMailboxGrowthPerDay', LIMITS.growth);
  await settings.set(manager, 'emailsPerMailboxPerDay', LIMITS.mostMails);
  await w.interactions.readMailboxes();

  return {
    w,
    /** Mails whose call stood before it was taken and went on then: what changed meanwhile could not be helped any more. */
    begun,
    startedAt: options.startAt,
    stalls,
    /** As the first worker knows it: it remembers how long a mailbox has to wait. */
    nextDueAt: () => (workers[0] ?? w.sequences).nextDueAt(),
    /** Each of these workers looks for what is due, all at once. */
    async tick(...which: number[]): Promise<void> {
      // As in the timetable a reading came before; what has just come in it may not have seen.
      for (const { id } of await w.channels.mailboxes()) await w.channels.wasRead(id, w.clock.now());
      for (const one of which) {
        const run = (workers[one] ?? w.sequences).sendDue().then(
          () => undefined,
          (error: unknown) => {
            problem ??= error;
          },
        );
        running.add(run);
        void run.then(() => {
          running.delete(run);
          changed();
        });
      }
      await quiet();
    },
    /** The calls that stand go on to their end. */
    async release(): Promise<void> {
      const going = standing.filter((one) => !one.isGone);
      standing = standing.filter((one) => one.isGone);
      for (const one of going) one.go();
      await quiet();
    },
    /** Workers whose calls stand are gone for good; new ones take their place. */
    restart(): void {
      standing = [];
      running.clear();
      for (const at of workers.keys()) workers[at] = worker();
    },
    hold: (leadId: string, reason: string) =>
      inTransaction(w.db, (scope) => w.sequences.hold(scope, leadId, reason, w.clock.now())),
    close: () => w.close(),
  };
}

export type Engine = Awaited<ReturnType<typeof openEngine>>;
