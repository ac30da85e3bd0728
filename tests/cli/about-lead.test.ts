import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import { passport } from '../../src/cli/passport.ts';
import { why } from '../../src/cli/why.ts';
import { migrate, openDatabase } from '../../src/db/index.ts';
import { createTurnableClock } from '../../src/kernel/clock.ts';
import { createFeatures } from '../../src/wiring.ts';
import { rep } from '../support/people.ts';
import { testPorts } from '../support/world.ts';

let folder: string;
let leadId: string;
const before = { ...process.env };

beforeEach(async () => {
  // The test runner sets one of its own.
  delete process.env.BASE_URL;
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
  process.env.DATABASE_FILE = join(folder, 'sales.db');
  const db = openDatabase({ file: process.env.DATABASE_FILE });
  await migrate(db, migrations);
  const features = createFeatures({ ...testPorts, policy: undefined, db, clock: createTurnableClock(Date.now()) });
  await features.access.ensureMember(rep);
  const added = await features.leads.add(rep, {
    lastName: 'Byron',
    email: 'ada@fernline.example',
    country: 'GB',
    pain: 'Invoices go out late',
    painSource: 'call of 3 May',
  });
  if (!added.added) throw new Error('a duplicate');
  leadId = added.lead.id;
  await features.sequences.enrol(rep, [leadId]);
  await db.destroy();
});
afterEach(() => {
  process.env = { ...before };
  rmSync(folder, { recursive: true, force: true });
});

const run = async (verb: typeof passport, lead?: string) =>
  (await verb.run({ json: true, rest: [], flags: { lead } })) as { json: Record<string, unknown>; lines: string[] };

test('the passport of a lead, by id or by name, channel by channel', async () => {
  for (const named of [leadId, 'Byron']) {
    const { json } = await run(passport, named);
    expect(json.lead).toMatchObject({ id: leadId, country: 'GB' });
    expect((json.channels as { channel: string; basis?: string }[])[0]).toMatchObject({
      channel: 'email',
      basis: 'legitimate interest (a problem on record, call of 3 May)',
    });
  }
});

test('why a lead is not written to, gate by gate, and the days to come', async () => {
  const { json, lines } = await run(why, leadId);
  const gates = json.gates as { gate: string; verdict: string }[];
  expect(gates.find((one) => one.gate === 'approval')?.verdict).toBe('block');
  expect(json.forecast).toHaveLength(5);
  expect(lines.join('\n')).toContain('block approval');
});

test('without a lead, or with one that is not there, it says what to do', async () => {
  await expect(run(why)).rejects.toThrow('--lead');
  await expect(run(why, 'Zebulon')).rejects.toThrow('No lead is found');
});
