import { isBusinessDay, toLocal, zonesOf } from '../../../../src/kernel/calendar.ts';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '../../../../src/kernel/clock.ts';
import type { SentByFake } from '../../../support/fake-mail-provider.ts';
import { type Engine, LIMITS } from './engine.ts';
import { type LeadModel, type Model, silence } from './model.ts';

const WEEK_MS = 7 * DAY_MS;
const OPEN = ['planned', 'drafted', 'approved', 'task'];

interface Tables {
  touches: {
    id: string;
    enrollment_id: string;
    lead_id: string;
    step: number;
    status: string;
    due_at: number;
    settled_at: number | null;
  }[];
  enrollments: { id: string; lead_id: string; status: string }[];
  sends: { touch_id: string; state: string; approval_id: string }[];
  approvals: {
    id: string;
    touch_id: string;
    expires_at: number;
    revoked_at: number | null;
    subject: string;
    body: string;
  }[];
  sentEntries: Map<string, number>;
}

async function tablesOf(engine: Engine): Promise<Tables> {
  const { db } = engine.w;
  const touches = await db('touches').orderBy(['lead_id', 'enrollment_id', 'step']);
  const enrollments = await db('enrollments').select('id', 'lead_id', 'status');
  const sends = await db('sends').select('touch_id', 'state', 'approval_id');
  const approvals = await db('approvals as a')
    .join('drafts as d', 'd.id', 'a.draft_id')
    .select('a.id', 'a.touch_id', 'a.expires_at', 'a.revoked_at', 'd.subject', 'd.body');
  const sentEntries = new Map<string, number>();
  for (const row of await db('log_entries').where({ kind: 'touch.sent' }).select('refs')) {
    const { touchId } = JSON.parse(row.refs);
    sentEntries.set(touchId, (sentEntries.get(touchId) ?? 0) + 1);
  }
  return { touches, enrollments, sends, approvals, sentEntries };
}

class Broken extends Error {}

function must(holds: boolean, words: string): void {
  if (!holds) throw new Broken(words);
}

/** One mail that has left, with all that it is judged by. */
interface Left {
  mail: SentByFake;
  touch: Tables['touches'][number];
  lead: LeadModel;
  name: string;
  earlier: SentByFake[];
  model: Model;
  engine: Engine;
  tables: Tables;
}

/** Looks at everything that left since the last look, and at the whole database. Throws with one sentence for what is broken. */
export async function mustHold(model: Model, engine: Engine): Promise<void> {
  const tables = await tablesOf(engine);
  const { sent } = engine.w.mail;
  for (const [index, mail] of sent.entries()) {
    if (index < model.mailsSeen) continue;
    const touch = tables.touches.find((one) => one.id === mail.touchKey);
    const lead = [...model.leads.values()].find((one) => one.id === touch?.lead_id);
    if (!touch || !lead) throw new Broken(`a mail to ${mail.to.address} belongs to no touch`);
    const name = `mail ${touch.step} to lead ${lead.number}`;
    mayLeave({ mail, touch, lead, name, earlier: sent.slice(0, index), model, engine, tables });
  }
  model.mailsSeen = sent.length;
  logTellsTheOutbox(model, engine, tables);
  tablesAgree(tables);
  for (const touch of tables.touches) model.dueAt.set(touch.id, Number(touch.due_at));
}

function mayLeave(left: Left): void {
  const { mail, lead, name, model } = left;
  must(!left.earlier.some((one) => one.touchKey === mail.touchKey), `${name} left twice`);
  // What changes once the provider is asked can't be helped.
  if (left.engine.begun.has(mail.touchKey)) return;
  const silent = silence(model, lead);
  must(silent === undefined, `${name} left although ${silent}`);
  must(!model.deadAddresses.has(mail.to.address), `${name} left to an address that is dead or said no`);
  must(mail.at >= (lead.awayUntil ?? 0), `${name} left while the lead is away`);
  isApproved(left);
  isInside(left);
  isInThread(left);
  keepsPace(left);
}

