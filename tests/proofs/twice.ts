import { type Proof, randomFrom } from './proof.ts';
import { openPostgres, type Postgres } from './twice/postgres.ts';
import { type Known, pressAll, unlisted } from './twice/pressing.ts';
import { tellStory } from './twice/story.ts';
import { bringTexts } from './twice/texts.ts';
import { openWorld, type World } from './twice/world.ts';

const LEADS = 6;

export const twice: Proof = {
  name: 'twice',
  claim:
    'Pressed twice, by two people, at two processes; brought twice by Slack, Gmail and Twilio, out of order; a timetable that fires twice and a clock that jumps: one effect.',
  fewRuns: 1,
  async prove({ runs, seed, tell }) {
    const violations: string[] = [];
    const known: Known = new Map();
    const random = randomFrom(seed);
    const postgres = await openPostgres();
    if (!postgres) tell('Left out: PostgreSQL. Install it, or set TEST_DATABASE_URL.');
    const all: Record<string, number>[] = [];
    const told = (where: string, counts: Record<string, number>) => {
      all.push(counts);
      tell(`${where}: ${JSON.stringify(counts)}`);
    };
    try {
      for (let run = 0; run < runs; run += 1) {
        const turn = seed + run;
        const here = within({}, async (world) => {
          violations.push(...unlisted(world.gestures));
          told('SQLite', await pressAll(world, { known, turn, where: 'SQLite', violations, repeatEvery: 2 }));
        });
        const there = apart(postgres, async (world) => {
          told('PostgreSQL', await pressAll(world, { known, turn, where: 'PostgreSQL', violations, repeatEvery: 6 }));
        });
        await Promise.all([here, there]);
        const story = { leads: LEADS, violations };
        await Promise.all([
          within({}, async (world) => {
            told('SQLite', await bringTexts(world, { violations, where: 'SQLite' }));
            told('SQLite', await tellStory(world, { ...story, random: randomFrom(random() * 1e9), where: 'SQLite' }));
          }),
          apart(postgres, async (world) => {
            told('PostgreSQL', await bringTexts(world, { violations, where: 'PostgreSQL' }));
            told(
              'PostgreSQL',
              await tellStory(world, { ...story, random: randomFrom(random() * 1e9), where: 'PostgreSQL' }),
            );
          }),
        ]);
      }
    } finally {
      await postgres?.stop();
    }
    return { runs, violations, counts: { postgres: postgres ? 1 : 0, ...sum(all) } };
  },
};

async function within(options: Parameters<typeof openWorld>[0], work: (world: World) => Promise<void>): Promise<void> {
  const world = await openWorld(options);
  try {
    await work(world);
  } finally {
    await world.close();
  }
}

async function apart(postgres: Postgres | undefined, work: (world: World) => Promise<void>): Promise<void> {
  if (postgres) await within({ apart: true, databaseUrl: await postgres.schema() }, work);
}

function sum(all: readonly Record<string, number>[]): Record<string, number> {
  const out: Record<string, number> = {};
  for (const one of all) for (const [name, value] of Object.entries(one)) out[name] = (out[name] ?? 0) + value;
  return out;
}
