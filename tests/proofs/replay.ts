import { type Fortnight, openFortnight } from './fortnight.ts';
import { nudgesOf, postsByKey, threadDifferences, threadsByLog, threadsInSlack } from './projections.ts';
import { type Proof, pick, randomFrom } from './proof.ts';

const CONSUMERS = ['slack-dm', 'slack-poster', 'sequences'] as const;

export const replay: Proof = {
  name: 'replay',
  claim:
    'The followers of the log, stopped, failing, started again and set back to an older place, post nothing twice and miss nothing.',
  fewRuns: 6,
  async prove({ runs, seed, tell }) {
    const random = randomFrom(seed);
    const at = await openFortnight();
    const violations: string[] = [];
    let setBack = 0;
    try {
      for (let run = 0; run < runs; run += 1) {
        await trouble(at, random);
        await at.day(random);
        setBack += await rewind(at, random);
        await settle(at);
        violations.push(...(await judge(at)).map((one) => `Day ${run + 1}: ${one}`));
      }
      const posts = postsByKey(at);
      const entries = await at.workspace.app.db('log_entries').count({ n: '*' }).first();
      tell(`${posts.size} messages of the app from ${entries?.n} entries.`);
      const counts = {
        entries: Number(entries?.n ?? 0),
        followers_set_back: setBack,
        posts: posts.size,
        posts_twice: [...posts.values()].filter((times) => times > 1).length,
        nudges: (await nudgesOf(at)).length,
      };
      return { runs, violations, counts };
    } finally {
      await at.workspace.stop();
    }
  },
};

/** Slack fails a few times during the day, with and without having taken what it was given. */
async function trouble({ workspace }: Fortnight, random: () => number): Promise<void> {
  const hand = workspace.simulator.workspace;
  const method = pick(random, ['chat.postMessage', 'chat.update', 'conversations.open', '*']);
  const fault = pick(random, [
    { status: 500, times: 3 },
    { status: 429, retryAfter: 1, times: 2 },
    { isAnswerLost: true, times: 2 },
  ]);
  hand.failNext(method, fault);
}

/** Sets each follower back to some older entry; answers how many were. */
async function rewind({ workspace }: Fortnight, random: () => number): Promise<number> {
  let setBack = 0;
  for (const consumer of CONSUMERS) {
    const row = await workspace.app.db('cursors').where({ consumer }).first('entry_id');
    if (!row) continue;
    const to = Math.floor(Number(row.entry_id) * random());
    await workspace.app.db('cursors').where({ consumer }).update({ entry_id: to });
    setBack += 1;
  }
  return setBack;
}

/** Lets the followers run, twice at once, until they have caught up. */
async function settle({ workspace, rep, leadIds }: Fortnight): Promise<void> {
  const { app } = workspace;
  await app.features.threads.addNote(rep.id, leadIds[0] ?? '', 'Something new.', app.features.clock.now());
  for (let tries = 0; tries < 10; tries += 1) {
    await Promise.all([app.slack?.follow(), app.slack?.follow(), app.settle()]);
    const last = await app.db('log_entries').max({ id: 'id' }).first();
    const behind = await app.db('cursors').whereIn('consumer', CONSUMERS).where('entry_id', '<', last?.id).first();
    if (!behind) return;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

async function judge(at: Fortnight): Promise<string[]> {
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
  const untold = heard
    .filter(({ id }) => ![...posts.keys()].some((key) => key.startsWith(`reply:${id}:`)))
    .map(({ id }) => `The answer of entry ${id} reached nobody.`);
  const threads = await threadsInSlack(at);
  return [...twice, ...missed, ...untold, ...threadDifferences(threads, await threadsByLog(at, threads.keys()))];
}
