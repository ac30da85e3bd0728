import type { Proof } from './proof.ts';
import { approveForDown, type Due, settleMail } from './slow/mail-due.ts';
import { answersAtOnce, cast, type Down, gmailDown, locked, slowModel } from './slow/phases.ts';
import { anyTime, ofGmail, ofTheModel, whyNot } from './slow/presses.ts';
import { openScene, type Scene } from './slow/scene.ts';
import type { Watched } from './slow/watching.ts';

const LOCK_MS = 10_000;
/** Long enough to be felt in the first run; further ones wait for the whole minute. */
const MODEL_MS = 6_000;
const MODEL_MINUTE_MS = 60_000;

export const slow: Proof = {
  name: 'slow',
  claim:
    'With the database locked, the model slow and Gmail down, each gesture is acknowledged within a second, its person is told, and the answer comes.',
  fewRuns: 1,
  async prove({ runs, tell }) {
    const violations: string[] = [];
    const all: Watched[] = [];
    let counts: Record<string, number> = {};
    for (let run = 0; run < runs; run += 1) {
      const modelMs = run === 0 ? MODEL_MS : MODEL_MINUTE_MS;
      counts = { ...counts, ...(await once(modelMs, { violations, all, tell })) };
    }
    return { runs, violations, counts: { ...figures(all), ...counts } };
  },
};

interface Told {
  violations: string[];
  all: Watched[];
  tell(line: string): void;
}

async function once(modelMs: number, { violations, all, tell }: Told): Promise<Record<string, number>> {
  const downs: Down[] = ['hang', 'error500', 'refused'];
  const scene = await openScene({
    people: anyTime.length + ofTheModel.length + downs.length * 2,
    model: answersAtOnce,
  });
  try {
    const add = (what: string, watched: Watched[]) => {
      all.push(...watched);
      tell(`${Math.round(performance.now() / 1000)} s ${what}: ${JSON.stringify(figures(watched))}`);
    };
    const crowd = await cast(scene, anyTime);
    add(`Database locked for ${LOCK_MS / 1000} s`, await locked(scene, crowd, LOCK_MS, violations));
    await quiet(scene);
    // Their mails would be due in between.
    for (const { press, at } of crowd)
      if (press.hasMailbox) await scene.app.features.sequences.dismiss(at.by, at.lead.id, 'seen enough');

    const writers = await cast(scene, ofTheModel, anyTime.length);
    const commands = crowd.filter(({ press }) => press.name.startsWith('command:'));
    const due: Due[] = [];
    let next = anyTime.length + ofTheModel.length;
    for (const how of downs) {
      const testers = await cast(scene, ofGmail, next);
      const [owner] = await cast(scene, [whyNot], next + 1);
      next += 2;
      if (!owner) continue;
      due.push(await approveForDown(scene, owner.at));
      const people = { crowd: [...testers, ...commands], owner };
      // The two that take long are slow at the same time.
      const [written, watched] = await Promise.all([
        how === 'hang' ? slowModel(scene, writers, modelMs, violations) : [],
        gmailDown(scene, how, people, violations),
      ]);
      if (written.length > 0) add(`Model answers after ${modelMs / 1000} s`, written);
      add(`Gmail: ${how}`, watched);
      await quiet(scene);
    }
    return {
      locked_seconds: LOCK_MS / 1000,
      model_seconds: modelMs / 1000,
      gmail_outages: downs.length,
      ...(await settleMail(scene, due, violations)),
    };
  } finally {
    await scene.close();
  }
}

/** Closes what is open, and waits until nothing is under way. */
async function quiet({ hand, app, members }: Scene): Promise<void> {
  for (const { id } of members) while (hand.modalOf(id)) await hand.close(id);
  await hand.settled();
  await app.settle();
}

function figures(watched: Watched[]): Record<string, number> {
  const sorted = watched.map((one) => one.ackMs).sort((a, b) => a - b);
  return {
    gestures: watched.length,
    acknowledged_within_a_second: sorted.filter((ms) => ms <= 1_000).length,
    ack_ms_median: Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0),
    ack_ms_slowest: Math.round(sorted.at(-1) ?? 0),
    told: watched.filter((one) => one.toldMs !== undefined).length,
    told_ms_slowest: Math.round(Math.max(0, ...watched.flatMap((one) => one.toldMs ?? []))),
  };
}
