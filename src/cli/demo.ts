import { readConfig } from '../config.ts';
import { DAY_MS, HOUR_MS } from '../kernel/clock.ts';
import { sampleWorld } from '../simulator/world/index.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';
import { countAll, type DemoCounts } from './demo-counts.ts';
import { dayByDay, happenings, inColumns, oneDraft, ranking, rowsToKnow, setting, type Told } from './demo-story.ts';
import type { Verb } from './index.ts';

const DAYS = 14;
const idOf = (role: string, nth = 0) => sampleWorld.members.filter((one) => one.role === role)[nth]?.userId ?? '';

interface Story {
  told: Told[];
  attempts: number;
  allowed: number;
}

type Tell = (text: string, more?: string[]) => void;

/** A fortnight in the local workspace, through the same gestures that people make in the page. */
async function play(workspace: Workspace, story: Story): Promise<void> {
  const { clock } = workspace.app.features;
  const rep = idOf('rep');
  const stranger =
    sampleWorld.people.find((one) => !sampleWorld.members.some((member) => member.userId === one.id))?.id ?? '';
  const tell: Tell = (text, more = []) => story.told.push({ at: clock.now(), text, more });
  for (const line of await setting(workspace)) tell(line);
  await strangers(workspace, stranger, story);
  tell(
    `People without access try ${story.attempts} things between them: ${story.allowed === 0 ? 'each is refused, or shown the form that asks for access' : `${story.allowed} got through`}.`,
  );
  await importLeads(workspace, rep, tell);
  await enrolAll(workspace, rep, tell);
  for (let day = 0; day <= DAYS; day += 1) {
    await approveAll(workspace, rep);
    await doTasks(workspace, rep);
    await turn(workspace, clock.now() + (day === 0 ? 10 * HOUR_MS : DAY_MS));
    if (day === 6) await logCall(workspace, rep);
  }
  story.told.push(...(await happenings(workspace)));
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

async function importLeads(workspace: Workspace, rep: string, tell: Tell): Promise<void> {
  const hand = workspace.simulator.workspace;
  const [sample] = sampleWorld.sampleFiles;
  await hand.command(rep, '/lead', 'import');
  await hand.waitFor(() => hand.modalOf(rep)?.json.callback_id === 'import.start');
  const file = await hand.upload(rep, sample?.name ?? 'leads.csv', sample?.content ?? '');
  await hand.submit(rep, { file: [file] });
  const done = await hand.waitFor(() => importCard(workspace, rep), 30_000);
  tell(`Mara imports ${done.text}`, await rowsToKnow(workspace));
}

const importCard = (workspace: Workspace, rep: string) => {
  const hand = workspace.simulator.workspace;
  return hand.messages(hand.dmOf(rep)).find((one) => JSON.stringify(one.blocks).includes('import.enrol'));
};

async function enrolAll(workspace: Workspace, rep: string, tell: Tell): Promise<void> {
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
  for (const line of await ranking(workspace)) tell(line);
  tell(
    `She enrols them all: ${counts.enrolled} are on a sequence, ${counts.drafted} drafts are written. One of them:`,
    [...(await oneDraft(workspace))],
  );
}

/** Lead after lead in the review modal, as a rep does it in the morning. */
async function approveAll(workspace: Workspace, rep: string): Promise<void> {
  const hand = workspace.simulator.workspace;
  const member = await workspace.app.features.access.member(rep);
  if (!member || (await workspace.app.features.sequences.waiting(member)).length === 0) return;
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
async function logCall(workspace: Workspace, rep: string): Promise<void> {
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
}

export const demo: Verb = {
  name: 'demo',
  description: 'plays a fortnight in the local workspace and prints what happened',
  async run({ flags }) {
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
      seed: typeof flags.seed === 'string' ? flags.seed : 'demo',
    });
    const story: Story = { told: [], attempts: 0, allowed: 0 };
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
        lines: [...dayByDay(story.told), '', ...inColumns(json)],
        failed,
      };
    } finally {
      clearInterval(watch);
      await workspace.stop();
    }
  },
};
