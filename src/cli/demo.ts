import { readConfig } from '../config.ts';
import { DAY_MS, HOUR_MS } from '../kernel/clock.ts';
import { sampleWorld } from '../simulator/world/index.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';
import { countAll, type DemoCounts } from './demo-counts.ts';
import type { Verb } from './index.ts';

const DAYS = 14;
const idOf = (role: string, nth = 0) => sampleWorld.members.filter((one) => one.role === role)[nth]?.userId ?? '';

interface Story {
  lines: string[];
  attempts: number;
  allowed: number;
}

/** A fortnight in the local workspace, through the same gestures that people make in the page. */
async function play(workspace: Workspace, story: Story): Promise<void> {
  const people = {
    rep: idOf('rep'),
    second: idOf('rep', 1),
    stranger:
      sampleWorld.people.find((one) => !sampleWorld.members.some((member) => member.userId === one.id))?.id ?? '',
  };
  const tell = (text: string) =>
    story.lines.push(
      `${new Date(workspace.app.features.clock.now()).toISOString().slice(0, 16).replace('T', ' ')}  ${text}`,
    );
  await strangers(workspace, people.stranger, story);
  tell(`${story.attempts} gestures by people without access: ${story.allowed} allowed.`);
  await importLeads(workspace, people.rep, tell);
  await enrolAll(workspace, people.rep, tell);
  for (let day = 0; day <= DAYS; day += 1) {
    const approved = await approveAll(workspace, people.rep);
    if (approved > 0) tell(`The rep approves ${approved} touches.`);
    await doTasks(workspace, people.rep);
    const before = await countAll(workspace);
    await turn(workspace, workspace.app.features.clock.now() + (day === 0 ? 10 * HOUR_MS : DAY_MS));
    const after = await countAll(workspace);
    if (after.sent > before.sent || after.replies > before.replies)
      tell(`${after.sent - before.sent} mails left, ${after.replies - before.replies} people answered.`);
    if (day === 6) await logCall(workspace, people.rep, tell);
  }
}

async function turn(workspace: Workspace, to: number): Promise<void> {
  await workspace.turnTo(to);
  await workspace.simulator.workspace.settled();
}

/** Everybody who is not on the allowlist tries every command; what they get is looked up in the database afterwards. */
async function strangers(workspace: Workspace, stranger: string, story: Story): Promise<void> {
  const hand = workspace.simulator.workspace;
  const outsiders = [stranger, ...sampleWorld.people.filter((one) => one.isGuest || one.teamId).map((one) => one.id)];
  const before = await workspace.app.db('leads').count({ n: '*' }).first();
  for (const userId of outsiders) {
    for (const command of [
      '/lead add',
      '/lead import',
      '/leads',
      '/touches',
      '/pipeline',
      '/playbook',
      '/sales pause',
      '/sales admin',
      '/thread Ada',
      '/why Ada',
    ]) {
      const [name = '', ...rest] = command.split(' ');
      await hand.command(userId, name, rest.join(' '));
      story.attempts += 1;
    }
    await hand.openHome(userId);
    story.attempts += 1;
  }
  await hand.settled();
  const allowed = await workspace.app
    .db('audit_entries')
    .whereIn('actor_id', outsiders)
    .where({ verdict: 'allowed' })
    .count({ n: '*' })
    .first();
  const after = await workspace.app.db('leads').count({ n: '*' }).first();
  story.allowed = Number(allowed?.n ?? 0) + Number(after?.n ?? 0) - Number(before?.n ?? 0);
}

async function importLeads(workspace: Workspace, rep: string, tell: (text: string) => void): Promise<void> {
  const hand = workspace.simulator.workspace;
  const sample = sampleWorld.sampleFiles.find((one) => one.name === 'leads.csv') ?? sampleWorld.sampleFiles[0];
  await hand.command(rep, '/lead', 'import');
  await hand.waitFor(() => hand.modalOf(rep)?.json.callback_id === 'import.start');
  const file = await hand.upload(rep, sample?.name ?? 'leads.csv', sample?.content ?? '');
  await hand.submit(rep, { file: [file] });
  const done = await hand.waitFor(() => importCard(workspace, rep), 30_000);
  tell(`The rep imports ${sample?.name}: ${done.text}.`);
}

const importCard = (workspace: Workspace, rep: string) => {
  const hand = workspace.simulator.workspace;
  return hand.messages(hand.dmOf(rep)).find((one) => JSON.stringify(one.blocks).includes('import.enrol'));
};

