import { MINUTE_MS, SECOND_MS } from '../../src/kernel/clock.ts';
import type { MailFault, MailOperation } from '../../src/simulator/mail/faults.ts';
import { type Proof, pick, randomFrom } from './proof.ts';
import { DAY_MS, openStage, type Stage } from './stage.ts';
import { compareStories } from './stories.ts';

const FAULTS: readonly MailFault[] = ['error500', 'unavailable503', 'hang', 'cut', 'rate429'];
/** What the product asks when it does not know what became of a mail. */
const QUESTIONS: readonly MailOperation[] = [
  'drafts.get',
  'threads.get',
  'messages.list',
  'messages.get',
  'drafts.list',
];
/** Real time that a call may hang, in place of the ten seconds of the product's own setting. */
const PATIENCE_MS = 150;
const MAILS_PER_LEAD = 3;

const stages = [
  { name: 'plain', modes: {}, namesThreads: true },
  // Without a thread to look into there is only the search, which lags.
  {
    name: 'rewritten_ids_and_lagging_search',
    modes: { rewritesMessageIds: true, searchLagMs: 2 * MINUTE_MS },
    namesThreads: false,
  },
] as const;

/** Lets the next mail fail in some way; answers what was armed. */
function arm(stage: Stage, random: () => number, armed: Record<string, number>): void {
  const { mail } = stage;
  const next = () => {
    const fault = pick(random, FAULTS);
    return { fault, taken: fault !== 'rate429' && random() < 0.6 };
  };
  const { fault, taken } = next();
  mail.failNext('drafts.send', fault, { taken, times: random() < 0.2 ? 2 : 1 });
  const name = `${fault}_${taken ? 'taken' : 'not_taken'}`;
  armed[name] = (armed[name] ?? 0) + 1;
  const also = (chance: number, operation: MailOperation) => {
    if (random() >= chance) return;
    const other = next();
    mail.failNext(operation, other.fault, { taken: other.taken });
  };
  also(0.25, 'drafts.create');
  also(0.4, pick(random, QUESTIONS));
  also(0.1, 'drafts.delete');
}

/** Sends as the timetable does, each mail into a fault, until nothing is left to do. */
async function play(
  stage: Stage,
  random: () => number,
  { armed, namesThreads }: { armed: Record<string, number>; namesThreads: boolean },
): Promise<void> {
  const end = stage.clock.now() + 60 * DAY_MS;
  await stage.look(
    async (db, { sequences, interactions }) => {
      for (;;) {
        const next = await sequences.nextDueAt();
        if (next === undefined || next > end) break;
        const little = (10 + Math.floor(random() * 110)) * SECOND_MS;
        stage.clock.set(Math.max(stage.clock.now() + little, next));
        await interactions.readMailboxes();
        if (random() < 0.7) arm(stage, random, armed);
        await sequences.sendDue();
        if (!namesThreads) await db('sends').whereNot({ state: 'sent' }).update({ provider_thread_id: null });
        stage.mail.clearFaults();
      }
    },
    { mailTimeoutMs: PATIENCE_MS },
  );
}

export const lostAnswers: Proof = {
  name: 'lost-answers',
  claim:
    'A mail whose answer was lost is looked up and never blindly repeated, also while the search does not find it yet.',
  fewRuns: 36,
  async prove({ runs, seed, tell }) {
    const violations: string[] = [];
    const armed: Record<string, number> = {};
    let mails = 0;
    let duplicates = 0;
    for (const { name, modes, namesThreads } of stages) {
      const random = randomFrom(seed);
      const stage = await openStage({ leads: Math.ceil(runs / MAILS_PER_LEAD / stages.length), modes });
      try {
        await play(stage, random, { armed, namesThreads });
        const story = await compareStories(stage, new Map());
        violations.push(...story.violations.map((one) => `${name}: ${one}`));
        mails += story.counts.mails ?? 0;
        duplicates += story.counts.duplicates ?? 0;
        tell(`${name}: ${story.counts.mails} mails, ${story.counts.duplicates} twice.`);
      } finally {
        await stage.close();
      }
    }
    return { runs: mails, violations, counts: { mails, duplicates, ...armed } };
  },
};