function isApproved({ mail, lead, name, model, tables }: Left): void {
  const yes = lead.approved.get(mail.touchKey);
  if (!yes) throw new Broken(`${name} left without a yes`);
  must(mail.subject === yes.subject && mail.text === yes.body, `${name} left with other words than were approved`);
  must(mail.footer === yes.footer, `${name} left with another footer than was approved`);
  must(mail.to.address === yes.to, `${name} went to ${mail.to.address}, approved was ${yes.to}`);
  must(mail.to.address === lead.email, `${name} went to ${mail.to.address}, which is not the lead's address any more`);
  must(mail.mailbox === yes.from, `${name} left from ${mail.mailbox}, approved was ${yes.from}`);
  const due = Math.max(yes.at, model.dueAt.get(mail.touchKey) ?? 0);
  must(mail.at <= due + 72 * HOUR_MS, `${name} left after its approval had run out`);
  const send = tables.sends.find((one) => one.touch_id === mail.touchKey);
  const approval = tables.approvals.find((one) => one.id === send?.approval_id);
  if (!approval) throw new Broken(`${name} has no approval on record`);
  must(approval.subject === mail.subject && approval.body === mail.text, `${name}: the record has other words`);
  must(approval.revoked_at === null, `${name}: the approval on record was revoked`);
}

function isInside({ mail, lead, name }: Left): void {
  const { country, timezone } = lead.place;
  for (const zone of timezone ? [timezone] : zonesOf(country)) {
    const local = toLocal(mail.at, zone);
    must(local.hour >= 9 && local.hour < 17, `${name} left at ${local.hour}:${local.minute} in ${zone}`);
    must(isBusinessDay(local, country), `${name} left on a weekend or holiday in ${country}`);
  }
}

function isInThread({ mail, touch, name, earlier, tables }: Left): void {
  const ofSequence = new Set(
    tables.touches.filter((one) => one.enrollment_id === touch.enrollment_id).map((one) => one.id),
  );
  const before = earlier.filter((one) => ofSequence.has(one.touchKey));
  const ids = before.map((one) => one.sent.messageId).join(' ');
  must((mail.thread?.references.join(' ') ?? '') === ids, `${name} names [${mail.thread?.references}], not [${ids}]`);
  must(
    before.every((one) => one.subject === mail.subject),
    `${name} has another subject than its thread`,
  );
  // Another owner's mailbox knows nothing of that thread; there the Message-IDs have to do.
  const own = before.filter((one) => one.mailbox === mail.mailbox).at(-1);
  const isIn = !own || mail.sent.providerThreadId === own.sent.providerThreadId;
  must(isIn, `${name} left outside of its thread`);
}

function keepsPace(all: Left): void {
  const { mail, name, engine } = all;
  // A mail that the provider took late went when its call began, as far as we can tell.
  const left = { ...all, earlier: all.earlier.filter((one) => !engine.begun.has(one.touchKey)) };
  const { earlier } = left;
  const fromBox = earlier.filter((one) => one.mailbox === mail.mailbox);
  const gap = mail.at - (fromBox.at(-1)?.at ?? Number.NEGATIVE_INFINITY);
  must(gap >= LIMITS.gapMinutes * MINUTE_MS, `${name} left ${gap / MINUTE_MS} minutes after another of its mailbox`);
  const age = Math.floor((mail.at - engine.startedAt) / DAY_MS);
  const allowed = Math.min(LIMITS.mostMails, LIMITS.mailsPerDay + age * LIMITS.growth);
  const inADay = fromBox.filter((one) => one.at > mail.at - DAY_MS).length + 1;
  must(inADay <= allowed, `${name} is number ${inADay} of its mailbox in 24 hours, of ${allowed}`);
  leadIsNotCrowded(left);
  companyIsNotCrowded(left);
}

function leadIsNotCrowded({ mail, lead, name, earlier, tables }: Left): void {
  const ofLead = tables.touches.filter((one) => one.lead_id === lead.id);
  const done = ofLead.filter((one) => one.status === 'done').map((one) => Number(one.settled_at));
  const mails = earlier.filter((one) => ofLead.some((touch) => touch.id === one.touchKey)).map((one) => one.at);
  const inAWeek = countSince([...done, ...mails], mail.at - WEEK_MS) + 1;
  must(inAWeek <= LIMITS.leadPerWeek, `${name} is touch number ${inAWeek} of the lead in seven days`);
}

