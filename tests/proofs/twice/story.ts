import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';
import { sampleWorld } from '../../../src/simulator/world/index.ts';
import { createAnswers } from './answers.ts';
import { keysPostedTwice, touchesMailedTwice } from './counting.ts';
import { createKit, type Kit, type Subject } from './kit.ts';
import type { World } from './world.ts';

const DAYS = 40;
/** After the morning's reminder and the weekly chart. */
const MORNING_MS = 9.5 * HOUR_MS;

export interface StoryOptions {
  random: () => number;
  leads: number;
  where: string;
  violations: string[];
}

/** Leads approved by two people at once, sent by two workers whose clocks jump, answered in duplicates; told by Slack twice. */
export async function tellStory(world: World, options: StoryOptions): Promise<Record<string, number>> {
  const { random, violations } = options;
  const broken = (words: string) => violations.push(`${options.where}: ${words}`);
  const kit = createKit(world);
  const subjects: Subject[] = [];
  for (let i = 0; i < options.leads; i += 1) subjects.push(await kit.drafted());
  for (const [i, one] of subjects.entries())
    await (i % 4 === 3 ? approveWhileRewritten(kit, one) : approveBoth(kit, one));
  await world.settle();
  const approvals = await checkApprovals(world, subjects, broken);

  const answers = createAnswers(world, random);
  const startedAt = world.clock.now();
  let jumps = 0;
  let ticks = 0;
  world.relay.spread('everywhere');
  const tick = async (at: number) => {
    world.clock.set(Math.max(at, world.clock.now()));
    await world.tick(at);
    ticks += 2 * world.workers.length;
  };
  let morning = Math.floor(startedAt / DAY_MS) * DAY_MS + MORNING_MS;
  while (world.clock.now() < startedAt + DAYS * DAY_MS) {
    while (morning <= world.clock.now()) morning += DAY_MS;
    const due = await world.features.sequences.nextDueAt();
    if (due === undefined && answers.waiting() === 0) break;
    const at = Math.min(morning, Math.max(world.clock.now() + MINUTE_MS, due ?? morning));
    if (random() < 0.25) {
      jumps += 1;
      await tick(at);
      await tick(at + HOUR_MS);
      const read = await answers.give();
      // Back again: what has come in is read, and does not wait until the clock has caught up.
      for (let minute = 1; minute <= 4; minute += 1) await tick(at + minute * MINUTE_MS);
      await world.settle();
      if (read > 0) await answers.check((words) => broken(`after a clock that jumped and came back, ${words}`));
    } else {
      await tick(at);
      if ((await answers.give()) > 0) await tick(world.clock.now() + 3 * MINUTE_MS);
    }
    if (random() < 0.3) await world.hand.redeliver(10);
    await world.settle();
  }
  await world.settle();
  await answers.check(broken);
  const duplicateMails = touchesMailedTwice(world);
  for (const key of duplicateMails) broken(`the mailbox holds touch ${key} more than once.`);
  const duplicatePosts = keysPostedTwice(world);
  for (const key of duplicatePosts) broken(`Slack holds ${key} more than once.`);
  await checkMails(world, subjects, answers.answered, broken);
  const charts = checkCharts(world, broken);
  return {
    approvals,
    ticks,
    clock_jumps: jumps,
    mails: world.mail.sentMessages().length,
    duplicate_mails: duplicateMails.length,
    ...(await answers.counts()),
    charts,
    slack_posts: world.hand.allMessages().filter((one) => one.botId).length,
    duplicate_posts: duplicatePosts.length,
  };
}

/** The rep and their team lead say yes to the same drafts at the same moment, at two processes. */
async function approveBoth(kit: Kit, { name }: Subject): Promise<void> {
  const people = [kit.people.rep, kit.people.teamLead];
  kit.world.relay.spread('once');
  const views: { viewId: string }[] = [];
  for (const one of people) views.push(await kit.modal(one, '/touches', name, 'review.approve'));
  kit.world.relay.spread('in-turn');
  await Promise.all(people.map((one, i) => kit.submit(one, views[i] ?? { viewId: '' })));
  for (const one of people) await kit.closeAll(one);
}