async function enrolAll(workspace: Workspace, rep: string, tell: (text: string) => void): Promise<void> {
  const hand = workspace.simulator.workspace;
  const card = importCard(workspace, rep);
  if (card) await hand.click(rep, { channelId: card.channelId, ts: card.ts }, 'import.enrol');
  // Drafts are written behind the answer; the rep has a coffee.
  for (let quiet = 0; quiet < 5; ) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { enrolled, drafted } = await countAll(workspace);
    const planned = await workspace.app.db('touches').where({ status: 'planned' }).first('id');
    quiet = drafted > 0 && enrolled > 0 && !planned ? quiet + 1 : 0;
  }
  await workspace.app.settle();
  const counts = await countAll(workspace);
  tell(`The rep enrols them all: ${counts.enrolled} on a sequence, ${counts.drafted} drafts written.`);
}

/** Lead after lead in the review modal, as a rep does it in the morning. */
async function approveAll(workspace: Workspace, rep: string): Promise<number> {
  const hand = workspace.simulator.workspace;
  const member = await workspace.app.features.access.member(rep);
  if (!member || (await workspace.app.features.sequences.waiting(member)).length === 0) return 0;
  const before = await countAll(workspace);
  while (hand.modalOf(rep)) await hand.close(rep);
  await hand.command(rep, '/touches');
  await hand.settled();
  const start = await hand.waitFor(() => startOf(workspace, rep), 10_000).catch(() => undefined);
  if (start && !('modal' in start)) await hand.click(rep, start, 'touch.review');
  await hand.waitFor(() => hand.modalOf(rep)?.json.callback_id === 'review.approve', 10_000);
  for (let i = 0; i < 300 && hand.modalOf(rep)?.json.callback_id === 'review.approve'; i += 1) {
    const hash = hand.modalOf(rep)?.hash;
    const result = await hand.submit(rep);
    if (!result.ok) break;
    await hand.waitFor(() => hand.modalOf(rep)?.hash !== hash, 5_000);
  }
  while (hand.modalOf(rep)) await hand.close(rep);
  return (await countAll(workspace)).approved - before.approved;
}

/** The newest thing that offers to start reviewing. */
function startOf(workspace: Workspace, rep: string): { channelId: string; ts: string } | { modal: true } | undefined {
  const hand = workspace.simulator.workspace;
  if (hand.modalOf(rep)) return { modal: true };
  const card = hand
    .seenBy(rep, hand.dmOf(rep))
    .filter((one) => JSON.stringify(one.blocks).includes('"touch.review"'))
    .at(-1);
  return card ? { channelId: card.channelId, ts: card.ts } : undefined;
}

async function doTasks(workspace: Workspace, rep: string): Promise<void> {
  const { sequences, access } = workspace.app.features;
  const member = await access.member(rep);
  if (!member) return;
  for (const task of (await sequences.tasks(member)).slice(0, 10)) await sequences.completeTask(member, task.id);
}

/** After the first answer the rep calls and writes down what was said. */
async function logCall(workspace: Workspace, rep: string, tell: (text: string) => void): Promise<void> {
  const hand = workspace.simulator.workspace;
  const card = hand.messages(hand.dmOf(rep)).find((one) => JSON.stringify(one.blocks).includes('reply.log_call'));
  if (!card) return;
  while (hand.modalOf(rep)) await hand.close(rep);
  await hand.click(rep, { channelId: card.channelId, ts: card.ts }, 'reply.log_call');
  await hand.waitFor(() => hand.modalOf(rep), 5_000);
  await hand.submit(rep, {
    minutes: '18',
    text: 'What happens when one slips, I asked. They said it is too expensive at 400 a month, more than we planned. I explained that they can start with one team. We agreed to talk again on Tuesday.',
  });
  await workspace.app.settle();
  tell('The rep logs a call, and is coached on it in private.');
}

export const demo: Verb = {
  name: 'demo',
  description: 'plays a fortnight in the local workspace and prints what happened',
  async run() {
    const startedAt = process.hrtime.bigint();
    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 100);
    const workspace = await openWorkspace({
      config: readConfig({ LOG_LEVEL: 'error' }),
      port: 0,
      runs: false,
      quick: true,
    });
    const story: Story = { lines: [], attempts: 0, allowed: 0 };
    try {
      await play(workspace, story);
      const counts = await countAll(workspace);
      const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
      const json: DemoCounts & Record<string, number> = {
        ...counts,
        unauthorised_attempts: story.attempts,
        unauthorised_allowed: story.allowed,
        seconds: Math.round(seconds * 10) / 10,
        peak_rss_mb: Math.round(Math.max(peak, process.memoryUsage().rss) / 1024 / 1024),
      };
      const failed = json.duplicates > 0 || json.sent_after_reply > 0 || story.allowed > 0 || json.leads < 86;
      return {
        json,
        lines: [
          ...story.lines,
          '',
          ...Object.entries(json).map(([key, value]) => `${key.replaceAll('_', ' ')}: ${value}`),
        ],
        failed,
      };
    } finally {
      clearInterval(watch);
      await workspace.stop();
    }
  },
};
