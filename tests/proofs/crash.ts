import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type Proof, pick, randomFrom } from './proof.ts';
import { DAY_MS, openStage, type Stage } from './stage.ts';
import { compareStories, countPosts, type Told } from './stories.ts';

const APP = new URL('crash-app.ts', import.meta.url).pathname;
const RUNNER = new URL('../../.config/run.mjs', import.meta.url).pathname;
const WAIT_MS = 60_000;

/** What is under way when the process is killed; `any` is a random instant. */
const MOMENTS = [
  'any',
  'any',
  'any',
  'draft_taken',
  'draft_not_taken',
  'send_taken',
  'send_not_taken',
  'reading',
  'reply_in_hand',
  'slack_post',
] as const;
type Moment = (typeof MOMENTS)[number];

interface Running {
  child: ChildProcess;
  /** Connected, and about to read the mailboxes. */
  ready: Promise<void>;
  /** Turning its clock from one due instant to the next. */
  turning: Promise<void>;
  exited: Promise<number | null>;
}

function start(stage: Stage, until: number): Running {
  const argument = JSON.stringify({ config: stage.config, startAt: stage.clock.now(), until });
  const child = spawn(process.execPath, [RUNNER, APP, argument], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ready = latch();
  const turning = latch();
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  void exited.then(() => [ready.open(), turning.open()]);
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
    if (line === 'ready') ready.open();
    if (!line.startsWith('at ')) return;
    turning.open();
    stage.clock.set(Math.max(stage.clock.now(), Number(line.slice(3))));
  });
  return { child, ready: ready.opened, turning: turning.opened, exited };
}

function latch(): { opened: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

async function kill({ child, exited }: Running): Promise<void> {
  child.kill('SIGKILL');
  await exited;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(is: () => boolean, atMost: number): Promise<void> {
  for (let waited = 0; !is() && waited < atMost; waited += 5) await pause(5);
}

/** Arms the stand-ins so that the process stands still in the middle of something, and waits until it does. */
async function comeTo(moment: Moment, stage: Stage, random: () => number): Promise<void> {
  const { mail, simulator } = stage;
  const sent = mail.sentMessages().length;
  const little = 20 + random() * 400;
  if (moment === 'any') await pause(random() * 1_200);
  if (moment === 'draft_taken' || moment === 'draft_not_taken') {
    mail.failNext('drafts.create', 'hang', { taken: moment === 'draft_taken' });
    await pause(little);
  }
  if (moment === 'send_taken') {
    mail.failNext('drafts.send', 'hang', { taken: true });
    await until(() => mail.sentMessages().length > sent, 1_500);
    await pause(random() * 100);
  }
  if (moment === 'send_not_taken') {
    mail.failNext('drafts.send', 'hang');
    await pause(little);
  }
  if (moment === 'reading') {
    mail.failNext('history', 'hang', { taken: random() < 0.5 });
    await pause(little);
  }
  if (moment === 'reply_in_hand') {
    mail.failNext('messages.get', 'hang');
    await pause(little);
  }
  if (moment === 'slack_post') {
    const posts = simulator.workspace.calls('chat.postMessage');
    simulator.workspace.failNext('chat.postMessage', { isAnswerLost: true, times: 2 });
    await until(() => simulator.workspace.calls('chat.postMessage') > posts, 1_500);
    await pause(random() * 100);
  }
}

/** Some leads answer their first mail, at once and for good. */
function createAnswers(stage: Stage, random: () => number) {
  let looked = 0;
  const answered = new Map<string, number>();
  return {
    answered,
    async give(): Promise<void> {
      const sent = stage.mail.sentMessages();
      for (; looked < sent.length; looked += 1) {
        const mail = sent[looked];
        if (!mail || random() > 0.25) continue;
        const from = mail.to[0]?.address.toLowerCase() ?? '';
        if (answered.has(from)) continue;
        await stage.mail.deliver({
          to: mail.mailbox,
          from: { name: 'Ada', address: from },
          subject: `Re: ${mail.subject}`,
          text: 'Thank you, let us talk next week.',
          inReplyTo: mail.messageId,
        });
        answered.set(from, sent.length);
      }
    },
  };
}

export const crash: Proof = {
  name: 'crash',
  claim:
    'Killed at any instant and started again, each approved mail goes exactly once, answers stop what follows, and the log tells what the mailbox holds.',
  fewRuns: 12,
  async prove({ runs, seed, tell }) {
    const random = randomFrom(seed);
    const stage = await openStage({ leads: Math.max(24, runs * 3) });
    const answers = createAnswers(stage, random);
    const killedAt: Record<string, number> = {};
    let midSend = 0;
    try {
      tell(`${stage.leads.length} leads wait, all approved.`);
      for (let run = 0; run < runs; run += 1) {
        const moment = pick(random, MOMENTS);
        const running = start(stage, stage.clock.now() + 30 * DAY_MS);
        const isReading = ['reading', 'reply_in_hand', 'slack_post'].includes(moment);
        await Promise.race([isReading ? running.ready : running.turning, pause(WAIT_MS)]);
        // Somewhere in the stream of work, not always at its beginning.
        if (!isReading) await pause(random() * 400);
        await comeTo(moment, stage, random);
        await kill(running);
        if (await isUnderWay(stage)) midSend += 1;
        stage.mail.clearFaults();
        stage.simulator.workspace.failNext('chat.postMessage', { times: 0 });
        await answers.give();
        killedAt[moment] = (killedAt[moment] ?? 0) + 1;
        if (run % 20 === 19) tell(`${run + 1} kills, ${stage.mail.sentMessages().length} mails so far.`);
      }
      const last = await finish(stage, answers, tell);
      return await judge(stage, { runs, midSend, answered: answers.answered, killedAt, finished: last });
    } finally {
      await stage.close();
    }
  },
};

/** Whether the process has left a mail between its claim and its record. */
const isUnderWay = (stage: Stage): Promise<boolean> =>
  stage.look(async (db) => (await db('sends').whereNot({ state: 'sent' }).first('touch_id')) !== undefined);

/** Lets the process go on undisturbed until all plans are over. */
async function finish(
  stage: Stage,
  answers: { give(): Promise<void> },
  tell: (line: string) => void,
): Promise<boolean> {
  let exit: number | null = 1;
  for (let day = 0; day < 40; day += 10) {
    const running = start(stage, stage.clock.now() + 10 * DAY_MS);
    exit = await running.exited;
    await answers.give();
    if (exit !== 0) break;
  }
  tell(`Undisturbed for 40 days, ${stage.mail.sentMessages().length} mails in all.`);
  return exit === 0;
}

async function judge(
  stage: Stage,
  told: {
    runs: number;
    midSend: number;
    answered: Map<string, number>;
    killedAt: Record<string, number>;
    finished: boolean;
  },
) {
  const story: Told = await compareStories(stage, told.answered);
  const posts = countPosts(stage);
  const violations = [...story.violations, ...posts.violations];
  if (!told.finished) violations.push('The undisturbed process did not come to its end.');
  return {
    runs: told.runs,
    violations,
    counts: {
      ...story.counts,
      ...posts.counts,
      kills_amid_a_send: told.midSend,
      ...Object.fromEntries(Object.entries(told.killedAt).map(([moment, times]) => [`killed_${moment}`, times])),
    },
  };
}