/** The rep says yes while their team lead lets the first draft be written anew. */
async function approveWhileRewritten(kit: Kit, subject: Subject): Promise<void> {
  const { rep, teamLead } = kit.people;
  kit.world.relay.spread('once');
  const view = await kit.modal(rep, '/touches', subject.name, 'review.approve');
  const other = await kit.modal(teamLead, '/touches', subject.name, 'review.approve');
  await kit.click(teamLead, other, 'touch.more', `regenerate:${(await kit.firstTouch(subject))?.id}`);
  const confirming = await kit.opened(teamLead, 'touch.confirm');
  kit.world.relay.spread('in-turn');
  await Promise.all([kit.submit(rep, view), kit.submit(teamLead, confirming)]);
  await kit.world.settle();
  for (const one of [rep, teamLead]) await kit.closeAll(one);
  // What is left without a yes gets one now.
  await kit.approve(subject);
}

/** One valid approval for each touch, bound to the words that stand, and told once. */
async function checkApprovals(
  { db }: World,
  subjects: readonly Subject[],
  broken: (words: string) => void,
): Promise<number> {
  const ids = subjects.map((one) => one.leadId);
  const touches: { id: string; status: string; draft_id: string; approval_id: string }[] = await db('touches')
    .whereIn('lead_id', ids)
    .select('id', 'status', 'draft_id', 'approval_id');
  let valid = 0;
  for (const touch of touches) {
    const all: { id: string; draft_id: string }[] = await db('approvals')
      .where({ touch_id: touch.id })
      .whereNull('revoked_at')
      .select('id', 'draft_id');
    valid += all.length;
    if (all.length !== 1) broken(`a touch has ${all.length} valid approvals.`);
    if (all[0] && (all[0].draft_id !== touch.draft_id || all[0].id !== touch.approval_id))
      broken('an approval is bound to other words than those that stand.');
  }
  const all = Number((await db('approvals').count({ n: '*' }).first())?.n);
  const logged = Number((await db('log_entries').where({ kind: 'touch.approved' }).count({ n: '*' }).first())?.n);
  if (all !== logged) broken(`${all} approvals are in the log ${logged} times.`);
  return valid;
}

/** Each approved mail left once, unless its lead had answered; the log says the same. */
async function checkMails(
  { db, mail }: World,
  subjects: readonly Subject[],
  answered: ReadonlySet<string>,
  broken: (words: string) => void,
): Promise<void> {
  const left = new Set(mail.sentMessages().map((one) => one.headers['x-touch-id']));
  for (const { leadId, email } of subjects) {
    const touches: { id: string; step: number; status: string; wait_reason?: string }[] = await db('touches')
      .where({ lead_id: leadId, channel: 'email' })
      .select('id', 'step', 'status', 'wait_reason');
    for (const { id, step, status, wait_reason: why } of touches) {
      if (left.has(id) !== (status === 'sent')) broken(`step ${step} to ${email} is ${status}; the mailbox differs.`);
      if (!left.has(id) && !answered.has(email)) broken(`step ${step} to ${email} never left: ${status}, ${why}.`);
    }
  }
  const told: { refs: string }[] = await db('log_entries').where({ kind: 'touch.sent' }).select('refs');
  const ids = told.map((one) => String((JSON.parse(one.refs) as { touchId?: string }).touchId));
  if (new Set(ids).size !== ids.length) broken('the log tells of a mail twice.');
}

/** One picture of the pipeline for each of its days. */
function checkCharts({ hand }: World, broken: (words: string) => void): number {
  const names = hand
    .messages(sampleWorld.channelIds.dashboard)
    .flatMap((one) => one.fileIds.map((id) => hand.file(id)?.name ?? ''));
  if (new Set(names).size !== names.length) broken('the pipeline was posted twice for one day.');
  return names.length;
}