function companyIsNotCrowded({ mail, touch, lead, name, earlier, model, tables }: Left): void {
  if (touch.step !== 1) return;
  const colleagues = [...model.leads.values()].filter((one) => one.company === lead.company && one !== lead);
  const firsts = tables.touches.filter((one) => one.step === 1 && colleagues.some((who) => who.id === one.lead_id));
  const mails = earlier.filter((one) => firsts.some((first) => first.id === one.touchKey)).map((one) => one.at);
  const news = countSince(mails, mail.at - WEEK_MS) + 1;
  must(news <= LIMITS.companyPerWeek, `${name} is new contact number ${news} at ${lead.company} in seven days`);
}

const countSince = (ats: Instant[], since: Instant) => ats.filter((at) => at > since).length;

function logTellsTheOutbox(model: Model, engine: Engine, tables: Tables): void {
  const sent = new Set(engine.w.mail.sent.map((one) => one.touchKey));
  for (const [touchId, count] of tables.sentEntries) {
    must(count === 1, `the log says ${count} times that touch ${touchId} was sent`);
    must(sent.has(touchId) || model.attested.has(touchId), `the log says that ${touchId} was sent, and it was not`);
  }
  const isOpen = (key: string) => tables.sends.some((one) => one.touch_id === key && one.state !== 'sent');
  for (const key of sent)
    must(tables.sentEntries.has(key) || isOpen(key), `the log does not know that ${key} was sent`);
}

function tablesAgree(tables: Tables): void {
  const statusOf = new Map(tables.enrollments.map((one) => [one.id, one.status]));
  for (const touch of tables.touches) {
    const send = tables.sends.find((one) => one.touch_id === touch.id);
    const name = `touch ${touch.step} (${touch.status})`;
    const status = statusOf.get(touch.enrollment_id) ?? '';
    if (['stopped', 'finished'].includes(status))
      must(!OPEN.includes(touch.status), `${name} waits in a sequence that is ${status}`);
    must(
      (touch.status === 'sending') === (send !== undefined && ['claimed', 'drafted', 'calling'].includes(send.state)),
      `${name} and its send (${send?.state}) disagree`,
    );
    must(
      (touch.status === 'unclear') === (send?.state === 'unclear'),
      `${name} and its send (${send?.state}) disagree`,
    );
    must((touch.status === 'sent') === tables.sentEntries.has(touch.id), `${name} and the log disagree`);
  }
  for (const one of tables.enrollments.filter((row) => row.status === 'active')) {
    const isGoing = tables.touches.some(
      (touch) => touch.enrollment_id === one.id && [...OPEN, 'sending', 'unclear', 'failed'].includes(touch.status),
    );
    must(isGoing, 'a sequence is active with nothing left to do');
  }
}

/** After the last command: what was on its way has come to an end, and the story is the same everywhere. */
export async function mustBeSettled(model: Model, engine: Engine): Promise<void> {
  const tables = await tablesOf(engine);
  const open = tables.sends.filter((one) => !['sent', 'unclear'].includes(one.state));
  must(open.length === 0, `after two calm days ${open.length} sends are still ${open[0]?.state}`);
  for (const mail of engine.w.mail.sent)
    must(
      tables.sentEntries.has(mail.touchKey) ||
        tables.sends.some((one) => one.touch_id === mail.touchKey && one.state === 'unclear'),
      `after two calm days the log does not know of ${mail.touchKey}`,
    );
  for (const left of engine.w.mail.drafts.values()) {
    const isSent = tables.touches.some((one) => one.id === left.touchKey && one.status === 'sent');
    must(!isSent || model.mayLeaveDrafts, 'a second draft of a mail that was sent was left in the mailbox');
  }
  must(model.mailsSeen === engine.w.mail.sent.length, 'mails left behind the back of the model');
}
