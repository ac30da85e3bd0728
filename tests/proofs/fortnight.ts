import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { readConfig } from '../../src/config.ts';
import type { Member } from '../../src/features/access/index.ts';
import { HOUR_MS } from '../../src/kernel/clock.ts';
import { sampleWorld } from '../../src/simulator/world/index.ts';
import { openWorkspace, type Workspace } from '../../src/workspace.ts';
import { pick } from './proof.ts';
import { DAY_MS } from './stage.ts';

const LINES = 40;

/** The local workspace with a part of the sample leads, enrolled, approved and answered by the prospects, day by day. */
export async function openFortnight() {
  const folder = mkdtempSync(join(tmpdir(), 'proof-'));
  const workspace = await openWorkspace({
    config: readConfig({ LOG_LEVEL: 'silent' }),
    port: 0,
    runs: false,
    quick: true,
    databaseFile: join(folder, 'sales.db'),
  });
  const { features } = workspace.app;
  const rep = await memberOf(workspace, 'rep');
  const file = sampleWorld.sampleFiles.find((one) => one.name === 'leads.csv');
  const head = (file?.content ?? '').split('\n').slice(0, LINES).join('\n');
  await features.leads.importCsv(rep, { name: 'leads.csv', content: Readable.from([Buffer.from(head)]) });
  const { leads } = await features.leads.list({ ownerId: rep.id, limit: LINES });
  await features.sequences.enrol(
    rep,
    leads.map((one) => one.id),
  );
  await workspace.app.settle();
  while ((await features.sequences.draftPlanned({ limit: 100 })).left > 0);

  async function approveAll(): Promise<void> {
    const { features } = workspace.app;
    for (const { leadId } of await features.sequences.waiting(rep)) {
      const review = await features.sequences.review(rep, leadId);
      const seen = review.touches
        .filter((one) => one.canApprove)
        .map((one) => ({ touchId: one.id, draftId: one.draft?.id ?? '', fingerprint: one.fingerprint ?? '' }));
      await features.sequences.approve(rep, seen);
    }
  }

  return {
    workspace,
    rep,
    leadIds: leads.map((one) => one.id),
    /** Approves what waits, writes a note into somebody's Slack thread, logs a call, and lets a day pass. */
    async day(random: () => number): Promise<void> {
      const { features } = workspace.app;
      await approveAll();
      const hand = workspace.simulator.workspace;
      const channelId = sampleWorld.channelIds.threads;
      const heads = hand.messages(channelId).filter((one) => one.botId && !one.threadTs);
      if (heads.length > 0)
        await hand.post(rep.id, channelId, `Seen at the fair, number ${random()}.`, pick(random, heads).ts);
      const own = (await features.leads.list({ ownerId: rep.id, limit: LINES })).leads;
      if (random() < 0.5 && own.length > 0) {
        await features.interactions.log(rep, {
          leadId: pick(random, own).id,
          kind: 'call',
          at: features.clock.now(),
          text: 'What happens when one slips, I asked. They said it is too expensive. We agreed to talk again on Tuesday.',
        });
      }
      // In steps, as the minutes of a real day: what happened is told while the day lasts.
      const until = features.clock.now() + DAY_MS;
      while (features.clock.now() < until) await workspace.turnTo(Math.min(until, features.clock.now() + 2 * HOUR_MS));
      await hand.settled();
    },
    async close(): Promise<void> {
      await workspace.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Fortnight = Awaited<ReturnType<typeof openFortnight>>;

async function memberOf(workspace: Workspace, role: Member['role']): Promise<Member> {
  const found = (await workspace.app.features.access.members()).find((one) => one.role === role);
  if (!found) throw new Error(`the sample company has no ${role}`);
  return found;
}
