import type { Workspace } from '../workspace.ts';

export interface DemoCounts {
  leads: number;
  enrolled: number;
  drafted: number;
  approved: number;
  sent: number;
  delivered_by_stand_in: number;
  duplicates: number;
  replies: number;
  stopped_after_reply: number;
  sent_after_reply: number;
  coaching_dms: number;
  charts_posted: number;
}

/** What happened, counted from the database, from the mailbox of the stand-in and from the channels: never from what the code meant to do. */
export async function countAll(workspace: Workspace): Promise<DemoCounts> {
  const { db } = workspace.app;
  const count = async (query: { first(): Promise<{ n?: unknown } | undefined> }) =>
    Number((await query.first())?.n ?? 0);
  const mailbox = workspace.mail.sentMessages();
  // The same words to the same address a second time.
  const seen = new Set<string>();
  let duplicates = 0;
  for (const mail of mailbox) {
    const key = mail.headers['x-touch-id'] ?? `${mail.to.map((one) => one.address).join()}\n${mail.text}`;
    if (seen.has(key)) duplicates += 1;
    seen.add(key);
  }
  const texts = workspace.twilio.sentTexts();
  duplicates += texts.length - new Set(texts.map((one) => `${one.channel} ${one.to} ${one.body}`)).size;
  const replied: { lead_id: string; received_at: number; from_address: string }[] = await db('inbound_messages')
    .whereIn('kind', ['reply', 'opt_out'])
    .whereNotNull('lead_id')
    .select('lead_id', 'received_at', 'from_address');
  const firstReply = new Map<string, number>();
  for (const one of replied)
    firstReply.set(
      one.lead_id,
      Math.min(firstReply.get(one.lead_id) ?? Number.POSITIVE_INFINITY, Number(one.received_at)),
    );
  const emails: { id: string; email_key: string; phone_key: string }[] = await db('leads')
    .whereIn('id', [...firstReply.keys()])
    .select('id', 'email_key', 'phone_key');
  const repliedAt = new Map(emails.map((one) => [one.email_key, firstReply.get(one.id) ?? 0]));
  // What a person answered by themself is what a reply is for.
  const answers: { id: string; body: string }[] = await db('touches as t')
    .join('drafts as d', 'd.id', 't.draft_id')
    .where('t.step', 0)
    .select('t.id', 'd.body');
  const unasked = mailbox.filter((mail) => !answers.some((one) => one.id === mail.headers['x-touch-id']));
  const sentAfterReply = unasked.filter((mail) =>
    mail.to.some((one) => (repliedAt.get(one.address.toLowerCase()) ?? Number.POSITIVE_INFINITY) < mail.at),
  ).length;
  const silentAt = new Map(emails.map((one) => [one.phone_key, firstReply.get(one.id) ?? 0]));
  const texted = texts.filter((text) => !answers.some((one) => one.body === text.body));
  const textedAfterReply = texted.filter((one) => (silentAt.get(one.to) ?? Number.POSITIVE_INFINITY) < one.at).length;
  const { workspace: slack } = workspace.simulator;
  const messages = slack.allMessages();
  const isCoaching = (blocks: unknown) => /"(coaching\.dispute|reply\.log_call)/.test(JSON.stringify(blocks));
  return {
    leads: await count(db('leads').count({ n: '*' })),
    enrolled: await count(db('enrollments').where({ purpose: 'sequence' }).countDistinct({ n: 'lead_id' })),
    drafted: await count(db('drafts').count({ n: '*' })),
    approved: await count(db('approvals').count({ n: '*' })),
    sent: await count(db('sends').where({ state: 'sent' }).count({ n: '*' })),
    delivered_by_stand_in: mailbox.length + texts.length,
    duplicates,
    replies: firstReply.size,
    stopped_after_reply: await count(
      db('enrollments')
        .whereIn('lead_id', [...firstReply.keys()])
        .where({ status: 'stopped', purpose: 'sequence' })
        .countDistinct({ n: 'lead_id' }),
    ),
    sent_after_reply: sentAfterReply + textedAfterReply,
    coaching_dms: messages.filter((one) => one.channelId.startsWith('D') && isCoaching(one.blocks)).length,
    charts_posted: messages.filter((one) => one.fileIds.some((id) => slack.file(id)?.mimetype === 'image/png')).length,
  };
}
