import type { Stage } from './stage.ts';

export interface Told {
  violations: string[];
  counts: Record<string, number>;
}

interface Row {
  id: string;
  lead_id: string;
  step: number;
  status: string;
  subject: string | null;
  body: string | null;
  email: string;
}

/**
 * The mailbox's story against the database's and the log's: each approved mail went exactly once with its words to its address, or
 * its lead had answered (`answered`: address to the number of mails that had been sent when the answer came).
 */
export async function compareStories(stage: Stage, answered: ReadonlyMap<string, number>): Promise<Told> {
  const violations: string[] = [];
  const mails = stage.mail.sentMessages();
  const perTouch = new Map<string, number[]>();
  mails.forEach((mail, place) => {
    const key = mail.headers['x-touch-id'];
    if (!key) violations.push(`A mail to ${addressOf(mail)} bears no key of ours.`);
    else perTouch.set(key, [...(perTouch.get(key) ?? []), place]);
  });
  const { touches, logged, sends, replies, leftDrafts } = await stage.look(async (db, features) => ({
    touches: (await db('touches as t')
      .join('leads as l', 'l.id', 't.lead_id')
      .leftJoin('approvals as a', 'a.id', 't.approval_id')
      .leftJoin('drafts as d', 'd.id', 'a.draft_id')
      .where('t.channel', 'email')
      .select('t.id', 't.lead_id', 't.step', 't.status', 'd.subject', 'd.body', 'l.email')) as Row[],
    logged: (await db('log_entries').where({ kind: 'touch.sent' }).select('refs')).map((row) =>
      String((JSON.parse(row.refs) as { touchId?: string }).touchId),
    ),
    sends: (await db('sends').select('touch_id', 'state')) as { touch_id: string; state: string }[],
    replies: (await db('log_entries').where({ kind: 'lead.replied' }).select('lead_id')).map((row) =>
      String(row.lead_id),
    ),
    leftDrafts: await draftsLeft(stage, features),
  }));

  let duplicates = 0;
  for (const [touchId, places] of perTouch) {
    if (places.length === 1) continue;
    duplicates += places.length - 1;
    violations.push(`Touch ${touchId} went ${places.length} times.`);
  }
  const log = countOf(logged);
  for (const touch of touches) checkTouch(touch, { perTouch, log, mails, answered, violations });
  for (const [touchId, times] of log)
    if (times > 1) violations.push(`The log tells ${times} times that ${touchId} left.`);
  for (const send of sends) {
    if (send.state !== 'sent') violations.push(`The send of ${send.touch_id} is left ${send.state}.`);
  }
  const repliesOf = countOf(replies);
  const known = new Map(stage.leads.map((one) => [one.email, one.id]));
  for (const email of answered.keys()) {
    const times = repliesOf.get(known.get(email) ?? '') ?? 0;
    if (times !== 1) violations.push(`The answer of ${email} is in the log ${times} times.`);
  }
  if (leftDrafts > 0) violations.push(`${leftDrafts} drafts of ours are left in the mailboxes, to be sent by mistake.`);
  return {
    violations,
    counts: {
      mails: mails.length,
      duplicates,
      logged_as_sent: logged.length,
      answers: answered.size,
      answers_logged: replies.length,
      drafts_left: leftDrafts,
    },
  };
}

const addressOf = (mail: { to: { address: string }[] }): string =>
  mail.to.map((one) => one.address.toLowerCase()).join();

interface Known {
  perTouch: ReadonlyMap<string, number[]>;
  log: ReadonlyMap<string, number>;
  mails: ReturnType<Stage['mail']['sentMessages']>;
  answered: ReadonlyMap<string, number>;
  violations: string[];
}

function checkTouch(touch: Row, { perTouch, log, mails, answered, violations }: Known): void {
  const place = perTouch.get(touch.id)?.[0];
  const mail = place === undefined ? undefined : mails[place];
  const email = touch.email.toLowerCase();
  const answeredAt = answered.get(email);
  if (mail && place !== undefined) {
    if (touch.status !== 'sent') violations.push(`Step ${touch.step} to ${email} left, and is ${touch.status} here.`);
    if (!log.has(touch.id)) violations.push(`Step ${touch.step} to ${email} left, and the log does not know.`);
    if (addressOf(mail) !== email) violations.push(`Step ${touch.step} for ${email} went to ${addressOf(mail)}.`);
    if (mail.text.split('\n-- \n')[0]?.trim() !== (touch.body ?? '').trim())
      violations.push(`Step ${touch.step} to ${email} has other words.`);
    // Answers are delivered while no process runs: nothing may come behind it.
    if (answeredAt !== undefined && place >= answeredAt)
      violations.push(`Step ${touch.step} went to ${email} after the answer.`);
    return;
  }
  if (log.has(touch.id))
    violations.push(`The log tells that step ${touch.step} to ${email} left; the mailbox does not.`);
  if (answeredAt === undefined) violations.push(`Step ${touch.step} to ${email} never went: ${touch.status}.`);
}

function countOf(keys: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

async function draftsLeft(stage: Stage, features: Parameters<Parameters<Stage['look']>[0]>[1]): Promise<number> {
  let left = 0;
  for (const mailbox of await features.channels.mailboxes()) {
    const { accessToken } = stage.mail.credentialsOf(mailbox.address);
    const answer = await fetch(
      `${stage.mail.googleApiUrl.replace(/\/$/, '')}/gmail/v1/users/me/drafts?maxResults=500`,
      {
        headers: { authorization: `Bearer ${accessToken}` },
      },
    );
    if (!answer.ok) throw new Error(`the mail stand-in answers ${answer.status} for the drafts`);
    const { drafts = [] } = (await answer.json()) as { drafts?: unknown[] };
    left += drafts.length;
  }
  return left;
}

/** Each message that the app posts with a key stands in Slack once. */
export function countPosts(stage: Stage): Told {
  const keys = stage.simulator.workspace.allMessages().flatMap((message) => {
    const metadata = message.metadata as { event_payload?: { key?: string } } | undefined;
    return metadata?.event_payload?.key ?? [];
  });
  const twice = [...countOf(keys)].filter(([, times]) => times > 1);
  return {
    violations: twice.map(([key, times]) => `Slack holds ${times} messages of ${key}.`),
    counts: { slack_posts: keys.length, slack_posts_twice: twice.length },
  };
}
