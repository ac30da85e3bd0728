import { sampleWorld } from '../../src/simulator/world/index.ts';
import { type Fortnight, openFortnight } from './fortnight.ts';
import { nudgesOf, postsByKey, threadDifferences, threadsByLog, threadsInSlack } from './projections.ts';
import { type Proof, randomFrom } from './proof.ts';

const DAYS = 8;

export const rebuild: Proof = {
  name: 'rebuild',
  claim:
    'What was made from the log is made from it again, row by row: Slack threads and coaching; nobody is told anything twice.',
  fewRuns: 1,
  async prove({ runs, seed, tell }) {
    const random = randomFrom(seed);
    const at = await openFortnight();
    const violations: string[] = [];
    const counts = { threads: 0, thread_lines: 0, nudges: 0, told_again: 0 };
    try {
      for (let day = 0; day < DAYS; day += 1) await at.day(random);
      for (let run = 0; run < runs; run += 1) {
        const found = await dropAndRebuild(at);
        violations.push(...found.violations);
        Object.assign(counts, found.counts);
        tell(`${found.counts.threads} threads with ${found.counts.thread_lines} lines, ${found.counts.nudges} nudges.`);
        await at.day(random);
      }
      return { runs, violations, counts };
    } finally {
      await at.close();
    }
  },
};

/** Throws away all that follows from the log, as if Slack's channel and those tables had been lost. */
async function drop({ workspace }: Fortnight): Promise<void> {
  const { db } = workspace.app;
  const hand = workspace.simulator.workspace;
  const channelId = sampleWorld.channelIds.threads;
  for (const message of hand.messages(channelId)) hand.deleteMessage(channelId, message.ts);
  await db('slack_threads').delete();
  await db('slack_posts').where('kind', 'like', 'thread%').delete();
  await db('slack_posts').where({ channel_id: channelId }).delete();
  await db('nudges').delete();
  await db('cursors').whereIn('consumer', ['slack-dm', 'slack-poster']).delete();
}

async function dropAndRebuild(at: Fortnight) {
  const { app } = at.workspace;
  const before = {
    threads: await threadsInSlack(at),
    nudges: await nudgesOf(at),
    told: [...postsByKey(at)].filter(([key]) => !key.startsWith('thread')),
  };
  const violations = threadDifferences(before.threads, await threadsByLog(at, before.threads.keys())).map(
    (one) => `Before: ${one}`,
  );
  await drop(at);
  // One more entry wakes the followers, as the next thing that happens would.
  await app.features.threads.addNote(at.rep.id, at.leadIds[0] ?? '', 'After the loss.', app.features.clock.now());
  await app.slack?.follow();
  const threads = await threadsInSlack(at);
  violations.push(
    ...threadDifferences(threads, await threadsByLog(at, new Set([...before.threads.keys(), ...threads.keys()]))),
  );
  const nudges = new Map((await nudgesOf(at)).map((one) => [one.id, one.content]));
  for (const { id, content } of before.nudges) {
    if (nudges.get(id) !== content) violations.push(`Nudge ${id} is not what it was: ${nudges.get(id) ?? 'nothing'}.`);
  }
  const after = postsByKey(at);
  const toldAgain = before.told.filter(([key, times]) => after.get(key) !== times);
  violations.push(
    ...toldAgain.map(([key, times]) => `${key} stood in Slack ${times} times, and ${after.get(key)} times now.`),
  );
  const lines = [...threads.values()].reduce((sum, one) => sum + one.length, 0);
  return {
    violations,
    counts: { threads: threads.size, thread_lines: lines, nudges: before.nudges.length, told_again: toldAgain.length },
  };
}
