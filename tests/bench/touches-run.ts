import { join } from 'node:path';
import { createFakeMailProvider } from '../support/fake-mail-provider.ts';
import { loadProduct } from './built.ts';
import { inFolder } from './child.ts';
import { openPlainQueue } from './plain-queue.ts';
import { allowPerMailbox, fillWorld, OWNERS, openWorld, type TouchWorld } from './touch-rows.ts';

/** One run of the engine or of the plain queue: so many sent, in so many milliseconds. */
export interface Wave {
  sent: number;
  ms: number;
}

export interface TouchesMeasured {
  engine: { small: Wave[]; large: Wave[] };
  plain: { small: Wave[]; large: Wave[] };
  durable: { large: Wave[] };
  /** Of one send, from a run apart that listens to the database. */
  perTouch: { statements: number; databaseMs: number; checkpointMs: number; queueReadMs: number };
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
  let checkpointMs = 0;
  let queueReadMs = 0;
  const { sent } = await sendWave(join(folder, 'large.db'), waves, ({ db }) => {
    db.on('query', ({ __knexQueryUid }) => began.set(__knexQueryUid, performance.now()));
    db.on('query-response', (_, { __knexQueryUid, sql }) => {
      const ms = performance.now() - (began.get(__knexQueryUid) ?? 0);
      statements += 1;
      databaseMs += ms;
      if (sql.includes('wal_checkpoint')) checkpointMs += ms;
      if (sql.includes('case when t.step > 1') || sql.includes('distinct')) queueReadMs += ms;
    });
  });
  return {
    statements: statements / sent,
    databaseMs: databaseMs / sent,
    checkpointMs: checkpointMs / sent,
    queueReadMs: queueReadMs / sent,
  };
}

async function plainWave(queue: ReturnType<typeof openPlainQueue>): Promise<Wave> {
  const { provider } = createFakeMailProvider();
  const box = { address: 'rosa@seller.example', credentials: '{}' };
  const startedAt = performance.now();
  const sent = await queue.work(perWave, async (payload) => {
    const draft = await provider.createDraft(box, {
      touchKey: payload,
      from: { name: 'Rosa Quint', address: box.address },
      to: { name: 'Ada Byron', address: 'ada@fernline.example' },
      subject: 'A question',
      text: 'Words.',
    });
    await provider.sendDraft(box, draft.providerDraftId);
  });
  return { sent, ms: performance.now() - startedAt };
}

await inFolder(async (folder) => {
  await fill(folder, 'warm', perWave);
  for (let i = 0; i < waves; i += 1) await fill(folder, `small-${i}`, small);
  await fill(folder, 'large', large);
  const plainSmall = openPlainQueue(join(folder, 'plain-small.db'));
  const plainLarge = openPlainQueue(join(folder, 'plain-large.db'));
  const durable = openPlainQueue(join(folder, 'durable.db'), { isDurable: true });
  plainLarge.fill(large);
  durable.fill(large);
  const out: TouchesMeasured = {
    engine: { small: [], large: [] },
    plain: { small: [], large: [] },
    durable: { large: [] },
    perTouch: { statements: 0, databaseMs: 0, checkpointMs: 0, queueReadMs: 0 },
  };
  await sendWave(join(folder, 'warm.db'), 0);
  plainSmall.fill(small);
  await plainWave(plainSmall);
  // In turns, so that whatever else the machine does meets all of them alike.
  for (let i = 0; i < waves; i += 1) {
    plainSmall.fill(small);
    out.engine.small.push(await sendWave(join(folder, `small-${i}.db`), 0));
    out.plain.small.push(await plainWave(plainSmall));
    out.engine.large.push(await sendWave(join(folder, 'large.db'), i));
    out.plain.large.push(await plainWave(plainLarge));
    out.durable.large.push(await plainWave(durable));
  }
  out.perTouch = await statementsOf(folder);
  for (const queue of [plainSmall, plainLarge, durable]) queue.close();
  process.stdout.write(`${JSON.stringify(out)}\n`);
});
