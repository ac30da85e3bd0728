import { join } from 'node:path';
import { createFakeMailProvider } from '../support/fake-mail-provider.ts';
import { loadProduct } from './built.ts';
import { inFolder } from './child.ts';
import { openPlainjob } from './plainjob.ts';
import { allowPerMailbox, fillWorld, OWNERS, openWorld, type TouchWorld } from './touch-rows.ts';

/** One run of the engine or of a queue library: so many sent, in so many milliseconds. */
export interface Wave {
  sent: number;
  ms: number;
}

export interface TouchesMeasured {
  engine: { small: Wave[]; large: Wave[] };
  plainjob: { small: Wave[]; large: Wave[] };
  plainjobSynced: { large: Wave[] };
  /** Of one send, from a run apart that listens to the database. */
  perTouch: { statements: number; databaseMs: number; syncedMs: number; queueReadMs: number };
}

const { small, large, perWave, waves } = JSON.parse(process.argv[2] ?? '{}') as {
  small: number;
  large: number;
  perWave: number;
  waves: number;
};
const product = await loadProduct();

/** A run of its own features, as each process has, until every mailbox has sent as many as it may. */
async function sendWave(file: string, wave: number, look?: (world: TouchWorld) => void): Promise<Wave> {
  const mail = createFakeMailProvider();
  const world = await openWorld(product, { file, mail });
  try {
    await allowPerMailbox(world, (perWave / OWNERS) * (wave + 1));
    await world.interactions.readMailboxes();
    look?.(world);
    const startedAt = performance.now();
    const report = await world.sequences.sendDue();
    const ms = performance.now() - startedAt;
    if (report.sent !== mail.sent.length || report.sent !== perWave)
      throw new Error(`${report.sent} of ${perWave} were sent, ${mail.sent.length} reached the provider`);
    return { sent: report.sent, ms };
  } finally {
    await world.db.destroy();
  }
}

async function fill(folder: string, name: string, waiting: number): Promise<void> {
  const world = await openWorld(product, { file: join(folder, `${name}.db`), mail: createFakeMailProvider() });
  await fillWorld(world, waiting);
  await world.db.destroy();
}

/** Where the time of a send goes, by listening to every statement. */
async function statementsOf(folder: string): Promise<TouchesMeasured['perTouch']> {
  const began = new Map<string, number>();
  let statements = 0;
  let databaseMs = 0;
  let syncedMs = 0;
  let queueReadMs = 0;
  const { sent } = await sendWave(join(folder, 'large.db'), waves, ({ db }) => {
    db.on('query', ({ __knexQueryUid }) => began.set(__knexQueryUid, performance.now()));
    db.on('query-response', (_, { __knexQueryUid, sql }) => {
      const ms = performance.now() - (began.get(__knexQueryUid) ?? 0);
      statements += 1;
      databaseMs += ms;
      // The one statement that is synced to the disk before the call.
      if (sql.startsWith('update `sends`') && sql.includes('not exists')) syncedMs += ms;
      if (sql.startsWith('select') && sql.includes('`next_try_at` <=')) queueReadMs += ms;
    });
  });
  return {
    statements: statements / sent,
    databaseMs: databaseMs / sent,
    syncedMs: syncedMs / sent,
    queueReadMs: queueReadMs / sent,
  };
}

async function queueWave(queue: ReturnType<typeof openPlainjob>): Promise<Wave> {
  const mail = createFakeMailProvider();
  const { provider } = mail;
  const box = { address: 'rosa@seller.example', credentials: '{}' };
  const startedAt = performance.now();
  await queue.work(perWave, async (payload) => {
    const draft = await provider.createDraft(box, {
      touchKey: payload,
      from: { name: 'Rosa Quint', address: box.address },
      to: { name: 'Ada Byron', address: 'ada@fernline.example' },
      subject: 'A question',
      text: 'Words.',
    });
    await provider.sendDraft(box, draft.providerDraftId);
  });
  const ms = performance.now() - startedAt;
  if (mail.sent.length !== perWave) throw new Error(`${mail.sent.length} of ${perWave} reached the provider`);
  return { sent: perWave, ms };
}

await inFolder(async (folder) => {
  await fill(folder, 'warm', perWave);
  for (let i = 0; i < waves; i += 1) await fill(folder, `small-${i}`, small);
  await fill(folder, 'large', large);
  const plainjob = {
    small: openPlainjob(join(folder, 'plainjob-small.db')),
    large: openPlainjob(join(folder, 'plainjob.db')),
    synced: openPlainjob(join(folder, 'synced.db'), { isSynced: true }),
  };
  plainjob.large.fill(large);
  plainjob.synced.fill(large);
  const out: TouchesMeasured = {
    engine: { small: [], large: [] },
    plainjob: { small: [], large: [] },
    plainjobSynced: { large: [] },
    perTouch: { statements: 0, databaseMs: 0, syncedMs: 0, queueReadMs: 0 },
  };
  await sendWave(join(folder, 'warm.db'), 0);
  plainjob.small.fill(small);
  await queueWave(plainjob.small);
  // In turns, so that whatever else the machine does meets all of them alike.
  for (let i = 0; i < waves; i += 1) {
    out.engine.small.push(await sendWave(join(folder, `small-${i}.db`), 0));
    plainjob.small.fill(perWave);
    out.plainjob.small.push(await queueWave(plainjob.small));
    out.engine.large.push(await sendWave(join(folder, 'large.db'), i));
    out.plainjob.large.push(await queueWave(plainjob.large));
    out.plainjobSynced.large.push(await queueWave(plainjob.synced));
  }
  out.perTouch = await statementsOf(folder);
  for (const one of Object.values(plainjob)) one.close();
  process.stdout.write(`${JSON.stringify(out)}\n`);
});
