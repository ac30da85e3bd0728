import { SECOND_MS } from '../../src/kernel/clock.ts';
import { type Fortnight, openFortnight } from './fortnight.ts';
import { nudgesOf, postsByKey, threadDifferences, threadsByLog, threadsInSlack } from './projections.ts';
import { type Proof, pick, randomFrom } from './proof.ts';
import { happenings, sequencesOf, unendedSequences } from './replay/happenings.ts';
import { untold } from './replay/telling.ts';
import { staleCards } from './replay/today.ts';

/** The last one is that of an earlier version, which a later one may still find in its database. */
const CONSUMERS = ['slack-dm', 'slack-poster', 'sequences'] as const;

const POSTING = ['chat.postMessage', 'chat.update', 'conversations.open'];

export const replay: Proof = {
  name: 'replay',
  claim:
    'The followers of the log, stopped, failing, started again by another process and set back to an older place, post nothing twice, miss nothing and change nothing a second time.',
  fewRuns: 6,
  async prove({ runs, seed, tell }) {
    const random = randomFrom(seed);
    const at = await openFortnight();
    const violations: string[] = [];
    let setBack = 0;
    let told = 0;
    try {
      for (let run = 0; run < runs; run += 1) {
        trouble(at, random);
        await happenings(at, random);
        await at.day(random);
        // Not what a start asks for: it would not come up, and be started once more.
        trouble(at, random, POSTING);
        await happenings(at, random);
        await at.workspace.restart();
        const before = await sequencesOf(at);
        setBack += await rewind(at, random);
        await settle(at);
        const found = await judge(at, before);
        told = found.told;
        violations.push(...found.violations.map((one) => `Day ${run + 1}: ${one}`));
      }
      const posts = postsByKey(at);
      const entries = await at.workspace.app.db('log_entries').count({ n: '*' }).first();
      tell(`${posts.size} messages of the app from ${entries?.n} entries.`);
      const counts = {
        entries: Number(entries?.n ?? 0),
        restarts: runs,
        followers_set_back: setBack,
        posts: posts.size,
        posts_twice: [...posts.values()].filter((times) => times > 1).length,
        notices_and_news: told,
        nudges: (await nudgesOf(at)).length,
      };
      return { runs, violations, counts };
    } finally {
      await at.close();
    }
  },
};

/** Slack fails a few times, with and without having taken what it was given. */
function trouble({ workspace }: Fortnight, random: () => number, methods = [...POSTING, '*']): void {
  const hand = workspace.simulator.workspace;
  const method = pick(random, methods);
  const fault = pick(random, [
    { status: 500, times: 3 },
    { status: 429, retryAfter: 1, times: 2 },
    { isAnswerLost: true, times: 2 },
  ]);
  hand.failNext(method, fault);
}

/** Sets each follower back to some older entry; answers how many were. */
async function rewind({ workspace }: Fortnight, random: () => number): Promise<number> {
  const { db } = workspace.app;
  let setBack = 0;
  for (const consumer of CONSUMERS) {
    const row = await db('cursors').where({ consumer }).first('entry_id');
    if (!row) continue;
    await db('cursors')
      .where({ consumer })
      .update({ entry_id: Math.floor(Number(row.entry_id) * random()) });
    setBack += 1;
  }
  return setBack;
}

/** Lets the followers run, twice at once, until they have caught up. */
async function settle({ workspace, rep, leadIds }: Fortnight): Promise<void> {
  const { app } = workspace;
  await app.features.threads.addNote(rep.id, leadIds[0] ?? '', 'Something new.', app.features.clock.now());
  for (let tries = 0; tries < 20; tries += 1) {
    app.slack?.wake();
    const [one, other] = await Promise.all([app.slack?.follow(), app.slack?.follow(), app.settle()]);
    const last = await app.db('log_entries').max({ id: 'id' }).first();
    const behind = await app.db('cursors').whereIn('consumer', CONSUMERS).where('entry_id', '<', last?.id).first();
    if (one && other && !behind) return;
    // What a process that is gone has claimed is free again after half a minute.
    await workspace.turnTo(app.features.clock.now() + 20 * SECOND_MS);
  }
}

async function judge(at: Fortnight, sequencesBefore: Map<string, string>) {
  const { app } = at.workspace;
  const posts = postsByKey(at);
  const twice = [...posts]
    .filter(([, times]) => times > 1)
    .map(([key, times]) => `${key} stands in Slack ${times} times.`);
  const missed = (await nudgesOf(at)).flatMap(({ id }) =>
    [...posts.keys()].some((key) => key.startsWith(`nudge:${id}:`)) ? [] : [`Nudge ${id} reached nobody.`],
  );
  const heard = await app
    .db('log_entries as e')
    .leftJoin('nudges as n', 'n.entry_id', 'e.id')
    .where({ 'e.kind': 'lead.replied' })
    .whereNull('n.id')
    .select('e.id');
  const unheard = heard
    .filter(({ id }) => ![...posts.keys()].some((key) => key.startsWith(`reply:${id}:`)))
    .map(({ id }) => `The answer of entry ${id} reached nobody.`);
  const notices = await untold(at, posts);
  const after = await sequencesOf(at);
  const moved = [...sequencesBefore]
    // A plan may come to its end meanwhile.
    .filter(([id, status]) => after.get(id) !== status && after.get(id) !== 'finished')
    .map(([id, status]) => `Sequence ${id} was ${status}, and is ${after.get(id)} after the log was read again.`);
  const threads = await threadsInSlack(at);
  return {
    told: notices.expected,
    violations: [
      ...twice,
      ...missed,
      ...unheard,
      ...notices.violations,
      ...(await staleCards(at)),
      ...moved,
      ...(await unendedSequences(at)),
      ...threadDifferences(threads, await threadsByLog(at, threads.keys())),
    ],
  };
}
