import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../../src/kernel/clock.ts';
import { manager } from '../../support/people.ts';
import { type Command, PEOPLE, tally } from './model/command.ts';
import { type Engine, openEngine } from './model/engine.ts';
import { mustBeSettled, mustHold } from './model/invariants.ts';
import { nextWork } from './model/machine-commands.ts';
import { type Model, newModel } from './model/model.ts';
import { repeatBytes } from './model/repeatable.ts';
import { type Beginning, beginnings, firstNumbers, preparations, stories } from './model/story.ts';
import { resumeAll, takeBack } from './model/team-commands.ts';

// The same stories each time, so that a red build is a change's fault; PROPERTY_SEED and PROPERTY_RUNS look further.
const RUNS = Number(process.env.PROPERTY_RUNS ?? (process.env.TEST_DATABASE_URL ? 20 : 60));
const SEED = Number(process.env.PROPERTY_SEED ?? 20_261_123);
const COMMANDS = 80;
const NEW_LEAD = 9;

const counts = { stories: 0, mails: 0 };

/** Two days in which nothing goes wrong: whatever was on its way comes to its end. */
async function calmDays(model: Model, engine: Engine): Promise<void> {
  engine.restart();
  engine.stalls.length = 0;
  for (const operation of ['createDraft', 'sendDraft', 'lookUpDraft', 'deleteDraft', 'findDrafts'] as const)
    engine.w.mail.fail(operation);
  for (const box of await engine.w.channels.mailboxes())
    await engine.w.channels.connectMailbox({ ...box, credentials: '{}', at: box.connectedAt });
  await engine.w.settings.set(manager, 'sendingPaused', true);
  model.areAllPaused = true;
  for (let hours = 0; hours < 48; hours += 6) {
    engine.w.clock.set(engine.w.clock.now() + 6 * HOUR_MS);
    await engine.tick(0);
    await mustHold(model, engine);
  }
  await mustBeSettled(model, engine);
}

/** After all that went wrong, the queue still goes on: a lead whom nobody disturbs gets its first mail. */
async function newLeadIsWrittenTo(model: Model, engine: Engine): Promise<void> {
  for (const who of ['Rosa', 'Otto'] as const)
    if (model.removed.has(PEOPLE[who].id)) await takeBack(who).run(model, engine);
  await resumeAll().run(model, engine);
  for (const one of preparations([NEW_LEAD])) await one.run(model, engine);
  const { email } = model.leads.get(NEW_LEAD) ?? {};
  for (let work = 0; !engine.w.mail.sent.some((one) => one.to.address === email); work += 1) {
    if (work > 200) throw new Error('a new lead is not written to: something holds up the queue');
    await nextWork(1).run(model, engine);
  }
}

async function play({ startAt, ready, seed }: Beginning, commands: Iterable<Command>): Promise<void> {
  const goBack = repeatBytes(seed);
  const engine = await openEngine({ startAt, rewritesMessageIds: startAt % DAY_MS === 7 * HOUR_MS });
  const model = newModel();
  try {
    for (const one of preparations(firstNumbers(ready))) await one.run(model, engine);
    await fc.asyncModelRun(() => ({ model, real: engine }), commands as Iterable<fc.AsyncCommand<Model, Engine, true>>);
    await calmDays(model, engine);
    await newLeadIsWrittenTo(model, engine);
    counts.stories += 1;
    counts.mails += engine.w.mail.sent.length;
  } finally {
    goBack();
    await engine.close();
  }
}

/** What fast-check has really played of a list of commands: what could not be done then is left out. */
function playedOf(commands: Iterable<Command>): string[] {
  const wrapped = [...commands] as (Command & { hasRan?: boolean })[];
  return wrapped.filter((one) => one.hasRan !== false).map((one) => one.toString());
}

/** The shortest story that breaks it, told line by line. */
function told(failure: fc.RunDetailsCommon<[Beginning, Iterable<Command>]>): string {
  const [{ startAt, ready }, commands] = failure.counterexample ?? [{ startAt: 0, ready: 0, seed: 0 }, []];
  const cause = failure.errorInstance instanceof Error ? failure.errorInstance.message : String(failure.errorInstance);
  const lines = playedOf(commands).map((one, index) => `${String(index + 1).padStart(3)}. ${one}`);
  return [
    `${cause}`,
    `It began on ${new Date(startAt).toISOString()} with ${ready} leads ready:`,
    ...lines,
    `seed ${failure.seed}, run ${failure.numRuns}, path ${failure.counterexamplePath}`,
  ].join('\n');
}

test('whatever happens around it, the engine sends each approved mail at most once and nothing else', async () => {
  const property = fc.asyncProperty(beginnings, stories(COMMANDS), play);
  const result = await fc.check(property, { numRuns: RUNS, seed: SEED });
  if (result.failed) throw new Error(told(result));
  const steps = [...tally.values()].reduce((sum, one) => sum + one, 0);
  if (process.env.PROPERTY_RUNS)
    process.stdout.write(`${JSON.stringify({ ...counts, steps })}\n${JSON.stringify(Object.fromEntries(tally))}\n`);
  // A model in which nothing leaves proves nothing.
  expect(steps).toBeGreaterThan(RUNS * 20);
  expect(counts.mails).toBeGreaterThan(RUNS);
}, 3_600_000);
